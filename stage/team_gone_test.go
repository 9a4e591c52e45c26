package stage_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/notice"
	"porchlight/stage"
)

// What somebody planned who was taken out of the team keeps nobody from being called: it is
// off, and whoever was asked along hears so.
func TestThePlansOfWhoIsGone(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"/team revoke Carla", "/team remove Carla"} {
		for _, sure := range []string{"hello", "[Confirm]"} {
			run := office(t, stage.Options{})
			plays(t, run, []turn{{time.Second, "Carla", "/plan +5h 8h Pier | with: Dora"}, {3 * time.Second, "Carla", sure}, {time.Minute, "Emil", how}}, 3*time.Second)
			from := run.Stage.Clock.Now()
			plays(t, run, []turn{{time.Minute, "Ana", "well, PHRASE"}}, time.Minute)
			if counts(shownTo(run.Person("Dora"), from), "Ana gave the silent signal") == 0 {
				t.Errorf("%s after %s: Dora is not called: %q", how, sure, shownTo(run.Person("Dora"), time.Time{}))
			}
			if counts(shownTo(run.Person("Dora"), time.Time{}), "Carla called it off") != 1 {
				t.Errorf("%s after %s: Dora is not told: %q", how, sure, shownTo(run.Person("Dora"), time.Time{}))
			}
		}
	}
}

// A revoked phone keeps no board.
func TestARevokedPhonesBoard(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/now 1h Pier"}, {time.Second, "Dora", "/watch"}, {time.Minute, "Carla", "/team revoke Dora"}}, time.Minute)
	for _, m := range run.Person("Dora").Screen() {
		if strings.Contains(m.Words(), "Ana") {
			t.Errorf("Dora's revoked phone shows %q", m.Words())
		}
	}
}

// Who came by a link in doubt is in nobody's way, and heard when they call.
func TestACallByADoubtfulLink(t *testing.T) {
	t.Parallel()
	for _, says := range []string{"/sos", "what about " + "auntie's soup"} {
		run := office(t, stage.Options{})
		zed := run.Stage.Simulator.Person("Zed")
		zed.Start(invited(t, run, "Emil", "worker")) // a phrase is set before, in a team of another day
		plays(t, run, nil, 2*time.Second)
		zed.Send("/words duress auntie's soup")
		plays(t, run, []turn{{time.Second, "Emil", "/team remove Zed"}, {time.Second, "Carla", "well, PHRASE"}}, time.Minute)
		zed.Start(invited(t, run, "Carla", "worker"))
		plays(t, run, nil, time.Minute)
		from := run.Stage.Clock.Now()
		zed.Send(says)
		plays(t, run, nil, 3*time.Minute)
		got := strings.Join(shownTo(run.Person("Emil"), from), "\n")
		if !strings.Contains(got, "Zed asks for help") && !strings.Contains(got, "Zed gave the silent signal") {
			t.Errorf("Zed says %q, and Emil is told\n%s", says, got)
		}
	}
}

// While somebody is out, one coordinator's phone can't empty the ladder unheard: whoever is
// left hears of it, and so does the operator. The phones that were revoked hear nothing.
func TestFewAreLeftToCall(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		turns          []turn
		operator, emil int64
	}{
		"two phones revoked":   {[]turn{{time.Minute, "Carla", "/team revoke Emil"}, {time.Minute, "Carla", "/team revoke Dora"}}, 1, 0},
		"two parts taken":      {[]turn{{time.Minute, "Carla", "/team unrole Dora responder"}, {11 * time.Minute, "Carla", "/team unrole Carla coordinator"}}, 1, 1},
		"one is at a meeting":  {[]turn{{time.Minute, "Carla", "/plan +5h 1h Pier | with: Dora"}, {time.Minute, "Emil", "/team unrole Carla coordinator"}}, 1, 0},
		"two are left":         {[]turn{{time.Minute, "Emil", "/team revoke Dora"}}, 0, 0},
		"nobody is out, later": {[]turn{{time.Minute, "Ana", "/home"}, {time.Minute, "Carla", "/team revoke Emil"}, {time.Minute, "Carla", "/team revoke Dora"}}, 0, 0},
	} {
		var operator, people atomic.Int64
		run := office(t, seeing(func(n notice.Notice) error {
			switch {
			case len(n.Lines) == 0 || n.Lines[0].Key != "trouble-few-left":
			case n.To.Place == notice.Operator:
				operator.Add(1)
			default:
				people.Add(1)
			}
			return nil
		}))
		plays(t, run, append([]turn{{time.Second, "Ana", "/now 40m Pier"}}, c.turns...), 11*time.Minute)
		emil := int64(counts(shownTo(run.Person("Emil"), time.Time{}), "Lantern: somebody is out, and only one person"))
		if operator.Load() != c.operator || people.Load() != c.emil || emil != c.emil {
			t.Errorf("%s: the operator hears of it %d times, Emil %d, people %d", name, operator.Load(), emil, people.Load())
		}
	}
}
