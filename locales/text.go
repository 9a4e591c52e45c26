package locales

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"porchlight/notice"
	"porchlight/team"
)

// The errors. Whatever they are about, there is a text too, which says what can be said.
var (
	ErrNoText     = errors.New("no such text")
	ErrNoArgument = errors.New("a text's argument is missing or empty")
	ErrNoLines    = errors.New("a message without lines")
)

// gap stands in a text where an argument is missing.
const gap = "…"

// Reader is for whom something is put into words.
type Reader struct {
	Language string                   // BCP 47; English if it is empty or there is no catalogue
	Zone     *time.Location           // nil is UTC
	Now      time.Time                // what "today" is
	Names    map[team.MemberID]string // of the members who may be named
}

// Text puts lines into words: plain text, a line each, without markup.
//
// No message is lost for want of a text: besides an error the text is returned as far as
// it goes. A text that the reader's language lacks is taken from English, one that
// English lacks too becomes its key with its arguments, and an argument that is missing
// becomes an ellipsis. The error names keys and arguments, and nothing that they hold.
func (c *Catalogue) Text(lines []notice.Line, r Reader) (string, error) {
	if len(lines) == 0 {
		return gap, ErrNoLines
	}
	s := c.scene(r)
	var troubles []error
	texts := make([]string, len(lines))
	for i, x := range lines {
		if x.IsGap() && i > 0 && i < len(lines)-1 {
			continue
		}
		l := &line{scene: s, key: x.Key, args: x.Args}
		texts[i] = l.words()
		troubles = append(troubles, l.troubles...)
	}
	return strings.Join(texts, "\n"), errors.Join(troubles...)
}

// Label is what a button says. As with [Catalogue.Text], there is one besides an error.
func (c *Catalogue) Label(b notice.Button, r Reader) (string, error) {
	s := c.scene(r)
	if b.Member != "" && b.Label == "" {
		return s.tongue.name(b.Member, s.known, true), nil
	}
	l := &line{scene: s, key: b.Label, args: b.Args}
	if b.Member != "" {
		l.args = notice.L(b.Label, "who", notice.Who(b.Member)).Args
	}
	words := l.words()
	return words, errors.Join(l.troubles...)
}

// scene is a reader, made ready.
type scene struct {
	tongue  *tongue
	english *tongue
	zone    *time.Location
	now     time.Time // in that zone
	known   map[team.MemberID]string
}

func (c *Catalogue) scene(r Reader) *scene {
	zone := r.Zone
	if zone == nil {
		zone = time.UTC
	}
	return &scene{tongue: c.tongue(r.Language), english: c.tongues[0], zone: zone, now: r.Now.In(zone), known: r.Names}
}

// line is one line while it is put into words.
type line struct {
	*scene
	key      notice.Key
	args     map[string]notice.Arg
	troubles []error // what is wrong with a text that can be shown nevertheless
}

// words is the line in the reader's language, else in English, else bare.
func (l *line) words() string {
	in := *l.scene
	l.scene = &in
	for _, t := range slices.Compact([]*tongue{l.tongue, l.english}) {
		form, ok := t.texts[string(l.key)]
		if !ok {
			l.troubles = append(l.troubles, fmt.Errorf("%q in %s: %w", l.key, t.tag, ErrNoText))
			continue
		}
		in.tongue = t // what fills its gaps is in the text's language
		config := &i18n.LocalizeConfig{MessageID: string(l.key), TemplateData: l, TemplateParser: gapParser{}}
		if n, ok := l.count(); ok && len(form.forms()) > 1 {
			config.PluralCount = n
		}
		words, err := t.localizer.Localize(config)
		if words != "" { // an error besides says that a plural form was taken for another
			return words
		}
		l.troubles = append(l.troubles, fmt.Errorf("%q in %s: %w", l.key, t.tag, err))
	}
	return l.bare()
}

// count is the number by which the plural form is chosen.
func (l *line) count() (n int, ok bool) {
	for _, name := range append([]string{"n"}, l.names()...) {
		if a, there := l.args[name]; there && a.Is == notice.IsN {
			return a.N, true
		}
	}
	return 0, false
}

// names lists the arguments in a fixed order.
func (l *line) names() []string { return slices.Sorted(maps.Keys(l.args)) }

// put fills one gap.
func (l *line) put(name string, first bool) string {
	if a, ok := l.args[name]; ok {
		if words, ok := l.argument(a, first); ok {
			return words
		}
	}
	l.troubles = append(l.troubles, fmt.Errorf("{%s} of %q: %w", name, l.key, ErrNoArgument))
	return gap
}

// bare is what can be said without a text: the key, and the arguments by name.
func (l *line) bare() string {
	key := oneLine(string(l.key))
	if !visible(key) {
		key = gap
	}
	var said []string
	for _, name := range l.names() {
		said = append(said, oneLine(name)+" "+l.put(name, false))
	}
	if len(said) == 0 {
		return key
	}
	return key + ": " + strings.Join(said, ", ")
}
