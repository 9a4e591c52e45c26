package bot

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"porchlight/bot/form"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// exportSchema is the version of an export's form; docs/decisions/0017 lists its fields.
const exportSchema = 1

// copyOf is what an export holds: first what any phone may show, then what is added on a
// phone that is at no meeting, was at none for a while, and is not lost.
type copyOf struct {
	Schema   int         `json:"schema"`
	MadeAt   time.Time   `json:"made_at"`
	Complete bool        `json:"complete"` // false: the rest is for a quieter day
	Name     string      `json:"name"`
	Username string      `json:"username,omitempty"`
	Telegram int64       `json:"telegram_id"`
	Language string      `json:"language,omitempty"`
	Zone     string      `json:"zone,omitempty"`
	HeardAt  time.Time   `json:"last_heard_at,omitzero"`
	Plans    []copyPlan  `json:"plans"`
	Teams    []copyTeam  `json:"teams,omitempty"`
	Phrases  []copyWords `json:"phrases,omitempty"`
}

// copyPlan is a meeting. Place and people are left out of the short form: what betrays is
// deleted from the chat, and a command must not bring it back.
type copyPlan struct {
	StartAt time.Time     `json:"start_at"`
	EndAt   time.Time     `json:"end_at"`
	State   meeting.State `json:"state"`
	*copyDetails
}

type copyDetails struct {
	Own         bool      `json:"own"` // false: they went along
	Place       string    `json:"place,omitempty"`
	Backup      string    `json:"backup,omitempty"`
	Setting     string    `json:"setting,omitempty"`
	With        []string  `json:"with,omitempty"`
	EverySec    int       `json:"every_seconds"`
	GraceSec    int       `json:"grace_seconds"`
	HomeWithin  int       `json:"home_within_seconds"`
	CreatedAt   time.Time `json:"created_at"`
	ConfirmedAt time.Time `json:"confirmed_at,omitzero"`
	StartedAt   time.Time `json:"started_at,omitzero"`
	DoneAt      time.Time `json:"done_at,omitzero"`
	EndedAt     time.Time `json:"ended_at,omitzero"`
	LastSignAt  time.Time `json:"last_sign_at,omitzero"`
	MissedAt    time.Time `json:"missed_at,omitzero"`
}

type copyTeam struct {
	Name      string      `json:"name"`
	Roles     []team.Role `json:"roles"`
	JoinedAt  time.Time   `json:"joined_at"`
	TrainedAt time.Time   `json:"trained_at,omitzero"`
	Invites   int         `json:"open_invites,omitempty"` // that they made
}

type copyWords struct {
	Kind  string    `json:"kind"`
	SetAt time.Time `json:"set_at"`
}

// export hands the member a copy of what is kept about them, sealed with their passphrase.
// The message that holds it is deleted whatever becomes of it. What is in the copy follows
// View: there is nothing of any alert in it, on any phone.
func (a asked) export() {
	passphrase, ok := form.ParseExport(a.args)
	if !ok {
		if a.args != "" {
			a.DeleteMessage(a.u.Message)
		}
		a.Reply(notice.L("export-usage"), notice.L("export-why"))
		return
	}
	c := a.copy()
	body, err := json.MarshalIndent(c, "", "  ")
	if err != nil { // no value of these types fails
		a.desk.Log.Error("an export can't be written", "err", err)
	}
	caption := notice.L("export-caption")
	if !c.Complete {
		caption = notice.L("export-caption-short")
	}
	for _, s := range a.view.Member.Memberships {
		a.Did(engine.DidExport, s.Team)
	}
	a.HandOver(a.u.Message, notice.Paper{Name: "export-file", Body: append(body, '\n'), Passphrase: passphrase}, caption)
}

func (a asked) copy() copyOf {
	me, now := a.Me(), a.Now()
	full := !a.view.Present(now) && !me.Frozen()
	c := copyOf{
		Schema: exportSchema, MadeAt: now, Complete: full, Name: me.Name, Username: me.Username, Telegram: me.Chat,
		Language: me.Language, Zone: me.Zone, HeardAt: me.HeardAt, Plans: []copyPlan{},
	}
	for _, m := range a.Past(now.Add(-engine.PastFor)) {
		p := copyPlan{StartAt: m.Plan.StartAt, EndAt: m.Plan.EndAt, State: m.State}
		if full {
			p.copyDetails = a.details(m)
		}
		c.Plans = append(c.Plans, p)
	}
	if !full {
		return c
	}
	for _, s := range a.view.Member.Memberships {
		t, _ := a.Team(s.Team)
		made := slices.DeleteFunc(slices.Clone(t.Invites), func(i team.Invite) bool { return i.By != me.ID || !now.Before(i.ExpiresAt) })
		c.Teams = append(c.Teams, copyTeam{t.Name, s.Roles, s.JoinedAt, s.TrainedAt, len(made)})
	}
	for _, w := range me.Words {
		if w.Current() {
			c.Phrases = append(c.Phrases, copyWords{string(w.Kind), w.SetAt})
		}
	}
	return c
}

func (a asked) details(m meeting.Meeting) *copyDetails {
	d := &copyDetails{
		Own: m.Worker == a.view.Member.ID, Place: m.Plan.Place, Backup: m.Plan.Backup, Setting: m.Plan.Setting,
		EverySec: int(m.Plan.Every / time.Second), GraceSec: int(m.Plan.Grace / time.Second), HomeWithin: int(m.Plan.HomeWithin / time.Second),
		CreatedAt: m.CreatedAt, ConfirmedAt: m.ConfirmedAt, StartedAt: m.StartedAt, DoneAt: m.DoneAt, EndedAt: m.EndedAt,
		LastSignAt: m.LastSignAt, MissedAt: m.Missed.At,
	}
	for _, id := range append([]team.MemberID{m.Worker}, m.Going()...) {
		i := slices.IndexFunc(a.view.Mates, func(x team.Member) bool { return x.ID == id })
		if i >= 0 && id != a.view.Member.ID {
			d.With = append(d.With, a.view.Mates[i].Name)
		}
	}
	return d
}

// past lists the meetings of an export that nothing links to any more. They are read
// beside what every message needs.
func (d *Desk) past(ctx context.Context, u Update) ([]engine.Ref, error) {
	if name, _, ok := form.Command(u.Text); !ok || name != "export" {
		return nil, nil
	}
	return d.Engine.PastOf(ctx, u.Chat)
}
