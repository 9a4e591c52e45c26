package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"porchlight/clock"
	"porchlight/simulator"
)

// exampleToken is the token that the simulator answers to unless another is given. It is
// no secret.
const exampleToken = "1000000001:simulator"

type simulatorCmd struct {
	Listen        string `help:"Where the Bot API is served, on this machine only; 127.0.0.1:8081 unless given." default:"127.0.0.1:8081" placeholder:"ADDRESS"`
	TelegramToken string `help:"The token that it answers to; ${example_token} unless given." default:"${example_token}" placeholder:"TOKEN"`
}

// showEvery is how often the phones are looked at for something new.
const showEvery = 50 * time.Millisecond

// Run is `porchlight simulator`: the Bot API, and people who do what is typed on standard
// input. "Ana> hello" sends, "Ana> [OK]" presses, "Ana> (blocks)" blocks the bot. What
// the phones show is printed. The end of the input is not the end of the simulator.
func (c *simulatorCmd) Run(ctx context.Context, s streams) error {
	host, _, err := net.SplitHostPort(c.Listen)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return errors.New("--listen must be an address of this machine, like 127.0.0.1:8081: whoever reaches the simulator can play anybody")
	}
	token, err := telegramFlags{TelegramToken: c.TelegramToken}.token()
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("--listen %s can't be used: %w", c.Listen, err)
	}
	sim := simulator.New(clock.Real(), token)
	defer sim.Close()
	server := &http.Server{
		Handler: sim, ReadHeaderTimeout: 10 * time.Second,
		ErrorLog: slog.NewLogLogger(slog.NewTextHandler(s.Err, nil), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() { _ = server.Close() }()

	shownToken := exampleToken
	if token != exampleToken {
		shownToken = "(the one given)"
	}
	_, _ = fmt.Fprintf(s.Out, "The Bot API is at http://%s for token %s\n%s\n", listener.Addr(), shownToken, usage)
	p := &puppets{sim: sim, out: s.Out, shown: map[string]int{}}
	go p.read(s.In) // ends with the input, or with the program: a read can't be called off
	ticker := time.NewTicker(showEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			p.show()
		case err := <-served:
			return fmt.Errorf("serve the Bot API: %w", err)
		case <-ctx.Done():
			p.show()
			return nil
		}
	}
}
