package blind

import (
	"time"

	"porchlight/notice"
)

// wordsOf are what is said of a trouble when it begins, and when it is over.
func wordsOf(what Trouble) (begun, over notice.Key) {
	switch what {
	case Telegram:
		return "trouble-telegram", "trouble-over-telegram"
	case Clock:
		return "trouble-clock", "trouble-over-clock"
	case Disk:
		return "trouble-disk", "trouble-over-disk"
	case KeyFile:
		return "trouble-key", "trouble-over-key"
	case Store:
	}
	return "trouble-store", "trouble-over-store"
}

// begun says what is wrong since when. moved is by how much the clock was.
func begun(what Trouble, at time.Time, moved time.Duration) notice.Line {
	key, _ := wordsOf(what)
	if what == Clock {
		return notice.L(key, "at", notice.At(at), "for", notice.For(moved.Abs().Round(time.Second)))
	}
	return notice.L(key, "at", notice.At(at))
}

// over says that it is well again.
func over(what Trouble, lasted time.Duration) notice.Line {
	_, key := wordsOf(what)
	return notice.L(key, "for", notice.For(max(lasted.Round(time.Second), time.Second)))
}

// CaughtUp says how much was read late, and how late the first of it.
func CaughtUp(n int, late time.Duration) notice.Line {
	return notice.L("trouble-caught-up", "n", notice.N(n), "for", notice.For(max(late.Round(time.Second), time.Second)))
}
