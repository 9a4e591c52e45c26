package channeltest

import (
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Receiver notes what it is sent over HTTP.
type Receiver struct {
	*httptest.Server
	mu    sync.Mutex
	taken []Request
}

// Request is what came.
type Request struct {
	Method, Path string
	Header       http.Header
	Body         []byte
}

// Listen makes a receiver. answer writes the answers; nil: 200 to everything.
func Listen(tb testing.TB, answer http.HandlerFunc) *Receiver {
	tb.Helper()
	r := new(Receiver)
	r.Server = httptest.NewServer(r.noting(answer))
	tb.Cleanup(r.Close)
	return r
}

// ListenTLS is Listen over TLS.
func ListenTLS(tb testing.TB, answer http.HandlerFunc) *Receiver {
	tb.Helper()
	r := new(Receiver)
	r.Server = httptest.NewTLSServer(r.noting(answer))
	tb.Cleanup(r.Close)
	return r
}

func (r *Receiver) noting(answer http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		r.taken = append(r.taken, Request{req.Method, req.URL.Path, req.Header.Clone(), body})
		r.mu.Unlock()
		if answer != nil {
			answer(w, req)
		}
	})
}

// Requests are what came so far.
func (r *Receiver) Requests() []Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Request(nil), r.taken...)
}

// To are the bodies of what came to one path.
func (r *Receiver) To(path string) []string {
	var bodies []string
	for _, q := range r.Requests() {
		if q.Path == path {
			bodies = append(bodies, string(q.Body))
		}
	}
	return bodies
}

// Trust is what trusts a server's certificate.
func Trust(s *httptest.Server) *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return pool
}
