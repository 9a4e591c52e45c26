package delivery_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"porchlight/clock"
	"porchlight/notice"
	"porchlight/team"
)

// looker wants everything, unless look says otherwise.
type looker struct {
	look func(n notice.Notice) (notice.Verdict, error)
}

func (l *looker) Look(_ context.Context, n notice.Notice) (notice.Verdict, notice.Address, error) {
	to := notice.Address{Chat: 1}
	if l.look == nil {
		return notice.Wanted, to, nil
	}
	v, err := l.look(n)
	return v, to, err
}

// wire is a channel that notes what it carries, and when.
type wire struct {
	clock  *clock.Stepper
	mu     sync.Mutex
	sends  []sent
	tries  map[notice.Key]int
	about  [][]int                              // which messages each edit and each clearing was about
	answer func(n notice.Notice, try int) error // nil: delivered
}

type sent struct {
	after time.Duration // since noon
	to    team.MemberID
	key   notice.Key
}

func (s sent) String() string { return fmt.Sprintf("%v %s %s", s.after, s.to, s.key) }

func (w *wire) Name() string { return "wire" }

func (w *wire) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	w.mu.Lock()
	key := notice.Key(n.Do)
	if len(n.Lines) > 0 {
		key = n.Lines[0].Key
	}
	w.tries[key]++
	try, answer := w.tries[key], w.answer
	w.mu.Unlock()
	if answer != nil {
		if err := answer(n, try); err != nil {
			return 0, err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sends = append(w.sends, sent{w.clock.Now().Sub(noon), n.To.Member, key})
	if n.Do != notice.Send {
		w.about = append(w.about, to.Messages)
		return 0, ctx.Err()
	}
	return len(w.sends), ctx.Err()
}

func (w *wire) log() []sent {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sends)
}

// to is what one person was sent, as lines "when key".
func (w *wire) to(who team.MemberID) []string {
	var got []string
	for _, s := range w.log() {
		if s.to == who {
			got = append(got, fmt.Sprintf("%v %s", s.after, s.key))
		}
	}
	return got
}
