package rulescheck

import (
	"context"
	"testing"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/promqltest"
)

// stories are, for each alert, what a bot is like that it is for, and one that it is not
// for: series by their samples, one every 15 s for ten minutes.
var stories = map[string]struct{ bad, good string }{
	"PorchlightDown": {`up{job="porchlight"} 1x20 0x20`, `up{job="porchlight"} 1x40`},
	"PorchlightLacks": {
		`porchlight_need_missing{need="redis"} 1x40`,
		`porchlight_need_missing{need="lease", instance="one"} 0x40
		 porchlight_need_missing{need="lease", instance="other"} 1x40`,
	},
	"AlertUnowned":          {`porchlight_alert_unowned_age_seconds 0+15x40`, `porchlight_alert_unowned_age_seconds 0+5x40`},
	"OwnershipDoesNotLapse": {`porchlight_alert_owner_silence_seconds 3500+15x40`, `porchlight_alert_owner_silence_seconds 0+15x40`},
	"PagesWait": {
		`porchlight_outbox_entries{lane="page"} 3x40`,
		`porchlight_outbox_entries{lane="page"} 0x40
		 porchlight_outbox_entries{lane="prompt"} 9x40`,
	},
	"PagesLate": {
		`porchlight_notice_age_seconds_count{lane="page"} 0x30 1x10
		 porchlight_notice_age_seconds_bucket{lane="page", le="10.0"} 0x40`,
		`porchlight_notice_age_seconds_count{lane="page"} 0+1x40
		 porchlight_notice_age_seconds_bucket{lane="page", le="10"} 0+1x40
		 porchlight_notice_age_seconds_count{lane="prompt"} 0+9x40
		 porchlight_notice_age_seconds_bucket{lane="prompt", le="10"} 0x40`,
	},
	"ChannelFails": {
		`porchlight_sends_total{lane="page", channel="email", class="again"} 0+1x40
		 porchlight_sends_total{lane="page", channel="email", class="sent"} 7x40
		 porchlight_sends_total{lane="page", channel="telegram", class="sent"} 0+1x40`,
		`porchlight_sends_total{lane="page", channel="telegram", class="again"} 0+1x40
		 porchlight_sends_total{lane="reply", channel="telegram", class="sent"} 0+1x40
		 porchlight_sends_total{lane="page", channel="email", class="again"} 3x40`,
	},
	"UpdatesFail": {`porchlight_update_failures_total 0+1x40`, `porchlight_update_failures_total 9x40`},
	"DeadlinesLate": {
		`porchlight_deadline_lateness_seconds_count 0x30 1x10
		 porchlight_deadline_lateness_seconds_bucket{le="5"} 0x40`,
		`porchlight_deadline_lateness_seconds_count 0+1x40
		 porchlight_deadline_lateness_seconds_bucket{le="5"} 0+1x40`,
	},
	"SignalsSlow": {
		`porchlight_signal_to_page_seconds_count 0x30 1x10
		 porchlight_signal_to_page_seconds_bucket{le="5"} 0x40`,
		`porchlight_signal_to_page_seconds_count 0x30 1x10
		 porchlight_signal_to_page_seconds_bucket{le="5"} 0x30 1x10`,
	},
	"PagesRefused": {
		`porchlight_sends_total{lane="page", channel="telegram", class="permanent"} 0x30 1x10`,
		`porchlight_sends_total{lane="bulk", channel="telegram", class="permanent"} 0x30 1x10`,
	},
	"ToldToWait": {
		`porchlight_sends_total{lane="prompt", channel="telegram", class="wait"} 0+1x40`,
		`porchlight_sends_total{lane="prompt", channel="telegram", class="wait"} 0x30 9x10`,
	},
	"Backlog": {
		`porchlight_outbox_entries{lane="prompt"} 300x40`,
		`porchlight_outbox_entries{lane="prompt"} 100x40`,
	},
	"DeadLetters": {`porchlight_dead_letters 3x30 4x10`, `porchlight_dead_letters 3x40`},
	"UpdatesSlow": {
		`porchlight_update_seconds_bucket{le="0.25"} 0x40
		 porchlight_update_seconds_bucket{le="0.5"} 0+1x40
		 porchlight_update_seconds_bucket{le="+Inf"} 0+1x40`,
		`porchlight_update_seconds_bucket{le="0.1"} 0+1x40
		 porchlight_update_seconds_bucket{le="0.25"} 0+1x40
		 porchlight_update_seconds_bucket{le="+Inf"} 0+1x40`,
	},
	"StoreErrors": {
		`porchlight_commit_errors_total{class="unavailable"} 0+1x40`,
		`porchlight_commit_errors_total{class="stale"} 0+1x40`,
	},
	"Restarts": {
		`process_start_time_seconds{job="porchlight"} 1x9 2x9 3x9 4x9`,
		`process_start_time_seconds{job="porchlight"} 1x20 2x20`,
	},
}

// TestRulesFireWhenTheyShould, and not otherwise.
func TestRulesFireWhenTheyShould(t *testing.T) {
	t.Parallel()
	all := rules(t)
	for name := range stories {
		if _, ok := all[name]; !ok {
			t.Errorf("there is no rule %s", name)
		}
	}
	for name, r := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story, ok := stories[name]
			if !ok {
				t.Fatal("nobody tells when it is to fire")
			}
			if n := fires(t, r.Expr, story.bad); n != 1 {
				t.Errorf("it fires %d times where something is wrong", n)
			}
			if n := fires(t, r.Expr, story.good); n != 0 {
				t.Errorf("it fires %d times where all is well", n)
			}
		})
	}
}

// fires counts what an expression has to say after ten minutes of some series.
func fires(t *testing.T, expr, series string) int {
	t.Helper()
	stored := promqltest.LoadedStorage(t, "load 15s\n  "+series)
	defer func() { _ = stored.Close() }()
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 100_000, Timeout: time.Minute, LookbackDelta: 5 * time.Minute})
	defer func() { _ = engine.Close() }()
	query, err := engine.NewInstantQuery(context.Background(), stored, nil, expr, time.Unix(0, 0).Add(10*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	defer query.Close()
	vector, err := query.Exec(context.Background()).Vector()
	if err != nil {
		t.Fatal(err)
	}
	return len(vector)
}
