package register

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func sortLines(s string) []string {
	lines := strings.Split(s, "\n")
	slices.Sort(lines)
	return lines
}

func TestListingStatus(t *testing.T) {
	l := &Listing{
		Periods: []Period{
			{From: day("2022-11-24"), To: day("2025-11-24")},
			{From: day("2025-11-25"), To: day("2026-01-31")}, // meets the one before
			{From: day("2026-03-05"), To: day("2027-10-12")}, // leaves a gap
		},
		Suspensions: []Suspension{{From: day("2023-02-01"), To: day("2023-03-01")}, {From: day("2026-12-01"), To: day("2026-12-31")}},
		Withdrawn:   &Ending{On: day("2027-06-01")},
		Delisted:    &Ending{On: day("2027-08-01")},
	}
	for _, test := range []struct {
		on     string
		status Status
		until  string
	}{
		{"2022-11-23", StatusUpcoming, ""},
		{"2022-11-24", StatusActive, "2023-01-31"},
		{"2023-01-31", StatusActive, "2023-01-31"},
		{"2023-02-01", StatusSuspended, ""},
		{"2023-03-01", StatusSuspended, ""},
		{"2023-03-02", StatusActive, "2026-01-31"},
		{"2025-11-25", StatusActive, "2026-01-31"},
		{"2026-02-01", StatusExpired, ""},
		{"2026-03-04", StatusExpired, ""},
		{"2026-03-05", StatusActive, "2026-11-30"},
		{"2027-05-31", StatusActive, "2027-05-31"},
		{"2027-06-01", StatusWithdrawn, ""},
		{"2027-08-01", StatusDelisted, ""},
		{"2030-01-01", StatusDelisted, ""},
	} {
		if got := l.StatusOn(day(test.on)); got != test.status {
			t.Errorf("status on %s = %s, want %s", test.on, got, test.status)
		}
		if got := l.ListedUntil(day(test.on)).String(); got != test.until {
			t.Errorf("listed on %s until %q, want %q", test.on, got, test.until)
		}
	}
	// A suspension does not affect days outside the periods.
	stopped := &Listing{
		Periods:     []Period{{From: day("2024-01-01"), To: day("2024-12-31")}, {From: day("2025-03-01"), To: day("2025-06-30")}},
		Suspensions: []Suspension{{From: day("2024-10-01")}},
	}
	early := &Listing{Periods: stopped.Periods, Suspensions: []Suspension{{From: day("2023-06-01"), To: day("2024-01-31")}}}
	for _, test := range []struct {
		listing *Listing
		on      string
		status  Status
		until   string
	}{
		{stopped, "2024-09-30", StatusActive, "2024-09-30"},
		{stopped, "2024-10-01", StatusSuspended, ""},
		{stopped, "2024-12-31", StatusSuspended, ""},
		{stopped, "2025-01-01", StatusExpired, ""},   // in the gap
		{stopped, "2025-03-01", StatusSuspended, ""}, // it was never lifted
		{stopped, "2025-07-01", StatusExpired, ""},
		{stopped, "2099-01-01", StatusExpired, ""},
		{early, "2023-12-31", StatusUpcoming, ""},
		{early, "2024-01-01", StatusSuspended, ""},
		{early, "2024-02-01", StatusActive, "2024-12-31"},
		{&Listing{Suspensions: stopped.Suspensions}, "2024-11-01", StatusExpired, ""},
	} {
		if got := test.listing.StatusOn(day(test.on)); got != test.status {
			t.Errorf("%v | %v: status on %s = %s, want %s", test.listing.Periods, test.listing.Suspensions, test.on, got, test.status)
		}
		if got := test.listing.ListedUntil(day(test.on)).String(); got != test.until {
			t.Errorf("%v | %v: listed on %s until %q, want %q", test.listing.Periods, test.listing.Suspensions, test.on, got, test.until)
		}
	}
	open := &Listing{Periods: []Period{{From: day("2020-01-01")}}}
	if got := open.ListedUntil(today); !got.IsZero() {
		t.Errorf("open-ended listing is listed until %s", got)
	}
}

func TestCertificateStatus(t *testing.T) {
	c := &Certificate{CertificationDate: day("2023-01-15"), Expiry: day("2025-12-31"), Revoked: &Ending{On: day("2026-02-01")}}
	for on, want := range map[string]CertificateStatus{
		"2023-01-14": CertificateUpcoming, "2023-01-15": CertificateCurrent, "2025-12-31": CertificateCurrent,
		"2026-01-01": CertificateExpired, "2026-02-01": CertificateRevoked,
	} {
		if got := c.StatusOn(day(on)); got != want {
			t.Errorf("status on %s = %s, want %s", on, got, want)
		}
	}
	c.Expiry, c.Revoked = Date{}, nil
	if got := c.StatusOn(day("2099-01-01")); got != CertificateCurrent {
		t.Errorf("certificate without expiry is %s", got)
	}
}

// ListedUntil agrees with a walk from day to day.
func TestListedUntilProperty(t *testing.T) {
	start := day("2026-01-01")
	rng := rand.New(rand.NewPCG(1, 2))
	const span = 60
	for range 3000 {
		l := &Listing{}
		for at := 0; at < span; {
			p := Period{From: start.AddDays(at + rng.IntN(4)), To: start.AddDays(at + 4 + rng.IntN(15))}
			if rng.IntN(12) == 0 {
				p.To = Date{}
				at = span
			} else {
				at = start.DaysUntil(p.To) + 1
			}
			l.Periods = append(l.Periods, p)
		}
		if from := rng.IntN(span); rng.IntN(2) == 0 {
			s := Suspension{From: start.AddDays(from), To: start.AddDays(from + rng.IntN(9))}
			if rng.IntN(4) == 0 {
				s.To = Date{}
			}
			l.Suspensions = []Suspension{s}
		}
		if rng.IntN(4) == 0 {
			l.Delisted = &Ending{On: start.AddDays(rng.IntN(2 * span))}
		}
		for i := range span {
			on := start.AddDays(i)
			want := on
			for l.StatusOn(want) == StatusActive && start.DaysUntil(want) < 3*span {
				want = want.AddDays(1)
			}
			switch {
			case want == on:
				want = Date{} // not active
			case start.DaysUntil(want) >= 3*span:
				want = Date{} // no end
			default:
				want = want.AddDays(-1)
			}
			if got := l.ListedUntil(on); got != want {
				t.Fatalf("%+v on %s: listed until %q, want %q", l, on, got, want)
			}
		}
	}
}
