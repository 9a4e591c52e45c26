package locales

import (
	"slices"
	"strings"
	"testing"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// pressed is what each button asks for, and so what its label asks for as a word.
func pressed() map[string]Word {
	all := map[string]Word{
		"button-ok": {Action: team.CheckIn}, "button-later": {Action: team.Later},
		"button-done": {Action: team.Done}, "button-home": {Action: team.Home},
		"button-confirm": {Action: team.Confirm}, "button-discard": {Action: team.Discard},
		"button-yes": {Action: team.Accept}, "button-no": {Action: team.Decline},
		"button-worried": {Action: team.Worry}, "button-here": {Action: team.StillHere},
		"button-available": {Action: team.OnCallYes}, "button-not-available": {Action: team.OnCallNo},
		"button-cancel": {Action: team.Cancel}, "button-add": {Action: team.Add}, "button-change": {Action: team.Amend},
		"button-back": {Action: team.Back}, "button-stop": {Action: team.Stop},
		"button-skip": {Action: team.Skip}, "button-keep": {Action: team.Skip}, "button-next": {Action: team.Skip},
		"button-go-on": {Action: team.GoOn}, "button-anew": {Action: team.Anew},
		"button-take": {Action: team.Take}, "button-cant": {Action: team.Cant},
		"button-who-else": {Action: team.WhoElse}, "button-take-over": {Action: team.TakeOver},
		"button-renew": {Action: team.Renew}, "button-hand-over": {Action: team.HandOver},
		"button-stand-down": {Action: team.StandDown},
		// The second person's word is confirm as well: what it is about decides.
		"button-second":   {Action: team.Confirm},
		"button-call-off": {Action: team.CallOff}, "button-let-in": {Action: team.LetIn},
		"button-let-count": {Action: team.LetIn},
	}
	for _, r := range alerts.Reports {
		all["button-report-"+string(r)] = Word{Action: team.Report, Arg: string(r)}
	}
	for _, o := range alerts.Outcomes {
		all["button-outcome-"+string(o)] = Word{Action: team.StandDown, Arg: string(o)}
	}
	return all
}

func TestEveryButtonWorksAsAWord(t *testing.T) {
	t.Parallel()
	want := pressed()
	for _, in := range catalogue(t).tongues {
		for key := range in.texts {
			if !isLabel(key) {
				continue
			}
			r := Reader{Language: in.tag.String()}
			label, err := catalogue(t).Label(notice.Button{Label: notice.Key(key)}, r)
			if err != nil {
				t.Fatal(err)
			}
			means, known := want[key]
			if !known {
				t.Errorf("%s: this test does not know what %q does", in.tag, key)
			}
			if got, ok := catalogue(t).Word(r.Language, label); !ok || got != means {
				t.Errorf("%s: %q as a word is %+v, %v; the button is %+v", in.tag, label, got, ok, means)
			}
		}
	}
}

func TestWordsAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]Word{
		"ok":                        {Action: team.CheckIn},
		"  OK. ":                    {Action: team.CheckIn},
		"(done)\n":                  {Action: team.Done},
		"¿Home?":                    {Action: team.Home},
		"I’m home":                  {Action: team.Home},
		"im home…":                  {Action: team.Home},
		"cancel":                    {Action: team.Cancel},
		"YES!!":                     {Action: team.Accept},
		"can't":                     {Action: team.Cant},
		"Can’t":                     {Action: team.Cant},
		"can´t":                     {Action: team.Cant},
		"cant":                      {Action: team.Cant},
		"I'm  on   it":              {Action: team.Take},
		"on it":                     {Action: team.Take},
		"still on it":               {Action: team.Renew},
		"Who else":                  {Action: team.WhoElse},
		"take-over":                 {Action: team.TakeOver},
		"stand down":                {Action: team.StandDown},
		"ok\u200B":                  {Action: team.CheckIn},
		"ｏｋ":                        {Action: team.CheckIn},
		"false alarm.":              {Action: team.StandDown, Arg: "false-alarm"},
		"emergency":                 {Action: team.StandDown, Arg: "emergency"},
		"Emergency services":        {Action: team.StandDown, Arg: "emergency"},
		"called emergency services": {Action: team.Report, Arg: "called"},
		"on my way":                 {Action: team.Report, Arg: "on-my-way"},
		"hand over":                 {Action: team.HandOver},
	} {
		for _, language := range []string{"en", "de", ""} {
			if got, ok := catalogue(t).Word(language, typed); !ok || got != want {
				t.Errorf("%q in %q: %+v, %v; want %+v", typed, language, got, ok, want)
			}
		}
	}
	for _, typed := range []string{
		"", " ", "...", "ok we are here", "not done", "homework", "o k", "/done", " /cancel", "okok", "👍",
		strings.Repeat(".", 300) + "ok", "all fine, reminds me of Auntie's soup",
	} {
		if got, ok := catalogue(t).Word("en", typed); ok {
			t.Errorf("%q is %+v, and is no word", typed, got)
		}
	}
}

// A member who reads German types German, and English works too; a German word means
// nothing to those who read English.
func TestWordsOfTheMembersLanguageAndEnglish(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for _, tc := range []struct {
		language, typed string
		known           bool
	}{{"de", "Fertig.", true}, {"de", "done", true}, {"de-CH", "fertig", true}, {"en", "fertig", false}, {"en", "done", true}} {
		if got, ok := c.Word(tc.language, tc.typed); ok != tc.known || ok && got.Action != team.Done {
			t.Errorf("%q in %s: %+v, %v", tc.typed, tc.language, got, ok)
		}
	}
	if !slices.Contains(c.Reserved(), "fertig") {
		t.Error("a German word is not reserved")
	}
}

func TestReservedHoldsWordsLabelsAndReplies(t *testing.T) {
	t.Parallel()
	all := catalogue(t).Reserved()
	for _, want := range []string{"okay", "on it", "stand down", "I'm on it", "Who else?", "Called emergency services", "home safe", "thank you"} {
		if !slices.Contains(all, want) {
			t.Errorf("%q is not reserved", want)
		}
	}
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("the list is not in order, or holds something twice")
	}
}
