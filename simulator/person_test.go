package simulator_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/simulator"
)

func TestTheBotCanOnlyWriteToWhoWroteFirst(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	hello := args{"chat_id": ana.ID(), "text": "Hello."}

	l.refused("sendMessage", hello, 403, "Forbidden: bot can't initiate conversation with a user")
	l.refused("sendMessage", args{"chat_id": 12345, "text": "Hello."}, 400, "Bad Request: chat not found")
	started := ana.Start("invite-1")
	equal(t, "what Start writes", started.Text, "/start invite-1")
	l.ok("sendMessage", hello)

	ana.Block()
	l.refused("sendMessage", hello, 403, "Forbidden: bot was blocked by the user")
	l.refused("sendChatAction", args{"chat_id": ana.ID(), "action": "typing"}, 403, "blocked")
	ana.Unblock()
	l.ok("sendMessage", hello)
	if got := texts(ana); !slices.Equal(got, []string{"/start invite-1", "Hello.", "Hello."}) {
		t.Fatalf("Ana's screen shows %q", got)
	}
}

func TestBlockingIsTold(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Block() // nothing to block yet
	ana.Start("")
	ana.Block()
	ana.Block()
	ana.Start("again")

	var seen []string
	for _, u := range l.updates(0) {
		switch {
		case u.Message != nil:
			seen = append(seen, u.Message.Text)
		case u.Member != nil:
			seen = append(seen, u.Member.Old.Status+">"+u.Member.New.Status)
		}
	}
	if want := []string{"/start", "member>kicked", "kicked>member", "/start again"}; !slices.Equal(seen, want) {
		t.Fatalf("the bot was told %q, want %q", seen, want)
	}
}

func TestWhatAPersonSends(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.SetUsername("ana_w")
	l.pass(1500 * time.Millisecond)
	first := ana.Send("/plan 15:00 🙂 then /ok@porchlight_demo_bot, not a/b ")
	equal(t, "the date in whole seconds", first.Date, noon.Add(time.Second))
	asked := l.say(ana, "Is all well at the café?")
	for _, d := range []simulator.Draft{
		{Text: "yes", ReplyTo: asked, Quote: "all well"},
		{Attachment: simulator.Photo, Caption: "look"},
		{Attachment: simulator.Voice},
		{Attachment: simulator.Document},
		{Forward: first.ID},
		{Forward: asked},
		{Location: &simulator.Location{Latitude: 52.5, Longitude: 13.4, LivePeriod: 900}},
		{Text: "from before", SentAt: noon.Add(-time.Hour)},
	} {
		if _, err := ana.SendWith(d); err != nil {
			t.Fatal(err)
		}
	}
	got := l.updates(0)
	equal(t, "updates", len(got), 9)

	m := got[0].Message
	equal(t, "sender", m.From.Username, "ana_w")
	want := []simulator.Entity{{Type: "bot_command", Offset: 0, Length: 5}, {Type: "bot_command", Offset: 20, Length: 23}}
	if !slices.Equal(m.Entities, want) {
		t.Errorf("entities of %q: %v, want %v", m.Text, m.Entities, want)
	}
	answer := got[1].Message
	if answer.Reply == nil || !answer.Reply.From.IsBot || answer.Reply.MessageID != asked || answer.Quote.Text != "all well" {
		t.Errorf("the reply came as %+v", answer)
	}
	if photo := got[2].Message; photo.Caption != "look" || len(photo.Photo) == 0 {
		t.Errorf("the photo came as %+v", photo)
	}
	if got[3].Message.Voice == nil || got[4].Message.Document == nil {
		t.Errorf("voice and document came as %+v and %+v", got[3].Message, got[4].Message)
	}
	equal(t, "who wrote what Ana forwards of her own", got[5].Message.Origin.Sender.ID, ana.ID())
	equal(t, "who wrote what Ana forwards of the bot's", got[6].Message.Origin.Sender.ID, 4242)
	equal(t, "the place", got[7].Message.Location.LivePeriod, 900)
	equal(t, "the date of what waited", got[8].Message.Date, noon.Add(-time.Hour).Unix())
}

func TestWhatAPhoneCannotSend(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	hello := ana.Send("hello")
	if err := ana.Delete(hello.ID); err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]simulator.Draft{
		"nothing":             {Text: " \n"},
		"two things":          {Text: "hi", Attachment: simulator.Voice},
		"a lone caption":      {Text: "hi", Caption: "a caption"},
		"a novel":             {Text: strings.Repeat("a", 4097)},
		"a reply to the gone": {Text: "hi", ReplyTo: hello.ID},
		"an invented quote":   {Text: "hi", Quote: "never said"},
		"a forward of a gone": {Forward: hello.ID},
	} {
		if _, err := ana.SendWith(d); err == nil {
			t.Errorf("%s was sent", name)
		}
	}
	if err := ana.Edit(hello.ID, "hullo"); err == nil {
		t.Error("a deleted message was edited")
	}
	equal(t, "updates", len(l.updates(0)), 1)
}

func TestLongTextsAreCutAsTheAppsDo(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	l.Person("Ana").Send(strings.Repeat("🙂", 2049)) // two UTF-16 units each
	got := l.updates(0)
	equal(t, "messages", len(got), 2)
	equal(t, "the rest", got[1].Message.Text, "🙂")
}

func TestEditsAndMovesAreTold(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	hi := ana.Send("hi")
	place, err := ana.SendWith(simulator.Draft{Location: &simulator.Location{Latitude: 1, LivePeriod: 60}})
	if err != nil {
		t.Fatal(err)
	}
	l.pass(time.Minute)
	if err := ana.Edit(hi.ID, "high"); err != nil {
		t.Fatal(err)
	}
	if err := ana.Move(place.ID, 2, 3); err != nil {
		t.Fatal(err)
	}
	got := l.updates(0)
	edited, moved := got[2].Edited, got[3].Edited
	equal(t, "the new text", edited.Text, "high")
	equal(t, "the date", edited.Date, noon.Unix())
	equal(t, "the edit's date", edited.EditDate, noon.Add(time.Minute).Unix())
	equal(t, "the new place", *moved.Location, simulator.Location{Latitude: 2, Longitude: 3, LivePeriod: 60})
	equal(t, "the screen", texts(ana)[0], "high")
}

func TestHistoryKeepsEverything(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana, ben := l.Person("Ana"), l.Person("Ben")
	ana.Start("")
	id := l.say(ana, "Reminder.", []simulator.Button{{Text: "OK", Data: "ok"}})
	l.pass(1500 * time.Millisecond)
	if err := ana.Press("OK"); err != nil {
		t.Fatal(err)
	}
	query := l.updates(0)[1].Callback.ID
	l.ok("answerCallbackQuery", args{"callback_query_id": query, "text": "Noted", "show_alert": true})
	l.ok("editMessageText", args{"chat_id": ana.ID(), "message_id": id, "text": "Noted."})
	l.ok("sendChatAction", args{"chat_id": ana.ID(), "action": "typing"})
	l.ok("deleteMessage", args{"chat_id": ana.ID(), "message_id": id})

	var kinds []string
	var last int64
	for _, e := range ana.History() {
		kinds = append(kinds, string(e.Kind))
		if e.Seq <= last {
			t.Errorf("event %d comes after %d", e.Seq, last)
		}
		last = e.Seq
	}
	want := "sent received pressed answered edited active deleted"
	equal(t, "history", strings.Join(kinds, " "), want)
	h := ana.History()
	equal(t, "when it was pressed, to the instant", h[2].At, noon.Add(1500*time.Millisecond))
	equal(t, "what was pressed", h[2].Text, "OK")
	equal(t, "the answer's style", h[3].Alert, simulator.AsAlert)
	equal(t, "what was deleted", h[6].Message.Text, "Noted.")
	equal(t, "events on Ben's phone", len(ben.History()), 0)
}

func TestPeopleAreTheSameInEveryRun(t *testing.T) {
	t.Parallel()
	var first, second []int64
	for _, ids := range []*[]int64{&first, &second} {
		l := newLine(t)
		for _, name := range []string{"Ana", "Ben", "Carla"} {
			p := l.Person(name)
			p.SetUsername(strings.ToLower(name) + "_w")
			p.SetLanguageCode("de")
		}
		for _, p := range l.People() {
			*ids = append(*ids, p.ID())
			equal(t, "username", p.Username(), strings.ToLower(p.FirstName())+"_w")
			equal(t, "language", p.LanguageCode(), "de")
		}
	}
	if !slices.Equal(first, second) || len(first) != 3 || first[0] == first[1] {
		t.Errorf("ids %v and %v", first, second)
	}
}

func TestPeopleAndTheBotWriteAtOnce(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	var busy sync.WaitGroup
	for _, name := range []string{"Ana", "Ben", "Carla", "Dora"} {
		p := l.Person(name)
		p.Start("")
		busy.Go(func() {
			for range 20 {
				p.Send("hello")
				p.PressData(1, "ok")
			}
		})
		busy.Go(func() {
			for range 20 {
				if r, err := l.try("sendMessage", args{"chat_id": p.ID(), "text": "Noted."}); err != nil || !r.OK {
					t.Errorf("to %s: %+v %v", p.FirstName(), r, err)
				}
				_, _ = p.Screen(), p.History()
			}
		})
	}
	busy.Wait()
	for _, p := range l.People() {
		last := 0
		for _, m := range p.Screen() {
			if m.ID != last+1 {
				t.Fatalf("message %d follows %d", m.ID, last)
			}
			last = m.ID
		}
		equal(t, "messages", last, 41)
	}
	equal(t, "updates", l.Pending(), 4*41)
}
