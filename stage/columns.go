package stage

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// column is how wide one phone is shown, in characters.
const column = 38

// Print shows the scene as it happened, the phones side by side, for somebody who has
// read nothing else.
func (r *Run) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", strings.ToUpper(r.Scene.Title), strings.Join(wrap(r.Scene.About, 100), "\n"))
	phones := r.phones()
	head := []string{"time "}
	for _, name := range phones {
		head = append(head, name+"'s phone")
	}
	b.WriteString(row(head))
	b.WriteString(strings.Repeat("─", 6+(column+1)*len(phones)) + "\n")
	for _, e := range r.Entries() {
		b.WriteString(r.block(e, phones))
	}
	_, err := io.WriteString(w, b.String()+"\n")
	return err
}

// phones are those that anything happens on, in the order of the scene's members.
func (r *Run) phones() []string {
	var names []string
	for _, e := range r.Entries() {
		if e.Who != "stage" && !slices.Contains(names, e.Who) {
			names = append(names, e.Who)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Index(r.order, a) - slices.Index(r.order, b) })
	return names
}

// block is one entry: its own words are set off to the right, as on a phone.
func (r *Run) block(e Entry, phones []string) string {
	at := e.At.In(r.Scene.Zone).Format("15:04")
	if e.Who == "stage" {
		if e.Lines[0] == "end" {
			return ""
		}
		return fmt.Sprintf("%s ══ %s\n", at, e.Lines[0])
	}
	lead := map[string]string{">": "      ", "<": "", "×": "(deleted) ", "~": "(shortly) "}[e.Sign]
	var text []string
	for _, l := range e.Lines {
		for _, part := range wrap(l, column-1-utf8.RuneCountInString(lead)) {
			text = append(text, lead+part)
		}
	}
	var b strings.Builder
	for i, l := range text {
		cells := make([]string, len(phones)+1)
		if i == 0 {
			cells[0] = at
		}
		cells[1+slices.Index(phones, e.Who)] = l
		b.WriteString(row(cells))
	}
	return b.String()
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
	return strings.TrimRight(b.String(), "│") + "\n"
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
