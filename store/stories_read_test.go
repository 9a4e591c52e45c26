package store_test

import (
	"fmt"
	"strings"
	"testing"

	"porchlight/engine"
)

func readFollowsLinks(_ *testing.T, h *home) {
	// alert → meeting, team → members → their meetings
	h.must(commit("1",
		write(alert("a"), 0, "a", meeting("m"), team("t")),
		write(meeting("m"), 0, "m", member("ana"), team("t")),
		write(team("t"), 0, "t", member("ana"), member("ben"), member("gone")),
		write(member("ana"), 0, "ana", meeting("m"), team("t")),
		write(member("ben"), 0, "ben", team("t"), meeting("m2")),
		write(meeting("m2"), 0, "m2"),
		write(member("carla"), 0, "carla"),
	))
	h.reads("alert:a v1 a; meeting:m v1 m; team:t v1 t; member:ana v1 ana; member:ben v1 ben; meeting:m2 v1 m2", alert("a"))
	h.reads("member:ana v1 ana; meeting:m v1 m; team:t v1 t; member:ben v1 ben; meeting:m2 v1 m2", member("ana"))
	h.reads("member:carla v1 carla; alert:a v1 a; meeting:m v1 m; team:t v1 t; member:ana v1 ana; member:ben v1 ben; meeting:m2 v1 m2",
		member("carla"), alert("a"), member("carla"))
	h.reads("member:carla v1 carla", member("nobody"), member("carla"))
	h.reads("")
	// Links are those of the last write.
	h.must(commit("2", write(team("t"), 1, "t", member("carla"))))
	h.reads("team:t v2 t; member:carla v1 carla", team("t"))
}

func readStopsAtItsDepth(_ *testing.T, h *home) {
	name := func(n int) engine.Ref { return meeting(fmt.Sprint(n)) }
	chain := engine.Commit{ID: "1"}
	var want []string
	for n := range 2 * engine.ReadDepth {
		chain.Writes = append(chain.Writes, write(name(n), 0, fmt.Sprint(n), name(n+1)))
		if n <= engine.ReadDepth {
			want = append(want, fmt.Sprintf("meeting:%d v1 %d", n, n))
		}
	}
	h.must(chain)
	h.reads(strings.Join(want, "; "), name(0))
}

func readFollowsATeamsOpenAlerts(_ *testing.T, h *home) {
	t := team("t")
	h.must(commit("1", write(t, 0, "t", member("ana")), write(member("ana"), 0, "ana", t),
		write(alert("b"), 0, "b", t), write(alert("a"), 0, "a", t), write(team("other"), 0, "o")))
	open := func(id string, alerts ...string) engine.Commit {
		c := engine.Commit{ID: id}
		for _, a := range alerts {
			c.Indexes = append(c.Indexes, engine.Index{Team: t, Alert: alert(a)})
		}
		return c
	}
	h.must(open("2", "b", "a", "never-written"))
	h.must(open("3", "a")) // twice is no matter
	h.reads("team:t v1 t; member:ana v1 ana; alert:a v1 a; alert:b v1 b", t)
	h.reads("member:ana v1 ana; team:t v1 t; alert:a v1 a; alert:b v1 b", member("ana"))
	h.reads("team:other v1 o", team("other"))
	h.must(engine.Commit{ID: "4", Indexes: []engine.Index{{Team: t, Alert: alert("a"), Gone: true}, {Team: t, Alert: alert("x"), Gone: true}}})
	h.reads("team:t v1 t; member:ana v1 ana; alert:b v1 b", t)
}
