package journal

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"porchlight/store/disk"
)

// Record is what was appended, and not done with when the program ended.
type Record struct {
	Number int64
	Body   []byte
}

// Open opens the journal of a directory, which it makes if it is not there, and gives
// back what is not done with, oldest first. damaged counts the records that could not be
// read; each is logged, and their files are kept beside the others under another name.
func Open(o Options) (j *Journal, left []Record, damaged int, err error) {
	if o.Files == nil {
		o.Files = disk.Local()
	}
	o.Limit = cmp.Or(o.Limit, DefaultLimit)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	j = &Journal{Options: o, open: map[int64]*segFile{}}
	if err := o.Files.MakeDir(o.Dir); err != nil {
		return nil, nil, 0, fmt.Errorf("making the journal's directory: %w", err)
	}
	names, err := o.Files.List(o.Dir)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("looking for the journal: %w", err)
	}
	for _, name := range names {
		n, err := strconv.ParseInt(strings.TrimSuffix(name, ending), 10, 64)
		if err != nil || !strings.HasSuffix(name, ending) {
			continue // not ours
		}
		j.lastSeg = max(j.lastSeg, n)
		some, bad, err := j.read(filepath.Join(o.Dir, name))
		if err != nil {
			return nil, nil, 0, err
		}
		left, damaged = append(left, some...), damaged+bad
	}
	slices.SortStableFunc(left, func(a, b Record) int { return cmp.Compare(a.Number, b.Number) })
	return j, left, damaged, nil
}

// read reads one file.
func (j *Journal) read(path string) (some []Record, bad int, err error) {
	content, err := j.Files.Read(path)
	if err != nil {
		return nil, 0, fmt.Errorf("reading the journal: %w", err)
	}
	s := &segFile{path: path, size: int64(len(content))}
	for at := 0; at < len(content); {
		line, _, whole := bytes.Cut(content[at:], []byte("\n"))
		r, ok := j.parse(line)
		switch {
		case ok:
			some = append(some, r)
			j.open[r.Number] = s
			s.count++
		case whole: // what was cut short never counted
			bad++
			j.Log.Error("a record of the journal can't be read", "file", filepath.Base(path), "at", at)
		}
		j.last = max(j.last, r.Number)
		at += len(line) + 1
	}
	j.held += s.size
	switch {
	case bad > 0:
		j.setAside(s)
	case s.count == 0:
		j.drop(s)
	}
	return some, bad, nil
}

// setAside gives a damaged file another ending beside its good records being replayed, so
// that somebody can look at it, and it is reported once.
func (j *Journal) setAside(s *segFile) {
	aside := strings.TrimSuffix(s.path, ending) + ".damaged"
	content, err := j.Files.Read(s.path)
	if err == nil {
		err = disk.Replace(j.Files, j.Dir, aside, aside+".draft", content)
	}
	if err != nil {
		j.Log.Warn("a damaged file of the journal can't be kept aside", "err", err)
		return
	}
	if s.count == 0 {
		j.drop(s)
	}
}

func (j *Journal) parse(line []byte) (Record, bool) {
	name, coded, ok := bytes.Cut(line, []byte(" "))
	if !ok {
		return Record{}, false
	}
	number, err := strconv.ParseInt(string(name), 10, 64)
	if err != nil || number < 1 {
		return Record{}, false
	}
	sealed, err := base64.StdEncoding.AppendDecode(nil, coded)
	if err != nil {
		return Record{}, false
	}
	body, err := j.Sealer.Open(sealed, context(number))
	if err != nil {
		return Record{}, false
	}
	return Record{Number: number, Body: body}, true
}
