package snapshot_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

// A serial is the day and the number of revisions, and rises with either.
func TestSerialOf(t *testing.T) {
	t.Parallel()
	last := int64(0)
	for _, test := range []struct {
		on        string
		revisions int
		want      int64
	}{
		{"2026-11-23", 0, 202611230000000},
		{"2026-11-23", 12, 202611230000012},
		{"2026-11-23", 9_999_999, 202611239999999},
		{"2026-11-24", 0, 202611240000000},
		{"2027-01-01", 3, 202701010000003},
		{"9999-12-31", 9_999_999, 999912319999999},
	} {
		got, err := snapshot.SerialOf(day(test.on), test.revisions)
		if err != nil || got != test.want || got <= last || got > 1<<53 {
			t.Errorf("%s, %d revisions: %d, %v; want %d", test.on, test.revisions, got, err, test.want)
		}
		last = got
	}
	if _, err := snapshot.SerialOf(day("2026-11-23"), 10_000_000); err == nil || !strings.Contains(err.Error(), "10000000 revisions, and a serial has room for 9999999") {
		t.Errorf("too many revisions: %v", err)
	}
	for _, wrong := range []struct {
		on        register.Date
		revisions int
	}{{day("2026-11-23"), -1}, {register.Date{}, 1}} {
		if serial, err := snapshot.SerialOf(wrong.on, wrong.revisions); err == nil {
			t.Errorf("%v gives %d", wrong, serial)
		}
	}
}

// A snapshot is older when it is so in any respect that both have.
func TestCheckNotBefore(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	m := &snapshot.Manifest{On: day("2026-11-23"), Serial: 202611230000012, Version: register.Version{Time: at}}
	before := &snapshot.Manifest{On: day("2026-11-23")} // of an older release, and of no commit
	for _, test := range []struct {
		name     string
		manifest *snapshot.Manifest
		mark     snapshot.OldestAllowed
		why      string
	}{
		{"nothing asked", m, snapshot.OldestAllowed{}, ""},
		{"the same", m, snapshot.OldestAllowed{On: m.On, Time: at, Serial: m.Serial}, ""},
		{"a lower serial", m, snapshot.OldestAllowed{Serial: m.Serial + 1}, "serial 202611230000012 is before 202611230000013"},
		{"an earlier day", m, snapshot.OldestAllowed{On: day("2026-11-24"), Serial: m.Serial}, "day 2026-11-23 is before 2026-11-24"},
		{"an earlier commit", m, snapshot.OldestAllowed{On: m.On, Time: at.Add(time.Second)}, "commit time 2026-11-23T10:00:00Z is before 2026-11-23T10:00:01Z"},
		{"newer in all", m, snapshot.OldestAllowed{On: day("2026-11-22"), Time: at.Add(-time.Second), Serial: 1}, ""},
		{"without a serial and a commit", before, snapshot.OldestAllowed{On: m.On, Time: at, Serial: m.Serial}, ""},
		{"without a serial, an earlier day", before, snapshot.OldestAllowed{On: day("2026-11-24"), Serial: m.Serial}, "day 2026-11-23"},
	} {
		err := test.manifest.CheckNotBefore(test.mark)
		if (err != nil) != (test.why != "") || err != nil && (!errors.Is(err, snapshot.ErrOlder) || !strings.Contains(err.Error(), test.why)) {
			t.Errorf("%s: %v, want %q", test.name, err, test.why)
		}
	}
}
