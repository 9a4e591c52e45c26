package alerts

import (
	"slices"

	"porchlight/notice"
	"porchlight/team"
)

// standDown closes the alert with an outcome. A duress needs more than one word: the
// safe phrase as the owner heard it, or a second person.
func (s *step) standDown(e StandDown) {
	a := &s.Alert
	switch {
	case !slices.Contains(Outcomes, e.Outcome):
		var rows [][]notice.Button
		for _, o := range Outcomes {
			rows = append(rows, []notice.Button{s.button(notice.Key("button-outcome-"+o), team.StandDown, string(o))})
		}
		s.tell(e.By, notice.Page, notice.L("stand-down-how", "about", notice.Who(s.Alert.About))).Buttons = rows
	case a.IsDrill():
		s.endDrill(e.By, e.Outcome)
	case !a.duress():
		s.close(e.By, e.Outcome)
	default:
		s.reopen()
		a.Closing.By, a.Closing.Outcome, a.Closing.At = e.By, e.Outcome, s.Now
		s.askPhrase(e.By)
		s.tellOthers(e.By, notice.Page, [][]notice.Button{{s.button("button-second", team.Second, "")}},
			notice.L("second-ask", "who", notice.Who(e.By), "outcome", outcome(e.Outcome), "about", notice.Who(a.About)))
	}
}

// reopen forgets a stand-down that was under way, but not the wrong phrases.
func (s *step) reopen() {
	c := &s.Alert.Closing
	*c = Closing{Wrong: c.Wrong, WrongAt: c.WrongAt}
}

func (s *step) askPhrase(by team.MemberID) {
	if s.Alert.Closing.Wrong >= PhraseTries {
		s.tell(by, notice.Page, notice.L("phrase-over"))
		return
	}
	s.tell(by, notice.Page, notice.L("phrase-ask", "about", notice.Who(s.Alert.About)))
}

// WantsPhrase says whether the next text of this person is to be read as the safe
// phrase that they heard.
func (a Alert) WantsPhrase(by team.MemberID) bool {
	return a.Open() && by != "" && a.Closing.By == by && a.Owner == by && a.Closing.Wrong < PhraseTries
}

// heard compares what the owner typed. Three wrong phrases leave only the way with two
// people; the duress phrase in its place is a signal, and everyone hears of it.
func (s *step) heard(e Heard) {
	a := &s.Alert
	if !a.WantsPhrase(e.By) {
		return
	}
	switch e.Phrase {
	case RightPhrase:
		s.close(e.By, a.Closing.Outcome)
	case DuressPhrase:
		s.signalled(Signalled{By: a.About, At: s.Now})
		s.reopen()
		for _, p := range s.Crew {
			if s.eligible(p.ID) {
				s.tell(p.ID, notice.Page, notice.L("phrase-duress", "who", notice.Who(e.By), "about", notice.Who(a.About)))
			}
		}
	case WrongPhrase:
		if a.Closing.WrongAt.Equal(s.Now) {
			return // the same phrase, heard of twice
		}
		a.Closing.Wrong++
		a.Closing.WrongAt = s.Now
		if a.Closing.Wrong >= PhraseTries {
			s.tell(e.By, notice.Page, notice.L("phrase-over"))
			return
		}
		s.tell(e.By, notice.Page, notice.L("phrase-wrong", "n", notice.N(PhraseTries-a.Closing.Wrong)))
	}
}

// second closes a duress that its owner wants to stand down.
func (s *step) second(by team.MemberID) {
	a := &s.Alert
	if a.Closing.By == "" || a.Closing.By == by {
		s.tell(by, notice.Page, notice.L("second-nothing"))
		return
	}
	s.close(a.Closing.By, a.Closing.Outcome)
}

func (s *step) close(by team.MemberID, o Outcome) {
	a := &s.Alert
	a.Outcome, a.ClosedAt, a.ClosedBy = o, s.Now, by
	a.Closing, a.Climb = Closing{}, Climb{Round: a.Climb.Round}
	s.blank()
	for _, p := range s.Crew {
		if s.eligible(p.ID) && (slices.Contains(a.Paged, p.ID) || p.ID == by) {
			n := s.tell(p.ID, notice.Page, notice.L("closed",
				"about", notice.Who(a.About), "who", notice.Who(by), "outcome", outcome(o), "at", notice.At(s.Now)))
			if p.ID == by && a.Tellable() && !s.lost(a.About) {
				n.Buttons = [][]notice.Button{{a.TellButton()}}
			}
		}
	}
}

func outcome(o Outcome) notice.Arg { return notice.Word(notice.Key("outcome-" + o)) }
