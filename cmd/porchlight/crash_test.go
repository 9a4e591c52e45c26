package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/simulator"
)

// What a power cut takes.
type victim string

const (
	theBot   victim = "the bot"
	theRedis victim = "redis-server"
	theTwo   victim = "both"
)

// callsOfAStory is how many requests the bot makes at least in one story, getUpdates left
// out.
const callsOfAStory = 16

// TestCrashOfTheRealProcess kills porchlight, redis-server or both with SIGKILL: right
// after the person sent the duress message, and after the bot's n-th request, before it
// has the answer. Started again on what is left, the story goes on to its end, and
// everyone got everything that they were owed. With CRASH=all there are more rounds.
func TestCrashOfTheRealProcess(t *testing.T) {
	t.Parallel()
	crashes(t, 2, func(t *testing.T) *world { return newWorld(t) })
}

// crashes plays the story in a world for each victim, for some rounds or, with CRASH=all,
// for more.
func crashes(t *testing.T, rounds int, in func(*testing.T) *world) {
	t.Helper()
	if os.Getenv("CRASH") == "all" {
		rounds = 8
	}
	for _, v := range []victim{theBot, theRedis, theTwo} {
		t.Run(strings.ReplaceAll(string(v), " ", "_"), func(t *testing.T) {
			t.Parallel()
			c := &crash{world: in(t), victim: v, struck: make(chan struct{}, 1)}
			c.start()
			c.team(map[string]string{"Ana": "worker", "Dora": "responder", "Emil": "responder"})
			for _, phrase := range []string{"duress auntie's soup", "safe the blue bicycle"} {
				deleted := c.deleted("Ana")
				c.person("Ana").Send("/words " + phrase)
				c.await("the phrase is taken", func() bool { return c.deleted("Ana") > deleted })
			}
			// Telegram's dates are whole seconds, and a safe phrase that seems to be set after
			// the signal does not count.
			set := time.Now().Unix()
			c.await("a second has begun", func() bool { return time.Now().Unix() > set })
			c.sim.OnCall(c.count)
			var killed []string
			for range rounds {
				c.play(afterDuress)
				killed = append(killed, "after the duress message")
				n := 1 + rand.IntN(callsOfAStory)
				t.Logf("the next one is killed after call %d", n)
				c.play(n)
				killed = append(killed, fmt.Sprintf("after call %d", n))
			}
			if c.deaths != len(killed) {
				t.Fatalf("%d deaths in %d rounds: %v", c.deaths, len(killed), killed)
			}
			t.Logf("proof: kill -9 of %s, %d times (%s): every page owed arrived", v, len(killed), strings.Join(killed, ", "))
		})
	}
}

// afterDuress asks for a death right after the duress message instead of after a call.
const afterDuress = 0

// crash is a world in which somebody dies once in each story.
type crash struct {
	*world
	victim victim
	left   atomic.Int64  // how many calls are left until then
	struck chan struct{} // gets one when it is done
	deaths int
}

// count is told of every call of the bot, before the bot is answered.
func (c *crash) count(simulator.Call) {
	if c.left.Add(-1) == 0 {
		c.strike()
	}
}

// strike kills. It is called once in a story.
func (c *crash) strike() {
	if c.victim != theRedis {
		c.kill()
	}
	if c.victim != theBot {
		c.killRedis()
	}
	c.struck <- struct{}{}
}

// revive starts what is dead, if somebody is.
func (c *crash) revive() {
	c.t.Helper()
	select {
	case <-c.struck:
	default:
		return
	}
	c.deaths++
	if c.victim != theBot && c.redis != nil { // the bot's own is the bot's to start
		c.redis.Restart()
	}
	if c.victim != theRedis {
		c.start()
	}
}

// play is the story: Ana goes to a meeting, gives her signal, is found, and goes home.
// It dies after a number of calls, or after the duress message.
func (c *crash) play(calls int) {
	c.t.Helper()
	c.left.Store(int64(calls)) // from 0 it counts down into nowhere
	story := []struct {
		what string
		do   func() error
		// owed is what has to come of it: on whose phone, with which text.
		owed [][2]string
	}{
		{"Ana goes in", c.sends("Ana", "/now 45m Blue Café"), [][2]string{{"Ana", "Reminder every"}}},
		{"Ana's signal", c.sends("Ana", "all fine, like Auntie's soup"), [][2]string{
			{"Ana", "Noted."}, {"Carla", "Ana gave the silent signal"}, {"Dora", "Ana gave the silent signal"}, {"Emil", "Ana gave the silent signal"},
		}},
		{"Dora takes it", c.presses("Dora", "I'm on it"), [][2]string{{"Dora", "You are on it"}, {"Carla", "Dora has"}, {"Emil", "Dora has"}}},
		{"Dora ends it", c.presses("Dora", "Stand down"), [][2]string{{"Dora", "With which outcome"}}},
		{"Ana is safe", c.presses("Dora", "Safe"), [][2]string{{"Dora", "Write the safe phrase"}}},
		{"Dora heard the phrase", c.sends("Dora", "the blue bicycle"), [][2]string{{"Carla", "The alert about Ana is over"}, {"Dora", "The alert about Ana is over"}, {"Emil", "The alert about Ana is over"}}},
		{"Ana leaves", c.sends("Ana", "/done"), [][2]string{{"Ana", "Noted."}}},
		{"Ana is home", c.sends("Ana", "/home"), [][2]string{{"Ana", "Good."}}},
	}
	for _, step := range story {
		before := make([]int, len(step.owed))
		for i, o := range step.owed {
			before[i] = c.seen(o[0], o[1])
		}
		if err := step.do(); err != nil {
			c.t.Fatalf("%s: %v\n%s", step.what, err, c.phones())
		}
		if calls == afterDuress && step.what == "Ana's signal" {
			c.strike()
		}
		for i, o := range step.owed {
			c.await(fmt.Sprintf("%s (dead after call %d): %q on %s's phone", step.what, calls, o[1], o[0]), func() bool {
				c.revive()
				return c.seen(o[0], o[1]) > before[i]
			})
		}
	}
	c.revive() // the last call may have been the one
	for _, m := range c.person("Ana").Screen() {
		if text := strings.Join(append(m.Labels(), m.Words()), " "); m.From == simulator.ByBot && (strings.Contains(text, "signal") || strings.Contains(text, "on it")) {
			c.t.Fatalf("on Ana's phone: %q", text)
		}
	}
}

func (c *crash) sends(name, text string) func() error {
	return func() error { c.person(name).Send(text); return nil }
}

func (c *crash) presses(name, label string) func() error {
	return func() error { return c.person(name).Press(label) }
}

// deleted counts the messages that the bot took off somebody's screen.
func (w *world) deleted(name string) int {
	n := 0
	for _, e := range w.person(name).History() {
		if e.Kind == simulator.Deleted && e.By == simulator.ByBot {
			n++
		}
	}
	return n
}
