package channel_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"porchlight/alerts/channel"
	"porchlight/alerts/delivery"
	"porchlight/locales"
	"porchlight/notice"
	"porchlight/team"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func words(t *testing.T) channel.Words {
	t.Helper()
	catalogue, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	return channel.Words{Catalogue: catalogue, Now: func() time.Time { return noon.Add(time.Second) }, Log: slog.New(slog.DiscardHandler)}
}

// page is a page about Ana to Dora, with a button.
func page(by team.Channel) notice.Notice {
	return notice.Notice{
		To: notice.To("dora").Over(by), Do: notice.Send, Lane: notice.Page, Reason: notice.ForPage,
		Lines: []notice.Line{
			notice.L("page-duress", "who", notice.Who("ana"), "at", notice.At(noon)),
			notice.L("page-place", "place", notice.Text("Blue Café, <b>2nd</b> floor")),
		},
		Buttons: [][]notice.Button{{{Label: "button-take", Action: team.Take, Scope: "alert"}}},
		About:   notice.About{Alert: "alert-1", PagedAt: noon},
	}
}

// dora is where Dora is found, and who is named.
func dora() notice.Address {
	return notice.Address{
		Chat: 4, Email: "dora@example.org", Topic: "doras-topic", Name: "Dora", Zone: "Europe/Berlin",
		Names: map[team.MemberID]string{"ana": "Ana"}, Team: "lantern", Cause: "duress",
	}
}

// text is that page in words.
const text = "Ana gave the silent signal, 14:00.\nPlace: Blue Café, <b>2nd</b> floor\nAnswer in Telegram."

// details are what no error, no subject and no title may hold.
var details = []string{"Ana", "Dora", "dora", "silent", "Blue", "alert-1", "127.0.0.1", "example.org", "hunter2", "tk_", "doras", "http:", "https:"}

// quiet fails when something says more than it may.
func quiet(t *testing.T, what, said string) {
	t.Helper()
	for _, d := range details {
		if strings.Contains(said, d) {
			t.Errorf("%s holds %q: %q", what, d, said)
		}
	}
}

// classed fails unless an error is of a class, says for how long to wait, and is quiet.
func classed(t *testing.T, what string, err error, class delivery.Class, after time.Duration) {
	t.Helper()
	var failed *delivery.SendError
	if !errors.As(err, &failed) || failed.Class != class || failed.RetryAfter != after {
		t.Errorf("%s: %#v (%v), want %s after %v", what, err, err, class, after)
		return
	}
	quiet(t, what, fmt.Sprintf("%v %+v", err, err))
}

// carried sends, for as long as a test may hang.
func carried(t *testing.T, c delivery.Channel, n notice.Notice, to notice.Address) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, err := c.Send(ctx, n, to)
	return err
}
