package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// take makes whoever comes first the owner. Whoever comes second is told who it is and
// can still take over, unless it was handed to them.
func (s *step) take(by team.MemberID) {
	a := &s.Alert
	switch a.Owner {
	case "":
		s.own(by)
	case by:
		s.renew(by)
	default:
		if a.HandTo == by {
			s.own(by)
			return
		}
		s.tell(by, notice.Page, notice.L("owned-by", "who", notice.Who(a.Owner), "about", notice.Who(s.Alert.About))).Buttons =
			[][]notice.Button{{s.button("button-take-over", team.TakeOver, "")}}
	}
}

// own gives the alert to somebody and stops the climb.
func (s *step) own(by team.MemberID) {
	a := &s.Alert
	s.letGo()
	a.Owner, a.OwnedAt = by, s.Now
	a.Ownership++
	a.Lost = Lost{}
	if !slices.Contains(a.Paged, by) {
		a.Paged = append(a.Paged, by) // from now on they hear what happens, even after a take-over
	}
	a.RenewBy = s.Now.Add(s.ownFor())
	s.tell(by, notice.Page,
		notice.L("you-have-it", "by", notice.At(s.lapseAt()), "about", notice.Who(s.Alert.About))).Buttons = s.ownerButtons()
	s.tellOthers(by, notice.Page, [][]notice.Button{{s.button("button-take-over", team.TakeOver, "")}},
		notice.L("owned-by", "who", notice.Who(by), "about", notice.Who(s.Alert.About)))
}

func (s *step) ownerButtons() [][]notice.Button {
	var reports []notice.Button
	for _, k := range Reports {
		reports = append(reports, s.button(notice.Key("button-report-"+k), team.Report, string(k)))
	}
	return [][]notice.Button{
		reports[:2], reports[2:],
		{s.button("button-renew", team.Renew, ""), s.button("button-hand-over", team.HandOver, "")},
		{s.button("button-stand-down", team.StandDown, "")},
	}
}

func (s *step) ownFor() time.Duration { return s.Alert.ownFor(s.Policy) }

func (s *step) renew(by team.MemberID) {
	a := &s.Alert
	a.RenewBy, a.Reminded = s.Now.Add(s.ownFor()), false
	s.tell(by, notice.Page, notice.L("renewed", "by", notice.At(s.lapseAt()), "about", notice.Who(s.Alert.About))).Buttons = s.ownerButtons()
}

func (s *step) report(e Report) {
	if !slices.Contains(Reports, e.Kind) {
		return
	}
	s.Alert.Reported = true
	s.renew(e.By)
	s.tellOthers(e.By, notice.Bulk, nil,
		notice.L("reported", "who", notice.Who(e.By), "what", notice.Word(notice.Key("report-"+e.Kind)), "at", notice.At(s.Now), "about", notice.Who(s.Alert.About)))
}

// cant takes somebody off this round; from the owner it gives the alert back. When it
// was the last one on the rung, the climb goes on at once.
func (s *step) cant(by team.MemberID) {
	a := &s.Alert
	if a.Owner == by {
		s.lose(GaveUp)
	} else {
		s.pass() // a round that is due begins before the no, which counts in the new one
	}
	if !slices.Contains(a.Climb.Cant, by) {
		a.Climb.Cant = append(a.Climb.Cant, by)
		a.Climb.NoAt = s.Now
	}
	s.tell(by, notice.Page, notice.L("cant-noted"))
	if a.HandTo == by && a.Owner != "" {
		a.HandTo = ""
		s.tell(a.Owner, notice.Page, notice.L("hand-over-no", "who", notice.Who(by)))
	}
}

// lose ends an ownership without a stand-down: everyone is paged again, at once.
func (s *step) lose(why LostWhy) {
	a := &s.Alert
	a.Lost = Lost{By: a.Owner, At: s.Now, Why: why}
	s.letGo()
	a.Ownership++
	s.restart(1)
}

// letGo ends whatever ownership there is, and what its owner had begun.
func (s *step) letGo() {
	a := &s.Alert
	if a.Owner != "" {
		a.Held = append(a.Held, Holding{By: a.Owner, From: a.OwnedAt, To: s.Now})
	}
	a.Owner, a.OwnedAt, a.RenewBy, a.HandTo = "", time.Time{}, time.Time{}, ""
	a.Reported, a.Reminded = false, false
	s.reopen()
}

func (s *step) whoElse(by team.MemberID) {
	a := s.Alert
	var waiting []team.MemberID
	for _, id := range a.Paged {
		if !slices.Contains(a.Climb.Cant, id) && s.eligible(id) {
			waiting = append(waiting, id)
		}
	}
	lines := []notice.Line{notice.L("paged", "who", notice.Who(waiting...), "about", notice.Who(s.Alert.About))}
	if len(a.Climb.Cant) > 0 {
		lines = append(lines, notice.L("paged-cant", "who", notice.Who(a.Climb.Cant...)))
	}
	if a.Owner != "" {
		lines = append(lines, notice.L("owned-by", "who", notice.Who(a.Owner), "about", notice.Who(s.Alert.About)))
	}
	s.tell(by, notice.Page, lines...)
}

// handOver asks somebody to take over. Until they do, the owner keeps the alert.
func (s *step) handOver(e HandOver) {
	a := &s.Alert
	if e.To == "" || e.To == e.By || !s.eligible(e.To) {
		var names [][]notice.Button
		for _, p := range s.Crew {
			if p.ID != e.By && s.eligible(p.ID) {
				b := s.button("", team.HandOver, string(p.ID))
				b.Member = p.ID
				names = append(names, []notice.Button{b})
			}
		}
		line := notice.L("hand-over-whom")
		if len(names) == 0 {
			line = notice.L("hand-over-nobody")
		}
		s.tell(e.By, notice.Page, line).Buttons = names
		return
	}
	a.HandTo = e.To
	s.page(e.To, s.ways(e.To, s.here()), notice.L("page-hand-over", "who", notice.Who(e.By)))
	s.tell(e.By, notice.Page, notice.L("hand-over-asked", "who", notice.Who(e.To), "by", notice.At(s.lapseAt())))
}

// howItStands tells somebody who may have the alert who has it, with what they can do. It
// changes nothing: nobody is paged because they wrote.
func (s *step) howItStands(by team.MemberID) {
	a := s.Alert
	about := notice.Who(a.About)
	switch {
	case !s.eligible(by):
	case a.Owner == "":
		row := []notice.Button{s.button("button-take-over", team.TakeOver, "")}
		if slices.Contains(a.Paged, by) {
			row = []notice.Button{s.button("button-take", team.Take, ""), s.button("button-cant", team.Cant, ""), s.button("button-who-else", team.WhoElse, "")}
		}
		s.tell(by, notice.Page, notice.L("nobody-has-it", "about", about)).Buttons = [][]notice.Button{row}
	case a.Owner == by:
		s.tell(by, notice.Page, notice.L("you-have-it", "by", notice.At(s.lapseAt()), "about", about)).Buttons = s.ownerButtons()
	default:
		s.tell(by, notice.Page, notice.L("owned-by", "who", notice.Who(a.Owner), "about", about)).Buttons =
			[][]notice.Button{{s.button("button-take-over", team.TakeOver, "")}}
	}
}
