package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// written is a setting as it stands in a file of settings.
type written struct {
	value string
	line  int
}

// settingsError is what is wrong with a file of settings. It quotes no value: any of them
// may be a secret that slipped into the wrong line.
type settingsError struct{ error }

func (e settingsError) Unwrap() error { return e.error }

// readSettings reads a file of settings: a flat YAML mapping of flags' names to values. A
// name without a value is not set. Everything that is wrong is named, with its line.
func readSettings(path string, known map[string]*kong.Flag) (map[string]written, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, settingsError{fmt.Errorf("--config can't be read: %w", err)}
	}
	f := &settingsFile{name: filepath.Base(path), known: known, settings: map[string]written{}, seen: map[string]int{}}
	tree, err := parser.ParseBytes(content, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		// The parser's own words show the lines around the mistake.
		f.wrong(lineOf(err), `can't be read: write "name: value", and put what holds odd characters between 'quotes'`)
	} else {
		f.read(tree)
	}
	if len(f.errs) > 0 {
		return nil, settingsError{errors.Join(f.errs...)}
	}
	return f.settings, nil
}

func lineOf(err error) int {
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		return at.GetToken().Position.Line
	}
	return 1
}

// settingsFile is a file of settings that is being read.
type settingsFile struct {
	name     string
	known    map[string]*kong.Flag
	settings map[string]written
	seen     map[string]int // name to line
	errs     []error
}

func (f *settingsFile) wrong(line int, format string, args ...any) {
	f.errs = append(f.errs, fmt.Errorf("%s line %d: %w", f.name, line, fmt.Errorf(format, args...)))
}

func (f *settingsFile) read(tree *ast.File) {
	for i, doc := range tree.Docs {
		switch body := doc.Body.(type) {
		case nil, *ast.NullNode, *ast.CommentGroupNode: // nothing but comments
		case *ast.MappingNode:
			if i > 0 {
				f.wrong(body.GetToken().Position.Line, "a second document begins here: keep all settings in one")
				continue
			}
			for _, pair := range body.Values {
				f.setting(pair)
			}
		case *ast.MappingValueNode:
			f.setting(body)
		default:
			f.wrong(body.GetToken().Position.Line, `is no setting: write "name: value"`)
		}
	}
}

// setting takes one line.
func (f *settingsFile) setting(pair *ast.MappingValueNode) {
	key := pair.Key.GetToken()
	name, line := key.Value, key.Position.Line
	flag, ok := f.known[name]
	switch {
	case !ok:
		f.wrong(line, "there is no setting of this name: the nearest is %q", nearest(name, f.known))
		return
	case f.seen[name] > 0:
		f.wrong(line, "%s stands in line %d already: leave one out", name, f.seen[name])
		return
	}
	f.seen[name] = line
	value, ok := scalar(pair.Value)
	if !ok {
		f.wrong(line, "%s must be a single value", name)
		return
	}
	if value == "" {
		return
	}
	if err := fits(flag, value); err != nil {
		f.wrong(line, "%s %w", name, err)
		return
	}
	f.settings[name] = written{value, line}
}

// scalar is a value as it was typed; empty when there is none.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case nil, *ast.NullNode:
		return "", true
	case *ast.StringNode:
		return n.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// fits says whether a flag can have a value. What it says does not quote the value.
func fits(flag *kong.Flag, value string) error {
	if allowed := flag.EnumSlice(); flag.Enum != "" && !slices.Contains(allowed, value) {
		return fmt.Errorf("must be %s", strings.Join(allowed, " or "))
	}
	into := reflect.New(flag.Target.Type()).Elem()
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
	}
	scan := kong.Scan().PushTyped(value, kong.FlagValueToken)
	if flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: scan}, into) != nil {
		return fmt.Errorf("can't be that: %s", example(flag))
	}
	return nil
}

// example says what a flag's value looks like.
func example(flag *kong.Flag) string {
	switch flag.Target.Interface().(type) {
	case bool:
		return "it is true or false"
	case int, int64:
		return "it is a whole number"
	case float64:
		return "it is a number"
	case time.Time:
		return "it is a moment like " + exampleMoment
	default:
		return "see --help for " + flag.Summary()
	}
}

// nearest is the known name that takes the fewest letters to get to.
func nearest(name string, known map[string]*kong.Flag) string {
	best, least := "", -1
	for candidate := range known {
		d := apart(name, candidate)
		if least < 0 || d < least || d == least && candidate < best {
			best, least = candidate, d
		}
	}
	return best
}

// apart counts the letters to add, to drop or to change between two words.
func apart(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal, row[j+1] = row[j+1], min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
