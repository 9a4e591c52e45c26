package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"

	"porchlight/keyring"
	"porchlight/store/disk"
	"porchlight/store/journal"
)

// Keys is the key ring of a running bot and where it comes from.
type Keys struct {
	Ring *keyring.Ring
	Path string
	Bot  string // the bot's id, under which the ring's file says how far it is
	Kept Sealed

	mu   sync.Mutex
	last string // what the file had when it was last looked at
}

// Sealed is a store whose contents can be sealed anew. A store.Store is one.
type Sealed interface {
	SealWith(ctx context.Context, key string) error
	Reseal(ctx context.Context) error
	Census(ctx context.Context) (map[string]int, error)
	Rewrite(ctx context.Context) error
}

// Look reads the ring's file and takes up the keys that it has now. Its error says that
// the file is missing, can't be read, or is another ring's.
func (k *Keys) Look() error {
	now, err := keyring.Load(k.Path)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.Ring.Same(now) {
		return keyring.ErrOtherRing
	}
	// Not when nothing is new: which key seals was perhaps learned from the store, ahead of
	// the file.
	state := now.ID() + " of " + strings.Join(now.Keys(), " ")
	if state == k.last {
		return nil
	}
	if err := k.Ring.Adopt(now); err != nil {
		return err
	}
	k.last = state
	return nil
}

// CensusLocal counts what is sealed in a bot's folder by the names of the keys: the files
// that end in .sealed, with drafts that a crash left, and the lines of the journals.
func CensusLocal(files disk.Files, dir string) (map[string]int, error) {
	under := map[string]int{}
	for _, folder := range []string{"", journalDir, sentDir} {
		names, err := files.List(filepath.Join(dir, folder))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("look what is sealed in the data dir: %w", err)
		}
		for _, name := range names {
			whole := strings.HasSuffix(strings.TrimSuffix(name, ".draft"), ".sealed")
			if folder == "" && !whole {
				continue // a folder, or the lock
			}
			content, err := files.Read(filepath.Join(dir, folder, name))
			if errors.Is(err, fs.ErrNotExist) {
				continue // done with meanwhile
			}
			if err != nil {
				return nil, fmt.Errorf("look what is sealed in the data dir: %w", err)
			}
			if whole {
				under[keyring.Named(content)]++
				continue
			}
			for _, sealed := range journal.Sealed(content) {
				under[keyring.Named(sealed)]++
			}
		}
	}
	return under, nil
}
