package locales

import (
	"golang.org/x/text/language"

	"porchlight/notice"
)

// Choice finds the button whose label was typed, in the reader's language or in English,
// as loosely as typed words are read.
func (c *Catalogue) Choice(typed string, buttons []notice.Button, r Reader) (notice.Button, bool) {
	if len(typed) > maxWord {
		return notice.Button{}, false
	}
	english := r
	english.Language = c.tongues[0].tag.String()
	for _, reader := range []Reader{r, english} {
		for _, b := range buttons {
			// A label that can't be rendered is no label that somebody could have typed.
			if label, err := c.Label(b, reader); err == nil && folded(label) == folded(typed) {
				return b, true
			}
		}
	}
	return notice.Button{}, false
}

// Spoken is the language of the catalogues that a tag asks for: "de" for "de-AT". ok is
// false for one that is not there.
func (c *Catalogue) Spoken(tag string) (spoken string, ok bool) {
	want, err := language.Parse(tag)
	if err != nil || tag == "" {
		return "", false
	}
	base, _ := want.Base()
	for _, t := range c.tongues {
		if has, _ := t.tag.Base(); has == base {
			return t.tag.String(), true
		}
	}
	return "", false
}

// Name is what a language of the catalogues is called in itself.
func (c *Catalogue) Name(tag string) string { return c.tongue(tag).file.Name }
