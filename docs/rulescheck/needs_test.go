package rulescheck

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRulesTellOfEachNeed that operations.md explains (which has them all): when no process
// has it, and, where each process has its own, when one lacks it.
func TestRulesTellOfEachNeed(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, _ := strings.Cut(string(page), "\n### PorchlightLacks\n")
	part, _, _ = strings.Cut(part, "\n### ")
	needs := regexp.MustCompile("(?m)^- `([a-z-]+)`: ").FindAllStringSubmatch(part, -1)
	if len(needs) < 8 {
		t.Fatalf("the page explains only %d needs", len(needs))
	}
	expr := rules(t)["PorchlightLacks"].Expr
	for _, n := range needs {
		need, alone := n[1], 0
		if slices.Contains([]string{"clock", "disk", "key-file"}, need) {
			alone = 1
		}
		const two = `porchlight_need_missing{need=%[1]q, instance="one"} %[2]dx40
		 porchlight_need_missing{need=%[1]q, instance="other"} %[3]dx40`
		for _, c := range []struct{ one, other, want int }{{0, 0, 0}, {1, 0, alone}, {1, 1, 1}} {
			if got := fires(t, expr, fmt.Sprintf(two, need, c.one, c.other)); got != c.want {
				t.Errorf("%s missing at %d and %d: it fires %d times, want %d", need, c.one, c.other, got, c.want)
			}
		}
	}
}
