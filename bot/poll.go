package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// AllowedUpdates is what the program asks Telegram for (DESIGN.md, Intake).
var AllowedUpdates = []string{"message", "edited_message", "callback_query", "my_chat_member"}

// ErrToken means that Telegram does not know the bot's token.
var ErrToken = errors.New("Telegram refuses the token: check --telegram-token (or get a new one from @BotFather)")

// maxAnswer bounds what is read of one answer: a hundred updates of the longest kind
// are a few megabytes.
const maxAnswer = 32 << 20

// API asks Telegram for updates, each kept as it came, and settles how they come. It
// never puts the token or a body into an error.
type API struct {
	base   string
	client *http.Client
}

// NewAPI makes an API for a token. base is the server's URL, without a path.
func NewAPI(base, token string, client *http.Client) *API {
	return &API{base: strings.TrimRight(base, "/") + "/bot" + strings.TrimSpace(token), client: client}
}

type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
}

// refused is Telegram's own word that it will not do what it was asked.
type refused struct {
	method      string
	code        int
	description string
}

func (r *refused) Error() string { return fmt.Sprintf("%s: %d %s", r.method, r.code, r.description) }

// Updates fetches up to limit updates from offset on, and confirms those before it. It
// waits up to wait for the first one. A webhook that is in its way, from when the bot ran
// with one, is taken away; what waits at Telegram stays there.
func (a *API) Updates(ctx context.Context, offset int64, limit int, wait time.Duration) ([][]byte, error) {
	var got []json.RawMessage
	err := a.call(ctx, wait+10*time.Second, "getUpdates", map[string]any{
		"offset": offset, "limit": limit, "timeout": int(wait / time.Second), "allowed_updates": AllowedUpdates,
	}, &got)
	var no *refused
	if errors.As(err, &no) && no.code == http.StatusConflict {
		return nil, errors.Join(err, a.clearWay(ctx))
	}
	if err != nil {
		return nil, err
	}
	raws := make([][]byte, len(got))
	for i, r := range got {
		raws[i] = r
	}
	return raws, nil
}

// call asks Telegram for one thing, and reads what it answers into result.
func (a *API) call(ctx context.Context, within time.Duration, method string, params map[string]any, result any) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	body, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("encode %s: %w", method, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.base+"/"+method, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: the address of the Bot API is not a URL: check --telegram-api", method)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.client.Do(req)
	if err != nil {
		return fmt.Errorf("%s: %w", method, withoutURL(err))
	}
	defer func() { _ = resp.Body.Close() }()
	var got answer
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&got); err != nil {
		return fmt.Errorf("%s: unreadable answer, status %d", method, resp.StatusCode)
	}
	if !got.OK {
		if got.ErrorCode == http.StatusUnauthorized || got.ErrorCode == http.StatusNotFound {
			return ErrToken
		}
		return &refused{method, got.ErrorCode, got.Description}
	}
	if err := json.Unmarshal(got.Result, result); err != nil {
		return fmt.Errorf("%s: unreadable result", method)
	}
	return nil
}

// withoutURL drops the address, which holds the token, from an error of net/http.
func withoutURL(err error) error {
	var e interface{ Unwrap() error }
	if errors.As(err, &e) && strings.Contains(err.Error(), "/bot") {
		if inner := e.Unwrap(); inner != nil {
			return inner
		}
	}
	return err
}
