package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Answer is the first thing that somebody said to a drill.
type Answer struct {
	By   team.MemberID `json:"by"`
	At   time.Time     `json:"at"`
	Took bool          `json:"took,omitempty"` // false: they can't
}

// Rehearsal is what a drill rehearses: which ladder it goes.
type Rehearsal string

// The possibilities.
const (
	RehearseMissed Rehearsal = "missed" // a check-in that did not come
	RehearseSignal Rehearsal = "signal" // a silent signal
)

// DrillOver is how long after the first round of its ladder a drill that nobody has ends by
// itself: everyone was asked by every channel a dozen times by then, and phones that ring
// on teach people to turn them off.
const DrillOver = 15 * time.Minute

// IsDrill says whether nothing is wrong: it is a rehearsal. Its About is who started it.
func (a Alert) IsDrill() bool { return a.Cause == Drill }

// begun makes a drill of an alert that was raised.
func (s *step) begun(e Raise) {
	a := &s.Alert
	a.Rehearses, a.EndsAt = e.Rehearses, s.Now.Add(DrillOver)
	ladder := s.Policy.Ladder
	if a.urgent() {
		ladder = s.Policy.DuressLadder
	}
	for _, r := range ladder {
		a.EndsAt = a.EndsAt.Add(r.Wait)
	}
}

// rehearsed says whether an event can be about a drill. What phones at a meeting do, and what
// belongs to a silent signal, never is.
func rehearsed(e Event) bool {
	switch e.(type) {
	case Signalled, Voiced, Gone, Told, Placed, Adopt, Heard, Second:
		return false
	default:
		return true
	}
}

// answeredBy notes the first that somebody says to a drill.
func (s *step) answeredBy(by team.MemberID, action team.Action) {
	a := &s.Alert
	took := action == team.Take || action == team.TakeOver
	if !a.IsDrill() || !took && action != team.Cant || slices.ContainsFunc(a.Answers, func(x Answer) bool { return x.By == by }) {
		return
	}
	a.Answers = append(a.Answers, Answer{By: by, At: s.Now, Took: took})
}

// drilled ends a drill that nobody has, when it has gone on for long enough, or when there is
// nobody who could be asked.
func (s *step) drilled() {
	if a := s.Alert; a.IsDrill() && a.Open() && a.Owner == "" && (!s.Now.Before(a.EndsAt) || len(s.outsiders()) == 0) {
		s.endDrill("", Untaken)
	}
}

// endDrill ends a drill, whoever ends it. Those whom it reached are told, and the others who
// coordinate read how it went.
func (s *step) endDrill(by team.MemberID, o Outcome) {
	a := &s.Alert
	a.Outcome, a.ClosedAt, a.ClosedBy = o, s.Now, by
	a.Climb = Climb{Round: a.Climb.Round}
	hear := s.hearers()
	for _, p := range s.Crew {
		switch {
		case slices.Contains(hear, p.ID):
			s.tell(p.ID, notice.Drill, append([]notice.Line{s.drillOver()}, s.drillResult()...)...)
		case s.eligible(p.ID) && slices.Contains(a.Paged, p.ID):
			s.tell(p.ID, notice.Drill, s.drillOver())
		}
	}
}

func (s *step) drillOver() notice.Line {
	a := s.Alert
	switch {
	case a.Outcome == MadeWay:
		return notice.L("drill-made-way")
	case a.Outcome == CalledOff:
		return notice.L("drill-called-off")
	case a.ClosedBy == "":
		return notice.L("drill-untaken")
	default:
		return notice.L("drill-closed", "who", notice.Who(a.ClosedBy), "outcome", outcome(a.Outcome), "at", notice.At(a.ClosedAt))
	}
}

// hearers are who read how a drill went: who coordinates, or, where nobody else does who may
// hear of it, who responds. Whoever started it never does: a drill ends by an alert, so that
// its result would say whether there is one to whoever took that phone and started it before.
func (s *step) hearers() (hear []team.MemberID) {
	for _, p := range s.Crew {
		if s.eligible(p.ID) && slices.Contains(p.Roles, team.Coordinator) {
			hear = append(hear, p.ID)
		}
	}
	if len(hear) == 0 {
		return s.outsiders()
	}
	return hear
}

// drillResult is who answered and how fast, who did not, and who was not reached by what.
func (s *step) drillResult() []notice.Line {
	a := s.Alert
	var lines []notice.Line
	for _, x := range a.Answers {
		key := notice.Key("drill-cant")
		if x.Took {
			key = "drill-took"
		}
		lines = append(lines, notice.L(key, "who", notice.Who(x.By), "after", notice.For(max(x.At.Sub(a.HeardAt), time.Second))))
	}
	for _, id := range a.Paged {
		silent := !slices.ContainsFunc(a.Answers, func(x Answer) bool { return x.By == id })
		if p, _ := s.person(id); silent && s.eligible(id) {
			if p.DrilledAt.IsZero() {
				lines = append(lines, notice.L("drill-silent", "who", notice.Who(id)))
			} else {
				lines = append(lines, notice.L("drill-silent-since", "who", notice.Who(id), "last", notice.Day(p.DrilledAt)))
			}
		}
	}
	for _, f := range a.Failing {
		if s.eligible(f.Who) && !s.works(f.Who, f.By) {
			lines = append(lines, notice.L("drill-unreached", "who", notice.Who(f.Who), "by", notice.Word(notice.Key("channel-"+f.By))))
		}
	}
	if len(a.Paged) == 0 {
		lines = append(lines, notice.L("drill-unasked"))
	}
	return lines
}

// drillLines is a page of a drill.
func (s *step) drillLines() []notice.Line {
	a := s.Alert
	lines := []notice.Line{notice.L("drill-page", "who", notice.Who(a.About), "at", notice.At(a.RaisedAt))}
	if a.Lost.By != "" {
		lines = append(lines, notice.L(notice.Key("lost-"+lostKey(a.Lost.Why)), "who", notice.Who(a.Lost.By), "at", notice.At(a.Lost.At)))
	}
	return append(lines, notice.L("drill-do"))
}

// drillMarks are the lines that begin with the word that marks a drill.
var drillMarks = []notice.Key{"drill-page", "drill-made-way", "drill-called-off", "drill-untaken", "drill-closed"}

// ofDrill are what is said of a drill in place of what names whom an alert is about: a drill
// is about nobody. They begin with the word that marks it, too.
var ofDrill = map[notice.Key]notice.Key{
	"you-have-it": "drill-you-have-it", "owned-by": "drill-owned-by", "nobody-has-it": "drill-nobody-has-it",
	"still-on-it": "drill-still-on-it", "renewed": "drill-renewed", "reported": "drill-reported",
	"paged": "drill-paged", "stand-down-how": "drill-stand-down-how",
}

// mark puts a notice of a drill into the lane that waits for all others, with the word that
// marks it at its very beginning.
func mark(n notice.Notice) notice.Notice {
	n.Lane = notice.Drill
	marked := false
	for i, l := range n.Lines {
		if own, ok := ofDrill[l.Key]; ok {
			delete(l.Args, "about")
			n.Lines[i].Key, marked = own, marked || i == 0
		}
		marked = marked || i == 0 && slices.Contains(drillMarks, l.Key)
	}
	if len(n.Lines) > 0 && !marked {
		n.Lines = append([]notice.Line{notice.L("drill-mark")}, n.Lines...)
	}
	return n
}

// stop ends a drill that is under way; no other alert ends so.
func (s *step) stop(o Outcome) {
	if s.Alert.IsDrill() {
		s.endDrill("", o)
	}
}
