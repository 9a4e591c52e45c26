package locales

import (
	"strings"
	"testing"
)

// G12: a message of a drill begins with the word that marks it, in capitals, in every language.
func TestADrillIsMarkedByItsFirstWord(t *testing.T) {
	t.Parallel()
	marks := map[string]string{"en": "DRILL", "de": "ÜBUNG"}
	for _, in := range catalogue(t).tongues {
		mark := marks[in.tag.String()]
		if mark == "" {
			t.Fatalf("%s: no word is known that marks a drill", in.tag)
		}
		for _, key := range []string{
			"drill-you-have-it", "drill-owned-by", "drill-nobody-has-it", "drill-still-on-it", "drill-renewed", "drill-reported",
			"drill-paged", "drill-stand-down-how", "drill-mark", "drill-page", "drill-made-way", "drill-called-off", "drill-untaken", "drill-closed",
			"drill-not-now", "drill-one", "drill-none",
		} {
			for _, s := range in.texts[key].forms() {
				if !strings.HasPrefix(s, mark) {
					t.Errorf("%s: %q begins otherwise: %q", in.tag, key, s)
				}
			}
		}
	}
}
