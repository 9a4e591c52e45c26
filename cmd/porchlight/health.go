package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// healthLimit bounds the question: whoever asks, a container engine, does so again soon.
const healthLimit = 4 * time.Second

type healthCmd struct {
	Listen string `help:"The --listen of the serve that is asked." default:"127.0.0.1:8080" placeholder:"ADDRESS"`
}

// Run is `porchlight health`, for container engines: it ends with 0 when the serve on this
// machine says that it is well, else with 1 and what is wrong.
func (c *healthCmd) Run(ctx context.Context) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil || port == "" {
		return fmt.Errorf("--listen %q is no address: give the one that serve listens at, like 127.0.0.1:8080", c.Listen)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // who listens everywhere listens here too
	}
	u := url.URL{Scheme: "http", Host: net.JoinHostPort(host, port), Path: "/healthz"}
	ctx, cancel := context.WithTimeout(ctx, healthLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	// Never through a proxy: it would be asked about itself.
	resp, err := (&http.Client{Transport: &http.Transport{Proxy: nil}}).Do(req)
	if err != nil {
		return fmt.Errorf("no bot answers: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10)) // the status is enough to fail
		return fmt.Errorf("the bot is not well: %s: %s", resp.Status, said)
	}
	return nil
}
