package locales

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Ana and the others, as the tests know them.
var names = map[team.MemberID]string{"a": "Ana", "b": "Ben", "c": "Carla", "d": "Dora", "e": "Emil"}

// inBerlin is somebody in Berlin on a Friday in November, in winter time.
func inBerlin(t testing.TB) Reader {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return Reader{Language: "en", Zone: zone, Now: time.Date(2026, 11, 27, 14, 2, 0, 0, zone), Names: names}
}

// afternoon is a moment of that Friday, or so many days after it.
func afternoon(hour, minute, days int) time.Time {
	return time.Date(2026, 11, 27+days, hour-1, minute, 0, 0, time.UTC)
}

func TestLinesInWords(t *testing.T) {
	t.Parallel()
	at := notice.At(afternoon(15, 32, 0))
	for _, tc := range []struct {
		line notice.Line
		want string
	}{
		{notice.L("noted"), "Noted."},
		{notice.L("prompt"), "Reminder."},
		{notice.L("prompt-again"), "Reminder, again."},
		{notice.L("reminder-set", "start", notice.Day(afternoon(15, 0, 0))), "Reminder set for today 15:00."},
		{notice.L("reminder-set", "start", notice.Day(afternoon(15, 0, 1))), "Reminder set for tomorrow 15:00."},
		{notice.L("reminder-set", "start", notice.Day(afternoon(15, 0, 5))), "Reminder set for Wed 2 Dec 15:00."},
		{notice.L("reminder-set", "start", notice.Day(afternoon(15, 0, 40))), "Reminder set for Wed 6 Jan 2027 15:00."},
		{notice.L("reminder-set", "start", notice.Day(afternoon(15, 0, -1))), "Reminder set for Thu 26 Nov 15:00."},
		{notice.L("plan-when", "start", notice.Day(afternoon(15, 0, 0)), "end", notice.At(afternoon(16, 0, 0))), "Today 15:00-16:00."},
		{notice.L("plan-times", "every", notice.For(30*time.Minute), "home", notice.At(afternoon(17, 0, 0))), "A sign every 30 min, home by 17:00."},
		{notice.L("late-too-long", "most", notice.For(90*time.Minute)), "That is too long. It can be 1 h 30 min at most."},
		{notice.L("late-too-long", "most", notice.For(2*time.Hour)), "That is too long. It can be 2 h at most."},
		{notice.L("late-too-long", "most", notice.For(45*time.Second)), "That is too long. It can be 45 s at most."},
		{notice.L("plan-where-backup", "place", notice.Text("Blue Café"), "backup", notice.Text("Library")), "Place: Blue Café. Backup: Library"},
		{notice.L("plan-with", "who", notice.Who("d")), "With Dora (asked)."},
		{notice.L("plan-with", "who", notice.Who("d", "e")), "With Dora and Emil (asked)."},
		{notice.L("plan-with", "who", notice.Who("d", "e", "c")), "With Dora, Emil and Carla (asked)."},
		{notice.L("plan-with", "who", notice.Who("d", "zed")), "With Dora and someone (asked)."},
		{notice.L("page-duress", "who", notice.Who("a"), "at", at), "Ana gave the silent signal, 15:32."},
		{notice.L("page-duress", "who", notice.Who("zed"), "at", at), "Someone gave the silent signal, 15:32."},
		{notice.L("closed", "about", notice.Who("a"), "who", notice.Who("zed"), "outcome", notice.Word("outcome-false-alarm"), "at", at),
			"The alert about Ana is over: false alarm. Someone stood it down at 15:32."},
		{notice.L("paged", "about", notice.Who("a"), "who", notice.Who()), "Asked so far about Ana: nobody."},
		{notice.L("ready", "n", notice.N(1), "who", notice.Who("d")), "One person is ready: Dora."},
		{notice.L("ready", "n", notice.N(2), "who", notice.Who("d", "e")), "2 people are ready: Dora and Emil."},
		{notice.L("phrase-wrong", "n", notice.N(1)), "That is not the phrase. One more try."},
		{notice.L("phrase-wrong", "n", notice.N(2)), "That is not the phrase. 2 more tries."},
		{notice.L("trouble-dead-letter", "n", notice.N(0)), "0 messages could not be read. They were set aside."},
		{notice.L("form-missing", "what", notice.Word("part-duration"), "example", notice.Text("45m")), "Something is missing: how long. An example: 45m"},
		{notice.L("zone-set", "zone", notice.Zone("Europe/Berlin"), "now", at), "Your times are those of Berlin now. It is 15:32 there."},
		{notice.L("zone-set", "zone", notice.Zone("America/Argentina/Buenos_Aires"), "now", at), "Your times are those of Buenos Aires now. It is 15:32 there."},
		{notice.L("zone-set", "zone", notice.Zone("UTC"), "now", at), "Your times are those of UTC now. It is 15:32 there."},
		{notice.L("news-command", "who", notice.Who("a"), "at", at, "text", notice.Text("/cancel")), "From Ana's phone at 15:32, and it changes nothing here: /cancel"},
		{notice.L("news-command", "who", notice.Who("a"), "at", at, "text", notice.Text("")), "From Ana's phone at 15:32, and it changes nothing here: (no text)"},
		{notice.L("reported", "who", notice.Who("d"), "at", at, "about", notice.Who("a"), "what", notice.Word("report-on-my-way")), "Dora at 15:32, for Ana: on the way."},
	} {
		got, err := catalogue(t).Text([]notice.Line{tc.line}, inBerlin(t))
		if err != nil || got != tc.want {
			t.Errorf("%s: %q, %v; want %q", tc.line.Key, got, err, tc.want)
		}
	}
}

// A sign was due at half past three in Berlin. Zed reads the page in Kyiv, and shortly
// before midnight there, where today is another day.
func TestTimesAreThoseOfTheReader(t *testing.T) {
	t.Parallel()
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	lines := []notice.Line{
		notice.L("page-overdue-sign", "who", notice.Who("a"), "due", notice.At(afternoon(15, 30, 0))),
		notice.L("reminder-set", "start", notice.Day(afternoon(23, 30, 0))),
	}
	r := inBerlin(t)
	r.Zone = kyiv
	got, err := catalogue(t).Text(lines, r)
	if want := "No sign from Ana when it was due, 16:30.\nReminder set for tomorrow 00:30."; err != nil || got != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	got, err = catalogue(t).Text(lines, Reader{Names: names})
	if want := "No sign from Ana when it was due, 14:30.\nReminder set for Fri 27 Nov 2026 22:30."; err != nil || got != want {
		t.Errorf("without a zone: %q, %v; want %q", got, err, want)
	}
}

// In Beirut the clocks leap at midnight on 29 March 2026: 00:30 does not exist that day.
func TestTomorrowIsRightWhereMidnightIsSkipped(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Beirut")
	if err != nil {
		t.Fatal(err)
	}
	r := Reader{Zone: zone, Now: time.Date(2026, 3, 28, 0, 30, 0, 0, zone)}
	got, err := catalogue(t).Text([]notice.Line{notice.L("reminder-set", "start", notice.Day(time.Date(2026, 3, 29, 15, 0, 0, 0, zone)))}, r)
	if want := "Reminder set for tomorrow 15:00."; err != nil || got != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

func TestAPageIsNeverLostForWantOfAText(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		line notice.Line
		want string
		err  error
	}{
		{notice.L("page-of-next-year", "who", notice.Who("a"), "at", notice.At(afternoon(15, 32, 0))), "page-of-next-year: at 15:32, who Ana", ErrNoText},
		{notice.L(""), "…", ErrNoText},
		{notice.L("page-missed-sign", "who", notice.Who("a"), "due", notice.At(afternoon(16, 31, 0))), "No sign from Ana since …. It was due 16:31.", ErrNoArgument},
		{notice.L("page-last-sign", "at", notice.At(time.Time{})), "Last sign before: ….", ErrNoArgument},
		{notice.L("page-last-sign", "at", notice.Arg{Is: "smell"}), "Last sign before: ….", ErrNoArgument},
		{notice.L("late-too-long", "most", notice.For(-time.Minute)), "That is too long. It can be … at most.", ErrNoArgument},
		{notice.L("reported", "who", notice.Who("d"), "at", notice.At(afternoon(15, 32, 0)), "about", notice.Who("a"), "what", notice.Word("report-nothing")), "Dora at 15:32, for Ana: report-nothing.", ErrNoText},
	} {
		got, err := catalogue(t).Text([]notice.Line{tc.line}, inBerlin(t))
		if !errors.Is(err, tc.err) || got != tc.want {
			t.Errorf("%s: %q, %v; want %q, %v", tc.line.Key, got, err, tc.want, tc.err)
		}
		if err != nil && (strings.Contains(err.Error(), "Ana") || strings.Contains(err.Error(), "15:32")) {
			t.Errorf("%s: the error says what only the text may: %v", tc.line.Key, err)
		}
	}
	if got, err := catalogue(t).Text(nil, inBerlin(t)); !errors.Is(err, ErrNoLines) || got == "" {
		t.Errorf("no lines: %q, %v", got, err)
	}
}

func TestOneLineWithoutTextLeavesTheOthersWhole(t *testing.T) {
	t.Parallel()
	got, err := catalogue(t).Text([]notice.Line{notice.L("noted"), notice.L("no-such"), notice.L("good")}, inBerlin(t))
	if !errors.Is(err, ErrNoText) || got != "Noted.\nno-such\nGood." {
		t.Errorf("%q, %v", got, err)
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		button notice.Button
		want   string
		err    error
	}{
		{notice.Button{Label: "button-take"}, "I'm on it", nil},
		{notice.Button{Member: "d"}, "Dora", nil},
		{notice.Button{Member: "zed"}, "Someone", nil},
		{notice.Button{Label: "button-none"}, "button-none", ErrNoText},
		{notice.Button{}, "…", ErrNoText},
	} {
		got, err := catalogue(t).Label(tc.button, inBerlin(t))
		if !errors.Is(err, tc.err) || got != tc.want {
			t.Errorf("%+v: %q, %v; want %q, %v", tc.button, got, err, tc.want, tc.err)
		}
	}
}

// Labels and texts inside texts get no arguments, so they can have no gaps.
func TestLabelsAndInnerTextsHaveNoGaps(t *testing.T) {
	t.Parallel()
	m, err := program()
	if err != nil {
		t.Fatal(err)
	}
	inner := []string{"role-", "part-", "report-", "outcome-"}
	checked := 0
	for _, in := range catalogue(t).tongues {
		for key, form := range in.texts {
			isInner := isLabel(key)
			for _, prefix := range inner {
				for _, suffix := range keyFamilies(t, m)[prefix] {
					isInner = isInner || key == prefix+suffix
				}
			}
			if !isInner {
				continue
			}
			checked++
			if strings.ContainsAny(form.Other, "{\n") || len(form.forms()) > 1 || len([]rune(form.Other)) > 40 {
				t.Errorf("%s: %q is no short plain text: %q", in.tag, key, form.Other)
			}
		}
	}
	if checked < 30 {
		t.Errorf("only %d were looked at", checked)
	}
}

// A language that lacks a text has it from English, with English times; the rest stays.
func TestAnUnfinishedLanguageFallsBackToEnglish(t *testing.T) {
	t.Parallel()
	c, err := load(withSecond(t, func(f *file) {
		delete(f.Cover, "reminder-set")
		f.Cover["noted"] = text{Other: "Notiert."}
		f.Time.Today = "heute {clock}"
	}))
	if err != nil {
		t.Fatal(err)
	}
	r := inBerlin(t)
	r.Language = "de-AT"
	got, err := c.Text([]notice.Line{notice.L("noted"), notice.L("reminder-set", "start", notice.Day(afternoon(15, 0, 0)))}, r)
	if want := "Notiert.\nReminder set for today 15:00."; !errors.Is(err, ErrNoText) || got != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	for _, tag := range []string{"", "fr", "no language", "de;q=0.5", "*"} {
		r.Language = tag
		if got, err := c.Text([]notice.Line{notice.L("noted")}, r); err != nil || got != "Noted." {
			t.Errorf("language %q: %q, %v", tag, got, err)
		}
	}
	if got := strings.Join(c.Languages(), " "); got != "en de" {
		t.Errorf("Languages: %s", got)
	}
}

// A language with more plural forms than English uses them by its own rules.
func TestPluralFormsAreThoseOfTheLanguage(t *testing.T) {
	t.Parallel()
	c, err := load(withFile(t, "pl", func(f *file) {
		f.Plain["phrase-wrong"] = text{One: "{n} próba", Few: "{n} próby", Many: "{n} prób", Other: "{n} próby i pół"}
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]string{1: "1 próba", 2: "2 próby", 5: "5 prób", 22: "22 próby"}
	for n := range maps.Keys(want) {
		r := inBerlin(t)
		r.Language = "pl"
		got, err := c.Text([]notice.Line{notice.L("phrase-wrong", "n", notice.N(n))}, r)
		if err != nil || got != want[n] {
			t.Errorf("%d: %q, %v; want %q", n, got, err, want[n])
		}
	}
}
