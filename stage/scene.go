package stage

import (
	"bufio"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Scene is a story with its expected transcript, as a text:
//
//	title: A quiet meeting
//	about: What to look for, for whoever reads it first.
//	zone: Europe/Berlin
//	start: 2026-06-01 14:00
//	member: Ana worker
//	member: Dora responder
//	outsider: Zed
//	language: Dora de
//	words: Ana duress auntie's soup
//	trained: Ben
//	every: 1h
//	excuse: 2m30s
//
//	# Everything from the first time on is the transcript.
//	14:02 Ana> /plan 15:00 60m Blue Café
//	14:02 Ana< Today 15:00-16:00
//	           [Confirm] [Discard]
//	14:03 Ana> [Confirm]
//	14:10 stage> the bot is killed
//
// A line with > is done when the scene is played: a text is sent, a label in brackets
// is pressed, and the stage has its own few deeds. A line with < is what a phone showed,
// × a message that was deleted there, and ~ the short answer to a press; these are what
// playing it must come to. Times are local; one that is earlier than the line before is
// on the next day.
type Scene struct {
	Name, Title, About string
	Zone               *time.Location
	Start              time.Time
	Members            []Role
	Outsiders          []string          // who is in no team as it begins
	Languages          map[string]string // of the members' phones, by name; others have English
	Words              []Words
	Trained            []string      // who has been trained
	Every              time.Duration // between two signs; zero: as the team's default has it
	Excuse             time.Duration // after an exit word; zero: as the keys have it
	deeds              []deed
	body               string
	head               string
}

// Role is a member as a scene begins.
type Role struct{ Name, Role string }

// Words is a codeword that a member has as a scene begins.
type Words struct{ Name, Kind, Phrase string }

// deed is a line with >, and the comments above it.
type deed struct {
	at       time.Time
	who      string // a member's name, or "stage"
	what     string
	comments []string
}

var line = regexp.MustCompile(`^(\d\d):(\d\d) (\pL+)([><×~]) ?(.*)$`)

// ParseScene reads a scene.
func ParseScene(name, text string) (*Scene, error) {
	s := &Scene{Name: name, Zone: time.UTC}
	var head, body strings.Builder
	var comments []string
	in := bufio.NewScanner(strings.NewReader(text))
	var last time.Time
	for n := 1; in.Scan(); n++ {
		l := strings.TrimRight(in.Text(), " ")
		m := line.FindStringSubmatch(l)
		if body.Len() == 0 && m == nil && !strings.HasPrefix(l, "#") {
			head.WriteString(l + "\n")
			if err := s.header(l); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, n, err)
			}
			continue
		}
		body.WriteString(l + "\n")
		if strings.HasPrefix(l, "#") {
			comments = append(comments, l)
			continue
		}
		if m == nil || m[4] != ">" {
			continue
		}
		at, err := s.next(m[1]+":"+m[2], last)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		last = at
		s.deeds = append(s.deeds, deed{at: s.within(at, m[3]), who: m[3], what: m[5], comments: comments})
		comments = nil
	}
	s.head, s.body = head.String(), body.String()
	return s, in.Err()
}

func (s *Scene) header(l string) error {
	if l == "" {
		return nil
	}
	key, value, ok := strings.Cut(l, ":")
	value = strings.TrimSpace(value)
	if !ok {
		return fmt.Errorf("not a header: %q", l)
	}
	words := strings.SplitN(value, " ", 3)
	var err error
	switch {
	case key == "title":
		s.Title = value
	case key == "about":
		s.About = strings.TrimSpace(s.About + " " + value)
	case key == "zone":
		s.Zone, err = time.LoadLocation(value)
	case key == "start":
		s.Start, err = time.ParseInLocation("2006-01-02 15:04", value, s.Zone)
	case key == "member" && len(words) == 2:
		s.Members = append(s.Members, Role{words[0], words[1]})
	case key == "language" && len(words) == 2:
		if s.Languages == nil {
			s.Languages = map[string]string{}
		}
		s.Languages[words[0]] = words[1]
	case key == "outsider" && len(words) == 1:
		s.Outsiders = append(s.Outsiders, value)
	case key == "words" && len(words) == 3:
		s.Words = append(s.Words, Words{words[0], words[1], words[2]})
	case key == "trained":
		s.Trained = append(s.Trained, strings.Fields(value)...)
	case key == "every":
		s.Every, err = time.ParseDuration(value)
	case key == "excuse":
		s.Excuse, err = time.ParseDuration(value)
	default:
		err = fmt.Errorf("no such header: %q", l)
	}
	return err
}

// within says when in its minute a deed is done: everyone has a second of their own, and
// takes a few more for the next thing, so that no two things coincide by accident.
func (s *Scene) within(minute time.Time, who string) time.Time {
	at := minute
	for i, m := range s.Members {
		if m.Name == who {
			at = minute.Add(time.Duration(10+7*i) * time.Second)
		}
	}
	if n := len(s.deeds); n > 0 && !at.After(s.deeds[n-1].at) {
		at = s.deeds[n-1].at.Add(4 * time.Second)
	}
	return at
}

// next is the moment that a local time names, not before the last one.
func (s *Scene) next(clock string, last time.Time) (time.Time, error) {
	if last.IsZero() {
		last = s.Start
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", last.In(s.Zone).Format("2006-01-02 ")+clock, s.Zone)
	if err != nil {
		return t, err
	}
	if t.Before(last.Truncate(time.Minute)) {
		t = t.AddDate(0, 0, 1)
	}
	return t, nil
}
