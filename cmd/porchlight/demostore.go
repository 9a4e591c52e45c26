package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"porchlight/store/embedded"
)

// demoStore is where scenes keep their state: a redis-server of the demo's own, or memory.
type demoStore struct {
	server *embedded.Server // nil: memory
	dir    string           // the server's, gone with it
	lack   error            // why there is no server
	used   int              // how many scenes there were
}

// databases is how many a Redis has unless told otherwise.
const databases = 16

// openDemoStore starts a redis-server where there is one.
func openDemoStore(ctx context.Context) (*demoStore, error) {
	d := &demoStore{}
	if errors.Is(embedded.Installed(), embedded.ErrMissing) {
		d.lack = errors.New("redis-server is not installed")
		return d, nil
	}
	// Whoever reads the demo may stop reading (| head): that must not leave the folder.
	signal.Ignore(syscall.SIGPIPE)
	var err error
	if d.dir, err = os.MkdirTemp("", "porchlight-"); err != nil {
		return nil, fmt.Errorf("make a folder for the demo: %w", err)
	}
	d.server, d.lack = embedded.Start(ctx, embedded.Options{Dir: d.dir})
	if ctx.Err() != nil {
		return nil, errors.Join(ctx.Err(), d.close())
	}
	return d, nil
}

// next is the URL of an empty store for one more scene; empty: one in memory. Each scene
// has a database, and a key ring without which the keys of another can't even be named.
func (d *demoStore) next() string {
	if d == nil || d.server == nil {
		return ""
	}
	d.used++
	return fmt.Sprintf("%s?db=%d", d.server.URL(), (d.used-1)%databases)
}

// String says which store it is.
func (d *demoStore) String() string {
	if d.server == nil {
		return "The store is in memory, as " + strings.TrimSuffix(oneLine(d.lack.Error()), ".") + "."
	}
	return "The store is a redis-server of the demo's own, with every write on the disk before it is answered."
}

// close stops the server and forgets everything.
func (d *demoStore) close() error {
	if d.server != nil {
		d.server.Stop()
	}
	if d.dir == "" {
		return nil
	}
	return os.RemoveAll(d.dir)
}
