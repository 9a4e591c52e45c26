package stage_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/serve"
	"porchlight/simulator"
	"porchlight/stage"
)

// TestTheLogHoldsIDsOnly plays every scene with an outbox and a Telegram that fail now and
// then, and looks for what anybody wrote or read, for names, places and phrases, in
// everything that was logged (G9); TestEachSceneEndsAsItShould does as nothing fails.
func TestTheLogHoldsIDsOnly(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"scenes/*.txt", "testdata/*.txt"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				if said := logOf(t, strings.TrimSuffix(filepath.Base(file), ".txt"), string(text)); !strings.Contains(said, "level=WARN") {
					t.Errorf("nothing failed: %s", said)
				}
			})
		}
	}
}

// logOf is the log of a scene on a moody day.
func logOf(t *testing.T, name, text string) string {
	t.Helper()
	scene, err := stage.ParseScene(name, text)
	if err != nil {
		t.Fatal(err)
	}
	var log logged
	var begun atomic.Bool // before that the clock stands still, and nobody tries again
	run, err := stage.Open(scene, stage.Options{
		Log:     &log,
		Store:   func(s serve.Store) serve.Store { return &moody{Store: s, begun: &begun} },
		Channel: func(c delivery.Channel) delivery.Channel { return &moodyChannel{Channel: c, begun: &begun} },
	})
	if err != nil {
		t.Fatal(err)
	}
	begun.Store(true)
	if err := run.Perform(); err != nil {
		t.Fatalf("%v\n%s", err, &log)
	}
	logsNothing(t, run, text, log.String())
	return log.String()
}

// logsNothing fails the test where what was logged in a scene tells anything.
func logsNothing(t *testing.T, run *stage.Run, text, said string) {
	t.Helper()
	if said == "" {
		t.Fatal("nothing was logged")
	}
	for _, secret := range secrets(run, text) {
		if at := secret.FindStringIndex(said); at != nil {
			t.Errorf("%q is in the log: %s", secret, said[max(0, at[0]-200):min(len(said), at[1]+50)])
		}
	}
}

// phrases are the codewords of a scene, and places what is after a form's times.
var (
	phrases = regexp.MustCompile(`(?m)^words: \w+ \w+ (.*)$`)
	// word is what people type instead of a button, like "reached": logs are made of such.
	word   = regexp.MustCompile(`^[a-z]+$`)
	places = regexp.MustCompile(`(?:Blue Café|Library|Place: [^.\n]+)`)
)

// secrets are what must not be in the log: the names of people and of the team, their
// phrases and places, everything that they wrote or read, and the bot's token.
func secrets(run *stage.Run, text string) []*regexp.Regexp {
	found := map[string]bool{"Lantern": true}
	for _, who := range run.Stage.Simulator.People() {
		found[who.FirstName()] = true
		for _, e := range who.History() {
			if e.Kind == simulator.Received || e.By != simulator.ByBot {
				for _, line := range strings.Split(e.Message.Words(), "\n") {
					found[line] = true
				}
			}
		}
	}
	for _, m := range phrases.FindAllStringSubmatch(text, -1) {
		found[m[1]] = true
	}
	for _, place := range places.FindAllString(text, -1) {
		found[strings.TrimPrefix(place, "Place: ")] = true
	}
	all := []*regexp.Regexp{regexp.MustCompile(`\d{8,}:\w{3,}[\w-]*`)}
	for s := range found {
		if len(s) > 2 && !word.MatchString(s) {
			all = append(all, regexp.MustCompile(`(?:^|[^\w])`+regexp.QuoteMeta(s)+`(?:$|[^\w])`))
		}
	}
	return all
}

// moody fails to take every seventh notice out of the outbox.
type moody struct {
	serve.Store
	begun *atomic.Bool
	n     atomic.Int64
}

var errMood = fmt.Errorf("a mood: %w", engine.ErrUnavailable)

func (m *moody) Ack(ctx context.Context, c delivery.Claimed, left delivery.Left) error {
	if m.begun.Load() && m.n.Add(1)%7 == 0 {
		return errMood
	}
	return m.Store.Ack(ctx, c, left)
}

// moodyChannel fails every fifth send in the words of net/http.
type moodyChannel struct {
	delivery.Channel
	begun *atomic.Bool
	n     atomic.Int64
}

func (m *moodyChannel) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	if m.begun.Load() && m.n.Add(1)%5 == 2 {
		return 0, errors.New(`Post "https://api.telegram.org/bot1000000001:AAE-secret/sendMessage": dial tcp: no`)
	}
	return m.Channel.Send(ctx, n, to)
}
