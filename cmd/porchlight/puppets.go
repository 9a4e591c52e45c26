package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"porchlight/simulator"
)

// usage is how people are moved.
const usage = "Type: Ana> hello   Ana> [OK]   Ana> (blocks)"

// maxTyped is the longest line that can be typed, in bytes: a phone sends 4096 characters
// at a time, and cuts what is longer.
const maxTyped = 1 << 20

// puppets are the simulator's people, moved by typed lines.
type puppets struct {
	sim *simulator.Simulator

	mu    sync.Mutex // guards everything below
	out   io.Writer
	shown map[string]int // how much of each phone's history has been printed
}

// typed is a line that moves somebody: a name, > and what they do.
var typed = regexp.MustCompile(`^\s*(\pL+)>(.*)$`)

// read does what is typed until the input ends.
func (p *puppets) read(in io.Reader) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxTyped)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if err := p.line(lines.Text()); err != nil {
			p.say("? " + err.Error())
		}
	}
	if err := lines.Err(); err != nil {
		p.say("? nothing more is read: " + err.Error())
	}
}

func (p *puppets) line(text string) error {
	m := typed.FindStringSubmatch(text)
	if m == nil || strings.TrimSpace(m[2]) == "" {
		return errors.New("type a name, > and what they send, like: Ana> hello")
	}
	return p.do(p.person(m[1]), strings.TrimSpace(m[2]))
}

func (p *puppets) say(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = fmt.Fprintln(p.out, line)
}

func (p *puppets) person(name string) *simulator.Person {
	for _, known := range p.sim.People() {
		if known.FirstName() == name {
			return known
		}
	}
	return p.sim.Person(name)
}

func (p *puppets) do(who *simulator.Person, what string) error {
	switch {
	case what == "(blocks)":
		who.Block()
	case strings.HasPrefix(what, "[") && strings.HasSuffix(what, "]"):
		return who.Press(what[1 : len(what)-1])
	default:
		who.Send(what) // "/start TOKEN" is what the Start button sends
	}
	return nil
}

// show prints what has happened on the phones since the last time.
func (p *puppets) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, who := range p.sim.People() {
		history := who.History()
		for _, e := range history[p.shown[who.FirstName()]:] {
			if e.By == simulator.ByBot {
				_, _ = fmt.Fprintf(p.out, "%s %s< (%s) %s\n", e.At.Local().Format("15:04:05"), who.FirstName(), e.Kind, shownAs(e))
			}
		}
		p.shown[who.FirstName()] = len(history)
	}
}

// shownAs is an event in one line.
func shownAs(e simulator.Event) string {
	text := e.Message.Words()
	if text == "" {
		text = e.Text
	}
	if labels := e.Message.Labels(); len(labels) > 0 {
		text += " [" + strings.Join(labels, "] [") + "]"
	}
	return strings.ReplaceAll(text, "\n", " / ")
}
