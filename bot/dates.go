package bot

import (
	"time"

	"porchlight/clock"
)

// Dates turns Telegram's dates, which are the world's, into the bot's time.
type Dates struct {
	Bot, Machine clock.Clock
	Speed        float64 // 1 but for rehearsals
}

// elsewhere is how far the bot's clock can only be from the machine's because it was set
// to another time: else they are the same clock.
const elsewhere = time.Second

// Of is when an update was written or pressed, never later than now. With a clock that
// runs Speed times as fast, its real age, less a second because Telegram's dates are
// whole seconds, counts as many times.
func (d Dates) Of(u Update) time.Time {
	now := d.Bot.Now().UTC().Truncate(time.Millisecond)
	if u.Kind == KindPress {
		return now.Add(-time.Duration(float64(d.Machine.Now().Sub(u.Receipt)+u.MaxAge) * d.Speed)).Truncate(time.Millisecond)
	}
	if world := d.Machine.Now(); d.Speed > 1 || now.Sub(world).Abs() > elsewhere {
		age := max(0, world.Sub(u.Date)-time.Second)
		return now.Add(-time.Duration(float64(age) * max(d.Speed, 1))).Truncate(time.Millisecond)
	}
	if u.Date.After(now) {
		return now
	}
	return u.Date
}
