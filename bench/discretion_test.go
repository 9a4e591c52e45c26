package main

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestDiscretion keeps the benchmark alive: on a machine that runs other tests beside it
// nothing is asked of its figures but that they are there.
func TestDiscretion(t *testing.T) {
	t.Parallel()
	var out, said bytes.Buffer
	exit := run([]string{"discretion", "--pairs", "20", "--planted", "20", "--tokens", "2", "--rate", "5"}, &out, &said)
	figures := ` +20 +[\d.]+ and [\d.]+ ms +[\d.]+ and [\d.]+ ms +[-+][\d.]+ to [-+][\d.]+ ms +[-+][\d.]+ to [-+][\d.]+ ms$`
	for _, line := range []string{`(?m)^quiet` + figures, `(?m)^load` + figures, `(?m)^planted` + figures, `\nratio discretion \d+\.\d\d\n$`} {
		if !regexp.MustCompile(line).MatchString(out.String()) {
			t.Errorf("%s is not in:\n%s", line, out.String())
		}
	}
	broken := strings.TrimPrefix(strings.TrimSpace(said.String()), "bench: ")
	for _, promise := range []error{errApart, errBlunt} {
		broken = strings.TrimSpace(strings.Replace(broken, promise.Error(), "", 1))
	}
	if broken != "" || (exit == 0) != (said.Len() == 0) {
		t.Errorf("exit %d: %s", exit, said.String())
	}
}

// spread are pairs of replies at the first step of the pace, a few at the next, with a
// millisecond or so of noise, and duress words answered later by so much.
func spread(n int, later time.Duration) []pair {
	draw := rand.New(rand.NewPCG(3, 4))
	one := func() time.Duration {
		d := 400*time.Millisecond + time.Duration(draw.ExpFloat64()*float64(time.Millisecond))
		if draw.IntN(100) == 0 {
			d += 400 * time.Millisecond
		}
		return d
	}
	pairs := make([]pair, n)
	for i := range pairs {
		pairs[i] = pair{one(), one() + later}
	}
	return pairs
}

// TestAlike: what passes, what is found, and that too few pairs prove nothing.
func TestAlike(t *testing.T) {
	t.Parallel()
	none, leak := compare(spread(2000, 0)), compare(spread(500, 5*time.Millisecond))
	for name, c := range map[string]struct {
		tried   []compared
		planted compared
		broken  string
		ratio   string
	}{
		"alike":              {[]compared{none, none}, leak, "", `0\.\d\d`},
		"a millisecond":      {[]compared{none, compare(spread(2000, time.Millisecond))}, leak, "", `0\.[5-9]\d`},
		"three milliseconds": {[]compared{none, compare(spread(2000, 3*time.Millisecond))}, leak, errApart.Error(), `1\.[4-9]\d`},
		"sooner":             {[]compared{compare(spread(2000, -3*time.Millisecond)), none}, leak, errApart.Error(), `1\.[4-9]\d`},
		"few":                {[]compared{compare(spread(8, 0)), none}, leak, errApart.Error(), `[\d.]+`},
		"nothing found":      {[]compared{none, none}, none, errBlunt.Error(), `0\.\d\d`},
	} {
		var out bytes.Buffer
		err := verdict(&out, c.tried, c.planted)
		if errs(err) != c.broken || !regexp.MustCompile(`^ratio discretion `+c.ratio+`\n$`).MatchString(out.String()) {
			t.Errorf("%s: %q, %q; want %q, %s", name, out.String(), errs(err), c.broken, c.ratio)
		}
	}
}
