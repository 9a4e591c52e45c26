package channel

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"porchlight/notice"
)

// Ntfy publishes notices to a topic for each member, on one ntfy server.
type Ntfy struct {
	words Words
	base  *url.URL // without a slash at its end, and without what lets us in
	login string   // the Authorization header; empty: none
	http  *http.Client
}

// maxNtfy is what a message may have, in bytes: ntfy makes an attachment of a longer one
// (its default is 4096), and one that has to be opened first is no page.
const maxNtfy = 4000

// Priorities of ntfy: urgent rings through "do not disturb" where the phone lets it.
const (
	ntfyUrgent = "5"
	ntfyNormal = "3"
)

// NewNtfy reads the base URL of a server: https://ntfy.example.org, with an access token
// or user:password before the host where it wants one.
func NewNtfy(raw string, words Words) (*Ntfy, error) {
	u, err := parseHTTP(raw)
	if err != nil {
		return nil, err
	}
	if u.RawQuery != "" {
		return nil, errors.New("it must end after the server's name: give one like https://ntfy.example.org")
	}
	n := &Ntfy{words: words, http: newClient()}
	if u.User != nil {
		user, password := u.User.Username(), ""
		password, _ = u.User.Password()
		switch {
		case user != "" && password != "":
			n.login = "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
		case user+password != "":
			n.login = "Bearer " + user + password
		}
	}
	u.User, u.Path = nil, strings.TrimRight(u.Path, "/")
	n.base = u
	return n, nil
}

// Name is the channel's.
func (n *Ntfy) Name() string { return "ntfy" }

// Server is what a reader puts into the app: the base URL, without a token.
func (n *Ntfy) Server() string { return n.base.String() }

// Send publishes a notice.
func (n *Ntfy) Send(ctx context.Context, m notice.Notice, to notice.Address) (int, error) {
	if err := sendable(m); err != nil {
		return 0, err
	}
	if to.Topic == "" {
		return 0, permanent("no topic")
	}
	text := shortened(n.words.text(m, to), maxNtfy)
	req, err := n.request(ctx, http.MethodPost, url.PathEscape(to.Topic), strings.NewReader(text))
	if err != nil {
		return 0, permanent("no topic that ntfy can have")
	}
	req.Header.Set("Title", mime.QEncoding.Encode("utf-8", n.words.subject(to)))
	req.Header.Set("Priority", priority(m))
	resp, err := n.http.Do(req)
	if err != nil {
		return 0, again(trouble(err))
	}
	drain(resp)
	return 0, answered(resp, time.Now(), http.StatusNotFound, http.StatusGone, http.StatusBadRequest, http.StatusRequestEntityTooLarge)
}

// Check asks the server whether it is well.
func (n *Ntfy) Check(ctx context.Context) error {
	req, err := n.request(ctx, http.MethodGet, "v1/health", http.NoBody)
	if err != nil {
		return errNoURL
	}
	resp, err := n.http.Do(req)
	if err != nil {
		return again(trouble(err))
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	drain(resp)
	if err := answered(resp, time.Now()); err != nil {
		return err
	}
	var health struct{ Healthy bool }
	if json.Unmarshal(bytes.TrimSpace(body), &health) != nil || !health.Healthy {
		return again("it does not say that it is a healthy ntfy server")
	}
	return nil
}

func (n *Ntfy) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, n.base.String()+"/"+path, body)
	if err == nil && n.login != "" {
		req.Header.Set("Authorization", n.login)
	}
	return req, err
}

func priority(m notice.Notice) string {
	if m.Lane == notice.Page && m.Reason == notice.ForPage {
		return ntfyUrgent
	}
	return ntfyNormal
}

// shortened keeps what fits: in an alert the first lines are enough to act on.
func shortened(s string, most int) string {
	const mark = "…"
	if len(s) <= most {
		return s
	}
	s = s[:most-len(mark)]
	for !utf8.ValidString(s) { // at most the bytes of one letter
		s = s[:len(s)-1]
	}
	return s + mark
}

// drain reads what is left of an answer, so that the connection can be used again.
func drain(resp *http.Response) {
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer))
	_ = resp.Body.Close()
}
