package blind_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/blind"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// ear is Telegram, of which it notes the first line of each message.
type ear struct {
	mu    sync.Mutex
	heard []string
}

func (e *ear) Name() string { return string(team.Telegram) }

func (e *ear) Send(_ context.Context, n notice.Notice, _ notice.Address) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = append(e.heard, string(n.Lines[0].Key))
	return len(e.heard), nil
}

// watcher is one of several processes that look whether they still see. Ana of Lantern is
// out, and Carla coordinates.
type watcher struct {
	*blind.Troubles
	t     *testing.T
	clock *clock.Stepper
	carla *ear
	ours  atomic.Bool
}

func newWatcher(t *testing.T) *watcher {
	t.Helper()
	w := &watcher{t: t, clock: clock.NewStepper(time.Unix(1000, 0)), carla: &ear{}}
	carla, out := ref(engine.KindMember, "carla"), ref(engine.KindMeeting, "out")
	of := func(id team.MemberID, name string, role team.Role, meetings ...meeting.ID) []byte {
		return body(t, engine.Person{Member: team.Member{
			ID: id, Name: name, Chat: 1, Memberships: []team.Membership{{Team: "lantern", Roles: []team.Role{role}}},
		}, Meetings: meetings})
	}
	r := blind.NewRoster()
	r.Committed(engine.Commit{ID: "founded", Writes: []engine.Write{
		{Ref: lantern, Body: body(t, team.Team{ID: "lantern", Members: []team.MemberID{"ana", "carla"}}), Links: []engine.Ref{ana, carla}},
		{Ref: ana, Body: of("ana", "Ana", team.Worker, "out"), Links: []engine.Ref{lantern, out}},
		{Ref: carla, Body: of("carla", "Carla", team.Coordinator), Links: []engine.Ref{lantern}},
		{Ref: out, Body: body(t, meeting.Meeting{ID: "out", Team: "lantern", Worker: "ana", State: meeting.Running}), Links: []engine.Ref{lantern, ana}},
	}})
	log := slog.New(slog.DiscardHandler)
	direct := &blind.Direct{Channels: []delivery.Channel{w.carla}, Machine: w.clock, Log: log}
	pager := blind.NewPager(blind.Options{Roster: r, Clock: w.clock, Machine: w.clock, Hasher: ring(), Direct: direct, Ours: w.ours.Load, Log: log})
	w.Troubles = &blind.Troubles{Roster: r, Pager: pager, Direct: direct, Clock: w.clock, Machine: w.clock, Log: log}
	return w
}

// after lets time pass, and has what there is to be told again told.
func (w *watcher) after(d time.Duration) {
	w.clock.Set(w.clock.Now().Add(d))
	w.Again(w.t.Context())
}

// heard fails unless Carla has heard exactly that by now.
func (w *watcher) heard(want ...string) {
	w.t.Helper()
	w.Direct.Wait()
	w.carla.mu.Lock()
	defer w.carla.mu.Unlock()
	if !slices.Equal(w.carla.heard, want) {
		w.t.Errorf("Carla has heard %q, want %q", w.carla.heard, want)
	}
}

// The process that told of a trouble dies: the one that sends from then on goes on to tell
// of it, and that it is over.
func TestWhoSendsTellsOfATrouble(t *testing.T) {
	t.Parallel()
	w := newWatcher(t)
	ctx := t.Context()
	w.Begin(ctx, blind.Store, w.clock.Now(), w.ours.Load, 0)
	w.after(11 * time.Minute)
	w.heard() // another process does
	w.ours.Store(true)
	w.after(time.Second)
	w.after(time.Second)
	w.heard("trouble-store")
	w.after(10 * time.Minute)
	w.heard("trouble-store", "trouble-store")
	w.ours.Store(false)
	w.after(10 * time.Minute)
	w.heard("trouble-store", "trouble-store")
	w.ours.Store(true)
	w.End(ctx, blind.Store)
	w.after(time.Minute)
	w.heard("trouble-store", "trouble-store", "trouble-over-store")
}

// The one that told of it dies while Redis is away. Nobody can take its place before Redis
// is back, and that it is back is told by who does then: within seconds, or somebody else
// has told it.
func TestTheEndOfATroubleHasAnHeir(t *testing.T) {
	t.Parallel()
	for _, story := range []struct {
		name  string
		after time.Duration
		want  []string
	}{{"in time", 4 * time.Second, []string{"trouble-over-store"}}, {"too late", time.Minute, nil}} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			w := newWatcher(t)
			ctx := t.Context()
			w.Begin(ctx, blind.Store, w.clock.Now(), w.ours.Load, 0)
			w.after(5 * time.Minute)
			w.End(ctx, blind.Store, blind.CaughtUp(2, time.Minute))
			w.after(story.after)
			w.heard()
			w.ours.Store(true)
			w.after(time.Second)
			w.after(time.Second)
			w.heard(story.want...)
		})
	}
	w := newWatcher(t)
	w.Begin(t.Context(), blind.Store, w.clock.Now(), w.ours.Load, 0)
	w.End(t.Context(), blind.Store)
	w.Begin(t.Context(), blind.Store, w.clock.Now(), w.ours.Load, 0)
	w.ours.Store(true)
	w.after(time.Second)
	w.heard() // it is not over
}
