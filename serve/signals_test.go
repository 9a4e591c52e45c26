package serve

import (
	"context"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/notice"
)

// raising is the commit of an update, received at noon, that raises an alert.
func raising(alert string) (context.Context, engine.Commit) {
	return received(context.Background(), noon), engine.Commit{Indexes: []engine.Index{{Alert: engine.Ref{Kind: engine.KindAlert, ID: alert}}}}
}

func pageAbout(alert string) notice.Notice {
	return notice.Notice{Lane: notice.Page, Reason: notice.ForPage, About: notice.About{Alert: alert}}
}

func TestASignalIsMeasuredOnceUpToItsFirstPage(t *testing.T) {
	t.Parallel()
	s := &signals{}
	s.note(raising("a"))
	s.note(raising("b"))
	later := noon.Add(2 * time.Second)
	if _, first := s.paged(notice.Notice{Reason: notice.ForNews, About: notice.About{Alert: "a"}}, later); first {
		t.Error("news is no page")
	}
	if took, first := s.paged(pageAbout("a"), later); !first || took != 2*time.Second {
		t.Errorf("the first page: %v after %v", first, took)
	}
	s.note(raising("a")) // Telegram brings the update again
	if _, first := s.paged(pageAbout("a"), later); first {
		t.Error("the second page counts as a first one")
	}
	if _, first := s.paged(pageAbout("b"), later); !first {
		t.Error("the other alert's first page is not seen")
	}
}

func TestWhatIsNoSignalIsNotMeasured(t *testing.T) {
	t.Parallel()
	s := &signals{}
	_, c := raising("missed")
	s.note(t.Context(), c) // raised by a timer
	ctx, closing := raising("closed")
	closing.Indexes[0].Gone = true
	s.note(ctx, closing)
	for _, alert := range []string{"missed", "closed", "of a process before"} {
		if _, first := s.paged(pageAbout(alert), noon); first {
			t.Errorf("%s counts as a signal", alert)
		}
	}
}

func TestOldSignalsAreForgotten(t *testing.T) {
	t.Parallel()
	s := &signals{}
	for i := range remembered + 1 {
		s.note(raising(string(rune('a' + i))))
	}
	if len(s.raised) != remembered || len(s.order) != remembered {
		t.Errorf("%d alerts are kept in mind", len(s.raised))
	}
	if _, first := s.paged(pageAbout("a"), noon); first {
		t.Error("the oldest is kept for ever")
	}
}
