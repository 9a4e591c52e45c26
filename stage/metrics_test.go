package stage_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
	"porchlight/serve"
	"porchlight/stage"
)

// gauged is a stage whose metrics can be read.
type gauged struct {
	*stage.Run
	t       *testing.T
	metrics *serve.Metrics
	health  *serve.Health
}

// measuring is a team on a stage whose channel does what see says.
func measuring(t *testing.T, see func(notice.Notice) error) gauged {
	t.Helper()
	g := gauged{t: t, metrics: serve.NewMetrics(serve.Build{}), health: serve.NewHealth()}
	o := seeing(see)
	o.Metrics, o.Health = g.metrics, g.health
	g.Run = lantern(t, o)
	return g
}

// read is /metrics as numbers, by name and labels. What is counted in the store is counted
// anew, so that a moment later on the stage is seen.
func (g gauged) read() map[string]float64 {
	g.t.Helper()
	counted := serve.NewMetrics(serve.Build{})
	if err := errors.Join(counted.Observe(g.Stage.Gauges()), counted.Observe(serve.Needs(g.health))); err != nil {
		g.t.Fatal(err)
	}
	all := map[string]float64{}
	for _, m := range []*serve.Metrics{counted, g.metrics} {
		r := httptest.NewRecorder()
		serve.Pages(g.health, m).ServeHTTP(r, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
		for line := range strings.Lines(r.Body.String()) {
			name, value, ok := strings.Cut(strings.TrimSpace(line), " ")
			if n, err := strconv.ParseFloat(value, 64); ok && err == nil && strings.HasPrefix(name, "porchlight_") {
				all[name] = n
			}
		}
	}
	return all
}

// expect compares some metrics, each "name value" or "name from to".
func (g gauged) expect(when string, want ...string) {
	g.t.Helper()
	got := g.read()
	for _, w := range want {
		f := strings.Fields(w)
		least, err := strconv.ParseFloat(f[1], 64)
		most, err2 := strconv.ParseFloat(f[len(f)-1], 64)
		if err = errors.Join(err, err2); err != nil {
			g.t.Fatal(err)
		}
		if n, ok := got[f[0]]; !ok || n < least || n > most {
			g.t.Errorf("%s: %s is %v (there: %v), want %s", when, f[0], n, ok, strings.Join(f[1:], " to "))
		}
	}
}

// TestMetricsFollowAnAlert from the signal, through a Telegram that says to wait, an owner
// who falls silent and one who stands it down.
func TestMetricsFollowAnAlert(t *testing.T) {
	t.Parallel()
	var refused atomic.Int64
	g := measuring(t, func(n notice.Notice) error {
		if n.Reason == notice.ForPage && refused.Add(1) <= 2 { // Carla's and Dora's first pages
			return &delivery.SendError{Class: delivery.ClassWait, RetryAfter: 3 * time.Second, Err: errors.New("slow down")}
		}
		return nil
	})
	plays(t, g.Run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}}, time.Second)
	g.expect("while all is well", "porchlight_alerts_open 0", "porchlight_alerts_unowned 0",
		"porchlight_alert_unowned_age_seconds 0", "porchlight_alert_owner_silence_seconds 0",
		"porchlight_signal_to_page_seconds_count 0", `porchlight_need_missing{need="telegram"} 0`)
	plays(t, g.Run, []turn{{0, "Ana", "PHRASE"}}, 30*time.Second)
	const page = `{channel="telegram",class="sent",lane="page"}`
	g.expect("half a minute after the signal",
		"porchlight_signal_to_page_seconds_count 1", "porchlight_signal_to_page_seconds_sum 3 3.1",
		`porchlight_sends_total{channel="telegram",class="wait",lane="page"} 2`, "porchlight_sends_total"+page+" 2",
		`porchlight_notice_age_seconds_count{lane="page"} 3`, `porchlight_notice_age_seconds_sum{lane="page"} 6 6.2`, // with the look at what there was to clear as Ana went out
		`porchlight_notice_age_seconds_bucket{lane="reply",le="0.01"} 1 100`,
		"porchlight_alerts_open 1", "porchlight_alerts_unowned 1",
		"porchlight_alert_unowned_age_seconds 30 31", "porchlight_alert_owner_silence_seconds 0")
	plays(t, g.Run, nil, time.Minute)
	g.expect("after it was paged again", "porchlight_signal_to_page_seconds_count 1", "porchlight_sends_total"+page+" 4")

	plays(t, g.Run, []turn{{0, "Dora", "[I'm on it]"}}, 2*time.Minute)
	g.expect("two minutes after Dora took it", "porchlight_alerts_open 1", "porchlight_alerts_unowned 0",
		"porchlight_alert_unowned_age_seconds 0", "porchlight_alert_owner_silence_seconds 120 121")
	plays(t, g.Run, nil, 4*time.Minute) // nothing more for five minutes: it lapses
	g.expect("after she fell silent", "porchlight_alerts_unowned 1",
		"porchlight_alert_unowned_age_seconds 60 61", "porchlight_alert_owner_silence_seconds 0")
}

// TestMetricsOfLateness: deadlines that pass while nothing runs are acted on late, and a
// responder who has blocked the bot is a send that failed for good.
func TestMetricsOfLateness(t *testing.T) {
	t.Parallel()
	g := measuring(t, func(notice.Notice) error { return nil })
	plays(t, g.Run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}}, time.Second)
	g.expect("in time", "porchlight_deadline_lateness_seconds_sum 0 0.1")
	g.Person("Dora").Block()
	for _, step := range []func() error{g.Stage.StopBot, func() error { return g.Stage.Run(50 * time.Minute) }, g.Stage.StartBot} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	plays(t, g.Run, nil, 10*time.Second)
	g.expect("after fifty minutes without a bot",
		"porchlight_deadline_lateness_seconds_sum 1000 4000",
		`porchlight_sends_total{channel="telegram",class="permanent",lane="page"} 1 10`, `porchlight_sends_total{channel="telegram",class="sent",lane="page"} 1 10`,
		"porchlight_alerts_open 1", "porchlight_signal_to_page_seconds_count 0")
}
