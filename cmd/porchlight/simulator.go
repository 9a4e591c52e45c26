package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"porchlight/clock"
	"porchlight/simulator"
)

type simulatorCmd struct {
	Listen        string `help:"Where the Bot API is served; this machine only." default:"127.0.0.1:8081" placeholder:"ADDRESS"`
	TelegramToken string `help:"The token that it answers to." default:"1000000001:simulator" placeholder:"TOKEN"`
}

// Run is `porchlight simulator`: the Bot API, and people who do what is typed on standard
// input. "Ana> hello" sends, "Ana> [OK]" presses, "Ana> (blocks)" blocks the bot. What
// the phones show is printed.
func (c *simulatorCmd) Run(ctx context.Context, s streams) error {
	host, _, err := net.SplitHostPort(c.Listen)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return errors.New("--listen must be an address of this machine, like 127.0.0.1:8081: whoever reaches the simulator can play anybody")
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("--listen %s can't be used: %w", c.Listen, err)
	}
	sim := simulator.New(clock.Real(), strings.TrimSpace(c.TelegramToken))
	server := &http.Server{Handler: sim, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	_, _ = fmt.Fprintf(s.Out, "The Bot API is at http://%s for token %s\nType: Ana> hello   Ana> [OK]   Ana> (blocks)\n", listener.Addr(), c.TelegramToken)

	p := &puppets{sim: sim, out: s.Out, shown: map[string]int{}}
	go p.read(os.Stdin)
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			p.show()
		case err := <-served:
			return err
		case <-ctx.Done():
			sim.Close()
			return server.Close()
		}
	}
}

// puppets are the simulator's people, moved by typed lines.
type puppets struct {
	mu    sync.Mutex
	sim   *simulator.Simulator
	out   io.Writer
	shown map[string]int // how much of each phone's history has been printed
}

var typed = regexp.MustCompile(`^\s*(\pL+)>\s*(.*\S)\s*$`)

func (p *puppets) read(in io.Reader) {
	for lines := bufio.NewScanner(in); lines.Scan(); {
		m := typed.FindStringSubmatch(lines.Text())
		if m == nil {
			_, _ = fmt.Fprintln(p.out, "? type a name, > and what they send, like: Ana> hello")
			continue
		}
		if err := p.do(p.person(m[1]), m[2]); err != nil {
			_, _ = fmt.Fprintf(p.out, "? %v\n", err)
		}
	}
}

func (p *puppets) person(name string) *simulator.Person {
	for _, known := range p.sim.People() {
		if known.FirstName() == name {
			return known
		}
	}
	return p.sim.Person(name)
}

func (p *puppets) do(who *simulator.Person, what string) error {
	payload, isStart := strings.CutPrefix(what, "/start")
	switch {
	case isStart:
		who.Start(strings.TrimSpace(payload))
	case what == "(blocks)":
		who.Block()
	case strings.HasPrefix(what, "[") && strings.HasSuffix(what, "]"):
		return who.Press(strings.Trim(what, "[]"))
	default:
		who.Send(what)
	}
	return nil
}

// show prints what has happened on the phones since the last time.
func (p *puppets) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, who := range p.sim.People() {
		history := who.History()
		for _, e := range history[p.shown[who.FirstName()]:] {
			if e.By != simulator.ByBot {
				continue
			}
			text := e.Message.Words()
			if labels := e.Message.Labels(); len(labels) > 0 {
				text += " [" + strings.Join(labels, "] [") + "]"
			}
			_, _ = fmt.Fprintf(p.out, "%s %s< (%s) %s\n", e.At.Local().Format("15:04:05"), who.FirstName(), e.Kind, strings.ReplaceAll(text, "\n", " / "))
		}
		p.shown[who.FirstName()] = len(history)
	}
}
