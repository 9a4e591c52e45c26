package store

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/engine"
)

// answer is what a server said.
type answer string

func (a answer) Error() string { return string(a) }
func (answer) RedisError()     {}

var _ redis.Error = answer("")

func TestWhetherTheStoreIsAway(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		answer("LOADING Redis is loading the dataset in memory"),
		answer("READONLY You can't write against a read only replica."),
		answer("NOREPLICAS Not enough good replicas to write."),
		answer("MISCONF Errors writing to the AOF file: No space left on device"),
		answer("OOM command not allowed when used memory > 'maxmemory'."),
		answer("ERR Error running script (call to f_1): @user_script:3: -OOM command not allowed"),
		answer("ERR max number of clients reached"),
		answer("BUSY Redis is busy running a script."),
		context.DeadlineExceeded, context.Canceled, io.EOF, redis.ErrPoolTimeout, redis.ErrClosed,
		&net.OpError{Op: "dial", Err: errors.New("connection refused")},
	} {
		if got := explain("x", err); !errors.Is(got, engine.ErrUnavailable) || !errors.Is(got, err) {
			t.Errorf("%v became %v", err, got)
		}
	}
	for _, err := range []error{
		answer("WRONGTYPE Operation against a key holding the wrong kind of value"),
		answer("NOAUTH Authentication required."),
		answer("WRONGPASS invalid username-password pair or user is disabled."),
		answer("NOPERM this user has no permissions to run the 'evalsha' command"),
		answer("ERR unknown command 'CONFIG'"),
	} {
		if got := explain("x", err); errors.Is(got, engine.ErrUnavailable) || !errors.Is(got, err) {
			t.Errorf("%v became %v", err, got)
		}
	}
	if err := explain("x", nil); err != nil {
		t.Errorf("nothing became %v", err)
	}
}
