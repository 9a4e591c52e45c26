package bot

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"porchlight/bot/form"
	"porchlight/codeword"
	"porchlight/engine"
	"porchlight/locales"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Desk finds out what an update means and has the engine do it. It keeps nothing
// between updates.
type Desk struct {
	Engine    *engine.Engine
	Catalogue *locales.Catalogue
	Buttons   Buttons
	Dates     Dates
	Log       *slog.Logger
	// BotName is the bot's Telegram name, for the links of invites; empty: it is not known
	// yet.
	BotName func() string
	// Ntfy is the server that members' topics are on; empty: there is none.
	Ntfy string
	// Operator says whether there is somebody to tell about what goes wrong.
	Operator bool
	// Aloof is set where nothing that is done lasts, because the store is away: what
	// responders do about alerts waits for it.
	Aloof bool
}

// Handle makes an update durable. Everything that it leads to, for whoever wrote and for
// anybody else, is one commit.
func (d *Desk) Handle(ctx context.Context, u Update) error {
	switch {
	case !u.Decoded && (u.Kind == KindIgnored || u.Chat == 0 || !u.Private):
		return d.SetAside(ctx, u, errUndecoded)
	case u.Kind == KindIgnored:
		return nil
	}
	deed := engine.Deed{ID: u.CommitID(), Receipt: u.Receipt}
	if !u.Private {
		deed.Decide = func(tx *engine.Tx) error { d.leave(tx, u); return nil }
		return d.Engine.Do(ctx, deed)
	}
	past, err := d.past(ctx, u)
	if err != nil {
		return err
	}
	deed.From = append(d.concerned(u), past...)
	deed.Decide = func(tx *engine.Tx) error {
		err := d.decide(tx, u)
		tx.Hush(d.Engine.MemberID(u.Chat))
		return err
	}
	return d.Engine.Do(ctx, deed)
}

// leave takes the bot out of groups: everything happens in private chats.
func (d *Desk) leave(tx *engine.Tx, u Update) {
	tx.Say(notice.Notice{
		To: notice.Recipient{Chat: u.Chat}, Do: notice.Leave, Lane: notice.Bulk, Reason: notice.ForReply,
	})
}

// concerned lists what must be read to understand an update.
func (d *Desk) concerned(u Update) []engine.Ref {
	from := []engine.Ref{d.Engine.MemberRef(u.Chat)}
	if p, ok := parsePress(u.Data); ok && p.alert != "" {
		from = append(from, engine.Ref{Kind: engine.KindAlert, ID: p.alert})
	}
	if token, ok := startToken(u); ok {
		if ref, ok := engine.TokenTeam(token); ok {
			from = append(from, ref)
		}
	}
	return from
}

// startToken is the token of "/start TOKEN".
func startToken(u Update) (string, bool) {
	name, args, ok := form.Command(u.Text)
	if !ok || name != "start" || args == "" {
		return "", false
	}
	token, err := form.ParseStart(args)
	return token, err == nil
}

func (d *Desk) decide(tx *engine.Tx, u Update) error {
	if !u.Decoded {
		d.bury(tx, u)
	}
	me := d.Engine.MemberID(u.Chat)
	if u.Kind == KindMember {
		d.access(tx, u, me)
		return nil
	}
	p, known := tx.Person(me)
	if !known || p.Left() || tx.Stranger(me) {
		d.stranger(tx, u, me)
		d.left(tx, u, p)
		return nil
	}
	tx.Heard(me, u.written(), u.Date)
	switch u.Kind {
	case KindPress:
		d.press(tx, u, me)
	case KindEdit:
		if u.Place != "" {
			d.moved(tx, u, me)
			return nil
		}
		d.text(tx, u, me)
	case KindText:
		d.text(tx, u, me)
	case KindOther:
		if !u.Decoded { // there may have been a text that could not be found
			tx.PageUnreadable(me, clean(u.From.FirstName))
		}
		d.other(tx, u, me)
	case KindMember, KindIgnored:
	default:
		return fmt.Errorf("no such kind of update: %q", u.Kind)
	}
	return nil
}

// heardFrom notes, once a day, that somebody can be reached. What is done about an alert
// is no such proof: how many are ready is shown on phones at meetings, and must not
// change because somebody answered a page.
func heardFrom(tx *engine.Tx, me team.MemberID) {
	if tx.FrozenShown(me) {
		return // who holds the phone is not known
	}
	tx.HeardFrom(me)
}

// text is a message, or one that was changed. It is first looked through for codewords;
// then whoever may see alerts can mean an alert with it; and in any case the answer
// that a phone at a meeting shows is decided from what such a phone may see.
func (d *Desk) text(tx *engine.Tx, u Update, me team.MemberID) {
	p, _ := tx.Person(me)
	at := d.Dates.Of(u)
	found := p.Words.Match(d.Engine.Words(), string(me), u.Text, tx.Now)
	v := tx.Visible(me)
	a := asked{Visible: v, desk: d, view: v.View(), u: u, at: at}
	if !a.secret() {
		tx.Said(me, at, d.passable(p, u.Text, tx.Now))
		if !withheld(u.Text) {
			tx.Wrote(me, u.Text)
		}
	}
	if found.Exit && !a.enrolling() {
		defer func() { v.Exit(at) }() // after the answer, which is any text's
	}
	if found.Duress && !a.enrolling() {
		// What a signal is about is what was on before the message ended it, or else what it
		// began: "/now 45m", with the phrase in it.
		if tx.Out(me) {
			tx.Signal(me, at, u.MessageKey())
		} else {
			defer func() { tx.Signal(me, at, u.MessageKey()) }()
		}
	} else if u.Kind == KindText && (!d.Aloof && d.alertWord(tx, u, me) || d.worryWord(tx, u, me, at) || d.onCallWord(tx, u, me)) {
		return
	}
	if name, more, ok := form.Command(u.Text); ok && name == "sos" {
		tx.CallForHelp(me, at, u.MessageKey(), more == "")
	} else if ok && name == "stop" {
		tx.Stops(me, at, u.MessageKey(), more == "")
	}
	heardFrom(tx, me)
	if u.Kind == KindEdit {
		if name, args, ok := form.Command(u.Text); ok && name == "export" && args != "" {
			v.DeleteMessage(u.Message) // it holds a passphrase, and is no way to use one
		}
		d.changed(v, at)
		return
	}
	if d.board(tx, u, me) {
		return
	}
	defer d.standing(tx, a, me)
	d.answer(v, u, at)
}

// passable is a text as responders may read it: without the codewords in it. Of one that
// sets a codeword, or holds a passphrase, only the command is left: a phrase that is
// refused, or new, is not known to be one.
func (d *Desk) passable(p engine.Person, text string, now time.Time) string {
	if withheld(text) {
		name, _, _ := form.Command(text)
		return "/" + name
	}
	return codeword.Mask(p.Words, d.Engine.Words(), string(p.ID), text, now)
}

// withheld says that a text sets a codeword, or holds a passphrase.
func withheld(text string) bool {
	name, _, ok := form.Command(text)
	return ok && (name == "words" || name == "export")
}

// enrolling says whether a text sets or rehearses a codeword. The phrase in it is no
// signal then, but for while a watch is armed or on: nobody enrols a word in the middle of
// one.
func (a asked) enrolling() bool {
	if guarded(a.view, a.Now()) {
		return false
	}
	name, _, command := form.Command(a.u.Text)
	return command && name == "words" || a.rehearses()
}

// changed is a sign of life without an answer of its own: an edited message, or one that
// has no text.
func (d *Desk) changed(v engine.Visible, at time.Time) {
	for _, m := range v.View().Watched() {
		v.Step(m, signOf(v, at), true)
	}
}

// other is a message without a text. It is a sign of life.
func (d *Desk) other(tx *engine.Tx, u Update, me team.MemberID) {
	heardFrom(tx, me)
	v := tx.Visible(me)
	a := asked{Visible: v, desk: d, view: v.View(), u: u, at: d.Dates.Of(u)}
	if u.Place != "" && u.Kind == KindOther && a.located() {
		return
	}
	if u.Place != "" {
		tx.Placed(u.spot(me, a.at, tx.Now), false)
		if sc, st, _, asked := a.waiting(); !asked || st.Offered || a.closed(sc, st) { // on the phone it is any text
			a.anything()
			return
		}
	}
	d.changed(v, a.at)
	v.Reply(notice.L("text-unreadable"))
}

// zone is where a member's times are meant.
func zone(v engine.Visible) *time.Location {
	view := v.View()
	if view.Member.Zone != "" {
		return engine.Zone(view.Member.Zone)
	}
	for _, t := range view.Teams {
		return engine.Zone(t.Zone)
	}
	return time.UTC
}

// guarded says whether a watch is armed or on, or was over less than twelve hours ago:
// codewords are not changed or rehearsed then.
func guarded(v meeting.View, now time.Time) bool {
	if v.Present(now) {
		return true
	}
	for _, m := range v.Meetings {
		if m.State == meeting.Armed {
			return true
		}
	}
	return false
}

// fold is a first name or a user name as people type it.
func fold(s string) string { return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@")) }
