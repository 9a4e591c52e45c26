package serve

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// exported are the program's own metrics, with the labels that each has, as
// `porchlight serve` registers them.
func exported(t *testing.T) map[string][]string {
	t.Helper()
	m := NewMetrics(Build{})
	for _, c := range []prometheus.Collector{Gauges(nil, nil), Needs(NewHealth())} {
		if err := m.Observe(c); err != nil {
			t.Fatal(err)
		}
	}
	descs := make(chan *prometheus.Desc)
	go func() {
		defer close(descs)
		m.registry.Describe(descs)
	}()
	all := map[string][]string{}
	parts := regexp.MustCompile(`fqName: "([^"]+)".*variableLabels: \{([^}]*)\}`)
	for d := range descs {
		found := parts.FindStringSubmatch(d.String())
		if found == nil {
			t.Fatalf("a metric that can't be read: %s", d)
		}
		all[found[1]] = strings.FieldsFunc(found[2], func(r rune) bool { return r == ',' })
	}
	return all
}

// histogram takes the ending of a histogram's series off.
var histogram = regexp.MustCompile(`_(bucket|sum|count)$`)

// TestOperationsNameMetricsThatExist: the alerting rules and the page about operations say
// nothing of a metric, or of a label, that the program does not have.
func TestOperationsNameMetricsThatExist(t *testing.T) {
	t.Parallel()
	there := exported(t)
	selector := regexp.MustCompile(`(porchlight_[a-z_]+)(?:\{([^}]*)\})?`)
	label := regexp.MustCompile(`([a-z_]+)\s*[=!]~?\s*"`)
	seen := map[string]bool{}
	for _, file := range []string{"../docs/porchlight.rules.yml", "../docs/operations.md"} {
		for _, found := range selector.FindAllStringSubmatch(read(t, file), -1) {
			name := found[1]
			if _, ok := there[name]; !ok {
				name = histogram.ReplaceAllString(name, "")
			}
			labels, ok := there[name]
			if !ok {
				t.Errorf("%s: there is no metric %s", file, found[1])
			}
			seen[name] = true
			for _, l := range label.FindAllStringSubmatch(found[2], -1) {
				if l[1] != "le" && !slices.Contains(labels, l[1]) {
					t.Errorf("%s: %s has no label %s", file, name, l[1])
				}
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d metrics are named: %v", len(seen), slices.Sorted(maps.Keys(seen)))
	}
}

// TestOperationsExplainEachAlert under its name, on the side where its severity puts it.
func TestOperationsExplainEachAlert(t *testing.T) {
	t.Parallel()
	rule := regexp.MustCompile(`(?m)^ +- alert: (\w+)(?:\n[^\n]+)*?\n +labels: \{severity: (\w+)\}`)
	heading := regexp.MustCompile(`(?m)^### (\w+)$`)
	page := read(t, "../docs/operations.md")
	wake, look, ok := strings.Cut(page, "\n## When to look")
	if !ok {
		t.Fatal("operations.md does not tell what can wait for the day")
	}
	explained := map[string]string{}
	for severity, part := range map[string]string{"wake": wake, "look": look} {
		for _, h := range heading.FindAllStringSubmatch(part, -1) {
			explained[h[1]] = severity
		}
	}
	alerting := map[string]string{}
	for _, r := range rule.FindAllStringSubmatch(read(t, "../docs/porchlight.rules.yml"), -1) {
		alerting[r[1]] = r[2]
	}
	if !maps.Equal(alerting, explained) || len(alerting) == 0 {
		t.Errorf("the rules have %v\nthe page explains %v", alerting, explained)
	}
	if n := strings.Count(read(t, "../docs/porchlight.rules.yml"), "alert: "); n != len(alerting) {
		t.Errorf("%d of %d rules have a severity", len(alerting), n)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
