package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Whoever can't be reached by Telegram hears by mail, beside their page, what Ana's phone
// writes later, who has the alert, and how it ended; nobody else is sent a mail of it, and
// nothing of it goes to Ana's.
func TestEscalationNewsFollowByMail(t *testing.T) {
	t.Parallel()
	r := withChannels(t, "Dora", "Emil", "Ana")
	r.Person("Dora").Block()
	plays(t, r.Run, []turn{
		{0, "Ana", "/now 1h Pier"}, {time.Minute, "Ana", "do you know " + duress}, {30 * time.Second, "Ana", "where are you"},
		{time.Second, "Emil", "[I'm on it]"}, {5 * time.Second, "Emil", "[Stand down]"}, {3 * time.Second, "Emil", "[Safe]"}, {3 * time.Second, "Carla", "[Confirm]"},
	}, time.Minute)
	mails := r.mail.To("dora@example.org")
	for _, says := range []string{"Ana gave the silent signal", "where are you", "Emil has it: Ana", "Ana"} {
		if !slices.ContainsFunc(mails, func(m string) bool { return strings.Contains(m, says) }) {
			t.Errorf("no mail to Dora says %q: %q", says, mails)
		}
	}
	if last := mails[len(mails)-1]; !strings.Contains(last, "Emil") || !strings.Contains(last, "safe") {
		t.Errorf("the last mail says %q", last)
	}
	for _, who := range []string{"emil", "ana"} {
		for _, m := range r.mail.To(who + "@example.org") {
			if strings.Contains(m, "where are you") || who == "ana" {
				t.Errorf("a mail to %s, whom Telegram reaches: %q", who, m)
			}
		}
	}
}
