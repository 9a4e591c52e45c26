package stage_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/keyring"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/store/redistest"
)

// A meeting or an alert whose document can't be read any more does not fall silent: its
// team is told, again and again, and not on the phone that is out.
func TestWhatCantBeReadIsLoud(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"meeting", "alert"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			ring, err := keyring.New()
			if err != nil {
				t.Fatal(err)
			}
			server := redistest.Start(t)
			run := lantern(t, stage.Options{Redis: server.URL(), Ring: ring})
			ana, dora, carla := run.Person("Ana"), run.Person("Dora"), run.Person("Carla")
			says(t, run, ana, "/now 1h Blue Café")
			if kind == "alert" {
				says(t, run, ana, "do you know "+duress)
			}
			pass(t, run, 2*time.Second)
			from := run.Stage.Clock.Now()
			spoil(t, server.URL(), kind+":*", func(key string, stored []byte) []byte {
				return changed(t, ring, key, stored)
			})
			pass(t, run, 50*time.Minute)
			for name, got := range map[string][]string{"Dora": shownTo(dora, from), "Carla": shownTo(carla, from)} {
				if n := counts(got, "Something that is kept about somebody who is out can't be read."); n < 2 {
					t.Errorf("%s was told %d times: %q", name, n, got)
				}
			}
			for _, s := range shownTo(ana, from) {
				if strings.Contains(s, "can't be read") {
					t.Errorf("Ana's phone shows %q", s)
				}
			}
		})
	}
}

// A message that can't be handled may have been a signal: the responders of somebody who
// is out are told that it came.
func TestAMessageSetAsideOfSomebodyWhoIsOut(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store})
	ana, dora := run.Person("Ana"), run.Person("Dora")
	says(t, run, ana, "/now 1h Blue Café")
	from := run.Stage.Clock.Now()
	if _, err := run.Stage.Simulator.Raw(`{"message":{"message_id":"what","chat":{"id":` + id(ana) + `,"type":"private"},"from":{"id":` + id(ana) + `}}}`); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 15*time.Second)
	if n := counts(shownTo(dora, from), "A message from"); n != 1 {
		t.Errorf("Dora: %q", shownTo(dora, from))
	}
	if got := shownTo(ana, from); counts(got, "A message from") != 0 {
		t.Errorf("Ana: %q", got)
	}
}

func counts(texts []string, begin string) int {
	n := 0
	for _, s := range texts {
		if strings.HasPrefix(s, begin) {
			n++
		}
	}
	return n
}

func id(p *simulator.Person) string { return strconv.FormatInt(p.ID(), 10) }
