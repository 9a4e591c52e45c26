package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// exampleFile is the commented example that is shipped.
const exampleFile = "../../porchlight.example.yaml"

// set are the lines of the example that would set something without their '#'.
var set = regexp.MustCompile(`(?m)^#([a-z][a-z-]*): (.*)$`)

// model is the command line with a command's flags.
func model(t *testing.T, command string) (all, own map[string]*kong.Flag) {
	t.Helper()
	parser, err := kong.New(new(cli), kong.DefaultEnvars("PORCHLIGHT"), kong.Vars{"version": "", "example_token": ""})
	if err != nil {
		t.Fatal(err)
	}
	own = map[string]*kong.Flag{}
	for _, c := range parser.Model.Children {
		if c.Name == command {
			own = settable(c)
		}
	}
	return settable(parser.Model.Node), own
}

// TestTheExampleNamesEverySetting of serve, with its default, and nothing else; as it is
// shipped, and with all of it in force.
func TestTheExampleNamesEverySetting(t *testing.T) {
	t.Parallel()
	all, own := model(t, "serve")
	if got, err := readSettings(exampleFile, all); err != nil || len(got) != 0 {
		t.Fatalf("the example as it is shipped sets %v: %v", got, err)
	}
	content, err := os.ReadFile(exampleFile)
	if err != nil {
		t.Fatal(err)
	}
	inForce := filepath.Join(t.TempDir(), "porchlight.yaml")
	if err := os.WriteFile(inForce, set.ReplaceAll(content, []byte("$1: $2")), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readSettings(inForce, all)
	if err != nil {
		t.Fatal(err)
	}
	for name, flag := range own {
		w, ok := got[name]
		if !ok {
			t.Errorf("%s is not in it", name)
		}
		if flag.HasDefault && w.value != flag.Default {
			t.Errorf("%s is %q in it, and %q by default", name, w.value, flag.Default)
		}
		if flag.Tag.Has("holds") && own[flag.Tag.Get("holds")] == nil {
			t.Errorf("%s holds something that there is not", name)
		}
	}
	for name := range got {
		if own[name] == nil {
			t.Errorf("%s is no setting of serve", name)
		}
	}
	// The settings of the program that are promised and there (PRODUCT.md).
	for _, name := range []string{"telegram-token", "telegram-api", "redis", "data-dir", "key-file", "listen", "operator-chat", "smtp-url", "ntfy-url", "alert-webhook-url", "alert-webhook-secret", "time-scale", "time-start", "allow-fsync-everysec"} {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is promised and not in the example", name)
		}
	}
	// What may hold a secret can stand in a file of its own.
	for name := range own {
		if (strings.HasSuffix(name, "-token") || strings.HasSuffix(name, "-secret") || name == "redis") && own[name+"-file"] == nil {
			t.Errorf("%s has no %s-file", name, name)
		}
	}
}

func TestTheNearestName(t *testing.T) {
	t.Parallel()
	all, _ := model(t, "serve")
	for typed, want := range map[string]string{
		"rediss": "redis", "telegram_token": "telegram-token", "opperator-chat": "operator-chat",
	} {
		if got := nearest(typed, all); got != want {
			t.Errorf("nearest to %q is %q, want %q", typed, got, want)
		}
	}
}
