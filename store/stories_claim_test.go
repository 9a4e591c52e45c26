package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/notice"
)

const leaseMS = int(lease / time.Millisecond)

func (h *home) nextTimer(want time.Time) {
	h.t.Helper()
	if got, err := h.NextTimer(h.ctx()); err != nil || !got.Equal(want) {
		h.t.Fatalf("next timer %v, %v, want %v", got, err, want)
	}
}

func (h *home) nextOut(lane notice.Lane, want time.Time) {
	h.t.Helper()
	if got, err := h.NextOut(h.ctx(), lane); err != nil || !got.Equal(want) {
		h.t.Fatalf("next of %s %v, %v, want %v", lane, got, err, want)
	}
}

func timersComeInOrderAndComeBack(_ *testing.T, h *home) {
	h.nextTimer(time.Time{})
	h.must(engine.Commit{ID: "1", Arm: []engine.Timer{timer(meeting("c"), 30), timer(meeting("b"), 10), timer(meeting("a"), 20)}})
	h.nextTimer(after(10))
	h.equal(h.timers(9, 10), "")
	h.equal(h.timers(20, 1), "meeting:b+10")
	h.equal(h.timers(20, 10), "meeting:a+20")
	h.equal(h.timers(20, 10), "")
	h.nextTimer(after(30))
	// Whoever took them crashed: they come back after the lease, with their own due times.
	h.equal(h.timers(leaseMS+19, 10), "meeting:c+30")
	h.equal(h.timers(leaseMS+20, 10), "meeting:b+10 meeting:a+20")
	h.equal(h.timers(3*leaseMS, 10), "meeting:b+10 meeting:a+20 meeting:c+30")
}

func timersOfAlertsComeFirst(_ *testing.T, h *home) {
	h.must(engine.Commit{ID: "1", Arm: []engine.Timer{timer(meeting("a"), 10), timer(meeting("b"), 20)}})
	h.must(engine.Commit{ID: "2", Arm: []engine.Timer{timer(alert("x"), 40), timer(alert("y"), 30)}})
	h.nextTimer(after(10))
	h.equal(h.timers(40, 3), "alert:y+30 alert:x+40 meeting:a+10")
	h.equal(h.timers(40, 3), "meeting:b+20")
	h.must(engine.Commit{ID: "3", Disarm: []engine.Timer{timer(alert("x"), 40), timer(meeting("a"), 10), timer(meeting("b"), 20)}})
	h.nextTimer(after(40 + leaseMS))
	h.equal(h.timers(40+leaseMS, 9), "alert:y+30")
}

func aTimerGoesByTheCommitItCauses(_ *testing.T, h *home) {
	m := meeting("m")
	h.must(engine.Commit{ID: "1", Arm: []engine.Timer{timer(m, 10)}})
	h.equal(h.timers(10, 10), "meeting:m+10")
	h.must(engine.Commit{ID: "2", Disarm: []engine.Timer{timer(m, 10)}, Arm: []engine.Timer{timer(m, 50)}})
	h.nextTimer(after(50))
	h.must(engine.Commit{ID: "3", Disarm: []engine.Timer{timer(m, 10)}}) // gone already
	h.nextTimer(after(50))
	h.equal(h.timers(50, 10), "meeting:m+50")
	// Disarmed and armed for the same time it is due again at once.
	h.must(engine.Commit{ID: "4", Disarm: []engine.Timer{timer(m, 50)}, Arm: []engine.Timer{timer(m, 50)}})
	h.equal(h.timers(50, 10), "meeting:m+50")
	h.must(engine.Commit{ID: "5", Disarm: []engine.Timer{timer(m, 50)}})
	h.nextTimer(time.Time{})
}

func entriesComeInOrderAndComeBack(_ *testing.T, h *home) {
	h.nextOut(notice.Page, time.Time{})
	h.must(engine.Commit{ID: "1", Out: []engine.Entry{entry(notice.Page, 20, "late"), entry(notice.Page, 10, "one"), entry(notice.Page, 10, "two")}})
	h.must(engine.Commit{ID: "2", Out: []engine.Entry{entry(notice.Page, 10, "three"), entry(notice.Page, 5, "early")}})
	h.nextOut(notice.Page, after(5))
	h.equal(h.entries(notice.Page, 4, 10), "")
	h.equal(h.entries(notice.Page, 15, 2), "early one")
	h.equal(h.entries(notice.Page, 15, 10), "two three")
	h.equal(h.entries(notice.Page, 20, 10), "late")
	h.equal(h.entries(notice.Page, 20, 10), "")
	h.nextOut(notice.Page, after(leaseMS+15))
	h.must(engine.Commit{ID: "3", Out: []engine.Entry{entry(notice.Page, leaseMS, "new")}})
	h.equal(h.entries(notice.Page, leaseMS+20, 10), "early one two three late new")
}

func anEntryIsAckedOrPostponed(t *testing.T, h *home) {
	h.must(engine.Commit{ID: "1", Out: []engine.Entry{entry(notice.Bulk, 0, "a"), entry(notice.Bulk, 0, "b")}})
	claimed, err := h.Claim(h.ctx(), notice.Bulk, noon, 10, lease)
	if err != nil || len(claimed) != 2 {
		t.Fatalf("%v, %v", claimed, err)
	}
	a, b := claimed[0], claimed[1]
	if a.Lane != notice.Bulk || !a.DueAt.Equal(noon) || string(a.Body) != "a" {
		t.Fatalf("claimed %+v", a)
	}
	for range 2 { // an ack is as good as two
		if err := h.Ack(h.ctx(), a, delivery.Left{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Postpone(h.ctx(), a, after(50)); err != nil { // it stays gone
		t.Fatal(err)
	}
	if err := h.Postpone(h.ctx(), b, after(100)); err != nil {
		t.Fatal(err)
	}
	h.nextOut(notice.Bulk, after(100))
	h.equal(h.entries(notice.Bulk, 99, 10), "")
	again, err := h.Claim(h.ctx(), notice.Bulk, after(100), 10, lease)
	if err != nil || len(again) != 1 || again[0].ID != b.ID || !again[0].DueAt.Equal(noon) {
		t.Fatalf("after a postponement: %+v, %v", again, err)
	}
	// The lease ran out and somebody else took it; the first one's late ack ends it all.
	h.equal(h.entries(notice.Bulk, 100+leaseMS, 10), "b")
	if err := h.Ack(h.ctx(), again[0], delivery.Left{}); err != nil {
		t.Fatal(err)
	}
	if err := h.Ack(h.ctx(), b, delivery.Left{}); err != nil {
		t.Fatal(err)
	}
	h.nextOut(notice.Bulk, time.Time{})
}

func lanesDontMix(t *testing.T, h *home) {
	for _, lane := range notice.Lanes {
		h.must(engine.Commit{ID: string(lane), Out: []engine.Entry{entry(lane, 0, "for "+string(lane))}})
	}
	for _, lane := range notice.Lanes {
		h.equal(h.entries(lane, 0, 10), "for "+string(lane))
	}
	if _, err := h.Claim(h.ctx(), "express", noon, 1, lease); err == nil {
		t.Error("claimed from a lane that doesn't exist")
	}
	if _, err := h.NextOut(h.ctx(), "express"); err == nil {
		t.Error("looked into a lane that doesn't exist")
	}
	if _, err := h.Claim(h.ctx(), notice.Page, noon, 0, lease); err == nil {
		t.Error("claimed at most nothing")
	}
	if _, err := h.ClaimTimers(h.ctx(), noon, 1, 0); err == nil {
		t.Error("claimed for no time")
	}
}

func manyClaimersShareWithoutDoubles(t *testing.T, h *home) {
	const many = 40
	c := engine.Commit{ID: "1"}
	for i := range many {
		c.Out = append(c.Out, entry(notice.Page, i, fmt.Sprint(i)))
		c.Arm = append(c.Arm, timer(meeting(fmt.Sprint(i)), i))
	}
	h.must(c)
	var mu sync.Mutex
	taken := map[string]int{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range many { // more turns than anybody needs
				out, err := h.Claim(h.ctx(), notice.Page, after(many), 3, lease)
				if err != nil {
					t.Error(err)
				}
				timers, err := h.ClaimTimers(h.ctx(), after(many), 3, lease)
				if err != nil {
					t.Error(err)
				}
				if len(out)+len(timers) == 0 {
					return
				}
				mu.Lock()
				for _, o := range out {
					taken["entry "+string(o.Body)]++
				}
				for _, d := range timers {
					taken[d.Ref.String()]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(taken) != 2*many {
		t.Errorf("%d of %d were taken", len(taken), 2*many)
	}
	for what, n := range taken {
		if n != 1 {
			t.Errorf("%s was taken %d times", what, n)
		}
	}
}

func nothingBeforeItsTime(_ *testing.T, h *home) {
	// Half a millisecond past 10 is 11 for what is due, and 10 for who asks.
	half := after(10).Add(500 * time.Microsecond)
	h.must(engine.Commit{ID: "1", Arm: []engine.Timer{{Ref: meeting("m"), DueAt: half}},
		Out: []engine.Entry{{Lane: notice.Page, NotBefore: half, Body: []byte("p")}}})
	h.nextTimer(after(11))
	h.nextOut(notice.Page, after(11))
	if got, err := h.ClaimTimers(h.ctx(), half, 10, lease); err != nil || len(got) != 0 {
		h.t.Fatalf("claimed %v, %v", got, err)
	}
	h.equal(h.timers(11, 10), "meeting:m+11")
	h.equal(h.entries(notice.Page, 11, 10), "p")
	h.must(engine.Commit{ID: "2", Disarm: []engine.Timer{{Ref: meeting("m"), DueAt: half}}})
	h.nextTimer(time.Time{})
}

func aDamagedEntryHoldsNobodyUp(t *testing.T, h *home) {
	h.must(engine.Commit{ID: "1", Arm: []engine.Timer{timer(meeting("m"), 0)}, Out: []engine.Entry{entry(notice.Page, 0, "page")}})
	for _, bad := range []string{"", "rubbish", "x:y:z", "000000000000001:0:not sealed"} {
		h.raw.ZAdd(h.ctx(), h.LaneKey(notice.Page), redis.Z{Score: 1, Member: bad})
	}
	for _, bad := range []string{"rubbish", "meeting:m@soon", "guest:g@1", "meeting:a b@1"} {
		h.raw.ZAdd(h.ctx(), h.TimersKey(), redis.Z{Score: 1, Member: bad})
	}
	h.equal(h.entries(notice.Page, 0, 10), "page")
	h.equal(h.timers(0, 10), "meeting:m+0")
	// Alone they are an error, for then the key ring is wrong; and none of them is thrown away.
	if err := h.Ack(h.ctx(), delivery.Claimed{Lane: notice.Page, ID: "not there"}, delivery.Left{}); err != nil {
		t.Fatal(err)
	}
	h.must(engine.Commit{ID: "2", Disarm: []engine.Timer{timer(meeting("m"), 0)}})
	if got, err := h.ClaimTimers(h.ctx(), after(leaseMS), 10, lease); err == nil {
		t.Fatalf("claimed %v out of rubbish", got)
	}
	if n := h.raw.ZCard(h.ctx(), h.LaneKey(notice.Page)).Val(); n != 5 {
		t.Fatalf("%d of 5 entries are left", n)
	}
	h.raw.ZRemRangeByRank(h.ctx(), h.LaneKey(notice.Page), 4, 4)
	// An entry of one lane is nothing in another.
	h.must(engine.Commit{ID: "3", Out: []engine.Entry{entry(notice.Bulk, 0, "moved")}})
	moved := h.raw.ZRange(h.ctx(), h.LaneKey(notice.Bulk), 0, 0).Val()[0]
	h.raw.ZAdd(h.ctx(), h.LaneKey(notice.Reply), redis.Z{Score: 1, Member: moved})
	if got, err := h.Claim(h.ctx(), notice.Reply, noon, 10, lease); !errors.Is(err, engine.ErrUnreadable) {
		t.Fatalf("claimed %v from another lane, %v", got, err)
	}
	later := "9" + moved[1:]
	h.raw.ZAdd(h.ctx(), h.LaneKey(notice.Prompt), redis.Z{Score: 1, Member: later})
	if got, err := h.Claim(h.ctx(), notice.Prompt, noon, 10, lease); !errors.Is(err, engine.ErrUnreadable) {
		t.Fatalf("claimed %v of another time, %v", got, err)
	}
}

func backlogCountsByTheOriginalTime(t *testing.T, h *home) {
	h.must(engine.Commit{ID: "1",
		Arm: []engine.Timer{timer(meeting("a"), 10), timer(meeting("b"), 20)},
		Out: []engine.Entry{entry(notice.Page, 10, "p"), entry(notice.Bulk, 10, "b"), entry(notice.Reply, 30, "r")}})
	owed := func(ms, timers, out int) {
		t.Helper()
		gotTimers, gotOut, err := h.Backlog(h.ctx(), after(ms))
		if err != nil || gotTimers != timers || gotOut != out {
			t.Fatalf("after %d ms %d timers and %d entries are owed, %v; want %d and %d", ms, gotTimers, gotOut, err, timers, out)
		}
	}
	owed(9, 0, 0)
	owed(10, 1, 2)
	h.equal(h.timers(20, 10), "meeting:a+10 meeting:b+20")
	h.equal(h.entries(notice.Page, 20, 10), "p")
	owed(20, 2, 2) // claimed is not done
	h.must(engine.Commit{ID: "2", Disarm: []engine.Timer{timer(meeting("a"), 10)}})
	owed(20, 1, 2)
	owed(30, 1, 3)
}
