package stage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
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
	"porchlight/serve"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/store"
	"porchlight/store/redistest"
)

// trouble stands around a store. What is set on it happens to every call, until it is
// set to something else.
type trouble struct {
	mu       sync.Mutex
	everyone error                       // every call fails with it
	reads    func(from engine.Ref) error // asked before a read; it may panic
	commits  func(id string)             // told of each commit that was made
}

func (f *trouble) set(change func(*trouble)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *trouble) now() (reads func(engine.Ref) error, commits func(string), everyone error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reads, f.commits, f.everyone
}

func (f *trouble) store(s serve.Store) serve.Store { return troubledStore{s, f} }

type troubledStore struct {
	serve.Store
	trouble *trouble
}

func (s troubledStore) err() error {
	_, _, err := s.trouble.now()
	return err
}

func (s troubledStore) Read(ctx context.Context, from ...engine.Ref) ([]engine.Doc, error) {
	reads, _, err := s.trouble.now()
	if err == nil && reads != nil && len(from) > 0 {
		err = reads(from[0])
	}
	if err != nil {
		return nil, err
	}
	return s.Store.Read(ctx, from...)
}

func (s troubledStore) Commit(ctx context.Context, c engine.Commit) error {
	_, commits, err := s.trouble.now()
	if err != nil {
		return err
	}
	if err = s.Store.Commit(ctx, c); err == nil && commits != nil {
		commits(c.ID)
	}
	return err
}

func (s troubledStore) ClaimTimers(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]engine.Timer, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	return s.Store.ClaimTimers(ctx, now, limit, lease)
}

func (s troubledStore) Audit(ctx context.Context, after string, limit int64) ([]engine.Record, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	return s.Store.Audit(ctx, after, limit)
}

func (s troubledStore) NextTimer(ctx context.Context) (time.Time, error) {
	if err := s.err(); err != nil {
		return time.Time{}, err
	}
	return s.Store.NextTimer(ctx)
}

func (s troubledStore) Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]delivery.Claimed, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	return s.Store.Claim(ctx, lane, now, limit, lease)
}

func (s troubledStore) Ack(ctx context.Context, d delivery.Claimed, left delivery.Left) error {
	if err := s.err(); err != nil {
		return err
	}
	return s.Store.Ack(ctx, d, left)
}

func (s troubledStore) Traced(ctx context.Context, of delivery.Trail, since time.Time) ([]int, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	return s.Store.Traced(ctx, of, since)
}

func (s troubledStore) NextOut(ctx context.Context, lane notice.Lane) (time.Time, error) {
	if err := s.err(); err != nil {
		return time.Time{}, err
	}
	return s.Store.NextOut(ctx, lane)
}

func (s troubledStore) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	if err := s.err(); err != nil {
		return false, err
	}
	return s.Store.Lease(ctx, name, holder, ttl)
}

// logged is a log that several goroutines write to.
type logged struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// stopped does something while no bot runs, and starts it again.
func stopped(t *testing.T, run *stage.Run, do func()) {
	t.Helper()
	if err := run.Stage.StopBot(); err != nil {
		t.Fatal(err)
	}
	do()
	if err := run.Stage.StartBot(); err != nil {
		t.Fatal(err)
	}
}

// together does something while polls fail, so that all of it comes in one batch. Updates
// may wait from then on.
func together(t *testing.T, run *stage.Run, do func()) {
	t.Helper()
	run.Stage.Simulator.Fault(func(c simulator.Call) *simulator.Fault {
		if c.Method != "getUpdates" {
			return nil
		}
		return &simulator.Fault{Status: http.StatusInternalServerError}
	})
	run.Stage.LetUpdatesWait(true)
	run.Person("Carla").Send("hello") // ends the poll that is open
	if err := run.Stage.Settle(); err != nil {
		t.Fatal(err)
	}
	do()
	run.Stage.Simulator.Fault(nil)
}

// leap is pass in one step: while updates wait, the stage gives each step a moment of
// real time.
func leap(t *testing.T, run *stage.Run, d time.Duration) {
	t.Helper()
	if err := run.Stage.Settle(); err != nil {
		t.Fatal(err)
	}
	run.Stage.Clock.Set(run.Stage.Clock.Now().Add(d))
	if err := run.Stage.Settle(); err != nil {
		t.Fatal(err)
	}
}

// An update that can't be handled, for whatever reason of its own, costs nobody else an
// answer, and after ten seconds it is set aside.
func TestAnUpdateThatFailsIsSetAside(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func() error{
		"an error": func() error { return errors.New("odd") },
		"a panic":  func() error { panic("odd") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f trouble
			var aside []string
			var log logged
			run := lantern(t, stage.Options{Store: f.store, Log: &log})
			ana, ben := run.Person("Ana"), run.Person("Ben")
			hers := run.Stage.Bot().Engine.MemberRef(ana.ID())
			f.set(func(f *trouble) {
				f.reads = func(from engine.Ref) error {
					if from == hers {
						return fails()
					}
					return nil
				}
				f.commits = func(id string) {
					if strings.HasPrefix(id, "aside:") {
						f.set(func(*trouble) { aside = append(aside, id) })
					}
				}
			})
			from := run.Stage.Clock.Now()
			together(t, run, func() { ana.Send("hello"); ben.Send("hello") })
			pass(t, run, 500*time.Millisecond)
			want(t, "Ben, meanwhile", shownTo(ben, from), idle)
			if run.Stage.Simulator.Pending() == 0 {
				t.Error("an update that is not durable was confirmed")
			}
			leap(t, run, 10*time.Second)
			run.Stage.LetUpdatesWait(false)
			f.set(func(f *trouble) { f.reads = nil })
			want(t, "Ana, afterwards", says(t, run, ana, "/status"), "Nothing of yours is planned.")
			want(t, "Ana, in all", shownTo(ana, from), "Nothing of yours is planned.")
			if len(aside) != 1 || !strings.Contains(log.String(), "update set aside") {
				t.Errorf("set aside: %v, log:\n%s", aside, log.String())
			}
			if strings.Contains(log.String(), "hello") || strings.Contains(log.String(), "Ana") {
				t.Errorf("the log says what was written, or by whom:\n%s", log.String())
			}
		})
	}
}

// A panic that passes: the update is tried again and answered.
func TestAPanicIsSurvived(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store})
	left := 3
	f.set(func(f *trouble) {
		f.reads = func(engine.Ref) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			if left--; left >= 0 {
				panic("odd")
			}
			return nil
		}
	})
	run.Stage.LetUpdatesWait(true)
	want(t, "Ana", says(t, run, run.Person("Ana"), "hello"), idle)
	if left >= 0 {
		t.Error("nothing panicked")
	}
}

// While Redis is away nothing is answered and nothing is confirmed; what is owed comes
// after it, to whoever it is for.
func TestRedisAway(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store})
	ana, ben, dora := run.Person("Ana"), run.Person("Ben"), run.Person("Dora")
	says(t, run, ana, "/now 45m Café")
	from := run.Stage.Clock.Now()
	f.set(func(f *trouble) { f.everyone = fmt.Errorf("no connection: %w", engine.ErrUnavailable) })
	run.Stage.LetUpdatesWait(true)
	ana.Send(duress)
	ben.Send("hello")
	pass(t, run, 1500*time.Millisecond)
	for _, p := range []*simulator.Person{ana, ben, dora} {
		want(t, p.FirstName()+", meanwhile", shownTo(p, from))
	}
	if n := run.Stage.Simulator.Pending(); n != 2 {
		t.Errorf("%d updates wait at Telegram, want 2", n)
	}
	f.set(func(f *trouble) { f.everyone = nil })
	pass(t, run, 4*time.Second)
	run.Stage.LetUpdatesWait(false)
	pass(t, run, 3*time.Second)
	want(t, "Ana, afterwards", shownTo(ana, from), "Noted.")
	want(t, "Ben, afterwards", shownTo(ben, from), idle)
	if got := shownTo(dora, from); len(got) != 1 {
		t.Errorf("Dora, afterwards: %q", got)
	}
	wantPage(t, "Dora, afterwards", shownTo(dora, from))
}

// Telegram refuses, breaks off, or takes a message and doesn't say so: each page arrives,
// rather twice than never, and nobody else's waits for it.
func TestTelegramFailsOnSends(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	ana, dora, carla := run.Person("Ana"), run.Person("Dora"), run.Person("Carla")
	faults := []*simulator.Fault{
		{Status: http.StatusTooManyRequests, RetryAfter: 2}, {Status: http.StatusInternalServerError},
		{Status: http.StatusBadGateway, Description: "<html>"}, {Drop: true}, {Drop: true, AfterEffect: true},
	}
	var mu sync.Mutex
	used := 0
	run.Stage.Simulator.Fault(func(c simulator.Call) *simulator.Fault {
		mu.Lock()
		defer mu.Unlock()
		if c.Method != "sendMessage" || c.Chat != dora.ID() || used == len(faults) {
			return nil
		}
		used++
		return faults[used-1]
	})
	from := run.Stage.Clock.Now()
	ana.Send(duress)
	pass(t, run, 700*time.Millisecond)
	want(t, "Ana, in the first second", shownTo(ana, from), idle)
	wantPage(t, "Carla, in the first second", shownTo(carla, from))
	want(t, "Dora, in the first second", shownTo(dora, from))
	pass(t, run, 30*time.Second)
	if used != len(faults) {
		t.Fatalf("%d of %d faults happened", used, len(faults))
	}
	if got := shownTo(dora, from); len(got) != 2 {
		t.Errorf("Dora was shown %d pages, want that whose answer was lost and one more: %q", len(got), got)
	}
	wantPage(t, "Dora", shownTo(dora, from))
}

// Whoever can't be reached any more is not tried for ever; coordinators hear of it once.
func TestWhoBlockedTheBot(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	from := run.Stage.Clock.Now()
	run.Person("Dora").Block()
	run.Person("Ana").Send(duress)
	pass(t, run, 3*time.Minute)
	got := shownTo(run.Person("Carla"), from)
	count := 0
	for _, s := range got {
		if strings.Contains(s, "Dora") && strings.Contains(s, "deliver") {
			count++
		}
	}
	if count != 1 {
		t.Errorf("Carla heard %d times that Dora can't be reached: %q", count, got)
	}
	wantPage(t, "Carla", got)
}

// Polls fail in every way, a second process polls too, and what was written is answered.
func TestPollsThatFail(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	faults := []*simulator.Fault{
		{Status: http.StatusConflict, Description: "Conflict: terminated by other getUpdates request"}, {Status: http.StatusInternalServerError},
		{Status: http.StatusTooManyRequests, RetryAfter: 1}, {Drop: true}, {Drop: true, AfterEffect: true}, {Status: http.StatusUnauthorized},
	}
	var mu sync.Mutex
	used := 0
	run.Stage.Simulator.Fault(func(c simulator.Call) *simulator.Fault {
		mu.Lock()
		defer mu.Unlock()
		if c.Method != "getUpdates" || used == len(faults) {
			return nil
		}
		used++
		return faults[used-1]
	})
	run.Stage.LetUpdatesWait(true)
	from := run.Stage.Clock.Now()
	run.Person("Carla").Send("hello") // ends the poll that is open
	if err := run.Stage.Settle(); err != nil {
		t.Fatal(err)
	}
	run.Person("Ana").Send("hello")
	for range faults {
		leap(t, run, 2*time.Second)
	}
	run.Stage.LetUpdatesWait(false)
	pass(t, run, time.Second)
	want(t, "Ana", shownTo(run.Person("Ana"), from), idle)
	if used != len(faults) {
		t.Errorf("%d of %d faults happened", used, len(faults))
	}
}

// A hundred and fifty updates wait. Each is handled once, in order within its chat, and
// a bot that is stopped in their midst loses none of them.
func TestAFloodStoppedInItsMidst(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store})
	people := []*simulator.Person{run.Person("Ana"), run.Person("Ben"), run.Person("Carla")}
	const each = 50
	var made []string
	midst := make(chan struct{})
	f.set(func(f *trouble) {
		f.commits = func(id string) {
			if !strings.HasPrefix(id, "update:") {
				return
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			if made = append(made, id); len(made) == 40 {
				close(midst)
			}
		}
	})
	from := run.Stage.Clock.Now()
	stopped(t, run, func() {
		for range each {
			for _, p := range people {
				p.Send("/status")
			}
		}
	})
	<-midst
	if err := run.Stage.StopBot(); err != nil {
		t.Fatal(err)
	}
	if n := run.Stage.Simulator.Pending(); n == 0 {
		t.Fatal("the flood was over before the bot was stopped")
	}
	if err := run.Stage.StartBot(); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 2*each*time.Second)
	for _, p := range people {
		var ids []int
		for _, id := range made {
			var update, chat int
			if _, err := fmt.Sscanf(id, "update:%d:%d:", &update, &chat); err != nil {
				t.Fatal(err)
			}
			if int64(chat) == p.ID() {
				ids = append(ids, update)
			}
		}
		if len(ids) != each || !slices.IsSorted(ids) {
			t.Errorf("%s: %d updates were handled, in the order %v", p.FirstName(), len(ids), ids)
		}
		if got := len(shownTo(p, from)); got != each {
			t.Errorf("%s was answered %d times, want %d", p.FirstName(), got, each)
		}
	}
}

// One member's document can't be read: by a newer program's writing, with another key,
// or changed by a hand in Redis. What they write is set aside, and the operator reads
// why; their team goes on.
func TestADocumentThatCantBeRead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(t *testing.T, ring *keyring.Ring, key string, stored []byte) []byte
		says  string
	}{
		"newer":   {newer, engine.ErrUnknownForm.Error()},
		"sealed":  {otherKey, "sealed with another key"},
		"changed": {changed, "changed, moved or damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ring, err := keyring.New()
			if err != nil {
				t.Fatal(err)
			}
			server := redistest.Start(t)
			var log logged
			run := lantern(t, stage.Options{Redis: server.URL(), Ring: ring, Log: &log})
			ana, ben, dora := run.Person("Ana"), run.Person("Ben"), run.Person("Dora")
			says(t, run, ben, "/words duress purple elephants")
			spoil(t, server.URL(), "member:"+string(run.Stage.Bot().Engine.MemberID(ana.ID())), func(key string, stored []byte) []byte {
				return tc.spoil(t, ring, key, stored)
			})

			from := run.Stage.Clock.Now()
			together(t, run, func() { ana.Send("hello"); ben.Send("see the purple elephants") })
			pass(t, run, 500*time.Millisecond)
			leap(t, run, 10*time.Second)
			run.Stage.LetUpdatesWait(false)
			want(t, "Ana", shownTo(ana, from))
			want(t, "Ben", shownTo(ben, from), idle)
			got := shownTo(dora, from)
			if len(got) != 2 || !strings.HasPrefix(got[0], "Ben gave the silent signal") || !strings.HasPrefix(got[1], "A message from Ana ") {
				t.Errorf("Dora: %q", got)
			}
			if !strings.Contains(log.String(), "update set aside") || !strings.Contains(log.String(), tc.says) {
				t.Errorf("the log doesn't say why (%s):\n%s", tc.says, log.String())
			}
			kept, err := store.Open(t.Context(), store.Options{URL: server.URL(), BotID: botID, Ring: ring})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = kept.Close() }()
			dead, err := kept.Dead(t.Context(), "", 10)
			if err != nil || len(dead) != 1 || !strings.Contains(string(dead[0].Body), "hello") {
				t.Errorf("dead letters: %v, %v", dead, err)
			}
		})
	}
}

// spoil changes the stored form of one document.
func spoil(t *testing.T, url, name string, change func(key string, stored []byte) []byte) {
	t.Helper()
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	keys, err := client.Keys(t.Context(), "*:"+name).Result()
	if err != nil || len(keys) != 1 {
		t.Fatalf("keys of %s: %v, %v", name, keys, err)
	}
	stored, err := client.Get(t.Context(), keys[0]).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Set(t.Context(), keys[0], change(keys[0], stored), 0).Err(); err != nil {
		t.Fatal(err)
	}
}

// resealed is a stored document with another head and perhaps another key.
func resealed(t *testing.T, from, to *keyring.Ring, key string, stored []byte, head func(fields []string)) []byte {
	t.Helper()
	end := bytes.IndexByte(stored, '\n') + 1
	body, err := from.Open(stored[end:], append([]byte(key+"\n"), stored[:end]...))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(stored[:end]))
	head(fields)
	header := strings.Join(fields, " ") + "\n"
	sealed, err := to.Seal(body, []byte(key+"\n"+header))
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte(header), sealed...)
}

func newer(t *testing.T, ring *keyring.Ring, key string, stored []byte) []byte {
	return resealed(t, ring, ring, key, stored, func(fields []string) { fields[0] = "99" })
}

func otherKey(t *testing.T, ring *keyring.Ring, key string, stored []byte) []byte {
	other, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	return resealed(t, ring, other, key, stored, func(fields []string) { fields[2] = other.ID() })
}

func changed(_ *testing.T, _ *keyring.Ring, _ string, stored []byte) []byte {
	stored[len(stored)-1] ^= 1
	return stored
}
