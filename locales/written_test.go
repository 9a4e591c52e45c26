package locales

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"porchlight/notice"
	"porchlight/team"
)

// What a person wrote is never read as a text of ours, whatever it looks like.
func TestNothingWrittenBecomesATemplate(t *testing.T) {
	t.Parallel()
	for _, wrote := range []string{
		"{at}", "{who} has it.", "{{.at}}", "{{printf \"%s\" .}}", "%s %d %!v(MISSING)", "${at}", "}{", "<b>*x*</b> [a](b)",
	} {
		lines := []notice.Line{notice.L("news-text", "who", notice.Who("x"), "at", notice.At(afternoon(15, 32, 0)), "text", notice.Text(wrote))}
		r := inBerlin(t)
		r.Names = map[team.MemberID]string{"x": wrote}
		got, err := catalogue(t).Text(lines, r)
		if want := "From " + wrote + "'s phone at 15:32: " + wrote; err != nil || got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
		label, err := catalogue(t).Label(notice.Button{Member: "x"}, r)
		if err != nil || label != wrote {
			t.Errorf("label %q, %v; want %q", label, err, wrote)
		}
	}
}

func TestWhatIsWrittenStaysInItsPlace(t *testing.T) {
	t.Parallel()
	const fsi, pdi = "\u2068", "\u2069"
	for wrote, want := range map[string]string{
		"Café\nDora has it.":                  "Café Dora has it.",
		"Café\r\n\u2028\u2029\u0085\v\fnorth": "Café north",
		"  two   spaces\t":                    "two spaces",
		"Café \u202Egnorw\u202C":              "Café gnorw",
		"\u2066a\u2067b\u2068c\u2069\u2069":   "abc",
		"\u200Ea\u200Fb\u061C":                "ab",
		"nul\x00bell\a":                       "nulbell",
		"broken \xff":                         "broken \uFFFD",
		"zero\u200Bwidth\uFEFF":               "zerowidth",
		"\u200B\u2800\u3164":                  "(no text)",
		"👩\u200D🔬 at the door":                "👩\u200D🔬 at the door",
		"مقهى النجمة":                         fsi + "مقهى النجمة" + pdi,
		"\u2069 בית קפה \u202E":               fsi + "בית קפה" + pdi,
		"Blue Café, 2nd floor: ask for “Lou”": "Blue Café, 2nd floor: ask for “Lou”",
	} {
		got, err := catalogue(t).Text([]notice.Line{notice.L("page-place", "place", notice.Text(wrote))}, inBerlin(t))
		if err != nil || got != "Place: "+want {
			t.Errorf("%+q: %+q, %v; want %+q", wrote, got, err, "Place: "+want)
		}
	}
}

func TestANameThatShowsNothingIsSomeone(t *testing.T) {
	t.Parallel()
	r := inBerlin(t)
	r.Names = map[team.MemberID]string{"x": "\u202E\u2800 ", "y": ""}
	for _, id := range []team.MemberID{"x", "y"} {
		if got, err := catalogue(t).Label(notice.Button{Member: id}, r); err != nil || got != "Someone" {
			t.Errorf("%s: %q, %v", id, got, err)
		}
	}
}

// In a language written from right to left everything that people wrote is set apart.
func TestRightToLeftLanguagesSetNamesApart(t *testing.T) {
	t.Parallel()
	c, err := load(withFile(t, "fa", func(*file) {}))
	if err != nil {
		t.Fatal(err)
	}
	r := inBerlin(t)
	r.Language = "fa"
	if got, err := c.Text([]notice.Line{notice.L("plan-with", "who", notice.Who("d"))}, r); err != nil || got != "With \u2068Dora\u2069 (asked)." {
		t.Errorf("%+q, %v", got, err)
	}
}

// Whatever comes in, a text comes out: as many lines as went in, nothing that turns the
// text around it, nothing lost of our own words.
func FuzzText(f *testing.F) {
	f.Add("news-text", "hello", "Ana", "Europe/Berlin", "en", int64(0), int64(60), 3)
	f.Add("{who}", "{{.}}\n\u202E", "\u2069", "//", "de-AT", int64(-1), int64(-5), -1)
	f.Add("zone-set", "", "", "", "", int64(1<<40), int64(1<<62), 1<<30)
	c, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, key, wrote, name, zone, lang string, at, length int64, n int) {
		when := afternoon(15, 0, int(at%100000))
		line := notice.Line{Key: notice.Key(key), Args: map[string]notice.Arg{
			"text": notice.Text(wrote), "who": notice.Who("x", "y"), "at": notice.At(when), "start": notice.Day(when),
			"every": notice.For(time.Duration(length)), "n": notice.N(n), "zone": notice.Zone(zone),
			"what": notice.Word(notice.Key(wrote)), name: {Is: notice.Kind(wrote)},
		}}
		r := Reader{Language: lang, Now: when, Names: map[team.MemberID]string{"x": name}}
		fixed := notice.L("page-place-backup", "place", notice.Text(wrote), "backup", notice.Text(name))
		got, _ := c.Text([]notice.Line{line, fixed}, r)
		ours := strings.Split(got, "\n")
		last := ours[len(ours)-1]
		ownWords := c.tongue(lang).texts["page-place-backup"].Other
		before, _, _ := strings.Cut(ownWords, "{place}")
		_, between, _ := strings.Cut(ownWords, "{place}")
		between, _, _ = strings.Cut(between, "{backup}")
		if !strings.HasPrefix(last, before) || !strings.Contains(last, between) {
			t.Fatalf("the last line is not the place any more: %+q", got)
		}
		depth := 0
		for _, r := range got {
			switch {
			case r == '\u2068':
				depth++
			case r == '\u2069':
				depth--
			case r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)):
				t.Fatalf("%U is left in %+q", r, got)
			}
			if depth < 0 || depth > 1 || depth == 1 && r == '\n' {
				t.Fatalf("isolates do not match in %+q", got)
			}
		}
		c.Word(lang, wrote)
		label, _ := c.Label(notice.Button{Label: notice.Key(wrote)}, r)
		if !visible(label) {
			t.Fatalf("label %+q", label)
		}
	})
}
