package bot

import (
	"slices"

	"porchlight/bot/form"
	"porchlight/dialogue"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// stranger answers somebody who is in no team: with an invite they join, and everything
// else gets one bland sentence, the same whatever they tried.
func (d *Desk) stranger(tx *engine.Tx, u Update, me team.MemberID) {
	if token, ok := startToken(u); ok && u.Kind == KindText {
		v := tx.Visible(me)
		if t, inv, ok := d.redeem(v, token); ok {
			d.join(v, u, t, inv)
			return
		}
	}
	n := notice.Notice{
		To: notice.Recipient{Chat: u.Chat}, Do: notice.Send, Lane: notice.Bulk, Reason: notice.ForReply,
		Lines: []notice.Line{notice.L("stranger")},
	}
	if p, known := tx.Person(me); known && (!p.Left() || tx.Now.Before(p.LeftAt.Add(engine.LeftFor))) {
		n.Lane = notice.Reply // there may be an alert, and what waits for its news shows that
	}
	if p, ok := tx.Person(me); ok && p.Awaits != "" {
		n.Lines = []notice.Line{notice.L("awaiting")}
	}
	switch u.Kind {
	case KindPress:
		n.Do, n.Press, n.Lines = notice.Answer, u.Press, nil
	case KindText, KindOther:
	default:
		return
	}
	tx.Say(n)
}

// redeem finds the invite of a token, and the team as it is without it.
func (d *Desk) redeem(v engine.Visible, token string) (team.Team, team.Invite, bool) {
	ref, ok := engine.TokenTeam(token)
	if !ok {
		return team.Team{}, team.Invite{}, false
	}
	t, ok := v.Team(team.ID(ref.ID))
	if !ok {
		return team.Team{}, team.Invite{}, false
	}
	return t.Redeem(d.Engine.TokenHash(token), v.Now())
}

// join makes the sender a member, or gives a member one more role.
func (d *Desk) join(v engine.Visible, u Update, t team.Team, inv team.Invite) {
	p := v.Me()
	if p.ID == "" || p.Left() { // what may still be kept of who left is not known to any phone
		p = engine.Person{}
		p.Member = team.Member{ID: d.Engine.MemberID(u.Chat), Chat: u.Chat, Language: u.From.Language}
	}
	_, before := v.View().Member.In(t.ID)
	p.Name, p.Username = clean(u.From.FirstName), u.From.Username
	p.HeardAt = v.Now()
	if v.Frozen() { // it looks as if they had the part, and the link stays for whom it was meant
		v.Ask(t.ID, team.Change{Kind: team.Give, Who: p.ID, Role: inv.Role, By: p.ID})
		d.welcome(v, u, t, inv, before)
		return
	}
	if inv.Suspect || inv.Doubtful {
		d.joinLater(v, u, p, t, inv, before)
		return
	}
	p.Member = p.WithRole(t.ID, inv.Role, v.Now())
	if !before && p.Memberships[len(p.Memberships)-1].Team == t.ID {
		p.Memberships[len(p.Memberships)-1].InvitedBy = inv.By
	}
	v.SetMe(p)
	t = t.WithMember(p.ID)
	v.SetTeam(t)
	v.Did(engine.DidJoin, t.ID)
	d.welcome(v, u, t, inv, before)
}

// welcome answers somebody who joined, and tells the coordinators. Who is new is asked for
// what the bot should know of them.
func (d *Desk) welcome(v engine.Visible, u Update, t team.Team, inv team.Invite, before bool) {
	p := v.Me()
	key := notice.Key("joined")
	news := notice.Key("coordinator-joined")
	if before {
		key, news = "joined-role", "coordinator-role"
	}
	role := notice.Word(notice.Key("role-" + inv.Role))
	welcome := []notice.Line{notice.L(key, "team", notice.Text(t.Name), "role", role)}
	if inv.Role == team.Worker {
		welcome = append(welcome, notice.L("joined-words"))
	}
	if before || len(v.View().Member.Memberships) != 1 {
		v.Reply(welcome...)
	} else {
		a := asked{Visible: v, desk: d, view: v.View(), u: u, at: v.Now()}
		a.begin(dialogue.State{Script: arriving}, welcome...)
	}
	for _, id := range t.Members {
		if c, ok := v.Mate(id); ok && id != p.ID && c.Has(t.ID, team.Coordinator) {
			v.Tell(id, notice.L(news, "who", notice.Who(p.ID), "role", role, "team", notice.Text(t.Name)))
		}
	}
}

// start is "/start" from a member: with another invite it adds a role.
func (a asked) start() {
	if a.args == "" {
		a.idle()
		return
	}
	token, err := form.ParseStart(a.args)
	if err != nil {
		a.Reply(notice.L("invite-bad"))
		return
	}
	t, inv, ok := a.desk.redeem(a.Visible, token)
	if !ok {
		a.Reply(notice.L("invite-bad"))
		return
	}
	a.desk.join(a.Visible, a.u, t, inv)
}

// invite makes a link that lets one person in, for two days.
func (a asked) invite() {
	in, ok := a.teamFor(team.Invites)
	if !ok {
		a.Reply(notice.L("role-needed"))
		return
	}
	r, err := form.ParseInvite(a.args)
	if err != nil {
		a.Reply(notice.L("form-role", "example", notice.Text("/invite worker")))
		return
	}
	if teams := a.teamsFor(team.Invites); len(teams) > 1 {
		a.begin(dialogue.State{Script: inviting, About: string(r)})
		return
	}
	a.inviteTo(in, team.Role(r))
}

// inviteTo makes the link. Whoever comes by one that is made at a meeting waits for another
// coordinator; where there is none, none is made.
func (a asked) inviteTo(in team.Team, role team.Role) {
	other := func(m team.Member) bool { return m.ID != a.view.Member.ID && m.Has(in.ID, team.Coordinator) }
	if a.AtMeeting() && !slices.ContainsFunc(a.view.Mates, other) {
		a.Reply(notice.L("words-later"))
		return
	}
	name := a.desk.BotName()
	if name == "" {
		a.Reply(notice.L("invite-later"))
		return
	}
	token := engine.NewToken(in.ID)
	a.Did(engine.DidInvite, in.ID)
	a.Invited(in.ID, a.desk.Engine.Invite(token, role, a.view.Member.ID, a.Now()))
	a.Reply(notice.L("invite-made", "role", notice.Word(notice.Key("role-"+role)),
		"link", notice.Text(Link(name, token)), "hours", notice.For(team.InviteValid)))
}

// Link is the address that opens a chat with the bot and gives it a token.
func Link(botName, token string) string { return "https://t.me/" + botName + "?start=" + token }
