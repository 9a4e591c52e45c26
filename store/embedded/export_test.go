package embedded

import "context"

// Left starts a redis-server as a porchlight would that is killed at once: nobody waits
// for it and nobody owns its folder.
func Left(ctx context.Context, o Options) error {
	if err := o.prepare(); err != nil {
		return err
	}
	var err error
	if o.Binary, err = o.binary(); err != nil {
		return err
	}
	_, err = o.spawn(ctx)
	return err
}

// With adds settings to a server's.
func (o Options) With(further string) Options {
	o.further = further
	return o
}

// Ping looks at the server of a folder.
func (o Options) Ping(ctx context.Context) error { return o.ping(ctx) }

// ErrLoading is what Ping says of a server that loads.
var ErrLoading = errLoading
