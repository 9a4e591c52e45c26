package team_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/team"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// TestCoreInvites holds G10 for invites: each lets one person in, once, and for two days.
func TestCoreInvites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tm, now := team.Team{ID: "team"}, noon
		open := map[byte]time.Time{} // what can still be used, and until when
		made := byte(0)
		t.Repeat(map[string]func(*rapid.T){
			"invite": func(*rapid.T) {
				made++
				tm = tm.WithInvite(team.Invite{Hash: []byte{made}, Role: team.Worker, ExpiresAt: now.Add(team.InviteValid)}, now)
				open[made] = now.Add(team.InviteValid)
				for _, inv := range tm.Invites {
					if !now.Before(inv.ExpiresAt) {
						t.Fatalf("an invite that expired at %s is kept at %s", inv.ExpiresAt, now)
					}
				}
			},
			"wait": func(t *rapid.T) { now = now.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "hours")) * time.Hour) },
			"redeem": func(t *rapid.T) {
				hash := byte(rapid.IntRange(0, int(made)+1).Draw(t, "hash"))
				before := asJSON(t, tm)
				rest, inv, ok := tm.Redeem([]byte{hash}, now)
				if want := now.Before(open[hash]); ok != want {
					t.Fatalf("invite %d is good: %t, and should be %t", hash, ok, want)
				}
				if asJSON(t, tm) != before {
					t.Fatalf("the team that it was redeemed from was changed")
				}
				if ok && (inv.Hash[0] != hash || len(rest.Invites) != len(tm.Invites)-1) {
					t.Fatalf("another invite was taken")
				}
				if !ok && asJSON(t, rest) != before {
					t.Fatalf("a refused invite changed the team")
				}
				delete(open, hash)
				tm = rest
			},
		})
	})
}

func asJSON(t rapid.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("encode %T: %v", v, err)
	}
	return string(b)
}

// TestCoreAnEmptyInvite opens no door, not even one that was stored without its hash.
func TestCoreAnEmptyInvite(t *testing.T) {
	t.Parallel()
	tm := team.Team{Invites: []team.Invite{{ExpiresAt: noon.Add(time.Hour)}}}
	for _, hash := range [][]byte{nil, {}} {
		if _, _, ok := tm.Redeem(hash, noon); ok {
			t.Errorf("an empty invite was good")
		}
	}
}

// TestCoreASecondInviteAddsItsRole, and takes nothing from the member it was.
func TestCoreASecondInviteAddsItsRole(t *testing.T) {
	t.Parallel()
	ana := team.Member{ID: "ana"}.WithRole("team", team.Worker, noon)
	both := ana.WithRole("team", team.Responder, noon.Add(time.Hour)).WithRole("team", team.Responder, noon.Add(2*time.Hour))
	if s, _ := both.In("team"); !slices.Equal(s.Roles, []team.Role{team.Worker, team.Responder}) || s.JoinedAt != noon {
		t.Errorf("Ana is %+v", s)
	}
	if ana.Has("team", team.Responder) || !both.Has("team", team.Coordinator, team.Responder) {
		t.Errorf("the roles of one Ana became the other's")
	}
	elsewhere := both.WithRole("another", team.Coordinator, noon)
	if elsewhere.Has("team", team.Coordinator) || elsewhere.Has("nowhere") || len(both.Memberships) != 1 {
		t.Errorf("a role in one team counts in another")
	}
	crew := team.Team{}.WithMember("ana").WithMember("ben").WithMember("ana")
	if !slices.Equal(crew.Members, []team.MemberID{"ana", "ben"}) {
		t.Errorf("the team is %v", crew.Members)
	}
}

// TestCoreRoles reads a role as it is typed, and nothing else.
func TestCoreRoles(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{"coordinator": true, "worker": true, "responder": true, "": false, "Worker": false, "owner": false} {
		if _, ok := team.ParseRole(s); ok != want {
			t.Errorf("%q is a role: %t", s, ok)
		}
	}
}
