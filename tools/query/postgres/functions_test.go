package postgres

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// loadedVersions loads some registers one after the other, a day apart.
func loadedVersions(t *testing.T, url string) []*register.Register {
	var registers []*register.Register
	for i := range 3 {
		records := querytest.Random(uint64(i), 25).Records
		at := time.Date(2026, 11, 1+i, 12, 0, 0, 0, time.UTC)
		reg := rebuilt(t, records, register.Version{ID: fmt.Sprint(i), Commit: fmt.Sprint(i), Time: at})
		loaded(t, url, reg, LoadOptions{AllowMassChange: true})
		registers = append(registers, reg)
	}
	return registers
}

// The functions say what the register says, for any day and version.
func TestFunctions(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	registers := loadedVersions(t, url)
	conn := connected(t, url)
	rng := rand.New(rand.NewPCG(5, 5))
	for range 40 {
		i := rng.IntN(len(registers))
		reg, seq, day := registers[i], i+1, querytest.Today.AddDays(rng.IntN(3000)-1800)
		var want []string
		for _, l := range reg.Listings {
			want = append(want, listingLine(reg, l, day))
		}
		got := column[string](t, conn, `
			select concat_ws('|', id, manufacturer, coalesce(brand, '-'), coalesce(series, '-'), model, entity_type, status, certified, coalesce(listed_until::text, '-'))
			from listings_on($1::text::date, $2) order by id`, day.String(), seq)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("listings_on(%s, %d):\n%s", day, seq, diff)
		}
		var attributes []string
		for _, l := range reg.Listings {
			for class, values := range l.DeviceClassesOn(day) {
				for id, v := range values {
					number := "-"
					if n, ok := v.Number(); ok {
						number = register.FormatNumber(n)
					}
					attributes = append(attributes, strings.Join([]string{l.ID, class, id, number}, "|"))
				}
			}
		}
		slices.Sort(attributes)
		got = column[string](t, conn, `
			select concat_ws('|', listing_id, device_class_id, attribute_name, coalesce(number_value::text, '-'))
			from listing_attributes_on($1::text::date, $2)`, day.String(), seq)
		slices.Sort(got)
		if diff := cmp.Diff(attributes, got); diff != "" {
			t.Errorf("listing_attributes_on(%s, %d):\n%s", day, seq, diff)
		}
		l, c := reg.Listings[rng.IntN(len(reg.Listings))], reg.Certificates[rng.IntN(len(reg.Certificates))]
		if got := value[string](t, conn, `select listing_status_on($1, $2::text::date, $3)::text`, l.ID, day.String(), seq); got != string(l.StatusOn(day)) {
			t.Errorf("%s is %s on %s in version %d, want %s", l.ID, got, day, seq, l.StatusOn(day))
		}
		if got := value[string](t, conn, `select certificate_status_on($1, $2::text::date, $3)::text`, c.ID, day.String(), seq); got != string(c.StatusOn(day)) {
			t.Errorf("%s is %s on %s in version %d, want %s", c.ID, got, day, seq, c.StatusOn(day))
		}
	}
	if got := value[*string](t, conn, `select listing_status_on('none/such', '2026-01-01')::text`); got != nil {
		t.Errorf("a listing that is not there is %s", *got)
	}
}

func listingLine(reg *register.Register, l *register.Listing, day register.Date) string {
	orDash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	certified := "f"
	if reg.CertifiedOn(l.ID, day) {
		certified = "t"
	}
	return fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%s|%s", l.ID, reg.Manufacturer(l.Manufacturer).Name, orDash(l.Brand), orDash(l.Series), l.Model, l.EntityType,
		l.StatusOn(day), certified, orDash(l.ListedUntil(day).String()))
}

// The views are of the current version and of today in the register's time zone.
func TestViews(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	registers := loadedVersions(t, url)
	conn := connected(t, url)
	reg := registers[len(registers)-1]
	run(t, conn, `begin`) // in which now() stands still
	defer run(t, conn, `rollback`)
	today := reg.Today(value[time.Time](t, conn, `select now()`))
	listings := column[string](t, conn, `
		select concat_ws('|', id, manufacturer, coalesce(brand, '-'), coalesce(series, '-'), model, entity_type, status, certified, coalesce(listed_until::text, '-'))
		from current_listings order by id`)
	certificates := column[string](t, conn, `
		select concat_ws('|', id, number, certifying_body, status, certification_date, coalesce(expiry::text, '-'), test_profiles::text, listings::text)
		from current_certificates order by id`)
	if got := value[time.Time](t, conn, `select register_today()`); register.DateIn(got, time.UTC) != today {
		t.Errorf("today is %s, want %s", got, today)
	}
	var want []string
	for _, l := range reg.Listings {
		want = append(want, listingLine(reg, l, today))
	}
	if diff := cmp.Diff(want, listings); diff != "" {
		t.Errorf("current_listings:\n%s", diff)
	}
	want = nil
	for _, c := range reg.Certificates {
		expiry := "-"
		if !c.Expiry.IsZero() {
			expiry = c.Expiry.String()
		}
		want = append(want, fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%s", c.ID, c.Number, reg.CertifyingBody(c.CertifyingBody).Name, c.StatusOn(today), c.CertificationDate, expiry,
			value[string](t, conn, `select $1::text[]::text`, c.TestProfiles), value[string](t, conn, `select $1::text[]::text`, c.Listings)))
	}
	if diff := cmp.Diff(want, certificates); diff != "" {
		t.Errorf("current_certificates:\n%s", diff)
	}
}

func TestSeqAsOf(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	registers := loadedVersions(t, url)
	conn := connected(t, url)
	tests := []struct {
		at   string
		want int64 // 0 for none
	}{
		{"2026-11-01T11:59:59Z", 0}, {"2026-11-01T12:00:00Z", 1}, {"2026-11-02T11:59:59Z", 1}, {"2026-11-02T12:00:00Z", 2}, {"2026-11-03T12:00:00Z", 3}, {"2030-01-01T00:00:00Z", 3},
	}
	check := func() {
		t.Helper()
		for _, tt := range tests {
			if got := value[int64](t, conn, `select coalesce(seq_as_of($1::text::timestamptz), 0)`, tt.at); got != tt.want {
				t.Errorf("by %s it is version %d, want %d", tt.at, got, tt.want)
			}
		}
	}
	check()
	// An older commit that is loaded again is what holds from its time on.
	loaded(t, url, registers[1], LoadOptions{AllowMassChange: true})
	tests[3].want, tests[4].want, tests[5].want = 4, 4, 4
	check()
	if got := value[int64](t, conn, `select current_seq()`); got != 4 {
		t.Errorf("the current version is %d", got)
	}
}
