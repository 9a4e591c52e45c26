package notice

import (
	"time"

	"porchlight/team"
)

// Paper is a document that a notice hands out. What it holds is either here, or read when
// it is made, just before it goes.
type Paper struct {
	Name Key    `json:"name"` // what the file is called
	Body []byte `json:"body,omitempty"`
	// Passphrase, if there is one, is what the body is sealed with. It is kept nowhere but
	// in the outbox, which is itself encrypted, and only until the document has gone.
	Passphrase string `json:"passphrase,omitempty"`
	Trail      Trail  `json:"trail,omitzero"` // instead of a body
}

// Trail is the part of the audit trail that a document lists.
type Trail struct {
	Teams []team.ID `json:"teams,omitempty"`
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
}
