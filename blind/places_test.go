package blind_test

import (
	"encoding/json"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/blind"
	"porchlight/engine"
	"porchlight/store/disk/disktest"
)

// place is where Ana's phone was, n minutes after a moment.
func place(t *testing.T, n int) engine.Place {
	t.Helper()
	at := time.Unix(1000, 0).UTC().Add(time.Duration(n) * time.Minute)
	return engine.Place{Member: "ana", At: at, Body: body(t, alerts.Spot{By: "ana", At: at})}
}

// placeIn is when Ana's phone was where a shadow thinks it is; zero: it knows of no place.
func placeIn(t *testing.T, s *blind.Shadow) (at time.Time) {
	t.Helper()
	docs, err := s.Read(t.Context(), lantern)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if d.Ref == ref(engine.KindPlace, "ana") {
			var s alerts.Spot
			if err := json.Unmarshal(d.Body, &s); err != nil {
				t.Fatal(err)
			}
			at = s.At
		}
	}
	return at
}

// The last place of a phone comes with its member, whoever told of it, and the latest wins.
func TestTheLastPlaceIsKnown(t *testing.T) {
	t.Parallel()
	r := blind.NewRoster()
	r.Committed(founded(t))
	if at := placeIn(t, r.Shadow()); !at.IsZero() {
		t.Fatalf("a place from nowhere: %v", at)
	}
	for _, n := range []int{3, 5, 4} { // commits may be told out of order
		r.Committed(engine.Commit{ID: "placed", Places: []engine.Place{place(t, n)}})
	}
	s := r.Shadow()
	if at := placeIn(t, s); !at.Equal(place(t, 5).At) {
		t.Errorf("the place is of %v", at)
	}
	for _, n := range []int{6, 2} { // shared while the store is away
		if err := s.Commit(t.Context(), engine.Commit{ID: string(rune('a' + n)), Places: []engine.Place{place(t, n)}}); err != nil {
			t.Fatal(err)
		}
	}
	if at := placeIn(t, s); !at.Equal(place(t, 6).At) {
		t.Errorf("meanwhile the place is of %v", at)
	}
	r.Committed(engine.Commit{ID: "gone", Writes: []engine.Write{{Ref: ana, Expect: 1, Delete: true}}})
	r.Committed(engine.Commit{ID: "again", Writes: []engine.Write{{Ref: ana, Body: []byte(`{"id":"ana"}`), Links: []engine.Ref{lantern}}}})
	if at := placeIn(t, r.Shadow()); !at.IsZero() {
		t.Error("the place of who was deleted is kept")
	}
}

// A place that is read anew takes the place of an older one, is worth writing to the disk,
// and does not take that of one that was shared while it was read.
func TestAPlaceIsReadAnew(t *testing.T) {
	t.Parallel()
	elsewhere := blind.NewRoster()
	elsewhere.Committed(founded(t))
	elsewhere.Committed(engine.Commit{ID: "placed", Places: []engine.Place{place(t, 3)}})
	from := source{Shadow: elsewhere.Shadow(), teams: []engine.Ref{lantern}}
	r := blind.NewRoster()
	r.Committed(founded(t))
	r.Committed(engine.Commit{ID: "placed", Places: []engine.Place{place(t, 1)}})
	on := disktest.New()
	m := mirrorOf(r, on)
	if err := m.Save(); err != nil {
		t.Fatal(err)
	}
	if err := r.Refresh(t.Context(), from); err != nil {
		t.Fatal(err)
	}
	if at := placeIn(t, r.Shadow()); !at.Equal(place(t, 3).At) || !m.Stale() {
		t.Errorf("the place is of %v, the file is stale: %v", at, m.Stale())
	}
	from.midst = func() { r.Committed(engine.Commit{ID: "placed", Places: []engine.Place{place(t, 4)}}) }
	if err := r.Refresh(t.Context(), from); err != nil {
		t.Fatal(err)
	}
	if at := placeIn(t, r.Shadow()); !at.Equal(place(t, 4).At) {
		t.Errorf("the place is of %v", at)
	}
	if err := m.Save(); err != nil {
		t.Fatal(err)
	}
	back := blind.NewRoster()
	if _, err := mirrorOf(back, on).Load(); err != nil {
		t.Fatal(err)
	}
	if at := placeIn(t, back.Shadow()); !at.Equal(place(t, 4).At) {
		t.Errorf("on the disk the place is of %v", at)
	}
}
