package store

import (
	"encoding/base64"
	"fmt"
	"strings"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
)

// keys makes the names of all keys of one bot. Names are part of what documents are
// sealed with, so changing one here makes what is stored unreadable.
type keys struct {
	prefix string // "{tag}:"
	ring   *keyring.Ring
}

// tagSize is in characters of six bits: 96 bits tell bots apart with room to spare.
const tagSize = 16

func newKeys(botID string, ring *keyring.Ring) keys {
	return keys{prefix: "{" + hashed(ring, "store bot", botID)[:tagSize] + "}:", ring: ring}
}

// hashed is a name that says nothing: a keyed hash cut to 128 bits, in characters that
// keys may hold.
func hashed(ring *keyring.Ring, purpose, name string) string {
	return base64.RawURLEncoding.EncodeToString(ring.Hash(purpose, []byte(name))[:16])
}

func (k keys) doc(r engine.Ref) string { return k.prefix + r.String() }
func (k keys) timers() string          { return k.prefix + "timers" }

// urgent are the timers of alerts, which are claimed before all others.
func (k keys) urgent() string            { return k.prefix + "timers:alert" }
func (k keys) everyTimer() []string      { return []string{k.urgent(), k.timers()} } // in order of precedence
func (k keys) lane(l notice.Lane) string { return k.prefix + "out:" + string(l) }
func (k keys) done(commitID string) string {
	return k.prefix + "done:" + hashed(k.ring, "store commit", commitID)
}
func (k keys) openPrefix() string          { return k.prefix + "open:" }
func (k keys) open(team engine.Ref) string { return k.openPrefix() + team.ID }
func (k keys) teams() string               { return k.prefix + "teams" }
func (k keys) stream(s stream) string      { return k.prefix + string(s) }
func (k keys) lease(name string) string {
	return k.prefix + "lease:" + hashed(k.ring, "store lease", name)
}
func (k keys) placePrefix() string { return k.prefix + placeName }
func (k keys) sequence() string    { return k.prefix + "seq" }

// sealing holds the name of the key that commits are sealed with: commit.lua takes no
// other. Without it any is taken.
func (k keys) sealing() string { return k.prefix + "sealing" }

// anew is a stream while it is sealed anew.
func (k keys) anew(s stream) string { return k.stream(s) + ":anew" }
func (k keys) trace(of delivery.Trail) string {
	return k.prefix + "trace:" + hashed(k.ring, "store trace", string(of.Member)+"\n"+string(of.Trace))
}

// checkRef refuses what would make an ambiguous key, header or timer.
func checkRef(r engine.Ref) error {
	if _, known := forms[r.Kind]; !known {
		return fmt.Errorf("%q is not a kind of document", r.Kind)
	}
	if r.ID == "" || strings.ContainsFunc(r.ID, notOfID) {
		return fmt.Errorf("%q can't be the id of a %s: ids are made of letters, digits, '-' and '_'", r.ID, r.Kind)
	}
	return nil
}

func notOfID(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_'
}

// parseRef reads a name that Ref.String made. A kind that is not known comes from a
// newer program, because names are only read from what a program wrote.
func parseRef(name string) (engine.Ref, error) {
	kind, id, _ := strings.Cut(name, ":")
	r := engine.Ref{Kind: engine.Kind(kind), ID: id}
	if _, known := forms[r.Kind]; !known {
		return r, fmt.Errorf("%w: a document of kind %q", engine.ErrUnknownForm, kind)
	}
	if err := checkRef(r); err != nil {
		return r, fmt.Errorf("%w: %w", engine.ErrUnreadable, err)
	}
	return r, nil
}

func checkLane(l notice.Lane) error {
	for _, known := range notice.Lanes {
		if l == known {
			return nil
		}
	}
	return fmt.Errorf("%q is not a lane", l)
}
