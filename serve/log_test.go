package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// TestNoSecretGetsIntoTheLog, in whatever it is wrapped.
func TestNoSecretGetsIntoTheLog(t *testing.T) {
	t.Parallel()
	const token = "1000000001:AAE-never-to-be-seen"
	for _, format := range []Format{FormatText, FormatJSON} {
		var out bytes.Buffer
		log := NewLog(&out, format, slog.LevelInfo)
		err := fmt.Errorf("poll: %w", errors.New(`Post "https://api.telegram.org/bot`+token+`/getUpdates": EOF`))
		log.Error("poll failed", "err", err, "url", "rediss://porch:hunter2@example.org:6379/0")
		log.With("again", err).WithGroup("group").Warn("said "+token, "err", errors.Join(err, err), slog.Group("in", "url", "redis://:hunter2@example.org"))
		log.Debug("not asked for")
		said := out.String()
		if strings.Contains(said, "AAE-never") || strings.Contains(said, "hunter2") || strings.Count(said, "\n") != 2 {
			t.Errorf("%s", said)
		}
		if !strings.Contains(said, "getUpdates") || !strings.Contains(said, "example.org:6379") {
			t.Errorf("more is gone than the secret: %s", said)
		}
		for _, line := range strings.Split(strings.TrimSpace(said), "\n") {
			if (format == FormatJSON) != json.Valid([]byte(line)) {
				t.Errorf("%s: %s", format, line)
			}
		}
	}
}
