package container

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Builder carries out stages.
type Builder struct {
	Context string // the folder that is built from
	// From makes the root to start a stage in.
	From func(ctx context.Context, base string) (*Image, error)
	Out  io.Writer // hears each step, and what it says
	done map[string]*Image
}

// Build carries out every stage and returns what the last one came to.
func (b *Builder) Build(ctx context.Context, stages []Stage) (*Image, error) {
	b.done = map[string]*Image{}
	var last *Image
	for _, stage := range stages {
		_, _ = fmt.Fprintf(b.Out, "FROM %s\n", stage.Base)
		image, err := b.From(ctx, stage.Base)
		if err != nil {
			return nil, fmt.Errorf("FROM %s: %w", stage.Base, err)
		}
		for _, step := range stage.Steps {
			_, _ = fmt.Fprintf(b.Out, "%s %s\n", step.Verb, step.Rest)
			if err := b.do(ctx, image, step); err != nil {
				return nil, fmt.Errorf("line %d: %s: %w", step.Line, step.Verb, err)
			}
		}
		if stage.Name != "" {
			b.done[stage.Name] = image
		}
		last = image
	}
	return last, nil
}

func (b *Builder) do(ctx context.Context, i *Image, s Step) error {
	switch s.Verb {
	case "RUN":
		c, err := i.Cmd(ctx, nil, "/bin/sh", "-c", s.Rest)
		if err != nil {
			return err
		}
		c.Stdout, c.Stderr = b.Out, b.Out
		return c.Run()
	case "COPY":
		return b.copyInto(ctx, i, strings.Fields(s.Rest))
	case "ENV":
		i.Env = append(i.Env, strings.Fields(s.Rest)...)
	case "USER":
		i.User = s.Rest
		_, _, err := i.ids()
		return err
	case "WORKDIR":
		i.Dir = s.Rest
		return os.MkdirAll(filepath.Join(i.Root, s.Rest), 0o755)
	case "VOLUME":
		i.Volumes = append(i.Volumes, strings.Fields(s.Rest)...)
	case "EXPOSE":
		i.Ports = append(i.Ports, strings.Fields(s.Rest)...)
	case "HEALTHCHECK":
		_, command, ok := strings.Cut(s.Rest, "CMD ")
		if !ok {
			return errors.New("it has no CMD")
		}
		return json.Unmarshal([]byte(command), &i.Health)
	case "ENTRYPOINT":
		return json.Unmarshal([]byte(s.Rest), &i.Entrypoint)
	case "CMD":
		return json.Unmarshal([]byte(s.Rest), &i.Command)
	default:
		return errors.New("nobody knows how to do that") // Parse lets nothing else through
	}
	return nil
}

// copyInto is COPY: from the context without what .dockerignore names, or from a stage.
func (b *Builder) copyInto(ctx context.Context, i *Image, words []string) error {
	from, ignored := b.Context, []string(nil)
	if name, ok := strings.CutPrefix(words[0], "--from="); ok {
		stage := b.done[name]
		if stage == nil {
			return fmt.Errorf("there is no stage %s before", name)
		}
		from, words = stage.Root, words[1:]
	} else {
		var err error
		if ignored, err = Ignored(b.Context); err != nil {
			return err
		}
	}
	if len(words) < 2 {
		return errors.New("it needs what, and where to")
	}
	to := words[len(words)-1]
	into := strings.HasSuffix(to, "/") || to == "."
	if !filepath.IsAbs(to) {
		to = filepath.Join(i.Dir, to)
	}
	to = filepath.Join(i.Root, to)
	var what []string
	for _, word := range words[:len(words)-1] {
		if word != "." {
			what = append(what, filepath.Join(from, word))
			continue
		}
		entries, err := os.ReadDir(from)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !slices.Contains(ignored, e.Name()) {
				what = append(what, filepath.Join(from, e.Name()))
			}
		}
	}
	// Like an engine: everything becomes root's, and keeps its mode.
	args := append([]string{"-R", "--preserve=mode"}, what...)
	if into {
		args = append(args, "-t")
	}
	if out, err := exec.CommandContext(ctx, "cp", append(args, to)...).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}
