// Porchlight is a Telegram check-in and duress-alert bot for small teams.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones work where the system has none

	"github.com/alecthomas/kong"
)

// cli is the command line.
type cli struct {
	Serve     serveCmd     `cmd:"" help:"Run the bot."`
	Demo      demoCmd      `cmd:"" help:"Play the built-in scenes: no token and no Redis needed."`
	Team      teamCmd      `cmd:"" help:"Make teams."`
	Key       keyCmd       `cmd:"" help:"Make key rings."`
	Simulator simulatorCmd `cmd:"" help:"Run the Bot API simulator alone, with people typed on standard input."`
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// streams are where a command writes.
type streams struct{ Out, Err io.Writer }

// run is main, for tests. A wrong setting is one line that says how to mend it.
func run(args []string, out, errOut io.Writer) int {
	var c cli
	exit := -1
	parser, err := kong.New(&c,
		kong.Name("porchlight"),
		kong.Description("The porch light stays on until everyone is home."),
		kong.DefaultEnvars("PORCHLIGHT"),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		_, _ = fmt.Fprintf(errOut, "porchlight: %v\n", err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		_, _ = fmt.Fprintf(errOut, "porchlight: %v\n", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	chosen.BindTo(ctx, (*context.Context)(nil))
	chosen.Bind(streams{out, errOut})
	if err := chosen.Run(); err != nil && !errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintf(errOut, "porchlight: %v\n", err)
		return 1
	}
	return 0
}
