package register_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

func TestStatusIntervals(t *testing.T) {
	t.Parallel()
	day := querytest.Day
	period := func(from, to string) register.Period {
		p := register.Period{From: day(from)}
		if to != "" {
			p.To = day(to)
		}
		return p
	}
	tests := []struct {
		name         string
		listing      register.Listing
		certificates []register.Certificate
		want         []string
	}{
		{name: "no period", want: []string{"… expired"}},
		{
			name:    "open",
			listing: register.Listing{Periods: []register.Period{period("2023-01-01", "")}},
			want:    []string{"… upcoming", "2023-01-01 active"},
		},
		{
			name:    "two periods that meet are one run of active days",
			listing: register.Listing{Periods: []register.Period{period("2023-01-01", "2023-06-30"), period("2023-07-01", "2023-12-31")}},
			want:    []string{"… upcoming", "2023-01-01 active until 2023-12-31", "2024-01-01 expired"},
		},
		{
			name: "a suspension, and a gap",
			listing: register.Listing{
				Periods:     []register.Period{period("2023-01-01", "2023-06-30"), period("2023-08-01", "")},
				Suspensions: []register.Suspension{{From: day("2023-02-01"), To: day("2023-02-28")}},
			},
			want: []string{
				"… upcoming", "2023-01-01 active until 2023-01-31", "2023-02-01 suspended", "2023-03-01 active until 2023-06-30",
				"2023-07-01 expired", "2023-08-01 active",
			},
		},
		{
			name: "endings",
			listing: register.Listing{
				Periods:   []register.Period{period("2023-01-01", "")},
				Withdrawn: &register.Ending{On: day("2024-01-01")}, Delisted: &register.Ending{On: day("2024-02-01")},
			},
			want: []string{"… upcoming", "2023-01-01 active until 2023-12-31", "2024-01-01 withdrawn", "2024-02-01 delisted"},
		},
		{
			name:    "certificates that overlap",
			listing: register.Listing{Periods: []register.Period{period("2023-01-01", "")}},
			certificates: []register.Certificate{
				{CertificationDate: day("2022-01-01"), Expiry: day("2023-03-31")},
				{CertificationDate: day("2023-03-01"), Revoked: &register.Ending{On: day("2023-05-01")}},
			},
			want: []string{"… upcoming", "2022-01-01 upcoming certified", "2023-01-01 active certified", "2023-05-01 active"},
		},
		{
			name:    "the first and the last day there are",
			listing: register.Listing{Periods: []register.Period{period("0001-01-01", "9999-12-31")}},
			want:    []string{"… upcoming", "0001-01-01 active until 9999-12-31", "10000-01-01 expired"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			records := querytest.Sample().Records
			l := tt.listing
			l.ID, l.Manufacturer, l.EntityType = "tesla/this", "tesla", "client"
			records.Listings = append(records.Listings, &l)
			for i, c := range tt.certificates {
				c.ID, c.CertifyingBody, c.Listings = fmt.Sprintf("ul/this-%d", i), "ul", []string{l.ID}
				records.Certificates = append(records.Certificates, &c)
			}
			reg, err := register.New(records, register.Version{ID: "1"})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range reg.StatusIntervals(reg.Listing(l.ID)) {
				got = append(got, describe(r))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func describe(r register.StatusInterval) string {
	text := "…"
	if !r.From.IsZero() {
		text = r.From.String()
	}
	text += " " + r.State.Status
	if r.State.Certified {
		text += " certified"
	}
	if !r.State.ListedUntil.IsZero() {
		text += " until " + r.State.ListedUntil.String()
	}
	return text
}

// What is written down for a day is what the register says for it, and every day is
// written down once.
func TestStatusIntervalsAreTheRegister(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		reg := querytest.Random(seed, 60)
		rng := rand.New(rand.NewPCG(seed, 7))
		for range 40 {
			day := querytest.Today.AddDays(rng.IntN(4000) - 2500)
			for _, l := range reg.Listings {
				want := register.DayStatus{Status: string(l.StatusOn(day)), Certified: reg.CertifiedOn(l.ID, day), ListedUntil: l.ListedUntil(day)}
				if l.HasPeriodAttributes() {
					text, err := register.EncodeJSON(l.DeviceClassesOn(day))
					if err != nil {
						t.Fatal(err)
					}
					want.DeviceClasses = string(text)
				}
				if got := onDay(t, reg.StatusIntervals(l), day); got != want {
					t.Fatalf("seed %d, listing %s on %s: %+v, want %+v", seed, l.ID, day, got, want)
				}
			}
			for _, c := range reg.Certificates {
				want := register.DayStatus{Status: string(c.StatusOn(day))}
				if got := onDay(t, reg.StatusIntervals(c), day); got != want {
					t.Fatalf("seed %d, certificate %s on %s: %+v, want %+v", seed, c.ID, day, got, want)
				}
			}
		}
	}
}

// onDay returns what holds on a day. It must be said once; what neighbours say must
// differ.
func onDay(t *testing.T, all []register.StatusInterval, day register.Date) register.DayStatus {
	t.Helper()
	var found []register.DayStatus
	for i, r := range all {
		if i > 0 && (all[i-1].State == r.State || all[i-1].To.AddDays(1) != r.From) {
			t.Fatalf("%+v and then %+v", all[i-1], r)
		}
		if !day.Before(r.From) && (r.To.IsZero() || !r.To.Before(day)) {
			found = append(found, r.State)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s is in %d of %+v", day, len(found), all)
	}
	return found[0]
}
