// Porchlight is a Telegram check-in and duress-alert bot for small teams.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // zones work where the system has none

	"github.com/alecthomas/kong"
)

// cli is the command line.
type cli struct {
	Version kong.VersionFlag `help:"Say which version this is." env:"-"`
	Config  string           `help:"A file of settings: names of flags, with values, in YAML." type:"path" placeholder:"FILE"`

	Serve serveCmd `cmd:"" help:"Run the bot."`
	Demo  demoCmd  `cmd:"" help:"Play the built-in scenes: no token and no Redis needed."`

	Doctor    doctorCmd    `cmd:"" help:"Look for what must be mended, and say how. It changes nothing."`
	Channels  channelsCmd  `cmd:"" help:"Try the channels by which people are paged."`
	Team      teamCmd      `cmd:"" help:"Make, show, change and remove teams."`
	Key       keyCmd       `cmd:"" help:"Make and rotate key rings."`
	Backup    backupCmd    `cmd:"" help:"Copy everything that is stored into one encrypted file, beside a running serve."`
	Restore   restoreCmd   `cmd:"" help:"Put such a copy into an empty Redis and data dir."`
	Health    healthCmd    `cmd:"" help:"Ask a running serve whether it is well, for container engines."`
	Simulator simulatorCmd `cmd:"" help:"Run the Bot API simulator alone, with people typed on standard input."`
}

// What the program ends with.
const (
	exitDone    = 0
	exitFailed  = 1 // something is wrong out there, or with a setting
	exitMistype = 2 // the command line makes no sense
)

func main() {
	forgetEmpty()
	os.Exit(run(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

// forgetEmpty takes what is set to nothing in the environment for what is not set: files
// of settings are full of such lines.
func forgetEmpty() {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); value == "" && strings.HasPrefix(name, "PORCHLIGHT_") {
			_ = os.Unsetenv(name) // it can't fail for a name that is there
		}
	}
}

// streams are where a command reads and writes.
type streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// run is main, for tests. Whatever stops the program is said in one line.
func run(args []string, s streams) int {
	exit, given := -1, &layers{}
	parser, err := kong.New(new(cli),
		kong.Name("porchlight"),
		kong.Description("The porch light stays on until everyone is home."),
		kong.DefaultEnvars("PORCHLIGHT"),
		kong.Vars{"version": version(), "example_token": exampleToken},
		kong.Writers(s.Out, s.Err),
		kong.TypeMapper(reflect.TypeFor[time.Time](), kong.MapperFunc(moment)),
		kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		given.options(),
	)
	if err != nil {
		return stopped(s.Err, err, exitFailed)
	}
	switch {
	case len(args) == 0:
		args = []string{"--help"}
	case args[0] == "help":
		args = append(slices.Clone(args[1:]), "--help")
	}
	chosen, err := parser.Parse(args)
	if exit >= 0 {
		return exit // help or the version was asked for
	}
	if wrong := (settingsError{}); errors.As(err, &wrong) {
		return stopped(s.Err, wrong, exitFailed)
	}
	if err != nil {
		return stopped(s.Err, fmt.Errorf("%w: %s", err, seeHelp(err)), exitMistype)
	}
	if err := given.secrets(chosen); err != nil {
		return stopped(s.Err, err, exitFailed)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	chosen.BindTo(ctx, (*context.Context)(nil))
	chosen.Bind(s)
	if err := chosen.Run(); err != nil && !errors.Is(err, context.Canceled) {
		return stopped(s.Err, given.blame(chosen, err), exitFailed)
	}
	return exitDone
}
