package keyring

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// What Load and Save refuse. A missing file is fs.ErrNotExist, one that is in the way
// fs.ErrExist.
var (
	ErrTooOpen = errors.New("others can read the key ring")
	ErrDamaged = errors.New("not a key ring, or a damaged one")
)

const (
	fileForm = 1       // of the file's own layout
	maxFile  = 1 << 20 // bytes; a ring of a hundred keys has about 30 KiB
)

// file is the key ring as it is stored: two Tink keysets in Tink's own JSON, so that
// Tink's tools can read them.
type file struct {
	Form    int             `json:"porchlight_key_ring"`
	Sealing json.RawMessage `json:"encryption"`
	Hashing json.RawMessage `json:"hashing"`
	// Bots is what Ring.Bots says. A program that does not know it leaves the file alone.
	Bots map[string]string `json:"bots,omitempty"`
}

// Load reads a key ring. The file must be readable by its owner alone.
func Load(path string) (*Ring, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf(`key ring %s is missing: restore it from its backup, or make a new one with "porchlight key new" if nothing was stored yet: %w`, path, fs.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the key ring: %w", err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("looking at the key ring: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("key ring %s is not a file: name the file itself: %w", path, ErrDamaged)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf(`%w: %s has mode %04o, do "chmod 600 %s"`, ErrTooOpen, path, mode, path)
	}
	content, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, fmt.Errorf("reading the key ring: %w", err)
	}
	ring, err := Parse(content)
	if err != nil {
		return nil, fmt.Errorf("key ring %s can't be used, restore it from its backup: %w", path, err)
	}
	return ring, nil
}

// Parse reads the content of a key ring's file. It keeps the parsers' own words out of its errors: they quote what they choke on,
// and here that may be a key.
func Parse(content []byte) (*Ring, error) {
	var stored file
	if json.Unmarshal(content, &stored) != nil || stored.Form < 1 {
		return nil, ErrDamaged
	}
	if stored.Form > fileForm {
		return nil, fmt.Errorf("it has form %d and this program knows form %d at most, use a newer program", stored.Form, fileForm)
	}
	sealing, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(stored.Sealing)))
	if err != nil {
		return nil, fmt.Errorf("%w: its encryption keys", ErrDamaged)
	}
	hashing, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(stored.Hashing)))
	if err != nil {
		return nil, fmt.Errorf("%w: its hashing key", ErrDamaged)
	}
	ring, err := assemble(sealing, hashing)
	if err != nil {
		return nil, fmt.Errorf("%w: its keys are not of the kinds expected", ErrDamaged)
	}
	ring.bots = stored.Bots
	return ring, nil
}

// Save writes the ring to a new file that only its owner may read. It never replaces a
// file, and when it returns nil the file is on the disk.
func (r *Ring) Save(path string) error {
	content, err := r.encode()
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	draft, err := os.CreateTemp(dir, ".keyring-*") // mode 0600
	if err != nil {
		return fmt.Errorf("making the key ring's file: %w", err)
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.Write(content)
	if err == nil {
		err = draft.Sync()
	}
	if err := errors.Join(err, draft.Close()); err != nil {
		return fmt.Errorf("writing the key ring: %w", err)
	}
	// A link appears whole or not at all, and fails when the name is taken.
	err = os.Link(draft.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists and is not replaced, what it sealed would be lost: choose another name or move it away: %w", path, fs.ErrExist)
	}
	if err != nil {
		return fmt.Errorf("naming the key ring's file: %w", err)
	}
	return syncDir(dir)
}

func (r *Ring) encode() ([]byte, error) {
	var sealing, hashing bytes.Buffer
	if err := insecurecleartextkeyset.Write(r.Sealing().handle, keyset.NewJSONWriter(&sealing)); err != nil {
		return nil, fmt.Errorf("encoding the encryption keys: %w", err)
	}
	if err := insecurecleartextkeyset.Write(r.hashing, keyset.NewJSONWriter(&hashing)); err != nil {
		return nil, fmt.Errorf("encoding the hashing key: %w", err)
	}
	content, err := json.MarshalIndent(file{Form: fileForm, Sealing: sealing.Bytes(), Hashing: hashing.Bytes(), Bots: r.bots}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encoding the key ring: %w", err)
	}
	return append(content, '\n'), nil
}

// syncDir makes a new name in dir outlast a crash.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("opening the key ring's directory: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("syncing the key ring's directory: %w", err)
	}
	return nil
}
