package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/store"
	"porchlight/store/redistest"
)

// eachBackend plays a story on a real redis-server and on miniredis, empty both.
func eachBackend(t *testing.T, story func(t *testing.T, h *home)) {
	t.Helper()
	for backend, url := range map[string]func(*testing.T) string{
		"redis":     func(t *testing.T) string { return redistest.Start(t).URL() },
		"miniredis": func(t *testing.T) string { return "redis://" + miniredis.RunT(t).Addr() },
	} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			story(t, newHome(t, url(t)))
		})
	}
}

func estranged(t *testing.T, s *store.Store, want bool, when string) {
	t.Helper()
	if got, err := s.Estranged(t.Context()); err != nil || got != want {
		t.Errorf("%s: estranged: %v, %v", when, got, err)
	}
}

// strangers fills Redis with what others keep there, some of it with names like ours.
func (h *home) strangers() {
	h.t.Helper()
	pipe := h.raw.Pipeline()
	for i := range 5000 { // several turns of the scan
		pipe.Set(h.ctx(), fmt.Sprintf("{session-of-%06d}:cart", i), "1 1 0badcafe\n", 0)
	}
	const tag = "{AAAAbbbb0000-__Z}:"
	for name, value := range map[string]string{
		"{tag}:team:1":             "1 1 0badcafe\nsealed", // too short a tag
		"{user.profile.v1.x}:team": "1 1 0badcafe\nsealed",
		tag + "basket:1":           "1 1 0badcafe\nsealed", // no kind of ours
		tag + "team:1:names":       "1 1 0badcafe\nsealed",
		"x" + tag + "team:1":       "1 1 0badcafe\nsealed",
		tag + "team:empty":         "",
		tag + "team:json":          `{"name":"The Reds"}`,
		tag + "team:score":         "1 1 10000000000000000000000000000000000000000",
		tag + "team:form0":         "0 1 0badcafe\nsealed",
		tag + "team:key":           "1 1 NOTAKEY!\nsealed",
	} {
		pipe.Set(h.ctx(), name, value, 0)
	}
	pipe.SAdd(h.ctx(), tag+"member:1", "1 1 0badcafe\n")
	pipe.HSet(h.ctx(), tag+"meeting:1", "1 1 0badcafe\n", "x")
	if _, err := pipe.Exec(h.ctx()); err != nil {
		h.t.Fatal(err)
	}
}

// newRing is a key ring that has never been used.
func newRing(t *testing.T) *keyring.Ring {
	t.Helper()
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestANewKeyRingIsEstrangedByADocumentOfAnyKind(t *testing.T) {
	t.Parallel()
	eachBackend(t, func(t *testing.T, h *home) {
		fresh := h.open(h.bot, newRing(t))
		estranged(t, fresh, false, "empty")
		h.strangers()
		estranged(t, fresh, false, "others' keys alone")
		for i, ref := range []engine.Ref{member("ana"), meeting("m"), alert("a"), team("t")} {
			h.must(commit(fmt.Sprint("put ", i), write(ref, 0, "{}", team("t"), member("ana"))))
			estranged(t, fresh, true, "a "+string(ref.Kind))
			h.must(commit(fmt.Sprint("drop ", i), engine.Write{Ref: ref, Expect: 1, Delete: true}))
			estranged(t, fresh, false, "no "+string(ref.Kind)+" any more")
		}
	})
}

func TestAnotherKeyRingIsTold(t *testing.T) {
	t.Parallel()
	eachBackend(t, func(t *testing.T, h *home) {
		lost := h.open(h.bot, newRing(t))
		h.strangers()
		estranged(t, h.Store, false, "nothing of ours yet")
		h.must(commit("1", write(team("t"), 0, "{}")))
		estranged(t, h.Store, false, "its own ring")
		estranged(t, lost, true, "another ring")
		estranged(t, h.open("another bot", h.ring), false, "another bot with the same ring")
		rotated := turned(t, h.ring)
		estranged(t, h.open(h.bot, rotated), false, "a rotated ring")
		// Two bots with a ring each were put into one Redis: both go on.
		if err := lost.Commit(h.ctx(), everything("1", write(team("t"), 0, "{}"))); err != nil {
			t.Fatal(err)
		}
		estranged(t, lost, false, "a ring with data of its own")
	})
}

func TestWhatCantBeLookedAtIsNotEmpty(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	h := newHome(t, server.URL())
	server.Kill()
	if strange, err := h.Estranged(h.ctx()); !errors.Is(err, engine.ErrUnavailable) || strange {
		t.Errorf("Redis is gone: %v, %v", strange, err)
	}
}

// A Redis that holds more than can be looked through in time is not taken for empty, and
// who gives up first is told so, not that Redis is crowded.
func TestACrowdedRedisIsNotTakenForEmpty(t *testing.T) {
	t.Parallel()
	eachBackend(t, func(t *testing.T, h *home) {
		h.strangers()
		for name, c := range map[string]struct {
			lookFor time.Duration
			cancel  bool
			want    error
		}{
			"too long":   {lookFor: time.Nanosecond, want: store.ErrCrowded},
			"called off": {lookFor: time.Hour, cancel: true, want: context.Canceled},
		} {
			ctx, cancel := context.WithCancel(h.ctx())
			if c.cancel {
				cancel()
			}
			strange, err := h.EstrangedWithin(ctx, c.lookFor)
			if !errors.Is(err, c.want) || strange {
				t.Errorf("%s: %v, %v", name, strange, err)
			}
			cancel()
		}
	})
}
