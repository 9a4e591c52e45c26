package store_test

import (
	"fmt"
	"testing"

	"porchlight/engine"
	"porchlight/notice"
)

// theTeamsAreKnown by an index that every commit keeps, whatever becomes of a document.
func theTeamsAreKnown(t *testing.T, h *home) {
	teams := func(want string) {
		t.Helper()
		found, err := h.Teams(h.ctx())
		if err != nil {
			t.Fatal(err)
		}
		h.equal(fmt.Sprint(found), want)
	}
	teams("[]")
	h.must(commit("1", write(team("b"), 0, "b", member("ana")), write(member("ana"), 0, "ana"), write(team("a"), 0, "a")))
	teams("[team:a team:b]")
	h.refused(commit("2", write(team("c"), 0, "c"), write(team("a"), 7, "a")), engine.ErrStale)
	h.must(commit("3", write(team("b"), 1, "b"), engine.Write{Ref: team("a"), Expect: 1}))
	teams("[team:a team:b]")
	for _, key := range h.raw.Keys(h.ctx(), "*:team:b").Val() {
		h.raw.Set(h.ctx(), key, "damaged", 0)
	}
	teams("[team:a team:b]")
	h.must(commit("4", engine.Write{Ref: team("a"), Expect: 1, Delete: true}))
	teams("[team:b]")
}

// whatBelongsToATeamIsFound however far it is from what a read follows.
func whatBelongsToATeamIsFound(t *testing.T, h *home) {
	for batch := range 22 { // in all more than one SCAN looks at
		many := commit(fmt.Sprint("many ", batch))
		for n := range 50 {
			many.Writes = append(many.Writes, write(meeting(fmt.Sprintf("other%d-%d", batch, n)), 0, "x", team("other"), member("t")))
		}
		h.must(many)
	}
	h.must(commit("1",
		write(meeting("old"), 0, "m", member("ana"), team("t")),
		write(alert("a"), 0, "a", team("t"), meeting("old")),
		write(alert("b"), 0, "team:t", team("t2")),
		write(member("ana"), 0, "ana", team("t")),
		write(team("t"), 0, "t", member("ana")),
	))
	found, err := h.Linked(h.ctx(), team("t"), engine.KindMeeting, engine.KindAlert)
	if err != nil {
		t.Fatal(err)
	}
	h.equal(fmt.Sprint(found), "[alert:a meeting:old]")
}

func depthsCountEverything(t *testing.T, h *home) {
	c := commit("1", write(meeting("m"), 0, "m"))
	c.Arm = []engine.Timer{timer(meeting("m"), 10), timer(alert("a"), 20)}
	c.Out = []engine.Entry{entry(notice.Page, 0, "1"), entry(notice.Page, 9, "2"), entry(notice.Reply, 0, "3")}
	c.Dead = []byte("dead")
	h.must(c)
	h.timers(100, 10) // claimed ones count on
	h.entries(notice.Page, 100, 10)
	d, err := h.Depths(h.ctx())
	if err != nil {
		t.Fatal(err)
	}
	if d.Timers != 2 || d.Dead != 1 || d.Outbox[notice.Page] != 2 || d.Outbox[notice.Reply] != 1 || d.Outbox[notice.Prompt] != 0 || len(d.Outbox) != len(notice.Lanes) {
		t.Fatalf("%+v", d)
	}
}
