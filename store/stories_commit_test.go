package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/notice"
)

func aDocumentsLife(_ *testing.T, h *home) {
	ana := member("ana")
	h.reads("", ana)
	h.must(commit("1", write(ana, 0, "first")))
	h.reads("member:ana v1 first", ana)
	h.must(commit("2", write(ana, 1, "second")))
	h.must(commit("3", write(ana, 2, "")))
	h.reads("member:ana v3 ", ana)
	h.refused(commit("4", engine.Write{Ref: ana, Expect: 2, Delete: true}), engine.ErrStale)
	h.must(commit("5", engine.Write{Ref: ana, Expect: 3, Delete: true}))
	h.reads("", ana)
	h.must(commit("6", write(ana, 0, "again")))
	h.reads("member:ana v1 again", ana)
}

// everything is a commit with one of each thing in it.
func everything(id string, writes ...engine.Write) engine.Commit {
	return engine.Commit{
		ID: id, Writes: writes,
		Arm:     []engine.Timer{timer(meeting("m"), 10)},
		Indexes: []engine.Index{{Team: team("t"), Alert: alert("a")}},
		Out:     []engine.Entry{entry(notice.Page, 0, "page")},
		Audit:   []byte("audit"), Dead: []byte("dead"),
	}
}

func oneStaleDocumentStopsEverything(t *testing.T, h *home) {
	h.must(commit("1", write(member("ana"), 0, "a"), write(team("t"), 0, "t"), write(alert("a"), 0, "al")))
	for name, bad := range map[string]engine.Write{
		"older":             write(member("ana"), 7, "x"),
		"must not exist":    write(member("ana"), 0, "x"),
		"must exist":        write(member("ben"), 1, "x"),
		"looked at":         {Ref: member("ana"), Expect: 2},
		"looked for":        {Ref: member("ben"), Expect: 1},
		"looked away":       {Ref: member("ana"), Expect: 0},
		"deleted elsewhere": {Ref: member("ben"), Expect: 4, Delete: true},
	} {
		c := everything("2", write(meeting("m"), 0, "new"), bad, write(alert("a"), 1, "changed"))
		err := h.Commit(h.ctx(), c)
		if !errors.Is(err, engine.ErrStale) || !strings.Contains(err.Error(), bad.Ref.String()) {
			t.Fatalf("%s: %v", name, err)
		}
	}
	h.reads("member:ana v1 a; team:t v1 t; alert:a v1 al", member("ana"), team("t"), alert("a"), meeting("m"), member("ben"))
	h.equal(h.timers(1000, 10), "")
	h.equal(h.entries(notice.Page, 1000, 10), "")
	records, err := h.Audit(h.ctx(), "", 10)
	if err != nil || len(records) != 0 {
		t.Fatalf("audit has %v, %v", records, err)
	}
	// The same id is still good: nothing was made of it.
	h.must(everything("2", write(meeting("m"), 0, "new")))
}

func aVersionOnlyLookedAt(_ *testing.T, h *home) {
	ana, ben := member("ana"), member("ben")
	h.must(commit("1", write(ana, 0, "a")))
	h.must(commit("2", engine.Write{Ref: ana, Expect: 1}, engine.Write{Ref: ben}, write(team("t"), 0, "t")))
	h.reads("member:ana v1 a; team:t v1 t", ana, ben, team("t"))
}

func aRepeatIsToldBeforeVersions(t *testing.T, h *home) {
	c := everything("update 17", write(member("ana"), 0, "a"))
	h.must(c)
	h.refused(c, engine.ErrRepeated) // its versions are stale by now as well
	h.must(commit("2", write(member("ana"), 1, "b")))
	h.refused(c, engine.ErrRepeated)
	h.refused(engine.Commit{ID: "update 17"}, engine.ErrRepeated)
	// A repeat comes within a day; what is kept much longer is rubbish.
	if kept := h.raw.PTTL(h.ctx(), h.DoneKey("update 17")).Val(); kept < 3*24*time.Hour || kept > 4*24*time.Hour {
		t.Fatalf("it is remembered for %v", kept)
	}
	h.reads("member:ana v2 b", member("ana"))
	h.equal(h.entries(notice.Page, 0, 10), "page")
}

func aCommitThatMakesNoSense(t *testing.T, h *home) {
	ana := member("ana")
	for name, c := range map[string]engine.Commit{
		"no id":            {Writes: []engine.Write{write(ana, 0, "a")}},
		"no kind":          commit("x", write(engine.Ref{Kind: "guest", ID: "g"}, 0, "a")),
		"empty id":         commit("x", write(member(""), 0, "a")),
		"id with a space":  commit("x", write(member("a b"), 0, "a")),
		"id with a colon":  commit("x", write(member("a:b"), 0, "a")),
		"id with a line":   commit("x", write(member("a\nb"), 0, "a")),
		"id with an at":    {ID: "x", Arm: []engine.Timer{timer(member("a@b"), 1)}},
		"bad link":         commit("x", write(ana, 0, "a", team("t 2"))),
		"links alone":      commit("x", engine.Write{Ref: ana, Links: []engine.Ref{team("t")}}),
		"twice the same":   commit("x", write(ana, 0, "a"), write(ana, 0, "b")),
		"negative":         commit("x", write(ana, -1, "a")),
		"deleted, written": commit("x", engine.Write{Ref: ana, Expect: 1, Delete: true, Body: []byte("a")}),
		"deleted unread":   commit("x", engine.Write{Ref: ana, Delete: true}),
		"no lane":          {ID: "x", Out: []engine.Entry{entry("express", 1, "a")}},
		"entry, no time":   {ID: "x", Out: []engine.Entry{{Lane: notice.Page, Body: []byte("a")}}},
		"timer, no time":   {ID: "x", Disarm: []engine.Timer{{Ref: ana}}},
		"index, no team":   {ID: "x", Indexes: []engine.Index{{Team: ana, Alert: alert("a")}}},
		"index, no alert":  {ID: "x", Indexes: []engine.Index{{Team: team("t"), Alert: ana}}},
	} {
		err := h.Commit(h.ctx(), c)
		if err == nil || errors.Is(err, engine.ErrUnavailable) || errors.Is(err, engine.ErrStale) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.Read(h.ctx(), member("a b")); err == nil {
		t.Error("read an id with a space")
	}
	h.must(commit("x", write(ana, 0, "a"))) // none of them was made
}

func everythingInACommitHappens(t *testing.T, h *home) {
	h.must(everything("1", write(meeting("m"), 0, "met", member("ana")), write(team("t"), 0, "team"),
		write(alert("a"), 0, "alert"), write(member("ana"), 0, "ana")))
	h.reads("meeting:m v1 met; member:ana v1 ana", meeting("m"))
	h.reads("team:t v1 team; alert:a v1 alert", team("t"))
	h.equal(h.timers(10, 10), "meeting:m+10")
	h.equal(h.entries(notice.Page, 0, 10), "page")
	audit, err := h.Audit(h.ctx(), "", 10)
	if err != nil || len(audit) != 1 || string(audit[0].Body) != "audit" {
		t.Fatalf("audit has %v, %v", audit, err)
	}
	dead, err := h.Dead(h.ctx(), "", 10)
	if err != nil || len(dead) != 1 || string(dead[0].Body) != "dead" {
		t.Fatalf("dead letters are %v, %v", dead, err)
	}
}

func recordsAreAppendedAndSealed(t *testing.T, h *home) {
	for i := range 5 {
		h.must(engine.Commit{ID: fmt.Sprint(i), Audit: fmt.Appendf(nil, "deed %d", i)})
	}
	first, err := h.Audit(h.ctx(), "", 2)
	if err != nil || len(first) != 2 || string(first[1].Body) != "deed 1" {
		t.Fatalf("%v, %v", first, err)
	}
	rest, err := h.Audit(h.ctx(), first[1].ID, 10)
	if err != nil || len(rest) != 3 || string(rest[0].Body) != "deed 2" || rest[0].At.IsZero() {
		t.Fatalf("%v, %v", rest, err)
	}
	// A record of one stream is nothing in the other.
	stored := h.raw.XRange(h.ctx(), h.KeyPrefix()+"audit", "-", "+").Val()
	h.raw.XAdd(h.ctx(), xadd(h.KeyPrefix()+"dead", stored[0].Values))
	if _, err := h.Dead(h.ctx(), "", 10); !errors.Is(err, engine.ErrUnreadable) {
		t.Fatalf("moved to another stream: %v", err)
	}
}

func recordsAreKeptForThirtyDays(t *testing.T, h *home) {
	ids := func(stream string) (all []string) {
		for _, m := range h.raw.XRange(h.ctx(), h.KeyPrefix()+stream, "-", "+").Val() {
			all = append(all, m.ID)
		}
		return all
	}
	for _, stream := range []string{"audit", "dead"} {
		for _, age := range []time.Duration{31 * 24 * time.Hour, 29 * 24 * time.Hour} {
			old := xadd(h.KeyPrefix()+stream, map[string]any{"e": "old"})
			old.ID = fmt.Sprintf("%d-0", time.Now().Add(-age).UnixMilli())
			if err := h.raw.XAdd(h.ctx(), old).Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := ids("audit")
	h.must(engine.Commit{ID: "1", Audit: []byte("deed")})
	if got := ids("audit"); len(got) != 2 || got[0] != before[1] {
		t.Fatalf("the trail has %v, and had %v", got, before)
	}
	if got := ids("dead"); len(got) != 2 {
		t.Fatalf("dead letters are %v, and nothing was added to them", got)
	}
	h.must(engine.Commit{ID: "2", Dead: []byte("letter")})
	if got := ids("dead"); len(got) != 2 {
		t.Fatalf("dead letters are %v", got)
	}
	// What can't be read comes beside what can.
	got, err := h.Audit(h.ctx(), "", 10)
	if !errors.Is(err, engine.ErrUnreadable) || len(got) != 2 || got[0].Err == nil || got[1].Err != nil || string(got[1].Body) != "deed" {
		t.Fatalf("%v, %v", got, err)
	}
}

func manyIncrementOneDocument(t *testing.T, h *home) {
	counter := team("t")
	h.must(commit("make", write(counter, 0, "0")))
	var wg sync.WaitGroup
	const many = 32
	for i := range many {
		wg.Go(func() {
			for {
				docs, err := h.Read(h.ctx(), counter)
				if err != nil {
					t.Error(err)
					return
				}
				var n int
				if err := json.Unmarshal(docs[0].Body, &n); err != nil {
					t.Error(err)
					return
				}
				err = h.Commit(h.ctx(), commit(fmt.Sprint("add ", i), write(counter, docs[0].Version, fmt.Sprint(n+1))))
				if err == nil {
					return
				}
				if !errors.Is(err, engine.ErrStale) {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	h.reads(fmt.Sprintf("team:t v%d %d", many+1, many), counter)
}

func scriptsAreSentAgainWhenLost(t *testing.T, h *home) {
	h.must(commit("1", write(member("ana"), 0, "a")))
	if err := h.raw.ScriptFlush(h.ctx()).Err(); err != nil {
		t.Fatal(err)
	}
	h.must(commit("2", write(member("ana"), 1, "b")))
	h.reads("member:ana v2 b", member("ana"))
}
