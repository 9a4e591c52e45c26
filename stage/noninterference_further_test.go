package stage_test

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
)

// fickle is a further channel that takes most of what it is given at once, tells of a wait
// now and then, and refuses some for good: the alert hears of it, and no phone at the meeting.
type fickle struct {
	name string
	n    atomic.Int64
}

func (f *fickle) Name() string { return f.name }

func (f *fickle) Send(context.Context, notice.Notice, notice.Address) (int, error) {
	switch f.n.Add(1) % 7 {
	case 3:
		return 0, &delivery.SendError{Class: delivery.ClassWait, RetryAfter: time.Minute, Err: errors.New("full")}
	case 5:
		return 0, &delivery.SendError{Class: delivery.ClassPermanent, Err: errors.New("no such box")}
	}
	return 0, nil
}
