package engine_test

import (
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
)

// looks fails unless a look at a notice comes to a verdict.
func (w *world) looks(what string, n notice.Notice, want notice.Verdict) notice.Address {
	w.t.Helper()
	got, to, err := w.Look(w.t.Context(), n)
	if err != nil || got != want {
		w.t.Errorf("%s: %q, %v; want %q", what, got, err, want)
	}
	return to
}

func TestAReminderIsWantedUntilItsAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.goesOut(ana)
	due := w.clock.Now().Add(30 * time.Minute)
	prompt := notice.Notice{To: notice.To(w.MemberID(ana)), Reason: notice.ForDeadline, About: notice.About{Meeting: string(id), Deadline: due}}
	to := w.looks("a reminder", prompt, notice.Wanted)
	if to.Chat != ana || to.Zone != "Europe/Berlin" || to.Names[w.MemberID(dora)] != "Dora" {
		t.Errorf("it goes to %+v", to)
	}
	w.clock.Set(w.clock.Now().Add(time.Minute))
	w.do("sign", ana, func(tx *engine.Tx) {
		v := tx.Visible(w.MemberID(ana))
		m, _ := v.View().Current()
		v.Step(m, meeting.Sign{By: w.MemberID(ana), At: tx.Now, Now: tx.Now}, false)
	})
	w.looks("a reminder that was answered", prompt, notice.GoneAnswer)
	prompt.About.Meeting = "none"
	w.looks("a reminder of no meeting", prompt, notice.GoneAnswer)
	w.looks("a reply", notice.Notice{To: notice.To(w.MemberID(ana)), Reason: notice.ForReply}, notice.Wanted)
	w.looks("a reply to nobody known", notice.Notice{To: notice.To(w.MemberID(zed)), Reason: notice.ForReply}, notice.GoneMember)
	w.looks("a reply to a stranger", notice.Notice{To: notice.Recipient{Chat: zed}, Reason: notice.ForReply}, notice.Wanted)
	w.looks("to the operator", notice.Notice{To: notice.Recipient{Place: notice.Operator}, Reason: notice.ForTrouble}, notice.Wanted)
}

func TestAPageIsWantedByWhoMayReadIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	a := w.signals("signal", ana)[0]
	page := func(chat int64, why notice.Reason) notice.Notice {
		return notice.Notice{To: notice.To(w.MemberID(chat)), Reason: why, About: notice.About{Alert: string(a.ID), Ownership: a.Ownership}}
	}
	outside := notice.Notice{To: notice.Recipient{Place: notice.Operator}, Reason: notice.ForPage, About: notice.About{Alert: string(a.ID), Ownership: a.Ownership}}
	w.looks("a page to Dora", page(dora, notice.ForPage), notice.Wanted)
	w.looks("a page to the operator", outside, notice.Wanted)
	w.looks("a page to Ana herself", page(ana, notice.ForPage), notice.GonePresent)
	w.looks("news to Ana herself", page(ana, notice.ForNews), notice.GonePresent)
	w.looks("a page to nobody known", page(zed, notice.ForPage), notice.GoneMember)

	w.stepAlert("take", a.ID, alerts.Take{By: w.MemberID(carla)})
	w.looks("a page about what Carla has", page(dora, notice.ForPage), notice.GoneOwned)
	w.looks("news of what Carla has", page(dora, notice.ForNews), notice.Wanted)
	w.looks("a page to the operator about it", outside, notice.GoneOwned)

	w.goesOut(dora)
	w.looks("news to Dora, who is out", page(dora, notice.ForNews), notice.GonePresent)
	w.looks("a page to Dora, who is out", page(dora, notice.ForPage), notice.GonePresent)

	w.stepAlert("down", a.ID, alerts.StandDown{By: w.MemberID(carla), Outcome: alerts.Safe})
	w.do("heard", carla, func(tx *engine.Tx) {
		now, _ := tx.Alert(a.ID)
		tx.StepAlert(now, alerts.Heard{By: w.MemberID(carla), Phrase: alerts.RightPhrase})
	}, engine.Ref{Kind: engine.KindAlert, ID: string(a.ID)})
	w.looks("a page about what is over", page(carla, notice.ForPage), notice.GoneClosed)
	w.looks("news of what is over", page(carla, notice.ForNews), notice.Wanted)
	gone := page(carla, notice.ForNews)
	gone.About.Alert = "none"
	w.looks("news of no alert", gone, notice.GoneClosed)
}

func TestAQuestionToACompanionIsWantedUntilTheAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var id meeting.ID
	w.do("plan", ana, func(tx *engine.Tx) {
		v := tx.Visible(w.MemberID(ana))
		id = v.NewMeeting()
		start := tx.Now.Add(time.Hour)
		v.Step(meeting.Meeting{}, meeting.Planned{
			ID: id, Team: w.team, By: v.Me().ID, Now: tx.Now, Companions: []meeting.Companion{{Member: w.MemberID(ben), NamedAt: tx.Now}},
			Plan: meeting.Plan{StartAt: start, EndAt: start.Add(time.Hour), Place: "Café", Every: 30 * time.Minute},
		}, false)
	})
	ask := notice.Notice{To: notice.To(w.MemberID(ben)), Reason: notice.ForCompanion, About: notice.About{Meeting: string(id)}}
	w.looks("a question", ask, notice.Wanted)
	other := ask
	other.To = notice.To(w.MemberID(dora))
	w.looks("a question to somebody else", other, notice.GoneAnswer)
	w.do("yes", ben, func(tx *engine.Tx) {
		v := tx.Visible(w.MemberID(ben))
		v.Step(v.View().Meetings[0], meeting.Answer{By: w.MemberID(ben), Reply: meeting.Accepted, Now: tx.Now}, false)
	})
	w.looks("a question that was answered", ask, notice.GoneAnswer)
}
