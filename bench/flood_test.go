package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestFlood keeps the benchmark alive: on a machine that runs other tests beside it nothing
// is asked of its figures but that they are there.
func TestFlood(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	exit := run([]string{"flood", "--prompts", "500", "--runs", "1", "--watch", "2s"}, &out, &errs)
	for _, line := range []string{
		`(?m)^1 +[\d.]+ ms +[\d.]+ ms +[\d.]+ ms +[\d.]+ ms +[\d.]+m?s$`,
		`(?m)^replies on present phones +[1-9]\d* +[1-9]\d*$`,
		`\nratio flood \d+\.\d\d\n$`,
	} {
		if !regexp.MustCompile(line).MatchString(out.String()) {
			t.Errorf("%s is not in:\n%s", line, out.String())
		}
	}
	broken := strings.TrimPrefix(strings.TrimSpace(errs.String()), "bench: ")
	for _, promise := range []error{errPace, errSlow} {
		broken = strings.TrimSpace(strings.Replace(broken, promise.Error(), "", 1))
	}
	if broken != "" || (exit == 0) != (errs.Len() == 0) {
		t.Errorf("exit %d: %s", exit, errs.String())
	}
}

// TestVerdict: what is promised, and what breaks it.
func TestVerdict(t *testing.T) {
	t.Parallel()
	in := func(page time.Duration, replies ...reply) measured { return measured{page: page, replies: replies} }
	good := reply{1, time.Millisecond}
	late := reply{1, onStep + 1}
	quiet := in(10*time.Millisecond, good, good)
	for name, c := range map[string]struct {
		runs   flooded
		ratio  string
		broken string
	}{
		"as late as on a quiet bot":  {flooded{{quiet: quiet, flood: quiet}}, "1.00", ""},
		"as late as may be":          {flooded{{quiet: quiet, flood: in(15*time.Millisecond, good)}}, "1.50", ""},
		"later":                      {flooded{{quiet: quiet, flood: in(16*time.Millisecond, good)}}, "1.60", errSlow.Error()},
		"one late run of three":      {flooded{{quiet: quiet, flood: quiet}, {quiet: quiet, flood: in(time.Minute, good)}, {quiet: quiet, flood: quiet}}, "1.00", ""},
		"replies off their step":     {flooded{{quiet: quiet, flood: in(10*time.Millisecond, good, good, late)}}, "1.00", errPace.Error()},
		"replies a step late":        {flooded{{quiet: quiet, flood: in(10*time.Millisecond, reply{2, 0}, reply{2, 0}, good)}}, "1.00", errPace.Error()},
		"replies before their step":  {flooded{{quiet: quiet, flood: in(10*time.Millisecond, reply{0, 0}, reply{0, 0})}}, "1.00", errPace.Error()},
		"no replies":                 {flooded{{quiet: quiet, flood: in(10 * time.Millisecond)}}, "1.00", errSilent.Error()},
		"late, and replies off step": {flooded{{quiet: quiet, flood: in(time.Second, late)}}, "100.00", errPace.Error() + "\n" + errSlow.Error()},
	} {
		var out bytes.Buffer
		err := c.runs.report(&out)
		if !strings.HasSuffix(out.String(), "\nratio flood "+c.ratio+"\n") {
			t.Errorf("%s:\n%s", name, out.String())
		}
		if got := errs(err); got != c.broken {
			t.Errorf("%s: %q, want %q", name, got, c.broken)
		}
	}
}

func errs(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
