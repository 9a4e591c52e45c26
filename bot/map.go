package bot

import (
	"context"
	"slices"
	"time"

	tg "github.com/go-telegram/bot"

	"porchlight/alerts"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// liveEver is how Telegram writes that a location moves until that is ended (Bot API,
// Location.live_period).
const liveEver = 0x7FFFFFFF

// spot is where the phone was that sent a location.
func (u Update) spot(me team.MemberID, at, now time.Time) alerts.Spot {
	s := alerts.Spot{By: me, Lat: u.Lat, Lon: u.Lon, At: at}
	switch {
	case u.Live == liveEver:
		s.Until = now.Add(24 * time.Hour)
	case u.Live > 0:
		s.Until = u.Began.Add(time.Duration(u.Live) * time.Second)
	}
	return s
}

// moved is a further place of a location that moves. The phone sends it by itself, whoever
// holds it and whatever has become of its owner: it is no sign of life, and gets no answer.
func (d *Desk) moved(tx *engine.Tx, u Update, me team.MemberID) {
	tx.Placed(u.spot(me, d.Dates.Of(u), tx.Now), true)
}

// draw sends a place.
func (t *Telegram) draw(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	m, err := t.Client.SendLocation(ctx, &tg.SendLocationParams{
		ChatID: to.Chat, Latitude: n.Spot.Lat, Longitude: n.Spot.Lon, LivePeriod: int(n.Spot.Live / time.Second),
	})
	if m == nil {
		return 0, classify(err)
	}
	return m.ID, classify(err)
}

// move has a map show another place, which rings no phone. One that is gone, can't move
// any more, or shows that place already, is no matter.
func (t *Telegram) move(ctx context.Context, n notice.Notice, to notice.Address) error {
	_, err := t.Client.EditMessageLiveLocation(ctx, &tg.EditMessageLiveLocationParams{
		ChatID: to.Chat, MessageID: slices.Max(to.Messages), Latitude: n.Spot.Lat, Longitude: n.Spot.Lon,
	})
	return gone(classify(err))
}
