package meeting

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// What an exit word brings, all of it within ten minutes or not at all:
//
//	15:32      +1 to 4 min                         +10 min           +grace
//	│ word      │ excuse, to whoever gave it        │ a sign is due    │ missed
//	│ cue, to the others who are there
//
// Whoever wants a reason to leave is to be out of there, or heard of, when that time is
// over. So nothing that a phone says in it puts the sign off, but that they are home.

const (
	// ExcuseSoonest is how long after the word the excuse comes at the least: one that came at
	// once would tell what led to it (PRODUCT.md, Exit: one to four minutes).
	ExcuseSoonest = time.Minute
	// ExcuseLatest is how long it takes at the most.
	ExcuseLatest = 4 * time.Minute
	// SignAfterExit is how long after the word a sign is due, at the latest (PRODUCT.md, Exit).
	SignAfterExit = 10 * time.Minute
)

// Exit is the exit phrase in something that was written. That something was written at all
// is an event of its own, before this one.
type Exit struct {
	By  team.MemberID
	At  time.Time
	Now time.Time
	// After is how long after the word the excuse comes, chosen for each word; it is brought
	// within ExcuseSoonest and ExcuseLatest.
	After time.Duration
	// Lost: the phone is known to be lost. A companion's gets its excuse and nothing else
	// comes of it; with a worker's it goes on as always.
	Lost bool
}

func (Exit) event() {}

// Exited is the kind of the fact that somebody gave their exit word. Its Deadline is what is
// due then.
const Exited FactKind = "exit word"

// WayOut is the last exit word of somebody who is there.
type WayOut struct {
	By       team.MemberID `json:"by"`
	At       time.Time     `json:"at"`
	ExcuseAt time.Time     `json:"excuse_at,omitzero"` // when the excuse is due; zero: it was given, or comes too late
	Lost     bool          `json:"lost,omitempty"`     // it came from a companion's lost phone
}

// over is when the word's time is over: a sign is due then, and an excuse that has not come
// would only puzzle.
func (w WayOut) over() time.Time { return w.At.Add(SignAfterExit) }

// LastExit is the last exit word that counts for others than the phone it came from.
func (m Meeting) LastExit() (last WayOut, ok bool) {
	for _, w := range m.Exits {
		if !w.Lost && w.At.After(last.At) {
			last, ok = w, true
		}
	}
	return last, ok
}

// exit does what an exit word asks for. Another one of the same person within its time is
// a sign and no more.
func (s *step) exit(e Exit) {
	m := &s.Meeting
	if !m.State.Watched() || e.At.Before(m.StartedAt) || !m.goes(e.By) {
		return
	}
	mine := func(w WayOut) bool { return w.By == e.By }
	if i := slices.IndexFunc(m.Exits, mine); i >= 0 && e.At.Before(m.Exits[i].over()) {
		return
	}
	w := WayOut{By: e.By, At: e.At, Lost: e.Lost && e.By != m.Worker}
	// Of a word that is read late, the excuse must not come with the answer to it.
	at := latest(e.At.Add(min(max(e.After, ExcuseSoonest), ExcuseLatest)), e.Now.Add(ExcuseSoonest))
	if at.Before(w.over()) {
		w.ExcuseAt = at
	}
	m.Exits = append(slices.DeleteFunc(m.Exits, mine), w)
	if w.Lost {
		return
	}
	m.Due = m.hurry(m.Due, e.At)
	s.fact(Fact{Kind: Exited, By: e.By, At: e.At, Now: e.Now, Deadline: m.Due})
	if e.Now.Before(w.over()) {
		s.cue(w)
	}
}

// hurry is a deadline as an exit word leaves it that is not over at that moment: due no
// later than the word asks for a sign. Where *done* or *home* would be due by then, it is
// what is asked for.
func (m Meeting) hurry(next Deadline, at time.Time) Deadline {
	for _, w := range m.Exits {
		over := w.over()
		if w.Lost || !at.Before(over) || !next.At.After(over) {
			continue
		}
		end, kind := m.end()
		if end.After(over) {
			kind = SignDue
		}
		next = Deadline{Kind: kind, At: over}
	}
	return next
}

// excuseAt is when the next excuse is due; zero: none is.
func (m Meeting) excuseAt() (at time.Time) {
	for _, w := range m.Exits {
		if m.State.Watched() && !w.ExcuseAt.IsZero() && (at.IsZero() || w.ExcuseAt.Before(at)) {
			at = w.ExcuseAt
		}
	}
	return at
}

// excuse gives those that are due at a moment their excuse, unless it comes too late.
func (s *step) excuse(at, now time.Time) {
	m := &s.Meeting
	for i, w := range m.Exits {
		if !w.ExcuseAt.Equal(at) {
			continue
		}
		m.Exits[i].ExcuseAt = time.Time{}
		if !now.Before(w.over()) {
			continue
		}
		line := notice.L("excuse")
		if m.Plan.Excuse != "" && w.By == m.Worker {
			line = notice.L("own-text", "text", notice.Text(m.Plan.Excuse))
		}
		n := s.say(notice.Notice{To: notice.To(w.By), Lane: notice.Prompt, Reason: notice.ForExcuse, Lines: []notice.Line{line}})
		n.About.Until = w.over()
	}
}

// cue gives everybody else who is there the cue that somebody wants to leave.
func (s *step) cue(w WayOut) {
	m := s.Meeting
	line := notice.L("cue")
	if m.Plan.Cue != "" {
		line = notice.L("own-text", "text", notice.Text(m.Plan.Cue))
	}
	for _, id := range append([]team.MemberID{m.Worker}, m.Going()...) {
		if id == w.By || !m.At(id) {
			continue
		}
		n := s.say(notice.Notice{To: notice.To(id), Lane: notice.Prompt, Reason: notice.ForCue, Lines: []notice.Line{line}})
		n.About.Until = w.over()
	}
}
