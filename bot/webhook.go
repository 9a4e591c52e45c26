package bot

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"porchlight/clock"
	"porchlight/engine"
)

const (
	// secretHeader is where Telegram puts the secret of setWebhook.
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	// maxUpdate bounds one update: the longest message, answering another one, with all
	// its entities, is about a hundred kilobytes.
	maxUpdate = 1 << 20
	// holdFor is how long an update may take to become durable before Telegram is asked to
	// bring it again: longer than what can't be handled is given, shorter than proxies (30
	// to 60 s) and Telegram (50 s) wait for an answer.
	holdFor = 20 * time.Second
	// comeBack is when Telegram is asked to bring it again, in seconds. With a time given it
	// does not wait twice as long after each failure, up to two minutes.
	comeBack = "1"
	// finishWithin bounds how long requests under way are waited for at the end.
	finishWithin = 10 * time.Second
)

// Webhook is the other way in: Telegram brings updates. Each is answered when it is
// durable; what is not is brought again.
type Webhook struct {
	url      string
	secret   string
	digest   [sha256.Size]byte // of the secret
	api      *API
	machine  clock.Clock
	log      *slog.Logger
	handover *handover
	waiter   clock.Waiter // the keeper's
	caughtUp chan struct{}
	life     context.Context // Run's: requests end with the program, not with who made them

	freshness

	mu        sync.Mutex
	isSet     bool      // Telegram was told of it since the start
	lookAt    time.Time // when the keeper looks next
	lastError int64     // the date of the last error that was logged
}

// NewWebhook makes a webhook for the address at which Telegram reaches it. Set tells
// Telegram; Run answers, and tells Telegram as soon as it can where Set could not.
func NewWebhook(url string, a *API, h Handler, keys engine.Hasher, machine clock.Clock, log *slog.Logger) *Webhook {
	// The secret follows from the key ring: every process and every start has the same, and
	// nobody has to keep or configure it.
	secret := base64.RawURLEncoding.EncodeToString(keys.Hash("webhook"))
	return &Webhook{
		url: url, secret: secret, digest: sha256.Sum256([]byte(secret)),
		api: a, machine: machine, log: log, handover: newHandover(h, machine, log),
		waiter: machine.NewWaiter(), caughtUp: make(chan struct{}), life: context.Background(),
	}
}

// Beside has updates kept in a shelter while the store is away. It comes before Run.
func (h *Webhook) Beside(s *Shelter) { h.handover.shelter = s }

// CaughtUp is closed once Telegram has nothing left of what waited at the start.
func (h *Webhook) CaughtUp() <-chan struct{} { return h.caughtUp }

// Close gives up a webhook that is not run.
func (h *Webhook) Close() { h.waiter.Close() }

// Set has Telegram deliver here.
func (h *Webhook) Set(ctx context.Context) error {
	if err := h.api.setHook(ctx, h.url, h.secret); err != nil {
		return err
	}
	h.forget()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.isSet = true
	return nil
}

// Run answers on l, behind whoever speaks TLS, until ctx ends. Requests that are under way
// then are finished.
func (h *Webhook) Run(ctx context.Context, l net.Listener) error {
	h.life = ctx
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: holdFor + 30*time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: log.New(io.Discard, "", 0), // it would name strangers' addresses
	}
	var wg sync.WaitGroup
	wg.Go(func() { h.keep(ctx) })
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case <-ctx.Done():
		finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishWithin)
		defer cancel()
		_ = server.Shutdown(finish)
		_ = server.Close() // what has not finished is brought again
		wg.Wait()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	case err := <-ended:
		h.log.Error("nothing can be brought any more: start the program again", "err", err)
		wg.Wait()
		return err
	}
}

// ServeHTTP takes one update from Telegram. Who does not know the secret learns nothing,
// not even what is wrong.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Hashes are compared, as a comparison of the secrets would tell their lengths.
	given := sha256.Sum256([]byte(r.Header.Get(secretHeader)))
	if subtle.ConstantTimeCompare(given[:], h.digest[:]) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	// What is longer is cut off: then it can't be decoded, and is set aside. Refused, it
	// would come again and again, and nothing from that chat could follow it.
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxUpdate))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if h.accept(raw) != nil {
		w.Header().Set("Retry-After", comeBack)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// accept returns when an update is durable, or with an error when it must come again. Who
// brought it may have hung up: it is finished all the same.
func (h *Webhook) accept(raw []byte) error {
	receipt := h.machine.Now()
	defer h.handling(receipt)()
	h.lookSoon(receipt)
	u, err := Decode(raw)
	if err != nil {
		h.log.Error("an update can't be told from others", "err", err)
	}
	u.Receipt = receipt
	place := h.handover.join(u)
	if u.Kind == KindPress {
		place.update.MaxAge = h.age(h.life, receipt)
	}
	return h.handover.take(h.life, place, &badness{}, receipt.Add(holdFor))
}

// handling notes that an update is in hand, until the returned function is called.
func (h *Webhook) handling(receipt time.Time) (done func()) {
	leave := h.enter(receipt)
	return func() { leave(h.machine.Now()) }
}

// age is how long a press may have waited before it came. Telegram does not say; it says
// what it has left to deliver and when it last failed to.
func (h *Webhook) age(ctx context.Context, receipt time.Time) time.Duration {
	known := h.known(receipt)
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	asked := h.machine.Now()
	info, err := h.api.hookInfo(ctx)
	if err != nil {
		return known.doubt(receipt)
	}
	if info.Pending <= 1 { // this press itself
		h.clear(asked, info)
	}
	if info.ErrorAt != known.errorAt {
		return known.doubt(receipt)
	}
	return known.age(receipt)
}
