package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
)

// writes has somebody write a message, with what it leads to, and tells where the message
// and the answers are remembered: "message trace; answer trace …".
func (w *world) writes(chat int64, message int, decide func(engine.Visible)) string {
	w.t.Helper()
	c := w.do(fmt.Sprint("message ", chat, " ", message), chat, func(tx *engine.Tx) {
		tx.Heard(w.MemberID(chat), message, tx.Now)
		decide(tx.Visible(w.MemberID(chat)))
	})
	var all []string
	for _, x := range c.Traces {
		all = append(all, fmt.Sprint(x.Message, " ", x.Trace))
	}
	for _, n := range w.notices(c) {
		if n.Do == notice.Send {
			all = append(all, fmt.Sprint(n.Lines[0].Key, " ", n.Trace))
		}
	}
	return strings.Join(all, "; ")
}

func (w *world) want(got, want string) {
	w.t.Helper()
	if got != want {
		w.t.Fatalf("remembered %q, want %q", got, want)
	}
}

func hello(v engine.Visible) { v.Reply(notice.L("noted")) }

// plans writes a draft for an hour from a moment on, with Ben.
func (w *world) plans(chat int64, message int, in time.Duration) (id meeting.ID, where string) {
	w.t.Helper()
	where = w.writes(chat, message, func(v engine.Visible) {
		v.Planning()
		id = v.NewMeeting()
		start := v.Now().Add(in)
		v.Step(meeting.Meeting{}, meeting.Planned{
			ID: id, Team: w.team, By: v.Me().ID, Now: v.Now(),
			Companions: []meeting.Companion{{Member: w.MemberID(ben), NamedAt: v.Now()}},
			Plan:       meeting.Plan{StartAt: start, EndAt: start.Add(time.Hour), Every: 30 * time.Minute, Grace: 10 * time.Minute, HomeWithin: time.Hour},
		}, false)
	})
	return id, where
}

// steps lets an event happen to a meeting, by a message.
func (w *world) steps(chat int64, message int, id meeting.ID, event func(now time.Time) meeting.Event) string {
	w.t.Helper()
	return w.writes(chat, message, func(v engine.Visible) {
		for _, m := range v.View().Meetings {
			if m.ID == id {
				v.Step(m, event(v.Now()), false)
			}
		}
	})
}

func TestAMessageBelongsWhereItsWriterIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.want(w.writes(ana, 1, hello), "noted ") // nothing is on: it stays
	w.want(w.writes(ana, 2, func(v engine.Visible) { v.Planning(); hello(v) }), "2 plan; noted plan")

	first, where := w.plans(ana, 3, 2*time.Hour)
	w.want(where, fmt.Sprintf("3 plan; plan-when plan; companion-ask meeting:%s", first))
	w.want(w.writes(ana, 4, hello), "4 plan; noted plan") // she is still planning
	w.want(w.writes(ben, 5, hello), fmt.Sprintf("5 meeting:%s; noted meeting:%s", first, first))

	confirm := func(now time.Time) meeting.Event {
		return meeting.Confirm{By: w.MemberID(ana), Now: now, Ready: meeting.Readiness{Ready: w.ids(carla, dora)}}
	}
	w.want(w.steps(ana, 6, first, confirm), fmt.Sprintf("6 plan; reminder-set meeting:%s; coordinator-untrained ", first))
	w.want(w.writes(ana, 7, hello), fmt.Sprintf("7 meeting:%s; noted meeting:%s", first, first))

	// Out at one and planning another: it is all part of the one that is on.
	on := w.goesOut(ana)
	w.want(w.writes(ana, 8, func(v engine.Visible) { v.Planning(); hello(v) }), fmt.Sprintf("8 meeting:%s; noted meeting:%s", on, on))
	home := func(now time.Time) meeting.Event { return meeting.Home{By: w.MemberID(ana), At: now, Now: now} }
	w.want(w.steps(ana, 9, on, home), fmt.Sprintf("9 meeting:%s; good ", on)) // the closing line stays
	w.want(w.writes(ana, 10, hello), fmt.Sprintf("10 meeting:%s; noted meeting:%s", first, first))
	w.want(w.writes(zed, 11, func(engine.Visible) {}), "")
}

// What belonged to no plan is cleared after a day, unless one stands then.
func TestWhatCameToNoPlanIsClearedAfterADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.do("1", ana, func(tx *engine.Tx) {
		tx.Heard(w.MemberID(ana), 1, tx.Now)
		tx.Visible(w.MemberID(ana)).Planning()
	})
	if len(c.Out) != 1 {
		t.Fatalf("%d notices", len(c.Out))
	}
	n := w.notices(c)[0]
	if n.Do != notice.Clear || n.Trace != notice.Planning || c.Out[0].NotBefore.Sub(w.clock.Now()) < 23*time.Hour {
		t.Fatalf("%+v at %s", n, c.Out[0].NotBefore)
	}
	verdict := func() notice.Verdict {
		t.Helper()
		v, _, err := w.Look(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := verdict(); v != notice.Wanted {
		t.Fatalf("with no plan it is %s", v)
	}
	w.plans(ana, 2, time.Hour)
	if v := verdict(); v != notice.GoneAnswer {
		t.Fatalf("while a draft stands it is %s", v)
	}
}
