package locales

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// inGerman is the reader of [inBerlin], in German.
func inGerman(t testing.TB) Reader {
	t.Helper()
	r := inBerlin(t)
	r.Language = "de"
	return r
}

func TestGermanLines(t *testing.T) {
	t.Parallel()
	at := notice.At(afternoon(15, 32, 0))
	for _, tc := range []struct {
		line notice.Line
		want string
	}{
		{notice.L("plan-when", "start", notice.Day(afternoon(15, 0, 0)), "end", notice.At(afternoon(16, 0, 0))), "Heute 15:00–16:00."},
		{notice.L("plan-times", "every", notice.For(30*time.Minute), "home", notice.At(afternoon(17, 0, 0))), "Alle 30 Min. ein Zeichen, zu Hause bis 17:00."},
		{notice.L("late-too-long", "most", notice.For(90*time.Minute)), "Das ist zu lang. Mehr als 1 Std. 30 Min. geht nicht."},
		{notice.L("late-too-long", "most", notice.For(45*time.Second)), "Das ist zu lang. Mehr als 45 Sek. geht nicht."},
		{notice.L("plan-with", "who", notice.Who("d")), "Mit Dora (angefragt)."},
		{notice.L("plan-with", "who", notice.Who("d", "e")), "Mit Dora und Emil (angefragt)."},
		{notice.L("plan-with", "who", notice.Who("d", "e", "c")), "Mit Dora, Emil und Carla (angefragt)."},
		{notice.L("page-duress", "who", notice.Who("zed"), "at", at), "Jemand hat das stille Signal gegeben, 15:32."},
		{notice.L("paged", "about", notice.Who("a"), "who", notice.Who()), "Bisher gefragt wegen Ana: niemand."},
		{notice.L("owned-by", "who", notice.Who("d"), "about", notice.Who("a")), "Dora übernimmt: Ana."},
		{notice.L("ready", "n", notice.N(1), "who", notice.Who("d")), "Eine Person ist bereit: Dora."},
		{notice.L("ready", "n", notice.N(2), "who", notice.Who("d", "e")), "2 Personen sind bereit: Dora und Emil."},
		{notice.L("page-with", "n", notice.N(1), "who", notice.Who("b")), "Ben ist auch dort."},
		{notice.L("page-with", "n", notice.N(2), "who", notice.Who("b", "c")), "Ben und Carla sind auch dort."},
		{notice.L("phrase-wrong", "n", notice.N(1)), "Das ist es nicht. Noch ein Versuch."},
		{notice.L("phrase-wrong", "n", notice.N(0)), "Das ist es nicht. Noch 0 Versuche."},
		{notice.L("trouble-dead-letter", "n", notice.N(2)), "2 Nachrichten waren nicht lesbar. Sie wurden beiseitegelegt."},
		{notice.L("form-missing", "what", notice.Word("part-duration"), "example", notice.Text("45m")), "Es fehlt noch etwas: die Dauer. Ein Beispiel: 45m"},
		{notice.L("closed", "about", notice.Who("a"), "who", notice.Who("zed"), "outcome", notice.Word("outcome-safe"), "at", at),
			"Der Alarm zu Ana ist vorbei: in Sicherheit. Entwarnung von jemand um 15:32."},
		{notice.L("invite-made", "role", notice.Word("role-responder"), "link", notice.Text("https://t.me/x"), "hours", notice.For(48*time.Hour)),
			"Für eine Person, 48 Std. lang gültig. Die Aufgabe: Bereitschaft.\nhttps://t.me/x"},
		{notice.L("ask-every", "usual", notice.For(30*time.Minute)), "Wie oft soll ich dich erinnern? Alle 30 Min. ist üblich."},
		{notice.L("ask-home", "usual", notice.For(time.Hour)), "Wie lange nach dem Ende bist du zu Hause? 1 Std. wäre üblich."},
		{notice.L("words-try", "for", notice.For(10*time.Minute)), "Probier es jetzt: Schreib in den nächsten 10 Min. irgendeinen Satz damit. Auch diese Nachricht wird gelöscht und geht an niemanden."},
		{notice.L("plan-open", "what", notice.Words("open-backup", "open-home")), "Noch nicht geplant: Ausweichort · Heimweg"},
		{notice.L("change-give", "who", notice.Text("Ben"), "role", notice.Word("role-responder")), "Ben bekommt die Aufgabe Bereitschaft."},
		{notice.L("change-now", "by", notice.Word("the-operator")), "Gilt jetzt, gewünscht von der Person, die diesen Bot betreibt."},
		{notice.L("board-alert", "who", notice.Who("a"), "at", at, "what", notice.Word("board-cause-missed")), "Offener Alarm wegen Ana, seit 15:32: ein Zeichen fehlt."},
		{notice.L("news-command", "who", notice.Who("a"), "at", at, "text", notice.Text("")), "Vom Telefon von Ana um 15:32, und es ändert hier nichts: (kein Text)"},
	} {
		got, err := catalogue(t).Text([]notice.Line{tc.line}, inGerman(t))
		if err != nil || got != tc.want {
			t.Errorf("%s: %q, %v; want %q", tc.line.Key, got, err, tc.want)
		}
	}
}

// Every weekday and every month, and the days around the turn of a year.
func TestGermanDays(t *testing.T) {
	t.Parallel()
	r := inGerman(t) // on Friday, 27 November 2026
	for days, want := range map[int]string{
		0: "heute 15:00", 1: "morgen 15:00", -1: "Do 26. Nov. 15:00",
		2: "So 29. Nov. 15:00", 3: "Mo 30. Nov. 15:00", 4: "Di 1. Dez. 15:00", 5: "Mi 2. Dez. 15:00", 6: "Do 3. Dez. 15:00",
		7: "Fr 4. Dez. 15:00", 8: "Sa 5. Dez. 15:00", 35: "Fr 1. Jan. 2027 15:00", 66: "Mo 1. Feb. 2027 15:00",
		-26: "So 1. Nov. 15:00", -57: "Do 1. Okt. 16:00", -87: "Di 1. Sept. 16:00", -118: "Sa 1. Aug. 16:00",
		-149: "Mi 1. Juli 16:00", -179: "Mo 1. Juni 16:00", -210: "Fr 1. Mai 16:00", -240: "Mi 1. April 16:00", -271: "So 1. März 15:00",
	} {
		got, err := catalogue(t).Text([]notice.Line{notice.L("coordinator-alone", "who", notice.Who("a"), "start", notice.Day(afternoon(15, 0, days)))}, r)
		if want := "Ana geht allein, " + want + "."; err != nil || got != want {
			t.Errorf("%d days on: %q, %v; want %q", days, got, err, want)
		}
	}
}

func TestGermanIsReadWhereverItIsSpoken(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for tag, want := range map[string]string{
		"de": "de", "de-AT": "de", "de-CH": "de", "DE": "de", "de_LI": "de", "gsw": "de",
		"en": "en", "en-GB": "en", "fr": "en", "": "en", "no language": "en",
	} {
		if got := c.Language(tag); got != want {
			t.Errorf("%q reads %s, want %s", tag, got, want)
		}
	}
}

func TestGermanWordsAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for typed, want := range map[string]Word{
		"OK":                           {Action: team.CheckIn},
		"Später":                       {Action: team.Later},
		"spaeter":                      {Action: team.Later},
		"Spa\u0308ter.":                {Action: team.Later},
		"FERTIG!":                      {Action: team.Done},
		"done":                         {Action: team.Done},
		"zu Hause":                     {Action: team.Home},
		"Zuhause :)":                   {Action: team.Home},
		"bin daheim":                   {Action: team.Home},
		"Bestätigen":                   {Action: team.Confirm},
		"ja":                           {Action: team.Accept},
		"Nein.":                        {Action: team.Decline},
		"yes":                          {Action: team.Accept},
		"Mach mir Sorgen":              {Action: team.Worry},
		"Ich übernehme!":               {Action: team.Take},
		"uebernehme":                   {Action: team.Take},
		"Geht nicht":                   {Action: team.Cant},
		"wer noch":                     {Action: team.WhoElse},
		"ablösen":                      {Action: team.TakeOver},
		"noch dran":                    {Action: team.Renew},
		"abgeben":                      {Action: team.HandOver},
		"unterwegs":                    {Action: team.Report, Arg: string(alerts.OnMyWay)},
		"Einsatzkraefte gerufen":       {Action: team.Report, Arg: "called"},
		"entwarnung":                   {Action: team.StandDown},
		"Zurück":                       {Action: team.Back},
		"überspringen":                 {Action: team.Skip},
		"Das war’s.":                   {Action: team.Skip},
		"abbrechen":                    {Action: team.Stop},
		"weiter":                       {Action: team.GoOn},
		"von vorn anfangen":            {Action: team.Anew},
		"ergaenzen":                    {Action: team.Add},
		"ändern":                       {Action: team.Amend},
		"Änderung absagen":             {Action: team.CallOff},
		"zustimmen":                    {Action: team.Agree},
		"einverstanden":                {}, // said of many things, and freezes no phone
		"stopp":                        {},
		"ich bin zurück":               {},
		"Fehlalarm":                    {Action: team.StandDown, Arg: "false-alarm"},
		"in Sicherheit":                {Action: team.StandDown, Arg: "safe"},
		"an Einsatzkräfte übergeben":   {Action: team.StandDown, Arg: "emergency"},
		"fertig gegessen, alles ruhig": {},
		"fast fertig":                  {},
		"noch nicht zu Hause":          {},
		"Vorsicht":                     {}, // a warning, and no outcome
		"Notruf":                       {}, // may ask for one, and ends nothing
		"Einsatzkräfte":                {},
		"gut":                          {},
		"da":                           {},
		"/fertig":                      {},
	} {
		got, ok := c.Word("de-AT", typed)
		if ok != (want != Word{}) || got != want {
			t.Errorf("%q: %+v, %v; want %+v", typed, got, ok, want)
		}
	}
}

// Nobody's sign of life may end a meeting: what people are likely to say is no word.
func TestRepliesAreNoWordsInAnyLanguage(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for _, in := range c.tongues {
		for _, reply := range in.file.Replies {
			if w, ok := c.Word(in.tag.String(), reply); ok {
				t.Errorf("%s: %q is likely said, and does %+v", in.tag, reply, w)
			}
		}
	}
}

// What every word of a language does is what Load made of it, however it is written.
func TestEveryWordIsReadAsItStands(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for _, in := range c.tongues {
		for meaning, words := range in.file.Words {
			action, arg, _ := strings.Cut(meaning, " ")
			want := Word{Action: team.Action(action), Arg: arg}
			for _, typed := range words {
				for _, as := range []string{typed, strings.ToUpper(typed), " " + typed + "."} {
					if got, ok := c.Word(in.tag.String(), as); !ok || got != want {
						t.Errorf("%s: %q is %+v, %v; want %+v", in.tag, as, got, ok, want)
					}
				}
			}
		}
	}
}

// An abbreviation's full stop is not followed by another one.
func TestLengthsOfTimeDoNotEndASentence(t *testing.T) {
	t.Parallel()
	uses := sourceUses(t)
	checked := 0
	for _, in := range catalogue(t).tongues {
		if !strings.HasSuffix(in.file.Time.Minutes, ".") {
			continue
		}
		for _, u := range uses {
			for name, kind := range u.args {
				if kind != "For" {
					continue
				}
				for _, key := range u.keys {
					checked++
					if strings.Contains(in.texts[key].Other, "{"+name+"}.") {
						t.Errorf("%s: %q would have two full stops: %q", in.tag, key, in.texts[key].Other)
					}
				}
			}
		}
	}
	if checked < 4 {
		t.Errorf("only %d were looked at", checked)
	}
}

func TestGermanTelltaleWords(t *testing.T) {
	t.Parallel()
	var german *file
	for _, in := range catalogue(t).tongues {
		if in.tag.String() == "de" {
			german = in.file
		}
	}
	told := func(s string) bool {
		return slices.ContainsFunc(german.Telltale, func(tell string) bool { return tells(s, tell) })
	}
	for _, s := range []string{
		"Fehlalarm.", "Dein Team weiß es.", "Teamtreffen", "Das Treffen beginnt.", "stilles Signal", "Notrufe", "in Sicherheit",
		"Bist du sicher?", "Gefährlich", "Polizeiwache", "Rückmeldung fällig", "Codewörter", "Zwangslage", "bedroht", "Außeneinsatz", "Meeting",
	} {
		if !told(s) {
			t.Errorf("%q could stand under cover", s)
		}
	}
	for _, s := range []string{
		"Notiert.", "Ungefähr um drei.", "Nicht nötig.", "Zwanzig Minuten.", "Gespeichert.", "Erinnerung verschoben.", "Bestätigen",
		"Ein Zeichen alle 30 Min.", "Blumen gießen", "Wäsche waschen",
	} {
		if told(s) {
			t.Errorf("%q could not stand under cover", s)
		}
	}
}
