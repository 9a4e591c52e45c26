package embedded

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"sync"
)

const (
	// lastLines is how many lines that speak of trouble are a server's last words.
	lastLines = 3
	// maxLine cuts a line: a server that crashes writes whole memory dumps. Bytes.
	maxLine = 300
)

// said takes what a redis-server writes. Troubles go to the log and are remembered; the
// rest is for debugging. Redis writes of itself there, and of its files, never of what it
// keeps; a crash report does, but not in the form of a log line.
type said struct {
	log *slog.Logger

	mu       sync.Mutex // guards everything below
	half     []byte     // a line that has not ended yet
	newest   string     // line
	troubles []string   // the newest lines that speak of trouble
}

// logged is a line of Redis' log: process and role, time, level, text.
var logged = regexp.MustCompile(`^\d+:[A-Z] .{10,30} ([.*#-]) (.+)$`)

// trouble is what tells a warning worth reading from "Configuration loaded", which has the
// same level. What begins with WARNING is advice on the machine.
var (
	trouble = regexp.MustCompile(`(?i)error|fail|can't|cannot|unable|bad |short read|truncat|corrupt|denied|no space|out of memory|unexpected|!!!`)
	advice  = regexp.MustCompile(`^WARNING`)
)

// Write takes a piece of output.
func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.half = append(s.half, b...)
	for {
		line, rest, ended := bytes.Cut(s.half, []byte("\n"))
		if !ended {
			s.half = append([]byte{}, s.half[max(0, len(s.half)-1<<16):]...)
			return len(b), nil
		}
		s.half = rest
		s.line(string(line))
	}
}

// line takes a whole line. The caller holds mu.
func (s *said) line(raw string) {
	text, level := strings.TrimSpace(raw), ""
	if m := logged.FindStringSubmatch(text); m != nil {
		level, text = m[1], m[2]
	}
	if text == "" {
		return
	}
	text = text[:min(len(text), maxLine)]
	s.newest = text
	switch {
	case level != "" && level != "#":
		s.log.Debug("redis-server says", "text", text)
	case advice.MatchString(text):
		s.log.Debug("redis-server advises", "text", text)
	case trouble.MatchString(text):
		s.troubles = append(s.troubles[max(0, len(s.troubles)-lastLines+1):], text)
		if level == "#" {
			s.log.Warn("redis-server warns", "text", text)
		}
	}
}

// last is what the server said last, in one line: what went wrong, if it said so.
func (s *said) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.troubles) > 0 {
		return strings.Join(s.troubles, "; ")
	}
	return s.newest
}
