package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"porchlight/alerts"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/store"
	"porchlight/team"
)

// Chats of the people in these tests.
const (
	ana = iota + 1
	ben
	carla
	dora
	zed
)

// world is an engine on a store in memory, and everything that it committed.
type world struct {
	*engine.Engine
	t     *testing.T
	clock *clock.Stepper
	store *recorder
	team  team.ID
}

// recorder keeps the commits that were made, and can fail.
type recorder struct {
	engine.Store
	mu      sync.Mutex
	made    []engine.Commit
	refuse  error // of commits
	refused int
}

func (r *recorder) Commit(ctx context.Context, c engine.Commit) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse != nil {
		r.refused++
		return r.refuse
	}
	err := r.Store.Commit(ctx, c)
	if err == nil {
		r.made = append(r.made, c)
	}
	return err
}

// newWorld is a team of Ana and Ben who work, Carla who coordinates and Dora who responds.
func newWorld(t *testing.T) *world {
	t.Helper()
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(&redis.Options{Addr: miniredis.RunT(t).Addr()})
	t.Cleanup(func() { _ = client.Close() })
	w := &world{t: t, clock: clock.NewStepper(time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)), store: &recorder{Store: store.New(client, "1", ring)}}
	w.Engine, err = engine.New(engine.Options{Store: w.store, Clock: w.clock, Machine: w.clock, Hasher: ring, Reach: engine.Reach{Operator: true}})
	if err != nil {
		t.Fatal(err)
	}
	w.team = w.newTeam("Lantern")
	w.join(w.team, ana, "Ana", team.Worker)
	w.join(w.team, ben, "Ben", team.Worker)
	w.join(w.team, carla, "Carla", team.Coordinator)
	w.join(w.team, dora, "Dora", team.Responder, team.Worker)
	return w
}

func (w *world) newTeam(name string) team.ID {
	w.t.Helper()
	id, _, err := w.CreateTeam(w.t.Context(), name, "Europe/Berlin")
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) join(in team.ID, chat int64, name string, roles ...team.Role) {
	w.do("join "+name+string(in), chat, func(tx *engine.Tx) {
		p, ok := tx.Person(w.MemberID(chat))
		if !ok {
			p.Member = team.Member{ID: w.MemberID(chat), Chat: chat, Name: name}
		}
		for _, r := range roles {
			p.Member = p.WithRole(in, r, tx.Now)
		}
		tx.PutPerson(p)
		t, _ := tx.Team(in)
		tx.PutTeam(t.WithMember(p.ID))
	}, engine.Ref{Kind: engine.KindTeam, ID: string(in)})
}

// do does a deed of somebody's and returns the commit that came of it; its ID is empty
// when there was none.
func (w *world) do(id string, chat int64, decide func(*engine.Tx), also ...engine.Ref) engine.Commit {
	w.t.Helper()
	before := len(w.store.made)
	err := w.Do(w.t.Context(), engine.Deed{
		ID: id, From: append([]engine.Ref{w.MemberRef(chat)}, also...),
		Decide: func(tx *engine.Tx) error { decide(tx); return nil },
	})
	if err != nil {
		w.t.Fatalf("%s: %v", id, err)
	}
	if len(w.store.made) == before {
		return engine.Commit{}
	}
	return w.store.made[len(w.store.made)-1]
}

// goesOut puts somebody's watch on for an hour.
func (w *world) goesOut(chat int64) meeting.ID {
	w.t.Helper()
	var id meeting.ID
	w.do(fmt.Sprint("out ", chat), chat, func(tx *engine.Tx) {
		v := tx.Visible(w.MemberID(chat))
		id = v.NewMeeting()
		v.Step(meeting.Meeting{}, meeting.GoneNow{
			ID: id, Team: w.team, By: v.Me().ID, At: tx.Now, Now: tx.Now,
			Plan: meeting.Plan{StartAt: tx.Now, EndAt: tx.Now.Add(time.Hour), Place: "Café", Every: 30 * time.Minute, Grace: 10 * time.Minute, HomeWithin: time.Hour},
		}, false)
	})
	return id
}

// signals gives somebody's silent signal and returns the alerts that are open then.
func (w *world) signals(id string, chat int64) []alerts.Alert {
	w.t.Helper()
	w.do(id, chat, func(tx *engine.Tx) { tx.Signal(w.MemberID(chat), tx.Now, id) })
	return w.open(chat)
}

// open lists the open alerts of a member's teams.
func (w *world) open(chat int64) (all []alerts.Alert) {
	w.t.Helper()
	w.do("look", chat, func(tx *engine.Tx) { all = tx.OpenAlerts() })
	return all
}

func (w *world) stepAlert(id string, a alerts.ID, e alerts.Event) engine.Commit {
	w.t.Helper()
	return w.do(id, dora, func(tx *engine.Tx) {
		now, _ := tx.Alert(a)
		if d := tx.StepAlert(now, e); d != team.Allow {
			w.t.Errorf("%s: %s", id, d)
		}
	}, engine.Ref{Kind: engine.KindAlert, ID: string(a)})
}

// notices are what a commit puts into the outbox.
func (w *world) notices(c engine.Commit) []notice.Notice {
	w.t.Helper()
	var all []notice.Notice
	for _, e := range c.Out {
		var n notice.Notice
		if err := json.Unmarshal(e.Body, &n); err != nil {
			w.t.Fatal(err)
		}
		all = append(all, n)
	}
	return all
}

// told lists the first lines of what a commit says to somebody.
func (w *world) told(c engine.Commit, chat int64) (keys []notice.Key) {
	w.t.Helper()
	for _, n := range w.notices(c) {
		if n.To.Member == w.MemberID(chat) && n.Reason != notice.ForTidy {
			keys = append(keys, n.Lines[0].Key)
		}
	}
	slices.Sort(keys)
	return keys
}
