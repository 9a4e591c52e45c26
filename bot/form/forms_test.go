package form_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/bot/form"
)

func TestNowTakesADurationAndMaybeAPlace(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]form.Now{
		"45m":               {Duration: 45 * time.Minute},
		"1h30m  Blue  Café": {Duration: 90 * time.Minute, Place: "Blue Café"},
	} {
		got, err := form.ParseNow(typed)
		accepted(t, err)
		if got != want {
			t.Errorf("%q is read as %+v, want %+v", typed, got, want)
		}
	}
	for typed, kind := range map[string]form.Kind{
		"": form.KindMissing, "45": form.KindDuration, "Café 45m": form.KindDuration,
		"1h 30m Café": form.KindDuration, "25h": form.KindDurationBounds,
		"45m Café | with: Ben": form.KindUnknownPart, "45m Café | Library": form.KindExtra,
		"45m with: Ben": form.KindUnknownPart,
		"45m " + strings.Repeat("a", form.MaxPlace+1): form.KindTooLong,
		"45m " + strings.Repeat("a ", form.MaxLine):   form.KindTooLong,
		"45m " + strings.Repeat("a", 10*form.MaxLine): form.KindTooLong,
		"45m \x1b[31m": form.KindUnreadable,
	} {
		got, err := form.ParseNow(typed)
		refused(t, err, kind)
		if got != (form.Now{}) {
			t.Errorf("%q is refused and holds %+v", typed, got)
		}
	}
}

func TestLateTakesADurationAlone(t *testing.T) {
	t.Parallel()
	got, err := form.ParseLate(" 15m ")
	accepted(t, err)
	if got != 15*time.Minute {
		t.Fatalf("read as %s", got)
	}
	for typed, kind := range map[string]form.Kind{
		"": form.KindMissing, "15": form.KindDuration, "1h 30m": form.KindExtra,
		"15m sorry": form.KindExtra, "0m": form.KindDurationBounds,
	} {
		_, err := form.ParseLate(typed)
		if e := refused(t, err, kind); e.Example == "" {
			t.Errorf("%q is refused without an example", typed)
		}
	}
}

func TestWordsTakesAKindAndAPhrase(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]form.Words{
		"duress auntie's  soup": {Kind: form.PhraseDuress, Phrase: "auntie's  soup"},
		"Safe  blue\numbrella":  {Kind: form.PhraseSafe, Phrase: "blue\numbrella"},
		"exit leaking tap":      {Kind: form.PhraseExit, Phrase: "leaking tap"},
	} {
		got, err := form.ParseWords(typed)
		accepted(t, err)
		if got != want {
			t.Errorf("%q is read as %+v, want %+v", typed, got, want)
		}
	}
}

func TestAWordsErrorRepeatsNothingOfThePhrase(t *testing.T) {
	t.Parallel()
	for typed, kind := range map[string]form.Kind{
		"": form.KindMissing, "duress": form.KindMissing,
		"auntie's soup": form.KindChoice, "duress: auntie's soup": form.KindChoice,
		"duress " + strings.Repeat("a", form.MaxPhrase+1): form.KindTooLong,
	} {
		_, err := form.ParseWords(typed)
		if e := refused(t, err, kind); e.What != "" || strings.Contains(e.Error(), "soup") {
			t.Errorf("%q comes back as %q, %q", typed, e.What, e.Error())
		}
	}
}

func TestInviteTakesARole(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]form.Role{
		"worker": form.RoleWorker, " Responder": form.RoleResponder, "COORDINATOR": form.RoleCoordinator,
	} {
		got, err := form.ParseInvite(typed)
		accepted(t, err)
		if got != want {
			t.Errorf("%q is read as %s, want %s", typed, got, want)
		}
	}
	for typed, kind := range map[string]form.Kind{
		"": form.KindMissing, "boss": form.KindChoice, "worker responder": form.KindExtra,
	} {
		_, err := form.ParseInvite(typed)
		refused(t, err, kind)
	}
}

func TestStartTakesATokenAndNeverRepeatsIt(t *testing.T) {
	t.Parallel()
	token, err := form.ParseStart(" Ab-9_z ")
	accepted(t, err)
	if token != "Ab-9_z" {
		t.Fatalf("token is %q", token)
	}
	for typed, kind := range map[string]form.Kind{
		"": form.KindMissing, "two tokens": form.KindExtra, "a=b": form.KindToken, "täg": form.KindToken,
		strings.Repeat("a", form.MaxToken+1): form.KindToken,
	} {
		_, err := form.ParseStart(typed)
		if e := refused(t, err, kind); e.What != "" {
			t.Errorf("%q comes back as %q", typed, e.What)
		}
	}
}

func TestSettingsInOneLine(t *testing.T) {
	t.Parallel()
	got, err := form.ParseSettings("Zone Europe/Berlin")
	accepted(t, err)
	if got.Zone.String() != "Europe/Berlin" || got.Language != "" || got.Email != "" {
		t.Errorf("got %+v", got)
	}
	for typed, want := range map[string]form.Change{
		"language de":       {Language: "de"},
		"language pt-BR":    {Language: "pt-br"},
		"email a@b.org":     {Email: "a@b.org"},
		"EMAIL Ana+x@B.org": {Email: "Ana+x@B.org"},
	} {
		got, err := form.ParseSettings(typed)
		accepted(t, err)
		if got != want {
			t.Errorf("%q is read as %+v, want %+v", typed, got, want)
		}
	}
}

func TestSettingsThatCantBeAreRefused(t *testing.T) {
	t.Parallel()
	for typed, kind := range map[string]form.Kind{
		"": form.KindMissing, "zone": form.KindMissing, "colour blue": form.KindChoice,
		"zone Local": form.KindZone, "zone Berlin": form.KindZone, "zone Europe": form.KindZone,
		"zone CEST": form.KindZone, "zone UTC+1": form.KindZone, "zone ../etc/passwd": form.KindZone,
		"zone /etc/passwd": form.KindZone, "zone right/Europe/Berlin": form.KindZone,
		"zone posix/Europe/Berlin": form.KindZone, "zone localtime": form.KindZone,
		"zone Europe/Berlin please": form.KindExtra,
		"language German!":          form.KindLanguage, "language d": form.KindLanguage, "language de en": form.KindExtra,
		"email ana": form.KindEmail, "email a@b": form.KindEmail, "email a@b.": form.KindEmail,
		"email <a@b.org>": form.KindEmail, "email a@b.org,c@d.org": form.KindEmail,
		"email Ana <a@b.org>": form.KindExtra, "email ä@b.org": form.KindEmail,
		"email " + strings.Repeat("a", form.MaxEmail) + "@b.org": form.KindEmail,
	} {
		got, err := form.ParseSettings(typed)
		e := refused(t, err, kind)
		if got != (form.Change{}) {
			t.Errorf("%q is refused and holds %+v", typed, got)
		}
		if e.Example == "" {
			t.Errorf("%q is refused without an example", typed)
		}
	}
	if _, err := form.ParseZone(""); err == nil {
		t.Error("no zone is a zone")
	}
}

func TestACommandIsSplitFromWhatFollows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, name, args string }{
		{"/ok", "ok", ""},
		{"/late 15m", "late", "15m"},
		{"  /Plan@PorchlightBot\n15:00  60m\nCafé ", "plan", "15:00  60m\nCafé"},
		{"/DONE", "done", ""},
		{"/now45m", "now45m", ""},
		{"/a_b2 x", "a_b2", "x"},
		{"/words duress " + strings.Repeat("a", 9000), "words", "duress " + strings.Repeat("a", 9000)},
	} {
		name, args, ok := form.Command(c.text)
		if !ok || name != c.name || args != c.args {
			t.Errorf("%q is split into %q, %q, %v", shown(c.text), name, shown(args), ok)
		}
	}
	for _, text := range []string{
		"", "ok", "/", "/ ok", "//ok", "／ok", "/15", "/_a", "/plan15:00 60m", "/ok!", "/ök", "/ok@", "/ok@two@bots",
		"see /ok", "/" + strings.Repeat("a", 33),
	} {
		if name, args, ok := form.Command(text); ok || name != "" || args != "" {
			t.Errorf("%q is taken for the command %q %q", text, name, args)
		}
	}
}
