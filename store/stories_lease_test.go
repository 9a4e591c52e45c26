package store_test

import (
	"testing"
	"time"
)

func aLeaseHasOneHolder(t *testing.T, h *home) {
	take := func(name, holder string, ttl time.Duration, want bool) {
		t.Helper()
		if got, err := h.Lease(h.ctx(), name, holder, ttl); err != nil || got != want {
			t.Fatalf("%s takes %s: %v, %v", holder, name, got, err)
		}
	}
	release := func(name, holder string) {
		t.Helper()
		if err := h.Release(h.ctx(), name, holder); err != nil {
			t.Fatal(err)
		}
	}
	take("sending", "one", time.Hour, true)
	take("sending", "two", time.Hour, false)
	take("sending", "one", time.Hour, true) // renewed
	take("else", "two", time.Hour, true)
	release("sending", "two") // not theirs to give
	take("sending", "two", time.Hour, false)
	release("sending", "one")
	release("sending", "one")
	take("sending", "two", time.Millisecond, true)
	for deadline := time.Now().Add(10 * time.Second); ; { // until the lease has run out
		if got, err := h.Lease(h.ctx(), "sending", "one", time.Hour); err != nil {
			t.Fatal(err)
		} else if got {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a lease of a millisecond holds for ever")
		}
	}
	take("sending", "two", time.Hour, false)
	if _, err := h.Lease(h.ctx(), "sending", "", time.Hour); err == nil {
		t.Fatal("nobody holds a lease")
	}
	if _, err := h.Lease(h.ctx(), "sending", "one", 0); err == nil {
		t.Fatal("a lease of no length")
	}
}
