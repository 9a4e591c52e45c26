package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"porchlight/stage"
)

type demoCmd struct {
	Headless bool     `help:"Play the scenes and print what each phone showed."`
	Scene    []string `help:"Only these scenes." placeholder:"NAME"`
}

// Run is `porchlight demo`. It fails when a scene did not end as it should.
func (c *demoCmd) Run(ctx context.Context, s streams) error {
	if !c.Headless {
		return errors.New("the page of phones is not there yet: run porchlight demo --headless")
	}
	scenes, err := stage.Scenes()
	if err != nil {
		return err
	}
	if scenes, err = only(scenes, c.Scene); err != nil {
		return err
	}
	kept, err := openDemoStore(ctx)
	if err != nil {
		return err
	}
	if _, err = fmt.Fprintf(s.Out, "%s\n\n", kept); err == nil {
		err = play(ctx, scenes, kept, s.Out)
	}
	return errors.Join(err, kept.close())
}

// only picks scenes by their names; no names mean all of them.
func only(scenes []*stage.Scene, names []string) ([]*stage.Scene, error) {
	if len(names) == 0 {
		return scenes, nil
	}
	var known []string
	for _, scene := range scenes {
		known = append(known, scene.Name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("--scene: there is no scene %q: the scenes are %s", name, strings.Join(known, ", "))
		}
	}
	return slices.DeleteFunc(scenes, func(s *stage.Scene) bool { return !slices.Contains(names, s.Name) }), nil
}

// play plays scenes, each on an empty store, and prints what the phones showed.
func play(ctx context.Context, scenes []*stage.Scene, kept *demoStore, out io.Writer) error {
	var wrong []string
	for _, scene := range scenes {
		if err := ctx.Err(); err != nil {
			return err
		}
		run, err := stage.Play(scene, stage.Options{Redis: kept.next()})
		if err != nil {
			return err
		}
		if err := run.Print(out); err != nil {
			return fmt.Errorf("print the scene: %w", err)
		}
		verdict := "ended as it should"
		if run.Transcript() != scene.Expected() {
			verdict = "did NOT end as it should"
			wrong = append(wrong, scene.Name)
		}
		if _, err := fmt.Fprintf(out, "── %s %s.\n\n\n", scene.Title, verdict); err != nil {
			return fmt.Errorf("print the scene: %w", err)
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("did not end as they should: %s", strings.Join(wrong, ", "))
	}
	return nil
}
