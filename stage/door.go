package stage

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"

	"porchlight/serve"
)

// Webhook has updates brought to the bot, over loopback, instead of being polled for.
type Webhook struct {
	// Through is put around how Telegram reaches the bot; nil: nothing is. Tests put
	// faults there.
	Through func(http.RoundTripper) http.RoundTripper
}

// door is the address at which Telegram reaches the bot. It outlives bots: while none
// runs, whoever comes is turned away.
type door struct {
	listener  net.Listener
	transport *http.Transport // Telegram's

	mu   sync.Mutex
	open *doorway
}

// openDoor puts a door up, and has Telegram use it.
func (s *Stage) openDoor(w *Webhook) error {
	if w == nil {
		return nil
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for deliveries: %w", err)
	}
	s.door = &door{listener: listener, transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	var reach http.RoundTripper = s.door.transport
	if w.Through != nil {
		reach = w.Through(reach)
	}
	s.Simulator.SetWebhookTransport(reach)
	go s.door.watch()
	return nil
}

// watch lets those who come in, until the door is taken away.
func (d *door) watch() {
	for {
		c, err := d.listener.Accept()
		if err != nil {
			return
		}
		d.mu.Lock()
		w := d.open
		d.mu.Unlock()
		if w == nil {
			_ = c.Close()
			continue
		}
		go func() {
			select {
			case w.coming <- &visitor{c, w.life}:
			case <-w.closed:
				_ = c.Close()
			}
		}()
	}
}

// webhook is what a bot is told of the door; nil where there is none.
func (d *door) webhook(life *cut) *serve.Webhook {
	if d == nil {
		return nil
	}
	w := &doorway{door: d, life: life, coming: make(chan net.Conn), closed: make(chan struct{})}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = w
	return &serve.Webhook{URL: d.address(), Listener: w}
}

// address is the URL that Telegram is told.
func (d *door) address() string { return "http://" + d.listener.Addr().String() + "/hook" }

// remove takes the door away.
func (d *door) remove() error {
	if d == nil {
		return nil
	}
	d.transport.CloseIdleConnections()
	return d.listener.Close()
}

// doorway is the door as one bot has it.
type doorway struct {
	door   *door
	life   *cut
	coming chan net.Conn
	closed chan struct{}
	once   sync.Once
}

// Accept is net.Listener's.
func (w *doorway) Accept() (net.Conn, error) {
	select {
	case c := <-w.coming:
		return c, nil
	case <-w.closed:
		return nil, net.ErrClosed
	}
}

// Close is net.Listener's.
func (w *doorway) Close() error {
	w.once.Do(func() {
		w.door.mu.Lock()
		defer w.door.mu.Unlock()
		if w.door.open == w {
			w.door.open = nil
		}
		close(w.closed)
	})
	return nil
}

// Addr is net.Listener's.
func (w *doorway) Addr() net.Addr { return w.door.listener.Addr() }

// visitor is a connection to a bot. It ends with the process: no answer leaves a dead one.
type visitor struct {
	net.Conn
	life *cut
}

func (v *visitor) Read(p []byte) (int, error) {
	n, err := v.Conn.Read(p)
	if v.life.dead.Load() {
		return 0, errKilled
	}
	if bytes.Contains(p[:n], []byte("update_id")) {
		if err := v.life.reach(Received); err != nil {
			_ = v.Close()
			return 0, err
		}
	}
	return n, err
}

func (v *visitor) Write(p []byte) (int, error) {
	if v.life.dead.Load() {
		_ = v.Close()
		return 0, errKilled
	}
	return v.Conn.Write(p)
}
