//go:build container

package container_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

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
