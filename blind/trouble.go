package blind

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"porchlight/clock"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// Trouble is something that keeps the program from its work.
type Trouble string

// The troubles.
const (
	Store    Trouble = "store"    // it can't be reached, or takes nothing
	Telegram Trouble = "telegram" // it can't be reached at all
	Clock    Trouble = "clock"    // the machine's clock was moved
	Disk     Trouble = "disk"     // the data dir can't be written
	KeyFile  Trouble = "key"      // the key ring's file is missing, or another one
)

// tellAgain is how often people are told of a trouble again while somebody is out.
const tellAgain = 10 * time.Minute

// heirWithin is how long after the end of a trouble a process that didn't tell of it does,
// when it turns out to be the one that sends: the one before it has died meanwhile. It is
// the lease's three seconds, and what asking for it may take.
const heirWithin = 10 * time.Second

// Troubles knows what is wrong and tells people, by what still works: once when it begins,
// again now and then while somebody is out, and once when it is over.
type Troubles struct {
	Roster   *Roster
	Pager    *Pager
	Direct   *Direct
	Clock    clock.Clock // the bot's: what people read
	Machine  clock.Clock
	Operator bool // there is somebody to tell about what goes wrong
	Log      *slog.Logger

	mu   sync.Mutex
	open map[Trouble]*trouble
	past map[Trouble]ended // of which nobody here has told
}

// trouble is one that goes on.
type trouble struct {
	since  time.Time // by the machine's clock
	line   notice.Line
	tells  func() bool // whether this process tells of it now
	toldAt time.Time
}

// ended is one that is over: what there is to say about it, and how long this process may
// turn out to be the one that says so.
type ended struct {
	lines []notice.Line
	tells func() bool
	until time.Time
}

// Begin says that a trouble began at a moment of the machine's clock. While it goes on
// that changes nothing, and it returns false. tells says whether it is this process that
// tells people; it is asked each time, since the one that did may die. moved is by how much
// the clock was.
func (t *Troubles) Begin(ctx context.Context, what Trouble, since time.Time, tells func() bool, moved time.Duration) bool {
	now := t.Machine.Now()
	line := begun(what, t.Clock.Now().Add(-now.Sub(since)), moved)
	t.mu.Lock()
	if t.open == nil {
		t.open = map[Trouble]*trouble{}
	}
	if t.open[what] != nil {
		t.mu.Unlock()
		return false
	}
	delete(t.past, what)
	one := &trouble{since: since, line: line, tells: tells, toldAt: now}
	t.open[what] = one
	t.mu.Unlock()
	t.Log.Error("trouble", "what", string(what), "since", since)
	if tells() {
		t.tell(ctx, true, one.line)
	}
	return true
}

// End says that a trouble is over, with what else there is to say about it. It returns
// false when there was none.
func (t *Troubles) End(ctx context.Context, what Trouble, more ...notice.Line) bool {
	t.mu.Lock()
	one := t.open[what]
	delete(t.open, what)
	t.mu.Unlock()
	if one == nil {
		return false
	}
	lasted := t.Machine.Now().Sub(one.since)
	t.Log.Info("trouble is over", "what", string(what), "lasted", lasted)
	lines := append([]notice.Line{over(what, lasted)}, more...)
	if one.tells() {
		t.tell(ctx, true, lines...)
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.past == nil {
		t.past = map[Trouble]ended{}
	}
	t.past[what] = ended{lines, one.tells, t.Machine.Now().Add(heirWithin)}
	return true
}

// Again tells people once more of what has gone on for long while somebody is out, and of
// what is over when whoever was to say so has not lived to. It is called every second.
func (t *Troubles) Again(ctx context.Context) {
	now := t.Machine.Now()
	var lines, unsaid []notice.Line
	t.mu.Lock()
	for _, what := range slices.Sorted(maps.Keys(t.open)) {
		if one := t.open[what]; now.Sub(one.toldAt) >= tellAgain && one.tells() {
			one.toldAt = now
			lines = append(lines, one.line)
		}
	}
	for _, what := range slices.Sorted(maps.Keys(t.past)) {
		one := t.past[what]
		told := one.tells()
		if told {
			unsaid = append(unsaid, one.lines...)
		}
		if told || now.After(one.until) {
			delete(t.past, what)
		}
	}
	t.mu.Unlock()
	if len(unsaid) > 0 {
		t.tell(ctx, true, unsaid...)
	}
	if len(lines) > 0 {
		t.tell(ctx, false, lines...)
	}
}

// Open lists what is wrong now.
func (t *Troubles) Open() []Trouble {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.open))
}

// Has says whether a trouble goes on.
func (t *Troubles) Has(what Trouble) bool { return slices.Contains(t.Open(), what) }

// tell tells the coordinators who are not present, each of the people of their own teams,
// and the operator. Where nobody is out it is said only if that is to be said, too.
func (t *Troubles) tell(ctx context.Context, quietToo bool, lines ...notice.Line) {
	e, err := t.Pager.View()
	if err != nil {
		t.Log.Error("tell people of a trouble", "err", err)
		return
	}
	teams, _ := t.Roster.Teams(ctx) // memory does not fail
	looks, err := e.Outlooks(ctx, teams...)
	if err != nil {
		t.Log.Error("tell people of a trouble", "err", err)
	}
	var but []string
	if t.Has(Telegram) {
		but = append(but, string(team.Telegram))
	}
	head := t.head()
	for to, out := range t.readers(looks) {
		if len(out) == 0 && !quietToo {
			continue
		}
		t.Direct.Send(ctx, e, notice.Notice{
			To: to, Do: notice.Send, Lane: notice.Page, Reason: notice.ForTrouble,
			Lines: slices.Concat(lines, outList(head, out)),
		}, but...)
	}
}

// readers are whom to tell, with the people who are out that are theirs to know of. The
// operator is told of each team with somebody out by itself, so that its names can be found.
func (t *Troubles) readers(looks []engine.Outlook) map[notice.Recipient][]notice.Line {
	to := map[notice.Recipient][]notice.Line{}
	operators := 0
	for _, o := range looks {
		for _, reader := range o.Tell {
			to[notice.To(reader.ID)] = append(to[notice.To(reader.ID)], reader.Out...)
		}
		if t.Operator && len(o.Out) > 0 {
			to[operator(o.Team)] = o.Out
			operators++
		}
	}
	if t.Operator && operators == 0 {
		to[operator("")] = nil
	}
	return to
}

func operator(in team.ID) notice.Recipient {
	return notice.Recipient{Place: notice.Operator, Team: in}
}

// head leads the list of who is out. It says that they may not be heard only while
// something goes on that hinders them: not when that is over, nor when the clock was moved
// or the key ring's file is gone.
func (t *Troubles) head() notice.Line {
	deaf := func(what Trouble) bool { return what == Store || what == Telegram || what == Disk }
	if slices.ContainsFunc(t.Open(), deaf) {
		return notice.L("trouble-out")
	}
	return notice.L("trouble-still-out")
}

func outList(head notice.Line, out []notice.Line) []notice.Line {
	if len(out) == 0 {
		return []notice.Line{notice.L("trouble-nobody-out")}
	}
	return append([]notice.Line{head}, out...)
}
