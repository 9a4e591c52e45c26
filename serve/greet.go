package serve

import (
	"context"
	"errors"
	"fmt"
	"time"

	"porchlight/bot"
	"porchlight/clock"
)

// greetWithin bounds, in real time, what a start waits for Telegram before it goes on without:
// a few answers from far away. Whoever is to be paged another way waits 20 s more, until
// Telegram counts as away.
const greetWithin = 5 * time.Second

// Name is the bot's name at Telegram; empty: it was never learned.
func (b *Bot) Name() string { return b.named.Name() }

// greetFirst asks Telegram for the bot's name at the start. A token that it refuses ends the
// start; without an answer the name is the one that was learned last.
func (b *Bot) greetFirst(ctx context.Context) error {
	log := b.options.Log
	if err := b.named.recall(); err != nil {
		log.Warn("what the bot is called has to be asked", "err", err)
	}
	err := b.askName(ctx)
	switch {
	case errors.Is(err, bot.ErrToken):
		return err
	case err != nil:
		b.options.Health.Lacks(NeedTelegram, "it can't be reached")
		log.Warn("starting without Telegram: it is away, and people are paged by what else there is meanwhile", "named", b.Name() != "", "err", err)
	}
	return nil
}

// askName asks Telegram what the bot is called.
func (b *Bot) askName(ctx context.Context) error {
	name, err := bot.Username(ctx, b.client)
	if err != nil {
		return err
	}
	b.named.learned(name)
	b.greeted = true
	b.options.Health.Lacks(NeedTelegram, "")
	return nil
}

// setMenu gives Telegram the menu of commands.
func (b *Bot) setMenu(ctx context.Context) { b.listed = b.menu(ctx) == nil }

// greet asks for what Telegram did not answer at the start, until it has. Its error is that
// of a token which is refused and never was taken before: then nobody waits for this bot.
// One that was taken goes on, like a bot whose token is revoked while it runs, because
// its alerts may be on their way by other channels.
func (b *Bot) greet(ctx context.Context, w clock.Waiter) error {
	defer w.Close()
	machine, log := b.options.Machine, b.options.Log
	wait, said := askFirst, machine.Now()
	for ctx.Err() == nil {
		var err error
		if !b.greeted {
			err = b.askName(ctx)
		}
		refused := errors.Is(err, bot.ErrToken)
		if refused {
			b.options.Health.Lacks(NeedTelegram, "it refuses the token")
		}
		if refused && b.Name() == "" {
			return fmt.Errorf("start: %w", err)
		}
		if b.greeted && !b.listed {
			b.setMenu(ctx)
		}
		if b.greeted && b.listed {
			return nil
		}
		if now := machine.Now(); err != nil && ctx.Err() == nil && now.Sub(said) >= sayEvery {
			said = now
			log.Warn("waiting", "for", NeedTelegram, "err", err)
		}
		_ = w.Wait(ctx, machine.Now().Add(wait)) // its only error is ctx's
		wait = min(2*wait, askMost)
	}
	return nil
}
