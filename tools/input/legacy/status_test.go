package legacy

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
	"opencec/tools/register/registertest"
)

func day(text string) register.Date { return registertest.Day(text) }

// daysOf reads the days of a listing: its periods, and behind a | its suspensions,
// each FROM..TO or FROM.. for an open end.
func daysOf(text string) (l register.Listing) {
	periods, suspensions, _ := strings.Cut(text, "|")
	l.Periods = readPeriods(periods)
	for _, p := range readPeriods(suspensions) {
		l.Suspensions = append(l.Suspensions, register.Suspension{From: p.From, To: p.To})
	}
	return l
}

func readPeriods(text string) []register.Period {
	var periods []register.Period
	for word := range strings.FieldsSeq(text) {
		from, to, _ := strings.Cut(word, "..")
		p := register.Period{From: day(from)}
		if to != "" {
			p.To = day(to)
		}
		periods = append(periods, p)
	}
	return periods
}

func writeDays(l *register.Listing) string {
	var words []string
	for _, p := range l.Periods {
		words = append(words, fmt.Sprintf("%s..%s", p.From, p.To))
	}
	if len(l.Suspensions) > 0 {
		words = append(words, "|")
	}
	for _, s := range l.Suspensions {
		words = append(words, fmt.Sprintf("%s..%s", s.From, s.To))
	}
	return strings.Join(words, " ")
}

func TestBegin(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status           register.Status
		created, changed string
		want             string
	}{
		{"active", "2025-03-01", "2025-03-01", "2025-03-01.."},
		{"active", "2025-03-01", "2026-03-01", "2025-03-01.."},
		{"suspended", "2025-03-01", "2026-03-01", "2025-03-01.. | 2026-03-01.."},
		{"suspended", "2025-03-01", "2025-03-01", "2025-03-01.. | 2025-03-01.."},
		{"expired", "2025-03-01", "2026-03-01", "2025-03-01..2026-02-28"},
		{"expired", "2025-03-01", "2025-03-02", "2025-03-01..2025-03-01"},
		{"expired", "2025-03-01", "2025-03-01", "2025-03-01..2025-03-01"},
	}
	for _, test := range tests {
		var l register.Listing
		rowState{test.status, day(test.created), day(test.changed)}.setFirstDays(&l)
		if got := writeDays(&l); got != test.want {
			t.Errorf("%s, made %s, changed %s: %s, want %s", test.status, test.created, test.changed, got, test.want)
		}
	}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	const now = "2026-11-23"
	tests := []struct {
		name    string
		held    string
		status  register.Status
		changed string
		want    string // "" for as held
		reason  string
	}{
		{"active stays", "2025-03-01..", "active", "2026-01-01", "", ""},
		{"suspended stays, since when is known better", "2025-03-01.. | 2025-05-01..", "suspended", "2026-01-01", "", ""},
		{"expired stays", "2025-03-01..2025-12-31", "expired", "2026-05-01", "", ""},

		{"active is suspended", "2025-03-01..", "suspended", "2026-01-01", "2025-03-01.. | 2026-01-01..", ""},
		{"…again", "2025-03-01.. | 2025-05-01..2025-06-01", "suspended", "2026-01-01", "2025-03-01.. | 2025-05-01..2025-06-01 2026-01-01..", ""},
		{"…in the second period", "2025-03-01..2025-12-31 2026-02-01..", "suspended", "2026-01-01", "2025-03-01..2025-12-31 2026-02-01.. | 2026-02-01..", ""},
		{"…with an end ahead", "2025-03-01..2027-12-31", "suspended", "2026-01-01", "2025-03-01..2027-12-31 | 2026-01-01..", ""},
		{"…though a later suspension ended", "2025-03-01.. | 2026-05-01..2026-06-01", "suspended", "2026-01-01", "",
			"the record is suspended 2026-05-01 to 2026-06-01, and the row was last changed on 2026-01-01"},
		{"…though one is ahead", "2025-03-01.. | 2027-05-01..", "suspended", "2026-01-01", "",
			"the record is suspended from 2027-05-01, and the row was last changed on 2026-01-01"},

		{"suspended is lifted", "2025-03-01.. | 2025-05-01..", "active", "2026-01-01", "2025-03-01.. | 2025-05-01..2025-12-31", ""},
		{"…before the end that was meant", "2025-03-01.. | 2025-05-01..2027-01-01", "active", "2026-01-01", "2025-03-01.. | 2025-05-01..2025-12-31", ""},
		{"…on the day on which it began", "2025-03-01.. | 2026-11-23..", "active", now, "2025-03-01.. | 2026-11-23..2026-11-23", ""},
		{"…and is known", "2025-03-01.. | 2026-11-23..2026-11-23", "active", now, "", ""},
		{"…whose period ended", "2025-03-01..2025-06-30 | 2025-05-01..", "active", "2026-01-01", "2025-03-01..2025-06-30 2026-01-01.. | 2025-05-01..2025-06-30", ""},
		{"…whose period ended later", "2025-03-01..2026-06-30 | 2025-05-01..", "active", "2026-01-01", "",
			"the record ends on 2026-06-30, and the row was last changed on 2026-01-01, when it was listed"},
		{"…though it began later", "2025-03-01.. | 2026-05-01..", "active", "2026-01-01", "",
			"the record is suspended from 2026-05-01, after the row was last changed on 2026-01-01"},

		{"active ends", "2025-03-01..", "expired", "2026-01-01", "2025-03-01..2025-12-31", ""},
		{"…earlier than meant", "2025-03-01..2027-12-31", "expired", "2026-01-01", "2025-03-01..2025-12-31", ""},
		{"…on its first day", "2026-11-23..", "expired", now, "2026-11-23..2026-11-23", ""},
		{"…and is known", "2026-11-23..2026-11-23", "expired", now, "", ""},
		{"…in the second period", "2025-03-01..2025-06-30 2025-09-01..", "expired", "2026-01-01", "2025-03-01..2025-06-30 2025-09-01..2025-12-31", ""},
		{"…though it began later", "2026-03-01..", "expired", "2026-01-01", "",
			"something of the record begins on 2026-03-01, after the row was last changed on 2026-01-01"},
		{"…though a suspension ended later", "2025-03-01.. | 2025-05-01..2026-06-01", "expired", "2026-01-01", "2025-03-01..2025-12-31 | 2025-05-01..2025-12-31", ""},
		{"suspended ends", "2025-03-01.. | 2025-05-01..", "expired", "2026-01-01", "2025-03-01..2025-12-31 | 2025-05-01..2025-12-31", ""},
		{"…on the day of the suspension", "2025-03-01.. | 2026-01-01..", "expired", "2026-01-01", "2025-03-01..2026-01-01 | 2026-01-01..2026-01-01", ""},
		{"…with its period", "2025-03-01..2025-06-30 | 2025-05-01..", "expired", "2026-01-01", "", ""},

		{"expired is listed again", "2025-03-01..2025-12-31", "active", "2026-01-01", "2025-03-01..2025-12-31 2026-01-01..", ""},
		{"…and suspended", "2025-03-01..2025-12-31", "suspended", "2026-02-01", "2025-03-01..2025-12-31 2026-02-01.. | 2026-02-01..", ""},
		{"…and suspended again", "2025-03-01..2025-06-30 | 2025-05-01..", "suspended", "2026-01-01", "2025-03-01..2025-06-30 2026-01-01.. | 2025-05-01..2025-06-30 2026-01-01..", ""},
		{"…though it ended later", "2025-03-01..2026-06-30", "active", "2026-01-01", "",
			"the record ends on 2026-06-30, and the row was last changed on 2026-01-01, when it was listed"},
		{"…and suspended, though it ended later", "2025-03-01..2026-06-30", "suspended", "2026-01-01", "",
			"the record ends on 2026-06-30, and the row was last changed on 2026-01-01, when it was listed"},

		{"upcoming", "2027-01-01..", "active", "2026-01-01", "", "the record is upcoming"},
		{"without periods", "", "active", "2026-01-01", "", "the record is expired"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := daysOf(test.held)
			before := daysOf(test.held)
			s := rowState{test.status, day("2025-03-01"), day(test.changed)}
			fields, reason := s.updateDays(&l, day(now))
			want := test.want
			if want == "" {
				want = writeDays(&before)
			}
			if got := writeDays(&l); got != want || reason != test.reason {
				t.Errorf("%s, %q; want %s, %q", got, reason, want, test.reason)
			}
			if changed := writeDays(&l) != writeDays(&before); changed != (len(fields) > 0) {
				t.Errorf("changed: %t, and the fields are %v", changed, fields)
			}
			if again, _ := s.updateDays(&l, day(now)); len(again) > 0 {
				t.Errorf("again changes %v", again)
			}
		})
	}
}

func TestFollowEndings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		listing register.Listing
		status  register.Status
		reason  string
	}{
		{register.Listing{Delisted: &register.Ending{On: day("2026-01-01")}}, "active", "the record is delisted"},
		{register.Listing{Delisted: &register.Ending{On: day("2026-01-01")}}, "suspended", "the record is delisted"},
		{register.Listing{Delisted: &register.Ending{On: day("2026-01-01")}}, "expired", ""},
		{register.Listing{Withdrawn: &register.Ending{On: day("2026-01-01")}}, "active", "the record is withdrawn"},
	} {
		test.listing.Periods = readPeriods("2025-03-01..")
		fields, reason := rowState{test.status, day("2025-03-01"), day("2026-05-01")}.updateDays(&test.listing, day("2026-11-23"))
		if reason != test.reason || len(fields) > 0 {
			t.Errorf("%s: %v, %q; want %q", test.status, fields, reason, test.reason)
		}
	}
}

// Random lives of a row that changes once a day at most, followed now and then: the
// record's days keep the rules, its status is always the row's, and what lies before
// a change is never touched.
func TestFollowProperties(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 11))
		today := day("2025-01-01")
		s := rowState{randomStatus(random), today, today}
		if s.status == register.StatusExpired { // on its first day it was listed
			s.changed = today.AddDays(1)
		}
		today = s.changed
		l := &register.Listing{Meta: register.Meta{ID: "acme/x"}, Manufacturer: "acme", Model: "X", EntityType: "device"}
		s.setFirstDays(l)
		past := map[register.Date]register.Status{}
		for range 60 {
			for range random.IntN(3) { // days on which nobody imports
				today = today.AddDays(1)
				if random.IntN(2) == 0 {
					s.status, s.changed = randomStatus(random), today
				}
			}
			if _, reason := s.updateDays(l, today); reason != "" {
				t.Fatalf("seed %d: %s: %s since %s: %s: %s", seed, today, s.status, s.changed, writeDays(l), reason)
			}
			checkDays(t, l)
			if got := l.StatusOn(today); got != s.status {
				t.Fatalf("seed %d: on %s %s, the row says %s since %s: %s", seed, today, got, s.status, s.changed, writeDays(l))
			}
			for d, was := range past {
				if d.Before(s.changed) && l.StatusOn(d) != was {
					t.Fatalf("seed %d: %s was %s, and is %s after %s: %s", seed, d, was, l.StatusOn(d), s.changed, writeDays(l))
				}
			}
			past[today] = l.StatusOn(today)
		}
	}
}

// A row may change several times a day, which days cannot say. The rules are kept
// all the same, and the status is right, or it is said that it is not.
func TestFollowWithinDays(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 12))
		today := day("2025-01-01")
		s := rowState{randomStatus(random), today, today}
		l := &register.Listing{Meta: register.Meta{ID: "acme/x"}, Manufacturer: "acme", Model: "X", EntityType: "device"}
		s.setFirstDays(l)
		for range 40 {
			for range 1 + random.IntN(3) {
				s.status, s.changed = randomStatus(random), today
				s.updateDays(l, today)
				checkDays(t, l)
			}
			today = today.AddDays(1)
			_, reason := s.updateDays(l, today)
			checkDays(t, l)
			if got := l.StatusOn(today); got != s.status && reason == "" {
				t.Fatalf("seed %d: on %s %s, the row says %s since %s: %s", seed, today, got, s.status, s.changed, writeDays(l))
			}
		}
	}
}

func randomStatus(random *rand.Rand) register.Status {
	return []register.Status{register.StatusActive, register.StatusSuspended, register.StatusExpired}[random.IntN(3)]
}

func checkDays(t *testing.T, l *register.Listing) {
	t.Helper()
	records := &register.Records{
		EntityTypes: []*register.EntityType{{Meta: register.Meta{ID: "device"}}}, Manufacturers: []*register.Manufacturer{{Meta: register.Meta{ID: "acme"}, Name: "Acme"}},
		Listings: []*register.Listing{l},
	}
	var errs []string
	for _, p := range records.Check(day("2026-11-23"), nil) {
		if p.Severity == register.Error {
			errs = append(errs, p.Field+": "+p.Message)
		}
	}
	if diff := cmp.Diff([]string(nil), errs); diff != "" {
		t.Fatalf("%s breaks rules: %s", writeDays(l), diff)
	}
}
