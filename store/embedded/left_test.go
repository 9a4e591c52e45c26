package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"porchlight/store/embedded"
)

// left runs a server whose porchlight was killed.
func (p *place) left(o embedded.Options) int {
	p.t.Helper()
	if err := embedded.Left(p.t.Context(), o); err != nil {
		p.t.Fatal(err)
	}
	return p.pid()
}

func TestAServerThatWasLeftBehindIsEndedBeforeAnotherStarts(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	old := p.left(p.options())
	p.await("it answers", func() bool { return p.options().Ping(t.Context()) == nil })
	url := "unix://" + filepath.Join(p.dir, "redis.sock")
	p.set(url, "sign", "1")
	s := p.start()
	if alive(old) {
		t.Error("there are two")
	}
	p.holds(s.URL(), "sign", "1")
}

// TestAServerThatWasLeftBehindAndHangs: nobody starts a second one beside it, however
// long it hangs.
func TestAServerThatWasLeftBehindAndHangs(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	old := p.left(p.options())
	p.await("it answers", func() bool { return p.options().Ping(t.Context()) == nil })
	if err := syscall.Kill(old, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := embedded.Start(ctx, p.options()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("came to %v", err)
	}
	if p.pid() != old {
		t.Error("there are two")
	}
	if err := syscall.Kill(old, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	p.start()
	if alive(old) {
		t.Error("there are two")
	}
}

// log6 is an append-only file as Redis 6 leaves it.
func (p *place) log6(keys int) {
	p.t.Helper()
	var text strings.Builder
	for i := range keys {
		value := fmt.Sprintf("%06d", i)
		fmt.Fprintf(&text, "*3\r\n$3\r\nSET\r\n$6\r\n%s\r\n$6\r\n%s\r\n", value, value)
	}
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "appendonly.aof"), []byte(text.String()), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// TestABotKilledWhileItsServerLoads: the next one ends a server that answers nothing but
// LOADING, and so does one that is called off.
func TestABotKilledWhileItsServerLoads(t *testing.T) {
	t.Parallel()
	const keys = 20_000
	p := newPlace(t)
	p.log6(keys)
	slow := p.options().With("key-load-delay 500\n") // microseconds: 10 s for all
	old := p.left(slow)
	p.await("it loads", func() bool { return errors.Is(p.options().Ping(t.Context()), embedded.ErrLoading) })
	ctx, cancel := context.WithCancel(t.Context())
	called := make(chan error, 1)
	go func() {
		_, err := embedded.Start(ctx, slow)
		called <- err
	}()
	p.await("the next one loads", func() bool {
		return p.pid() != old && errors.Is(p.options().Ping(t.Context()), embedded.ErrLoading)
	})
	second := p.pid()
	cancel()
	if err := <-called; !errors.Is(err, context.Canceled) {
		t.Errorf("it was called off and came to %v", err)
	}
	if alive(old) || alive(second) {
		t.Errorf("%d runs: %v, %d runs: %v", old, alive(old), second, alive(second))
	}
	s := p.start()
	p.holds(s.URL(), "019999", "019999")
}

func TestALogInTheFormOfRedis6IsTakenOver(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.log6(3)
	s := p.start()
	p.holds(s.URL(), "000002", "000002")
	s.Stop()
	p.holds(p.start().URL(), "000002", "000002")
}

func TestARedis6ThatWouldStartEmptyIsRefused(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.start().Stop()
	old := filepath.Join(filepath.Dir(p.dir), "redis-6")
	const says = "#!/bin/sh\necho 'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64'\n"
	if err := os.WriteFile(old, []byte(says), 0o700); err != nil {
		t.Fatal(err)
	}
	o := p.options()
	o.Binary = old
	if _, err := embedded.Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), "start empty") {
		t.Errorf("came to %v", err)
	}
}

func TestALogWhoseEndWasCutShortIsLoadedAndSaid(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.start()
	p.set(s.URL(), "sign", "1")
	p.set(s.URL(), "half", "written")
	s.Stop()
	file := p.appendOnlyFile()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, info.Size()-3); err != nil {
		t.Fatal(err)
	}
	p.holds(p.start().URL(), "sign", "1")
	if p.log.count("redis-server warns") == 0 || p.log.count("short read") == 0 {
		t.Errorf("nobody was told:\n%s", &p.log)
	}
}

// damage breaks the log in its middle, and returns what mends it.
func (p *place) damage() func() {
	p.t.Helper()
	file := p.appendOnlyFile()
	good, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	write := func(content []byte) {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			p.t.Error(err)
		}
	}
	bad := append([]byte("*1\r\nrubbish\r\n"), good...)
	write(bad)
	return func() { write(good) }
}

func TestADamagedLogStopsTheStartInRedisOwnWords(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.start()
	p.set(s.URL(), "sign", "1")
	s.Stop()
	mend := p.damage()
	_, err := embedded.Start(t.Context(), p.options())
	if err == nil || !strings.Contains(err.Error(), "Bad file format") || strings.Contains(err.Error(), "\n") {
		t.Errorf("came to %v", err)
	}
	mend()
	p.holds(p.start().URL(), "sign", "1")
}

// dies has a server that holds a sign die at every start, until it is mended.
func (p *place) dies() (s *embedded.Server, mend func()) {
	p.t.Helper()
	s = p.start()
	p.set(s.URL(), "sign", "1")
	mend = p.damage()
	p.kill()
	return s, mend
}

// TestAServerThatDiesAtEveryStartIsLoud, and runs again when what was wrong is mended.
func TestAServerThatDiesAtEveryStartIsLoud(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s, mend := p.dies()
	p.await("it is said three times", func() bool { return p.log.count("can't be started again") >= 3 })
	if p.log.count("Bad file format") < 3 || p.log.count("level=ERROR") < 4 {
		t.Errorf("not in Redis' own words:\n%s", &p.log)
	}
	mend()
	p.holds(s.URL(), "sign", "1")
}

func TestAServerThatDiesAtEveryStartCanBeStopped(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s, mend := p.dies()
	p.await("it dies again", func() bool { return p.log.count("can't be started again") >= 1 })
	s.Stop()
	mend()
	p.holds(p.start().URL(), "sign", "1")
}
