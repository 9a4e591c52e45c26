package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Bounds of the server for health, readiness and metrics: whoever asks is a program
// nearby.
const (
	readWithin  = 5 * time.Second
	writeWithin = 15 * time.Second
	maxHeader   = 16 << 10
)

// Listen serves /healthz, /readyz and /metrics at an address until the returned function
// is called.
func Listen(ctx context.Context, address string, h *Health, m *Metrics, log *slog.Logger) (stop func(), err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen at %s: %w", address, err)
	}
	server := &http.Server{
		Handler: Pages(h, m), ReadHeaderTimeout: readWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Error("health and metrics are not served any more", "err", err)
		}
	}()
	log.Info("listening", "at", listener.Addr().String())
	return func() {
		_ = server.Close() // it answers programs that ask again
		<-done
	}, nil
}

// Pages are the three pages that Listen serves.
func Pages(h *Health, m *Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		stuck := h.Stuck()
		slices.Sort(stuck)
		answer(w, len(stuck) == 0, struct {
			Alive bool     `json:"alive"`
			Stuck []string `json:"stuck,omitempty"`
		}{len(stuck) == 0, stuck})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		missing := h.Missing(r.Context())
		answer(w, len(missing) == 0, struct {
			Ready   bool            `json:"ready"`
			Missing map[Need]string `json:"missing,omitempty"`
		}{len(missing) == 0, missing})
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

// answer is 200 when all is well, else 503, with what is wrong as JSON.
func answer(w http.ResponseWriter, well bool, what any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !well {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(what) // whoever asked has gone
}
