package embedded_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"porchlight/keyring"
	"porchlight/store"
	"porchlight/store/embedded"
)

func TestTheServerIsAsDurableAsTheStoreAsks(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.start()
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(t.Context(), store.Options{URL: s.URL(), BotID: "42", Ring: ring})
	if err != nil {
		t.Fatal(err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"port": "0", "save": "", "aof-load-truncated": "yes", "dir": p.dir} {
		if got := p.client(s.URL()).ConfigGet(t.Context(), name).Val()[name]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for path, want := range map[string]os.FileMode{p.dir: 0o700, filepath.Join(p.dir, "redis.sock"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", path, info, err, want)
		}
	}
}

func TestAServerThatIsKilledRunsAgainWithEverything(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.start()
	for i, value := range []string{"1", "2", "3"} {
		p.set(s.URL(), "sign", value)
		killed := p.pid()
		p.kill()
		p.holds(s.URL(), "sign", value)
		if p.pid() == killed {
			t.Fatal("it was not killed")
		}
		p.await("the bot knows that it runs", func() bool { return p.log.count("redis-server runs again") == i+1 })
	}
	if died := p.log.count("redis-server died"); died != 3 {
		t.Errorf("%d deaths were logged:\n%s", died, &p.log)
	}
}

func TestAServerThatIsStoppedIsGone(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.start()
	p.set(s.URL(), "sign", "1")
	pid := p.pid()
	s.Stop()
	s.Stop()
	if alive(pid) {
		t.Error("it still runs")
	}
	if _, err := os.Stat(filepath.Join(p.dir, "redis.sock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its socket is still there: %v", err)
	}
	if p.log.count("died") != 0 || p.log.count("killed") != 0 {
		t.Errorf("it did not end as it should:\n%s", &p.log)
	}
	p.holds(p.start().URL(), "sign", "1")
}

func TestAServerIsInAGroupOfItsOwn(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.start()
	group, err := syscall.Getpgid(p.pid())
	if err != nil || group == syscall.Getpgrp() {
		t.Errorf("it is in the group %d, as the bot is (%v): Ctrl-C would end both at once", group, err)
	}
}

func TestASecondBotIsRefused(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.start()
	pid := p.pid()
	_, err := embedded.Start(t.Context(), p.options())
	if !errors.Is(err, embedded.ErrRunning) {
		t.Fatalf("a second one came to %v", err)
	}
	p.set(s.URL(), "sign", "1")
	if p.pid() != pid {
		t.Error("the server is another one now")
	}
}

func TestACommandUsesTheServerOfTheBot(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	bot := p.start()
	pid := p.pid()
	command, err := embedded.Join(t.Context(), p.options())
	if err != nil {
		t.Fatal(err)
	}
	p.set(command.URL(), "sign", "1")
	command.Stop()
	p.holds(bot.URL(), "sign", "1")
	if p.pid() != pid {
		t.Error("the server is another one now")
	}
}

// TestWhoComesDuringACommandWaitsForItsEnd: a command without a bot runs a server of its
// own, and takes nobody's away, nor has its own taken.
func TestWhoComesDuringACommandWaitsForItsEnd(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	for name, open := range map[string]func(context.Context, embedded.Options) (*embedded.Server, error){
		"a bot": embedded.Start, "a command": embedded.Join,
	} {
		first, err := embedded.Join(t.Context(), p.options())
		if err != nil {
			t.Fatal(err)
		}
		pid := p.pid()
		opened := make(chan *embedded.Server, 1)
		go func() {
			s, err := open(t.Context(), p.options())
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			opened <- s
		}()
		p.set(first.URL(), "sign", name)
		select {
		case <-opened:
			t.Fatalf("%s did not wait", name)
		default:
		}
		first.Stop()
		if alive(pid) {
			t.Error("the command's server outlives it")
		}
		second := <-opened
		if second == nil {
			return
		}
		p.holds(second.URL(), "sign", name)
		second.Stop()
	}
	if p.log.count("died") != 0 {
		t.Errorf("a server was taken from somebody:\n%s", &p.log)
	}
}

func TestADataDirWithAnOddNameOrTooLongAName(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	parent := filepath.Dir(p.dir)
	p.dir = filepath.Join(parent, `a "b" %41 #c? ü`, "redis")
	s := p.start()
	p.set(s.URL(), "sign", "1")
	s.Stop()
	p.dir = filepath.Join(parent, strings.Repeat("x", 100), "redis")
	if _, err := embedded.Start(t.Context(), p.options()); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("came to %v", err)
	}
}

// Not in parallel: PATH is everybody's.
func TestAMissingServerIsSaidWithHowToGetOne(t *testing.T) {
	p := newPlace(t)
	t.Setenv("PATH", t.TempDir())
	_, err := embedded.Start(t.Context(), p.options())
	if !errors.Is(err, embedded.ErrMissing) || !errors.Is(embedded.Installed(), embedded.ErrMissing) {
		t.Fatalf("came to %v", err)
	}
	for _, how := range []string{"apt-get install redis-server", "apk add", "brew install", "--redis"} {
		if !strings.Contains(err.Error(), how) {
			t.Errorf("%q is not in: %v", how, err)
		}
	}
}
