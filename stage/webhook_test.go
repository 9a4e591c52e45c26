package stage_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"porchlight/simulator"
	"porchlight/stage"
)

// everyScript lists the built-in scenes and the transcripts.
func everyScript(t *testing.T) (names []string) {
	t.Helper()
	for _, pattern := range []string{"scenes/*.txt", "testdata/*.txt"} {
		some, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, some...)
	}
	return names
}

// TestWebhookPlaysEveryScript plays what was written down with polling: brought instead,
// the same updates come to the same messages, to the letter.
func TestWebhookPlaysEveryScript(t *testing.T) {
	t.Parallel()
	for _, name := range everyScript(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playAs(t, name, stage.Options{Webhook: &stage.Webhook{}})
		})
	}
}

// playAs plays a script; it must come to what stands in it.
func playAs(t *testing.T, name string, o stage.Options) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	scene, err := stage.ParseScene(name, string(text))
	if err != nil {
		t.Fatal(err)
	}
	var log logged
	o.Log = &log
	run, err := stage.Play(scene, o)
	if err != nil {
		t.Fatalf("%v\n%s", err, &log)
	}
	if !slices.ContainsFunc(run.Stage.Simulator.Calls(), func(c simulator.Call) bool { return c.Method == "setWebhook" }) {
		t.Fatal("the bot polled")
	}
	if got := run.Transcript(); got != scene.Expected() {
		t.Fatalf("%s came to something else:\n%s\n%s", name, got, &log)
	}
}

// mishap is what becomes of Telegram's deliveries.
type mishap struct {
	name    string
	arrives bool // the bot is reached; only its answer is lost
	hangsUp bool // no answer at all, instead of a 500
}

var mishaps = []mishap{
	{name: "500 before the bot"},
	{name: "500 after the bot", arrives: true},
	{name: "cut before the bot", hangsUp: true},
	{name: "cut after the bot", arrives: true, hangsUp: true},
}

// once has the mishap happen to every update when it is brought first, and counts how often
// it did. What is brought again gets through: twice lost, it would come seconds later.
// Presses always reach the bot: one that failed to is rightly taken for older than it
// was, since it carries no date (bot.TestWebhookBoundsTheAgeOfAPress).
func (m mishap) once(happened *atomic.Int64) *stage.Webhook {
	var known sync.Map
	return &stage.Webhook{Through: func(to http.RoundTripper) http.RoundTripper {
		return trip(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			press := bytes.Contains(body, []byte(`"callback_query"`))
			var u struct {
				ID int64 `json:"update_id"`
			}
			if err := json.Unmarshal(body, &u); err != nil {
				return nil, err
			}
			if _, again := known.LoadOrStore(u.ID, true); again || press && !m.arrives {
				return to.RoundTrip(r)
			}
			happened.Add(1)
			if m.arrives {
				resp, err := to.RoundTrip(r)
				if err != nil {
					return nil, err
				}
				_ = resp.Body.Close()
			}
			if m.hangsUp {
				return nil, io.ErrUnexpectedEOF
			}
			return &http.Response{StatusCode: http.StatusInternalServerError, Status: "500 Internal Server Error", Body: http.NoBody}, nil
		})
	}}
}

type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// fewScripts is how many scripts apart a mishap is tried where not all are.
const fewScripts = 6

// TestWebhookRedelivery loses every update once, on its way or on the way back.
// Telegram brings it again, and everything is as if nothing had been lost. With WEBHOOK=all
// that is tried with every script.
func TestWebhookRedelivery(t *testing.T) {
	t.Parallel()
	for at, m := range mishaps {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			for i, name := range everyScript(t) {
				if i%fewScripts != at && os.Getenv("WEBHOOK") != "all" {
					continue
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					var happened atomic.Int64
					playAs(t, name, stage.Options{Webhook: m.once(&happened)})
					if happened.Load() == 0 {
						t.Error("nothing was lost on the way")
					}
				})
			}
		})
	}
}

// TestWebhookCrash kills the process when an update has just come, or is durable and not
// yet confirmed, and starts it again: Telegram brings it once more, everything that any
// phone was owed is there in the end.
func TestWebhookCrash(t *testing.T) {
	t.Parallel()
	step := sparse
	if os.Getenv("WEBHOOK") == "all" {
		step = 3
	}
	scenes, err := stage.Scenes()
	if err != nil {
		t.Fatal(err)
	}
	for _, scene := range scenes {
		t.Run(scene.Name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			var points []int
			owed := playWith(t, scene, stage.Options{Webhook: &stage.Webhook{}}, func(p stage.Point, n int) bool {
				mu.Lock()
				defer mu.Unlock()
				if p == stage.Received || p == stage.Committed {
					points = append(points, n)
				}
				return false
			})
			tried := 0
			for i := 0; i < len(points); i += step {
				var log logged
				var died atomic.Bool
				got := playWith(t, scene, stage.Options{Webhook: &stage.Webhook{}, Log: &log}, func(_ stage.Point, n int) bool {
					if n == points[i] {
						died.Store(true)
					}
					return n == points[i]
				})
				if !died.Load() {
					t.Fatalf("point %d was not reached", points[i])
				}
				if missing := less(got, owed); missing != "" {
					t.Fatalf("killed at point %d: never arrived: %s\n%s", points[i], missing, &log)
				}
				tried++
			}
			if tried == 0 {
				t.Fatal("nothing was tried")
			}
			t.Logf("proof: %s: killed at %d of %d points between coming in and being confirmed", scene.Name, tried, len(points))
		})
	}
}
