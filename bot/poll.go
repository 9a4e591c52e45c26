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

// API asks Telegram for updates, each kept as it came. It never puts the token or a
// body into an error.
type API struct {
	base   string
	client *http.Client
}

// NewAPI makes an API for a token. base is the server's URL, without a path.
func NewAPI(base, token string, client *http.Client) *API {
	return &API{base: strings.TrimRight(base, "/") + "/bot" + strings.TrimSpace(token), client: client}
}

type answer struct {
	OK          bool              `json:"ok"`
	Result      []json.RawMessage `json:"result"`
	ErrorCode   int               `json:"error_code"`
	Description string            `json:"description"`
}

// Updates fetches up to limit updates from offset on, and confirms those before it. It
// waits up to wait for the first one.
func (a *API) Updates(ctx context.Context, offset int64, limit int, wait time.Duration) ([][]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, wait+10*time.Second)
	defer cancel()
	body, err := json.Marshal(map[string]any{
		"offset": offset, "limit": limit, "timeout": int(wait / time.Second), "allowed_updates": AllowedUpdates,
	})
	if err != nil {
		return nil, fmt.Errorf("encode getUpdates: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.base+"/getUpdates", bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("getUpdates: the address of the Bot API is not a URL: check --telegram-api")
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("getUpdates: %w", withoutURL(err))
	}
	defer func() { _ = resp.Body.Close() }()
	var got answer
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&got); err != nil {
		return nil, fmt.Errorf("getUpdates: unreadable answer, status %d", resp.StatusCode)
	}
	if !got.OK {
		if got.ErrorCode == http.StatusUnauthorized || got.ErrorCode == http.StatusNotFound {
			return nil, ErrToken
		}
		return nil, fmt.Errorf("getUpdates: %d %s", got.ErrorCode, got.Description)
	}
	raws := make([][]byte, len(got.Result))
	for i, r := range got.Result {
		raws[i] = r
	}
	return raws, nil
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
