package store_test

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"porchlight/engine"
	"porchlight/notice"
	"porchlight/store"
)

// elsewhere is an empty Redis for the same bot with the same ring.
func (h *home) elsewhere(t *testing.T) *home {
	t.Helper()
	other := &home{t: t, url: "redis://" + miniredis.RunT(t).Addr(), bot: h.bot, ring: h.ring}
	other.Store = other.open(h.bot, h.ring)
	other.raw = rawClient(t, other.url)
	return other
}

func aCopyIsTheSameElsewhere(t *testing.T, h *home) {
	h.must(full("1", write(member("ana"), 0, "a", team("t")), write(team("t"), 0, "t"), write(alert("a"), 0, "alert"), write(meeting("m"), 0, "m")))
	if held, err := h.Lease(h.ctx(), "sending", "one", time.Hour); err != nil || !held {
		t.Fatal(err)
	}
	h.equal(h.entries(notice.Bulk, 20, 10), "to bulk") // claimed
	items, err := h.Copy(h.ctx())
	if err != nil {
		t.Fatal(err)
	}
	counted, err := h.Look(items)
	want := store.Contents{Teams: 1, Members: 1, Meetings: 1, Alerts: 1, Timers: 1, Notices: 1 + len(notice.Lanes), Records: 2}
	if err != nil || counted != want {
		t.Fatalf("it holds %+v, %v", counted, err)
	}
	there := h.elsewhere(t)
	if err := there.Restore(h.ctx(), items); err != nil {
		t.Fatal(err)
	}
	again, err := there.Copy(h.ctx())
	if err != nil {
		t.Fatal(err)
	}
	if a, b := byNames(items), byNames(again); !reflect.DeepEqual(a, b) {
		t.Fatalf("copied\n%v\ncame out as\n%v", a, b)
	}
	if after, before := there.documents(), h.documents(); after != before {
		t.Errorf("read %s\nbefore %s", after, before)
	}
	there.refused(full("1"), engine.ErrRepeated)
	there.equal(there.timers(10, 10), "meeting:m+10")
	there.equal(there.entries(notice.Page, 20, 10), "page to page")
	there.equal(there.entries(notice.Bulk, 20+leaseMS, 10), "to bulk")
	if held, err := there.Lease(h.ctx(), "sending", "two", time.Hour); err != nil || !held {
		t.Errorf("who may send was copied: %v", err)
	}
	if err := there.Restore(h.ctx(), items); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("restored over what is there: %v", err)
	}
	other := h.elsewhere(t)
	other.must(commit("zed", write(member("zed"), 0, "z")))
	if err := other.Restore(h.ctx(), items); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("restored beside what is there: %v", err)
	}
	if counted, err := h.open(h.bot, newRing(t)).Look(items); err != nil || counted.Unreadable == 0 {
		t.Errorf("another ring opens it: %+v, %v", counted, err)
	}
}

// byNames is items in an order, with the ends of their time to the nearest hour: what was
// left of it is counted from another moment.
func byNames(items []store.Item) map[string]store.Item {
	const hour = int64(time.Hour / time.Millisecond)
	now := time.Now().UnixMilli()
	all := map[string]store.Item{}
	for _, i := range items {
		if i.Until > 0 {
			i.Until = (i.Until - now + hour/2) / hour
		}
		all[i.Name] = i
	}
	return all
}

// A copy is one moment: what a commit writes is in it whole, or not at all.
func aCopyIsOneMoment(t *testing.T, h *home) {
	const deeds = 30
	ana, ben := member("ana"), member("ben")
	h.must(commit("0", write(ana, 0, "0"), write(ben, 0, "0")))
	var all sync.WaitGroup
	all.Go(func() {
		for i := 1; i <= deeds; i++ {
			c := commit(fmt.Sprint(i), write(ana, int64(i), fmt.Sprint(i)), write(ben, int64(i), fmt.Sprint(i)))
			c.Audit = []byte("deed")
			h.must(c)
		}
	})
	for range 8 {
		items, err := h.Copy(h.ctx())
		if err != nil {
			t.Fatal(err)
		}
		at, records := map[string]string{}, 0
		for _, i := range items {
			if strings.HasPrefix(i.Name, "member:") {
				at[i.Name] = strings.Fields(string(i.Value))[1]
			}
			if i.Name == "audit" {
				records = len(i.Members)
			}
		}
		if at["member:ana"] != at["member:ben"] || at["member:ana"] != fmt.Sprint(records+1) {
			t.Fatalf("two moments: %v, %d records", at, records)
		}
	}
	all.Wait()
}

// TestEveryKindOfKeyIsKnown: a key that keys.go makes and the census does not know would stop
// every rotation and every backup.
func TestEveryKindOfKeyIsKnown(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("keys.go")
	if err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile(`k\.prefix \+ "([^"]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(made) < 8 {
		t.Fatalf("only %d kinds are found in keys.go", len(made))
	}
	for _, m := range made {
		if !store.KnownKind(m[1] + map[bool]string{true: "x"}[strings.HasSuffix(m[1], ":")]) {
			t.Errorf("keys.go makes %q, and sealed.go does not know it", m[1])
		}
	}
}
