package serve

import (
	"io"
	"log/slog"
	"regexp"
)

// Format is how a log is written.
type Format string

// The formats.
const (
	FormatText Format = "text" // for people: key=value
	FormatJSON Format = "json" // for programs: an object a line
)

// secretLike is what no log may hold, wherever it came from: a bot's token, and who a URL
// logs in as. What logs is written so as not to; this is the net below it.
var secretLike = regexp.MustCompile(`\d{5,}:[\w-]{5,}|(\w://)[^/\s@"]+@`)

func clean(text string) string { return secretLike.ReplaceAllString(text, "$1(secret)") }

// NewLog writes a log without secrets.
func NewLog(to io.Writer, format Format, level slog.Level) *slog.Logger {
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch v := a.Value.Any().(type) {
		case string:
			a.Value = slog.StringValue(clean(v))
		case error:
			a.Value = slog.StringValue(clean(v.Error()))
		}
		return a
	}}
	if format == FormatJSON {
		return slog.New(slog.NewJSONHandler(to, o))
	}
	return slog.New(slog.NewTextHandler(to, o))
}
