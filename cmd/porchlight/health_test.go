package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealthAsksTheServeOnThisMachine(t *testing.T) {
	t.Parallel()
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/healthz" {
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(bot.Close)
	ill := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "the sweep hangs", http.StatusServiceUnavailable)
	}))
	t.Cleanup(ill.Close)
	address := func(s *httptest.Server) string { return s.Listener.Addr().String() }
	_, port, _ := strings.Cut(address(bot), ":")
	for _, asked := range []struct {
		listen string
		code   int
		says   string
	}{
		{address(bot), exitDone, ""},
		{"0.0.0.0:" + port, exitDone, ""},
		{":" + port, exitDone, ""},
		{"[::]:" + port, exitDone, ""},
		{address(ill), exitFailed, "the sweep hangs"},
		{"127.0.0.1:1", exitFailed, "no bot answers"},
		{"nowhere", exitFailed, "--listen"},
	} {
		var out, errs bytes.Buffer
		code := run([]string{"health", "--listen=" + asked.listen}, streams{Out: &out, Err: &errs})
		if code != asked.code || !strings.Contains(errs.String(), asked.says) || out.Len() > 0 || code == exitDone && errs.Len() > 0 {
			t.Errorf("%s came to %d: %s%s", asked.listen, code, &out, &errs)
		}
	}
}
