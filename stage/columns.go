package stage

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// column is how wide one phone is shown, in characters.
const column = 30

// together is how close in time what several phones show is to stand side by side.
const together = time.Second

// Print shows the scene as it happened, the phones side by side, for somebody who has
// read nothing else.
func (r *Run) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n\n", strings.ToUpper(r.Scene.Title), strings.Join(wrap(r.Scene.About, 100), "\n"), r.cast())
	phones := r.phones()
	head := []string{""}
	for _, name := range phones {
		head = append(head, name+"'s phone")
	}
	b.WriteString(row(head))
	b.WriteString(strings.Repeat("─", 6+(column+1)*len(phones)) + "\n")
	seen := map[string]bool{}
	for _, g := range r.groups() {
		b.WriteString(r.block(g, phones, seen))
	}
	_, err := io.WriteString(w, b.String()+"\n")
	return err
}

// cast says who is who.
func (r *Run) cast() string {
	var who []string
	for _, m := range r.Scene.Members {
		who = append(who, m.Name+" ("+m.Role+")")
	}
	return "With " + strings.Join(who, ", ") + ". What people do is set to the right; [ ] are buttons."
}

// phones are those that anything happens on, in the order of the scene's members.
func (r *Run) phones() []string {
	return slices.DeleteFunc(slices.Clone(r.order), func(name string) bool {
		return !slices.ContainsFunc(r.Entries(), func(e Entry) bool { return e.Who == name })
	})
}

// groups are the entries that stand side by side: what different phones show within a
// moment.
func (r *Run) groups() [][]Entry {
	var groups [][]Entry
	for _, e := range r.Entries() {
		if n := len(groups); n > 0 && beside(groups[n-1], e) {
			groups[n-1] = append(groups[n-1], e)
			continue
		}
		groups = append(groups, []Entry{e})
	}
	return groups
}

func beside(g []Entry, e Entry) bool {
	return e.Sign != ">" && g[0].Sign != ">" && e.At.Sub(g[0].At) < together &&
		!slices.ContainsFunc(g, func(x Entry) bool { return x.Who == e.Who })
}

// block is a group of entries. A message that a phone has shown before is cut to its
// first line.
func (r *Run) block(g []Entry, phones []string, seen map[string]bool) string {
	at := g[0].At.In(r.Scene.Zone).Format("15:04")
	if g[0].Who == "stage" {
		if g[0].Lines[0] == "end" {
			return ""
		}
		return fmt.Sprintf("%s ══ %s\n", at, g[0].Lines[0])
	}
	cells := make([][]string, len(phones))
	height := 0
	for _, e := range g {
		lines := e.Lines
		key := e.Who + e.Sign + strings.Join(lines, "\n")
		if seen[key] && len(lines) > 2 {
			lines = []string{lines[0], "(the same again)"}
		}
		seen[key] = true
		i := slices.Index(phones, e.Who)
		cells[i] = shape(e.Sign, lines)
		height = max(height, len(cells[i]))
	}
	var b strings.Builder
	for n := range height {
		line := []string{""}
		if n == 0 {
			line[0] = at
		}
		for _, c := range cells {
			if n < len(c) {
				line = append(line, c[n])
			} else {
				line = append(line, "")
			}
		}
		b.WriteString(row(line))
	}
	return b.String()
}

// shape fits an entry's lines to a phone. What its owner does stands to the right.
func shape(sign string, lines []string) []string {
	lead := map[string]string{">": "", "<": "", "×": "deleted: ", "~": "shortly: "}[sign]
	var out []string
	for i, l := range lines {
		if i > 0 {
			lead = strings.Repeat(" ", utf8.RuneCountInString(lead))
		}
		width := column - 1 - utf8.RuneCountInString(lead)
		if sign == ">" {
			width -= 6
		}
		for _, part := range wrap(l, width) {
			if sign == ">" {
				part = strings.Repeat(" ", max(0, column-1-utf8.RuneCountInString(part))) + part
			}
			out = append(out, lead+part)
		}
	}
	return out
}

func row(cells []string) string {
	var b strings.Builder
	for i, c := range cells {
		width := column
		if i == 0 {
			width = 5
		}
		b.WriteString(c + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(c))) + "│")
	}
	return strings.TrimSuffix(b.String(), "│") + "\n"
}

// wrap breaks a line between words.
func wrap(s string, width int) []string {
	var lines []string
	current := ""
	for _, word := range strings.Fields(s) {
		if current != "" && utf8.RuneCountInString(current+" "+word) > width {
			lines = append(lines, current)
			current = ""
		}
		if current != "" {
			current += " "
		}
		current += word
	}
	return append(lines, current)
}
