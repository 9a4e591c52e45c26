// Package container carries out the repository's Dockerfile without a container engine, in
// roots made with debootstrap, so that it can be shown to give a bot that works where no
// image can be built. It knows exactly the instructions that the Dockerfile uses and refuses
// any other: the two can't say different things.
//
// What differs from an engine: an image to build FROM is a bare Debian of that release, and
// a golang image is the same with the Go toolchain of this machine bound into it.
package container

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Stage is one FROM with what follows.
type Stage struct {
	Base, Name string
	Steps      []Step
}

// Step is one instruction.
type Step struct {
	Line int
	Verb string
	Rest string
}

// verbs are the instructions that can be carried out.
var verbs = []string{"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}

// Parse reads a Dockerfile.
func Parse(text string) ([]Stage, error) {
	var stages []Stage
	lines := strings.Split(text, "\n")
	for n := 0; n < len(lines); n++ {
		line, first := strings.TrimSpace(lines[n]), n+1
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		for strings.HasSuffix(line, "\\") && n+1 < len(lines) {
			n++
			line = strings.TrimSuffix(line, "\\") + " " + strings.TrimSpace(lines[n])
		}
		verb, rest, _ := strings.Cut(line, " ")
		step := Step{Line: first, Verb: verb, Rest: strings.TrimSpace(rest)}
		if err := step.check(); err != nil {
			return nil, fmt.Errorf("line %d: %w", first, err)
		}
		switch {
		case verb == "FROM":
			base, name, _ := strings.Cut(step.Rest, " AS ")
			stages = append(stages, Stage{Base: base, Name: name})
		case len(stages) == 0:
			return nil, fmt.Errorf("line %d: %s comes before FROM", first, verb)
		default:
			last := &stages[len(stages)-1]
			last.Steps = append(last.Steps, step)
		}
	}
	if len(stages) == 0 {
		return nil, errors.New("the Dockerfile has no FROM")
	}
	return stages, nil
}

// check refuses what would have to be guessed at.
func (s Step) check() error {
	if !slices.Contains(verbs, s.Verb) {
		return fmt.Errorf("the instruction %q is not known here: teach scripts/container what it does", s.Verb)
	}
	if s.Rest == "" {
		return fmt.Errorf("%s says nothing", s.Verb)
	}
	if s.Verb != "RUN" && strings.ContainsAny(s.Rest, "$'") {
		return fmt.Errorf("variables and quotes are known in RUN alone: %s", s.Rest)
	}
	if option := strings.HasPrefix(s.Rest, "--"); option && s.Verb != "HEALTHCHECK" && (s.Verb != "COPY" || !strings.HasPrefix(s.Rest, "--from=")) {
		return fmt.Errorf("the option of %s is not known here: %s", s.Verb, s.Rest)
	}
	return nil
}

// Ignored is what .dockerignore names: here plain names at the top, and nothing else.
func Ignored(dir string) ([]string, error) {
	content, err := os.ReadFile(filepath.Join(dir, ".dockerignore"))
	if err != nil {
		return nil, err
	}
	names := strings.Fields(string(content))
	for _, name := range names {
		if strings.ContainsAny(name, "*?[!/#") {
			return nil, fmt.Errorf(".dockerignore: %q is more than a name at the top: teach scripts/container what it means", name)
		}
	}
	return names, nil
}
