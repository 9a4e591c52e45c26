package engine_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// News that somebody can't be reached is worth reading only while it is so.
func TestNewsOfWhoCantBeReachedGrowsStale(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	a := w.signals("signal", ana)[0]
	page := notice.Notice{To: notice.To(w.MemberID(dora)), Reason: notice.ForPage, About: notice.About{Alert: string(a.ID), PagedAt: w.clock.Now()}}
	lost := func(wait time.Duration) { // by the way of the page's delivery
		t.Helper()
		if err := w.Undeliverable(t.Context(), page, wait); err != nil {
			t.Fatal(err)
		}
	}
	news := notice.Notice{To: notice.To(w.MemberID(carla)), Reason: notice.ForNews, About: notice.About{Alert: string(a.ID), Unreached: page.To}}
	w.looks("news of nothing that is known", news, notice.GoneAnswer)

	var down []team.Channel
	w.Reach.Down = func() []team.Channel { return down }
	lost(time.Minute)
	if said := w.store.made[len(w.store.made)-1]; !slices.Equal(w.told(said, carla), []notice.Key{"trouble-waits"}) {
		t.Errorf("Carla is told %v", w.told(said, carla))
	}
	for _, n := range w.notices(w.store.made[len(w.store.made)-1]) {
		if n.Reason == notice.ForNews && (n.About.Unreached != page.To || !n.About.UnreachedAt.Equal(w.clock.Now())) {
			t.Errorf("news that Dora can't be reached says that it is %v, at %v", n.About.Unreached, n.About.UnreachedAt)
		}
	}
	w.looks("news of a wait", news, notice.Wanted)
	news.About.UnreachedAt = w.clock.Now()
	at := map[notice.Recipient]time.Time{page.To: w.clock.Now()}
	w.Reach.Reached = func(who notice.Recipient) time.Time { return at[who] }
	w.looks("news of whom something reached before", news, notice.Wanted)
	at[page.To] = w.clock.Now().Add(time.Second)
	w.looks("news of whom something has reached since", news, notice.GoneAnswer)
	w.Reach.Reached = nil
	byMail := news
	byMail.About.Unreached.By = team.Email
	w.looks("news of another channel", byMail, notice.GoneAnswer)
	down = []team.Channel{team.Telegram}
	w.looks("news of a wait that is everybody's", news, notice.GoneNewer)
	down = nil
	w.clock.Set(w.clock.Now().Add(time.Minute))
	w.looks("news of a wait that is over", news, notice.GoneAnswer)

	lost(0)
	if said := w.store.made[len(w.store.made)-1]; !slices.Contains(w.told(said, carla), "trouble-undeliverable") {
		t.Errorf("that Dora can't be reached at all is told as %v", w.told(said, carla))
	}
	down = []team.Channel{team.Telegram}
	w.looks("news of who can't be reached with Telegram there, either", news, notice.Wanted)
}

// A phone that is lost is not to be called, nor after a signal anybody's who is there.
func TestWhoIsOutAndNotToBeCalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	is := func(what string, want ...notice.Key) {
		t.Helper()
		looks, err := w.Outlooks(t.Context(), engine.Ref{Kind: engine.KindTeam, ID: string(w.team)})
		if err != nil || len(looks) != 1 || len(looks[0].Tell) != 1 || looks[0].Tell[0].ID != w.MemberID(carla) {
			t.Fatalf("told are %+v, %v; want Carla alone", looks, err)
		}
		for reader, lines := range map[string][]notice.Line{"Carla": looks[0].Tell[0].Out, "the operator": looks[0].Out} {
			var keys []notice.Key
			for _, l := range lines {
				keys = append(keys, l.Key)
			}
			if !slices.Equal(keys, want) {
				t.Errorf("%s, to %s: %v, want %v", what, reader, keys, want)
			}
		}
	}
	is("with nothing wrong", "board-out")
	w.signals("signal", ana)
	is("after a signal", "board-out", "trouble-no-contact")

	w = newWorld(t)
	w.do("lost", ana, func(tx *engine.Tx) {
		p, _ := tx.Person(w.MemberID(ana))
		p.Memberships[0].FrozenAt, p.Memberships[0].FrozenBy = tx.Now, w.MemberID(carla)
		tx.PutPerson(p)
	})
	w.goesOut(ana)
	is("with her phone lost", "board-out", "trouble-no-contact")
	a := w.open(ana)[0]
	w.stepAlert("take", a.ID, alerts.Take{By: w.MemberID(carla)})
	w.stepAlert("down", a.ID, alerts.StandDown{By: w.MemberID(carla), Outcome: alerts.Safe})
	w.stepAlert("heard", a.ID, alerts.Heard{By: w.MemberID(carla), Phrase: alerts.RightPhrase})
	is("with that alert over and her phone still lost", "board-out", "page-no-contact")
}
