package delivery_test

import (
	"errors"
	"slices"
	"testing"

	"porchlight/alerts/delivery"
	"porchlight/notice"
)

func TestRunIsCalledOnce(t *testing.T) {
	t.Parallel()
	_, p := running(t)
	if err := p.Run(t.Context()); !errors.Is(err, delivery.ErrRunTwice) {
		t.Fatalf("a second Run: %v", err)
	}
}

func TestAWakeBeforeRunAndOfNoLaneDoesNoHarm(t *testing.T) {
	t.Parallel()
	w := newWorld(t.Context(), t)
	o := w.options("one")
	s := delivery.New(o)
	s.Wake(notice.Page)
	s.Wake("no such lane")
	w.outbox.put(noon, say(notice.Page, dora, "page"))
	p := w.start(o)
	if w.clock.Quiet() {
		t.Fatal("a service that has not run yet does not hold the clock")
	}
	go func() { _ = s.Run(w.ctx) }()
	w.until(0)
	if got := w.wire.to(dora); !slices.Equal(got, []string{"0s page"}) {
		t.Fatalf("dora was sent %v", got)
	}
	w.end(p)
}
