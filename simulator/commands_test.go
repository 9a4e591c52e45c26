package simulator_test

import (
	"strings"
	"testing"

	"porchlight/simulator"
)

func menu(p *simulator.Person) string {
	var names []string
	for _, c := range p.Menu() {
		names = append(names, c.Command)
	}
	return strings.Join(names, " ")
}

func TestTheNarrowestMenuIsShown(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana, ben := l.Person("Ana"), l.Person("Ben")
	ana.Start("")
	ben.SetLanguageCode("de")
	set := func(name string, scope args, language string) {
		a := args{"commands": []simulator.Command{{Command: name, Description: "does it"}}, "language_code": language}
		if scope != nil {
			a["scope"] = scope
		}
		l.ok("setMyCommands", a)
	}
	private, own := args{"type": "all_private_chats"}, args{"type": "chat", "chat_id": ana.ID()}
	set("any", nil, "")
	equal(t, "Ana's menu by default", menu(ana), "any")
	set("private", private, "")
	set("privat", private, "de")
	equal(t, "Ana's menu", menu(ana), "private")
	equal(t, "Ben's menu, in German", menu(ben), "privat")
	set("watch", own, "")
	equal(t, "Ana's own menu", menu(ana), "watch")
	last := ana.History()[1]
	equal(t, "what her phone noted", last.Text, "/watch does it")

	var kept []simulator.Command
	l.ok("getMyCommands", args{"scope": own}, &kept)
	equal(t, "the list kept", kept[0].Command, "watch")
	l.ok("deleteMyCommands", args{"scope": own})
	equal(t, "Ana's menu again", menu(ana), "private")
	l.ok("getMyCommands", args{"scope": own}, &kept)
	equal(t, "nothing kept", len(kept), 0)
}

func TestCommandsThatTelegramRefuses(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	list := func(c ...simulator.Command) args { return args{"commands": c} }
	l.refused("setMyCommands", list(simulator.Command{Command: "Späť", Description: "x"}), 400, "BOT_COMMAND_INVALID")
	l.refused("setMyCommands", list(simulator.Command{Command: "ok"}), 400, "BOT_COMMAND_DESCRIPTION_INVALID")
	many := make([]simulator.Command, 101)
	for i := range many {
		many[i] = simulator.Command{Command: "ok", Description: "x"}
	}
	l.refused("setMyCommands", list(many...), 400, "BOT_COMMANDS_TOO_MUCH")
	nobody := args{"commands": []simulator.Command{}, "scope": args{"type": "chat", "chat_id": 5}}
	l.refused("setMyCommands", nobody, 400, "chat not found")
}

func TestGroups(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	g := l.Group("Team")
	hello := args{"chat_id": g.ID(), "text": "Hello."}
	l.refused("sendMessage", hello, 403, "Forbidden: bot is not a member of the group chat")
	g.AddBot(ana)
	l.ok("sendMessage", hello)
	g.Send(ana, "not for the bot")
	g.Send(ana, "/status")
	l.ok("leaveChat", args{"chat_id": g.ID()})
	equal(t, "in the group", g.HasBot(), false)
	l.refused("leaveChat", args{"chat_id": g.ID()}, 403, "not a member")
	g.AddBot(ana)
	g.RemoveBot(ana)
	l.refused("sendMessage", hello, 403, "Forbidden: bot was kicked from the group chat")
	l.refused("leaveChat", args{"chat_id": ana.ID()}, 400, "private chats")

	var seen []string
	for _, u := range l.updates(0) {
		if u.Message != nil {
			seen = append(seen, u.Message.Text)
		} else {
			seen = append(seen, u.Member.Old.Status+">"+u.Member.New.Status)
		}
	}
	equal(t, "what the bot was told", strings.Join(seen, " "),
		"left>member /status member>left left>member member>kicked")
	equal(t, "messages in the group", len(g.Screen()), 3)
}

func TestTheBotItself(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	l.refused("getChat", args{"chat_id": ana.ID()}, 400, "chat not found")
	ana.Start("")
	var chat struct {
		Type      string `json:"type"`
		FirstName string `json:"first_name"`
	}
	l.ok("getChat", args{"chat_id": "7000000001"}, &chat)
	equal(t, "chat", chat.Type+" "+chat.FirstName, "private Ana")
	var me struct {
		ID       int64  `json:"id"`
		Username string `json:"username"`
	}
	l.ok("getMe", nil, &me)
	equal(t, "username", me.Username, "porchlight_demo_bot")
	equal(t, "id", me.ID, 4242)
	l.SetBotUsername("other_bot")
	l.ok("getMe", nil, &me)
	equal(t, "new username", me.Username, "other_bot")
	l.ok("close", nil)
	l.ok("logOut", nil)
	l.refused("getMe", nil, 400, "Logged out")
	l.refused("getUpdates", nil, 400, "Logged out")
}
