package main

import (
	"io"
	"log/slog"

	"porchlight/serve"
)

// logFlags say what is logged, and how. Logs hold ids only (G9).
type logFlags struct {
	LogFormat string `help:"How the log is written: text or json." enum:"text,json" default:"text" placeholder:"FORMAT"`
	LogLevel  string `help:"What is logged: debug, info, warn or error, and what is worse." enum:"debug,info,warn,error" default:"info" placeholder:"LEVEL"`
}

func (f logFlags) log(to io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.LogLevel)); err != nil {
		return nil, err
	}
	return serve.NewLog(to, serve.Format(f.LogFormat), level), nil
}
