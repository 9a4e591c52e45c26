// Bench measures the program: what it promises of time is measured on the real bot, side
// by side with what it is compared to.
//
//	go run ./bench discretion
//	go run ./bench flood
//
// Every benchmark prints its figures as a table and, last, one line "ratio NAME VALUE". It
// ends with 1 when a promise is broken.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

type cli struct {
	Discretion discretionCmd `cmd:"" help:"Does a reply take longer, or shorter, for a duress word in what it answers?"`
	Flood      floodCmd      `cmd:"" help:"A duress message in the middle of thousands of prompts: how much later is its first page?"`
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main, for tests.
func run(args []string, out, errs io.Writer) int {
	parser, err := kong.New(new(cli), kong.Name("bench"), kong.Writers(out, errs))
	if err != nil {
		return stopped(errs, err)
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return stopped(errs, err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	chosen.BindTo(ctx, (*context.Context)(nil))
	chosen.BindTo(out, (*io.Writer)(nil))
	if err := chosen.Run(); err != nil {
		return stopped(errs, err)
	}
	return 0
}

func stopped(errs io.Writer, err error) int {
	_, _ = fmt.Fprintln(errs, "bench:", err) // there is nowhere else to say it
	return 1
}
