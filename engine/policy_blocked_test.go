package engine_test

import (
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/team"
)

// A ladder of those who have blocked the bot reaches nobody, unless they have a mail address.
func TestAPolicyDoesNotRelyOnWhoBlockedTheBot(t *testing.T) {
	t.Parallel()
	as := func(id team.MemberID, role team.Role) team.Member {
		return team.Member{ID: id, Memberships: []team.Membership{{Team: "t", Roles: []team.Role{role}}}}
	}
	reach := engine.Reach{Further: []team.Channel{team.Email}}
	p := team.DefaultPolicy()
	p.Ladder = []team.Rung{{Who: team.Named, People: []team.MemberID{"dora"}, Channels: team.FirstChannel, Wait: time.Minute}}
	dora := as("dora", team.Responder)
	crew := func() []team.Member {
		return []team.Member{as("ana", team.Worker), as("carla", team.Coordinator), dora}
	}
	if f, wrong := reach.FlawOf(p, "t", crew()); wrong {
		t.Fatalf("Dora can be reached: %v", f)
	}
	dora.BlockedAt = time.Unix(1, 0)
	if f, _ := reach.FlawOf(p, "t", crew()); f.Kind != team.NamedGone {
		t.Errorf("Dora has blocked the bot: %+v", f)
	}
	dora.Email = "dora@example.org"
	if f, wrong := reach.FlawOf(p, "t", crew()); wrong {
		t.Errorf("Dora can be reached by mail: %v", f)
	}
}
