package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/redis/go-redis/v9"
)

// newOwnWorld makes a world in which the bot runs a redis-server of its own.
func newOwnWorld(t *testing.T, flags ...string) *world {
	t.Helper()
	// Not t.TempDir: its name holds the test's, and a socket's path must be short.
	dir, err := os.MkdirTemp("", "own-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	w := newWorldIn(t, dir, nil, flags...)
	// The bot is killed at the end, and its redis-server must not live on.
	t.Cleanup(func() {
		w.kill()
		if pid := w.ownRedis(); !until(func() bool { return !alive(pid) }) {
			t.Errorf("the redis-server %d of a killed bot still runs", pid)
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	return w
}

// ownSocket is where the bot's own redis-server answers.
func (w *world) ownSocket() string { return filepath.Join(w.dir, "redis", "redis.sock") }

// ownRedis is the process of the bot's own redis-server, as it says itself while it runs; else
// the last one that said so in the folder.
func (w *world) ownRedis() int {
	c := redis.NewClient(&redis.Options{Network: "unix", Addr: w.ownSocket(), MaxRetries: -1})
	defer c.Close()
	if info, err := c.InfoMap(w.t.Context(), "server").Result(); err == nil {
		pid, _ := strconv.Atoi(info["Server"]["process_id"])
		return pid
	}
	content, _ := os.ReadFile(filepath.Join(w.dir, "redis", "redis.lock"))
	pid, _ := strconv.Atoi(strings.TrimSpace(string(content)))
	return pid
}

// killRedis ends Redis, the bot's own or the world's, like a power cut.
func (w *world) killRedis() {
	if w.redis != nil {
		w.redis.Kill()
		return
	}
	if pid := w.ownRedis(); pid > 0 {
		_ = syscall.Kill(pid, syscall.SIGKILL) // one that is gone is no matter
	}
}

// alive says whether a process runs. One that has ended and that nobody asked about is not.
func alive(pid int) bool {
	if pid == 0 || syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || !bytes.Contains(stat, []byte(") Z "))
}

// TestEmbeddedCrash kills the bot, its redis-server or both at once with SIGKILL: right
// after a duress message, and after some of the bot's requests. A bot that lives starts its
// redis-server again; one that was killed is started again. Everyone gets what is owed.
func TestEmbeddedCrash(t *testing.T) {
	t.Parallel()
	crashes(t, 1, func(t *testing.T) *world { return newOwnWorld(t) })
}

// TestEmbeddedMeetingGoesOn kills in mid-meeting, and lets the sign of life come due while
// nobody is there to ask for it. After that Ana is asked, Dora is paged, and Ana's answer
// counts.
func TestEmbeddedMeetingGoesOn(t *testing.T) {
	t.Parallel()
	for _, v := range []victim{theBot, theRedis, theTwo} {
		t.Run(strings.ReplaceAll(string(v), " ", "_"), func(t *testing.T) {
			t.Parallel()
			w := newOwnWorld(t, fmt.Sprintf("--time-scale=%d", rehearsed))
			w.start()
			w.team(map[string]string{"Ana": "worker", "Dora": "responder"})
			w.person("Ana").Send("/now 2h Blue Café")
			w.await("the watch is on", func() bool { return w.seen("Ana", "Reminder every") > 0 })
			child := w.ownRedis()
			if v != theRedis {
				w.kill()
			}
			if v != theBot {
				_ = syscall.Kill(child, syscall.SIGKILL)
			}
			if v != theRedis {
				w.start()
			}
			w.await("Ana is asked for a sign", func() bool { return w.seen("Ana", "Reminder.") > 0 })
			w.await("Dora is paged", func() bool { return w.seen("Dora", "No sign from Ana") > 0 })
			if now := w.ownRedis(); now == child {
				t.Errorf("the redis-server is still process %d", child)
			}
			noted := w.seen("Ana", "Noted.")
			w.person("Ana").Send("/ok")
			w.await("Ana's sign is noted", func() bool { return w.seen("Ana", "Noted.") > noted })
			w.stop()
			t.Logf("proof: kill -9 of %s in mid-meeting: the reminder and the page came, and the answer counted", v)
		})
	}
}

// TestEmbeddedChildIsRestartedByTheRunningBot: the bot does not end, and says what happened.
func TestEmbeddedChildIsRestartedByTheRunningBot(t *testing.T) {
	t.Parallel()
	w := newOwnWorld(t)
	w.start()
	for n := 1; n <= 3; n++ {
		w.killRedis()
		w.person("Zed").Send("hello")
		w.await("Zed is answered", func() bool { return w.seen("Zed", "private reminder bot") >= n })
		w.await("it is said", func() bool { return strings.Count(w.serve().said(), "redis-server runs again") == n })
	}
	if w.serve().ended() || strings.Count(w.serve().said(), "redis-server died") != 3 {
		t.Errorf("the bot ended, or does not say what happened:\n%s", w.serve().said())
	}
	w.stop()
}

// TestEmbeddedChildIsStoppedLast ends the bot politely, alone and together with everything
// in its group, as Ctrl-C in a terminal does. The child ends after the bot's last word.
func TestEmbeddedChildIsStoppedLast(t *testing.T) {
	t.Parallel()
	for name, group := range map[string]bool{"alone": false, "with its group": true} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			w := newOwnWorld(t)
			c := w.command("serve")
			c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			p := launch(t, c)
			p.await("serving")
			const hellos = 5 // a chat gets one answer a second, so most are not answered yet
			for range hellos {
				w.person("Zed").Send("hello")
			}
			child := w.ownRedis()
			to := c.Process.Pid
			if group {
				to = -to
			}
			if err := syscall.Kill(to, syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if !until(p.ended) || p.err != nil {
				t.Fatalf("SIGTERM ended it with %v:\n%s", p.err, p.said())
			}
			if alive(child) {
				t.Error("the child outlives the bot")
			}
			if _, err := os.Stat(w.ownSocket()); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the socket is still there: %v", err)
			}
			if said := p.said(); !strings.Contains(said, "msg=stopped") || strings.Contains(said, "redis-server died") || strings.Contains(said, "level=ERROR") {
				t.Errorf("the child ended before the bot was done:\n%s", said)
			}
			// Nothing was lost: what was not answered is answered after the next start.
			w.start()
			w.await("Zed is answered each time", func() bool { return w.seen("Zed", "private reminder bot") >= hellos })
			w.stop()
		})
	}
}

// TestEmbeddedSecondBotIsRefused: on one data dir there is one bot, beside which commands
// work.
func TestEmbeddedSecondBotIsRefused(t *testing.T) {
	t.Parallel()
	w := newOwnWorld(t)
	w.start()
	child := w.ownRedis()
	second := launch(t, w.command("serve"))
	<-second.gone
	said := second.said()
	var exit *exec.ExitError
	if !errors.As(second.err, &exit) || exit.ExitCode() != exitFailed || strings.Count(said, "\n") != 1 || !strings.Contains(said, "another porchlight serves from this data dir") {
		t.Errorf("a second one came to %v:\n%s", second.err, said)
	}
	w.team(map[string]string{"Ana": "worker"}) // with a command beside it
	if w.ownRedis() != child || w.serve().ended() {
		t.Error("the first one has lost its redis-server, or ended")
	}
	w.stop()
	// Without the bot, a command runs a redis-server for itself.
	if out, err := w.command("team", "create", "Candle", "--zone=UTC").CombinedOutput(); err != nil || !startLink.Match(out) {
		t.Errorf("%v: %s", err, out)
	}
	if pid := w.ownRedis(); pid == child || alive(pid) {
		t.Errorf("the command's redis-server %d still runs", pid)
	}
}

// TestEmbeddedServerIsMissing: who has none reads how to get one.
func TestEmbeddedServerIsMissing(t *testing.T) {
	t.Parallel()
	w := newOwnWorld(t)
	for _, args := range [][]string{{"serve"}, {"team", "create", "Lantern", "--zone=UTC"}} {
		c := w.command(args...)
		c.Env = append(c.Env, "PATH=/nonexistent")
		out, err := c.CombinedOutput()
		said := string(out)
		if err == nil || strings.Count(said, "\n") != 1 || !strings.Contains(said, "apt-get install redis-server") || !strings.Contains(said, "--redis") {
			t.Errorf("%v: %v:\n%s", args, err, said)
		}
	}
}

// TestEmbeddedDemoSaysWhichStore: the scenes are the same on both.
func TestEmbeddedDemoSaysWhichStore(t *testing.T) {
	t.Parallel()
	for path, says := range map[string]string{os.Getenv("PATH"): "redis-server of the demo's own", "/nonexistent": "in memory, as redis-server is not installed"} {
		c := plain("demo", "--headless", "--scene=quiet")
		c.Env = append(c.Env, "PATH="+path)
		out, err := c.CombinedOutput()
		if err != nil || !strings.Contains(string(out), says) || !strings.Contains(string(out), "A quiet meeting ended as it should") {
			t.Errorf("%q: %v:\n%s", says, err, out)
		}
	}
}
