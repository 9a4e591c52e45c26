package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
	"porchlight/team"

	"pgregory.net/rapid"
)

// chaos is a world in which anything fails that can, for a while.
type chaos struct {
	*world
	t       *rapid.T
	faults  []string // what fails, in the order in which things happen
	process *process
	queue   *severed
	crashes int
	order   map[string][]notice.Key // what was put, by lane and recipient
}

// fault takes the next fault from the tape. Which call meets it is up to the scheduler, so
// a failing tape may need more than one run to fail again.
func (c *chaos) fault(kind string) bool {
	if len(c.faults) == 0 || c.faults[0] != kind {
		if len(c.faults) > 0 && c.faults[0] == "none" {
			c.faults = c.faults[1:]
		}
		return false
	}
	c.faults = c.faults[1:]
	return true
}

func newChaos(ctx context.Context, t *rapid.T) *chaos {
	c := &chaos{world: newWorld(ctx, t), t: t, order: map[string][]notice.Key{}}
	c.faults = rapid.SliceOfN(rapid.SampledFrom([]string{
		"none", "none", "none", "claim", "claim answer", "ack", "ack answer", "postpone", "lease", "lease answer",
		"look", "reset", "lost answer", "429",
	}), 0, 60).Draw(t, "faults")
	c.outbox.fault = func(op string, made bool) error { // called under the outbox's lock
		if made {
			op += " answer"
		}
		if c.fault(op) {
			return errAway
		}
		return nil
	}
	c.looker.look = func(notice.Notice) (notice.Verdict, error) {
		if c.locked("look") {
			return "", errAway
		}
		return notice.Wanted, nil
	}
	c.wire.answer = func(n notice.Notice, _ int) error {
		switch {
		case c.locked("reset"):
			return errors.New("connection reset")
		case c.locked("429"):
			return tooMany(3 * time.Second)
		case c.locked("lost answer"):
			c.wire.mu.Lock()
			defer c.wire.mu.Unlock()
			c.wire.sends = append(c.wire.sends, sent{c.clock.Now().Sub(noon), n.To.Member, n.Lines[0].Key})
			return context.DeadlineExceeded
		}
		return nil
	}
	return c
}

func (c *chaos) locked(kind string) bool {
	c.outbox.mu.Lock()
	defer c.outbox.mu.Unlock()
	return c.fault(kind)
}

func (c *chaos) launch() {
	c.queue = &severed{outbox: c.outbox}
	c.process = c.startOn(c.queue, fmt.Sprint("process ", c.crashes))
}

// put adds an entry; its key says its lane, recipient and place.
func (c *chaos) put() {
	lane := rapid.SampledFrom(notice.Lanes).Draw(c.t, "lane")
	who := rapid.SampledFrom([]team.MemberID{ana, ben, carla}).Draw(c.t, "to")
	line := fmt.Sprint(lane, " ", who)
	key := notice.Key(fmt.Sprint(line, " ", len(c.order[line])))
	c.order[line] = append(c.order[line], key)
	due := c.clock.Now()
	if lane == notice.Reply || lane == notice.Prompt {
		due = due.Add(delivery.Pace)
	}
	c.outbox.put(due, say(lane, who, key))
	if rapid.Bool().Draw(c.t, "woken") {
		c.process.Wake(lane)
	}
}

func (c *chaos) pass() {
	step := rapid.SampledFrom([]time.Duration{0, ms, 99 * ms, 400 * ms, 2 * time.Second, 20 * time.Second}).Draw(c.t, "pass")
	c.until(c.clock.Now().Sub(noon) + step)
}

// jump steps over everything that wanted to happen in between.
func (c *chaos) jump() {
	if err := c.clock.AwaitQuiet(c.ctx); err != nil {
		c.t.Fatalf("the clock was held: %v", err)
	}
	c.clock.Set(c.clock.Now().Add(time.Minute))
}

// crash ends a process wherever it is, and starts another.
func (c *chaos) crash() {
	c.queue.cut()
	c.end(c.process)
	c.crashes++
	c.launch()
}

// restart ends a process in an orderly way.
func (c *chaos) restart() {
	c.end(c.process)
	c.crashes++
	c.launch()
}

// inLine returns the first deliveries of a line, in the order in which they came.
func (c *chaos) inLine(line string) []notice.Key {
	var got []notice.Key
	seen := map[notice.Key]bool{}
	for _, s := range c.wire.log() {
		if strings.HasPrefix(string(s.key), line+" ") && !seen[s.key] {
			seen[s.key] = true
			got = append(got, s.key)
		}
	}
	return got
}

func TestWhateverFailsEverythingArrivesAndInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		c := newChaos(ctx, rt)
		c.launch()
		deeds := map[string]func(){
			"put": c.put, "pass": c.pass, "jump": c.jump, "crash": c.crash, "restart": c.restart,
		}
		kinds := []string{"put", "put", "put", "put", "put", "pass", "pass", "pass", "jump", "crash", "restart"}
		for _, deed := range rapid.SliceOfN(rapid.SampledFrom(kinds), 5, 60).Draw(rt, "deeds") {
			deeds[deed]()
		}
		c.outbox.mu.Lock()
		c.faults = nil // whatever was wrong is mended in the end
		c.outbox.mu.Unlock()
		c.until(c.clock.Now().Sub(noon) + 5*time.Minute)
		for line, want := range c.order {
			if got := c.inLine(line); fmt.Sprint(got) != fmt.Sprint(want) {
				rt.Fatalf("first deliveries\n%v, put\n%v", got, want)
			}
		}
		c.settled(c.process)
		c.end(c.process)
	})
}
