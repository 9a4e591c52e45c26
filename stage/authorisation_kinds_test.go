package stage_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/stage"
	"porchlight/team"
)

// kind is a kind of caller: who plays it, in which cast, and what must be true of them
// whenever they try something, so that no cell of the matrix is empty talk.
type kind struct {
	name, about string
	cast        int
	who         string
	is          func(c team.Caller, p engine.Person) bool
}

// The casts. In each there is an alert about Ana.
const (
	atTheMeeting = iota // Ben is at Ana's meeting with her, and Dora has the alert
	elsewhere           // that meeting is over, Dora is out herself, Emil joined later, and Carla has the alert
	outside             // Dora is of another team, Emil only goes out, and Carla has the alert
)

func is(c team.Caller, roles ...team.Role) bool {
	return c.Member && !slices.ContainsFunc(roles, func(r team.Role) bool { return !slices.Contains(c.Roles, r) })
}

var kinds = []kind{
	{"worker", "it is her meeting; she is a responder too", atTheMeeting, "Ana", func(c team.Caller, _ engine.Person) bool {
		return is(c, team.Worker, team.Responder) && c.Worker && c.Present && c.Was
	}},
	{"companion", "with her at the meeting; a responder too", atTheMeeting, "Ben", func(c team.Caller, _ engine.Person) bool {
		return is(c, team.Worker, team.Responder) && c.With && c.Present
	}},
	{"a worker", "another worker of the team", outside, "Emil", func(c team.Caller, _ engine.Person) bool {
		return is(c, team.Worker) && len(c.Roles) == 1 && !c.Worker && !c.With && !c.Present
	}},
	{"paged", "a responder whom the alert has reached", atTheMeeting, "Emil", func(c team.Caller, _ engine.Person) bool {
		return is(c, team.Responder) && len(c.Roles) == 1 && c.Paged && !c.Owner && !c.Present
	}},
	{"coordinator", "whom the alert has reached", atTheMeeting, "Carla", func(c team.Caller, _ engine.Person) bool {
		return is(c, team.Coordinator) && len(c.Roles) == 1 && c.Paged && !c.Owner && !c.Present
	}},
	{"out herself", "a responder whom the alert could reach, but for an own meeting just now", elsewhere, "Dora", func(c team.Caller, _ engine.Person) bool {
		return is(c, team.Worker, team.Responder) && c.Present && !c.Was && !c.Worker && !c.With
	}},
	{"was there", "a responder who was at the meeting that the alert is about, which is over", elsewhere, "Ben", func(c team.Caller, _ engine.Person) bool {
		return is(c, team.Worker, team.Responder) && c.Was && !c.With && !c.Worker
	}},
	{"owner", "the responder who has the alert", atTheMeeting, "Dora", func(c team.Caller, _ engine.Person) bool {
		return is(c, team.Responder) && c.Owner && !c.Present
	}},
	{"not paged", "a responder whom the alert has not reached", elsewhere, "Emil", func(c team.Caller, _ engine.Person) bool {
		return is(c, team.Responder) && !c.Paged && !c.Present
	}},
	{"other team", "coordinator and responder of another team of the same bot", outside, "Dora", func(c team.Caller, p engine.Person) bool {
		return !c.Member && len(p.Memberships) == 1 && len(p.Memberships[0].Roles) == 2
	}},
	{"stranger", "in no team", outside, "Zed", func(c team.Caller, p engine.Person) bool {
		return !c.Member && p.ID == ""
	}},
}

// situation is how far things have come when somebody tries something.
type situation int

const (
	planned situation = iota // Ana has a plan that is not confirmed, and somebody has the alert
	called                   // Ana is out, and nobody has the alert
	held                     // Ana is out, and whoever has the alert wants to stand it down
)

var casts = []struct {
	parts []stage.Role
	stage func(h *house, s situation)
}{
	atTheMeeting: {
		[]stage.Role{{Name: "Ben", Role: "worker"}, {Name: "Ben", Role: "responder"}, {Name: "Dora", Role: "responder"}, {Name: "Emil", Role: "responder"}},
		func(h *house, s situation) {
			if s == planned {
				h.does("Ana> /plan +30m 1h Blue Café | with: Ben", "Ana> "+duress, "Dora> [I'm on it]")
				return
			}
			h.meets()
			h.does("Ana> " + duress)
			if s == held {
				h.does("Dora> [I'm on it]", "Dora> [Stand down]", "Dora> [Safe]")
			}
		},
	},
	elsewhere: {
		[]stage.Role{{Name: "Ben", Role: "worker"}, {Name: "Ben", Role: "responder"}, {Name: "Dora", Role: "worker"}, {Name: "Dora", Role: "responder"}},
		func(h *house, s situation) {
			h.meets()
			h.does("Dora> /now 5h Station")
			late := h.token("Carla", "responder")
			h.does("Ana> "+duress, "Ana> home")
			if s != called {
				h.does("Carla> [I'm on it]")
			}
			if s == held {
				h.does("Carla> [Stand down]", "Carla> [Safe]")
			}
			if s == planned {
				h.does("Ana> /plan +30m 1h Library")
			} else {
				h.does("Ana> /now 1h Library")
			}
			h.joins("Emil", late)
		},
	},
	outside: {
		[]stage.Role{{Name: "Emil", Role: "worker"}},
		func(h *house, s situation) {
			h.secondTeam("Dora")
			if s == planned {
				h.does("Ana> /plan +30m 1h Blue Café")
			} else {
				h.does("Ana> /now 1h Blue Café")
			}
			h.does("Ana> " + duress)
			if s != called {
				h.does("Carla> [I'm on it]")
			}
			if s == held {
				h.does("Carla> [Stand down]", "Carla> [Safe]")
			}
		},
	},
}

// meets has Ana meet somebody, with Ben.
func (h *house) meets() {
	h.does("Ana> /plan +1m 1h Blue Café | backup: Library | with: Ben", "Ana> [Confirm]", "Ben> [Yes]")
	h.pass(time.Minute)
}

// staged is a cast in a situation.
func staged(t *testing.T, cast int, s situation) *house {
	t.Helper()
	h := open(t, casts[cast].parts...)
	casts[cast].stage(h, s)
	return h
}
