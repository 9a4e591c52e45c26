package locales

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed *.json
var embedded embed.FS

// Catalogue holds the texts and words of every language. It does not change once it is
// loaded, and can be used from several goroutines.
type Catalogue struct {
	tongues []*tongue // English first
	matcher language.Matcher
}

// tongue is one language, ready for use.
type tongue struct {
	tag       language.Tag
	file      *file
	texts     map[string]text // the file's, under cover and plain
	localizer *i18n.Localizer
	formats   map[string]pattern // of the file's time and people
	words     map[string]Word    // by what folded makes of them
	rightLeft bool               // written from right to left
}

// Load reads the catalogues that are part of the program.
func Load() (*Catalogue, error) { return load(embedded) }

func load(from fs.FS) (*Catalogue, error) {
	names, err := fs.Glob(from, "*.json")
	if err != nil {
		return nil, fmt.Errorf("listing the catalogues: %w", err)
	}
	c := &Catalogue{}
	bundle := i18n.NewBundle(language.English)
	for _, name := range names {
		t, err := loadTongue(from, name, bundle)
		if err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", name, err)
		}
		if t.tag == language.English {
			c.tongues = append([]*tongue{t}, c.tongues...)
		} else {
			c.tongues = append(c.tongues, t)
		}
	}
	if len(c.tongues) == 0 || c.tongues[0].tag != language.English {
		return nil, errors.New("there is no English catalogue, en.json")
	}
	if err := c.agree(); err != nil {
		return nil, err
	}
	tags := make([]language.Tag, len(c.tongues))
	for i, t := range c.tongues {
		tags[i] = t.tag
		t.localizer = i18n.NewLocalizer(bundle, t.tag.String())
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

func loadTongue(from fs.FS, name string, bundle *i18n.Bundle) (*tongue, error) {
	tag, err := language.Parse(strings.TrimSuffix(path.Base(name), ".json"))
	if err != nil {
		return nil, fmt.Errorf("its name is no language: %w", err)
	}
	raw, err := fs.ReadFile(from, name)
	if err != nil {
		return nil, err
	}
	f, err := parse(raw)
	if err != nil {
		return nil, err
	}
	t := &tongue{tag: tag, file: f, texts: f.texts(), rightLeft: rightToLeft(tag)}
	if t.formats, err = f.formats(); err != nil {
		return nil, err
	}
	if t.words, err = f.typed(); err != nil {
		return nil, err
	}
	var messages []*i18n.Message
	for key, m := range t.texts {
		messages = append(messages, m.message(key))
	}
	if err := bundle.AddMessages(tag, messages...); err != nil {
		return nil, fmt.Errorf("adding its texts: %w", err)
	}
	return t, nil
}

// agree makes sure that no word means one thing in a language and another in English,
// which is always understood too.
func (c *Catalogue) agree() error {
	for _, t := range c.tongues[1:] {
		for word, means := range t.words {
			if english, ok := c.tongues[0].words[word]; ok && english != means {
				return fmt.Errorf("the word %q means %v in %s and %v in English", word, means, t.tag, english)
			}
		}
	}
	return nil
}

// Languages lists the languages of the catalogues as BCP 47 tags, English first.
func (c *Catalogue) Languages() []string {
	all := make([]string, len(c.tongues))
	for i, t := range c.tongues {
		all[i] = t.tag.String()
	}
	return all
}

// Language is which of Languages a person reads whose language is tag.
func (c *Catalogue) Language(tag string) string { return c.tongue(tag).tag.String() }

// tongue is the language that comes closest to a BCP 47 tag: "de" for "de-AT", English
// for what is unknown, empty or no tag.
func (c *Catalogue) tongue(tag string) *tongue {
	want, err := language.Parse(tag)
	if err != nil {
		return c.tongues[0]
	}
	_, i, _ := c.matcher.Match(want)
	return c.tongues[i]
}

// rightToLeft says whether a language is written so, by the script it is most likely in.
func rightToLeft(tag language.Tag) bool {
	script, _ := tag.Script()
	switch script.String() {
	case "Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa":
		return true
	}
	return false
}
