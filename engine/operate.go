package engine

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"porchlight/team"
)

// ErrNoTeam means that there is no such team, or no more.
var ErrNoTeam = errors.New("there is no such team")

// Operate is the only door through which an operator changes a team that is there; the
// audit trail says that it was one. A change of roles, members or policy is put before the
// team with ask, so that it waits while somebody is out.
// It may be called several times, like any Decide.
func (e *Engine) Operate(ctx context.Context, id team.ID, note string, change func(tx *Tx, t team.Team) error) error {
	nonce := make([]byte, secretSize)
	_, _ = rand.Read(nonce) // never fails (crypto/rand)
	return e.operate(ctx, Deed{ID: "operator:" + hex.EncodeToString(nonce), From: []Ref{refTeam(id)}}, id, note, change)
}

func (e *Engine) operate(ctx context.Context, d Deed, id team.ID, note string, change func(*Tx, team.Team) error) error {
	d.Decide = func(tx *Tx) error {
		t, ok := tx.Team(id)
		if !ok {
			return ErrNoTeam
		}
		if err := change(tx, t); err != nil {
			return err
		}
		tx.Note("team " + string(id) + ": " + note + " by the operator")
		return nil
	}
	return e.Do(ctx, d)
}

// InviteTo makes an invite into a team and returns its token.
func (e *Engine) InviteTo(ctx context.Context, id team.ID, role team.Role) (string, error) {
	token := NewToken(id)
	err := e.Operate(ctx, id, "invite of a "+string(role), func(tx *Tx, t team.Team) error {
		tx.PutTeam(t.WithInvite(e.Invite(token, role, "", tx.Now), tx.Now))
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("invite into a team: %w", err)
	}
	return token, nil
}
