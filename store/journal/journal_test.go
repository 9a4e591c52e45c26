package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"porchlight/keyring"
	"porchlight/store/disk/disktest"
	"porchlight/store/journal"
)

const dir = "/data/journal"

var ring = sync.OnceValue(func() *keyring.Ring {
	r, err := keyring.New()
	if err != nil {
		panic(err)
	}
	return r
})

// opened is a journal as a start of the program finds it.
func opened(t *testing.T, on *disktest.Disk) (*journal.Journal, []string, int) {
	t.Helper()
	j, left, damaged, err := journal.Open(journal.Options{Dir: dir, Sealer: ring(), Files: on})
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, r := range left {
		bodies = append(bodies, string(r.Body))
	}
	return j, bodies, damaged
}

func kept(t *testing.T, j *journal.Journal, bodies ...string) (numbers []int64) {
	t.Helper()
	for _, b := range bodies {
		n, err := j.Append([]byte(b))
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, n)
	}
	return numbers
}

func TestWhatIsKeptComesBackInOrder(t *testing.T) {
	t.Parallel()
	on := disktest.New()
	j, left, _ := opened(t, on)
	if len(left) != 0 {
		t.Fatalf("a new journal holds %q", left)
	}
	kept(t, j, "Ana's", "Ben's")
	j, left, _ = opened(t, on.AfterCrash(0))
	if !slices.Equal(left, []string{"Ana's", "Ben's"}) {
		t.Fatalf("came back: %q", left)
	}
	numbers := kept(t, j, "Carla's")
	j.Done(numbers[0])
	j.Done(numbers[0]) // again changes nothing
	if _, left, _ = opened(t, on); !slices.Equal(left, []string{"Ana's", "Ben's"}) {
		t.Fatalf("after one of three was done with: %q", left)
	}
}

func TestNothingIsLeftOfWhatIsDoneWith(t *testing.T) {
	t.Parallel()
	on := disktest.New()
	j, _, _ := opened(t, on)
	for round := range 3 {
		for _, n := range kept(t, j, "one", "two", strings.Repeat("long", 400_000)) {
			j.Done(n)
		}
		if n := on.Size(); n != 0 {
			t.Fatalf("round %d: %d bytes are left", round, n)
		}
	}
}

func TestNoWordIsInTheClear(t *testing.T) {
	t.Parallel()
	on := disktest.New()
	j, _, _ := opened(t, on)
	kept(t, j, "auntie's soup")
	names, _ := on.List(dir)
	content, err := on.Read(filepath.Join(dir, names[0]))
	if err != nil || len(content) == 0 || bytes.Contains(content, []byte("auntie")) {
		t.Fatalf("%v\n%s", err, content)
	}
}

func TestADamagedRecordCostsNothingButItself(t *testing.T) {
	t.Parallel()
	on := disktest.New()
	j, _, _ := opened(t, on)
	kept(t, j, "one", "two", "three")
	names, _ := on.List(dir)
	on.Spoil(filepath.Join(dir, names[0]), func(b []byte) []byte {
		lines := bytes.SplitAfter(b, []byte("\n"))
		lines[1][len(lines[1])/2] ^= 1
		return bytes.Join(lines, nil)
	})
	_, left, damaged := opened(t, on)
	if !slices.Equal(left, []string{"one", "three"}) || damaged != 1 {
		t.Fatalf("left %q, %d damaged", left, damaged)
	}
	names, _ = on.List(dir)
	if !slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, ".damaged") }) {
		t.Errorf("nothing was kept aside to look at: %v", names)
	}
}

// Lines can't be moved about: each is sealed for its place.
func TestARecordUnderAnotherNumberIsNoRecord(t *testing.T) {
	t.Parallel()
	on := disktest.New()
	j, _, _ := opened(t, on)
	kept(t, j, "one")
	names, _ := on.List(dir)
	on.Spoil(filepath.Join(dir, names[0]), func(b []byte) []byte { return append([]byte("7"), b[1:]...) })
	if _, left, damaged := opened(t, on); len(left) != 0 || damaged != 1 {
		t.Fatalf("left %q, %d damaged", left, damaged)
	}
}

func TestAFullDiskConfirmsNothing(t *testing.T) {
	t.Parallel()
	on := disktest.New()
	j, _, _ := opened(t, on)
	kept(t, j, "one")
	on.Full(true)
	for range 3 {
		if _, err := j.Append([]byte("two")); !errors.Is(err, disktest.ErrFull) {
			t.Fatalf("appended to a full disk: %v", err)
		}
	}
	on.Full(false)
	kept(t, j, "three")
	if _, left, damaged := opened(t, on.AfterCrash(0)); !slices.Equal(left, []string{"one", "three"}) || damaged != 0 {
		t.Fatalf("left %q, %d damaged", left, damaged)
	}
}

func TestThereIsALimit(t *testing.T) {
	t.Parallel()
	j, _, _, err := journal.Open(journal.Options{Dir: dir, Sealer: ring(), Files: disktest.New(), Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	first := kept(t, j, strings.Repeat("x", 500))
	if _, err := j.Append(make([]byte, 500)); !errors.Is(err, journal.ErrFull) {
		t.Fatalf("beyond the limit: %v", err)
	}
	j.Done(first[0])
	kept(t, j, strings.Repeat("y", 500))
}

func TestManyAppendAtOnce(t *testing.T) {
	t.Parallel()
	on := disktest.New()
	j, _, _ := opened(t, on)
	var wg sync.WaitGroup
	for n := range 50 {
		wg.Go(func() {
			if _, err := j.Append(fmt.Append(nil, n)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, left, damaged := opened(t, on.AfterCrash(0)); len(left) != 50 || damaged != 0 {
		t.Fatalf("%d of 50 came back, %d damaged", len(left), damaged)
	}
}

// The power fails at every write, sync, creation and removal, with more or less luck about
// what was not synced: what was confirmed and not done with comes back, in order, and what
// comes back was appended.
func TestThePowerFailsAnywhere(t *testing.T) {
	t.Parallel()
	for cutAt := 1; ; cutAt++ {
		on := disktest.New()
		on.CutAt(cutAt)
		confirmed, done := power(t, on)
		for luck := 0; luck <= 10; luck += 5 {
			_, left, damaged := opened(t, on.AfterCrash(luck))
			if damaged > 0 {
				t.Fatalf("cut at %d, luck %d: %d damaged", cutAt, luck, damaged)
			}
			want := slices.DeleteFunc(slices.Clone(confirmed), func(s string) bool { return slices.Contains(done, s) })
			if missing := slices.DeleteFunc(want, func(s string) bool { return slices.Contains(left, s) }); len(missing) > 0 {
				t.Fatalf("cut at %d, luck %d: lost %q of %q", cutAt, luck, missing, confirmed)
			}
			if !slices.IsSorted(left) {
				t.Fatalf("cut at %d, luck %d: out of order %q", cutAt, luck, left)
			}
		}
		if !on.Cut() {
			if cutAt < 30 {
				t.Fatalf("only %d steps: too few for a proof", cutAt)
			}
			return
		}
	}
}

// power appends and finishes records until the power fails.
func power(t *testing.T, on *disktest.Disk) (confirmed, done []string) {
	t.Helper()
	for start := range 3 {
		j, left, _, err := journal.Open(journal.Options{Dir: dir, Sealer: ring(), Files: on})
		if err != nil {
			return confirmed, done
		}
		_ = left
		var numbers []int64
		for n := range 4 {
			body := fmt.Sprintf("%d-%d", start, n)
			number, err := j.Append([]byte(body))
			if err != nil {
				return confirmed, done
			}
			confirmed, numbers = append(confirmed, body), append(numbers, number)
		}
		if start != 1 { // of the second start everything is left undone
			for n, number := range numbers {
				done = append(done, fmt.Sprintf("%d-%d", start, n))
				j.Done(number)
			}
		}
	}
	return confirmed, done
}

// Whatever stands in a journal's file, opening it neither fails nor makes anything up.
func FuzzOpen(f *testing.F) {
	j, _, _, err := journal.Open(journal.Options{Dir: dir, Sealer: ring(), Files: disktest.New()})
	if err != nil {
		f.Fatal(err)
	}
	j.Close()
	f.Add([]byte("1 abcd\n"), 3)
	f.Add([]byte("\n\n9223372036854775807 AAAA"), 0)
	f.Add([]byte("-1 \n1\n"), 20)
	f.Fuzz(func(t *testing.T, garbage []byte, at int) {
		on := disktest.New()
		j, _, _ := opened(t, on)
		kept(t, j, "one", "two")
		names, _ := on.List(dir)
		on.Spoil(filepath.Join(dir, names[0]), func(b []byte) []byte {
			cut := max(0, min(at, len(b)))
			return slices.Concat(b[:cut], garbage, b[cut:])
		})
		j, left, _ := opened(t, on)
		for _, l := range left {
			if l != "one" && l != "two" {
				t.Fatalf("made up: %q", l)
			}
		}
		if _, err := j.Append([]byte("three")); err != nil {
			t.Fatalf("after damage nothing can be appended: %v", err)
		}
		if _, again, _ := opened(t, on); !slices.Contains(again, "three") {
			t.Fatalf("what was appended after damage is lost: %q", again)
		}
	})
}
