package main

import (
	"net"
	"testing"
)

// TestWebhookServes has Telegram bring updates to a real process, which is killed, started
// again, ended politely and at last started to poll: nothing is lost, and nothing is
// answered twice.
func TestWebhookServes(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, "--webhook-url=http://"+at+"/hook", "--webhook-listen="+at)
	zed := w.person("Zed")
	answered := func(n int) {
		t.Helper()
		w.await("Zed is answered", func() bool { return w.sim.Pending() == 0 && w.seen("Zed", "private reminder bot") == n })
	}
	w.start()
	zed.Send("hello")
	answered(1)

	w.kill()
	zed.Send("hello again")
	w.start()
	answered(2)

	w.stop()
	zed.Send("and again")
	w.flags = nil
	w.start()
	answered(3)
	zed.Send("at last")
	answered(4)
	w.stop()
}
