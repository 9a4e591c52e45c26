package simulator

import (
	"bytes"
	"errors"
	"io"
	"net/http"
)

// Transport reaches the simulator without sockets, for tests in a synctest bubble: an
// http.Client that has it talks to this simulator whatever host the URL names.
func (s *Simulator) Transport() http.RoundTripper { return transport{s} }

type transport struct{ sim *Simulator }

var errDropped = errors.New("simulator: the connection was closed without an answer")

// RoundTrip serves the request in a goroutine of its own, which ends when the
// simulator has answered, at the latest when the request's context ends and no
// scripted fault keeps it waiting.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	served := r.Clone(r.Context())
	if served.Body == nil {
		served.Body = http.NoBody
	}
	done := make(chan error, 1)
	w := &memoryAnswer{header: http.Header{}}
	go func() {
		defer func() {
			_ = served.Body.Close()
			fault := recover()
			if err, _ := fault.(error); fault != nil && !errors.Is(err, http.ErrAbortHandler) {
				panic(fault)
			}
			if fault != nil {
				done <- errDropped
				return
			}
			done <- nil
		}()
		t.sim.ServeHTTP(w, served)
	}()
	select {
	case err := <-done:
		if err == nil {
			err = r.Context().Err()
		}
		if err != nil {
			return nil, err
		}
		return w.response(r), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// memoryAnswer is an http.ResponseWriter that keeps the answer.
type memoryAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *memoryAnswer) Header() http.Header         { return w.header }
func (w *memoryAnswer) WriteHeader(status int)      { w.status = status }
func (w *memoryAnswer) Write(p []byte) (int, error) { return w.body.Write(p) }

func (w *memoryAnswer) response(r *http.Request) *http.Response {
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}
}
