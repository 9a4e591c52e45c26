package locales

import "testing"

func TestANumberIsReadInThrees(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 7: "7", 2026: "2026", 10_000: "10\u202f000", 2_000_000: "2\u202f000\u202f000", -20_000: "-20000"} {
		if got := number(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}
