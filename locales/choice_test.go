package locales

import (
	"testing"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// The label of an option can be typed, as loosely as any word, and it is a word of ours:
// no codeword.
func TestALabelCanBeTyped(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	offer := []notice.Button{
		{Label: "option-for", Arg: "1h30m", Args: map[string]notice.Arg{"for": notice.For(90 * time.Minute)}},
		{Label: "option-zone", Arg: "Europe/Berlin", Args: map[string]notice.Arg{"zone": notice.Zone("Europe/Berlin")}},
		{Member: "ben", Arg: "ben"},
		{Label: "option-usual", Arg: "-"},
	}
	for typed, want := range map[string]string{
		"1 h 30 min": "1h30m", " BERLIN. ": "Europe/Berlin", "ben": "ben", "as usual": "-", "Berlin please": "", "": "", "option-usual": "",
	} {
		got, ok := c.Choice(typed, offer, Reader{Language: "xx", Names: map[team.MemberID]string{"ben": "Ben"}})
		if ok != (want != "") || got.Arg != want {
			t.Errorf("%q chooses %q, %v", typed, got.Arg, ok)
		}
	}
	reserved := map[string]bool{}
	for _, s := range c.Reserved() {
		reserved[s] = true
	}
	if !reserved["As usual"] || !reserved["Way out"] {
		t.Error("the labels of options are not reserved")
	}
}

func TestLanguagesThatAreSpoken(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for tag, want := range map[string]string{"en": "en", "en-GB": "en", "EN": "en", "tlh": "", "": "", "no such tag": ""} {
		if got, ok := c.Spoken(tag); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", tag, got, ok)
		}
	}
	if got := c.Name("en"); got != "English" {
		t.Errorf("English is called %q", got)
	}
}

func TestSeveralWordsInOneText(t *testing.T) {
	t.Parallel()
	got, err := catalogue(t).Text([]notice.Line{notice.L("plan-open", "what", notice.Words("open-backup", "open-home"))}, Reader{})
	if err != nil || got != "Not yet planned: backup · way home" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := catalogue(t).Text([]notice.Line{notice.L("plan-open", "what", notice.Words())}, Reader{}); err == nil {
		t.Error("no words at all say nothing, and nobody hears of it")
	}
}
