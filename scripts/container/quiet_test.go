//go:build container

package container_test

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"porchlight/clock"
	"porchlight/scripts/container"
)

// scene is the quiet meeting at the simulator's keyboard.
type scene struct {
	t         *testing.T
	simulator *process
	image     *container.Image
	further   []string
	data      string
}

// types has somebody do something, and waits until something new is on a phone.
func (s *scene) types(line, phone string) {
	s.t.Helper()
	before := strings.Count(s.simulator.String(), phone)
	if _, err := io.WriteString(s.simulator.keys, line+"\n"); err != nil {
		s.t.Fatal(err)
	}
	s.simulator.await(before+1, phone)
}

// cast makes the team, with a command beside the running bot.
func (s *scene) cast() {
	s.t.Helper()
	out, err := once(s.t, s.image, s.further, "porchlight", "team", "create", "Lantern", "--zone=UTC")
	m := link.FindStringSubmatch(out)
	if err != nil || m == nil {
		s.t.Fatalf("team create: %v: %s", err, out)
	}
	s.types("Carla> /start "+m[1], "Carla< (received)")
	for _, one := range [][2]string{{"Ana", "worker"}, {"Ben", "worker"}, {"Dora", "responder"}, {"Emil", "responder"}} {
		s.types("Carla> /invite "+one[1], "?start=")
		all := link.FindAllStringSubmatch(s.simulator.String(), -1)
		s.types(one[0]+"> /start "+all[len(all)-1][1], one[0]+"< (received)")
	}
	s.types("Ana> /words duress auntie's soup", "Ana< (received)")
}

// quiet is the scene of stage/scenes/quiet.txt.
func (s *scene) quiet() {
	s.t.Helper()
	bots, err := clock.Joined(filepath.Join(s.data, "clock.json"))
	if err != nil {
		s.t.Fatal(err)
	}
	at := bots.Now().UTC().Add(20 * time.Minute).Truncate(time.Minute)
	when := at.Format("15:04")
	if at.Day() != bots.Now().UTC().Day() {
		when = "tomorrow " + when
	}
	s.types(fmt.Sprintf("Ana> /plan %s 60m Blue Café | backup: Library | with: Ben", when), "[Change] [Discard]")
	s.simulator.await(1, "Ben< (received) Ana would like you along")
	s.types("Ana> [Confirm]", "Ana< (received) Reminder set for")
	s.types("Ben> [Yes]", "Ana< (received) Ben comes along")
	s.simulator.await(1, "Ana< (received) Reminder. ")
	s.types("Ana> we're here, coffee ordered", "Ana< (received) Noted.")
	s.simulator.await(2, "Ana< (received) Reminder. ")
	s.types("Ana> /ok", "Ana< (received) Noted.")
	s.types("Ana> /done", "Tell me when you are home.")
	s.types("Ana> home", "Ana< (received) Good.")
	if all := s.simulator.String(); strings.Contains(all, "No sign from") || strings.Contains(all, "signal") {
		s.t.Errorf("the meeting was not quiet:\n%s", all)
	}
}
