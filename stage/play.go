package stage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"porchlight/engine"
	"porchlight/locales"
	"porchlight/notice"
	"porchlight/simulator"
	"porchlight/team"
)

// backstage is how long before a scene its people join their team: long enough that
// nothing of it is left under way.
const backstage = 30 * time.Minute

// Play plays a scene and returns what it came to.
func Play(s *Scene, o Options) (*Run, error) {
	r, err := Open(s, o)
	if err != nil {
		return r, err
	}
	return r, r.Perform()
}

// Perform plays the scene's deeds and ends the run.
func (r *Run) Perform() error { return r.finish(r.play()) }

// Open sets a stage for a scene: its people have joined their team and chosen their
// words, and it is a minute before the start. Close the Stage afterwards.
func Open(s *Scene, o Options) (*Run, error) {
	o.Start = s.Start.Add(-backstage)
	if s.Excuse > 0 {
		o.Excuse = s.Excuse
	}
	st, err := New(o)
	if err != nil {
		return nil, err
	}
	r := &Run{Scene: s, Stage: st, people: map[string]*simulator.Person{}, links: map[string]string{}}
	if err := st.StartBot(); err != nil {
		return r, r.finish(err)
	}
	if err := r.join(); err != nil {
		return r, r.finish(err)
	}
	return r, nil
}

// finish ends the run. A request that is not one of the Bot API fails it.
func (r *Run) finish(err error) error {
	if err := errors.Join(err, r.Stage.Close()); err != nil {
		return fmt.Errorf("scene %s: %w", r.Scene.Name, err)
	}
	if v := r.Stage.Simulator.Violations(); len(v) > 0 {
		return fmt.Errorf("scene %s: requests that are not of the Bot API: %s", r.Scene.Name, strings.Join(v, "; "))
	}
	return nil
}

// Run is a scene that is being played, or was.
type Run struct {
	Scene  *Scene
	Stage  *Stage
	people map[string]*simulator.Person
	order  []string
	links  map[string]string // the tokens that were used, and on whose phones they stood
	marks  []mark
}

// mark is what the stage did, for the transcript.
type mark struct {
	at   time.Time
	text string
}

func (r *Run) play() error {
	for _, d := range r.Scene.deeds {
		if err := r.Stage.RunTo(d.at); err != nil {
			return err
		}
		if err := r.do(d); err != nil {
			return fmt.Errorf("%s %s> %s: %w", d.at.In(r.Scene.Zone).Format("15:04"), d.who, d.what, err)
		}
	}
	return nil
}

// Person is one of the scene's people.
func (r *Run) Person(name string) *simulator.Person { return r.people[name] }

// join makes the team, over the wire: the operator's link for the first coordinator,
// invites for everyone else.
func (r *Run) join() error {
	ctx := context.Background()
	first := slices.IndexFunc(r.Scene.Members, func(m Role) bool { return m.Role == "coordinator" })
	if first < 0 {
		return errors.New("a scene needs a coordinator")
	}
	lead := r.Scene.Members[first].Name
	bots := r.Stage.Bot().Engine
	bots.Random = strings.NewReader("the team Lantern") // so that with the same keys everything is called the same
	lantern, secret, err := bots.CreateTeam(ctx, "Lantern", r.Scene.Zone.String())
	bots.Random = nil
	if err != nil {
		return err
	}
	for _, m := range r.Scene.Members {
		if _, known := r.people[m.Name]; !known {
			r.people[m.Name] = r.Stage.Simulator.Person(m.Name)
			if code, ok := r.Scene.Languages[m.Name]; ok {
				r.people[m.Name].SetLanguageCode(code)
			}
			r.order = append(r.order, m.Name)
		}
	}
	for name := range r.Scene.Languages {
		if _, known := r.people[name]; !known {
			return fmt.Errorf("%s is nobody who could have a language", name)
		}
	}
	for _, name := range r.Scene.Outsiders {
		r.people[name] = r.Stage.Simulator.Person(name)
		r.order = append(r.order, name)
	}
	r.people[lead].Start(secret)
	if err := r.settled(lead); err != nil {
		return err
	}
	for i, m := range r.Scene.Members {
		if i == first {
			continue
		}
		if err := r.invite(lead, m); err != nil {
			return err
		}
	}
	if err := r.accustom(ctx, lantern); err != nil {
		return err
	}
	for _, w := range r.Scene.Words {
		r.people[w.Name].Send("/words " + w.Kind + " " + w.Phrase)
		if err := r.Stage.Run(2 * time.Second); err != nil {
			return err
		}
	}
	return r.Stage.RunTo(r.Scene.Start.Add(-time.Minute))
}

// accustom gives the team its interval, and notes who has been trained.
func (r *Run) accustom(ctx context.Context, lantern team.ID) error {
	if r.Scene.Every == 0 && len(r.Scene.Trained) == 0 {
		return nil
	}
	e := r.Stage.Bot().Engine
	return e.Do(ctx, engine.Deed{
		ID: "accustom", From: []engine.Ref{{Kind: engine.KindTeam, ID: string(lantern)}},
		Decide: func(tx *engine.Tx) error {
			t, _ := tx.Team(lantern)
			if r.Scene.Every > 0 {
				t.Policy.Every = r.Scene.Every
				tx.PutTeam(t)
			}
			for _, name := range r.Scene.Trained {
				p, ok := tx.Person(e.MemberID(r.people[name].ID()))
				if !ok {
					return fmt.Errorf("%s is nobody who could be trained", name)
				}
				p.Memberships = slices.Clone(p.Memberships)
				for i := range p.Memberships {
					p.Memberships[i].TrainedAt = tx.Now
				}
				tx.PutPerson(p)
			}
			return nil
		},
	})
}

func (r *Run) invite(by string, m Role) error {
	r.people[by].Send("/invite " + m.Role)
	if err := r.Stage.Run(2 * time.Second); err != nil {
		return err
	}
	screen := r.people[by].Screen()
	_, secret, ok := strings.Cut(screen[len(screen)-1].Text, "?start=")
	if !ok {
		return fmt.Errorf("no link in the answer to /invite %s: %q", m.Role, screen[len(screen)-1].Text)
	}
	secret, _, _ = strings.Cut(secret, "\n")
	r.people[m.Name].Start(strings.TrimSpace(secret))
	return r.settled(m.Name)
}

// settled has a new member skip what they are offered when they join.
func (r *Run) settled(name string) error {
	if err := r.Stage.Run(2 * time.Second); err != nil {
		return err
	}
	texts, err := locales.Load()
	if err != nil {
		return err
	}
	for _, language := range texts.Languages() {
		skip, err := texts.Label(notice.Button{Label: "button-skip"}, locales.Reader{Language: language})
		if err != nil {
			return err
		}
		_ = r.people[name].Press(skip) // a second invite offers nothing
	}
	return r.Stage.Run(2 * time.Second)
}

// do does one deed of a scene.
func (r *Run) do(d deed) error {
	if d.who == "stage" {
		r.marks = append(r.marks, mark{r.Stage.Clock.Now(), d.what})
		return r.stageDeed(d.what)
	}
	p, ok := r.people[d.who]
	if !ok {
		return fmt.Errorf("nobody is called %s", d.who)
	}
	switch {
	case strings.HasPrefix(d.what, "[") && strings.HasSuffix(d.what, "]"):
		return p.Press(strings.Trim(d.what, "[]"))
	case strings.HasPrefix(d.what, opensLink):
		return r.openLink(p, strings.TrimSuffix(strings.TrimPrefix(d.what, opensLink), ")"))
	case d.what == "(blocks the bot)":
		p.Block()
		return nil
	case strings.HasPrefix(d.what, "(edits) "):
		return r.edit(p, strings.TrimPrefix(d.what, "(edits) "))
	default:
		p.Send(d.what)
		return nil
	}
}

// opensLink begins the deed of whoever uses the newest invite on somebody's phone.
const opensLink = "(opens the link of "

func (r *Run) openLink(p *simulator.Person, of string) error {
	maker, ok := r.people[of]
	if !ok {
		return fmt.Errorf("nobody is called %s", of)
	}
	for _, m := range slices.Backward(maker.Screen()) {
		if found := linkToken.FindStringSubmatch(m.Text); found != nil {
			r.links[found[1]] = of
			p.Start(found[1])
			return nil
		}
	}
	return fmt.Errorf("there is no link on %s's phone", of)
}

// edit changes the newest message that the person wrote.
func (r *Run) edit(p *simulator.Person, text string) error {
	for _, m := range slices.Backward(p.Screen()) {
		if m.From == simulator.ByPerson {
			return p.Edit(m.ID, text)
		}
	}
	return errors.New("there is nothing to edit")
}

// stageDeed is something that happens to the program, or nothing: time passing.
func (r *Run) stageDeed(what string) error {
	switch what {
	case "end":
		return nil
	case "the bot is stopped":
		return r.Stage.StopBot()
	case "the bot is killed":
		return r.Stage.KillBot()
	case "the bot is started":
		return r.Stage.StartBot()
	default:
		return errors.New("the stage can't do that")
	}
}
