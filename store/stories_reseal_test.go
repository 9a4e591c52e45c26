package store_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
	"porchlight/store"
)

// turned is a ring with a fresh key that seals.
func turned(t *testing.T, r *keyring.Ring) *keyring.Ring {
	t.Helper()
	next, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	if next, err = next.Promoted(); err != nil {
		t.Fatal(err)
	}
	return next
}

// rotate gives the store's ring a fresh key and has everything sealed with it.
func (h *home) rotate() (old string) {
	h.t.Helper()
	old = h.ring.ID()
	if err := h.ring.Adopt(turned(h.t, h.ring)); err != nil {
		h.t.Fatal(err)
	}
	if err := h.SealWith(h.ctx(), h.ring.ID()); err != nil {
		h.t.Fatal(err)
	}
	return old
}

// reseal seals everything anew and returns what is left under other keys.
func (h *home) reseal() (left int) {
	h.t.Helper()
	if err := h.Reseal(h.ctx()); err != nil {
		h.t.Fatal(err)
	}
	under, err := h.Census(h.ctx())
	if err != nil {
		h.t.Fatal(err)
	}
	for key, n := range under {
		if key != h.ring.ID() {
			left += n
		}
	}
	return left
}

// named says in which keys of Redis a key of the ring is named, in letters or as Tink does.
func (h *home) named(key string) (where []string) {
	h.t.Helper()
	number, err := hex.DecodeString(key)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, name := range h.raw.Keys(h.ctx(), h.KeyPrefix()+"*").Val() {
		var values []string
		switch h.raw.Type(h.ctx(), name).Val() {
		case "string":
			values = []string{h.raw.Get(h.ctx(), name).Val()}
		case "set":
			values = h.raw.SMembers(h.ctx(), name).Val()
		case "zset":
			values = h.raw.ZRange(h.ctx(), name, 0, -1).Val()
		case "stream":
			for _, x := range h.raw.XRange(h.ctx(), name, "-", "+").Val() {
				values = append(values, fmt.Sprint(x.Values["e"]))
			}
		}
		all := strings.Join(values, "\n")
		if strings.Contains(all, key) || strings.Contains(all, "\x01"+string(number)) {
			where = append(where, name)
		}
	}
	return where
}

// full is a commit with everything that a commit may hold.
func full(id string, writes ...engine.Write) engine.Commit {
	c := everything(id, writes...)
	c.Dead = []byte("dead " + id)
	c.Places = []engine.Place{{Member: "ana", At: noon, Body: []byte("place " + id)}}
	for _, lane := range notice.Lanes {
		c.Out = append(c.Out, entry(lane, 20, "to "+string(lane)))
	}
	return c
}

func everythingIsSealedAnew(t *testing.T, h *home) {
	h.must(full("1", write(member("ana"), 0, "a", team("t")), write(team("t"), 0, "t"), write(alert("a"), 0, "alert")))
	before, at := h.documents(), h.raw.PTTL(h.ctx(), h.KeyPrefix()+"place:ana").Val()
	old := h.rotate()
	if len(h.named(old)) == 0 {
		t.Fatal("nothing names the old key: the test looks at nothing")
	}
	if left := h.reseal(); left != 0 {
		t.Fatalf("%d things are left under the old key", left)
	}
	if where := h.named(old); len(where) > 0 {
		t.Errorf("the old key is named in %q", where)
	}
	retired, err := h.ring.Retired()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.ring.Adopt(retired); err != nil || h.ring.Knows(old) {
		t.Fatalf("the old key is not gone: %v", err)
	}
	if after := h.documents(); after != before {
		t.Errorf("read %s\nafter  %s", before, after)
	}
	if left := h.raw.PTTL(h.ctx(), h.KeyPrefix()+"place:ana").Val(); left <= 0 || left > at {
		t.Errorf("a place lives %v, before %v", left, at)
	}
	h.must(commit("2", write(member("ana"), 1, "b"))) // its version is what it was
	h.refused(full("1"), engine.ErrRepeated)
	h.equal(h.entries(notice.Page, 20, 10), "page to page")
	records, err := h.Audit(h.ctx(), "", 10)
	if err != nil || len(records) != 1 || string(records[0].Body) != "audit" {
		t.Errorf("the trail is %v, %v", records, err)
	}
	if records, err = h.Dead(h.ctx(), "", 10); err != nil || len(records) != 1 || string(records[0].Body) != "dead 1" {
		t.Errorf("dead letters are %v, %v", records, err)
	}
	if h.reseal() != 0 {
		t.Error("a second time something is left")
	}
}

// documents is what Ana's read comes to.
func (h *home) documents() string {
	h.t.Helper()
	docs, err := h.Read(h.ctx(), member("ana"), alert("a"))
	if err != nil {
		h.t.Fatal(err)
	}
	var all []string
	for _, d := range docs {
		all = append(all, fmt.Sprintf("%s v%d %s %v", d.Ref, d.Version, d.Body, d.Err))
	}
	return strings.Join(all, "; ")
}

// What delivery has taken is acked by the name that it had: sealed anew, it would be sent
// a second time.
func anEntryOnItsWayIsLeftAlone(t *testing.T, h *home) {
	c := engine.Commit{ID: "1", Out: []engine.Entry{entry(notice.Page, 0, "taken"), entry(notice.Page, 0, "postponed"), entry(notice.Page, 0, "waits")}}
	h.must(c)
	taken, err := h.Claim(h.ctx(), notice.Page, noon, 2, lease)
	if err != nil || len(taken) != 2 {
		t.Fatalf("claimed %v, %v", taken, err)
	}
	if err := h.Postpone(h.ctx(), taken[1], noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.rotate()
	if left := h.reseal(); left != 2 {
		t.Fatalf("%d are left under the old key, want the two that are on their way", left)
	}
	for _, c := range taken {
		if err := h.Ack(h.ctx(), c, delivery.Left{}); err != nil {
			t.Fatal(err)
		}
	}
	if left := h.reseal(); left != 0 {
		t.Fatalf("%d are left when they have gone", left)
	}
	h.equal(h.entries(notice.Page, 10_000, 10), "waits")
}

// A commit that was sealed before the rotation and comes after it is sealed again.
func aCommitBySomebodyElseIsSealedAgain(t *testing.T, h *home) {
	h.must(commit("1", write(member("ana"), 0, "a")))
	next := turned(t, h.ring)
	other, behind := h.open(h.bot, next), newRingLike(t, h)
	if err := other.SealWith(h.ctx(), next.ID()); err != nil {
		t.Fatal(err)
	}
	err := h.Commit(h.ctx(), commit("2", write(member("ana"), 1, "b")))
	if !errors.Is(err, engine.ErrUnavailable) {
		t.Fatalf("a ring without the new key: %v", err)
	}
	h.reads("member:ana v1 a", member("ana"))
	if err := behind.Adopt(next); err != nil {
		t.Fatal(err)
	}
	behind.Use(behind.Keys()[0]) // it knows the new key, and seals with the old one
	late := h.open(h.bot, behind)
	if err := late.Commit(h.ctx(), commit("2", write(member("ana"), 1, "b"))); err != nil {
		t.Fatal(err)
	}
	if behind.ID() != next.ID() || len(h.named(h.ring.ID())) != 0 {
		t.Fatal("it was not sealed with the new key")
	}
	if key, err := late.SealedWith(h.ctx()); err != nil || key != next.ID() {
		t.Fatalf("sealed with %q, %v", key, err)
	}
}

func newRingLike(t *testing.T, h *home) *keyring.Ring {
	t.Helper()
	return h.ring.Noted("bot", "")
}

// Deeds go on while everything is sealed anew: nothing is lost, and no counter counts wrong.
func deedsGoOnMeanwhile(t *testing.T, h *home) {
	const deeds, workers = 15, 3
	for n := range workers {
		h.must(commit(fmt.Sprint("make ", n), write(member(fmt.Sprint("m", n)), 0, "0")))
	}
	var all sync.WaitGroup
	for n := range workers {
		all.Go(func() {
			ref := member(fmt.Sprint("m", n))
			for i := range deeds {
				c := full(fmt.Sprint(n, " ", i), write(ref, int64(i+1), fmt.Sprint(i+1)))
				if err := h.Commit(h.ctx(), c); err != nil {
					t.Errorf("deed %d of %d: %v", i, n, err)
					return
				}
			}
		})
	}
	var olds []string
	for range 3 {
		olds = append(olds, h.rotate())
		h.reseal()
	}
	all.Wait()
	if left := h.reseal(); left != 0 {
		t.Errorf("%d are left", left)
	}
	for _, old := range olds {
		if where := h.named(old); len(where) > 0 {
			t.Errorf("an old key is named in %q", where)
		}
	}
	for n := range workers {
		h.reads(fmt.Sprintf("member:m%d v%d %d", n, deeds+1, deeds), member(fmt.Sprint("m", n)))
	}
	records, err := h.Audit(h.ctx(), "", 1000)
	if err != nil || len(records) != deeds*workers {
		t.Errorf("%d records of %d, %v", len(records), deeds*workers, err)
	}
	if !slices.IsSortedFunc(records, func(a, b engine.Record) int { return a.At.Compare(b.At) }) {
		t.Error("the trail is out of order")
	}
	if n := len(strings.Fields(h.entries(notice.Bulk, 20, 1000))); n != 2*deeds*workers { // "to bulk"
		t.Errorf("%d words of entries", n)
	}
}

// What can't be opened keeps its key, and what this program does not know keeps all.
func whatIsNotUnderstoodKeepsTheOldKey(t *testing.T, h *home) {
	h.must(commit("1", write(member("ana"), 0, "a"), write(member("ben"), 0, "b")))
	stored := []byte(h.raw.Get(h.ctx(), h.DocKey(member("ana"))).Val())
	stored[len(stored)-1] ^= 1
	h.raw.Set(h.ctx(), h.DocKey(member("ana")), stored, 0)
	h.rotate()
	if left := h.reseal(); left != 1 {
		t.Errorf("%d are left, want the damaged one", left)
	}
	h.raw.Set(h.ctx(), h.KeyPrefix()+"novelty:1", "sealed?", 0)
	if _, err := h.Census(h.ctx()); !errors.Is(err, engine.ErrUnknownForm) {
		t.Errorf("counted what it does not know: %v", err)
	}
}

// between is a hook that does something just before a request of one kind, once.
type between struct {
	what string // the name of the pipeline's first command, or of the command
	do   func()
}

func (b *between) now(what string) {
	if do := b.do; do != nil && what == b.what {
		b.do = nil
		do()
	}
}

func (b *between) DialHook(next redis.DialHook) redis.DialHook { return next }

func (b *between) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		b.now(cmd.Name())
		return next(ctx, cmd)
	}
}

func (b *between) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		b.now("pipeline of " + cmds[0].Name())
		return next(ctx, cmds)
	}
}

// What is committed after something was read, and before it is put back sealed anew, counts.
func whatComesInBetweenCounts(t *testing.T, h *home) {
	h.must(full("1", write(member("ana"), 0, "a")))
	h.rotate()
	client := rawClient(t, h.url).(*redis.Client)
	hook := &between{what: "pipeline of eval", do: func() {
		h.must(engine.Commit{ID: "2", Writes: []engine.Write{write(member("ana"), 1, "b")}, Places: []engine.Place{{Member: "ana", At: after(5), Body: []byte("later")}}})
	}}
	client.AddHook(hook)
	s := store.New(client, h.bot, h.ring)
	for _, lane := range notice.Lanes { // so that the first pipeline is that of the documents
		if err := h.raw.Del(h.ctx(), h.LaneKey(lane)).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Reseal(h.ctx()); err != nil {
		t.Fatal(err)
	}
	h.reads("member:ana v2 b; place:ana v0 later", member("ana"))
	if hook.do != nil {
		t.Fatal("nothing came in between")
	}

	h.rotate()
	hook.what, hook.do = "evalsha", func() { h.must(engine.Commit{ID: "3", Audit: []byte("in between")}) }
	if err := s.Reseal(h.ctx()); err != nil {
		t.Fatal(err)
	}
	records, err := h.Audit(h.ctx(), "", 10)
	if err != nil || len(records) != 2 || string(records[1].Body) != "in between" || hook.do != nil {
		t.Fatalf("the trail is %v, %v", records, err)
	}
	if under, err := h.Census(h.ctx()); err != nil || len(under) != 1 || under[h.ring.ID()] == 0 {
		t.Errorf("what came in between has kept the trail under the old key: %v, %v", under, err)
	}

	// Somebody else is at it too, and takes something out of the copy.
	h.rotate()
	hook.what, hook.do = "evalsha", func() {
		copied := h.KeyPrefix() + "audit:anew"
		h.raw.XDel(h.ctx(), copied, h.raw.XRange(h.ctx(), copied, "-", "+").Val()[0].ID)
	}
	if err := s.Reseal(h.ctx()); err != nil {
		t.Fatal(err)
	}
	if records, err = h.Audit(h.ctx(), "", 10); err != nil || len(records) != 2 || hook.do != nil {
		t.Fatalf("a copy with less has taken the trail's place: %v, %v", records, err)
	}
	if left := h.reseal(); left != 0 {
		t.Errorf("%d are left afterwards", left)
	}
}
