package blind

import (
	"time"

	"porchlight/notice"
)

// begun says what is wrong since when. moved is by how much the clock was.
func begun(what Trouble, at time.Time, moved time.Duration) notice.Line {
	since := notice.At(at)
	switch what {
	case Telegram:
		return notice.L("trouble-telegram", "at", since)
	case Clock:
		return notice.L("trouble-clock", "at", since, "for", notice.For(moved.Abs().Round(time.Second)))
	case Disk:
		return notice.L("trouble-disk", "at", since)
	case KeyFile:
		return notice.L("trouble-key", "at", since)
	case Store:
	}
	return notice.L("trouble-store", "at", since)
}

// over says that it is well again.
func over(what Trouble, lasted time.Duration) notice.Line {
	length := notice.For(max(lasted.Round(time.Second), time.Second))
	switch what {
	case Telegram:
		return notice.L("trouble-over-telegram", "for", length)
	case Clock:
		return notice.L("trouble-over-clock", "for", length)
	case Disk:
		return notice.L("trouble-over-disk", "for", length)
	case KeyFile:
		return notice.L("trouble-over-key", "for", length)
	case Store:
	}
	return notice.L("trouble-over-store", "for", length)
}

// CaughtUp says how much was read late, and how late the first of it.
func CaughtUp(n int, late time.Duration) notice.Line {
	return notice.L("trouble-caught-up", "n", notice.N(n), "for", notice.For(max(late.Round(time.Second), time.Second)))
}
