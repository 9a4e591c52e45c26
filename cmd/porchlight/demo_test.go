package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"porchlight/stage"
)

const shortScene = `title: Ana says hello
zone: Europe/Berlin
start: 2026-06-01 14:00
member: Carla coordinator
member: Ana worker

14:02 Ana> /status
14:02 Ana< ANSWER
14:03 stage> end
`

// scene is a short scene with what is expected in it.
func scene(t *testing.T, name, answer string) *stage.Scene {
	t.Helper()
	s, err := stage.ParseScene(name, strings.ReplaceAll(shortScene, "ANSWER", answer))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASceneThatEndsDifferentlyFailsTheDemo(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := play(t.Context(), []*stage.Scene{scene(t, "wrong", "Good evening."), scene(t, "right", "Nothing of yours is planned.")}, nil, &out)
	if err == nil || !strings.Contains(err.Error(), "wrong") || strings.Contains(err.Error(), "right") {
		t.Errorf("the demo came to %v\n%s", err, out.String())
	}
	if n := strings.Count(out.String(), "did NOT end as it should"); n != 1 {
		t.Errorf("%d scenes are said to be wrong:\n%s", n, out.String())
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestADemoThatNobodyCanReadFails(t *testing.T) {
	t.Parallel()
	if err := play(t.Context(), []*stage.Scene{scene(t, "right", "Nothing of yours is planned.")}, nil, full{}); err == nil {
		t.Error("nothing was printed, and that is fine with it")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := play(ctx, []*stage.Scene{scene(t, "right", "Nothing of yours is planned.")}, nil, &bytes.Buffer{}); !errors.Is(err, context.Canceled) {
		t.Errorf("it was called off and came to %v", err)
	}
}
