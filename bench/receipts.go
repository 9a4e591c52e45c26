package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// receipts carries the bot's requests, and notes when each text reached the bot: a reply is
// due so long after that, however long the bot then takes.
type receipts struct {
	http.RoundTripper

	mu sync.Mutex
	at map[string]time.Time
}

// newReceipts goes the way that the program's own client goes.
func newReceipts() *receipts {
	return &receipts{RoundTripper: http.DefaultTransport, at: map[string]time.Time{}}
}

// RoundTrip is http.RoundTripper's.
func (r *receipts) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := r.RoundTripper.RoundTrip(req)
	if err != nil || !strings.HasSuffix(req.URL.Path, "/getUpdates") {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	r.note(body, time.Now())
	return resp, nil
}

func (r *receipts) note(body []byte, now time.Time) {
	var answer struct {
		Result []struct {
			Message struct {
				Text string `json:"text"`
			} `json:"message"`
		} `json:"result"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range answer.Result {
		r.at[u.Message.Text] = now
	}
}

// of is when a text reached the bot.
func (r *receipts) of(text string) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at[text]
}
