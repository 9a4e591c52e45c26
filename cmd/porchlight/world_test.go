package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"porchlight/clock"
	"porchlight/simulator"
	"porchlight/store/redistest"
)

const (
	// patience bounds every wait for something that has to come. The longest ones are for
	// a dead process's sending lease, 3 s, and two cores with other work.
	patience = 30 * time.Second
	// drainWithin is how long a process that was told to end may take.
	drainWithin = 15 * time.Second
	// look is how often a condition is looked at.
	look = 5 * time.Millisecond
)

// world is everything outside the program: Telegram with its people, a redis-server, a
// folder. In it runs one `porchlight serve`, a real process, that can be killed.
type world struct {
	t      *testing.T
	sim    *simulator.Simulator
	redis  *redistest.Server // nil: the bot runs its own, in dir
	api    string
	dir    string
	flags  []string // further ones of serve
	people map[string]*simulator.Person

	mu    sync.Mutex // guards child: it can be killed from a request of its own
	child *process
}

// newWorld makes a world in which nothing runs but Redis.
func newWorld(t *testing.T, flags ...string) *world {
	t.Helper()
	return newWorldIn(t, t.TempDir(), redistest.Start(t), flags...)
}

// newWorldIn makes a world with a folder and a Redis, if it is to have one.
func newWorldIn(t *testing.T, dir string, redis *redistest.Server, flags ...string) *world {
	t.Helper()
	w := &world{
		t: t, sim: simulator.New(clock.Real(), token), redis: redis, dir: dir,
		flags: flags, people: map[string]*simulator.Person{},
	}
	server := httptest.NewServer(w.sim)
	t.Cleanup(server.Close)
	w.api = server.URL
	t.Cleanup(func() {
		w.kill()
		for _, v := range w.sim.Violations() {
			if !strings.Contains(v, "unexpected EOF") { // a request that its process did not live to finish
				t.Errorf("a request that is not one of the Bot API: %s", v)
			}
		}
	})
	return w
}

// command is a porchlight that knows this world by its environment.
func (w *world) command(args ...string) *exec.Cmd {
	c := plain(args...)
	c.Env = append(c.Env, "PORCHLIGHT_TELEGRAM_TOKEN="+token, "PORCHLIGHT_TELEGRAM_API="+w.api, "PORCHLIGHT_DATA_DIR="+w.dir)
	if w.redis != nil {
		c.Env = append(c.Env, "PORCHLIGHT_REDIS="+w.redis.URL())
	}
	return c
}

// plain is a porchlight that knows nothing by its environment.
func plain(args ...string) *exec.Cmd {
	c := exec.CommandContext(context.Background(), "porchlight", args...)
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "PORCHLIGHT_") {
			c.Env = append(c.Env, variable)
		}
	}
	return c
}

// start starts serve and waits until it serves.
func (w *world) start() {
	w.t.Helper()
	p := launch(w.t, w.command(append([]string{"serve"}, w.flags...)...))
	w.mu.Lock()
	w.child = p
	w.mu.Unlock()
	p.await("serving")
}

// serve is the process that runs, or ran last; nil: none.
func (w *world) serve() *process {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.child
}

// kill ends serve like a power cut.
func (w *world) kill() {
	if p := w.serve(); p != nil {
		p.signal(syscall.SIGKILL)
		<-p.gone
	}
}

// stop ends serve politely: it has to end by itself, in time and with nothing to regret.
func (w *world) stop() {
	w.t.Helper()
	w.serve().stop()
}

// await waits until a condition holds.
func (w *world) await(what string, holds func() bool) {
	w.t.Helper()
	if !until(holds) {
		w.t.Fatalf("%s: not after %v\n%s\nserve says:\n%s", what, patience, w.phones(), w.serve().said())
	}
}

// until looks at a condition until it holds, or patience is over.
func until(holds func() bool) bool {
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for end := time.Now().Add(patience); !holds(); <-ticker.C {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// phones is what everybody's phone shows.
func (w *world) phones() string {
	var all strings.Builder
	for _, who := range w.sim.People() {
		for _, m := range who.Screen() {
			by := cmp.Or(map[simulator.Author]string{simulator.ByBot: "<", simulator.ByPerson: ">"}[m.From], "?")
			fmt.Fprintf(&all, "  %s%s %s %q\n", who.FirstName(), by, m.Words(), m.Labels())
		}
	}
	return all.String()
}

var startLink = regexp.MustCompile(`\?start=([\w-]+)`)

// team has a team made beside the running serve, and everyone join it.
func (w *world) team(members map[string]string) {
	w.t.Helper()
	out, err := w.command("team", "create", "Lantern", "--zone", "UTC").Output()
	link := startLink.FindSubmatch(out)
	if err != nil || link == nil {
		w.t.Fatalf("team create: %v: %s", err, out)
	}
	w.join("Carla", string(link[1]))
	for name, role := range members {
		before := w.seen("Carla", "?start=")
		w.person("Carla").Send("/invite " + role)
		w.await("an invite for "+name, func() bool { return w.seen("Carla", "?start=") > before })
		screen := w.person("Carla").Screen()
		for i := len(screen) - 1; i >= 0; i-- {
			if m := startLink.FindStringSubmatch(screen[i].Text); m != nil {
				w.join(name, m[1])
				break
			}
		}
	}
}

func (w *world) join(name, secret string) {
	w.t.Helper()
	w.person(name).Start(secret)
	w.await(name+" has joined", func() bool { return w.seen(name, "Lantern") > 0 })
}

// person is somebody of the world; who is not there yet is born.
func (w *world) person(name string) *simulator.Person {
	if w.people[name] == nil {
		w.people[name] = w.sim.Person(name)
	}
	return w.people[name]
}

// seen counts the messages of the bot that somebody's phone ever got and that hold a text.
func (w *world) seen(name, text string) int {
	n := 0
	for _, e := range w.person(name).History() {
		if e.Kind == simulator.Received && e.By == simulator.ByBot && strings.Contains(e.Message.Words(), text) {
			n++
		}
	}
	return n
}

// process is a porchlight that was started.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	gone chan struct{} // closed when it has ended
	err  error         // how it ended; after gone

	mu  sync.Mutex
	log bytes.Buffer
}

// Write takes what the process writes.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.Write(b)
}

// said is everything that the process wrote, on either stream unless it was taken.
func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// launch starts a process, which is gone when the test is over.
func launch(t *testing.T, c *exec.Cmd) *process {
	t.Helper()
	p := &process{t: t, cmd: c, gone: make(chan struct{})}
	c.Stdout, c.Stderr = p, p
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = c.Wait()
		close(p.gone)
	}()
	t.Cleanup(func() {
		p.signal(syscall.SIGKILL)
		<-p.gone
		if said := p.said(); strings.Contains(said, secret) || strings.Contains(said, "DATA RACE") || strings.Contains(said, "panic") {
			t.Errorf("the process tells its token, or did what it must not:\n%s", said)
		}
	})
	return p
}

func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) } // one that is gone is no matter

func (p *process) ended() bool {
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}

// await waits until the process has written a text.
func (p *process) await(text string) {
	p.t.Helper()
	if !until(func() bool { return p.ended() || strings.Contains(p.said(), text) }) || !strings.Contains(p.said(), text) {
		p.t.Fatalf("the process has not said %q (ended: %v): %v\n%s", text, p.ended(), p.err, p.said())
	}
}

// stop ends the process politely.
func (p *process) stop() {
	p.t.Helper()
	p.signal(syscall.SIGTERM)
	limit := time.NewTimer(drainWithin)
	defer limit.Stop()
	select {
	case <-p.gone:
		if p.err != nil {
			p.t.Fatalf("SIGTERM ended it with %v:\n%s", p.err, p.said())
		}
	case <-limit.C:
		p.t.Fatalf("it runs on %v after SIGTERM:\n%s", drainWithin, p.said())
	}
}
