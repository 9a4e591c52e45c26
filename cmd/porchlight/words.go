package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"unicode"

	"github.com/alecthomas/kong"

	"porchlight/serve"
)

// stopped says what stopped the program, and returns what it ends with.
func stopped(errOut io.Writer, err error, code int) int {
	_, _ = fmt.Fprintf(errOut, "porchlight: %s\n", oneLine(err.Error()))
	return code
}

// tokenLike is what a bot's token looks like. One that was typed in the wrong place is
// quoted by the command line's parser.
var tokenLike = regexp.MustCompile(`\d{5,}:[\w-]{5,}`)

// urlPassword is who a URL logs in as, and the password.
var urlPassword = regexp.MustCompile(`(\w://[^/\s:@]*:)[^/\s@]+@`)

// oneLine makes one line of an error, however many were joined in it, without what a
// terminal would take for a command and without a token.
func oneLine(text string) string {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, strings.Join(lines, "; "))
	return urlPassword.ReplaceAllString(tokenLike.ReplaceAllString(text, "(a token)"), "$1(a password)@")
}

// seeHelp says where it is written how to type what could not be read.
func seeHelp(err error) string {
	command := "porchlight"
	if failed := (*kong.ParseError)(nil); errors.As(err, &failed) {
		if n := failed.Context.Selected(); n != nil {
			command += " " + n.Path()
		}
	}
	return "see " + command + " --help"
}

// revision is what make build was run on, where Go does not write it into the program.
var revision string

// built is what this program was built from. Go writes it into what it builds from a
// checkout or from a module.
func built() serve.Build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return serve.Build{Version: "unknown", Go: runtime.Version()}
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	b := serve.Build{Version: info.Main.Version, Revision: settings["vcs.revision"], Go: info.GoVersion}
	if b.Revision == "" {
		b.Revision = revision
	}
	b.Revision = b.Revision[:min(18, len(b.Revision))]
	if settings["vcs.modified"] == "true" {
		b.Revision += " with changes"
	}
	if b.Version == "" || b.Version == "(devel)" {
		b.Version = "of a checkout"
	}
	return b
}

// version is the same for people.
func version() string {
	b := built()
	words := []string{"porchlight", b.Version}
	if b.Revision != "" {
		words = append(words, "revision "+b.Revision)
	}
	return strings.Join(append(words, b.Go, runtime.GOOS+"/"+runtime.GOARCH), " ")
}
