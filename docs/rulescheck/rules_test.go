package rulescheck

import (
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

// file is what is checked.
const file = "../porchlight.rules.yml"

// rules are the alerts of the file, by name.
func rules(t *testing.T) map[string]rulefmt.Rule {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	groups, errs := rulefmt.Parse(text, false, model.LegacyValidation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	for _, err := range errs {
		t.Error(err)
	}
	if t.Failed() {
		t.FailNow()
	}
	all := map[string]rulefmt.Rule{}
	for _, g := range groups.Groups {
		for _, r := range g.Rules {
			if _, twice := all[r.Alert]; twice || r.Alert == "" {
				t.Fatalf("a rule without a name of its own: %q", r.Alert)
			}
			all[r.Alert] = r
		}
	}
	if len(all) == 0 {
		t.Fatal("there are no rules")
	}
	return all
}

// TestRulesAreAsPromtoolWantsThem, and ask for nothing but the bot's metrics and what every
// scrape has.
func TestRulesAreAsPromtoolWantsThem(t *testing.T) {
	t.Parallel()
	for name, r := range rules(t) {
		expr, err := parser.NewParser(parser.Options{}).ParseExpr(r.Expr)
		if err != nil {
			t.Fatal(err)
		}
		selectors := parser.ExtractSelectors(expr)
		for _, matchers := range selectors {
			metric := ""
			for _, m := range matchers {
				if m.Name == model.MetricNameLabel {
					metric = m.Value
				}
			}
			if !strings.HasPrefix(metric, "porchlight_") && metric != "up" && metric != "process_start_time_seconds" {
				t.Errorf("%s asks for %q", name, metric)
			}
		}
		if len(selectors) == 0 || r.Annotations["summary"] == "" {
			t.Errorf("%s asks for nothing, or says nothing", name)
		}
	}
}
