package locales

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// module is the program's source, type-checked as far as its own packages go: what other
// modules and the standard library hold does not matter for the keys of texts.
type module struct {
	root string
	fset *token.FileSet
	pkgs map[string]*source
}

// source is one package of the program.
type source struct {
	pkg   *types.Package
	info  *types.Info
	files []*ast.File
}

// program reads every package of the module but this one, once for all tests.
var program = sync.OnceValues(func() (*module, error) {
	m := &module{root: "..", fset: token.NewFileSet(), pkgs: map[string]*source{}}
	err := filepath.WalkDir(m.root, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); dir != m.root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "locales") {
			return fs.SkipDir
		}
		rel, err := filepath.Rel(m.root, dir)
		if err == nil && rel != "." {
			_, err = m.Import(path.Join("porchlight", filepath.ToSlash(rel)))
		}
		return err
	})
	return m, err
})

// Import type-checks a package of the program; any other is taken to be empty, and the
// errors that follow from that are passed over.
func (m *module) Import(name string) (*types.Package, error) {
	if s, ok := m.pkgs[name]; ok {
		return s.pkg, nil
	}
	s := &source{pkg: types.NewPackage(name, path.Base(name)), info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
	}}
	m.pkgs[name] = s
	rel, ours := strings.CutPrefix(name, "porchlight/")
	if !ours {
		s.pkg.MarkComplete()
		return s.pkg, nil
	}
	dir := filepath.Join(m.root, filepath.FromSlash(rel))
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(m.fset, filepath.Join(dir, e.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		s.files = append(s.files, f)
	}
	config := types.Config{Importer: m, Error: func(error) {}}
	pkg, _ := config.Check(name, m.fset, s.files, s.info)
	s.pkg = pkg
	return pkg, nil
}

// constants lists the values of a type's constants, such as "meeting.DeadlineKind".
func (m *module) constants(t *testing.T, pkg, typeName string) []string {
	t.Helper()
	var all []string
	s := m.pkgs["porchlight/"+pkg]
	for _, name := range s.pkg.Scope().Names() {
		c, ok := s.pkg.Scope().Lookup(name).(*types.Const)
		if ok && c.Type().String() == "porchlight/"+pkg+"."+typeName {
			all = append(all, constant.StringVal(c.Val()))
		}
	}
	if len(all) == 0 {
		t.Fatalf("%s.%s has no constants", pkg, typeName)
	}
	return all
}

// use is a place in the source where a text is named.
type use struct {
	pkg  string            // without the module
	at   string            // file and line
	keys []string          // the texts it can be
	args map[string]string // with notice.L: the names of its arguments, and their kinds
	line bool              // it is a notice.L
}

// isKey says whether an expression is a notice.Key.
func (s *source) isKey(e ast.Expr) bool {
	tv, ok := s.info.Types[e]
	return ok && tv.Type != nil && tv.Type.String() == "porchlight/notice.Key"
}

// spelt is the constant string that an expression is, or begins or ends with.
func (s *source) spelt(e ast.Expr) (value string, ok bool) {
	if tv := s.info.Types[e]; tv.Value != nil && tv.Value.Kind() == constant.String {
		return constant.StringVal(tv.Value), true
	}
	return "", false
}

// expand lists the keys that an expression can be, with the families of dynamic ones.
func (s *source) expand(t *testing.T, e ast.Expr, families map[string][]string) []string {
	t.Helper()
	if v, ok := s.spelt(e); ok {
		return []string{v}
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr: // notice.Key("outcome-" + o)
		if tv, ok := s.info.Types[e.Fun]; ok && tv.IsType() && len(e.Args) == 1 {
			return s.expand(t, e.Args[0], families)
		}
	case *ast.BinaryExpr:
		if prefix, ok := s.spelt(e.X); ok {
			suffixes, known := families[prefix]
			if !known {
				t.Errorf("keys that begin with %q are put together in the code: name them in the families of this test", prefix)
			}
			var keys []string
			for _, suffix := range suffixes {
				keys = append(keys, prefix+suffix)
			}
			return keys
		}
	}
	return nil
}

// uses finds every place that names a text.
func (m *module) uses(t *testing.T, families map[string][]string) []use {
	t.Helper()
	var all []use
	for name, s := range m.pkgs {
		pkg, ours := strings.CutPrefix(name, "porchlight/")
		if !ours || pkg == "notice" {
			continue
		}
		for _, f := range s.files {
			variables := s.variables(t, f, families)
			ast.Inspect(f, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				u := use{pkg: pkg, at: m.fset.Position(e.Pos()).String()}
				if call, ok := e.(*ast.CallExpr); ok && s.calls(call, "L") {
					u.line, u.args, u.keys = true, s.arguments(call), s.expand(t, call.Args[0], families)
					if id, ok := call.Args[0].(*ast.Ident); ok && len(u.keys) == 0 {
						u.keys = variables[s.info.Uses[id]]
					}
				} else if s.isKey(e) {
					u.keys = s.expand(t, e, families)
				}
				if len(u.keys) > 0 {
					all = append(all, u)
				}
				return true
			})
		}
	}
	return all
}

// calls says whether a call is of a function of package notice.
func (s *source) calls(call *ast.CallExpr, name string) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	obj := s.info.Uses[sel.Sel]
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "porchlight/notice"
}

// arguments lists the arguments of a notice.L by name. A kind is the function that makes
// it, "At"; "?" where that can't be seen.
func (s *source) arguments(call *ast.CallExpr) map[string]string {
	args := map[string]string{}
	for i := 1; i+1 < len(call.Args); i += 2 {
		name, ok := s.spelt(call.Args[i])
		if !ok {
			continue
		}
		args[name] = "?"
		if made, ok := call.Args[i+1].(*ast.CallExpr); ok {
			if sel, ok := made.Fun.(*ast.SelectorExpr); ok && s.calls(made, sel.Sel.Name) {
				args[name] = sel.Sel.Name
			}
		}
	}
	return args
}

// variables lists the keys that are given to each variable of a file, `key += "-again"`
// included.
func (s *source) variables(t *testing.T, f *ast.File, families map[string][]string) map[types.Object][]string {
	t.Helper()
	keys := map[types.Object][]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != len(assign.Rhs) {
			return true
		}
		for i, to := range assign.Lhs {
			id, ok := to.(*ast.Ident)
			if !ok {
				continue
			}
			obj := s.info.Defs[id]
			if obj == nil {
				obj = s.info.Uses[id]
			}
			if obj == nil || !s.isKey(id) && obj.Type().String() != "porchlight/notice.Key" {
				continue
			}
			given := s.expand(t, assign.Rhs[i], families)
			if assign.Tok == token.ADD_ASSIGN {
				for _, before := range slices.Clone(keys[obj]) {
					for _, end := range given {
						keys[obj] = append(keys[obj], before+end)
					}
				}
				continue
			}
			keys[obj] = append(keys[obj], given...)
		}
		return true
	})
	return keys
}
