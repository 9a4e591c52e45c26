package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"porchlight/keyring"
	"porchlight/store/redistest"
)

// phrase is what backups are encrypted with here.
const phrase = "four plain dull words"

// passphrase is a file that holds phrase, or what else is given.
func passphrase(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// backs has the operator make a backup, and returns the file.
func (w *world) backs(args ...string) string {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "copy.age")
	if len(args) == 0 {
		args = []string{"--backup-passphrase-file", passphrase(w.t, phrase)}
	}
	out, ok := w.operator(append([]string{"backup", file}, args...)...)
	if !ok || !strings.Contains(out, "Made "+file) {
		w.t.Fatalf("backup: %s", out)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		w.t.Fatalf("%v, %v", info.Mode(), err)
	}
	return file
}

// moves gives the world an empty data dir, with or without the key ring of the last one, and
// an empty Redis.
func (w *world) moves(withRing bool) {
	w.t.Helper()
	ring := filepath.Join(w.dir, "keyring.json")
	w.dir, w.redis = w.t.TempDir(), redistest.Start(w.t)
	if !withRing {
		return
	}
	content, err := os.ReadFile(ring)
	if err == nil {
		err = os.WriteFile(filepath.Join(w.dir, "keyring.json"), content, 0o600)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestBackupGoesOnElsewhere: an alert is open and Ben is out when the copy is made beside a
// running serve. Two hours later another Redis and data dir have it: the old button holds,
// and what Ben missed is paged, labelled late.
func TestBackupGoesOnElsewhere(t *testing.T) {
	t.Parallel()
	begun := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	w := newWorld(t, "--time-start="+begun.Format(time.RFC3339))
	w.start()
	w.team(map[string]string{"Ana": "worker", "Ben": "worker", "Dora": "responder", "Emil": "responder"})
	w.phrases()
	w.person("Ben").Send("/now 45m Red Mill")
	w.await("Ben is out", func() bool { return w.seen("Ben", "Reminder every") > 0 })
	w.person("Ana").Send("/now 45m Blue Café")
	w.await("Ana is out", func() bool { return w.seen("Ana", "Reminder every") > 0 })
	w.person("Ana").Send("all fine, like Auntie's soup")
	w.await("Dora is paged", func() bool { return w.seen("Dora", "Ana gave the silent signal") > 0 })
	file := w.backs()
	content, err := os.ReadFile(file)
	if err != nil || bytes.Contains(content, []byte("Red Mill")) || bytes.Contains(content, []byte("member:")) {
		t.Fatalf("the file is not sealed: %v", err)
	}
	w.kill()
	w.moves(true)
	out, ok := w.operator("restore", file, "--backup-passphrase-file", passphrase(t, phrase))
	if !ok || !strings.Contains(out, "1 teams, 5 members, 2 meetings, 1 alerts") {
		t.Fatalf("restore: %s", out)
	}
	w.press("Dora", "I'm on it") // of before
	w.flags = []string{"--time-start=" + begun.Add(2*time.Hour).Format(time.RFC3339)}
	w.start()
	w.await("Dora has it", func() bool { return w.seen("Dora", "You are on it") > 0 })
	w.await("what Ben missed is paged", func() bool {
		return w.seen("Emil", "Ben has not said that it is over") > 0 && w.seen("Emil", "This comes late") > 0
	})
	if out, ok := w.operator("restore", file, "--backup-passphrase-file", passphrase(t, phrase)); ok || !strings.Contains(out, "another porchlight serves from this data dir") {
		t.Errorf("restored beside a running serve: %s", out)
	}
	w.stop()
	if out, ok := w.operator("restore", file, "--backup-passphrase-file", passphrase(t, phrase)); ok || !strings.Contains(out, "holds something of this bot already, and nothing was written") {
		t.Errorf("restored over what is there: %s", out)
	}
}

// TestBackupHoldsTheJournal: Ana's signal came while Redis was away, and the bot was killed
// before Redis was back. The copy has it, and it counts elsewhere.
func TestBackupHoldsTheJournal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	w.team(map[string]string{"Ana": "worker", "Dora": "responder", "Emil": "responder"})
	w.phrases()
	w.person("Ana").Send("/now 45m Blue Café")
	w.await("Ana is out", func() bool { return w.seen("Ana", "Reminder every") > 0 })
	w.redis.Kill()
	w.person("Ana").Send("all fine, like Auntie's soup")
	w.await("the signal is in the journal", func() bool {
		left, _ := filepath.Glob(filepath.Join(w.dir, "local", "*", "journal", "*.journal"))
		return len(left) > 0 && w.sim.Pending() == 0
	})
	if out, ok := w.operator("backup", filepath.Join(t.TempDir(), "none"), "--backup-passphrase-file", passphrase(t, phrase)); ok || !strings.Contains(out, "--redis") {
		t.Errorf("a backup without Redis: %s", out)
	}
	w.kill()
	w.redis.Restart()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file := w.backs("--backup-recipient", identity.Recipient().String(), "--with-key-ring")
	w.moves(false)
	secrets := passphrase(t, identity.String())
	out, ok := w.operator("restore", file, "--backup-identity-file", secrets)
	if !ok || !strings.Contains(out, "files of the journal") {
		t.Fatalf("restore: %s", out)
	}
	if info, err := os.Stat(filepath.Join(w.dir, "keyring.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key ring was in it: %v", err)
	}
	before := w.seen("Dora", "Ana gave the silent signal")
	w.start()
	w.await("the alert is there", func() bool {
		out, ok := w.operator("team", "list", "--json")
		return ok && strings.Contains(out, `"open_alerts": 1`)
	})
	w.await("Dora is paged from the store", func() bool { return w.seen("Dora", "Ana gave the silent signal") > before })
}

// TestRestoreRefusesWhatIsNotWhole, or not this bot's, or not with this key ring; each time
// with a word on what to do, and with nothing written.
func TestRestoreRefusesWhatIsNotWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	w.team(map[string]string{"Ana": "worker"})
	// To a recipient, as a passphrase costs a second each time.
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	to := []string{"--backup-recipient", identity.Recipient().String()}
	file, right, opens := w.backs(to...), passphrase(t, phrase), passphrase(t, identity.String())
	locked := w.backs()
	if out, ok := w.operator("backup", file, "--backup-passphrase-file", right); ok || !strings.Contains(out, "is not replaced") {
		t.Errorf("a backup was replaced: %s", out)
	}
	if out, ok := w.operator("backup", file+"2", "--backup-passphrase-file", passphrase(t, "sesame")); ok || !strings.Contains(out, "too weak") {
		t.Errorf("a weak passphrase: %s", out)
	}
	if out, ok := w.operator("backup", file+"2"); ok || !strings.Contains(out, "--backup-passphrase-file is missing") {
		t.Errorf("no passphrase: %s", out)
	}
	if out, ok := w.operator("backup", file+"2", "--backup-recipient", "age1nobody"); ok || !strings.Contains(out, "no recipient of age") {
		t.Errorf("no recipient: %s", out)
	}
	if _, err := os.Stat(file + "2"); err == nil {
		t.Error("a backup that was refused left a file")
	}
	w.stop()
	ring := w.ringNow()
	old := w.backs(to...) // of before the rotation, while the ring below has gone on
	next, err := ring.Next()
	if err == nil {
		next, err = next.Retired()
	}
	if err != nil {
		t.Fatal(err)
	}
	rotated, other := filepath.Join(t.TempDir(), "rotated.json"), filepath.Join(t.TempDir(), "other.json")
	fresh, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	for path, r := range map[string]*keyring.Ring{rotated: next, other: fresh} {
		if err := r.Save(path); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	bent := func(name string, content []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	w.moves(true)
	nothing := w.disk()
	for _, c := range []struct {
		what string
		args []string
		says string
	}{
		{"cut short", []string{bent("cut", whole[:len(whole)-20])}, "cut short"},
		{"altered", []string{bent("flipped", flipped)}, "altered"},
		{"another file", []string{bent("hello", []byte("hello"))}, "no backup of porchlight's"},
		{"empty", []string{bent("empty", nil)}, "no backup of porchlight's"},
		{"a wrong passphrase", []string{locked, "--backup-passphrase-file", passphrase(t, "four other dull words")}, "does not open it"},
		{"another identity", []string{locked}, "does not open it"},
		{"another key ring", []string{file, "--key-file", other}, "not the one that this backup was made with"},
		{"a ring without the old key", []string{old, "--key-file", rotated}, "not the one that this backup was made with"},
		{"no key ring", []string{file, "--key-file", filepath.Join(t.TempDir(), "none")}, "the key ring is not in the backup"},
		{"another bot", []string{file, "--telegram-token", "42:AAE"}, "and the token is that of bot 42"},
	} {
		args := append([]string{"restore"}, c.args...)
		if !strings.Contains(strings.Join(args, " "), "--backup-passphrase-file") {
			args = append(args, "--backup-identity-file", opens)
		}
		out, ok := w.operator(args...)
		if ok || !strings.Contains(out, c.says) || strings.Count(out, "\n") != 1 {
			t.Errorf("%s: %s", c.what, out)
		}
		if now := w.disk(); now != nothing {
			t.Errorf("%s: it left %s, before %s", c.what, now, nothing)
		}
	}
	if out, ok := w.operator("restore", file, "--backup-identity-file", opens); !ok {
		t.Errorf("after all that: %s", out)
	}
}

// disk is what lies in the data dir and in Redis.
func (w *world) disk() string {
	w.t.Helper()
	var all strings.Builder
	names, err := filepath.Glob(filepath.Join(w.dir, "*"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, name := range names {
		content, _ := os.ReadFile(name) // a folder has none
		fmt.Fprintf(&all, "%s %x\n", filepath.Base(name), content)
	}
	fmt.Fprint(&all, len(w.everyValue()))
	return all.String()
}

// TestRestoreIntoTheBotsOwnRedis with no server of anybody else's.
func TestRestoreIntoTheBotsOwnRedis(t *testing.T) {
	t.Parallel()
	w := newOwnWorld(t)
	w.start()
	w.team(map[string]string{"Ana": "worker"})
	file := w.backs("--backup-passphrase-file", passphrase(t, phrase), "--with-key-ring") // beside serve
	w.stop()
	dir, err := os.MkdirTemp("", "own-") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	w.dir = dir
	if out, ok := w.operator("restore", file, "--backup-passphrase-file", passphrase(t, phrase)); !ok {
		t.Fatal(out)
	}
	answered := w.seen("Ana", "")
	w.start()
	w.person("Ana").Send("/status")
	w.await("Ana is answered", func() bool { return w.seen("Ana", "") > answered && w.seen("Ana", "private reminder bot") == 0 })
	w.stop()
}
