package locales

import (
	"errors"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// notSpeaking are the packages that say nothing in Telegram: to the operator, or as
// people who play.
var notSpeaking = []string{"cmd", "serve", "simulator", "stage", "store"}

// sentence is what looks like one: a capital letter, and three words.
var sentence = regexp.MustCompile(`^\p{Lu}\S*\s+\S+\s+\S`)

// aside are calls whose words are for the operator: errors, logs, patterns.
var aside = regexp.MustCompile(`^(errors\.New|fmt\.Errorf|regexp\.MustCompile|slog\.\w+|.*[lL]og\.(Debug|Info|Warn|Error))$`)

// finding is words in the code.
type finding struct{ at, words string }

// written finds the sentences in a file, and the words that are given to notice.Text.
func (s *source) written(f *ast.File, fset *token.FileSet) []finding {
	var all []finding
	found := func(e ast.Expr, words string) { all = append(all, finding{fset.Position(e.Pos()).String(), words}) }
	ast.Inspect(f, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.CallExpr:
			if s.calls(e, "Text") {
				for _, words := range s.said(e.Args) {
					found(e, words)
				}
			}
			return !aside.MatchString(calledName(e.Fun))
		case *ast.KeyValueExpr: // a field of a request to Telegram, or of an argument
			if key, ok := e.Key.(*ast.Ident); ok && slices.Contains([]string{"Text", "Caption", "Description"}, key.Name) {
				for _, words := range s.said([]ast.Expr{e.Value}) {
					found(e, words)
				}
			}
		case *ast.BasicLit:
			if v, ok := s.spelt(e); ok && sentence.MatchString(v) {
				found(e, v)
			}
		}
		return true
	})
	return all
}

// said are the constant words in expressions. What begins with a slash is a form, and
// with a plus an example for one, which are the same in every language.
func (s *source) said(es []ast.Expr) []string {
	var all []string
	for _, e := range es {
		if sum, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && sum.Op == token.ADD {
			all = append(all, s.said([]ast.Expr{sum.X, sum.Y})...)
			continue
		}
		tv := s.info.Types[e]
		if tv.Value == nil || tv.Value.Kind() != constant.String {
			continue
		}
		if v := constant.StringVal(tv.Value); strings.ContainsFunc(v, isLetter) && !strings.HasPrefix(v, "/") && !strings.HasPrefix(v, "+") {
			all = append(all, v)
		}
	}
	return all
}

func isLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r > 127 }

// calledName is a call's function as it is written, "d.Log.Error".
func calledName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return calledName(e.X) + "." + e.Sel.Name
	}
	return ""
}

// What people read in Telegram stands in the catalogues, where it can be translated.
func TestNoTextStandsInTheCode(t *testing.T) {
	t.Parallel()
	m, err := program()
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for name, s := range m.pkgs {
		pkg := strings.TrimPrefix(name, "porchlight/")
		if first, _, _ := strings.Cut(pkg, "/"); slices.Contains(notSpeaking, first) {
			continue
		}
		for _, f := range s.files {
			files++
			for _, x := range s.written(f, m.fset) {
				t.Errorf("%s: %q belongs in the catalogues", x.at, x.words)
			}
		}
	}
	if files < 50 {
		t.Errorf("only %d files were looked at", files)
	}
}

// writtenIn is what the search finds in a file that is not part of the program.
func (m *module) writtenIn(t *testing.T, code string) []string {
	t.Helper()
	f, err := parser.ParseFile(m.fset, "planted.go", code, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	s := &source{info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
	}}
	config := types.Config{Importer: known{m}, Error: func(error) {}}
	_, _ = config.Check("planted", m.fset, []*ast.File{f}, s.info)
	var words []string
	for _, x := range s.written(f, m.fset) {
		words = append(words, x.words)
	}
	return words
}

// known imports what has been read, and changes nothing that other tests use.
type known struct{ m *module }

func (k known) Import(name string) (*types.Package, error) {
	if s, ok := k.m.pkgs[name]; ok {
		return s.pkg, nil
	}
	return nil, errors.New("not read")
}

// The search itself, on code that is full of words.
func TestTheSearchForTextsInTheCode(t *testing.T) {
	t.Parallel()
	m, err := program()
	if err != nil {
		t.Fatal(err)
	}
	got := m.writtenIn(t, `package planted
import ("errors"; "porchlight/notice")
const greeting = "hello"
var errBad = errors.New("Telegram said a bad word")
var example = "Blue Café"
var a = notice.Text(greeting)
var b = notice.Text("until " + example)
var c = []notice.Arg{notice.Text("/invite worker"), notice.Text("+20m")}
var d = notice.Arg{Is: notice.IsText, Text: "soon"}
var e = "Please come home now."
`)
	if want := []string{"hello", "until ", "soon", "Please come home now."}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
