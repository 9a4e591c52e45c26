package delivery

import (
	"context"
	"time"

	"porchlight/notice"
)

// Deletable is how old a message may be for a bot to take it away: Telegram's 48 hours,
// less what clocks may be apart by and a delivery may take.
const Deletable = 48*time.Hour - 10*time.Minute

// trail is the trace that a notice is about, if it can have one: those of members' chats.
func trail(n notice.Notice) (Trail, bool) {
	return Trail{n.To.Member, n.Trace}, n.To.Member != "" && n.Trace != ""
}

// carry sends n by its recipient's channel, and says what that leaves in their chat. A
// person's further channels are tried here: after a permanent error, and at once where a
// page is told to wait for long.
func (s *Service) carry(ctx context.Context, n notice.Notice, to notice.Address) (left Left, err error) {
	of, traced := trail(n)
	if traced && n.Do != notice.Send {
		err = s.guard(ctx, callTimeout, func(ctx context.Context) (err error) {
			to.Messages, err = s.Queue.Traced(ctx, of, s.Clock.Now().Add(-Deletable))
			return err
		})
		if err != nil || len(to.Messages) == 0 {
			return Left{}, err
		}
	}
	message := 0
	err = s.guard(ctx, sendTimeout, func(ctx context.Context) (err error) {
		message, err = s.Channel.Send(ctx, n, to)
		return err
	})
	switch {
	case err != nil || !traced:
		return Left{}, err
	case n.Do == notice.Clear:
		return Left{Trail: of, Gone: to.Messages}, nil
	case message == 0:
		return Left{}, nil
	}
	return Left{Trail: of, Message: message, At: s.Clock.Now()}, nil
}
