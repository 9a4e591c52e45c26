package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/keyring"
	"porchlight/serve/doctor"
)

// ringNow is the key ring's file as it is.
func (w *world) ringNow() *keyring.Ring {
	w.t.Helper()
	ring, err := keyring.Load(filepath.Join(w.dir, "keyring.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	return ring
}

// rotate has the operator rotate the keys, and returns the name of the old one.
func (w *world) rotate() (old string) {
	w.t.Helper()
	old = w.ringNow().ID()
	if out, ok := w.operator("key", "rotate", "--data-dir", w.dir); !ok || !strings.Contains(out, "Keep a copy") {
		w.t.Fatalf("key rotate: %s", out)
	}
	return old
}

// namedIn says where a key of the ring is named: in letters, as Tink begins what it seals,
// or as that begins in base64. It looks at every value in Redis and every file of the data
// dir, and at the files of the world's Redis.
func (w *world) namedIn(key string) (where []string) {
	w.t.Helper()
	number, err := hex.DecodeString(key)
	if err != nil {
		w.t.Fatal(err)
	}
	prefix := append([]byte{1}, number...)
	// Of the prefix's last byte, base64 has only a part in its last character.
	coded := " " + base64.StdEncoding.EncodeToString(prefix)[:6]
	names := func(content []byte) bool {
		return bytes.Contains(content, []byte(key)) || bytes.Contains(content, prefix) || bytes.Contains(content, []byte(coded))
	}
	for name, values := range w.everyValue() {
		if names([]byte(strings.Join(values, "\n"))) {
			where = append(where, name)
		}
	}
	dirs := []string{w.dir}
	if w.redis != nil {
		dirs = append(dirs, w.redis.Dir())
	}
	for _, dir := range dirs {
		if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil //nolint:nilerr // what went meanwhile names nothing
			}
			if content, err := os.ReadFile(path); err == nil && names(content) {
				where = append(where, path)
			}
			return nil
		}); err != nil {
			w.t.Fatal(err)
		}
	}
	return where
}

// everyValue is everything in Redis.
func (w *world) everyValue() map[string][]string {
	w.t.Helper()
	o, err := redis.ParseURL(w.redisURL())
	if err != nil {
		w.t.Fatal(err)
	}
	client, ctx := redis.NewClient(o), w.t.Context()
	defer func() { _ = client.Close() }()
	all := map[string][]string{}
	for _, name := range client.Keys(ctx, "*").Val() {
		switch kind := client.Type(ctx, name).Val(); kind {
		case "string":
			all[name] = []string{client.Get(ctx, name).Val()}
		case "set":
			all[name] = client.SMembers(ctx, name).Val()
		case "zset":
			all[name] = client.ZRange(ctx, name, 0, -1).Val()
		case "stream":
			for _, x := range client.XRange(ctx, name, "-", "+").Val() {
				all[name] = append(all[name], fmt.Sprint(x.Values["e"]))
			}
		case "none": // it went meanwhile
		default:
			w.t.Fatalf("%s is a %s", name, kind)
		}
	}
	return all
}

// redisURL is where the state is.
func (w *world) redisURL() string {
	if w.redis == nil {
		return "unix://" + w.ownSocket()
	}
	return w.redis.URL()
}

// retired waits until a rotation is over.
func (w *world) retired(old string) {
	w.t.Helper()
	w.await("the old key is gone", func() bool { r := w.ringNow(); return !r.Rotating() && !r.Knows(old) })
}

// TestKeysAreRotatedUnderLoad beside a running serve: people go to meetings, give signals
// and are found while everything is sealed anew. Everything that was owed arrives, nothing
// names the old key afterwards, and the bot starts again on what is left.
func TestKeysAreRotatedUnderLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	w.team(map[string]string{"Ana": "worker", "Dora": "responder", "Emil": "responder"})
	w.phrases()
	w.person("Carla").Send("/plan tomorrow 15:00 60m Red Mill") // a draft that lies there all the time
	w.await("a draft", func() bool { return w.seen("Carla", "Place: Red Mill") > 0 })
	c := &crash{world: w, struck: make(chan struct{}, 1)}
	old := w.rotate()
	if out, ok := w.operator("key", "rotate", "--data-dir", w.dir); ok || !strings.Contains(out, "a rotation goes on already") {
		t.Errorf("a second rotation was not refused: %s", out)
	}
	if f, _ := w.asks(); f[doctor.KeyRing].Verdict != doctor.Note || !regexp.MustCompile(`[1-9]\d* of \d+ things`).MatchString(f[doctor.KeyRing].What) {
		t.Errorf("the doctor says of the rotation: %+v", f[doctor.KeyRing])
	}
	// News waits while pages go to the same phone, and is not sealed anew while it is on its
	// way: so the load ends after a while, and the rotation then at the latest.
	rounds := 0
	for began := time.Now(); w.ringNow().Rotating() && time.Since(began) < loadFor; rounds++ {
		c.play(-1)
	}
	w.retired(old)
	c.play(-1)
	t.Logf("proof: %d whole stories with a signal during a rotation, nothing lost", rounds)
	if f, exit := w.asks(); exit != 0 || f[doctor.KeyRing].Verdict != doctor.OK {
		t.Errorf("afterwards the doctor says: %+v", f)
	}
	w.await("nothing names the old key", func() bool { return len(w.namedIn(old)) == 0 })
	w.stop()
	if where := w.namedIn(old); len(where) > 0 {
		t.Fatalf("the old key is named in %q", where)
	}
	w.start()
	c.play(-1)
}

// loadFor is how long people go on at most while the keys are rotated: twice what it takes
// when nobody does anything.
const loadFor = 50 * time.Second

// phrases has Ana set up her words.
func (w *world) phrases() {
	w.t.Helper()
	for _, phrase := range []string{"duress auntie's soup", "safe the blue bicycle"} {
		deleted := w.deleted("Ana")
		w.person("Ana").Send("/words " + phrase)
		w.await("the phrase is taken", func() bool { return w.deleted("Ana") > deleted })
	}
	set := time.Now().Unix() // Telegram's dates are whole seconds
	w.await("a second has begun", func() bool { return time.Now().Unix() > set })
}

// TestKeysRotationGoesOnAfterAKill: the bot is killed when it has heard of the new key, when
// it has begun to seal with it, and when everything is sealed anew. It goes on each time.
func TestKeysRotationGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	w.team(map[string]string{"Ana": "worker", "Dora": "responder", "Emil": "responder"})
	w.phrases()
	w.person("Ana").Send("/now 45m Blue Café")
	w.await("Ana is out", func() bool { return w.seen("Ana", "Reminder every") > 0 })
	old := w.rotate()
	next := w.ringNow().Newest()
	for _, point := range []struct {
		what    string
		reached func() bool
	}{
		{"it has heard of the key", func() bool { return strings.Contains(w.serve().said(), "the key ring has a new key") }},
		{"the store is told", func() bool { return w.sealing() == next }},
		{"the file is promoted", func() bool { return w.ringNow().ID() == next }},
		{"nothing in Redis names the old key", func() bool {
			for _, values := range w.everyValue() {
				number, _ := hex.DecodeString(old)
				if strings.Contains(strings.Join(values, "\n"), "\x01"+string(number)) {
					return false
				}
			}
			return true
		}},
	} {
		w.await(point.what, point.reached)
		w.kill()
		w.redis.Restart()
		w.start()
	}
	w.retired(old)
	w.await("nothing names the old key", func() bool { return len(w.namedIn(old)) == 0 })
	w.person("Ana").Send("all fine, like Auntie's soup")
	for _, name := range []string{"Carla", "Dora", "Emil"} {
		w.await(name+" is paged", func() bool { return w.seen(name, "Ana gave the silent signal") > 0 })
	}
}

// sealing is the name of the key that the store says.
func (w *world) sealing() string {
	for name, values := range w.everyValue() {
		if strings.HasSuffix(name, ":sealing") {
			return values[0]
		}
	}
	return ""
}

// TestKeysAreRotatedWhileTheBotIsStopped and taken up when it starts, with the bot's own
// Redis, whose files lie in the data dir.
func TestKeysAreRotatedWhileTheBotIsStopped(t *testing.T) {
	t.Parallel()
	w := newOwnWorld(t)
	w.start()
	w.team(map[string]string{"Ana": "worker"})
	w.stop()
	old := w.rotate()
	w.start()
	w.retired(old)
	w.await("nothing names the old key", func() bool { return len(w.namedIn(old)) == 0 })
	w.person("Ana").Send("/status")
	answered := w.seen("Ana", "")
	w.await("Ana is answered", func() bool { return w.seen("Ana", "") > answered })
}

// TestKeysOperatorsGoOnDuringARotation: several at once write to the store beside it, and a
// ring from before is refused with a word on what to do.
func TestKeysOperatorsGoOnDuringARotation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	w.team(nil)
	before := filepath.Join(t.TempDir(), "before.json")
	content, err := os.ReadFile(filepath.Join(w.dir, "keyring.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(before, content, 0o600); err != nil {
		t.Fatal(err)
	}
	old := w.rotate()
	made := 0
	var mu sync.Mutex
	var all sync.WaitGroup
	for n := range 2 {
		all.Go(func() {
			for i := 0; w.ringNow().Rotating(); i++ {
				if out, ok := w.operator("team", "create", fmt.Sprintf("Team %d-%d", n, i), "--zone", "UTC"); !ok {
					t.Errorf("a team was refused: %s", out)
					return
				}
				mu.Lock()
				made++
				mu.Unlock()
			}
		})
	}
	w.retired(old)
	all.Wait()
	out, ok := w.operator("team", "list")
	if n := strings.Count(out, "Team "); !ok || n != made || made == 0 {
		t.Errorf("%d teams were made, %d are listed:\n%s", made, n, out)
	}
	if out, ok := w.operator("team", "list", "--key-file", before); ok || !strings.Contains(out, "not the one that this Redis's data was written with") {
		t.Errorf("the ring from before the rotation: %s", out)
	}
}

// TestKeysStayForAnotherBot that shares the ring and has not sealed its things anew: it has
// something in the data dir, and does not run.
func TestKeysStayForAnotherBot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	w.team(map[string]string{"Ana": "worker", "Dora": "responder"})
	if err := os.MkdirAll(filepath.Join(w.dir, "local", "42"), 0o700); err != nil {
		t.Fatal(err)
	}
	old := w.rotate()
	w.serve().await("the key ring is shared")
	if ring := w.ringNow(); !ring.Knows(old) || ring.ID() == old || ring.Bots()["42"] != "" || ring.Bots()["1000000001"] != ring.ID() {
		t.Errorf("the ring has %v, seals with %s, and knows of %v", ring.Keys(), ring.ID(), ring.Bots())
	}
	if f, exit := w.asks(); exit != 0 || f[doctor.KeyRing].Verdict != doctor.Note || !strings.Contains(f[doctor.KeyRing].What, "what bot 42 has under it") {
		t.Errorf("the doctor says: %+v", f[doctor.KeyRing])
	}
	path := filepath.Join(w.dir, "keyring.json")
	if _, err := keyring.Change(path, func(r *keyring.Ring) (*keyring.Ring, error) { return r.Noted("42", r.Newest()), nil }); err != nil {
		t.Fatal(err)
	}
	w.stop() // which looks at once when it starts
	w.start()
	w.retired(old)
}
