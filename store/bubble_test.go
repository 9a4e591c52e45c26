package store_test

import (
	"testing"
	"testing/synctest"
	"time"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/store"
	"porchlight/store/redistest"
)

// Whole conversations are played in virtual time: the store inside the bubble, a real
// redis-server outside.
func TestAStoreWorksInsideABubble(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(t.Context(), store.Options{URL: server.URL(), BotID: "42", Ring: ring})
		if err != nil {
			t.Fatal(err)
		}
		due := time.Now().Add(100 * time.Hour)
		if err := s.Commit(t.Context(), engine.Commit{ID: "1", Arm: []engine.Timer{{Ref: meeting("m"), DueAt: due}}}); err != nil {
			t.Fatal(err)
		}
		next, err := s.NextTimer(t.Context())
		if err != nil || !next.Equal(due) {
			t.Fatalf("next timer %v, %v", next, err)
		}
		time.Sleep(time.Until(next))
		timers, err := s.ClaimTimers(t.Context(), time.Now(), 1, lease)
		if err != nil || len(timers) != 1 {
			t.Fatalf("claimed %v, %v", timers, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
