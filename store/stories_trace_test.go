package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/notice"
)

var dialogue = delivery.Trail{Member: "ana", Trace: notice.Planning}

// wrote is a commit that remembers messages of a person, the n-th written n ms after noon.
func wrote(id string, of delivery.Trail, messages ...int) engine.Commit {
	c := engine.Commit{ID: id}
	for _, m := range messages {
		c.Traces = append(c.Traces, engine.Trace{Member: of.Member, Trace: of.Trace, Message: m, At: after(m)})
	}
	return c
}

// traced is what stands under a trace since so many milliseconds after noon.
func (h *home) traced(of delivery.Trail, sinceMS int) string {
	h.t.Helper()
	ids, err := h.Traced(h.ctx(), of, after(sinceMS))
	if err != nil {
		h.t.Fatal(err)
	}
	return fmt.Sprint(ids)
}

// sends takes an entry through its life: put, claimed, and acked with what it left.
func (h *home) sends(id string, left delivery.Left) delivery.Claimed {
	h.t.Helper()
	h.must(engine.Commit{ID: id, Out: []engine.Entry{entry(notice.Reply, 0, id)}})
	claimed, err := h.Claim(h.ctx(), notice.Reply, after(0), 1, lease)
	if err != nil || len(claimed) != 1 {
		h.t.Fatalf("claimed %v, %v", claimed, err)
	}
	if err := h.Ack(h.ctx(), claimed[0], left); err != nil {
		h.t.Fatal(err)
	}
	h.equal(h.entries(notice.Reply, leaseMS+1, 1), "")
	return claimed[0]
}

func aTraceHoldsWhatWasWrittenAndSent(_ *testing.T, h *home) {
	h.equal(h.traced(dialogue, 0), "[]")
	h.must(wrote("1", dialogue, 7, 9))
	h.sends("2", delivery.Left{Trail: dialogue, Message: 8, At: after(8)})
	h.equal(h.traced(dialogue, 0), "[7 8 9]")
	h.equal(h.traced(dialogue, 8), "[8 9]") // older ones can't be deleted any more
	h.equal(h.traced(delivery.Trail{Member: "ben", Trace: notice.Planning}, 0), "[]")
	h.equal(h.traced(delivery.Trail{Member: "ana", Trace: notice.Board}, 0), "[]")

	// Cleared, of what it held then: message 12 came while the others were being deleted.
	h.must(wrote("3", dialogue, 12))
	h.sends("4", delivery.Left{Trail: dialogue, Gone: []int{7, 8, 9}})
	h.equal(h.traced(dialogue, 0), "[12]")
}

func aNoticeSentTwiceLeavesTwoMessages(t *testing.T, h *home) {
	claimed := h.sends("1", delivery.Left{Trail: dialogue, Message: 8, At: after(8)})
	for range 2 { // the other process, whose claim was lost; its ack is repeated too
		if err := h.Ack(h.ctx(), claimed, delivery.Left{Trail: dialogue, Message: 9, At: after(9)}); err != nil {
			t.Fatal(err)
		}
	}
	h.equal(h.traced(dialogue, 0), "[8 9]")
}

func aStaleOrRepeatedCommitTracesNothing(_ *testing.T, h *home) {
	c := wrote("1", dialogue, 7)
	c.Writes = []engine.Write{write(member("ana"), 3, "x")}
	h.refused(c, engine.ErrStale)
	h.equal(h.traced(dialogue, 0), "[]")
	h.must(wrote("2", dialogue, 7))
	h.refused(wrote("2", dialogue, 8), engine.ErrRepeated)
	h.equal(h.traced(dialogue, 0), "[7]")
}

// What a trace holds is bounded, and gone after Telegram's 48 hours.
func aTraceIsBounded(t *testing.T, h *home) {
	var many []int
	for i := range 700 {
		many = append(many, i+1)
	}
	holds := func(first int) {
		t.Helper()
		ids, err := h.Traced(h.ctx(), dialogue, after(0))
		if err != nil || len(ids) != 600 || ids[0] != first {
			t.Fatalf("%d messages from %d on, %v", len(ids), ids[0], err)
		}
	}
	for some := range slices.Chunk(many, 25) {
		h.must(wrote(fmt.Sprint("some ", some[0]), dialogue, some...))
	}
	holds(101)
	h.sends("2", delivery.Left{Trail: dialogue, Message: 701, At: after(701)})
	holds(102)
	h.must(wrote("3", delivery.Trail{Member: "ben", Trace: notice.Planning}, 1))
	h.sends("4", delivery.Left{Trail: delivery.Trail{Member: "ana", Trace: notice.Board}, Message: 702, At: after(702)})
	keys := h.raw.Keys(h.ctx(), h.KeyPrefix()+"trace:*").Val()
	for _, key := range keys {
		if kept := h.raw.PTTL(h.ctx(), key).Val(); kept < 47*time.Hour || kept > 48*time.Hour {
			t.Errorf("a trace is kept for %v", kept)
		}
	}
	if len(keys) != 3 {
		t.Errorf("there are %d traces", len(keys))
	}
}

func aTraceThatMakesNoSense(t *testing.T, h *home) {
	for name, x := range map[string]engine.Trace{
		"nobody's":  {Trace: notice.Board, Message: 1, At: noon},
		"nameless":  {Member: "ana", Message: 1, At: noon},
		"unwritten": {Member: "ana", Trace: notice.Board, At: noon},
		"timeless":  {Member: "ana", Trace: notice.Board, Message: 1},
	} {
		if err := h.Commit(h.ctx(), engine.Commit{ID: "x", Traces: []engine.Trace{x}}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := h.Traced(h.ctx(), delivery.Trail{}, noon); err == nil {
		t.Error("nobody's trace was read")
	}
	if keys := h.raw.Keys(h.ctx(), h.KeyPrefix()+"*").Val(); !slices.Equal(keys, []string{}) {
		t.Errorf("left %q", keys)
	}
}
