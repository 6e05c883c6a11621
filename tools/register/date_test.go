package register

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for _, test := range []struct{ in, want, err string }{
		{"2026-11-23", "2026-11-23", ""},
		{"2024-02-29", "2024-02-29", ""},
		{"0001-01-01", "0001-01-01", ""},
		{"2026-02-30", "", `"2026-02-30" is not a date: February 2026 has 28 days`},
		{"2026-13-01", "", `"2026-13-01" is not a date: there is no month 13; if month and day changed places, write 2026-01-13`},
		{"2024-29-02", "", `"2024-29-02" is not a date: there is no month 29; if month and day changed places, write 2024-02-29`},
		{"2023-29-02", "", `"2023-29-02" is not a date: there is no month 29`},
		{"2026-13-13", "", `"2026-13-13" is not a date: there is no month 13`},
		{"2026-13-00", "", `"2026-13-00" is not a date: there is no month 13`},
		{"2026-00-05", "", `"2026-00-05" is not a date: there is no month 00`},
		{"2026-99-01", "", `"2026-99-01" is not a date: there is no month 99`},
		{"2026-04-00", "", `"2026-04-00" is not a date: there is no day 00`},
		{"2026-04-31", "", `"2026-04-31" is not a date: April 2026 has 30 days`},
		{"0000-01-01", "", `"0000-01-01" is not a date: there is no year 0000`},
		{"2023-02-29", "", `"2023-02-29" is not a date: February 2023 has 28 days`},
		{"1900-02-29", "", `"1900-02-29" is not a date: February 1900 has 28 days`},
		{"2000-02-29", "2000-02-29", ""},
		{"20260-1-1a", "", `"20260-1-1a" is not a date: write it as YYYY-MM-DD`},
		{"23/11/2026", "", `"23/11/2026" is not a date: write it as YYYY-MM-DD: 2026-11-23`},
		{"2026-1-2", "", `"2026-1-2" is not a date: write it as YYYY-MM-DD: 2026-01-02`},
		{"2026-11-23T00:00:00Z", "", `"2026-11-23T00:00:00Z" is not a date: write it as YYYY-MM-DD`},
		{"", "", `"" is not a date: write it as YYYY-MM-DD`},
	} {
		got, err := ParseDate(test.in)
		if got.String() != test.want || errorText(err) != test.err {
			t.Errorf("ParseDate(%q) = %q, %q; want %q, %q", test.in, got, errorText(err), test.want, test.err)
		}
	}
}

// A date is written as package time writes it, also outside the years that ParseDate reads.
func TestDateString(t *testing.T) {
	for _, day := range []Date{NewDate(1, 1, 1).AddDays(-1), NewDate(1, 1, 1), NewDate(987, 6, 5), NewDate(2026, 11, 30), NewDate(9999, 12, 31), NewDate(9999, 12, 31).AddDays(1), NewDate(-5, 2, 3)} {
		if got, want := day.String(), day.Time().Format(time.DateOnly); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestDateArithmetic(t *testing.T) {
	d := NewDate(2024, time.February, 28)
	for _, test := range []struct {
		days int
		want string
	}{{0, "2024-02-28"}, {1, "2024-02-29"}, {2, "2024-03-01"}, {366, "2025-02-28"}, {-59, "2023-12-31"}} {
		got := d.AddDays(test.days)
		if got.String() != test.want {
			t.Errorf("%s + %d days = %s, want %s", d, test.days, got, test.want)
		}
		if n := d.DaysUntil(got); n != test.days {
			t.Errorf("%s until %s = %d days, want %d", d, got, n, test.days)
		}
	}
	if !d.Before(d.AddDays(1)) || d.Before(d) || !d.AddDays(1).After(d) || d.Compare(d.AddDays(-1)) != 1 {
		t.Error("dates do not compare as days do")
	}
	if next := d.AddDays(1); Later(d, next) != next || Later(next, d) != next {
		t.Error("Later is not the later date")
	}
}

// The register's day begins at midnight there, not in London.
func TestDateIn(t *testing.T) {
	sydney, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ instant, want string }{
		{"2026-11-22T12:59:59Z", "2026-11-22"}, // daylight saving: +11
		{"2026-11-22T13:00:00Z", "2026-11-23"},
		{"2026-07-01T13:59:59Z", "2026-07-01"}, // +10
		{"2026-07-01T14:00:00Z", "2026-07-02"},
	} {
		instant, err := time.Parse(time.RFC3339, test.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateIn(instant, sydney).String(); got != test.want {
			t.Errorf("%s is %s in Sydney, want %s", test.instant, got, test.want)
		}
	}
}

func TestDateJSON(t *testing.T) {
	type record struct {
		A Date `json:"a"`
		B Date `json:"b,omitzero"`
	}
	for _, test := range []struct {
		value record
		text  string
	}{
		{record{}, `{"a":null}`},
		{record{A: NewDate(2026, 3, 5), B: NewDate(2026, 3, 6)}, `{"a":"2026-03-05","b":"2026-03-06"}`},
	} {
		text, err := json.Marshal(test.value)
		if err != nil || string(text) != test.text {
			t.Errorf("Marshal = %s, %v; want %s", text, err, test.text)
		}
		var back record
		if err := json.Unmarshal([]byte(test.text), &back); err != nil || back != test.value {
			t.Errorf("Unmarshal(%s) = %+v, %v", test.text, back, err)
		}
	}
	if err := json.Unmarshal([]byte(`{"a":20260305}`), &record{}); err == nil {
		t.Error("a number was read as a date")
	}
}

// The calendar agrees with package time.
func TestCalendar(t *testing.T) {
	for day := time.Date(1890, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2110; day = day.AddDate(0, 0, 1) {
		text := day.Format(time.DateOnly)
		d, err := ParseDate(text)
		if err != nil || !d.Time().Equal(day) {
			t.Fatalf("ParseDate(%q) = %v, %v", text, d, err)
		}
		if next := day.AddDate(0, 0, 1); next.Month() != day.Month() {
			impossible := fmt.Sprintf("%s-%02d", text[:7], day.Day()+1)
			if _, err := ParseDate(impossible); err == nil {
				t.Fatalf("%s was taken for a date", impossible)
			}
		}
	}
}

func FuzzParseDate(f *testing.F) {
	f.Add("2026-11-23")
	f.Add("2026-02-30")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err == nil && d.String() != s {
			t.Errorf("ParseDate(%q) = %s", s, d)
		}
	})
}
