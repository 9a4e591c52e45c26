package delivery

import (
	"context"
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Deletable is how old a message may be for a bot to take it away: Telegram's 48 hours,
// less what clocks may be apart by and a delivery may take.
const Deletable = 48*time.Hour - 10*time.Minute

// trail is the trace that a notice is about, if it can have one: those of members' chats.
func trail(n notice.Notice) (Trail, bool) {
	return Trail{n.To.Member, n.Trace}, n.To.Member != "" && n.Trace != "" && n.To.Channel() == team.Telegram
}

// becomes says whether a notice becomes a message that rings.
func becomes(n notice.Notice) bool { return n.Do == notice.Send || n.Do == notice.Map }

// carry sends n by its recipient's channel, and says what that leaves in their chat.
func (w *way) carry(ctx context.Context, s *Service, n notice.Notice, to notice.Address) (left Left, err error) {
	of, traced := trail(n)
	if traced && !becomes(n) {
		err = s.guard(ctx, callTimeout, func(ctx context.Context) (err error) {
			to.Messages, err = s.Queue.Traced(ctx, of, s.Clock.Now().Add(-Deletable))
			return err
		})
		if err != nil || len(to.Messages) == 0 {
			return Left{}, err
		}
	}
	if to, err = s.part(ctx, n, to, of); err != nil || traced && !becomes(n) && len(to.Messages)+len(to.Old) == 0 {
		return Left{}, err
	}
	message := 0
	err = s.guard(ctx, w.within, func(ctx context.Context) (err error) {
		message, err = w.channel.Send(ctx, n, to)
		return err
	})
	switch {
	case err != nil || !traced:
		return Left{}, err
	case n.Do == notice.Clear:
		return Left{Trail: of, Gone: to.Messages}, nil
	case n.Do == notice.Blank:
		return Left{Trail: of, Gone: to.Old, requests: len(to.Messages) + 1}, nil
	case message == 0:
		return Left{}, nil
	}
	return Left{Trail: of, Message: message, At: s.Clock.Now()}, nil
}

const (
	// blankMost is how many messages of a chat are edited bland, at once; of an hour's pages
	// the others are deleted. It is what a chat takes in a burst.
	blankMost = chatBurst
	// blankYoung is how old a message that is edited may be: the rest of Deletable is left
	// for it to be deleted later.
	blankYoung = 23 * time.Hour
)

// part sorts a trace's messages by what is done with them.
func (s *Service) part(ctx context.Context, n notice.Notice, to notice.Address, of Trail) (notice.Address, error) {
	keep := n.Keep
	if n.Do == notice.Blank {
		keep = blankYoung
	}
	if keep == 0 {
		return to, nil
	}
	var young []int
	err := s.guard(ctx, callTimeout, func(ctx context.Context) (err error) {
		young, err = s.Queue.Traced(ctx, of, s.Clock.Now().Add(-keep))
		return err
	})
	if err != nil {
		return to, err
	}
	old := to.Messages[:max(len(to.Messages)-len(young), 0)]
	if n.Do == notice.Clear {
		to.Messages = old
		return to, nil
	}
	kept := young[max(len(young)-blankMost, 0):]
	to.Old = slices.DeleteFunc(slices.Clone(to.Messages), func(id int) bool { return slices.Contains(kept, id) })
	to.Messages = kept
	return to, nil
}
