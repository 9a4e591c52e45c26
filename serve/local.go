package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/blind"
	"porchlight/bot"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/store/disk"
	"porchlight/store/journal"
)

// Local is what a bot has beside its store, for when it can't see.
type Local struct {
	Dir    string // of the journal and the roster
	Sealer blind.Sealer
	Files  disk.Files // nil: the machine's own
	// Teams lists the teams, so that the roster can be read anew.
	Teams func(context.Context) ([]engine.Ref, error)
	// KeyFile looks whether the key ring's file is the one that was loaded; nil: nobody looks.
	KeyFile func() error
	// Keys is the key ring, so that its keys can be rotated; nil: they are not.
	Keys *Keys
	// Moved is by how much the machine's clock was moved since the last call; nil: nobody looks.
	Moved func() time.Duration
	// Probe has Telegram asked for a sign of life when it was silent for a while. Long polls
	// and quiet hours hide that it is away.
	Probe bool
	// HeartbeatURL is fetched every minute while all is well; empty: nothing is.
	HeartbeatURL string
}

// sight is what goes on beside the bot. A nil sight sees nothing and keeps nothing.
type sight struct {
	Local
	health   *Health
	log      *slog.Logger
	machine  clock.Clock
	roster   *blind.Roster
	mirror   *blind.Mirror
	journal  *journal.Journal
	sentIn   *journal.Journal // where sent is kept
	shelter  *bot.Shelter
	pager    *blind.Pager
	direct   *blind.Direct
	sent     *blind.Traces // what was sent from memory
	troubles *blind.Troubles
	telegram *blind.Reach
	beat     *blind.Heartbeat // nil: there is none
	waiter   clock.Waiter     // the watch's
	reader   clock.Waiter     // the roster's
	wake     func()           // has everybody look at the clock again
	probe    func(context.Context)

	ready  atomic.Bool // everything above is there
	ours   atomic.Bool // this process had the sending lease when it was last asked for
	probes sync.WaitGroup
	watch  watch
	resave atomic.Bool // the roster is written although it has not changed
	diskMu sync.Mutex
	disk   error     // why the last write failed
	diskAt time.Time // since when writes have failed; zero: they don't
}

// newSight begins what a bot has beside its store.
func newSight(o *Options) *sight {
	if o.Local == nil {
		return nil
	}
	s := &sight{Local: *o.Local, health: o.Health, log: o.Log, machine: o.Machine, roster: blind.NewRoster()}
	if s.Files == nil {
		s.Files = disk.Local()
	}
	s.ours.Store(true) // until another process turns out to send
	return s
}

// open opens the journal and the roster's mirror. It is the last step of wiring: what it
// opens is closed by Run.
func (s *sight) open(b *Bot, channel delivery.Channel) (err error) {
	o := b.options
	if err := s.Files.MakeDir(s.Dir); err != nil {
		return fmt.Errorf("--data-dir: %w", err)
	}
	s.mirror = &blind.Mirror{Dir: s.Dir, Sealer: s.Sealer, Files: s.Files, Roster: s.roster}
	if _, err := s.mirror.Load(); err != nil {
		o.Log.Error("the roster of the last start can't be read", "err", err)
	}
	var left []journal.Record
	var damaged int
	s.journal, left, damaged, err = journal.Open(journal.Options{
		Dir: filepath.Join(s.Dir, journalDir), Sealer: s.Sealer, Files: s.Files, Log: o.Log,
	})
	if err != nil {
		return fmt.Errorf("--data-dir: %w", err)
	}
	if len(left)+damaged > 0 {
		o.Log.Warn("the journal holds updates from an earlier start", "updates", len(left), "damaged", damaged)
	}
	s.shelter = bot.NewShelter(s.journal, keptOf(left), tappedHandler{b.desk, o.Health, o.Metrics, b.gate}, o.Machine, o.Log)
	channels, further := []delivery.Channel{channel}, b.tappedFurther()
	for _, by := range b.further() {
		channels = append(channels, further[by])
	}
	if err := s.openSent(&o); err != nil {
		return err
	}
	s.direct = &blind.Direct{Channels: channels, Machine: o.Machine, Sent: s.sent.Sent, Log: o.Log}
	s.pager = blind.NewPager(blind.Options{
		Roster: s.roster, Clock: o.Clock, Machine: o.Machine, Hasher: o.Hasher, Direct: s.direct, Reach: b.Engine.Reach,
		Ours: s.ours.Load, Log: o.Log,
	})
	s.shelter.Failing, s.shelter.Before = s.wrote, s.sent.Store
	s.shelter.Meanwhile = func(u bot.Update, durable bool) {
		err := s.pager.Do(func(e *engine.Engine) error { return b.desk.Meanwhile(context.Background(), e, u, durable) })
		if err != nil {
			o.Log.Error("look at an update while the store is away", "update", u.ID, "kind", u.Kind, "err", err)
		}
	}
	s.troubles = &blind.Troubles{
		Roster: s.roster, Pager: s.pager, Direct: s.direct, Clock: o.Clock, Machine: o.Machine, Operator: o.Operator != 0, Log: o.Log,
	}
	if s.HeartbeatURL != "" {
		if s.beat, err = blind.NewHeartbeat(s.HeartbeatURL, o.Machine, s.well, o.Log); err != nil {
			return fmt.Errorf("--heartbeat-url: %w", err)
		}
	}
	s.waiter, s.reader = o.Machine.NewWaiter(), o.Machine.NewWaiter()
	s.wake, s.telegram = b.look, b.severed.reach
	s.probe = func(ctx context.Context) {
		if name, err := bot.Username(ctx, b.client); err == nil { // the transport hears how it went
			b.named.learned(name)
		}
	}
	b.intake.Beside(s.shelter)
	s.ready.Store(true)
	return nil
}

// openSent opens the journal of what is sent from memory.
func (s *sight) openSent(o *Options) error {
	kept, left, _, err := journal.Open(journal.Options{
		Dir: filepath.Join(s.Dir, sentDir), Sealer: s.Sealer, Files: s.Files, Log: o.Log,
	})
	if err != nil {
		s.journal.Close()
		return fmt.Errorf("--data-dir: %w", err)
	}
	s.sentIn = kept
	s.sent = &blind.Traces{Journal: kept, Commit: o.Store.Commit, Failing: s.wrote, Log: o.Log}
	for _, r := range left {
		s.sent.Load(r.Number, r.Body)
	}
	return nil
}

const (
	journalDir = "journal"
	sentDir    = "sent"
)

// keptOf reads what a journal gave back. What is sealed and whole is what was appended.
func keptOf(left []journal.Record) (kept []bot.Kept) {
	for _, r := range left {
		k := bot.Kept{}
		if json.Unmarshal(r.Body, &k) == nil {
			k.Number = r.Number
			kept = append(kept, k)
		}
	}
	return kept
}

// committed keeps the roster current.
func (s *sight) committed(c engine.Commit) {
	if s != nil {
		s.roster.Committed(c)
	}
}

// saw notes how a call to the store went. That it is back is learned from the lease alone,
// which is asked for each second whatever goes on: with an alert there are more calls of any
// other kind, and when kept updates are answered must not follow from that.
func (s *sight) saw(err error, write bool) {
	if s != nil && s.ready.Load() && errors.Is(err, engine.ErrUnavailable) {
		s.shelter.Failed(write)
	}
}

// leased notes whether this process is the one that sends.
func (s *sight) leased(ours bool, err error) {
	if s == nil {
		return
	}
	if err != nil {
		s.saw(err, true)
		return
	}
	s.ours.Store(ours)
	if s.ready.Load() {
		s.shelter.Worked(ours) // what another one holds is only looked at
	}
}

// wrote notes how a write to the disk went.
func (s *sight) wrote(err error) {
	s.diskMu.Lock()
	defer s.diskMu.Unlock()
	s.disk = err
	switch {
	case err == nil:
		s.diskAt = time.Time{}
	case s.diskAt.IsZero():
		s.diskAt = s.machine.Now()
	}
}

// holds says whether deadlines have to wait: what people wrote while the store was away is
// read first, but for no longer than at a start (G6).
func (s *sight) holds() bool {
	return s != nil && s.ready.Load() && s.shelter.Waiting() > 0 && !s.shelter.BackFor(catchUp)
}

// well says whether the heartbeat may go on.
func (s *sight) well(ctx context.Context) bool {
	return len(s.troubles.Open()) == 0 && len(s.health.Missing(ctx)) == 0 && len(s.health.Stuck()) == 0
}

// errReadFirst keeps the sweep from deadlines that somebody may have answered.
var errReadFirst = fmt.Errorf("what was kept while the store was away is read first: %w", engine.ErrUnavailable)

// records is where the roster is read: the store, and the list of its teams.
type records struct {
	Store
	teams func(context.Context) ([]engine.Ref, error)
}

// Teams is blind.Source's.
func (r records) Teams(ctx context.Context) ([]engine.Ref, error) { return r.teams(ctx) }

// close ends what Run has used.
func (s *sight) close() {
	if s == nil {
		return
	}
	s.probes.Wait()
	s.direct.Wait()
	if s.mirror.Stale() {
		s.wrote(s.mirror.Save())
	}
	s.journal.Close()
	s.sentIn.Close()
}
