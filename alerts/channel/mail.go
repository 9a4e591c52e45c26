package channel

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	netmail "net/mail"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"porchlight/notice"
)

// Mail sends each notice as a plain text mail, over a connection of its own: what one
// mail meets, no other does.
type Mail struct {
	words  Words
	host   string
	from   netmail.Address
	set    []mail.Option
	within time.Duration
	trust  *tls.Config // tests'; nil: the system's
}

// NewMail reads where mail goes out: smtp://user:pass@host:587 with STARTTLS, or
// smtps://user:pass@host:465. TLS is required; on this machine only
// with ?tls=required, and with ?tls=none it is not even tried. The sender is ?from=, or the
// user where that is an address.
func NewMail(raw string, words Words) (*Mail, error) {
	u, err := parse(raw, "smtp", "smtps")
	if err != nil || u.Path != "" && u.Path != "/" {
		return nil, errors.New("it is not a mail server: give one like smtp://user:password@mail.example.org:587?from=porchlight@example.org")
	}
	for name := range u.Query() {
		if name != "from" && name != "tls" {
			return nil, errors.New("it can say ?from= and ?tls=, and nothing else")
		}
	}
	m := &Mail{words: words, host: u.Hostname(), within: sendWithin}
	if m.from, err = sender(u); err != nil {
		return nil, err
	}
	if m.set, err = options(u); err != nil {
		return nil, err
	}
	_, err = m.client() // options are looked at here, and not at the first page
	if err != nil {
		return nil, errors.New("its port is not one: mail is taken at 587 or 465")
	}
	return m, nil
}

// sender is whom mail comes from.
func sender(u *url.URL) (netmail.Address, error) {
	from := u.Query().Get("from")
	if from == "" && u.User != nil {
		from = u.User.Username()
	}
	a, err := netmail.ParseAddress(from)
	if err != nil {
		return netmail.Address{}, errors.New("it does not say whom mail comes from: add ?from=porchlight@example.org")
	}
	return *a, nil
}

// options are what the URL says of the connection.
func options(u *url.URL) ([]mail.Option, error) {
	set := []mail.Option{mail.WithTimeout(sendWithin), mail.WithoutNoop()}
	port := u.Port()
	switch local, plain := loopback(u.Hostname()), u.Query().Get("tls"); {
	case plain != "" && plain != "none" && plain != "required":
		return nil, errors.New("?tls= can be none or required, and nothing else")
	case plain == "none" && !local:
		return nil, errors.New("?tls=none is for a mail server on this machine: leave it out")
	case plain == "none" && u.Scheme == "smtps":
		return nil, errors.New("smtps:// is TLS from the start: leave ?tls=none out")
	case u.Scheme == "smtps":
		set = append(set, mail.WithSSL())
		if port == "" {
			port = "465"
		}
	case plain == "none":
		set = append(set, mail.WithTLSPolicy(mail.NoTLS))
	case local && plain == "":
		set = append(set, mail.WithTLSPolicy(mail.TLSOpportunistic))
	default:
		set = append(set, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if port == "" {
		port = "587"
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, errNoURL
	}
	set = append(set, mail.WithPort(n))
	if u.User != nil {
		password, _ := u.User.Password()
		set = append(set, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	return set, nil
}

// Name is the channel's.
func (m *Mail) Name() string { return "email" }

// From is whom mail comes from: an address of the operator's own.
func (m *Mail) From() string { return m.from.Address }

func (m *Mail) client() (*mail.Client, error) {
	set := slices.Concat(m.set, []mail.Option{mail.WithTimeout(m.within)})
	if m.trust != nil {
		set = append(set, mail.WithTLSConfig(m.trust))
	}
	return mail.NewClient(m.host, set...)
}

// Send mails a notice. It has arrived when the server has taken the whole of it.
func (m *Mail) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	if err := sendable(n); err != nil {
		return 0, err
	}
	letter, err := m.letter(n, to)
	if err != nil {
		return 0, permanent("no address that mail can go to")
	}
	return 0, m.connected(ctx, func(c *mail.Client) error {
		err := c.Send(letter)
		if letter.IsDelivered() { // what the server says afterwards changes nothing
			return nil
		}
		return err
	})
}

// Check connects and logs in, and sends nothing.
func (m *Mail) Check(ctx context.Context) error {
	return m.connected(ctx, func(*mail.Client) error { return nil })
}

// connected does something over a connection, within sendWithin. The library's own
// deadline is renewed between dialling and sending, so the whole is bounded here.
func (m *Mail) connected(ctx context.Context, do func(*mail.Client) error) error {
	ctx, cancel := context.WithTimeout(ctx, m.within)
	defer cancel()
	c, err := m.client()
	if err != nil {
		return again("the mail client can't be made")
	}
	done := make(chan error, 1)
	go func() {
		err := c.DialWithContext(ctx)
		if err == nil {
			err = do(c)
			done <- err // who waits need not wait for the goodbye
			_ = c.Close()
			return
		}
		done <- err
	}()
	select {
	case err := <-done:
		return refusal(err)
	case <-ctx.Done(): // the goroutine ends by the library's deadlines
		return again("no answer in time")
	}
}

// letter is a notice as a mail.
func (m *Mail) letter(n notice.Notice, to notice.Address) (*mail.Msg, error) {
	l := mail.NewMsg(mail.WithNoDefaultUserAgent())
	l.FromMailAddress(&m.from)
	if err := l.To(to.Email); err != nil {
		return nil, err
	}
	l.Subject(m.words.subject(to))
	l.SetDate()
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails (crypto/rand)
	_, domain, _ := strings.Cut(m.from.Address, "@")
	l.SetMessageIDWithValue(hex.EncodeToString(id[:]) + "@" + domain)
	l.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's holiday answer comes back
	if n.Lane == notice.Page {
		l.SetImportance(mail.ImportanceHigh)
	}
	l.SetBodyString(mail.TypeTextPlain, m.words.text(n, to))
	return l, nil
}

// refusal says what an error means. Of what a server said only the code is kept: its words
// quote addresses.
func refusal(err error) error {
	if err == nil {
		return nil
	}
	var sent *mail.SendError
	var said *textproto.Error
	code, atLogin := 0, true
	switch {
	case errors.As(err, &sent):
		code, atLogin = sent.ErrorCode(), false
	case errors.As(err, &said):
		code = said.Code
	}
	what := "the mail server answers " + strconv.Itoa(code)
	switch {
	case code == 0 && strings.Contains(err.Error(), "STARTTLS"):
		return again("the mail server offers no TLS, and without it nothing is sent")
	case code == 0 && atLogin && strings.Contains(err.Error(), "AUTH"):
		return again("the mail server takes no login this way")
	case code == 0:
		return again(trouble(err))
	case code < 500:
		return wait(waitUnsaid, what)
	case atLogin: // for the operator to mend; the mail itself may be all right
		return again(what + " to the login")
	}
	return permanent(what)
}
