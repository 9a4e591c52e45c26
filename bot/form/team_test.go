package form_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/bot/form"
)

var may4 = time.Date(2026, 5, 4, 15, 0, 0, 0, time.UTC)

func TestTheTeamInOneLine(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for typed, want := range map[string]form.Team{
		"":                              {},
		"trained Ben 2026-05-01":        {Verb: form.TeamTrained, Name: "Ben", Day: day},
		"Trained  @ben\n2026-05-01":     {Verb: form.TeamTrained, Name: "@ben", Day: day},
		"role Ben responder":            {Verb: form.TeamRole, Name: "Ben", Role: form.RoleResponder},
		"unrole Ana Lena Worker":        {Verb: form.TeamUnrole, Name: "Ana Lena", Role: form.RoleWorker},
		"role role coordinator":         {Verb: form.TeamRole, Name: "role", Role: form.RoleCoordinator},
		"remove Ben":                    {Verb: form.TeamRemove, Name: "Ben"},
		"freeze Ana  Lena":              {Verb: form.TeamFreeze, Name: "Ana Lena"},
		"unfreeze Ben":                  {Verb: form.TeamUnfreeze, Name: "Ben"},
		"REVOKE Dora":                   {Verb: form.TeamRevoke, Name: "Dora"},
		"trained Ben 2026-05-04":        {Verb: form.TeamTrained, Name: "Ben", Day: day.AddDate(0, 0, 3)},
		"remove Ben 2026-05-01":         {Verb: form.TeamRemove, Name: "Ben 2026-05-01"},
		"trained 2026-05-01 2000-01-01": {Verb: form.TeamTrained, Name: "2026-05-01", Day: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		got, err := form.ParseTeam(typed, may4)
		accepted(t, err)
		if got != want {
			t.Errorf("%q is read as %+v, want %+v", typed, got, want)
		}
	}
}

func TestTeamLinesThatCantBeAreRefused(t *testing.T) {
	t.Parallel()
	for typed, kind := range map[string]form.Kind{
		"dance": form.KindChoice, "Ben": form.KindChoice, "remove": form.KindMissing, "role": form.KindMissing,
		"role responder": form.KindMissing, "trained 2026-05-01": form.KindMissing, "remove @": form.KindMissing,
		"role Ben": form.KindMissing, "role Ben boss": form.KindChoice, "role Ben responder please": form.KindChoice,
		"trained Ben": form.KindMissing, "trained Ben yesterday": form.KindDay, "trained Ben 2026-13-01": form.KindDay,
		"trained Ben 2026-02-30": form.KindDay, "trained Ben 2026-5-1": form.KindDay, "trained Ben 01.05.2026": form.KindDay,
		"trained Ben 2026-05-05": form.KindDay, "trained Ben 1999-12-31": form.KindDay, "trained Ben 0026-05-01": form.KindDay,
		"remove " + strings.Repeat("a", form.MaxName+1): form.KindTooLong, "remove Ben\x00": form.KindUnreadable,
	} {
		got, err := form.ParseTeam(typed, may4)
		e := refused(t, err, kind)
		if got != (form.Team{}) {
			t.Errorf("%q is refused and holds %+v", typed, got)
		}
		if e.Example == "" && kind != form.KindUnreadable {
			t.Errorf("%q is refused without an example", typed)
		}
	}
}

func FuzzTeam(f *testing.F) {
	for _, s := range []string{"trained Ben 2026-05-01", "role Ana Lena responder", "unrole @ben worker", "remove Ben", "revoke", "freeze \xff", "role  responder"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := form.ParseTeam(s, may4)
		if err != nil {
			if got != (form.Team{}) {
				t.Fatalf("%q is refused and holds %+v", s, got)
			}
			return
		}
		roles := got.Verb == form.TeamRole || got.Verb == form.TeamUnrole
		switch {
		case (got.Name == "") != (got.Verb == form.TeamShow), (got.Role != "") != roles, got.Day.IsZero() == (got.Verb == form.TeamTrained),
			got.Day.After(may4), roles && !slices.Contains([]form.Role{form.RoleCoordinator, form.RoleWorker, form.RoleResponder}, got.Role):
			t.Fatalf("%q is read as %+v", s, got)
		}
	})
}
