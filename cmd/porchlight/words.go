package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime/debug"
	"strings"
	"unicode"

	"github.com/alecthomas/kong"
)

// stopped says what stopped the program, and returns what it ends with.
func stopped(errOut io.Writer, err error, code int) int {
	_, _ = fmt.Fprintf(errOut, "porchlight: %s\n", oneLine(err.Error()))
	return code
}

// tokenLike is what a bot's token looks like. One that was typed in the wrong place is
// quoted by the command line's parser.
var tokenLike = regexp.MustCompile(`\d{5,}:[\w-]{5,}`)

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
	return tokenLike.ReplaceAllString(text, "(a token)")
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

// version is what this program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "porchlight (built without version control)"
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	words := []string{"porchlight", info.Main.Version}
	if r := settings["vcs.revision"]; r != "" {
		words = append(words, "revision "+r[:min(12, len(r))])
	}
	if settings["vcs.modified"] == "true" {
		words = append(words, "with changes")
	}
	return strings.Join(append(words, info.GoVersion), " ")
}
