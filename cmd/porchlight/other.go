package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"

	"porchlight/stage"
)

var httpClient = &http.Client{}

type keyCmd struct {
	New keyNewCmd `cmd:"" help:"Make a key ring."`
}

type keyNewCmd struct {
	File string `arg:"" type:"path" help:"The file to make; it must not exist." default:"keyring.json"`
}

// Run is `porchlight key new`.
func (c *keyNewCmd) Run(s streams) error {
	if _, err := makeRing(c.File); err != nil {
		return err
	}
	_, err := fmt.Fprintf(s.Out, "Made %s. Keep a copy in a safe place: without it nothing that is stored can be read.\n", filepath.Base(c.File))
	return err
}

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
	failed := 0
	for _, scene := range scenes {
		if len(c.Scene) > 0 && !slices.Contains(c.Scene, scene.Name) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		run, err := stage.Play(scene, stage.Options{})
		if err != nil {
			return err
		}
		if err := run.Print(s.Out); err != nil {
			return err
		}
		verdict := "ended as it should"
		if run.Transcript() != scene.Expected() {
			verdict = "did NOT end as it should"
			failed++
		}
		_, _ = fmt.Fprintf(s.Out, "── %s %s.\n\n\n", scene.Title, verdict)
	}
	if failed > 0 {
		return fmt.Errorf("%d scenes did not end as they should", failed)
	}
	return nil
}
