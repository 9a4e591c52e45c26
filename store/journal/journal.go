package journal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
	"sync"

	"porchlight/store/disk"
)

const (
	// segment is how large a file grows, in bytes, before the next one is begun.
	segment = 1 << 20
	// DefaultLimit bounds all files together, in bytes: a day's messages of a large bot. What
	// comes beyond it stays where it came from.
	DefaultLimit = 64 << 20
)

// ErrFull means that the journal holds as much as it may.
var ErrFull = errors.New("the journal is full")

// Sealer encrypts. A Ring of package keyring is one.
type Sealer interface {
	Seal(plaintext, associated []byte) ([]byte, error)
	Open(sealed, associated []byte) ([]byte, error)
}

// Options say where a journal is and what it is sealed with.
type Options struct {
	Dir    string
	Sealer Sealer
	Files  disk.Files   // nil: the machine's own
	Limit  int64        // bytes; 0: DefaultLimit
	Log    *slog.Logger // hears of records that can't be read; nil: nowhere
}

// Journal is the records that are not done with. Safe for use by many goroutines; one
// process at a time.
type Journal struct {
	Options

	mu      sync.Mutex
	queue   []*waiting         // what is to be written next
	open    map[int64]*segFile // the files of the records that are not done with, by number
	held    int64              // bytes of all files
	last    int64              // the last record's number
	writing sync.Mutex         // whoever holds it writes for all who wait
	now     *segFile           // the file that is written to; nil: a new one is begun
	lastSeg int64
}

// segFile is one file of the journal.
type segFile struct {
	path  string
	file  disk.File // nil: from before this start, or after trouble
	size  int64
	count int // records in it that are not done with
}

// waiting is a record that is about to be written.
type waiting struct {
	number int64
	line   []byte
	done   bool
	err    error
}

// Append returns when a record is on the disk, with its number. With an error it does not
// count, although it may come back after a crash.
func (j *Journal) Append(body []byte) (int64, error) {
	w := &waiting{}
	j.mu.Lock()
	j.last++
	w.number = j.last
	sealed, err := j.Sealer.Seal(body, context(w.number))
	if err != nil {
		j.mu.Unlock()
		return 0, fmt.Errorf("sealing a record of the journal: %w", err)
	}
	w.line = fmt.Appendf(nil, "%d %s\n", w.number, base64.StdEncoding.EncodeToString(sealed))
	j.queue = append(j.queue, w)
	j.mu.Unlock()

	j.writing.Lock()
	defer j.writing.Unlock()
	if !w.done { // else somebody who waited before has written it along
		j.mu.Lock()
		all := j.queue
		j.queue = nil
		j.mu.Unlock()
		j.write(all)
	}
	if w.err != nil {
		return 0, fmt.Errorf("writing the journal: %w", w.err)
	}
	return w.number, nil
}

// Settle returns when nothing that was sealed before the call is on its way to the disk.
func (j *Journal) Settle() {
	j.writing.Lock()
	defer j.writing.Unlock()
	j.mu.Lock()
	all := j.queue
	j.queue = nil
	j.mu.Unlock()
	if len(all) > 0 {
		j.write(all)
	}
}

// Sealed gives back what seals the lines of a file of a journal, read or not, damaged or
// not, as far as it can be made out.
func Sealed(content []byte) (all [][]byte) {
	for line := range bytes.Lines(content) {
		_, coded, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
		coded = coded[:len(coded)/4*4] // whole groups of what may be cut short
		sealed, err := base64.StdEncoding.AppendDecode(nil, coded)
		if err == nil || len(sealed) > 0 {
			all = append(all, sealed)
		}
	}
	return all
}

// write puts records on the disk with one sync. The caller holds writing.
func (j *Journal) write(all []*waiting) {
	var lines []byte
	for _, w := range all {
		lines = append(lines, w.line...)
		w.done = true
	}
	s, err := j.room(int64(len(lines)))
	if err == nil {
		_, err = s.file.Write(lines)
		if err == nil {
			err = s.file.Sync()
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err != nil {
		j.abandon()
		for _, w := range all {
			w.err = err
		}
		return
	}
	s.size += int64(len(lines))
	j.held += int64(len(lines))
	for _, w := range all {
		j.open[w.number] = s
		s.count++
	}
}

// room is the file to write so many bytes to. The caller holds writing.
func (j *Journal) room(bytes int64) (*segFile, error) {
	j.mu.Lock()
	held := j.held
	if j.now != nil && j.now.size >= segment {
		j.abandon()
	}
	s := j.now
	j.mu.Unlock()
	if held+bytes > j.Limit {
		return nil, ErrFull
	}
	if s != nil {
		return s, nil
	}
	j.lastSeg++
	s = &segFile{path: j.path(j.lastSeg)}
	var err error
	if s.file, err = j.Files.Create(s.path); err != nil {
		return nil, err
	}
	if err := j.Files.SyncDir(j.Dir); err != nil {
		_ = s.file.Close()
		_ = j.Files.Remove(s.path)
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.now = s
	return s, nil
}

// abandon writes no more to the present file. The caller holds mu.
func (j *Journal) abandon() {
	s := j.now
	if s == nil {
		return
	}
	j.now = nil
	_ = s.file.Close() // what counts in it was synced
	s.file = nil
	if s.count == 0 {
		j.drop(s)
	}
}

// Done says that what a record asked for is durable elsewhere. A file whose records are
// all done with goes away.
func (j *Journal) Done(number int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	s, ok := j.open[number]
	if !ok {
		return
	}
	delete(j.open, number)
	if s.count--; s.count > 0 {
		return
	}
	if s != j.now {
		j.drop(s)
	} else if len(j.open) == 0 && j.writing.TryLock() { // nobody is writing to it
		j.abandon()
		j.writing.Unlock()
	}
}

// drop removes a file. One that can't be removed is given back at the next start, when a
// repeat of it changes nothing. The caller holds mu.
func (j *Journal) drop(s *segFile) {
	j.held -= s.size
	err := j.Files.Remove(s.path)
	if err == nil {
		err = j.Files.SyncDir(j.Dir)
	}
	if err != nil {
		j.Log.Warn("a file of the journal is done with and can't be removed", "err", err)
	}
}

// Close gives the present file back. Records that are not done with stay.
func (j *Journal) Close() {
	j.writing.Lock()
	defer j.writing.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.abandon()
}

const ending = ".journal"

// path is a file's name; they sort as they were written.
func (j *Journal) path(n int64) string {
	return filepath.Join(j.Dir, fmt.Sprintf("%012d", n)+ending)
}

// context binds a record to its place.
func context(number int64) []byte { return []byte("journal " + strconv.FormatInt(number, 10)) }
