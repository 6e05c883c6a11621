package register_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"opencec/tools/register"
)

var sydney = mustLocation("Australia/Sydney")

func mustLocation(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return location
}

func TestParseRevisionSpec(t *testing.T) {
	t.Parallel()
	at := func(s string) register.RevisionSpec {
		instant, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return register.RevisionSpec{Time: instant}
	}
	for _, test := range []struct {
		text string
		want register.RevisionSpec
	}{
		{"0", register.RevisionSpec{}},
		{"7", register.RevisionSpec{Seq: 7}},
		{"999999", register.RevisionSpec{Seq: register.MaxRevisions}},
		{"1234567", register.RevisionSpec{Commit: "1234567"}}, // more digits begin a commit
		{"c0ffee0", register.RevisionSpec{Commit: "c0ffee0"}},
		{"C0FFEE0", register.RevisionSpec{Commit: "c0ffee0"}},
		{strings.Repeat("a", 64), register.RevisionSpec{Commit: strings.Repeat("a", 64)}},
		{"2026-11-23", at("2026-11-23T12:59:59.999999999Z")}, // in summer, 11 hours ahead
		{"2026-07-01", at("2026-07-01T13:59:59.999999999Z")},
		{"2026-10-04", at("2026-10-04T12:59:59.999999999Z")}, // a day of 23 hours
		{"2026-11-23T09:30:00Z", at("2026-11-23T09:30:00Z")},
		{"2026-11-23T09:30:00+11:00", at("2026-11-22T22:30:00Z")},
		{"2026-11-23T09:30:00 11:00", at("2026-11-22T22:30:00Z")},
		{"2026-11-23T09:30:00.5-01:00", at("2026-11-23T10:30:00.5Z")},
	} {
		got, err := register.ParseRevisionSpec(test.text, sydney)
		if err != nil || got.Seq != test.want.Seq || got.Commit != test.want.Commit || !got.Time.Equal(test.want.Time) {
			t.Errorf("%s: %v, %v, want %v", test.text, got, err, test.want)
		}
	}
	for _, text := range []string{"", " 7", "-1", "c0ffee", strings.Repeat("a", 65), "2026-02-30", "23.11.2026", "2026-11-23T09:30", "2026-11-23 09:30:00Z", "HEAD", "7\n",
		"9999-12-31T23:59:59-10:00", "0000-01-01T00:00:00+10:00"} {
		if got, err := register.ParseRevisionSpec(text, sydney); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// The point of a revision stands for it whatever follows.
func TestRevisionSpecOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		revision register.Revision
		want     string
	}{
		{register.Revision{Seq: 7, Commit: "c0ffee0"}, "c0ffee0"},
		{register.Revision{Seq: 7}, "7"},
		{register.Revision{}, "0"},
	} {
		if got := register.RevisionSpecOf(test.revision).String(); got != test.want {
			t.Errorf("%v: %s, want %s", test.revision, got, test.want)
		}
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	h := &register.History{
		Revisions: []register.Revision{{Seq: 1, Commit: "aaaa1111", Time: day(1)}, {Seq: 2, Commit: "bbbb2222", Time: day(5)}, {Seq: 3, Time: day(9)}},
		Unchanged: []register.Commit{{Hash: "0000aaaa", Seq: 0}, {Hash: "cccc3333", Seq: 2}},
	}
	for _, test := range []struct {
		point register.RevisionSpec
		want  int
	}{
		{register.RevisionSpec{}, 0}, {register.RevisionSpec{Seq: 3}, 3},
		{register.RevisionSpec{Commit: "bbbb222"}, 2}, {register.RevisionSpec{Commit: "cccc333"}, 2}, {register.RevisionSpec{Commit: "0000aaa"}, 0},
		{register.RevisionSpec{Time: day(1).Add(-1)}, 0}, {register.RevisionSpec{Time: day(1)}, 1}, {register.RevisionSpec{Time: day(4)}, 1}, {register.RevisionSpec{Time: day(30)}, 3},
	} {
		if got, err := h.Resolve(test.point); err != nil || got != test.want {
			t.Errorf("%s: %d, %v, want %d", test.point, got, err, test.want)
		}
	}
	for _, point := range []register.RevisionSpec{{Seq: 4}, {Seq: -1}, {Commit: "dddd444"}} {
		if got, err := h.Resolve(point); !errors.Is(err, register.ErrNoRevision) {
			t.Errorf("%s: %d, %v", point, got, err)
		}
	}
}

// Whatever is written, it is a point that reads back as itself, or none.
func FuzzParseRevisionSpec(f *testing.F) {
	for _, text := range []string{"0", "7", "c0ffee0", "2026-11-23", "2026-11-23T09:30:00Z", "2026-11-23T09:30:00 11:00", "0001-01-01T00:00:00Z", "9999-12-31"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		point, err := register.ParseRevisionSpec(text, sydney)
		if err != nil {
			return
		}
		again, err := register.ParseRevisionSpec(point.String(), sydney)
		if err != nil || again.Seq != point.Seq || again.Commit != point.Commit || !again.Time.Equal(point.Time) {
			t.Fatalf("%q gave %s, which gave %s, %v", text, point, again, err)
		}
	})
}

// What changed since a day has what changed on it.
func TestParseSince(t *testing.T) {
	t.Parallel()
	sydney, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-11-23":           "2026-11-22T12:59:59.999999999Z",
		"2026-11-23T01:00:00Z": "2026-11-23T01:00:00Z",
		"7":                    "7",
		"abcdef0":              "abcdef0",
	} {
		if p, err := register.ParseSince(text, sydney); err != nil || p.String() != want {
			t.Errorf("%s is %s (%v), want %s", text, p, err, want)
		}
	}
	if _, err := register.ParseSince("2026-11-31", sydney); err == nil {
		t.Error("there is a 31 November")
	}
}
