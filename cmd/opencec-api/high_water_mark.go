package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"time"

	"opencec/tools/base/safefile"
	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

// A served is a snapshot that the server has served.
type served struct {
	Title   string        `json:"title"`
	Version string        `json:"version"`
	Commit  string        `json:"commit,omitempty"`
	On      register.Date `json:"on"`
	Time    time.Time     `json:"time,omitzero"` // of the commit
	Serial  int64         `json:"serial,omitempty"`
}

func servedOf(m *snapshot.Manifest) served {
	return served{m.Title, m.ID, m.Commit, m.On, m.Time, m.Serial}
}

func (s served) mark() snapshot.OldestAllowed {
	return snapshot.OldestAllowed{On: s.On, Time: s.Time, Serial: s.Serial}
}

// check returns an error that wraps snapshot.ErrOlder if a snapshot is older than this
// one. One that names its commit as abandoned was made after it, of a history that was
// rewritten knowingly: that may be shorter, and its newest commit older.
func (s served) check(m *snapshot.Manifest) error {
	mark := s.mark()
	if m.History != nil && s.Commit != "" && slices.Contains(m.History.Abandoned, s.Commit) {
		mark = snapshot.OldestAllowed{On: s.On}
	}
	return m.CheckNotBefore(mark)
}

// A highWaterMark is the newest snapshot that was served. There is one for each state folder,
// whatever the register in it calls itself: an older one under another title is older too.
type highWaterMark struct {
	Newest served `json:"newest"`

	// SteppedBackFrom is the snapshot that was the newest when an older one was accepted,
	// until one is served that is as new.
	SteppedBackFrom *stepBack `json:"stepped_back_from,omitempty"`
}

// A stepBack is a snapshot that an older one has replaced knowingly.
type stepBack struct {
	served
	Since time.Time `json:"since"`
}

func (h highWaterMark) same(other highWaterMark) bool { return reflect.DeepEqual(h, other) }

// next returns the mark after a snapshot is served. Older says that it is older than the
// mark, which was accepted.
func (h highWaterMark) next(m *snapshot.Manifest, older bool, now time.Time) highWaterMark {
	after := highWaterMark{Newest: servedOf(m), SteppedBackFrom: h.SteppedBackFrom}
	switch {
	case older && after.SteppedBackFrom == nil:
		after.SteppedBackFrom = &stepBack{h.Newest, now.UTC().Truncate(time.Second)}
	case after.SteppedBackFrom != nil && after.SteppedBackFrom.check(m) == nil:
		after.SteppedBackFrom = nil
	}
	return after
}

// markName is the name of the mark's file in the state folder.
const markName = "newest.json"

// maxMarkSize is the most bytes of that file; real ones have some hundred.
const maxMarkSize = 64 << 10

// readMark returns the mark of a state folder; nil when nothing was served yet. One that
// cannot be read is an error: to go on without it would let an older snapshot in.
func readMark(dir string) (*highWaterMark, error) {
	path := filepath.Join(dir, markName)
	text, err := safefile.Read(path, maxMarkSize)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var mark *highWaterMark
	if err == nil {
		mark, err = decodeMark(text)
	}
	if err != nil {
		return nil, fmt.Errorf("%s does not say which snapshot is the newest that was served: %w; restore it, or remove it if the register in the folder is the newest one: opencec verify says for which day it is", path, err)
	}
	return mark, nil
}

func decodeMark(text []byte) (*highWaterMark, error) {
	if len(text) > maxMarkSize {
		return nil, fmt.Errorf("it has more than %d bytes", maxMarkSize)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var mark *highWaterMark
	if err := dec.Decode(&mark); err != nil {
		return nil, fmt.Errorf("it is not JSON of the form that this program writes: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("there is more after its end")
	}
	if mark == nil || mark.Newest.On.IsZero() {
		return nil, errors.New("it names no day")
	}
	return mark, nil
}

// writeMark writes the mark, so that it is on the disk, whole, when it returns.
func writeMark(dir string, mark highWaterMark) error {
	text, err := json.MarshalIndent(mark, "", "  ")
	if err != nil {
		return err
	}
	if err := safefile.Write(filepath.Join(dir, markName), append(text, '\n'), 0o600); err != nil {
		return err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
