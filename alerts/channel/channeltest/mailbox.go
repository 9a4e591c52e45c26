// Package channeltest has receivers at the far end of the channels, on real sockets of this
// machine: a mail server, and a server that notes what it is sent over HTTP.
package channeltest

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
)

// Mailbox is a mail server with as much of SMTP as a sender needs.
type Mailbox struct {
	// TLS is offered as STARTTLS; nil: it is not.
	TLS *tls.Config
	// Login is the user and password wanted, as user:password; empty: none.
	Login string
	// Answer, if it is not nil and returns something, is the reply to a command instead of
	// the usual one. It may block: that is a server that hangs.
	Answer func(command string) string

	listener net.Listener
	wg       sync.WaitGroup
	mu       sync.Mutex
	letters  []Letter
	open     map[net.Conn]bool
}

// Letter is a mail that was taken.
type Letter struct {
	From, To string // of the envelope
	Header   mail.Header
	Subject  string // decoded
	Body     string // decoded
	TLS      bool   // it came over TLS
	Raw      string
}

// Start makes a mailbox. set changes it before anybody can reach it.
func Start(tb testing.TB, set func(*Mailbox)) *Mailbox {
	tb.Helper()
	l, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	m := &Mailbox{listener: l, open: map[net.Conn]bool{}}
	if set != nil {
		set(m)
	}
	m.wg.Go(m.accept)
	tb.Cleanup(m.stop)
	return m
}

// Certificate is one for 127.0.0.1, and what trusts it.
func Certificate(tb testing.TB) (server, client *tls.Config) {
	tb.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	return &tls.Config{Certificates: s.TLS.Certificates, MinVersion: tls.VersionTLS12},
		&tls.Config{RootCAs: Trust(s), ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}

// Host is where it listens: 127.0.0.1 and a port.
func (m *Mailbox) Host() string { return m.listener.Addr().String() }

// URL is a --smtp-url for it, without a login and without TLS.
func (m *Mailbox) URL() string { return "smtp://" + m.Host() + "?from=porchlight@example.org&tls=none" }

// Letters are the mails taken so far.
func (m *Mailbox) Letters() []Letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Letter(nil), m.letters...)
}

// To are the bodies of what one address got.
func (m *Mailbox) To(address string) []string {
	var bodies []string
	for _, l := range m.Letters() {
		if l.To == address {
			bodies = append(bodies, l.Body)
		}
	}
	return bodies
}

func (m *Mailbox) stop() {
	_ = m.listener.Close()
	m.mu.Lock()
	for c := range m.open {
		_ = c.Close()
	}
	m.mu.Unlock()
	m.wg.Wait()
}

func (m *Mailbox) accept() {
	for {
		c, err := m.listener.Accept()
		if err != nil {
			return
		}
		m.mu.Lock()
		m.open[c] = true
		m.mu.Unlock()
		m.wg.Go(func() {
			(&visit{box: m, conn: c}).serve()
			m.mu.Lock()
			delete(m.open, c)
			m.mu.Unlock()
			_ = c.Close()
		})
	}
}

// visit is one connection.
type visit struct {
	box    *Mailbox
	conn   net.Conn
	in     *bufio.Reader
	tls    bool
	letter Letter
}

func (v *visit) say(line string) { _, _ = io.WriteString(v.conn, line+"\r\n") }

func (v *visit) serve() {
	v.in = bufio.NewReader(v.conn)
	if !v.reply("", "220 mail.example.org ESMTP") {
		return
	}
	for {
		line, err := v.in.ReadString('\n')
		if err != nil {
			return
		}
		if line = strings.TrimRight(line, "\r\n"); !v.command(line) {
			return
		}
	}
}

// reply says the usual, unless the mailbox has another answer. It returns whether the
// usual was said; a 421 ends the visit.
func (v *visit) reply(command, usual string) bool {
	if v.box.Answer != nil {
		if other := v.box.Answer(command); other != "" {
			v.say(other)
			return false
		}
	}
	v.say(usual)
	return true
}

// command does one, and returns whether the visit goes on.
func (v *visit) command(line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "EHLO":
		v.reply(line, strings.Join(append(v.extensions(), "250 8BITMIME"), "\r\n"))
	case "STARTTLS":
		if v.box.TLS == nil || !v.reply(line, "220 go on") {
			return v.box.TLS != nil
		}
		c := tls.Server(v.conn, v.box.TLS)
		v.conn, v.in, v.tls = c, bufio.NewReader(c), true
	case "AUTH":
		given := strings.TrimPrefix(rest, "PLAIN ")
		raw, _ := base64.StdEncoding.DecodeString(given)
		if strings.ReplaceAll(strings.TrimPrefix(string(raw), "\x00"), "\x00", ":") != v.box.Login {
			v.say("535 5.7.8 no such login for " + v.box.Login)
			return true
		}
		v.reply(line, "235 welcome")
	case "MAIL":
		if v.box.Login != "" && !v.tls {
			v.say("530 log in first")
			return true
		}
		v.letter = Letter{From: angled(rest), TLS: v.tls}
		v.reply(line, "250 go on")
	case "RCPT":
		v.letter.To = angled(rest)
		v.reply(line, "250 go on")
	case "DATA":
		if v.reply(line, "354 go on") {
			v.data()
		}
	case "QUIT":
		v.reply(line, "221 bye")
		return false
	default: // HELO, RSET, NOOP
		v.reply(line, "250 all right")
	}
	return true
}

func (v *visit) extensions() []string {
	lines := []string{"250-mail.example.org"}
	if v.box.TLS != nil && !v.tls {
		lines = append(lines, "250-STARTTLS")
	}
	if v.box.Login != "" {
		lines = append(lines, "250-AUTH PLAIN")
	}
	return lines
}

// data takes the mail itself.
func (v *visit) data() {
	var raw strings.Builder
	for {
		line, err := v.in.ReadString('\n')
		if err != nil {
			return
		}
		if line == ".\r\n" {
			break
		}
		raw.WriteString(strings.TrimPrefix(line, "."))
	}
	l := v.letter
	l.Raw = raw.String()
	if m, err := mail.ReadMessage(strings.NewReader(l.Raw)); err == nil {
		l.Header = m.Header
		l.Subject, _ = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		body := m.Body
		if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			body = quotedprintable.NewReader(body)
		}
		text, _ := io.ReadAll(body)
		l.Body = strings.ReplaceAll(strings.TrimRight(string(text), "\r\n"), "\r\n", "\n")
	}
	if !v.reply("end of data", "250 taken") {
		return
	}
	v.box.mu.Lock()
	defer v.box.mu.Unlock()
	v.box.letters = append(v.box.letters, l)
}

// angled is what stands between < and >.
func angled(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
