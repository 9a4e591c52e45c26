package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// layer is where a setting was made. The command line wins over the environment, and that
// over the file of settings.
type layer int

const (
	unset layer = iota
	byFile
	byEnvironment
	byFlag
)

// layers are all places where a program's settings were made.
type layers struct {
	path  string // the file of settings; empty: none
	file  map[string]written
	flags map[string]bool // on the command line
	read  bool
}

// options are what the command line's parser needs for this.
func (l *layers) options() kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		for _, o := range []kong.Option{kong.WithBeforeResolve(l.begin), kong.Resolvers(kong.ResolverFunc(l.resolve))} {
			if err := o.Apply(k); err != nil {
				return err
			}
		}
		return nil
	})
}

// begin reads the file of settings, once.
func (l *layers) begin(ctx *kong.Context) error {
	if l.read {
		return nil
	}
	l.read, l.flags = true, map[string]bool{}
	l.path = os.Getenv("PORCHLIGHT_CONFIG")
	for _, p := range ctx.Path {
		if p.Flag == nil {
			continue
		}
		l.flags[p.Flag.Name] = true
		if path, ok := ctx.FlagValue(p.Flag).(string); ok && p.Flag.Name == "config" {
			l.path = path
		}
	}
	if l.path == "" {
		return nil
	}
	var err error
	l.file, err = readSettings(l.path, settable(ctx.Model.Node))
	return err
}

// settable are the flags of all commands that can be set elsewhere than on the command
// line.
func settable(n *kong.Node) map[string]*kong.Flag {
	known := map[string]*kong.Flag{}
	for _, f := range n.Flags {
		if len(f.Envs) > 0 && f.Name != "config" {
			known[f.Name] = f
		}
	}
	for _, child := range n.Children {
		for name, f := range settable(child) {
			if known[name] == nil {
				known[name] = f
			}
		}
	}
	return known
}

// resolve is what the file says of a flag that was set nowhere above it.
func (l *layers) resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if w, ok := l.file[flag.Name]; ok && l.of(flag) == byFile {
		return w.value, nil
	}
	return nil, nil //nolint:nilnil // it is how a kong.Resolver says that it knows nothing
}

// of is the highest layer in which a flag was set.
func (l *layers) of(flag *kong.Flag) layer {
	if l.flags[flag.Name] {
		return byFlag
	}
	for _, name := range flag.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return byEnvironment
		}
	}
	if _, ok := l.file[flag.Name]; ok {
		return byFile
	}
	return unset
}

// secrets reads the secrets that stand in files of their own. A flag with the tag
// holds:"X" names such a file for the flag X. The one that was set in the higher layer
// wins, and the other is emptied; in one layer there is no telling which was meant.
func (l *layers) secrets(ctx *kong.Context) error {
	byName := map[string]*kong.Flag{}
	for _, f := range ctx.Flags() {
		byName[f.Name] = f
	}
	for _, named := range ctx.Flags() {
		plain := byName[named.Tag.Get("holds")]
		if plain == nil || l.of(named) == unset {
			continue
		}
		switch a, b := l.of(named), l.of(plain); {
		case a == b:
			return fmt.Errorf("--%s and --%s are both given%s: leave one out", plain.Name, named.Name, l.both(plain))
		case a < b:
			named.Target.SetString("")
		default:
			secret, err := readSecret(named.Name, named.Target.String())
			if err != nil {
				return err
			}
			plain.Target.SetString(secret)
		}
	}
	return nil
}

// both says where two settings of one layer stand.
func (l *layers) both(flag *kong.Flag) string {
	switch l.of(flag) {
	case byEnvironment:
		return " (by the environment: " + flag.Envs[0] + ")"
	case byFile:
		return " (in " + filepath.Base(l.path) + ")"
	case byFlag, unset:
	}
	return ""
}

// maxSecret is far more than any token, password or URL has, in bytes.
const maxSecret = 64 << 10

// readSecret reads a file that holds nothing but a secret. White space around it is what
// editors and shells leave behind.
func readSecret(flag, path string) (string, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxSecret {
		return "", fmt.Errorf("--%s: %s is too big for a secret: name the file that holds it alone", flag, path)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("--%s can't be read: %w", flag, err)
	}
	secret := strings.TrimSpace(string(content))
	if secret == "" {
		return "", fmt.Errorf("--%s: %s is empty: put the secret into it", flag, path)
	}
	return secret, nil
}

// flagName is a flag as errors name it.
var flagName = regexp.MustCompile(`--([a-z][a-z-]*[a-z])`)

// blame adds to an error where the setting that it names first was made, unless that was
// on the command line.
func (l *layers) blame(ctx *kong.Context, err error) error {
	var already settingsError
	m := flagName.FindStringSubmatch(err.Error())
	if m == nil || errors.As(err, &already) {
		return err
	}
	for _, f := range ctx.Flags() {
		if f.Name != m[1] {
			continue
		}
		switch l.of(f) {
		case byFile:
			return fmt.Errorf("%s line %d: %w", filepath.Base(l.path), l.file[f.Name].line, err)
		case byEnvironment:
			return fmt.Errorf("%w (it was set by %s)", err, f.Envs[0])
		case byFlag, unset:
		}
	}
	return err
}
