package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// Reach is by what the program can reach people.
type Reach struct {
	Further  []team.Channel // that are set up beside Telegram
	Operator bool           // there is somebody to tell of the program's own troubles
	// Down says which channels are away as a whole; nil: none ever is. Whoever changes the
	// answer calls Engine.Severed.
	Down func() []team.Channel
	// Reached is when something last reached somebody by a channel, as far as this process
	// knows; nil, or the zero time: it doesn't.
	Reached func(notice.Recipient) time.Time
}

// further lists the channels by which somebody can be paged beside Telegram, in the order
// of team.Channels.
func (r Reach) further(m team.Member) []team.Channel {
	return slices.DeleteFunc(slices.Clone(team.Channels), func(by team.Channel) bool {
		has := by == team.Gateway || by == team.Email && m.Email != "" || by == team.Ntfy && m.Topic != ""
		return !has || !slices.Contains(r.Further, by)
	})
}

// places lists where else a team's alerts are told.
func (r Reach) places(p team.Policy) []notice.Recipient {
	var places []notice.Recipient
	if p.Outside.Email != "" && slices.Contains(r.Further, team.Email) {
		places = append(places, notice.Recipient{Place: notice.Outside, By: team.Email})
	}
	if p.Outside.Topic != "" && slices.Contains(r.Further, team.Ntfy) {
		places = append(places, notice.Recipient{Place: notice.Outside, By: team.Ntfy})
	}
	if r.Operator {
		places = append(places, notice.Recipient{Place: notice.Operator})
	}
	if slices.Contains(r.Further, team.Gateway) {
		places = append(places, notice.Recipient{Place: notice.Webhook, By: team.Gateway})
	}
	return places
}

func (r Reach) down() []team.Channel {
	if r.Down == nil {
		return nil
	}
	return r.Down()
}

// since says whether something has reached somebody by a channel after a moment.
func (r Reach) since(at time.Time, who notice.Recipient) bool {
	return r.Reached != nil && r.Reached(who).After(at)
}

// Undeliverable tells the alert that a page does not reach somebody by a channel, for a
// while or, with no wait, at all: their next channel is turned to, or the next person. The coordinators and the operator hear of it. A board that can't reach its reader
// ends. For other notices there is nobody to tell.
func (e *Engine) Undeliverable(ctx context.Context, n notice.Notice, wait time.Duration) error {
	if n.Reason == notice.ForBoard && wait == 0 {
		return e.endBoard(ctx, n)
	}
	if n.Reason != notice.ForPage || n.To.Member == "" {
		return nil
	}
	return e.Do(ctx, Deed{
		ID:   fmt.Sprintf("lost:%s:%s:%s:%d:%t", n.About.Alert, n.To.Member, n.To.Channel(), n.About.PagedAt.UnixMilli(), wait > 0),
		From: []Ref{{KindAlert, n.About.Alert}},
		Decide: func(tx *Tx) error {
			a, ok := tx.Alert(alerts.ID(n.About.Alert))
			if !ok || !a.Open() {
				return nil
			}
			var until time.Time
			if wait > 0 && slices.Contains(tx.engine.Reach.down(), n.To.Channel()) {
				return nil // it waits with everybody else, which the alert knows
			}
			if wait > 0 {
				until = tx.Now.Add(wait)
			}
			was, known := a.Fails(n.To.Member, n.To.Channel())
			known = known && (was.Until.IsZero() || wait > 0) // that it is for good is news after a wait
			tx.stepAlert(a, alerts.Failed{Who: n.To.Member, By: n.To.Channel(), Until: until})
			if !known && !a.IsDrill() { // how a drill went says so
				tx.tellUndeliverable(a, n.To, until)
			}
			return nil
		},
	})
}

func (e *Engine) endBoard(ctx context.Context, n notice.Notice) error {
	return e.Do(ctx, Deed{
		ID:   fmt.Sprintf("lost:board:%s:%d", n.To.Member, n.About.BoardAt.UnixMilli()),
		From: []Ref{refMember(n.To.Member)},
		Decide: func(tx *Tx) error {
			if p, ok := tx.Person(n.To.Member); ok {
				p.Board = Board{}
				tx.PutPerson(p)
			}
			return nil
		},
	})
}

func (tx *Tx) tellUndeliverable(a alerts.Alert, lost notice.Recipient, until time.Time) {
	line := notice.L("trouble-undeliverable", "who", notice.Who(lost.Member), "about", notice.Who(a.About), "by", channelWord(lost.Channel()))
	if !until.IsZero() {
		line = notice.L("trouble-waits", "who", notice.Who(lost.Member), "about", notice.Who(a.About), "by", channelWord(lost.Channel()), "at", notice.At(until))
	}
	say := func(to notice.Recipient) {
		tx.Say(notice.Notice{
			Trace: notice.OfAlert(string(a.ID)),
			To:    to, Do: notice.Send, Lane: notice.Page, Reason: notice.ForNews,
			Lines: []notice.Line{line}, About: notice.About{Alert: string(a.ID), Unreached: lost, UnreachedAt: tx.Now},
		})
	}
	if tx.engine.Reach.Operator {
		say(notice.Recipient{Place: notice.Operator, Team: a.Team})
	}
	t, _ := tx.Team(a.Team)
	for _, id := range t.Members {
		if p, ok := tx.Person(id); ok && id != lost.Member && p.Has(t.ID, team.Coordinator) {
			say(notice.To(id))
		}
	}
}

func channelWord(by team.Channel) notice.Arg { return notice.Word(notice.Key("channel-" + by)) }

// Severed has every open alert of a team look again at which channels are away. name tells
// this change from others.
func (e *Engine) Severed(ctx context.Context, in team.ID, name string) error {
	return e.Do(ctx, Deed{
		ID:   "severed:" + string(in) + ":" + name,
		From: []Ref{refTeam(in)},
		Decide: func(tx *Tx) error {
			for _, a := range tx.open() {
				if a.Team == in {
					tx.stepAlert(a, alerts.Tick{})
				}
			}
			return nil
		},
	})
}
