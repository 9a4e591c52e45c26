package channel

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Webhook posts notices as signed JSON to a gateway that rings or texts.
//
//	X-Porchlight-Signature: t=UNIX,v1=HEX
//
// HEX is HMAC-SHA256, with the secret, over the digits of t, a dot, and the body as it
// came. A receiver compares in constant time, and refuses a t that is further than
// [ReplayWindow] from its own clock.
type Webhook struct {
	words  Words
	url    *url.URL
	secret []byte
	http   *http.Client
	clock  func() time.Time // the machine's: receivers compare it with theirs
}

// ReplayWindow is how old a signature may be for a receiver to take it. A page that is sent
// again is signed anew.
const ReplayWindow = 5 * time.Minute

// SignatureHeader is where the signature stands.
const SignatureHeader = "X-Porchlight-Signature"

// secretLeast is the fewest characters of a secret that is worth the name.
const secretLeast = 16

// Event is what a call of the webhook is about; the names are stable.
type Event string

// The events.
const (
	EventPage      Event = "page"      // a person is to be reached; recipients says who
	EventUnreached Event = "unreached" // nobody in the team can be reached: ring whoever you know
	EventNews      Event = "news"      // what happened about an alert
	EventTrouble   Event = "trouble"   // the program's own troubles
	EventDrill     Event = "drill"     // a rehearsal of a page
	EventTest      Event = "test"      // porchlight channels test
)

// Call is the body of a call.
type Call struct {
	Event      Event     `json:"event"`
	Alert      string    `json:"alert"` // the same in all calls about one; empty: none
	Cause      string    `json:"cause"` // as in the alert; empty: none
	Team       team.ID   `json:"team"`
	Recipients []Person  `json:"recipients"` // empty: nobody in particular
	Text       string    `json:"text"`
	At         time.Time `json:"at"` // when it was paged, the same for a call that is tried again
}

// Person is somebody to be reached.
type Person struct {
	ID       team.MemberID `json:"id"`
	Name     string        `json:"name"`
	Language string        `json:"language"` // BCP 47; empty is English
}

// NewWebhook reads where calls go, and what they are signed with.
func NewWebhook(raw, secret string, words Words) (*Webhook, error) {
	u, err := parseHTTP(raw)
	if err != nil {
		return nil, err
	}
	if len(secret) < secretLeast {
		return nil, ErrSecret
	}
	return &Webhook{words: words, url: u, secret: []byte(secret), http: newClient(), clock: time.Now}, nil
}

// ErrSecret means that a webhook's secret is missing or can be guessed.
var ErrSecret = errors.New("its secret must have 16 characters or more: openssl rand -hex 32 makes one")

// Name is the channel's.
func (w *Webhook) Name() string { return "webhook" }

// Send calls the gateway.
func (w *Webhook) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	if err := sendable(n); err != nil {
		return 0, err
	}
	call := Call{
		Event: event(n, to), Alert: n.About.Alert, Cause: to.Cause, Team: to.Team, Recipients: []Person{},
		Text: w.words.text(n, to), At: w.words.Now().UTC().Truncate(time.Second),
	}
	if !n.About.PagedAt.IsZero() {
		call.At = n.About.PagedAt.UTC()
	}
	if n.To.Member != "" {
		call.Recipients = append(call.Recipients, Person{n.To.Member, to.Name, to.Language})
	}
	body, err := json.Marshal(call)
	if err != nil {
		return 0, permanent("it can't be written as JSON")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url.String(), bytes.NewReader(body))
	if err != nil {
		return 0, permanent("no URL that can be called")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(SignatureHeader, sign(w.secret, w.clock(), body))
	resp, err := w.http.Do(req)
	if err != nil {
		return 0, again(trouble(err))
	}
	drain(resp)
	return 0, answered(resp, w.clock(), http.StatusGone)
}

// Check connects, and calls nobody: a gateway may ring at anything that comes.
func (w *Webhook) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	port := w.url.Port()
	var dialer interface {
		DialContext(ctx context.Context, network, address string) (net.Conn, error)
	} = &net.Dialer{}
	if w.url.Scheme == "https" {
		dialer = &tls.Dialer{Config: w.http.Transport.(*http.Transport).TLSClientConfig}
		if port == "" {
			port = "443"
		}
	}
	if port == "" {
		port = "80"
	}
	c, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(w.url.Hostname(), port))
	if err != nil {
		return again(trouble(err))
	}
	return c.Close()
}

// event is what a notice is to a gateway.
func event(n notice.Notice, to notice.Address) Event {
	switch n.Reason {
	case notice.ForTest:
		return EventTest
	case notice.ForPage:
		switch {
		case to.Cause == string(EventDrill):
			return EventDrill
		case n.To.Member == "":
			return EventUnreached
		}
		return EventPage
	case notice.ForTrouble, notice.ForTeam:
		return EventTrouble
	default:
		return EventNews
	}
}

// sign is the header's value.
func sign(secret []byte, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, secret)
	_, _ = mac.Write([]byte(t + "."))
	_, _ = mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}
