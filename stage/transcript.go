package stage

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"porchlight/simulator"
)

// Entry is one thing that a phone showed, or that the stage did.
type Entry struct {
	At    time.Time
	Who   string // a member's name, or "stage"
	Sign  string // > done by them, < shown to them, × deleted there, ~ the answer to a press
	Lines []string
	seq   int64
}

// Entries are everything that happened from the scene's start on, in the order in which
// people would tell it: by time, and within a moment, what was done before what it
// brought, phone by phone.
func (r *Run) Entries() []Entry {
	var all []Entry
	for _, name := range r.order {
		for _, e := range r.people[name].History() {
			if en, ok := entry(name, e); ok && !e.At.Before(r.Scene.Start) {
				all = append(all, en)
			}
		}
	}
	for _, m := range r.marks {
		all = append(all, Entry{At: m.at, Who: "stage", Sign: ">", Lines: []string{m.text}})
	}
	slices.SortStableFunc(all, func(a, b Entry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(r.place(a), r.place(b)), cmp.Compare(a.seq, b.seq))
	})
	for i := range all {
		for j, l := range all[i].Lines {
			all[i].Lines[j] = r.withoutTokens(l)
		}
	}
	return merged(all)
}

// linkToken is the token of an invite, in a link.
var linkToken = regexp.MustCompile(`[?]start=([\w-]+)`)

// withoutTokens is a line in which what is random does not stand.
func (r *Run) withoutTokens(line string) string {
	if of, ok := r.links[strings.TrimPrefix(line, "/start ")]; ok {
		return opensLink + of + ")"
	}
	return linkToken.ReplaceAllString(line, "?start=TOKEN")
}

// merged makes one entry of what is deleted on one phone at one moment.
func merged(all []Entry) []Entry {
	var told []Entry
	for _, e := range all {
		if n := len(told) - 1; n >= 0 && e.Sign == "×" && told[n].Sign == e.Sign && told[n].Who == e.Who && told[n].At.Equal(e.At) {
			told[n].Lines = append(told[n].Lines, e.Lines...)
			continue
		}
		told = append(told, e)
	}
	return told
}

// place orders what happens at the same moment: deeds first, then phone by phone.
func (r *Run) place(e Entry) int {
	if e.Sign == ">" {
		return -1
	}
	return slices.Index(r.order, e.Who)
}

func entry(name string, e simulator.Event) (Entry, bool) {
	en := Entry{At: e.At, Who: name, seq: e.Seq}
	switch e.Kind {
	case simulator.Sent:
		en.Sign, en.Lines = ">", []string{e.Message.Words()}
	case simulator.Pressed:
		en.Sign, en.Lines = ">", []string{"[" + e.Text + "]"}
	case simulator.Received:
		en.Sign, en.Lines = "<", shown(e.Message)
	case simulator.Edited:
		en.Sign, en.Lines = "<", append([]string{"(edited)"}, shown(e.Message)...)
		if e.By == simulator.ByPerson {
			en.Sign, en.Lines = ">", []string{"(edits) " + e.Message.Words()}
		}
	case simulator.Deleted:
		en.Sign, en.Lines = "×", []string{strings.SplitN(e.Message.Words(), "\n", 2)[0]}
	case simulator.Answered:
		if e.Text == "" {
			return en, false
		}
		en.Sign, en.Lines = "~", []string{e.Text}
	case simulator.Blocked:
		en.Sign, en.Lines = ">", []string{"(blocks the bot)"}
	case simulator.Unblocked, simulator.Active, simulator.Menu:
		return en, false
	default:
		return en, false
	}
	return en, true
}

func shown(m simulator.Message) []string {
	lines := strings.Split(m.Words(), "\n")
	if m.File.Name != "" {
		lines = append(lines, "(file "+m.File.Name+")")
	}
	for _, row := range m.Buttons {
		var labels []string
		for _, b := range row {
			labels = append(labels, "["+b.Text+"]")
		}
		lines = append(lines, strings.Join(labels, " "))
	}
	return lines
}

// Transcript is what the scene came to, in the form of a scene: its comments stand where
// they stood.
func (r *Run) Transcript() string {
	var b strings.Builder
	b.WriteString(r.Scene.head)
	deeds := r.Scene.deeds
	for _, e := range r.Entries() {
		if e.Sign == ">" && len(deeds) > 0 {
			for _, c := range deeds[0].comments {
				b.WriteString(c + "\n")
			}
			deeds = deeds[1:]
		}
		start := fmt.Sprintf("%s %s%s ", e.At.In(r.Scene.Zone).Format("15:04"), e.Who, e.Sign)
		for i, l := range e.Lines {
			if i > 0 {
				start = strings.Repeat(" ", len([]rune(start)))
			}
			b.WriteString(strings.TrimRight(start+l, " ") + "\n")
		}
	}
	return b.String()
}

// Expected is the scene's own transcript, as Transcript must come to.
func (s *Scene) Expected() string { return s.head + s.body }
