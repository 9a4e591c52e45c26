package channel

import (
	"crypto/tls"
	"net/http"
	"time"
)

// Trust has a mail server's certificate believed; Within bounds a send.
func (m *Mail) Trust(c *tls.Config)    { m.trust = c }
func (m *Mail) Within(d time.Duration) { m.within = d }

// Client is the channel's own.
func (n *Ntfy) Client() *http.Client    { return n.http }
func (w *Webhook) Client() *http.Client { return w.http }
