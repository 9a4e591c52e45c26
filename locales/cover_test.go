package locales

import (
	"slices"
	"strings"
	"testing"
)

// plainBesidesAlerts are the plain texts that are no part of an alert: to coordinators
// and the operator, and around joining and codewords, none of which is answered in that
// way on a phone that may be in the wrong hands.
var plainBesidesAlerts = []string{
	"page-blind", "page-unreadable", "joined", "joined-role", "invite-made", "form-role", "words-usage", "which-alert",
	"words-which", "option-silent", "option-way-out", "option-all-well", "words-phrase", "words-odds", "words-old", "words-try",
	"practice-ask", "practice-known", "practice-unknown", "practice-none",
	"role-worker", "role-responder", "role-coordinator",
	"help-everyone", "help-worker", "help-responder", "help-coordinator", "audit-gone", "audit-nobody", "coordinator-left", "trouble-no-coordinator",
	"trouble-few-left", "coordinator-unconfirmed", "coordinator-joined", "coordinator-alone", "button-worried", "worry-which", "coordinator-untrained",
	"coordinator-role", "joined-words", "second-own",
	"button-available", "button-not-available", "on-call-ask", "on-call-yes", "on-call-no", "on-call-which", "on-call-off",
	"standby-none", "standby-one", "standby-again", "standby-none-for", "standby-one-for", "standby-again-for",
	"coordinator-blocked", "coordinator-blocked-plan", "coordinator-stopped-plan", "coordinator-unblocked", "coordinator-not-heard",
	"coordinator-heard-again", "drill-offer", "board-cause-left", "board-lost",
	"board-nobody", "board-out", "board-homeward", "board-alert", "board-until", "worried-about",
	"board-cause-missed", "board-cause-duress", "board-cause-manual", "board-cause-drill",
	"drill-unasked", "drill-not-now", "drill-one", "drill-none", "drill-ask", "drill-how", "drill-asked", "drill-stop-ask", "drill-stop-asked",
	"option-drill-missed", "option-drill-signal", "option-drill-stop", "trouble-dead-letter", "trouble-undeliverable", "trouble-waits", "channel-telegram", "channel-email", "channel-ntfy", "channel-webhook", "mail-answer", "mail-test",
	"the-operator", "team-name", "team-member", "team-member-two", "team-member-all", "team-member-none", "team-trained", "team-frozen",
	"team-invite", "team-already", "team-pending", "team-own-phone", "team-revoke-whom", "team-no-second", "team-which",
	"change-give", "change-drop", "change-trained", "change-leave", "change-enter", "change-rules", "change-freeze", "change-unfreeze",
	"change-revoke", "change-at", "change-home", "change-now", "change-asks-responder", "change-asks-coordinator", "change-called-off", "change-lapsed",
	"press-kept", "trouble-store", "trouble-telegram", "trouble-clock", "trouble-disk", "trouble-key",
	"trouble-over-store", "trouble-over-telegram", "trouble-over-clock", "trouble-over-disk", "trouble-over-key",
	"trouble-caught-up", "trouble-out", "trouble-still-out", "trouble-no-contact", "trouble-nobody-out",
	"change-last", "change-address", "address-new", "address-none", "address-asks", "button-call-off", "button-let-in", "button-let-count", "named-freeze", "named-unfreeze", "named-revoke",
	"policy-usage", "policy-interval", "policy-grace", "policy-home", "policy-nudges", "policy-re-page",
	"policy-ownership", "policy-ownership-duress", "policy-report", "policy-after-answer", "policy-alone-allowed", "policy-alone-forbidden",
	"policy-police", "policy-police-none", "policy-outside", "policy-outside-none", "policy-ladder", "policy-duress-ladder",
	"policy-step", "policy-who-plan", "policy-who-responders", "policy-who-coordinators", "policy-who-everyone", "policy-by-all",
	"policy-operator", "policy-gateway", "policy-if-missed", "policy-reminded", "policy-page", "policy-page-again",
	"policy-from-start", "policy-page-round", "policy-if-signal", "policy-few", "policy-so-far", "policy-not-yet",
	"policy-bounds", "policy-topic", "ask-policy", "ask-policy-time", "ask-policy-nudges", "ask-policy-alone",
	"ask-policy-ladder", "ask-policy-duress-ladder", "ask-policy-police", "ask-policy-outside", "ask-policy-outside-email", "ask-policy-outside-topic",
	"ask-policy-save", "option-save", "option-more", "option-allowed", "option-refused", "option-policy-interval",
	"option-policy-grace", "option-policy-home", "option-policy-nudges", "option-policy-ladder", "option-policy-duress-ladder", "option-policy-re-page",
	"option-policy-ownership", "option-policy-ownership-duress", "option-policy-report", "option-policy-after-answer", "option-policy-alone", "option-policy-police",
	"option-policy-outside", "flaw-bounds", "flaw-steps", "flaw-step", "flaw-slow", "flaw-not-everyone",
	"flaw-no-contact", "flaw-contact", "flaw-police", "flaw-nobody", "flaw-while-nobody", "flaw-named",
	"flaw-while-named", "flaw-channel", "flaw-while-channel", "flaw-outsider", "ladder-empty", "ladder-many",
	"ladder-who", "ladder-unknown", "ladder-several", "ladder-twice", "ladder-deaf", "ladder-by",
	"ladder-wait", "ladder-bounds",
}

// What package meeting says is read on phones that are at the meeting, and what package
// alerts says never is.
func TestMeetingsSpeakUnderCoverAndAlertsPlainly(t *testing.T) {
	t.Parallel()
	f := english(t).file
	plain := slices.Clone(plainBesidesAlerts)
	for key := range f.Plain {
		if strings.HasPrefix(key, "audit-did-") { // only in lists for phones that were at no meeting lately
			plain = append(plain, key)
		}
	}
	for _, u := range sourceUses(t) {
		for _, key := range u.keys {
			_, covered := f.Cover[key]
			switch u.pkg {
			case "meeting":
				if !covered {
					t.Errorf("%s: %q is not under cover", u.at, key)
				}
			case "alerts":
				plain = append(plain, key)
				if covered {
					t.Errorf("%s: %q is under cover, and part of an alert", u.at, key)
				}
			}
		}
	}
	for key := range f.Plain {
		if !slices.Contains(plain, key) {
			t.Errorf("%q is a plain text: put it under cover, or name it in plainBesidesAlerts", key)
		}
	}
}

// Load refuses texts under cover that hold a telltale word; these belong to the list.
func TestTelltaleWords(t *testing.T) {
	t.Parallel()
	f := english(t).file
	for _, word := range []string{"alert", "duress", "meeting", "danger", "watch", "team", "signal", "emergency"} {
		if !slices.Contains(f.Telltale, word) {
			t.Errorf("%q is not in the list", word)
		}
	}
	for _, tc := range []struct {
		text, letters string
		want          bool
	}{
		{"Your team knows.", "team", true}, {"TEAMMATES", "team", true}, {"the re-watching", "watch", true},
		{"steam", "team", false}, {"overwatch", "watch", false}, {"", "team", false}, {"Éteam", "team", false},
		{"Fehlalarm", "alarm", false}, {"Ein FEHLALARM.", "-alarm", true}, {"Alarm", "-alarm", true}, {"al arm", "-alarm", false},
	} {
		if tells(tc.text, tc.letters) != tc.want {
			t.Errorf("tells(%q, %q) is not %v", tc.text, tc.letters, tc.want)
		}
	}
}

// Whoever holds a phone may read English besides.
func TestNothingUnderCoverIsTelltaleInEnglishEither(t *testing.T) {
	t.Parallel()
	for _, in := range catalogue(t).tongues {
		for key, form := range in.file.Cover {
			for _, s := range form.forms() {
				for _, tell := range english(t).file.Telltale {
					if tells(s, tell) {
						t.Errorf("%s: %q is under cover and says %q", in.tag, key, tell)
					}
				}
			}
		}
	}
}

// A reminder bot says little at a time.
func TestTextsUnderCoverAreShort(t *testing.T) {
	t.Parallel()
	for _, in := range catalogue(t).tongues {
		for key, form := range in.file.Cover {
			for _, s := range form.forms() {
				if n := len([]rune(s)); n > 140 || strings.Contains(s, "\n") {
					t.Errorf("%s: %q has %d characters, or several lines", in.tag, key, n)
				}
			}
		}
	}
}
