package delivery_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"porchlight/notice"
)

// making is a world in which documents take a while to make.
func making(t *testing.T, takes time.Duration, fails *int) (*world, *process) {
	t.Helper()
	w := newWorld(t.Context(), t)
	o := w.options("one")
	o.Make = func(_ context.Context, n notice.Notice, _ notice.Address) (notice.Notice, error) {
		if n.Do != notice.Hand {
			return n, nil
		}
		if *fails > 0 {
			*fails--
			return n, errors.New("the store is away")
		}
		w.clock.Set(w.clock.Now().Add(takes))
		n.Lines = []notice.Line{notice.L(n.Lines[0].Key + " made")}
		return n, nil
	}
	p := w.start(o)
	w.until(0)
	t.Cleanup(func() { w.end(p) })
	return w, p
}

func hand(key notice.Key) notice.Notice {
	n := say(notice.Reply, ana, key)
	n.Do = notice.Hand
	return n
}

// A document is made ahead of its slot: it leaves on it, and so does what comes after.
func TestADocumentIsMadeAheadOfItsSlot(t *testing.T) {
	t.Parallel()
	w, p := making(t, 70*ms, new(int))
	w.tell(p, 400*ms, hand("copy"))
	w.tell(p, 410*ms, say(notice.Reply, ben, "noted"))
	w.tell(p, 800*ms, say(notice.Reply, ana, "noted"))
	w.until(3 * time.Second)
	w.saw(ana, "400ms copy made", "800ms noted")
	w.saw(ben, "410ms noted")
	w.settled(p)
}

// What takes longer goes a whole step later, and holds up nobody else's.
func TestADocumentThatTakesLongGoesAStepLater(t *testing.T) {
	t.Parallel()
	w, p := making(t, 150*ms, new(int))
	w.tell(p, 400*ms, hand("copy"))
	w.tell(p, 600*ms, say(notice.Reply, ben, "noted"))
	w.until(3 * time.Second)
	w.saw(ana, "800ms copy made")
	w.saw(ben, "600ms noted")
	w.settled(p)
}

// One that can't be made yet is made later, and never goes as it was.
func TestADocumentThatCantBeMadeIsTriedAgain(t *testing.T) {
	t.Parallel()
	fails := 2
	w, p := making(t, 0, &fails)
	w.tell(p, 400*ms, hand("copy"))
	w.until(20 * time.Second)
	if got := w.wire.to(ana); len(got) != 1 || got[0][len(got[0])-len("copy made"):] != "copy made" || fails != 0 {
		t.Fatalf("Ana was sent %q", got)
	}
	w.settled(p)
}
