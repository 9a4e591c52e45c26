package keyring_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"porchlight/keyring"
)

func saved(t *testing.T) (*keyring.Ring, string) {
	t.Helper()
	r, path := fresh(t), filepath.Join(t.TempDir(), "keyring.json")
	if err := r.Save(path); err != nil {
		t.Fatal(err)
	}
	return r, path
}

func TestARingComesBackFromItsFile(t *testing.T) {
	t.Parallel()
	r, path := saved(t)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	sealed, err := r.Seal([]byte("kept"), nil)
	if err != nil {
		t.Fatal(err)
	}
	back, err := keyring.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := back.Open(sealed, nil); err != nil || string(got) != "kept" {
		t.Fatalf("opened %q, %v", got, err)
	}
	if back.ID() != r.ID() || !bytes.Equal(back.Hash("p"), r.Hash("p")) {
		t.Fatal("another ring came back")
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Fatalf("beside the ring lies %v, %v", left, err)
	}
}

func TestARotatedRingComesBackFromItsFile(t *testing.T) {
	t.Parallel()
	old := fresh(t)
	sealed, err := old.Seal([]byte("then"), nil)
	if err != nil {
		t.Fatal(err)
	}
	rotated := turned(t, old)
	path := filepath.Join(t.TempDir(), "ring")
	if err := rotated.Save(path); err != nil {
		t.Fatal(err)
	}
	back, err := keyring.Load(path)
	if err != nil || back.ID() != rotated.ID() {
		t.Fatalf("%v", err)
	}
	if got, err := back.Open(sealed, nil); err != nil || string(got) != "then" {
		t.Fatalf("opened %q, %v", got, err)
	}
}

func TestSaveNeverReplacesAFile(t *testing.T) {
	t.Parallel()
	_, path := saved(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := fresh(t).Save(path); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("saved over a ring: %v", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Fatalf("the ring was touched: %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Fatalf("beside the ring lies %v, %v", left, err)
	}
}

func TestLoadSaysWhatToMend(t *testing.T) {
	t.Parallel()
	// rewrite makes a copy of a good ring with its content or mode changed.
	rewrite := func(change func(content string) string, mode fs.FileMode) func(*testing.T) string {
		return func(t *testing.T) string {
			_, path := saved(t)
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(change(string(content))), mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			return path
		}
	}
	same := func(s string) string { return s }
	replace := func(old, with string) func(string) string {
		return func(s string) string { return strings.ReplaceAll(s, old, with) }
	}
	for name, c := range map[string]struct {
		path  func(t *testing.T) string
		is    error
		names string
	}{
		"missing":      {func(t *testing.T) string { return filepath.Join(t.TempDir(), "none") }, fs.ErrNotExist, "porchlight key new"},
		"a directory":  {func(t *testing.T) string { return t.TempDir() }, keyring.ErrDamaged, "not a file"},
		"group reads":  {rewrite(same, 0o640), keyring.ErrTooOpen, "chmod 600"},
		"others write": {rewrite(same, 0o602), keyring.ErrTooOpen, "chmod 600"},
		"empty":        {rewrite(func(string) string { return "" }, 0o600), keyring.ErrDamaged, "backup"},
		"cut short":    {rewrite(func(s string) string { return s[:len(s)/2] }, 0o600), keyring.ErrDamaged, "backup"},
		"other JSON":   {rewrite(func(string) string { return `{"a":1}` }, 0o600), keyring.ErrDamaged, "backup"},
		"keys swapped": {rewrite(func(s string) string {
			return strings.NewReplacer("encryption", "hashing", "hashing", "encryption").Replace(s)
		}, 0o600), keyring.ErrDamaged, "kinds"},
		"no hashing":    {rewrite(replace("hashing", "hushing"), 0o600), keyring.ErrDamaged, "hashing"},
		"no encryption": {rewrite(replace(`"encryption"`, `"e"`), 0o600), keyring.ErrDamaged, "encryption"},
		"newer":         {rewrite(replace(`ring": 1`, `ring": 2`), 0o600), nil, "newer program"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := c.path(t)
			_, err := keyring.Load(path)
			if err == nil {
				t.Fatal("loaded")
			}
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("%v is not %v", err, c.is)
			}
			if !strings.Contains(err.Error(), c.names) || !strings.Contains(err.Error(), path) {
				t.Errorf("%v doesn't name %q and the path", err, c.names)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q has more than one line", err)
			}
		})
	}
}

func TestSaveWhereNothingCanBeSaved(t *testing.T) {
	t.Parallel()
	err := fresh(t).Save(filepath.Join(t.TempDir(), "no", "such", "place"))
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("saved into nothing: %v", err)
	}
}
