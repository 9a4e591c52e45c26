package serve

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/bot"
	"porchlight/engine"
	"porchlight/notice"
)

// noon is when these stories begin.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// watched is a health whose time is told.
func watched() (h *Health, page func(path string) (int, string), later func(time.Duration)) {
	now := noon
	h = NewHealth()
	h.now = func() time.Time { return now }
	pages := Pages(h, NewMetrics(Build{}))
	return h, func(path string) (int, string) {
		r := httptest.NewRecorder()
		pages.ServeHTTP(r, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		return r.Code, strings.TrimSpace(r.Body.String())
	}, func(d time.Duration) { now = now.Add(d) }
}

func TestALoopThatDoesNotComeRoundIsNamed(t *testing.T) {
	t.Parallel()
	h, page, later := watched()
	if code, body := page("/healthz"); code != 200 || body != `{"alive":true}` {
		t.Fatalf("before anything runs: %d %s", code, body)
	}
	store := tappedStore{Store: nothing{}, health: h, metrics: NewMetrics(Build{}), gate: &gate{}}
	poller := tappedPoller{nothing{}, h}
	round := func(but loop) {
		if but != loopIntake {
			_, _ = poller.Updates(t.Context(), 0, 1, 0)
		}
		if but != loopSweep {
			_, _ = store.ClaimTimers(t.Context(), noon, 1, time.Second)
		}
		_, _ = store.Lease(t.Context(), "send", "one", time.Second)
		if but != loopLane(notice.Page) {
			_, _ = store.Claim(t.Context(), notice.Page, noon, 1, time.Second)
		}
	}
	for _, stuck := range []loop{loopIntake, loopSweep, loopLane(notice.Page)} {
		round("")
		for range 15 { // a quarter of an hour in which one does not come round
			later(time.Minute)
			round(stuck)
		}
		if code, body := page("/healthz"); code != 503 || body != `{"alive":false,"stuck":["`+string(stuck)+`"]}` {
			t.Errorf("%s: %d %s", stuck, code, body)
		}
		round("")
		if code, body := page("/healthz"); code != 200 {
			t.Errorf("%s came round again: %d %s", stuck, code, body)
		}
	}
}

// TestUpdatesThatAreBrought need no loop that comes round for them; those that are fetched
// keep theirs alive for as long as they take.
func TestUpdatesThatAreBrought(t *testing.T) {
	t.Parallel()
	h, page, later := watched()
	desk := tappedHandler{nothing{}, h, NewMetrics(Build{}), &gate{}}
	handle := func() {
		if err := desk.Handle(t.Context(), bot.Update{Kind: bot.KindText}); err != nil {
			t.Fatal(err)
		}
	}
	handle()
	later(time.Hour)
	if code, body := page("/healthz"); code != 200 {
		t.Errorf("brought: %d %s", code, body)
	}
	_, _ = tappedPoller{nothing{}, h}.Updates(t.Context(), 0, 1, 0)
	for range 10 {
		later(silentIntake)
		handle()
	}
	if code, body := page("/healthz"); code != 200 {
		t.Errorf("a long batch: %d %s", code, body)
	}
	later(silentIntake + 1)
	if code, body := page("/healthz"); code != 503 {
		t.Errorf("nothing any more: %d %s", code, body)
	}
}

// TestAProcessThatDoesNotSendHasNothingToComeRoundFor: its lanes rest, and it is not ready.
func TestAProcessThatDoesNotSendHasNothingToComeRoundFor(t *testing.T) {
	t.Parallel()
	h, page, later := watched()
	store := tappedStore{Store: nothing{}, health: h, metrics: NewMetrics(Build{}), gate: &gate{}}
	_, _ = store.Claim(t.Context(), notice.Page, noon, 1, time.Second)
	store.Store = theirs{}
	_, _ = store.Lease(t.Context(), "send", "one", time.Second)
	later(silentDelivery)
	if code, body := page("/healthz"); code != 200 {
		t.Errorf("%d %s", code, body)
	}
	if code, body := page("/readyz"); code != 503 || !strings.Contains(body, `"lease":"another process sends"`) {
		t.Errorf("%d %s", code, body)
	}
	later(time.Second)
	if code, body := page("/healthz"); code != 503 || !strings.Contains(body, `["delivery"]`) {
		t.Errorf("the lease is not asked for any more: %d %s", code, body)
	}
}

func TestReadinessNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	h, page, _ := watched()
	for _, n := range []Need{NeedTelegram, NeedCaughtUp, NeedLease} {
		if code, body := page("/readyz"); code != 503 || !strings.Contains(body, `"`+string(n)+`":`) {
			t.Errorf("without %s: %d %s", n, code, body)
		}
		h.Lacks(n, "")
	}
	away := errors.New("dial redis://ana:secret@example.org: no")
	h.asks(func(context.Context) error { return away })
	if code, body := page("/readyz"); code != 503 || body != `{"ready":false,"missing":{"redis":"can't be reached"}}` {
		t.Errorf("without Redis: %d %s", code, body)
	}
	away = nil
	if code, body := page("/readyz"); code != 200 || body != `{"ready":true}` {
		t.Errorf("%d %s", code, body)
	}
	poller := tappedPoller{broken{}, h}
	_, _ = poller.Updates(t.Context(), 0, 1, 0)
	if code, body := page("/readyz"); code != 503 || !strings.Contains(body, "refuses the token") {
		t.Errorf("%d %s", code, body)
	}
}

// nothing is a world in which everything goes well and nothing happens.
type nothing struct{ Store }

func (nothing) ClaimTimers(context.Context, time.Time, int, time.Duration) ([]engine.Timer, error) {
	return nil, nil
}

func (nothing) Claim(context.Context, notice.Lane, time.Time, int, time.Duration) ([]delivery.Claimed, error) {
	return nil, nil
}
func (nothing) Read(context.Context, ...engine.Ref) ([]engine.Doc, error)          { return nil, nil }
func (nothing) Commit(context.Context, engine.Commit) error                        { return nil }
func (nothing) Lease(context.Context, string, string, time.Duration) (bool, error) { return true, nil }
func (nothing) Look(context.Context, notice.Notice) (notice.Verdict, notice.Address, error) {
	return notice.Wanted, notice.Address{}, nil
}

func (nothing) Updates(context.Context, int64, int, time.Duration) ([][]byte, error) {
	return nil, nil
}

func (nothing) Handle(context.Context, bot.Update) error          { return nil }
func (nothing) SetAside(context.Context, bot.Update, error) error { return nil }

// theirs is a world in which another process sends.
type theirs struct{ nothing }

func (theirs) Lease(context.Context, string, string, time.Duration) (bool, error) { return false, nil }

// broken is a Telegram that refuses.
type broken struct{}

func (broken) Updates(context.Context, int64, int, time.Duration) ([][]byte, error) {
	return nil, bot.ErrToken
}
