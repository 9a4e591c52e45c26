package stage_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"porchlight/team"
)

// The proof of G10, and of what of G4 and G5 a press could break: every action of the
// table is tried by every kind of caller, over the wire, in the strongest way there is.
// A button is pressed with the very data that the bot itself would have put there for
// that person's own chat; what has a word is typed too. What it came to is read from
// what is stored and from every phone.

// TestAuthorisationMatrix tries everything, writes down how it ended, and compares that
// with testdata/authorisation.golden; -update rewrites the file, and its diff is read as
// what it is: a change of who may do what.
func TestAuthorisationMatrix(t *testing.T) {
	t.Parallel()
	if missing := slices.DeleteFunc(team.Actions(), func(a team.Action) bool {
		return a == team.Tell || // when it is over: TestAuthorisationOfTelling
			slices.ContainsFunc(deeds, func(d deed) bool { return d.action == a }) ||
			slices.ContainsFunc(changeDeeds, func(d changeDeed) bool { return d.action == a })
	}); len(missing) > 0 {
		t.Fatalf("no row tries the actions %v", missing)
	}
	found, mu := map[string]string{}, sync.Mutex{}
	t.Run("casts", func(t *testing.T) {
		for cast := range casts {
			for _, at := range []situation{planned, called, held} {
				t.Run(fmt.Sprintf("%d-%d", cast, at), func(t *testing.T) {
					t.Parallel()
					cells := (&matrix{t: t, cast: cast, at: at}).fill()
					mu.Lock()
					defer mu.Unlock()
					maps.Copy(found, cells)
				})
			}
		}
	})
	if t.Failed() {
		return
	}
	got := render(found)
	t.Logf("proof: %d actions by %d kinds of callers, pressed and typed", len(deeds), len(kinds))
	for line := range strings.Lines(got) {
		t.Log("proof: " + strings.TrimRight(line, "\n"))
	}
	golden := filepath.Join("testdata", "authorisation.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("who may do what is not as in %s (-update rewrites it):\n%s", golden, got)
	}
}
