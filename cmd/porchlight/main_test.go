package main

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"porchlight/clock"
	"porchlight/keyring"
	"porchlight/simulator"
	"porchlight/store/redistest"
)

// token is the bot's token wherever a program is really started. Its secret must be in
// nothing that a program writes.
const (
	token  = "1000000001:" + secret
	secret = "AAE-never-to-be-seen"
)

// TestMain makes this test program a porchlight too: it is in PATH under that name while
// the tests run, so what the tests start has the race detector in it.
func TestMain(m *testing.M) {
	// These tests wait for other processes, and for Telegram's one message a second, most
	// of the time: they need no core of their own. A -parallel on the command line wins.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"porchlight": main})
}

// TestScripts plays testdata/*.txtar, where the program is used as in a shell.
func TestScripts(t *testing.T) {
	t.Parallel()
	telegram := httptest.NewServer(simulator.New(clock.Real(), token))
	t.Cleanup(telegram.Close)
	broken := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(broken.Close)
	env := map[string]string{
		"TOKEN": token, "TELEGRAM": telegram.URL, "ANOTHER_SITE": broken.URL,
		"REDIS":          redistest.Start(t).URL(),
		"REDIS_NO_AOF":   redistest.Start(t, "appendonly no").URL(),
		"REDIS_EVICTS":   redistest.Start(t, "maxmemory-policy allkeys-lru").URL(),
		"REDIS_EVERYSEC": redistest.Start(t, "appendfsync everysec").URL(),
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			for name, value := range env {
				e.Setenv(name, value)
			}
			// A database for each script, as the scripts run at once.
			e.Setenv("REDIS", env["REDIS"]+"?db="+database(t, e.WorkDir))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"refused": refused, "keyring": writeRing, "mode": mode, "line": line, "append": appendTo,
		},
		// A program that should have been refused and serves instead is ended then.
		Deadline:            time.Now().Add(10 * patience),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// database is a number of a script's own.
func database(t *testing.T, workDir string) string {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if strings.HasSuffix(workDir, "script-"+strings.TrimSuffix(filepath.Base(name), ".txtar")) {
			return strconv.Itoa(i + 1) // up to 15 scripts; Redis has 16 databases
		}
	}
	t.Fatalf("no script works in %s", workDir)
	return ""
}

// refused PATTERN... : the last program said one line on stderr, and each pattern is in it.
func refused(ts *testscript.TestScript, neg bool, patterns []string) {
	said := ts.ReadFile("stderr")
	if neg || strings.Count(said, "\n") != 1 || !strings.HasSuffix(said, "\n") {
		ts.Fatalf("not one line:\n%s", said)
	}
	if !strings.HasPrefix(said, "porchlight: ") || len(said) < len("porchlight: ")+20 {
		ts.Fatalf("it does not say who says it, or what: %s", said)
	}
	if strings.Contains(said+ts.ReadFile("stdout"), secret) {
		ts.Fatalf("it tells the token: %s", said)
	}
	for _, p := range patterns {
		if !regexp.MustCompile(p).MatchString(said) {
			ts.Fatalf("%q is not in: %s", p, said)
		}
	}
}

// keyring FILE : a new key ring, as another program would have made it.
func writeRing(ts *testscript.TestScript, _ bool, args []string) {
	ring, err := keyring.New()
	ts.Check(err)
	ts.Check(ring.Save(ts.MkAbs(args[0])))
}

// mode FILE BITS : the file's permissions, in octal.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := info.Mode().Perm().String(); got != args[1] {
		ts.Fatalf("%s has mode %s", args[0], got)
	}
}

// line NAME TEXT : sets a variable to a text in which \n and \r mean what they do in Go.
func line(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(args[1]))
}

// append FILE TEXT : adds a text to a file.
func appendTo(ts *testscript.TestScript, _ bool, args []string) {
	content, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), append(content, args[1]...), 0o600))
}
