package channel

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/locales"
	"porchlight/notice"
)

const (
	// sendWithin bounds one send. It is real time: what it bounds is outside the program.
	sendWithin = 15 * time.Second
	// waitUnsaid is how long is waited when told to wait and not for how long. Servers that
	// greylist, or count by the minute, want about that.
	waitUnsaid = time.Minute
	// maxAnswer is more than anybody has to say in return, in bytes.
	maxAnswer = 64 << 10
)

// Words put notices into words.
type Words struct {
	Catalogue *locales.Catalogue
	Now       func() time.Time // the bot's time: what "today" is
	Log       *slog.Logger
}

// text is what a notice says. Buttons there are none, so it says where they are.
func (w Words) text(n notice.Notice, to notice.Address) string {
	lines := n.Lines
	if len(n.Buttons) > 0 {
		lines = append(lines[:len(lines):len(lines)], notice.L("mail-answer"))
	}
	return w.render(lines, to)
}

// subject is what may be read on a locked phone: that there is something.
func (w Words) subject(to notice.Address) string {
	return w.render([]notice.Line{notice.L("mail-subject")}, to)
}

// render never fails: a page is not lost for want of a word.
func (w Words) render(lines []notice.Line, to notice.Address) string {
	zone, err := time.LoadLocation(to.Zone)
	if err != nil || to.Zone == "" {
		zone = time.UTC
	}
	s, err := w.Catalogue.Text(lines, locales.Reader{Language: to.Language, Zone: zone, Now: w.Now(), Names: to.Names})
	if err != nil {
		w.Log.Error("a text could not be rendered", "err", err)
	}
	return s
}

// sendable refuses what only a chat can do. It is a fault of the program, and not the
// channel's.
func sendable(n notice.Notice) error {
	if n.Do != notice.Send {
		return permanent("only messages go this way")
	}
	return nil
}

func permanent(what string) error {
	return &delivery.SendError{Class: delivery.ClassPermanent, Err: errors.New(what)}
}

func again(what string) error {
	return &delivery.SendError{Class: delivery.ClassAgain, Err: errors.New(what)}
}

func wait(d time.Duration, what string) error {
	return &delivery.SendError{Class: delivery.ClassWait, RetryAfter: d, Err: errors.New(what)}
}

// trouble says in words of our own why a connection failed: errors of the network hold
// addresses.
func trouble(err error) string {
	var dns *net.DNSError
	var timeout net.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &dns):
		return "its name can't be resolved"
	case errors.As(err, &certificate):
		return "its certificate is not trusted"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	}
	return "no connection"
}

// newClient is an HTTP client of a channel's own. It follows nobody elsewhere: what is
// sent is for one server alone.
func newClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxConnsPerHost = 16 // one channel's share
	return &http.Client{
		Transport: transport, Timeout: sendWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// answered says what an HTTP answer means. gone are the codes that mean that there is
// nobody there, and never will be.
func answered(resp *http.Response, now time.Time, gone ...int) error {
	code := resp.StatusCode
	said := "HTTP status " + strconv.Itoa(code)
	for _, c := range gone {
		if code == c {
			return permanent(said)
		}
	}
	switch {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != "":
		return wait(retryAfter(resp.Header.Get("Retry-After"), now), said)
	case code >= 300 && code < 400:
		return again(said + ": it points elsewhere, and that is not followed")
	}
	return again(said)
}

// retryAfter reads the header: seconds, or a date.
func retryAfter(header string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(header)); err == nil && n >= 0 {
		return min(time.Duration(n), maxWait/time.Second) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil && at.After(now) {
		return min(at.Sub(now), maxWait)
	}
	return waitUnsaid
}

// maxWait bounds what a server may ask for: a page is tried once a day in any case.
const maxWait = 24 * time.Hour

// errNoURL is what is said of a setting; it quotes nothing of it.
var errNoURL = errors.New("it is not a URL")

// parse takes a URL whose scheme is one of some, with a host.
func parse(raw string, schemes ...string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Hostname() == "" || u.Fragment != "" {
		return nil, errNoURL
	}
	for _, s := range schemes {
		if u.Scheme == s {
			return u, nil
		}
	}
	return nil, errNoURL
}

// parseHTTP takes an HTTP URL. Without TLS it must be on this machine.
func parseHTTP(raw string) (*url.URL, error) {
	u, err := parse(raw, "https", "http")
	if err == nil && u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, errors.New("it must be https: http is for this machine alone")
	}
	return u, err
}

// loopback says whether a host is this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
