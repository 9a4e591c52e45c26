package store_test

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"pgregory.net/rapid"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
	"porchlight/store"
)

// model is what a store has to behave like, in a few lines of maps.
type model struct {
	docs   map[engine.Ref]engine.Doc
	open   map[engine.Ref]bool
	timers map[engine.Timer]bool
	out    []string
	done   map[string]bool
	audit  []string
}

func (m *model) commit(c engine.Commit) error {
	if m.done[c.ID] {
		return engine.ErrRepeated
	}
	for _, w := range c.Writes {
		if m.docs[w.Ref].Version != w.Expect {
			return engine.ErrStale
		}
	}
	m.done[c.ID] = true
	for _, w := range c.Writes {
		if w.Delete {
			delete(m.docs, w.Ref)
		} else if w.Body != nil {
			m.docs[w.Ref] = engine.Doc{Ref: w.Ref, Version: w.Expect + 1, Body: w.Body}
		}
	}
	for _, t := range c.Disarm {
		delete(m.timers, t)
	}
	for _, t := range c.Arm {
		m.timers[t] = true
	}
	for _, x := range c.Indexes {
		m.open[x.Alert] = !x.Gone
	}
	for _, e := range c.Out {
		m.out = append(m.out, string(e.Body))
	}
	if c.Audit != nil {
		m.audit = append(m.audit, string(c.Audit))
	}
	return nil
}

var (
	modelTeam = team("t")
	modelRefs = []engine.Ref{modelTeam, member("a"), meeting("a"), alert("a"), alert("b")}
)

// drawCommit makes commits that are right about half of the time.
func drawCommit(t *rapid.T, m *model) engine.Commit {
	c := engine.Commit{ID: fmt.Sprint("commit ", rapid.IntRange(0, 30).Draw(t, "id"))}
	for _, r := range modelRefs {
		w := engine.Write{Ref: r, Expect: m.docs[r].Version}
		if rapid.IntRange(0, 9).Draw(t, "wrong") == 0 {
			w.Expect = rapid.Int64Range(0, 3).Draw(t, "expect")
		}
		switch deed := rapid.SampledFrom([]string{"leave", "look", "write", "delete"}).Draw(t, "deed"); {
		case deed == "leave":
			continue
		case deed == "write":
			w.Body = rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "body")
		case deed == "delete" && w.Expect > 0:
			w.Delete = true
		}
		c.Writes = append(c.Writes, w)
	}
	drawTimer := rapid.Custom(func(t *rapid.T) engine.Timer {
		return timer(rapid.SampledFrom(modelRefs).Draw(t, "of"), rapid.IntRange(0, 3).Draw(t, "due"))
	})
	c.Disarm = rapid.SliceOfN(drawTimer, 0, 2).Draw(t, "disarm")
	c.Arm = rapid.SliceOfN(drawTimer, 0, 2).Draw(t, "arm")
	for _, a := range modelRefs[3:] {
		if rapid.Bool().Draw(t, "index") {
			c.Indexes = append(c.Indexes, engine.Index{Team: modelTeam, Alert: a, Gone: rapid.Bool().Draw(t, "gone")})
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "out") {
		c.Out = append(c.Out, entry(notice.Page, 0, fmt.Sprint(len(m.out)+i)))
	}
	if rapid.Bool().Draw(t, "audited") {
		c.Audit = []byte(c.ID)
	}
	return c
}

func TestCommitIsWhatTheModelIs(t *testing.T) {
	t.Parallel()
	url := "redis://" + miniredis.RunT(t).Addr()
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	bots := 0
	rapid.Check(t, func(t *rapid.T) {
		bots++
		s, err := store.Open(t.Context(), store.Options{URL: url, BotID: fmt.Sprint(bots), Ring: ring, Unchecked: true, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		m := &model{docs: map[engine.Ref]engine.Doc{}, open: map[engine.Ref]bool{}, timers: map[engine.Timer]bool{}, done: map[string]bool{}}
		for range rapid.IntRange(1, 12).Draw(t, "commits") {
			c := drawCommit(t, m)
			want, got := m.commit(c), s.Commit(t.Context(), c)
			if (want == nil) != (got == nil) || !errors.Is(got, want) {
				t.Fatalf("%+v: %v, want %v", c, got, want)
			}
			compare(t, s, m)
		}
		compareQueues(t, s, m)
	})
}

func compare(t *rapid.T, s *store.Store, m *model) {
	docs, err := s.Read(t.Context(), modelRefs...)
	if err != nil {
		t.Fatal(err)
	}
	got := map[engine.Ref]engine.Doc{}
	for _, d := range docs {
		got[d.Ref] = d
	}
	if !maps.EqualFunc(got, m.docs, func(a, b engine.Doc) bool {
		return a.Ref == b.Ref && a.Version == b.Version && string(a.Body) == string(b.Body)
	}) || len(docs) != len(m.docs) {
		t.Fatalf("read %v, want %v", docs, m.docs)
	}
	ofTeam, err := s.Read(t.Context(), modelTeam)
	if err != nil {
		t.Fatal(err)
	}
	teams, err := s.Teams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, exists := m.docs[modelTeam]
	if exists != slices.Equal(teams, []engine.Ref{modelTeam}) || !exists && len(teams) > 0 {
		t.Fatalf("the teams are %v, and there is one: %v", teams, exists)
	}
	if !exists {
		return
	}
	for _, a := range modelRefs[3:] {
		_, exists := m.docs[a]
		listed := slices.ContainsFunc(ofTeam, func(d engine.Doc) bool { return d.Ref == a })
		if listed != (exists && m.open[a]) {
			t.Fatalf("the team lists %s: %v", a, listed)
		}
	}
}

func compareQueues(t *rapid.T, s *store.Store, m *model) {
	timers, err := s.ClaimTimers(t.Context(), after(1000), 1000, lease)
	if err != nil {
		t.Fatal(err)
	}
	got := map[engine.Timer]bool{}
	for _, d := range timers {
		got[d] = true
	}
	if !maps.Equal(got, m.timers) || len(timers) != len(m.timers) {
		t.Fatalf("timers are %v, want %v", timers, m.timers)
	}
	out, err := s.Claim(t.Context(), notice.Page, after(1000), 1000, lease)
	if err != nil {
		t.Fatal(err)
	}
	var bodies, deeds []string
	for _, o := range out {
		bodies = append(bodies, string(o.Body))
	}
	if strings.Join(bodies, " ") != strings.Join(m.out, " ") {
		t.Fatalf("the lane has %v, want %v", bodies, m.out)
	}
	records, err := s.Audit(t.Context(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		deeds = append(deeds, string(r.Body))
	}
	if !slices.Equal(deeds, m.audit) {
		t.Fatalf("audit has %v, want %v", deeds, m.audit)
	}
}
