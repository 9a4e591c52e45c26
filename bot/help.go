package bot

import (
	"context"
	"errors"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"porchlight/alerts/delivery"
	"porchlight/locales"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// help lists what works for the member.
func (a asked) help() { a.Reply(a.helpLines()...) }

// unknown answers a command that is none.
func (a asked) unknown() {
	a.Reply(append([]notice.Line{notice.L("unknown-command")}, a.helpLines()...)...)
}

// helpLines are the commands, by role. A phone that is at a meeting, or was there lately,
// is shown those that anybody may see.
func (a asked) helpLines() []notice.Line {
	if a.view.Present(a.Now()) {
		return []notice.Line{notice.L("help-short")}
	}
	lines := []notice.Line{notice.L("help-everyone")}
	for _, x := range []struct {
		can  team.Action
		line notice.Line
	}{
		{team.PlanIt, notice.L("help-worker")},
		{team.Take, notice.L("help-responder")},
		{team.Audit, notice.L("help-coordinator")},
	} {
		if a.hasPart(x.can) {
			lines = append(lines, x.line)
		}
	}
	return lines
}

// hasPart says whether an action is part of one of the member's roles.
func (a asked) hasPart(action team.Action) bool {
	for _, t := range a.view.Teams {
		if a.May(action, t.ID, meeting.Meeting{}) != team.DenyRole {
			return true
		}
	}
	return false
}

// menu is what Telegram lists beside the field for typing, on every phone: harmless names
// alone.
var menu = []struct {
	command string
	about   notice.Key
}{
	{"plan", "menu-plan"}, {"now", "menu-now"}, {"ok", "menu-ok"}, {"late", "menu-late"}, {"done", "menu-done"}, {"home", "menu-home"},
	{"cancel", "menu-cancel"}, {"status", "menu-status"}, {"settings", "menu-settings"}, {"help", "menu-help"},
}

// SetMenu sets the menu of all chats, in every language that there is. What Telegram refuses
// for good is only logged: no menu is no reason not to work. An error means that it is worth
// another try.
func (t *Telegram) SetMenu(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	for i, language := range t.Catalogue.Languages() {
		p := &tg.SetMyCommandsParams{}
		if i > 0 { // the first one is for all who speak none of the others
			p.LanguageCode = language
		}
		for _, m := range menu {
			p.Commands = append(p.Commands, models.BotCommand{
				Command: m.command, Description: word(t.Catalogue, t.Log, m.about, locales.Reader{Language: language}),
			})
		}
		_, err := t.Client.SetMyCommands(ctx, p)
		if err = classify(err); err == nil {
			continue
		}
		t.Log.Warn("the menu of commands could not be set", "language", language, "err", err)
		var failed *delivery.SendError
		if !errors.As(err, &failed) || failed.Class != delivery.ClassPermanent {
			return err
		}
	}
	return nil
}
