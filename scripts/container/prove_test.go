//go:build container

package container_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"porchlight/clock"
	"porchlight/scripts/container"
)

const (
	// patience bounds every wait for something that has to come. At the scene's speed the
	// longest, for a reminder, is half an hour of the bot's.
	patience = 60 * time.Second
	// speed makes an hour of the scene 24 seconds, and the ten minutes of grace four:
	// phones get one message a second, at any speed.
	speed = 150
	token = "1000000001:simulator" // which the simulator answers to
)

// TestContainerPlaysTheQuietMeeting carries out the Dockerfile and uses what comes of it as
// an engine would: its ENTRYPOINT and CMD as its user on a root that can't be written, its
// HEALTHCHECK, SIGTERM. The bot runs its own redis-server on /data.
func TestContainerPlaysTheQuietMeeting(t *testing.T) {
	image := build(t)
	if err := container.ReadOnly(image); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	sim := start(t, image, nil, "porchlight", "simulator", "--listen=127.0.0.1:0")
	sim.await(1, "for token")
	further := []string{
		"PORCHLIGHT_TELEGRAM_TOKEN=" + token, "PORCHLIGHT_TELEGRAM_API=" + api.FindStringSubmatch(sim.String())[1],
		// The machine's ports are everybody's here: one that is free, and at home.
		"PORCHLIGHT_LISTEN=127.0.0.1:" + port, fmt.Sprintf("PORCHLIGHT_TIME_SCALE=%d", speed),
	}
	if _, err := once(t, image, further, image.Health...); err == nil {
		t.Error("it is well before it was started")
	}
	bot := start(t, image, further, append(image.Entrypoint, image.Command...)...)
	bot.await(1, "msg=serving")
	data := filepath.Join(image.Root, image.Volumes[0])
	for _, name := range []string{"keyring.json", "redis/redis.sock"} {
		if info, err := os.Stat(filepath.Join(data, name)); err != nil || info.Sys().(*syscall.Stat_t).Uid != 10001 || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}

	wellWithin(t, "http://127.0.0.1:"+port+"/healthz")
	if out, err := once(t, image, further, image.Health...); err != nil {
		t.Errorf("the HEALTHCHECK says %v: %s", err, out)
	}

	s := &scene{t: t, simulator: sim, image: image, further: further, data: data}
	s.cast()
	s.quiet()

	if err := bot.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	bot.awaitEnd()
	if _, err := os.Stat(filepath.Join(data, "redis/redis.sock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("redis-server was not stopped: %v", err)
	}
	if strings.Contains(bot.String(), "level=ERROR") || strings.Contains(bot.String(), token) {
		t.Errorf("the bot says:\n%s", bot)
	}
	t.Logf("proof: the Dockerfile's steps give a bot that is well, plays the quiet meeting and ends when told to")
}

// TestContainerComposeIsValid has the library of docker compose read the file as `docker
// compose config` does.
func TestContainerComposeIsValid(t *testing.T) {
	c := exec.CommandContext(t.Context(), "go", "run", "github.com/compose-spec/compose-go/v2/cmd@v2.16.2", "compose.yaml")
	c.Dir = repository
	c.Env = append(os.Environ(), "GOFLAGS=")
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "appendfsync") {
		t.Fatalf("%v: %s", err, out)
	}
}

var (
	api  = regexp.MustCompile(`The Bot API is at (http://\S+) for token`)
	link = regexp.MustCompile(`\?start=([\w-]+)`)
)

// build carries out the Dockerfile.
func build(t *testing.T) *container.Image {
	t.Helper()
	stages, err := container.Parse(read(t, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	top, err := filepath.Abs(repository)
	if err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(top, ".cache", "container")
	work, err := os.MkdirTemp("", "container-")
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	bases := &container.Bases{Cache: cache, Work: work, Out: &said}
	t.Cleanup(func() {
		if err := bases.Close(); err != nil {
			t.Error(err)
		}
	})
	image, err := (&container.Builder{Context: top, From: bases.From, Out: &said}).Build(t.Context(), stages)
	if err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	return image
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// once runs a program in the container to its end.
func once(t *testing.T, i *container.Image, further []string, args ...string) (string, error) {
	t.Helper()
	c, err := i.Cmd(t.Context(), further, args...)
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.CombinedOutput()
	return string(out), err
}

// wellWithin waits until an address answers 200.
func wellWithin(t *testing.T, address string) {
	t.Helper()
	var last string
	if !until(func() bool {
		resp, err := http.Get(address)
		if err != nil {
			last = err.Error()
			return false
		}
		defer resp.Body.Close()
		last = resp.Status
		return resp.StatusCode == http.StatusOK
	}) {
		t.Fatalf("%s: %s", address, last)
	}
}

func until(holds func() bool) bool {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for end := time.Now().Add(patience); !holds(); <-ticker.C {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// process is a program that runs in the container.
type process struct {
	*exec.Cmd
	t    *testing.T
	keys io.WriteCloser
	gone chan struct{}
	err  error // after gone

	mu  sync.Mutex
	out bytes.Buffer
}

func start(t *testing.T, i *container.Image, further []string, args ...string) *process {
	t.Helper()
	// Not the test's context: that ends before the cleanups.
	c, err := i.Cmd(context.Background(), further, args...)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: c, t: t, gone: make(chan struct{})}
	c.Stdout, c.Stderr = p, p
	if p.keys, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = c.Wait()
		close(p.gone)
	}()
	t.Cleanup(func() {
		_ = c.Process.Kill()
		<-p.gone
		if t.Failed() {
			t.Logf("%v says:\n%s", args, p)
		}
	})
	return p
}

// Write takes what the process writes.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

func (p *process) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// await waits until the process has written a text n times.
func (p *process) await(n int, text string) {
	p.t.Helper()
	if !until(func() bool { return strings.Count(p.String(), text) >= n }) {
		p.t.Fatalf("%q has not come %d times", text, n)
	}
}

func (p *process) awaitEnd() {
	p.t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case <-p.gone:
		if p.err != nil {
			p.t.Fatalf("it ended with %v", p.err)
		}
	case <-limit.C:
		p.t.Fatal("it does not end")
	}
}

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
