package store

import (
	"bytes"
	"errors"
	"testing"

	"porchlight/engine"
)

func TestADocumentIsBroughtFromFormToForm(t *testing.T) {
	t.Parallel()
	ups := []upgrade{
		func(b []byte) ([]byte, error) { return append(bytes.Clone(b), " to 2"...), nil },
		func(b []byte) ([]byte, error) { return append(bytes.Clone(b), " to 3"...), nil },
	}
	for form, want := range map[int]string{1: "x to 2 to 3", 2: "x to 3", 3: "x"} {
		got, err := upgraded(engine.KindTeam, ups, form, []byte("x"))
		if err != nil || string(got) != want {
			t.Errorf("form %d became %q, %v", form, got, err)
		}
	}
	if _, err := upgraded(engine.KindTeam, ups, 4, nil); !errors.Is(err, engine.ErrUnknownForm) {
		t.Errorf("form 4: %v", err)
	}
	broken := []upgrade{func([]byte) ([]byte, error) { return nil, errors.New("no such field") }}
	if _, err := upgraded(engine.KindTeam, broken, 1, nil); !errors.Is(err, engine.ErrUnreadable) {
		t.Errorf("an upgrade that fails: %v", err)
	}
}
