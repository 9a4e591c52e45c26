package bot

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"porchlight/engine"
)

func TestWebhookTellsStrangersNothing(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	if l.office.secret != l.hook.secret || len(l.hook.secret) < 40 {
		t.Fatalf("Telegram was told the secret %q", l.office.secret)
	}
	for name, secret := range map[string]string{
		"none": "", "another": strings.Repeat("x", len(l.hook.secret)), "a part": l.hook.secret[:8],
		"longer": l.hook.secret + "x", "its hash": string(l.hook.digest[:8]),
	} {
		for _, body := range []string{text(7, 1), "garbage", strings.Repeat("x", 2*maxUpdate)} {
			if name == "its hash" {
				continue // no header may hold such bytes
			}
			if status, _ := l.bring(t, secret, body); status != http.StatusUnauthorized {
				t.Errorf("secret: %s: status %d", name, status)
			}
		}
	}
	if resp, err := http.Get(l.url); err != nil || resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a look without the secret: %v, %v", resp, err)
	}
	if len(l.handled)+len(l.aside) != 0 {
		t.Errorf("a stranger's update was taken: %v, %v", l.handled, l.aside)
	}
	if status, _ := l.bring(t, l.hook.secret, text(7, 1)); status != http.StatusOK || len(l.handled) != 1 {
		t.Errorf("Telegram's own: status %d, handled %d", status, len(l.handled))
	}
	if strings.Contains(l.said.String(), l.hook.secret) {
		t.Error("the log tells the secret")
	}
}

// What can't be read must not come again for ever: it is handed on as it is, with its
// number, as with polling.
func TestWebhookTakesWhatCantBeRead(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	for _, body := range []string{
		`{"update_id":7,"message":17}`, `{"update_id":7,"message":{"text":"` + strings.Repeat("x", 2*maxUpdate) + `"}}`,
		`"update_id": 7 garbage`,
	} {
		if status, _ := l.bring(t, l.hook.secret, body); status != http.StatusOK {
			t.Errorf("%.40s: status %d", body, status)
		}
		l.mu.Lock()
		if u := l.handled[len(l.handled)-1]; u.ID != 7 || u.Decoded || len(u.Raw) > maxUpdate {
			t.Errorf("%.40s: handed on as %d, decoded %v, %d bytes", body, u.ID, u.Decoded, len(u.Raw))
		}
		l.mu.Unlock()
	}
	if status, _ := l.bring(t, l.hook.secret, "garbage"); status != http.StatusOK {
		t.Errorf("garbage: status %d", status)
	}
	if len(l.handled) != 4 {
		t.Errorf("%d of 4 were handed on", len(l.handled))
	}
}

// Telegram has several connections. What is in hand of one chat is done in the order in
// which it was made; other chats are not held up.
func TestWebhookKeepsTheOrderOfAChat(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	odd := true
	l.fails = func(u Update) error {
		if u.ID == 3 && odd {
			return errors.New("odd")
		}
		return nil
	}
	first := l.started(t, text(3, 1))
	soon(t, "the first fails", func() bool { return strings.Contains(l.said.String(), "odd") })
	sixth := l.started(t, press(6, 1))
	soon(t, "the sixth waits", func() bool { return l.waiting(1) == 1 })
	fifth := l.started(t, text(5, 1))
	soon(t, "the fifth waits", func() bool { return l.waiting(1) == 2 })
	if status, _ := l.bring(t, l.hook.secret, text(4, 2)); status != http.StatusOK {
		t.Errorf("the other chat: %d", status)
	}
	l.mu.Lock()
	odd = false
	l.mu.Unlock()
	l.until(t, "all are handled", func() bool { return len(l.order(1)) == 3 })
	for _, c := range []<-chan int{first, fifth, sixth} {
		if status := <-c; status != http.StatusOK {
			t.Errorf("status %d", status)
		}
	}
	if got := l.order(1); !slices.Equal(got, []int64{3, 5, 6}) {
		t.Errorf("in the order %v", got)
	}
}

// While the store is away nothing is answered with 200, and Telegram is asked to come
// back soon; what fails for a reason of its own is set aside, as with polling.
func TestWebhookConfirmsWhatIsDurableOnly(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	l.fails = func(u Update) error {
		switch u.Chat {
		case 1:
			return fmt.Errorf("read: %w", engine.ErrUnavailable)
		case 2:
			panic("auntie's soup")
		default:
			return nil
		}
	}
	var retryAfter string
	away := make(chan int, 1)
	go func() {
		status, retry := l.bring(t, l.hook.secret, text(7, 1))
		retryAfter = retry
		away <- status
	}()
	panics := l.started(t, text(8, 2))
	soon(t, "both were tried", func() bool {
		return strings.Contains(l.said.String(), "update=7") && strings.Contains(l.said.String(), "update=8")
	})
	l.until(t, "both are answered", func() bool { return len(away) == 1 && len(panics) == 1 })
	if status := <-away; status != http.StatusServiceUnavailable || retryAfter != "1" {
		t.Errorf("while the store is away: status %d, Retry-After %q", status, retryAfter)
	}
	if tries := strings.Count(l.said.String(), "update=7"); tries < 10 || tries > 16 { // what fits into holdFor
		t.Errorf("it was tried %d times", tries)
	}
	if status := <-panics; status != http.StatusOK || !slices.Equal(l.aside, []int64{8}) {
		t.Errorf("what can't be handled: status %d, set aside %v", status, l.aside)
	}
	if strings.Contains(l.said.String(), "soup") {
		t.Errorf("the log quotes what was panicked with: %s", l.said.String())
	}
}

// What is being made durable when the program is told to end is finished.
func TestWebhookFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	begun, goOn := make(chan struct{}), make(chan struct{})
	l.fails = func(Update) error { close(begun); <-goOn; return nil }
	answered := l.started(t, text(7, 1))
	<-begun
	stopped := make(chan struct{})
	go func() { l.stop(); close(stopped) }()
	<-l.hook.life.Done()
	close(goOn)
	if status := <-answered; status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	<-stopped
	if got := l.order(1); len(got) != 1 {
		t.Errorf("handled %v", got)
	}
}
