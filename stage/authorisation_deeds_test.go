package stage_test

import (
	"regexp"
	"slices"
	"strings"

	"porchlight/alerts"
	"porchlight/codeword"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/team"
)

// deed is an action and how it is asked for.
type deed struct {
	action team.Action
	at     situation
	arg    func(h *house) string // of the button; nil: none
	typed  func(h *house) string // what is typed; nil: the word of the catalogue for the same button
	only   bool                  // there is no button: it is typed only
	first  []string              // what Ana and the caller have written before, each in their own chat
	did    func(h *house, who team.MemberID, o outcome) bool
}

// onAlert says whether an action is about an alert, not about a meeting.
func (d deed) onAlert() bool {
	return d.at != planned && d.first == nil && !slices.Contains([]team.Action{team.CheckIn, team.Later, team.Move, team.NoShow, team.Done, team.Home, team.SOS, team.Worry, team.OnCallYes, team.OnCallNo}, d.action)
}

// general says whether an action is about no meeting and no alert.
func (d deed) general() bool {
	return slices.Contains([]team.Action{team.Join, team.PlanIt, team.GoNow, team.Status, team.Watch, team.SetWords, team.SetZone, team.Invites,
		team.Export, team.Forget, team.Audit, team.Help, team.SOS, team.StillHere,
		team.SetLanguage, team.SetEmail, team.SetNtfy, team.Practise, team.Reply, team.Back, team.Skip, team.Stop, team.GoOn, team.Anew}, d.action)
}

func answered(as engine.OnCallAnswer) func(*house, team.MemberID, outcome) bool {
	return func(_ *house, who team.MemberID, o outcome) bool {
		return slices.ContainsFunc(o.after.people[who].OnCall, func(c engine.OnCall) bool { return c.Answer == as })
	}
}

func text(s string) func(*house) string { return func(*house) string { return s } }

var deeds = append(dialogueDeeds, []deed{
	{action: team.Confirm, at: planned, did: state(meeting.Armed)},
	{action: team.Discard, at: planned, did: state(meeting.Cancelled)},
	{action: team.Cancel, at: planned, typed: text("/cancel"), did: state(meeting.Cancelled)},
	{action: team.Accept, at: planned, did: replied(meeting.Accepted)},
	{action: team.Decline, at: planned, did: replied(meeting.Declined)},
	{action: team.CheckIn, at: held, did: func(h *house, who team.MemberID, o outcome) bool {
		before, after := o.before.newest(h.id("Ana")), o.after.newest(h.id("Ana"))
		return after.LastSignBy == who && after.LastSignAt.After(before.LastSignAt)
	}},
	{action: team.Later, at: held, did: func(h *house, _ team.MemberID, o outcome) bool {
		return o.after.newest(h.id("Ana")).LateInRow == 1
	}},
	{action: team.Move, at: held, only: true, typed: text("/moved"), did: func(h *house, _ team.MemberID, o outcome) bool {
		return !o.after.newest(h.id("Ana")).MovedAt.IsZero()
	}},
	{action: team.NoShow, at: held, only: true, typed: text("/noshow"), did: func(h *house, _ team.MemberID, o outcome) bool {
		return o.after.newest(h.id("Ana")).NoShow
	}},
	{action: team.Done, at: held, did: state(meeting.Homeward)},
	{action: team.Home, at: held, did: state(meeting.Over)},
	{action: team.SOS, at: called, only: true, typed: text("/sos"), did: func(h *house, who team.MemberID, o outcome) bool {
		return o.calls(h, who, alerts.ForHelp)
	}},
	{action: team.Worry, at: called, did: func(h *house, who team.MemberID, o outcome) bool {
		return o.calls(h, who, alerts.Worried)
	}},

	// Asked were the responders who were free when a plan was confirmed.
	{action: team.OnCallYes, at: held, did: answered(engine.Available)},
	{action: team.OnCallNo, at: held, did: answered(engine.NotAvailable)},
	{action: team.StillHere, at: planned, did: func(h *house, who team.MemberID, o outcome) bool {
		return o.before.people[who].ID != "" && !strings.Contains(o.own, "button is old")
	}},

	{action: team.Take, at: called, did: func(_ *house, who team.MemberID, o outcome) bool {
		before, after := o.before.alert(), o.after.alert()
		return after.Owner == who && after.RenewBy.After(before.RenewBy)
	}},
	{action: team.Cant, at: called, did: func(_ *house, who team.MemberID, o outcome) bool {
		a := o.after.alert()
		return slices.Contains(a.Climb.Cant, who) && a.Owner != who
	}},
	{action: team.WhoElse, at: called, did: func(_ *house, _ team.MemberID, o outcome) bool {
		return strings.Contains(o.own, "Asked so far")
	}},
	{action: team.TakeOver, at: held, did: func(_ *house, who team.MemberID, o outcome) bool {
		return o.before.alert().Owner != who && o.after.alert().Owner == who
	}},
	{action: team.Report, at: held, arg: text("on-my-way"), did: func(_ *house, _ team.MemberID, o outcome) bool {
		return o.after.alert().Reported && len(o.others) > 0
	}},
	{action: team.Renew, at: held, did: func(_ *house, _ team.MemberID, o outcome) bool {
		return o.after.alert().RenewBy.After(o.before.alert().RenewBy)
	}},
	{action: team.HandOver, at: held, arg: func(h *house) string { return string(h.id("Carla")) }, typed: text("hand over"),
		did: func(h *house, _ team.MemberID, o outcome) bool {
			return o.after.alert().HandTo == h.id("Carla") || strings.Contains(o.own, "Who should take it?")
		}},
	{action: team.StandDown, at: held, arg: text("incident"), did: func(_ *house, _ team.MemberID, o outcome) bool {
		return o.after.alert().Closing.Outcome == "incident"
	}},
	{action: team.Heard, at: held, only: true, typed: text(safePhrase), did: closed},
	{action: team.Second, at: held, typed: text("confirm"), did: closed},

	{action: team.Join, at: planned, only: true, did: func(h *house, who team.MemberID, o outcome) bool {
		return o.after.people[who].Has(h.home, team.Coordinator) &&
			len(o.after.teams[h.home].Invites) == len(o.before.teams[h.home].Invites)-1
	}, typed: func(h *house) string { return "/start " + h.token("Carla", "coordinator") }},
	{action: team.PlanIt, at: planned, only: true, typed: text("/plan +2h 1h Market hall"), did: made(meeting.Draft)},
	{action: team.GoNow, at: planned, only: true, typed: text("/now 30m Market hall"), did: made(meeting.Running)},
	{action: team.Status, at: planned, only: true, typed: text("/status"), did: func(_ *house, _ team.MemberID, o outcome) bool {
		return statusLine.MatchString(o.own)
	}},
	{action: team.Watch, at: planned, only: true, typed: text("/watch"), did: func(_ *house, who team.MemberID, o outcome) bool {
		return o.after.people[who].Board.UntilAt.After(o.before.people[who].Board.UntilAt) && strings.Contains(o.own, "stays up to date")
	}},
	{action: team.SetWords, at: planned, only: true, typed: text("/words duress violet kettle"), did: func(h *house, who team.MemberID, o outcome) bool {
		p := o.after.people[who]
		return p.Words.Is(h.run.Stage.Bot().Engine.Words(), string(who), codeword.Duress, "violet kettle", o.after.at)
	}},
	{action: team.SetZone, at: planned, only: true, typed: text("/settings zone Asia/Tokyo"), did: func(_ *house, who team.MemberID, o outcome) bool {
		return o.after.people[who].Zone == "Asia/Tokyo"
	}},
	{action: team.SetLanguage, at: planned, only: true, typed: text("/settings language en-GB"), did: func(_ *house, who team.MemberID, o outcome) bool {
		return o.before.people[who].ID != "" && strings.Contains(o.own, "in this language now")
	}},
	{action: team.SetEmail, at: planned, only: true, typed: text("/settings email ana@example.org"), did: func(_ *house, who team.MemberID, o outcome) bool {
		return o.after.people[who].Email == "ana@example.org"
	}},
	{action: team.SetNtfy, at: planned, only: true, typed: text("/settings ntfy on"), did: func(_ *house, who team.MemberID, o outcome) bool {
		return len(o.after.people[who].Topic) >= 24 && o.before.people[who].Topic == ""
	}},
	{action: team.Practise, at: planned, only: true, typed: text("/practice"), did: func(_ *house, who team.MemberID, o outcome) bool {
		return len(o.after.people[who].Practised) > len(o.before.people[who].Practised) || strings.Contains(o.own, "no silent phrase yet")
	}},
	{action: team.Add, at: planned, did: begun("replan")},
	{action: team.Amend, at: planned, did: begun("replan")},
	{action: team.Invites, at: planned, only: true, typed: text("/invite worker"), did: func(h *house, _ team.MemberID, o outcome) bool {
		return len(o.after.teams[h.home].Invites) == len(o.before.teams[h.home].Invites)+1 && strings.Contains(o.own, "?start=")
	}},
	{action: team.Export, at: planned, only: true, typed: text("/export " + passphrase), did: func(h *house, who team.MemberID, _ outcome) bool {
		file, ok := h.newestFile(who)
		body, err := unsealed(file.Data, passphrase)
		return ok && err == nil && strings.Contains(body, `"name": "`+h.nameOf(who)+`"`)
	}},
	{action: team.Forget, at: planned, only: true, typed: text("/forget yes"), did: func(_ *house, who team.MemberID, o outcome) bool {
		return !o.before.people[who].Left() && (o.after.people[who].Left() || !o.after.people[who].ForgetAt.IsZero())
	}},
	{action: team.Audit, at: planned, only: true, typed: text("/audit"), did: func(h *house, who team.MemberID, _ outcome) bool {
		file, ok := h.newestFile(who)
		return ok && strings.Contains(string(file.Data), ",Lantern")
	}},
	{action: team.DrillIt, at: planned, only: true, typed: text("/drill"), did: func(_ *house, _ team.MemberID, o outcome) bool {
		return strings.Contains(o.own, "A drill in Lantern")
	}},
	{action: team.Help, at: planned, only: true, typed: text("/help"), did: func(_ *house, _ team.MemberID, o outcome) bool {
		return strings.Contains(o.own, "These work:") || strings.Contains(o.own, "For everyone:")
	}},
}...)

// calls says whether a word of somebody's is in an alert of the team now, and was not before.
func (o outcome) calls(h *house, who team.MemberID, why alerts.CallWhy) bool {
	count := func(s stored) (n int) {
		for _, a := range s.alerts {
			for _, c := range a.Calls {
				if a.Team == h.home && c.By == who && c.Why == why {
					n++
				}
			}
		}
		return n
	}
	return count(o.after) > count(o.before)
}

func state(s meeting.State) func(*house, team.MemberID, outcome) bool {
	return func(h *house, _ team.MemberID, o outcome) bool { return o.after.newest(h.id("Ana")).State == s }
}

func replied(r meeting.Reply) func(*house, team.MemberID, outcome) bool {
	return func(h *house, who team.MemberID, o outcome) bool {
		for _, c := range o.after.newest(h.id("Ana")).Companions {
			if c.Member == who && c.Reply == r {
				return true
			}
		}
		return false
	}
}

func made(s meeting.State) func(*house, team.MemberID, outcome) bool {
	return func(h *house, who team.MemberID, o outcome) bool {
		m := o.after.newest(who)
		return m.Team == h.home && m.State == s && m.Plan.Place == "Market hall" && o.before.newest(who).ID != m.ID
	}
}

func closed(_ *house, _ team.MemberID, o outcome) bool {
	return o.before.alert().Open() && o.after.alert().Outcome == "safe"
}

var statusLine = regexp.MustCompile(`^\+\S+ received "(Nothing of yours is planned\.|Not confirmed yet|Reminder set|Next reminder)[^/]*" \[\]$`)
