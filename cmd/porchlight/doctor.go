package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"porchlight/clock"
	"porchlight/serve"
	"porchlight/serve/doctor"
	"porchlight/store/disk"
	"porchlight/store/embedded"
)

type doctorCmd struct {
	telegramFlags
	storeFlags
	redisFileFlag
	webhookFlags
	channelFlags
	OperatorChat int64 `help:"Your chat with the bot, where the program's own troubles come." placeholder:"ID"`
	JSON         bool  `help:"Print JSON: an array of objects with check, verdict, what and mend." env:"-"`
}

// Run is `porchlight doctor`. It fails when something must be mended.
func (c *doctorCmd) Run(ctx context.Context, s streams) error {
	found := doctor.Examine(ctx, c.installation(ctx))
	var err error
	if c.JSON {
		err = printJSON(s, found)
	} else {
		err = printFindings(s, found)
	}
	if err != nil {
		return err
	}
	var wrong []string
	for _, f := range found {
		if f.Verdict == doctor.Mend {
			wrong = append(wrong, string(f.Check))
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("must be mended: %s", strings.Join(wrong, ", "))
	}
	return nil
}

// installation is what the settings say, and what is wrong with them.
func (c *doctorCmd) installation(ctx context.Context) doctor.Installation {
	i := doctor.Installation{
		RedisURL: c.Redis, RedisWrong: c.storeFlags.check(), AllowEverysec: c.AllowFsyncEverysec,
		KeyFile: c.keyFile(), DataDir: c.DataDir, OperatorChat: c.OperatorChat, WebhookURL: c.WebhookURL,
	}
	if c.Redis == "" {
		own := c.ownRedis(slog.New(slog.DiscardHandler))
		i.RedisURL, _ = embedded.Running(ctx, own)
		i.OwnKept = i.RedisURL == "" && embedded.Kept(own)
	}
	at, err := c.read()
	i.Local = func() (map[string]int, error) { return serve.CensusLocal(disk.Local(), c.localDir(at.BotID)) }
	i.Token, i.BotID, i.API, i.TokenWrong = at.Token, at.BotID, at.API, err
	i.Bot = clock.Real()
	if info, err := os.Stat(c.DataDir); err == nil && info.IsDir() { // else it is named for that
		i.Bot, i.BotWrong = besides(at, c.DataDir)
	}
	all, wrong, err := c.channelFlags.open(time.Now, slog.New(slog.DiscardHandler))
	if i.Channels = all.examined(wrong); err != nil {
		i.Channels = append(i.Channels, doctor.Channel{Check: doctor.Channels, Wrong: err})
	}
	_, err = os.Stat(clockFile(c.DataDir))
	i.Rehearsal = err == nil
	return i
}

// printFindings prints a line for each finding, and one below it with what to do.
func printFindings(s streams, found []doctor.Finding) error {
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, f := range found {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", f.Verdict, f.Check, oneLine(f.What))
		if f.Mend != "" {
			_, _ = fmt.Fprintf(w, "\t\t-> %s\n", oneLine(f.Mend))
		}
	}
	return w.Flush()
}
