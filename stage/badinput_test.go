package stage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/keyring"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/store"
	"porchlight/store/redistest"
)

// Two people have one first name: nobody is guessed, and an @username tells them apart.
func TestTwoOfTheSameName(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	ana, other := run.Person("Ana"), run.Stage.Simulator.Person("Ben")
	other.SetUsername("other_ben")
	token := invited(t, run, "Carla", "worker")
	after(t, run, other, func() { other.Start(token) })
	want(t, "with: Ben", says(t, run, ana, "/plan 15:00 1h Café | with: Ben"), "More than one person has that name. Write their @username.")
	from := run.Stage.Clock.Now()
	got := says(t, run, ana, "/plan 15:00 1h Café | with: @Other_Ben")
	if len(got) != 1 || !strings.Contains(got[0], "With Ben (asked).") {
		t.Errorf("with: @Other_Ben: %q", got)
	}
	if asked := shownTo(other, from); len(asked) != 1 || len(shownTo(run.Person("Ben"), from)) != 0 {
		t.Errorf("asked: %q, and the first Ben %q", asked, shownTo(run.Person("Ben"), from))
	}
}

// A press says what it means and who may have been given it; anything else is old.
func TestForgedAndBorrowedButtons(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	ana, ben, dora := run.Person("Ana"), run.Person("Ben"), run.Person("Dora")
	says(t, run, ana, "/plan 15:00 1h Café")
	screen := ana.Screen()
	confirm := screen[len(screen)-1]
	data := confirm.Buttons[0][0].Data
	from := run.Stage.Clock.Now()
	want(t, "another's button", after(t, run, ben, func() { ben.PressData(confirm.ID, data) }), "~ "+old)
	want(t, "a changed button", after(t, run, ana, func() { ana.PressData(confirm.ID, "ok"+data[2:]) }), "~ "+old)
	for _, d := range []string{"", ".", "cf..", "cf..AAAAAAAAAAAAAAAA", "xx.y.z", strings.Repeat("a", 64), "tk..aaaaaaaaaaaaaaaaaaaaaaaa.AAAAAAAAAA", "cf.\x00.\n"} {
		want(t, fmt.Sprintf("%q", d), after(t, run, ana, func() { ana.PressData(confirm.ID, d) }), "~ "+old)
	}
	want(t, "status", says(t, run, ana, "/status"), "Not confirmed yet: today 15:00-16:00.")

	says(t, run, ana, duress)
	wantPage(t, "Dora", shownTo(dora, from))
	screen = dora.Screen()
	page := screen[len(screen)-1]
	take := page.Buttons[0][0].Data
	for name, p := range map[string]*simulator.Person{"Ana": ana, "Ben": ben, "Carla": run.Person("Carla")} {
		want(t, name+" presses Dora's page", after(t, run, p, func() { p.PressData(page.ID, take) }), "~ "+old)
	}
	stranger := run.Stage.Simulator.Person("Zed")
	want(t, "Zed presses Dora's page", after(t, run, stranger, func() { stranger.PressData(page.ID, take) }))
	got := after(t, run, dora, func() { dora.PressData(page.ID, take) })
	if len(got) != 1 || !strings.HasPrefix(got[0], "You are on it") {
		t.Errorf("Dora presses her page: %q", got)
	}
}

// Each of these would do something; delivered once more, none does it again.
func TestAnUpdateTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	ana, dora := run.Person("Ana"), run.Person("Dora")
	for _, do := range []struct {
		name string
		do   func()
	}{
		{"/now", func() { ana.Send("/now 45m Café") }},
		{"a text", func() { ana.Send("here") }},
		{"a signal", func() { ana.Send(duress) }},
		{"an edit", func() { _ = ana.Edit(ana.Send("x").ID, "y") }},
		{"a press of a page", func() { _ = dora.Press("I'm on it") }},
		{"a press of a report", func() { _ = dora.Press("On my way") }},
		{"a stand-down", func() { _ = dora.Press("Stand down") }},
		{"a stranger", func() { run.Stage.Simulator.Person("Zed").Send("hi") }},
	} {
		do.do()
		pass(t, run, 3*time.Second)
		calls := len(run.Stage.Simulator.Calls())
		if err := run.Stage.Simulator.Redeliver(run.Stage.Simulator.LastUpdateID()); err != nil {
			t.Fatal(err)
		}
		pass(t, run, 3*time.Second)
		for _, c := range run.Stage.Simulator.Calls()[calls:] {
			t.Errorf("%s twice: the bot asks for %s %q", do.name, c.Method, c.Text())
		}
	}
	if got := len(run.Stage.Simulator.Calls()); got < 15 {
		t.Fatalf("only %d calls: the deeds did nothing the first time either", got)
	}
}

// Whatever form the words come in, they count; what has no words is declined.
func TestWordsInAnyForm(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*testing.T, *simulator.Person){
		"caption": func(t *testing.T, p *simulator.Person) {
			mustSend(t, p, simulator.Draft{Attachment: simulator.Photo, Caption: "look, " + duress})
		},
		"edited": func(t *testing.T, p *simulator.Person) {
			if err := p.Edit(p.Send("look").ID, "look, "+duress); err != nil {
				t.Fatal(err)
			}
		},
		"reply": func(t *testing.T, p *simulator.Person) {
			mustSend(t, p, simulator.Draft{Text: duress, ReplyTo: p.Screen()[0].ID})
		},
		"command":    func(_ *testing.T, p *simulator.Person) { p.Send("/nonsense " + duress) },
		"punctuated": func(_ *testing.T, p *simulator.Person) { p.Send("AUNTIE’S … soup!") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := lantern(t, stage.Options{})
			ana, dora := run.Person("Ana"), run.Person("Dora")
			says(t, run, ana, "/now 45m Café")
			from := run.Stage.Clock.Now()
			after(t, run, ana, func() { do(t, ana) })
			wantPage(t, "Dora", shownTo(dora, from))
			from = run.Stage.Clock.Now()
			want(t, "a photo", after(t, run, ana, func() { mustSend(t, ana, simulator.Draft{Attachment: simulator.Voice}) }),
				"I can only read text. Please write it.")
			got := shownTo(dora, from)
			if len(got) != 1 || !strings.HasPrefix(got[0], "A sign from Ana's phone at ") {
				t.Errorf("a voice note reaches Dora as %q", got)
			}
		})
	}
}

// A group is left, and nothing is said there.
func TestAGroupIsLeft(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	group := run.Stage.Simulator.Group("Friends")
	group.AddBot(run.Person("Ana"))
	pass(t, run, 3*time.Second)
	if group.HasBot() {
		t.Error("the bot stays in a group")
	}
	if got := group.Screen(); len(got) > 0 && got[len(got)-1].From == simulator.ByBot {
		t.Errorf("the bot spoke: %q", got[len(got)-1].Text)
	}
}

// What Telegram's own models can't read is read as far as it goes: the words in it count.
// All of it is kept for the operator, and updates that come after it are read.
func TestAnUndecodableUpdateCountsAndIsKept(t *testing.T) {
	t.Parallel()
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	server := redistest.Start(t)
	run := lantern(t, stage.Options{Redis: server.URL(), Ring: ring})
	ana, dora := run.Person("Ana"), run.Person("Dora")
	from := run.Stage.Clock.Now()
	signal := fmt.Sprintf(`{"message":{"message_id":9001,"date":%d,"chat":{"id":%d,"type":"private"},"from":{"id":%d,"first_name":"Ana"},"text":"it is %s","entities":"seven"}}`,
		from.Unix(), ana.ID(), ana.ID(), duress)
	for _, body := range []string{signal, `{"message":7}`, `{"message":{"chat":"nowhere"}}`, `{"callback_query":[]}`, `{"something_new":{"a":1}}`} {
		if _, err := run.Stage.Simulator.Raw(body); err != nil {
			t.Fatal(err)
		}
	}
	want(t, "Ana, afterwards", says(t, run, ana, "/status"), idle, "Nothing of yours is planned.")
	wantPage(t, "Dora", shownTo(dora, from))

	kept, err := store.Open(t.Context(), store.Options{URL: server.URL(), BotID: botID, Ring: ring})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = kept.Close() }()
	dead, err := kept.Dead(t.Context(), "", 10)
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, d := range dead {
		bodies = append(bodies, string(d.Body))
	}
	for _, part := range []string{`"entities":"seven"`, `"message":7`, `"nowhere"`, `"callback_query":[]`} {
		if !strings.Contains(strings.Join(bodies, "\n"), part) {
			t.Errorf("%s is not among the dead letters %q", part, bodies)
		}
	}
	if len(bodies) != 4 { // what can be read, and is of a kind that means nothing, is let go
		t.Errorf("%d dead letters: %q", len(bodies), bodies)
	}
}
