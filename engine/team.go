package engine

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"porchlight/team"
)

// secretSize is how much of an invite's token is secret: 16 bytes, which nobody guesses.
const secretSize = 16

// NewToken makes the token of an invite into a team: the team's id, and a secret. It
// fits Telegram's start parameter (64 characters of A-Z, a-z, 0-9, '_', '-').
func NewToken(in team.ID) string {
	secret := make([]byte, secretSize)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	return string(in) + "-" + base64.RawURLEncoding.EncodeToString(secret)
}

// TokenTeam is the team that a token names; ok is false for what can't be a token. The
// team need not exist.
func TokenTeam(token string) (in Ref, ok bool) {
	id, _, found := strings.Cut(token, "-")
	if !found || !IsID(id) {
		return Ref{}, false
	}
	return Ref{KindTeam, id}, true
}

// Invite is an invite for a token, as the team keeps it.
func (e *Engine) Invite(token string, role team.Role, by team.MemberID, now time.Time) team.Invite {
	return team.Invite{Hash: e.TokenHash(token), Role: role, By: by, ExpiresAt: now.Add(team.InviteValid)}
}

// TokenHash is what is kept of a token.
func (e *Engine) TokenHash(token string) []byte { return e.Hasher.Hash("invite", []byte(token)) }

// CreateTeam makes a team and returns the token of its first coordinator's invite.
func (e *Engine) CreateTeam(ctx context.Context, name, zone string) (team.ID, string, error) {
	if name = strings.TrimSpace(name); name == "" {
		return "", "", errors.New("a team needs a name: porchlight team create NAME --zone Europe/Berlin")
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		return "", "", fmt.Errorf("%q is not a time zone: give one like --zone Europe/Berlin", zone)
	}
	nonce := make([]byte, secretSize)
	from := e.Random
	if from == nil {
		from = rand.Reader
	}
	if _, err := io.ReadFull(from, nonce); err != nil {
		return "", "", fmt.Errorf("name a team: %w", err)
	}
	id := team.ID(e.id("team", string(nonce)))
	token := NewToken(id)
	err := e.Do(ctx, Deed{
		ID:   "create:" + string(id),
		From: []Ref{refTeam(id)},
		Decide: func(tx *Tx) error {
			t := team.Team{ID: id, Name: name, Zone: zone, Policy: team.DefaultPolicy()}
			tx.PutTeam(t.WithInvite(e.Invite(token, team.Coordinator, "", tx.Now), tx.Now))
			tx.Did(Did{What: DidMakeTeam, Team: id})
			return nil
		},
	})
	if err != nil {
		return "", "", fmt.Errorf("create a team: %w", err)
	}
	return id, token, nil
}
