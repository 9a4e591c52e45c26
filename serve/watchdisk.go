package serve

import (
	"context"
	"time"

	"porchlight/blind"
	"porchlight/store/disk"
)

const (
	// saveLeast is how long after one another the roster is written at the earliest, and
	// saveShare how many times as long as the last writing took.
	saveLeast = 2 * time.Second
	saveShare = 20
	// tryEvery is how long the disk goes without being written to. A try is a block and the
	// file system's own notes, some 30 kB: 17,280 of them a day are half a gigabyte, of which a
	// memory card of 32 GB bears ten thousand days and more. Redis, where it is on the same disk, syncs
	// five times as often for the sending lease alone.
	tryEvery = 5 * time.Second
)

// useDisk writes the roster's mirror when it has changed, and tries the disk when it has not
// for a while. While the disk is known to fail it is the mirror that is tried: where a block
// has room the mirror may have none, and people would hear in turns that it works and fails.
func (s *sight) useDisk(now time.Time) {
	if now.Before(s.watch.saveAt) {
		return
	}
	began := time.Now()
	switch {
	case s.resave.Swap(false), s.mirror.Stale(), !s.failingSince().IsZero():
		s.wrote(s.mirror.Save())
	case now.Sub(s.watch.triedAt) >= tryEvery:
		s.wrote(disk.Try(s.Files, s.Dir))
	default:
		return
	}
	s.watch.triedAt = now
	s.watch.saveAt = now.Add(max(saveLeast, saveShare*time.Since(began)))
}

// failingSince is since when writes have failed; zero: they don't.
func (s *sight) failingSince() time.Time {
	s.diskMu.Lock()
	defer s.diskMu.Unlock()
	return s.diskAt
}

func (s *sight) lookAtDisk(ctx context.Context) {
	since := s.failingSince()
	if since.IsZero() {
		s.health.Lacks(NeedDisk, "")
		s.troubles.End(ctx, blind.Disk)
		return
	}
	s.health.Lacks(NeedDisk, "the data dir can't be written")
	s.troubles.Begin(ctx, blind.Disk, since, always, 0)
}
