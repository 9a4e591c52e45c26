package container_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/store"
)

// composition is what is looked at in compose.yaml.
type composition struct {
	Services map[string]struct {
		Build, Image, Restart, User string
		Command                     []string
		Environment                 map[string]string
		Secrets, Volumes, Networks  []string
		ReadOnly                    bool     `yaml:"read_only"`
		CapDrop                     []string `yaml:"cap_drop"`
	}
	Secrets  map[string]struct{ File string }
	Volumes  map[string]any
	Networks map[string]struct{ Internal bool }
}

func compose(t *testing.T) composition {
	t.Helper()
	var c composition
	if err := yaml.Unmarshal([]byte(read(t, "compose.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestComposeGivesNothingAway(t *testing.T) {
	t.Parallel()
	c := compose(t)
	for _, name := range []string{"porchlight", "redis"} {
		s, ok := c.Services[name]
		if !ok || s.Restart != "unless-stopped" || !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || len(s.Volumes) == 0 {
			t.Errorf("%s is %+v", name, s)
		}
		for _, v := range s.Volumes {
			volume, _, _ := strings.Cut(v, ":")
			if _, ok := c.Volumes[volume]; !ok {
				t.Errorf("%s uses the volume %s, which is nowhere", name, volume)
			}
		}
	}
	bot := c.Services["porchlight"]
	for variable, value := range bot.Environment {
		if strings.Contains(variable, "TOKEN") && !strings.HasPrefix(value, "/run/secrets/") {
			t.Errorf("%s holds a secret that everybody who may look at the container sees", variable)
		}
	}
	if !slices.Equal(bot.Secrets, []string{"telegram-token"}) || c.Secrets["telegram-token"].File != "./secrets/telegram-token" {
		t.Errorf("the token comes from %v, %v", bot.Secrets, c.Secrets)
	}
	if nets := c.Services["redis"].Networks; !slices.Equal(nets, []string{"store"}) || !c.Networks["store"].Internal {
		t.Errorf("Redis is on %v, %v: others could get at it", nets, c.Networks)
	}
}

// TestComposesRedisIsDurable starts a redis-server with exactly the command of
// compose.yaml, here in a folder and on a port of its own, and has the bot's own check look
// at it.
func TestComposesRedisIsDurable(t *testing.T) {
	t.Parallel()
	command := compose(t).Services["redis"].Command
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	args := append(slices.Clone(command[1:]), "--port", port, "--bind", "127.0.0.1", "--dir", t.TempDir())
	c := exec.CommandContext(context.Background(), command[0], args...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
	})
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		kept, err := store.Open(ctx, store.Options{URL: fmt.Sprintf("redis://127.0.0.1:%s", port), BotID: "42", Ring: ring})
		if err == nil {
			_ = kept.Close()
			return
		}
		if !errors.Is(err, engine.ErrUnavailable) || ctx.Err() != nil {
			t.Fatal(err)
		}
		<-ticker.C
	}
}
