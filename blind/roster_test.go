package blind_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/blind"
	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/store/disk/disktest"
	"porchlight/team"
)

var ring = sync.OnceValue(func() *keyring.Ring {
	r, err := keyring.New()
	if err != nil {
		panic(err)
	}
	return r
})

func ref(k engine.Kind, id string) engine.Ref { return engine.Ref{Kind: k, ID: id} }

var (
	lantern = ref(engine.KindTeam, "lantern")
	ana     = ref(engine.KindMember, "ana")
	signal  = ref(engine.KindAlert, "signal")
)

func body(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// founded is the commit with which Lantern and Ana came to be.
func founded(t *testing.T) engine.Commit {
	t.Helper()
	return engine.Commit{ID: "founded", Writes: []engine.Write{
		{Ref: lantern, Body: body(t, team.Team{ID: "lantern", Members: []team.MemberID{"ana"}}), Links: []engine.Ref{ana}},
		{Ref: ana, Body: body(t, engine.Person{Member: team.Member{ID: "ana", Name: "Ana", Memberships: []team.Membership{{Team: "lantern"}}}}), Links: []engine.Ref{lantern}},
	}}
}

// raised is the commit of an alert about Ana.
func raised(t *testing.T) engine.Commit {
	t.Helper()
	a := alerts.Alert{ID: "signal", Team: "lantern", About: "ana", Cause: alerts.Duress, WakeAt: time.Unix(1000, 0).UTC()}
	return engine.Commit{ID: "raised", Writes: []engine.Write{{Ref: signal, Body: body(t, a), Links: []engine.Ref{lantern, ana}}},
		Indexes: []engine.Index{{Team: lantern, Alert: signal}}}
}

// knows lists what a roster's shadow reads from a document on.
func knows(t *testing.T, r *blind.Roster, from engine.Ref) map[engine.Ref]int64 {
	t.Helper()
	docs, err := r.Shadow().Read(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	known := map[engine.Ref]int64{}
	for _, d := range docs {
		known[d.Ref] = d.Version
	}
	return known
}

func TestARosterFollowsCommits(t *testing.T) {
	t.Parallel()
	r := blind.NewRoster()
	r.Committed(founded(t))
	r.Committed(raised(t))
	if known := knows(t, r, ana); len(known) != 3 || known[signal] != 1 {
		t.Fatalf("from Ana it reads %v", known)
	}
	if next, _ := r.Shadow().NextTimer(t.Context()); !next.Equal(time.Unix(1000, 0)) {
		t.Errorf("the alert wants to be looked at, and the next timer is %v", next)
	}
	// Commits may be told out of order: an older one changes nothing.
	third := engine.Commit{ID: "third", Writes: []engine.Write{{Ref: ana, Expect: 2, Body: []byte(`{"id":"ana","name":"Newest"}`), Links: []engine.Ref{lantern}}}}
	second := engine.Commit{ID: "second", Writes: []engine.Write{{Ref: ana, Expect: 1, Body: []byte(`{"id":"ana","name":"Older"}`), Links: []engine.Ref{lantern}}}}
	r.Committed(third)
	r.Committed(second)
	if known := knows(t, r, ana); known[ana] != 3 {
		t.Errorf("an older commit took the place of a newer: version %d", known[ana])
	}
	r.Committed(engine.Commit{ID: "closed", Indexes: []engine.Index{{Team: lantern, Alert: signal, Gone: true}}})
	if known := knows(t, r, ana); known[signal] != 0 {
		t.Error("an alert that its team's reads do not follow any more is read")
	}
	r.Committed(engine.Commit{ID: "gone", Writes: []engine.Write{{Ref: ana, Expect: 3, Delete: true}}})
	if known := knows(t, r, lantern); len(known) != 1 {
		t.Errorf("who was deleted is still known: %v", known)
	}
}

// source is a store that is read, and in the midst of it something happens.
type source struct {
	*blind.Shadow
	teams []engine.Ref
	midst func()
	err   error
}

func (s source) Teams(context.Context) ([]engine.Ref, error) { return s.teams, s.err }

func (s source) Read(ctx context.Context, from ...engine.Ref) ([]engine.Doc, error) {
	docs, err := s.Shadow.Read(ctx, from...)
	if s.midst != nil {
		s.midst()
	}
	return docs, err
}

func TestARosterIsReadAnew(t *testing.T) {
	t.Parallel()
	elsewhere := blind.NewRoster()
	elsewhere.Committed(founded(t))
	from := source{Shadow: elsewhere.Shadow(), teams: []engine.Ref{lantern}}
	r := blind.NewRoster()
	r.Committed(engine.Commit{ID: "old", Writes: []engine.Write{{Ref: ref(engine.KindTeam, "gone"), Body: []byte(`{}`)}}})
	// While it is read, this process raises an alert: that must not be lost.
	from.midst = func() { r.Committed(raised(t)) }
	if err := r.Refresh(t.Context(), from); err != nil {
		t.Fatal(err)
	}
	if known := knows(t, r, ana); len(known) != 3 {
		t.Errorf("after reading: %v", known)
	}
	if teams, _ := r.Teams(t.Context()); len(teams) != 1 {
		t.Errorf("a team that is no more is still known: %v", teams)
	}
	if err := r.Refresh(t.Context(), source{Shadow: elsewhere.Shadow(), err: engine.ErrUnavailable}); !errors.Is(err, engine.ErrUnavailable) {
		t.Errorf("a store that is away: %v", err)
	}
	if known := knows(t, r, ana); len(known) != 3 {
		t.Errorf("a failed reading forgot something: %v", known)
	}
}

func mirrorOf(r *blind.Roster, on *disktest.Disk) *blind.Mirror {
	return &blind.Mirror{Dir: "/data", Sealer: ring(), Files: on, Roster: r}
}

// The power fails at each step of writing the roster: the next start finds the old one or
// the new one, whole.
func TestARosterOnTheDiskIsWhole(t *testing.T) {
	t.Parallel()
	for cutAt := 1; ; cutAt++ {
		on := disktest.New()
		r := blind.NewRoster()
		r.Committed(founded(t))
		if err := mirrorOf(r, on).Save(); err != nil {
			t.Fatal(err)
		}
		r.Committed(raised(t))
		on.CutAt(cutAt)
		m := mirrorOf(r, on)
		err := m.Save()
		for luck := 0; luck <= 10; luck += 5 {
			back := blind.NewRoster()
			if found, err := mirrorOf(back, on.AfterCrash(luck)).Load(); err != nil || !found {
				t.Fatalf("cut at %d, luck %d: %v, %v", cutAt, luck, found, err)
			}
			known := knows(t, back, ana)
			if len(known) < 2 || !on.Cut() && len(known) != 3 {
				t.Fatalf("cut at %d, luck %d: it knows %v", cutAt, luck, known)
			}
		}
		if !on.Cut() {
			if err != nil || m.Stale() || cutAt < 5 {
				t.Fatalf("%v, stale %v, after %d steps", err, m.Stale(), cutAt)
			}
			return
		}
	}
}

func TestARosterOnTheDiskIsSealed(t *testing.T) {
	t.Parallel()
	on := disktest.New()
	r := blind.NewRoster()
	if found, err := mirrorOf(r, on).Load(); found || err != nil {
		t.Fatalf("there is none yet: %v, %v", found, err)
	}
	r.Committed(founded(t))
	if err := mirrorOf(r, on).Save(); err != nil {
		t.Fatal(err)
	}
	on.Spoil("/data/"+blind.MirrorName, func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
	if _, err := mirrorOf(blind.NewRoster(), on).Load(); !errors.Is(err, engine.ErrUnreadable) {
		t.Errorf("a damaged one: %v", err)
	}
}
