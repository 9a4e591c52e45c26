package locales

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// withSecond is the catalogue's files with a German one, which is English but for edit.
func withSecond(t *testing.T, edit func(*file)) fs.FS {
	t.Helper()
	return withFile(t, "de", edit)
}

// withFile is the catalogue's files with one more, which is English but for edit.
func withFile(t *testing.T, tag string, edit func(*file)) fs.FS {
	t.Helper()
	raw, err := embedded.ReadFile("en.json")
	if err != nil {
		t.Fatal(err)
	}
	f := &file{}
	if err := json.Unmarshal(raw, f); err != nil {
		t.Fatal(err)
	}
	edit(f)
	changed, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"en.json": {Data: raw}, tag + ".json": {Data: changed}}
}

func TestLoadRefusesAnUnsoundCatalogue(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit func(*file)
		want string
	}{
		"blank text":        {func(f *file) { f.Cover["noted"] = text{Other: " "} }, "blank"},
		"no form other":     {func(f *file) { f.Cover["noted"] = text{One: "Notiert."} }, "blank"},
		"loud":              {func(f *file) { f.Cover["noted"] = text{Other: "Notiert!"} }, "exclamation"},
		"control character": {func(f *file) { f.Cover["noted"] = text{Other: "No\u202Eted."} }, "control"},
		"open brace":        {func(f *file) { f.Cover["noted"] = text{Other: "Noted {who"} }, "brace"},
		"stray brace":       {func(f *file) { f.Cover["noted"] = text{Other: "Noted }"} }, "brace"},
		"template of Go":    {func(f *file) { f.Cover["noted"] = text{Other: "{{.who}}"} }, "brace"},
		"gap of one form":   {func(f *file) { f.Cover["noted"] = text{One: "{n}", Other: "Noted."} }, "{n}"},
		"in two sections":   {func(f *file) { f.Plain["noted"] = text{Other: "Noted."} }, "noted stands"},
		"gives it away":     {func(f *file) { f.Cover["noted"] = text{Other: "Noted. Your TEAMMATES know."} }, `says "team"`},
		"no telltale":       {func(f *file) { f.Telltale = nil }, "telltale"},
		"six weekdays":      {func(f *file) { f.Time.Weekdays = f.Time.Weekdays[1:] }, "6 weekdays"},
		"day without month": {func(f *file) { f.Time.Day = "{weekday} {day} {clock}" }, "gaps"},
		"no name":           {func(f *file) { f.Name = "" }, "no name"},
		"unknown action":    {func(f *file) { f.Words["shout"] = []string{"hey"} }, `"shout"`},
		"word twice":        {func(f *file) { f.Words["home"] = append(f.Words["home"], "DONE.") }, "twice"},
		"word without word": {func(f *file) { f.Words["home"] = nil }, "nothing can be typed"},
		"word of signs":     {func(f *file) { f.Words["home"] = []string{"..."} }, "empty"},
		"means another":     {func(f *file) { f.Words["home"], f.Words["done"] = []string{"done"}, []string{"home"} }, "in English"},
	} {
		if _, err := load(withSecond(t, tc.edit)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, tc.want)
		}
	}
}

func TestLoadRefusesWhatIsNoCatalogue(t *testing.T) {
	t.Parallel()
	raw, err := embedded.ReadFile("en.json")
	if err != nil {
		t.Fatal(err)
	}
	english := string(raw)
	for name, tc := range map[string]struct{ file, content, want string }{
		"no English":    {"de.json", english, "no English"},
		"no language":   {"catalogue.json", english, "no language"},
		"no JSON":       {"en.json", "noted = Noted.", "JSON"},
		"cut off":       {"en.json", english[:len(english)/2], "JSON"},
		"two values":    {"en.json", english + english, "JSON"},
		"unknown field": {"en.json", strings.Replace(english, `"name"`, `"naam"`, 1), "naam"},
		"unknown form":  {"en.json", strings.Replace(english, `"one"`, `"single"`, 1), "single"},
		"key twice":     {"en.json", strings.Replace(english, `"good": "Good."`, `"noted": "Good."`, 1), "/cover/noted stands there twice"},
	} {
		_, err := load(fstest.MapFS{tc.file: {Data: []byte(tc.content)}})
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, tc.want)
		}
	}
}
