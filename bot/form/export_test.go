package form_test

import (
	"strings"
	"testing"

	"porchlight/bot/form"
)

func TestPassphrases(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"correct horse battery", "fünf grüne Kühe singen", "x7#kQ9!pLm2$vB", strings.Repeat("abcdef", 20)} {
		if got, ok := form.ParseExport(good); !ok || got != good {
			t.Errorf("%q is read as %q, %v", good, got, ok)
		}
	}
	for _, bad := range []string{
		"", "secret", "thirteen char", "aaaaaaaaaaaaaaaaaaaa", "ababababababababab", "two lines of\nwords here", "bell \a rings in here",
		strings.Repeat("long words ", 30),
	} {
		if got, ok := form.ParseExport(bad); ok || got != "" {
			t.Errorf("%q is taken, as %q", bad, got)
		}
	}
}
