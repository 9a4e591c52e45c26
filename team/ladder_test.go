package team_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/team"
)

const lantern team.ID = "lantern"

// member is somebody of the team with these parts.
func member(name, username string, roles ...team.Role) team.Member {
	return team.Member{
		ID: team.MemberID("m" + strings.NewReplacer(" ", "-", ",", "-").Replace(strings.ToLower(name))), Name: name, Username: username,
		Memberships: []team.Membership{{Team: lantern, Roles: roles}},
	}
}

// crew has names that are easily taken for something else.
var crew = []team.Member{
	member("Dora", "", team.Responder), member("Emil", "emil_b", team.Responder), member("Carla", "", team.Coordinator),
	member("Ana", "ana", team.Worker), member("Everyone", "plain", team.Responder), member("Ben by 2m", "", team.Responder),
	member("Zed,", "zed", team.Responder), member("Ben  Nord", "", team.Responder),
	{ID: "m1", Name: "Ben", Username: "ben1", Memberships: []team.Membership{{Team: lantern, Roles: []team.Role{team.Responder}}}},
	{ID: "m2", Name: "ben", Memberships: []team.Membership{{Team: lantern, Roles: []team.Role{team.Responder}}}},
}

var anyLadder = rapid.Custom(func(t *rapid.T) []team.Rung {
	var ladder []team.Rung
	for range rapid.IntRange(1, team.MaxRungs).Draw(t, "steps") {
		r := team.Rung{Channels: team.FirstChannel, Wait: time.Duration(rapid.IntRange(30, 900).Draw(t, "wait")) * time.Second}
		r.Who = rapid.SampledFrom([]team.Who{team.PlanResponders, team.Responders, team.Coordinators, team.Everyone, team.Named, team.OutsideContact}).Draw(t, "who")
		if r.Who == team.Named {
			for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(crew)-1), 1, 4, rapid.ID).Draw(t, "people") {
				if crew[i].Name != "Ana" {
					r.People = append(r.People, crew[i].ID)
				}
			}
			if len(r.People) == 0 {
				r.People = []team.MemberID{crew[0].ID}
			}
		}
		if r.Who != team.OutsideContact {
			r.Channels = rapid.SampledFrom([]team.Reach{team.FirstChannel, team.EveryChannel, team.Listed}).Draw(t, "reach")
		}
		if r.Channels == team.Listed {
			for _, c := range team.Channels {
				if rapid.Bool().Draw(t, string(c)) {
					r.By = append(r.By, c)
				}
			}
			if len(r.By) == 0 {
				r.By = []team.Channel{team.Email}
			}
		}
		ladder = append(ladder, r)
	}
	return ladder
})

// TestCoreLadderIsReadAsItIsPrinted: whatever a ladder is, and whatever people are called,
// what is printed of it is that ladder.
func TestCoreLadderIsReadAsItIsPrinted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ladder := anyLadder.Draw(t, "ladder")
		text := team.PrintLadder(ladder, crew)
		odd := strings.NewReplacer(" ", "  ", ";", " ; ").Replace(text)
		for _, typed := range []string{text, odd} {
			back, err := team.ParseLadder(typed, crew, lantern)
			if err != nil || !slices.EqualFunc(back, ladder, sameRung) {
				t.Fatalf("%q is %+v (%v), not %+v", typed, back, err, ladder)
			}
		}
	})
}

func sameRung(a, b team.Rung) bool {
	return a.Who == b.Who && a.Channels == b.Channels && a.Wait == b.Wait && slices.Equal(a.People, b.People) && slices.Equal(a.By, b.By)
}

// FuzzParseLadder: nothing that is typed breaks it, and what it reads it prints the same.
func FuzzParseLadder(f *testing.F) {
	for _, s := range []string{team.ExampleLadder, team.ExampleDuressLadder, "Dora by by 2m", ";", "by 2m", "@emil_b by telegram,ntfy 90s", "id:m1 1m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		ladder, err := team.ParseLadder(typed, crew, lantern)
		var wrong *team.LadderError
		switch {
		case err != nil && (!errors.As(err, &wrong) || wrong.Step < 1 || err.Error() == ""):
			t.Fatalf("%q: %v", typed, err)
		case err != nil:
			return
		}
		text := team.PrintLadder(ladder, crew)
		if back, err := team.ParseLadder(text, crew, lantern); err != nil || !slices.EqualFunc(back, ladder, sameRung) {
			t.Fatalf("%q is printed as %q: %v", typed, text, err)
		}
	})
}

// What can't be read says which step it is, and what of it.
func TestALadderThatCantBeRead(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]team.LadderError{
		"":                                   {Step: 1, Kind: team.StepEmpty},
		"plan 2m;":                           {Step: 2, Kind: team.StepEmpty},
		"plan 2m; plan":                      {Step: 2, Kind: team.WaitMissing, What: "plan"},
		"plan 2":                             {Step: 1, Kind: team.WaitMissing, What: "2"},
		"plan 1.5m":                          {Step: 1, Kind: team.WaitMissing, What: "1.5m"},
		"plan 29s":                           {Step: 1, Kind: team.WaitBounds, What: "29s"},
		"plan 15m1s":                         {Step: 1, Kind: team.WaitBounds, What: "15m1s"},
		"2m":                                 {Step: 1, Kind: team.WhoMissing},
		"by email 2m":                        {Step: 1, Kind: team.WhoMissing},
		"plan, Dora 2m":                      {Step: 1, Kind: team.WhoUnknown, What: "plan"},
		"Nobody 2m":                          {Step: 1, Kind: team.WhoUnknown, What: "Nobody"},
		"Ben 2m":                             {Step: 1, Kind: team.WhoSeveral, What: "Ben"},
		"Dora, dora 2m":                      {Step: 1, Kind: team.WhoTwice, What: "dora"},
		"Ana 2m":                             {Step: 1, Kind: team.WhoDeaf, What: "Ana"},
		"Dora by post 2m":                    {Step: 1, Kind: team.ByUnknown, What: "post"},
		"Dora by 2m":                         {Step: 1, Kind: team.ByUnknown, What: ""},
		"Dora by email,email 2m":             {Step: 1, Kind: team.WhoTwice, What: "email"},
		"outside by email 2m":                {Step: 1, Kind: team.ByUnknown, What: "by"},
		strings.Repeat("plan 1m; ", 6) + "x": {Step: 7, Kind: team.StepsMany},
	} {
		_, err := team.ParseLadder(typed, crew, lantern)
		var got *team.LadderError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("%q: %+v, want %+v", typed, got, want)
			continue
		}
		if !strings.Contains(err.Error(), "step ") || !strings.Contains(err.Error(), "an example: "+team.ExampleLadder) {
			t.Errorf("%q is refused with %q", typed, err)
		}
	}
}
