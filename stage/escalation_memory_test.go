package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/store/disk/disktest"
)

// signalFromMemory has Ana share a place and, once Redis is away, give the signal. It
// returns the numbers of the pages from memory on some phones.
func signalFromMemory(t *testing.T, run *stage.Run, f *trouble, names ...string) map[string][]int {
	t.Helper()
	plays(t, run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}, {time.Second, "Ana", "(place)"}}, 5*time.Second)
	f.away()
	steadily(t, run, 4*time.Second)
	run.Person("Ana").Send(duress)
	pass(t, run, 70*time.Second)
	ids := map[string][]int{}
	for _, who := range names {
		for _, m := range run.Person(who).Screen() {
			if m.From == simulator.ByBot && strings.HasPrefix(m.Words(), "Ana gave the silent signal") {
				ids[who] = append(ids[who], m.ID)
			}
		}
		if len(ids[who]) != 2 {
			t.Fatalf("%s has %d pages from memory", who, len(ids[who]))
		}
	}
	return ids
}

// onScreen are the texts of those of some messages that are still in a chat.
func onScreen(p *simulator.Person, ids []int) (texts []string) {
	for _, m := range p.Screen() {
		if slices.Contains(ids, m.ID) {
			texts = append(texts, m.Words())
		}
	}
	return texts
}

// What was sent while Redis was away is as bland after the stand-down as everything else,
// also when the process was killed before Redis was back.
func TestEscalationPagesFromMemoryAreTidied(t *testing.T) {
	t.Parallel()
	for _, killed := range []string{"", "killed"} {
		t.Run(killed, func(t *testing.T) {
			t.Parallel()
			var f trouble
			on := disktest.New()
			run := bothWaysWith(t, stage.Options{Store: f.store, Disk: on})
			ids := signalFromMemory(t, run, &f, "Carla", "Dora", "Emil")
			if killed != "" {
				if err := run.Stage.KillBot(); err != nil {
					t.Fatal(err)
				}
				if err := run.Stage.StartBot(); err != nil {
					t.Fatal(err)
				}
			}
			plays(t, run, []turn{{time.Second, "Dora", "[I'm on it]"}}, time.Second)
			f.here()
			plays(t, run, []turn{
				{10 * time.Second, "Ana", "home"}, {time.Second, "Dora", "stand down"},
				{3 * time.Second, "Dora", "false alarm"}, {3 * time.Second, "Carla", "confirm"},
			}, 2*time.Minute)
			for who, pages := range ids {
				p := run.Person(who)
				if got := onScreen(p, pages); slices.ContainsFunc(got, func(s string) bool { return s != "A reminder was here." }) {
					t.Errorf("%s's chat keeps %q", who, got)
				}
				if maps := mapsOn(p); len(maps) > 0 {
					t.Errorf("%s's chat keeps %d maps", who, len(maps))
				}
				if n := about(p, run.Scene.Start, "gave the silent signal"); n > 0 {
					t.Errorf("%d pages are in %s's chat", n, who)
				}
			}
			if n := sizeIn(t, on, "/data/sent"); n != 0 {
				t.Errorf("%d bytes about what is in the store are on the disk", n)
			}
		})
	}
}

// Nobody goes out with a page on their phone, from memory or not; whoever went out while
// Redis was away has none from when it is back.
func TestEscalationPagesFromMemoryGoBeforeTheirReaderGoesOut(t *testing.T) {
	t.Parallel()
	for _, when := range []string{"afterwards", "while Redis is away"} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			var f trouble
			run := bothWaysWith(t, stage.Options{Store: f.store, Disk: disktest.New()})
			ids := signalFromMemory(t, run, &f, "Dora", "Emil")
			if when != "afterwards" {
				run.Person("Dora").Send("/now 30m Station")
				pass(t, run, time.Second)
			}
			f.here()
			pass(t, run, 5*time.Second)
			if when == "afterwards" {
				plays(t, run, []turn{{time.Second, "Dora", "/plan +30m 30m Station"}, {time.Second, "Dora", "[Confirm]"}}, 3*time.Second)
			}
			if got := onScreen(run.Person("Dora"), ids["Dora"]); len(got) > 0 {
				t.Errorf("Dora goes out with %q", got)
			}
			if got := onScreen(run.Person("Emil"), ids["Emil"]); len(got) != 2 {
				t.Errorf("Emil, who stays, has %q", got)
			}
		})
	}
}

// A page from memory says where Ana's phone was last, and shows the map once; after a
// start from the disk alone as well.
func TestEscalationPagesFromMemorySayWhere(t *testing.T) {
	t.Parallel()
	for _, start := range []string{"", "from the disk"} {
		t.Run(start, func(t *testing.T) {
			t.Parallel()
			var f trouble
			run := bothWaysWith(t, stage.Options{Store: f.store, Disk: disktest.New()})
			dora := run.Person("Dora")
			plays(t, run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}, {time.Second, "Ana", "(place)"}}, 10*time.Minute)
			f.away()
			steadily(t, run, 4*time.Second)
			if start != "" {
				if err := run.Stage.KillBot(); err != nil {
					t.Fatal(err)
				}
				if err := run.Stage.StartBot(); err != nil {
					t.Fatal(err)
				}
				steadily(t, run, 4*time.Second)
			}
			from := run.Stage.Clock.Now()
			run.Person("Ana").Send(duress)
			pass(t, run, 2*time.Second)
			got := pages(shownTo(dora, from))
			if len(got) != 1 || !strings.Contains(got[0], "Last place from Ana's phone: 52.51627, 13.37770, at 14:01 (10 min") {
				t.Errorf("Dora is paged %q", got)
			}
			if got := mapsOn(dora); len(got) != 1 {
				t.Errorf("Dora has %d maps", len(got))
			}
			mustSend(t, run.Person("Ana"), simulator.Draft{Location: &simulator.Location{Latitude: 48.2, Longitude: 16.4}})
			pass(t, run, 61*time.Second)
			if got := pages(shownTo(dora, from)); !strings.Contains(got[len(got)-1], "48.20000, 16.40000") {
				t.Errorf("Dora is paged %q", got)
			}
			f.here()
			pass(t, run, 10*time.Second)
		})
	}
}
