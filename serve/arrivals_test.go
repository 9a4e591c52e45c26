package serve

import (
	"testing"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

func TestWhatHasArrivedIsRememberedByChannel(t *testing.T) {
	t.Parallel()
	var a arrivals
	now := time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)
	dora := notice.To("dora")
	a.note(dora, now)
	a.note(notice.Recipient{Place: notice.Operator}, now)
	named := dora
	named.By, named.Team = team.Telegram, "lantern"
	for what, c := range map[string]struct {
		to   notice.Recipient
		want time.Time
	}{
		"as it was noted":         {dora, now},
		"with the channel's name": {named, now},
		"by mail":                 {dora.Over(team.Email), time.Time{}},
		"somebody else":           {notice.To("emil"), time.Time{}},
		"nobody":                  {notice.Recipient{Place: notice.Operator}, time.Time{}},
	} {
		if got := a.last(c.to); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
	}
}
