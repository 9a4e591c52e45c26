package embedded

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// How long a redis-server on the same machine may take to take a connection, and to
// answer.
const (
	dialLimit = 200 * time.Millisecond
	talkLimit = 500 * time.Millisecond
)

// errLoading means that a server runs and reads what it has kept.
var errLoading = errors.New("redis-server is loading")

// ping returns nil when the server answers, and has loaded everything.
func (o Options) ping(ctx context.Context) error {
	answer, err := o.ask(ctx, "PING")
	switch {
	case err != nil:
		return err
	case strings.HasPrefix(answer, "-LOADING"):
		return errLoading
	case answer != "+PONG":
		return fmt.Errorf("redis-server answers %q", answer)
	}
	return nil
}

// ask sends one bare word and returns the line that is answered. Not by the client library:
// it makes a pool and writes a log of its own for every look at a server that is not there.
func (o Options) ask(ctx context.Context, word string) (string, error) {
	dialer := net.Dialer{Timeout: dialLimit}
	c, err := dialer.DialContext(ctx, "unix", o.socket())
	if err != nil {
		return "", fmt.Errorf("reach redis-server: %w", err)
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(talkLimit)); err != nil {
		return "", fmt.Errorf("reach redis-server: %w", err)
	}
	if _, err := c.Write([]byte(word + "\r\n")); err != nil {
		return "", fmt.Errorf("ask redis-server: %w", err)
	}
	answer, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("ask redis-server: %w", err)
	}
	return strings.TrimRight(answer, "\r\n"), nil
}
