package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
	"porchlight/store"
)

func xadd(key string, values map[string]any) *redis.XAddArgs {
	return &redis.XAddArgs{Stream: key, Values: values}
}

func botsDontSeeEachOther(t *testing.T, h *home) {
	h.must(everything("1", write(member("ana"), 0, "a")))
	other := h.open("another bot", h.ring)
	docs, err := other.Read(h.ctx(), member("ana"))
	if err != nil || len(docs) != 0 {
		t.Fatalf("read %v, %v", docs, err)
	}
	if err := other.Commit(h.ctx(), commit("1", write(member("ana"), 0, "b"))); err != nil {
		t.Fatal(err)
	}
	timers, err := other.ClaimTimers(h.ctx(), after(1000), 10, lease)
	if err != nil || len(timers) != 0 {
		t.Fatalf("claimed %v, %v", timers, err)
	}
	h.reads("member:ana v1 a", member("ana"))
}

// withRing reads through another key ring what lies under h's keys: whoever restores data
// beside the wrong ring finds nothing by name, so the bytes are moved under its names.
func withRing(h *home, ring *keyring.Ring, refs ...engine.Ref) *store.Store {
	h.t.Helper()
	s := h.open(h.bot, ring)
	for _, r := range refs {
		h.raw.Set(h.ctx(), s.DocKey(r), h.raw.Get(h.ctx(), h.DocKey(r)).Val(), 0)
	}
	return s
}

func anotherKeyRingReadsNothing(t *testing.T, h *home) {
	h.must(everything("1", write(member("ana"), 0, "a")))
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	other := withRing(h, ring, member("ana"))
	_, err = other.Read(h.ctx(), member("ana"))
	if !errors.Is(err, engine.ErrUnreadable) || !strings.Contains(err.Error(), "another key") {
		t.Fatalf("read with another ring: %v", err)
	}
	entries := h.raw.ZRangeWithScores(h.ctx(), h.LaneKey(notice.Page), 0, -1).Val()
	h.raw.ZAdd(h.ctx(), other.LaneKey(notice.Page), entries...)
	if got, err := other.Claim(h.ctx(), notice.Page, noon, 10, lease); !errors.Is(err, engine.ErrUnreadable) {
		t.Fatalf("claimed %v with another ring, %v", got, err)
	}
	if n := h.raw.ZCard(h.ctx(), other.LaneKey(notice.Page)).Val(); n != 1 {
		t.Fatal("what can't be read was thrown away")
	}
}

func aRotatedKeyRingReadsEverything(t *testing.T, h *home) {
	h.must(everything("1", write(member("ana"), 0, "a")))
	rotated := turned(t, h.ring)
	after := &home{Store: h.open(h.bot, rotated), t: t, raw: h.raw}
	after.reads("member:ana v1 a", member("ana"))
	after.refused(everything("1"), engine.ErrRepeated)
	after.equal(after.entries(notice.Page, 0, 10), "page")
	after.must(commit("2", write(member("ana"), 1, "b")))
	after.reads("member:ana v2 b", member("ana"))
	// The ring from before the rotation lacks the key, and says so.
	if _, err := h.Read(h.ctx(), member("ana")); !errors.Is(err, engine.ErrUnreadable) || !strings.Contains(err.Error(), "another key") {
		t.Fatalf("the older ring: %v", err)
	}
}

func whatWasTamperedWithIsRefused(t *testing.T, h *home) {
	ana, ben := member("ana"), member("ben")
	h.must(commit("1", write(ana, 0, "a", team("t")), write(ben, 0, "b", team("t"))))
	good := h.raw.Get(h.ctx(), h.DocKey(ana)).Val()
	header, body, _ := strings.Cut(good, "\n")
	for name, bad := range map[string]string{
		"another version": strings.Replace(header, "1 1 ", "1 2 ", 1) + "\n" + body,
		"another form":    strings.Replace(header, "1 1 ", "2 1 ", 1) + "\n" + body,
		"a link more":     header + " member:zed\n" + body,
		"a link less":     strings.TrimSuffix(header, " team:t") + "\n" + body,
		"another space":   strings.Replace(header, " ", "  ", 1) + "\n" + body,
		"moved from Ben":  h.raw.Get(h.ctx(), h.DocKey(ben)).Val(),
		"cut short":       good[:len(good)-1],
		"header alone":    header + "\n",
		"no header":       body[:8],
		"empty":           "",
		"nonsense":        "rubbish\n",
		"version 0":       strings.Replace(header, "1 1 ", "1 0 ", 1) + "\n" + body,
	} {
		h.raw.Set(h.ctx(), h.DocKey(ana), bad, 0)
		if docs, err := h.Read(h.ctx(), ana); !errors.Is(err, engine.ErrUnreadable) {
			t.Errorf("%s: read %v, %v", name, docs, err)
		}
	}
	// What has no version is not taken for what does not exist.
	h.raw.Set(h.ctx(), h.DocKey(ana), "rubbish", 0)
	h.refused(commit("2", write(ana, 0, "over it")), engine.ErrStale)
	h.raw.Set(h.ctx(), h.DocKey(ana), good, 0)
	h.reads("member:ana v1 a", ana)
}

func nothingPersonalIsInTheClear(t *testing.T, h *home) {
	c := engine.Commit{ID: "update 17 of Ana", Writes: []engine.Write{write(member("x1"), 0, "Ana, Blue Café")},
		Out: []engine.Entry{entry(notice.Page, 0, "Ana, Blue Café")}, Audit: []byte("Ana, Blue Café"), Dead: []byte("Ana, Blue Café"),
		Traces: []engine.Trace{{Member: "Ana", Trace: "plan of Ana", Message: 7, At: noon}}}
	h.must(c)
	if _, err := h.Lease(h.ctx(), "Ana", "process 1", lease); err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for _, key := range h.raw.Keys(h.ctx(), h.KeyPrefix()+"*").Val() {
		dump := ""
		switch kind := h.raw.Type(h.ctx(), key).Val(); kind {
		case "string":
			dump = h.raw.Get(h.ctx(), key).Val()
		case "zset":
			dump = fmt.Sprint(h.raw.ZRange(h.ctx(), key, 0, -1).Val())
		case "stream":
			dump = fmt.Sprint(h.raw.XRange(h.ctx(), key, "-", "+").Val())
		default:
			t.Fatalf("%s is a %s", key, kind)
		}
		fmt.Fprintln(&all, key, dump)
	}
	if n := strings.Count(all.String(), h.KeyPrefix()); n < 7 {
		t.Fatalf("looked at %d keys only:\n%s", n, &all)
	}
	for _, word := range []string{"Ana", "Café", "update", h.bot} {
		if strings.Contains(all.String(), word) {
			t.Errorf("%q is in the clear", word)
		}
	}
}

func aNewerFormIsToldFromDamage(t *testing.T, h *home) {
	for _, r := range []engine.Ref{member("x"), team("x"), meeting("x"), alert("x")} {
		h.raw.Set(h.ctx(), h.DocKey(r), h.SealForm(r, 1, 5, []byte("of now")), 0)
		h.reads(r.String()+" v5 of now", r)
		h.raw.Set(h.ctx(), h.DocKey(r), h.SealForm(r, 99, 5, []byte("from the future")), 0)
		_, err := h.Read(h.ctx(), r)
		if !errors.Is(err, engine.ErrUnknownForm) || !strings.Contains(err.Error(), "a "+string(r.Kind)+" of form 99") {
			t.Errorf("%s: %v", r, err)
		}
	}
}

func oneDamagedDocumentDoesNotHideTheOthers(t *testing.T, h *home) {
	ana, ben, in := member("ana"), member("ben"), team("t")
	h.must(commit("1", write(in, 0, "t", ana, ben), write(ana, 0, "a", in), write(ben, 0, "b", in)))
	h.raw.Set(h.ctx(), h.DocKey(ben), "rubbish", 0)
	docs, err := h.Read(h.ctx(), ana)
	if err != nil {
		t.Fatal(err)
	}
	readable := 0
	for _, d := range docs {
		switch {
		case d.Ref == ben && errors.Is(d.Err, engine.ErrUnreadable) && d.Body == nil:
		case d.Ref != ben && d.Err == nil:
			readable++
		default:
			t.Errorf("%s: %v", d.Ref, d.Err)
		}
	}
	if len(docs) != 3 || readable != 2 {
		t.Fatalf("%d documents, %d of them readable", len(docs), readable)
	}
	if _, err := h.Read(h.ctx(), ben); !errors.Is(err, engine.ErrUnreadable) {
		t.Fatalf("asked for itself: %v", err)
	}
}
