package store

import (
	"fmt"

	"porchlight/engine"
)

// upgrade turns the JSON of one form of a document into that of the next form.
type upgrade func(older []byte) ([]byte, error)

// forms holds, for each kind of document, the upgrades from form 1 on: the first leads
// from form 1 to form 2. The current form is therefore one more than there are upgrades.
// To change a document's form, append an upgrade and add a fixture to testdata.
var forms = map[engine.Kind][]upgrade{
	engine.KindMember:  {},
	engine.KindTeam:    {},
	engine.KindMeeting: {},
	engine.KindAlert:   {},
}

// currentForm is the form in which documents of a kind are written.
func currentForm(upgrades []upgrade) int { return len(upgrades) + 1 }

// upgraded brings a body of some form to the current one.
func upgraded(kind engine.Kind, upgrades []upgrade, form int, body []byte) ([]byte, error) {
	if current := currentForm(upgrades); form > current {
		return nil, fmt.Errorf("%w: a %s of form %d, this program knows forms up to %d: use the newer program", engine.ErrUnknownForm, kind, form, current)
	}
	for from := form; from < currentForm(upgrades); from++ {
		newer, err := upgrades[from-1](body)
		if err != nil {
			return nil, fmt.Errorf("%w: bringing a %s from form %d to form %d: %w", engine.ErrUnreadable, kind, from, from+1, err)
		}
		body = newer
	}
	return body, nil
}
