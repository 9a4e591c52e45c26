package alerts_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/alerts"
	"porchlight/locales"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// quiet is the team of the stories when nobody is out; Ben works too.
func quiet() []alerts.Person {
	crew := usual()
	for i := range crew {
		crew[i].Present = false
	}
	crew[1].Roles = append(crew[1].Roles, team.Worker)
	return crew
}

var names = map[team.MemberID]string{ana: "Ana", ben: "Ben", carla: "Carla", dora: "Dora", emil: "Emil"}

// harbour is a policy with a step of each sort.
func harbour() team.Policy {
	p := team.DefaultPolicy()
	p.Nudges = 1
	p.Outside = team.Contact{Name: "Zed", Email: "zed@example.org"}
	p.Ladder = []team.Rung{
		{Who: team.Named, People: []team.MemberID{dora, emil}, Channels: team.FirstChannel, Wait: time.Minute},
		{Who: team.Responders, Channels: team.Listed, By: []team.Channel{team.Email}, Wait: 2 * time.Minute},
		{Who: team.OutsideContact, Channels: team.FirstChannel, Wait: 2 * time.Minute},
	}
	return p
}

// What a policy would do, word for word.
func TestThePreviewInWords(t *testing.T) {
	t.Parallel()
	c, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	for language, want := range map[string]string{
		"en": `If Ana misses 15:30 and nobody answers:
15:30 a reminder to Ana
15:40 Dora and Emil by Telegram
15:41 Ben and Emil by Telegram, and again within 1 min
15:41 Carla by e-mail, and again within 1 min
15:43 Zed by e-mail, and again within 1 min
15:43 Ben, Carla and Emil by Telegram, and again within 1 min
15:45 from the start with everyone, and again within 1 min, until somebody takes it:
· Ben by Telegram
· Carla by Telegram · e-mail
· Dora by Telegram · e-mail · ntfy
· Emil by Telegram · ntfy

If Ana gives a silent signal at 15:30:
15:30 Ben, Carla, Dora and Emil by Telegram, and again within 1 min
15:32 from the start with everyone, and again within 1 min, until somebody takes it:
· Ben by Telegram
· Carla by Telegram · e-mail
· Dora by Telegram · e-mail · ntfy
· Emil by Telegram · ntfy`,
		"de": `Wenn Ana das Zeichen um 15:30 verpasst und niemand antwortet:
15:30 eine Erinnerung an Ana
15:40 Dora und Emil über Telegram
15:41 Ben und Emil über Telegram, und spätestens nach 1 Min. wieder
15:41 Carla über E-Mail, und spätestens nach 1 Min. wieder
15:43 Zed über E-Mail, und spätestens nach 1 Min. wieder
15:43 Ben, Carla und Emil über Telegram, und spätestens nach 1 Min. wieder
15:45 von vorn mit allen, und spätestens nach 1 Min. wieder, bis jemand übernimmt:
· Ben über Telegram
· Carla über Telegram · E-Mail
· Dora über Telegram · E-Mail · ntfy
· Emil über Telegram · ntfy

Wenn Ana um 15:30 das stille Signal gibt:
15:30 Ben, Carla, Dora und Emil über Telegram, und spätestens nach 1 Min. wieder
15:32 von vorn mit allen, und spätestens nach 1 Min. wieder, bis jemand übernimmt:
· Ben über Telegram
· Carla über Telegram · E-Mail
· Dora über Telegram · E-Mail · ntfy
· Emil über Telegram · ntfy`,
	} {
		lines := alerts.Preview(harbour(), ana, time.Date(2026, 5, 4, 15, 30, 0, 0, time.UTC), alerts.Scene{Crew: quiet(), Places: places()})
		got, err := c.Text(lines, locales.Reader{Language: language, Names: names, Now: noon})
		if err != nil || got != want {
			t.Errorf("%s (%v):\n%s", language, err, got)
		}
	}
}

// What the plan says of the police, and their number, stand last on a page.
func TestAPageSaysWhetherThePoliceMayBeCalled(t *testing.T) {
	t.Parallel()
	c, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		choice                 meeting.Police
		number, language, want string
	}{
		{meeting.PoliceAsk, "", "en", "Police: Ana wants to be asked first."},
		{meeting.PoliceAsk, "110", "de", "Polizei: Ana will vorher gefragt werden.\nNummer der Polizei: 110"},
		{meeting.PoliceNo, "110", "en", "Police: no.\nNumber of the police: 110"},
		{"", "110", "en", "Number of the police: 110"},
		{"", "", "en", "Go near the place, or send someone; nobody goes in alone. If a life is in danger: emergency services."},
	} {
		scene := usualScene(noon)
		scene.Policy.Police = x.number
		e := raise(alerts.Duress)
		e.Brief = alerts.Brief{Place: "Blue Café", Police: x.choice}
		paged := alerts.Step(alerts.Alert{}, e, scene).Notices
		got, err := c.Text(paged[0].Lines, locales.Reader{Language: x.language, Names: names, Now: noon})
		if err != nil || !strings.HasSuffix(got, "\n"+x.want) {
			t.Errorf("%q and %q (%v):\n%s", x.choice, x.number, err, got)
		}
	}
}

// Whoever could answer is too few: it is said, and refused nobody.
func TestThePreviewSaysThatTooFewCouldAnswer(t *testing.T) {
	t.Parallel()
	crew := quiet()[:3] // Ana, Ben and Carla
	has := func(about team.MemberID, crew []alerts.Person) bool {
		return slices.ContainsFunc(alerts.Preview(team.DefaultPolicy(), about, noon, alerts.Scene{Crew: crew}), func(l notice.Line) bool { return l.Key == "policy-few" })
	}
	if has(ana, crew) || !has(ben, crew) || !has(ana, crew[:2]) {
		t.Errorf("Ana out: %v, Ben out: %v, with Ben alone left: %v", has(ana, crew), has(ben, crew), has(ana, crew[:2]))
	}
	if f, wrong := alerts.Unreached(team.DefaultPolicy(), crew[:2]); wrong {
		t.Errorf("one who answers is enough for a policy: %v", f)
	}
}

// A policy by which nobody could be reached, and why.
func TestPoliciesThatReachNobody(t *testing.T) {
	t.Parallel()
	worker := func(id team.MemberID, more ...team.Role) alerts.Person {
		return alerts.Person{ID: id, Roles: append([]team.Role{team.Worker}, more...)}
	}
	one := func(r team.Rung) []team.Rung { r.Wait = time.Minute; return []team.Rung{r} }
	everyone := team.Rung{Who: team.Everyone, Channels: team.FirstChannel}
	carlaByMail := alerts.Person{ID: carla, Roles: []team.Role{team.Coordinator}, Channels: []team.Channel{team.Email}}
	lost := alerts.Person{ID: carla, Roles: []team.Role{team.Coordinator}, Present: true}
	for name, c := range map[string]struct {
		ladder []team.Rung
		crew   []alerts.Person
		want   team.Flaw // without a Kind: it is a policy
	}{
		"all are paged":                    {one(everyone), quiet(), team.Flaw{}},
		"nobody has joined":                {one(everyone), nil, team.Flaw{}},
		"only Ana is there":                {one(everyone), []alerts.Person{worker(ana)}, team.Flaw{}},
		"outside alone":                    {one(team.Rung{Who: team.OutsideContact}), quiet(), team.Flaw{Kind: team.OnlyOutsider}},
		"outside alone, and nobody else":   {one(team.Rung{Who: team.OutsideContact}), nil, team.Flaw{Kind: team.OnlyOutsider}},
		"nobody responds":                  {one(team.Rung{Who: team.Responders, Channels: team.FirstChannel}), []alerts.Person{worker(ana), carlaByMail}, team.Flaw{Kind: team.NobodyOnIt}},
		"who is named has left":            {one(team.Rung{Who: team.Named, People: []team.MemberID{dora}}), []alerts.Person{worker(ana), carlaByMail}, team.Flaw{Kind: team.NamedGone}},
		"who is named does not respond":    {one(team.Rung{Who: team.Named, People: []team.MemberID{ana}}), []alerts.Person{worker(ana), carlaByMail}, team.Flaw{Kind: team.NamedGone}},
		"by a channel that nobody has":     {one(team.Rung{Who: team.Everyone, Channels: team.Listed, By: []team.Channel{team.Ntfy}}), []alerts.Person{worker(ana), carlaByMail}, team.Flaw{Kind: team.NoChannel}},
		"by a channel that one has":        {one(team.Rung{Who: team.Everyone, Channels: team.Listed, By: []team.Channel{team.Email}}), []alerts.Person{worker(ana), carlaByMail}, team.Flaw{}},
		"who is named goes out herself":    {one(team.Rung{Who: team.Named, People: []team.MemberID{ben}}), []alerts.Person{worker(ben, team.Responder), carlaByMail}, team.Flaw{Kind: team.NamedGone, Who: ben}},
		"the one responder goes out":       {one(team.Rung{Who: team.Responders, Channels: team.FirstChannel}), []alerts.Person{worker(ben, team.Responder), carlaByMail}, team.Flaw{Kind: team.NobodyOnIt, Who: ben}},
		"a lost phone is no one":           {one(team.Rung{Who: team.Coordinators, Channels: team.FirstChannel}), []alerts.Person{worker(ana), lost, {ID: dora, Roles: []team.Role{team.Responder}}}, team.Flaw{Kind: team.NobodyOnIt}},
		"one step for nobody, one for all": {append(one(team.Rung{Who: team.Named, People: []team.MemberID{ana}}), one(everyone)...), quiet(), team.Flaw{}},
	} {
		p := team.DefaultPolicy()
		p.Ladder = c.ladder
		if c.want.Kind != "" {
			c.want.Part = team.PartLadder
		}
		if got, wrong := alerts.Unreached(p, c.crew); wrong != (c.want.Kind != "") || got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	p := team.DefaultPolicy()
	p.DuressLadder = one(team.Rung{Who: team.Named, People: []team.MemberID{ana}})
	if f, _ := alerts.Unreached(p, quiet()); f.Part != team.PartDuressLadder {
		t.Errorf("a duress ladder: %+v", f)
	}
}

// TestCoreWhatIsForeseen: whatever the policy and the team, nobody who is out is foreseen,
// whoever responds is, and it is no more often than the policy allows.
func TestCoreWhatIsForeseen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := team.DefaultPolicy()
		p.RePage = time.Duration(rapid.IntRange(30, 300).Draw(t, "re-page")) * time.Second
		p.Outside = team.Contact{Name: "Zed", Topic: "zed"}
		p.Ladder = nil
		for range rapid.IntRange(1, team.MaxRungs).Draw(t, "steps") {
			r := team.Rung{Wait: time.Duration(rapid.IntRange(30, 900).Draw(t, "wait")) * time.Second, By: []team.Channel{team.Ntfy}}
			r.Who = rapid.SampledFrom([]team.Who{team.PlanResponders, team.Coordinators, team.Everyone, team.Named, team.OutsideContact}).Draw(t, "who")
			r.Channels = rapid.SampledFrom([]team.Reach{team.FirstChannel, team.EveryChannel, team.Listed}).Draw(t, "reach")
			r.People = rapid.SliceOfN(rapid.SampledFrom([]team.MemberID{ana, ben, carla, dora, emil}), 0, 3).Draw(t, "people")
			p.Ladder = append(p.Ladder, r)
		}
		scene := alerts.Scene{Crew: quiet(), Policy: p, Places: places()}
		all := alerts.Foresee(alerts.Missed, ben, noon, scene)
		last := all[len(all)-1]
		if last.Round != 1 || last.Every <= 0 || last.Every > p.RePage {
			t.Fatalf("it ends with %+v", last)
		}
		for _, to := range []notice.Recipient{notice.To(carla), notice.To(dora).Over(team.Ntfy), notice.To(emil)} {
			if !slices.Contains(last.To, to) {
				t.Fatalf("%v is not paged in the end: %v", to, last.To)
			}
		}
		for i, f := range all {
			if i > 0 && f.At.Before(all[i-1].At) || f.Every > p.RePage {
				t.Fatalf("after %+v comes %+v", all[:i], f)
			}
			for _, to := range f.To {
				if to.Member == ben || to.Member == ana {
					t.Fatalf("%v is foreseen at %v", to, f.At)
				}
			}
		}
		if again := alerts.Foresee(alerts.Missed, ben, noon, scene); len(again) != len(all) || scene.Crew[1].Present {
			t.Fatal("foreseeing changed what it was given")
		}
	})
}
