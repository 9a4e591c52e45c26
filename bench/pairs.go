package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/locales"
	"porchlight/notice"
	"porchlight/simulator"
)

// reply is how long it takes from sending a text until its reply is seen.
func (w *world) reply(ctx context.Context, see *watcher, phone *simulator.Person, text string) (time.Duration, error) {
	came := see.first(phone)
	sent := time.Now()
	phone.Send(text)
	late := time.NewTimer(replyWithin)
	defer late.Stop()
	select {
	case at := <-came:
		return at.Sub(sent), nil
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-late.C:
		return 0, fmt.Errorf("a present phone had no reply within %v", replyWithin)
	}
}

// answered has the first of those who stay behind take every alert as soon as they are paged,
// so that it is not paged again and again.
func (w *world) answered(crews []crew) error {
	catalogue, err := locales.Load()
	if err != nil {
		return fmt.Errorf("load the texts: %w", err)
	}
	label, err := catalogue.Label(notice.Button{Label: "button-take"}, locales.Reader{})
	if err != nil {
		return err
	}
	takes := map[int64]*simulator.Person{}
	for _, c := range crews {
		takes[c.behind[0].ID()] = c.behind[0]
	}
	w.sim.OnCall(func(c simulator.Call) {
		if p, ok := takes[c.Chat]; ok && c.Method == "sendMessage" && c.Effect == simulator.TookEffect {
			_ = p.PressOn(c.MessageID, label) // messages without the button are no pages
		}
	})
	return nil
}

// enrolAll gives everybody who is out their duress phrase.
func (p *planter) enrolAll(ctx context.Context, crews []crew) error {
	var phones []*simulator.Person
	for _, c := range crews {
		phones = append(phones, c.out...)
	}
	return several(len(phones), func(i int) error { return p.enrol(ctx, phones[i]) })
}

// marks are the chats that have just written their duress word.
type marks struct{ all sync.Map }

func (m *marks) put(chat int64)      { m.all.Store(chat, true) }
func (m *marks) drop(chat int64)     { m.all.Delete(chat) }
func (m *marks) has(chat int64) bool { _, ok := m.all.Load(chat); return ok }

// leaky holds up what answers a duress word, after pacing.
type leaky struct {
	delivery.Channel

	marks *marks
	leak  time.Duration
}

// Send is delivery.Channel's.
func (l leaky) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	if n.Lane == notice.Reply && l.marks.has(to.Chat) {
		pause(ctx, l.leak)
	}
	return l.Channel.Send(ctx, n, to)
}
