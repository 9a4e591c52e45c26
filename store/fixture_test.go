package store_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
)

var update = flag.Bool("update", false, "make the fixture of the stored form, where there is none yet")

// fixture is what a program once left in Redis. Later programs must be able to go on
// from there, so it is never made anew: a new form gets a fixture of its own beside it.
const fixture = "testdata/form1"

// century keeps the fixture's lease held for as long as anybody will run this.
const century = 100 * 365 * 24 * time.Hour

// fixtureBot is the bot whose state the fixture is.
const fixtureBot = "424242"

// dump is a Redis in JSON; []byte because what is sealed is no text.
type dump struct {
	Strings map[string][]byte            `json:"strings"`
	Sets    map[string][]string          `json:"sets"`
	Sorted  map[string][]dumped          `json:"sorted"`
	Streams map[string]map[string][]byte `json:"streams"`
}

type dumped struct {
	Score  float64 `json:"score"`
	Member []byte  `json:"member"`
}

// lanesThen are the lanes that there were when the fixture was made.
var lanesThen = []notice.Lane{notice.Page, notice.Reply, notice.Prompt, notice.Bulk}

func fixtureCommit() engine.Commit {
	c := everything("update 1",
		write(member("ana"), 0, `{"name":"Ana"}`, meeting("m"), team("t")),
		write(team("t"), 0, `{"members":["ana"]}`, member("ana")),
		write(meeting("m"), 0, `{"place":"Blue Café"}`, member("ana"), team("t")),
		write(alert("a"), 0, `{"cause":"missed"}`, meeting("m"), team("t")))
	for _, lane := range lanesThen {
		c.Out = append(c.Out, entry(lane, 20, "to "+string(lane)))
	}
	return c
}

func TestWhatAnEarlierProgramStoredIsRead(t *testing.T) {
	t.Parallel()
	if *update {
		makeFixture(t)
	}
	// Git keeps no modes, and a key ring that others can read is refused.
	path := filepath.Join(t.TempDir(), "keyring.json")
	if err := os.WriteFile(path, readFixture(t, "keyring.json"), 0o600); err != nil {
		t.Fatal(err)
	}
	ring, err := keyring.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	h := newHome(t, "redis://"+miniredis.RunT(t).Addr())
	h.Store = h.open(fixtureBot, ring)
	h.restore(t)

	h.reads(`alert:a v1 {"cause":"missed"}; meeting:m v1 {"place":"Blue Café"}; team:t v1 {"members":["ana"]}; member:ana v1 {"name":"Ana"}`, alert("a"))
	h.reads(`team:t v1 {"members":["ana"]}; member:ana v1 {"name":"Ana"}; alert:a v1 {"cause":"missed"}; meeting:m v1 {"place":"Blue Café"}`, team("t"))
	h.refused(fixtureCommit(), engine.ErrRepeated)
	h.refused(commit("x", write(member("ana"), 0, "{}")), engine.ErrStale)
	h.must(commit("x", write(member("ana"), 1, "{}")))
	h.equal(h.timers(10, 10), "meeting:m+10")
	h.must(engine.Commit{ID: "y", Disarm: []engine.Timer{timer(meeting("m"), 10)}, Out: []engine.Entry{entry(notice.Page, 20, "new")}})
	h.equal(h.timers(10+leaseMS, 10), "")
	h.equal(h.entries(notice.Page, 20, 10), "page to page new")
	for _, lane := range lanesThen[1:] {
		h.equal(h.entries(lane, 20, 10), "to "+string(lane))
	}
	if held, err := h.Lease(h.ctx(), "sending", "two", lease); err != nil || held {
		t.Fatalf("the lease was not found: %v", err)
	}
	audit, err := h.Audit(h.ctx(), "", 10)
	if err != nil || len(audit) != 1 || string(audit[0].Body) != "audit" {
		t.Fatalf("audit has %v, %v", audit, err)
	}
	dead, err := h.Dead(h.ctx(), "", 10)
	if err != nil || len(dead) != 1 || string(dead[0].Body) != "dead" {
		t.Fatalf("dead letters are %v, %v", dead, err)
	}
}

func readFixture(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(fixture, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// restore puts the fixture into h's Redis.
func (h *home) restore(t *testing.T) {
	t.Helper()
	var d dump
	if err := json.Unmarshal(readFixture(t, "redis.json"), &d); err != nil {
		t.Fatal(err)
	}
	var errs []error
	for key, value := range d.Strings {
		errs = append(errs, h.raw.Set(h.ctx(), key, value, 0).Err())
	}
	for key, members := range d.Sets {
		for _, m := range members {
			errs = append(errs, h.raw.SAdd(h.ctx(), key, m).Err())
		}
	}
	for key, members := range d.Sorted {
		for _, m := range members {
			errs = append(errs, h.raw.ZAdd(h.ctx(), key, redis.Z{Score: m.Score, Member: m.Member}).Err())
		}
	}
	for key, records := range d.Streams {
		for id, sealed := range records {
			errs = append(errs, h.raw.XAdd(h.ctx(), &redis.XAddArgs{Stream: key, ID: id, Values: map[string]any{"e": sealed}}).Err())
		}
	}
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// makeFixture refuses where a fixture is already.
func makeFixture(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll(fixture, 0o755); err != nil {
		t.Fatal(err)
	}
	h := newHome(t, "redis://"+miniredis.RunT(t).Addr())
	if err := h.ring.Save(filepath.Join(fixture, "keyring.json")); err != nil {
		t.Fatal(err)
	}
	h.Store = h.open(fixtureBot, h.ring)
	h.must(fixtureCommit())
	if _, err := h.Lease(h.ctx(), "sending", "one", century); err != nil {
		t.Fatal(err)
	}
	content, err := json.MarshalIndent(h.dumped(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(fixture, "redis.json"), append(content, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (h *home) dumped(t *testing.T) dump {
	t.Helper()
	d := dump{Strings: map[string][]byte{}, Sets: map[string][]string{}, Sorted: map[string][]dumped{}, Streams: map[string]map[string][]byte{}}
	for _, key := range h.raw.Keys(h.ctx(), "*").Val() {
		switch kind := h.raw.Type(h.ctx(), key).Val(); kind {
		case "string":
			d.Strings[key] = []byte(h.raw.Get(h.ctx(), key).Val())
		case "set":
			d.Sets[key] = h.raw.SMembers(h.ctx(), key).Val()
		case "zset":
			for _, z := range h.raw.ZRangeWithScores(h.ctx(), key, 0, -1).Val() {
				d.Sorted[key] = append(d.Sorted[key], dumped{Score: z.Score, Member: []byte(z.Member.(string))})
			}
		case "stream":
			d.Streams[key] = map[string][]byte{}
			for _, x := range h.raw.XRange(h.ctx(), key, "-", "+").Val() {
				d.Streams[key][x.ID] = []byte(x.Values["e"].(string))
			}
		default:
			t.Fatalf("%s is a %s", key, kind)
		}
	}
	return d
}
