package snapshot

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"opencec/tools/register"
)

// MaxRevisions is the most revisions for which a serial has room.
const MaxRevisions = 9_999_999

// SerialOf returns the serial of a snapshot: its day as YYYYMMDD, and the number of revisions of its
// history in seven digits, such as 202611230000012. It rises with each day and each commit, and is
// the same for the same input. Serials are less than 2^53, so every JSON reader reads them exactly.
func SerialOf(on register.Date, revisions int) (int64, error) {
	if revisions < 0 || revisions > MaxRevisions {
		return 0, fmt.Errorf("the history has %d revisions, and a serial has room for %d", revisions, MaxRevisions)
	}
	day, err := strconv.ParseInt(strings.ReplaceAll(on.String(), "-", ""), 10, 64)
	if err != nil || on.IsZero() {
		return 0, fmt.Errorf("there is no serial for the day %q", on)
	}
	return day*(MaxRevisions+1) + int64(revisions), nil
}

// checkSerial returns an error if the serial does not match the manifest's day and history.
func (m *Manifest) checkSerial() error {
	if m.SchemaVersion < serialVersion {
		if m.Serial != 0 {
			return fmt.Errorf("%s has a serial, which its schema version does not know: somebody else has made it", ManifestName)
		}
		return nil
	}
	want, err := SerialOf(m.On, m.revisions())
	if err != nil {
		return err
	}
	if m.Serial != want {
		return fmt.Errorf("%s has the serial %d, and that of its day and history is %d: it was altered", ManifestName, m.Serial, want)
	}
	return nil
}

func (m *Manifest) revisions() int {
	if m.History == nil {
		return 0
	}
	return m.History.Revisions
}

// An OldestAllowed limits how old a snapshot may be. Zero fields are ignored.
type OldestAllowed struct {
	On     register.Date
	Time   time.Time // of the commit
	Serial int64
}

// ErrOlder is the error for a snapshot that is older than allowed.
var ErrOlder = errors.New("the snapshot is older")

// CheckNotBefore returns an error that wraps ErrOlder if the manifest's serial, day or commit time
// is before that of the limit. It compares what both have.
func (m *Manifest) CheckNotBefore(mark OldestAllowed) error {
	older := func(what string, is, than any) error {
		return kindError{ErrOlder, fmt.Errorf("it is older than it should be: its %s %v is before %v", what, is, than)}
	}
	switch {
	case mark.Serial > 0 && m.Serial > 0 && m.Serial < mark.Serial:
		return older("serial", m.Serial, mark.Serial)
	case !mark.On.IsZero() && m.On.Before(mark.On):
		return older("day", m.On, mark.On)
	case !mark.Time.IsZero() && !m.Time.IsZero() && m.Time.Before(mark.Time):
		return older("commit time", m.Time.Format(time.RFC3339), mark.Time.Format(time.RFC3339))
	}
	return nil
}

// AgeDays returns how many days have passed since the snapshot's day, in the register's time zone,
// or in UTC for an older manifest, which has none.
func (m *Manifest) AgeDays(now time.Time) (int, error) {
	location, err := time.LoadLocation(m.TimeZone)
	if err != nil {
		return 0, fmt.Errorf("%s has the time zone %.100q, which is not known here: %w", ManifestName, m.TimeZone, err)
	}
	return m.On.DaysUntil(register.DateIn(now, location)), nil
}
