package blind

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"

	"porchlight/engine"
	"porchlight/store/disk"
)

// Sealer encrypts. A Ring of package keyring is one.
type Sealer interface {
	Seal(plaintext, associated []byte) ([]byte, error)
	Open(sealed, associated []byte) ([]byte, error)
}

// Mirror keeps a roster in a sealed file, for a start while the store is away.
type Mirror struct {
	Dir    string
	Sealer Sealer
	Files  disk.Files
	Roster *Roster

	saved int64 // the change that the file has
}

// MirrorName is the file's name in its directory.
const MirrorName = "roster.sealed"

// mirrorForm is the number of the file's layout; one with another is not read.
const mirrorForm = 1

type mirrored struct {
	Form int                 `json:"form"`
	Docs []mirroredDoc       `json:"docs"`
	Open map[string][]string `json:"open"` // the ids of alerts by that of their team
}

type ident struct {
	Kind engine.Kind `json:"kind"`
	ID   string      `json:"id"`
}

type mirroredDoc struct {
	Ref     ident           `json:"ref"`
	Version int64           `json:"version"`
	Body    json.RawMessage `json:"body,omitempty"`
	Sealed  bool            `json:"sealed,omitempty"` // it was there and could not be read
	Links   []ident         `json:"links,omitempty"`
}

func (m *Mirror) path() string { return filepath.Join(m.Dir, MirrorName) }

// Stale says whether the roster has changed since the file was written.
func (m *Mirror) Stale() bool {
	m.Roster.mu.Lock()
	defer m.Roster.mu.Unlock()
	return m.Roster.changes != m.saved
}

// Save writes the file, whole or not at all.
func (m *Mirror) Save() error {
	m.Roster.mu.Lock()
	docs, open, changes := maps.Clone(m.Roster.docs), maps.Clone(m.Roster.open), m.Roster.changes
	m.Roster.mu.Unlock()
	out := mirrored{Form: mirrorForm, Open: map[string][]string{}}
	for ref, d := range docs {
		kept := mirroredDoc{Ref: ident(ref), Version: d.Version, Body: d.Body, Sealed: d.Err != nil}
		for _, l := range d.links {
			kept.Links = append(kept.Links, ident(l))
		}
		out.Docs = append(out.Docs, kept)
	}
	for t, all := range open {
		for _, a := range all {
			out.Open[t.ID] = append(out.Open[t.ID], a.ID)
		}
	}
	content, err := json.Marshal(out)
	if err == nil {
		content, err = m.Sealer.Seal(content, []byte(MirrorName))
	}
	if err == nil {
		err = disk.Replace(m.Files, m.Dir, m.path(), m.path()+".draft", content)
	}
	if err != nil {
		return fmt.Errorf("keep the roster: %w", err)
	}
	m.saved = changes
	return nil
}

// Load reads the file into the roster. It says whether there was one; one that can't be
// read is an error.
func (m *Mirror) Load() (bool, error) {
	sealed, err := m.Files.Read(m.path())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the roster's file: %w", err)
	}
	content, err := m.Sealer.Open(sealed, []byte(MirrorName))
	var in mirrored
	if err == nil {
		err = json.Unmarshal(content, &in)
	}
	if err != nil || in.Form != mirrorForm {
		return false, fmt.Errorf("read the roster's file: %w", engine.ErrUnreadable)
	}
	r := m.Roster
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range in.Docs {
		kept := leaf{Doc: engine.Doc{Ref: engine.Ref(d.Ref), Version: d.Version, Body: d.Body}}
		if d.Sealed {
			kept.Err = engine.ErrUnreadable
		}
		for _, l := range d.Links {
			kept.links = append(kept.links, engine.Ref(l))
		}
		r.docs[kept.Ref] = kept
	}
	for id, all := range in.Open {
		t := engine.Ref{Kind: engine.KindTeam, ID: id}
		for _, a := range all {
			r.open[t] = append(r.open[t], engine.Ref{Kind: engine.KindAlert, ID: a})
		}
	}
	return true, nil
}
