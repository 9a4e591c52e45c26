package serve

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// declared are the needs that the program knows, as they stand in health.go.
func declared(t *testing.T) []string {
	t.Helper()
	return firsts(regexp.MustCompile(`(?m)^\tNeed\w+ +Need = "([a-z-]+)"`), read(t, "health.go"))
}

// firsts are the first groups of all that a pattern finds, sorted.
func firsts(pattern *regexp.Regexp, in string) (found []string) {
	for _, m := range pattern.FindAllStringSubmatch(in, -1) {
		found = append(found, m[1])
	}
	slices.Sort(found)
	return found
}

// TestEachNeedIsMeasured: /metrics has all that /readyz may name, missing or not.
func TestEachNeedIsMeasured(t *testing.T) {
	t.Parallel()
	h := NewHealth()
	for _, need := range declared(t) {
		h.Lacks(Need(need), "")
	}
	h.Lacks(NeedDisk, "the data dir can't be written")
	m := NewMetrics(Build{})
	if err := m.Observe(Needs(h)); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRecorder()
	Pages(h, m).ServeHTTP(r, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	line := regexp.MustCompile(`(?m)^porchlight_need_missing\{need="([a-z-]+)"\} [01]$`)
	if got, want := firsts(line, r.Body.String()), declared(t); !slices.Equal(got, want) || len(want) < 8 {
		t.Errorf("measured: %v\nthere are: %v", got, want)
	}
	if !strings.Contains(r.Body.String(), `porchlight_need_missing{need="disk"} 1`) {
		t.Errorf("the disk is not missed:\n%s", r.Body)
	}
}

// TestOperationsExplainEachNeed, under the alert that names it.
func TestOperationsExplainEachNeed(t *testing.T) {
	t.Parallel()
	_, part, _ := strings.Cut(read(t, "../docs/operations.md"), "\n### PorchlightLacks\n")
	part, _, _ = strings.Cut(part, "\n### ")
	if got, want := firsts(regexp.MustCompile("(?m)^- `([a-z-]+)`: "), part), declared(t); !slices.Equal(got, want) {
		t.Errorf("explained: %v\nthere are: %v", got, want)
	}
}
