package register

import (
	"encoding/json"
	"fmt"
	"time"
)

// dateLayout is the only format in which dates are read and written (RFC 3339 full-date).
const dateLayout = "2006-01-02"

// A Date is a civil date: a calendar day without a time or a zone. The zero Date means
// "no date" and is null in JSON.
//
// Dates are comparable with == and usable as map keys.
type Date struct {
	// yyyymmdd sorts like the dates and fits into one word; its zero value is no valid
	// date.
	yyyymmdd int32
}

// NewDate returns the date of that calendar day. Values outside their usual ranges are
// normalised as in time.Date: 30 February is 1 or 2 March.
func NewDate(year int, month time.Month, day int) Date {
	return dateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateIn returns the date of the instant t in loc.
func DateIn(t time.Time, loc *time.Location) Date { return dateOf(t.In(loc)) }

// ParseDate parses a date of the form YYYY-MM-DD. The error for a month or day that the
// calendar does not have, such as 30 February, says so.
func ParseDate(s string) (Date, error) {
	y, m, d, ok := splitDate(s)
	switch {
	case !ok:
		return Date{}, fmt.Errorf("%.60q is not a date: write it as YYYY-MM-DD%s", s, proposeDates(s))
	case y < 1:
		return Date{}, fmt.Errorf("%q is not a date: there is no year %s", s, s[:4])
	case !isMonth(m):
		return Date{}, fmt.Errorf("%q is not a date: there is no month %s%s", s, s[5:7], swapped(y, m, d))
	case d < 1:
		return Date{}, fmt.Errorf("%q is not a date: there is no day %s", s, s[8:])
	case d > daysIn(y, time.Month(m)):
		return Date{}, fmt.Errorf("%q is not a date: %s %d has %d days", s, time.Month(m), y, daysIn(y, time.Month(m)))
	}
	return Date{int32(y*10_000 + m*100 + d)}, nil
}

// swapped suggests the date with month and day exchanged, if it exists. It is only a
// suggestion: a typo is as likely.
func swapped(year, month, day int) string {
	if !isMonth(day) || month < 1 || month > daysIn(year, time.Month(day)) {
		return ""
	}
	return fmt.Sprintf("; if month and day changed places, write %04d-%02d-%02d", year, day, month)
}

func isMonth(m int) bool { return 1 <= m && m <= 12 }

// splitDate splits YYYY-MM-DD. A register consists mostly of dates, and time.Parse is an
// order of magnitude slower.
func splitDate[T string | []byte](s T) (y, m, d int, ok bool) {
	if len(s) != len(dateLayout) || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, false
	}
	y, yearOK := digits(s[0:4])
	m, monthOK := digits(s[5:7])
	d, dayOK := digits(s[8:10])
	return y, m, d, yearOK && monthOK && dayOK
}

func digits[T string | []byte](s T) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int32(y*10_000 + int(m)*100 + d)}
}

func daysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// IsZero reports whether d is the zero Date.
func (d Date) IsZero() bool { return d == Date{} }

// Compare returns -1, 0 or +1 if d is before, equal to or after e. The zero Date is
// before every other date.
func (d Date) Compare(e Date) int {
	switch {
	case d.yyyymmdd < e.yyyymmdd:
		return -1
	case d.yyyymmdd > e.yyyymmdd:
		return 1
	}
	return 0
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.yyyymmdd < e.yyyymmdd }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.yyyymmdd > e.yyyymmdd }

// Later returns the later of two dates.
func Later(a, b Date) Date {
	if a.After(b) {
		return a
	}
	return b
}

// AddDays returns the date n days after d, or before it if n is negative.
func (d Date) AddDays(n int) Date { return dateOf(d.Time().AddDate(0, 0, n)) }

// DaysUntil returns the number of days from d to e; it is negative if e is earlier.
func (d Date) DaysUntil(e Date) int { return int(e.Time().Sub(d.Time()) / (24 * time.Hour)) }

// Time returns midnight UTC at the start of d, for arithmetic and formatting.
func (d Date) Time() time.Time {
	v := int(d.yyyymmdd)
	return time.Date(v/10_000, time.Month(v/100%100), v%100, 0, 0, 0, 0, time.UTC)
}

// String returns the date as YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	var b [len(dateLayout)]byte
	return string(d.append(b[:0]))
}

// AppendText implements encoding.TextAppender. It appends the form of String.
func (d Date) AppendText(b []byte) ([]byte, error) { return d.append(b), nil }

// append is AppendText. Answers consist of dates to a good part, and time.Time formats them an
// order of magnitude slower.
func (d Date) append(b []byte) []byte {
	switch {
	case d.IsZero():
		return b
	case d.yyyymmdd < 0 || d.yyyymmdd > 9999_12_31: // the year does not have four digits
		return d.Time().AppendFormat(b, dateLayout)
	}
	digit := func(divisor int32) byte { return '0' + byte(d.yyyymmdd/divisor%10) }
	return append(b, digit(10_000_000), digit(1_000_000), digit(100_000), digit(10_000), '-', digit(1_000), digit(100), '-', digit(10), digit(1))
}

// MarshalJSON writes the date as a JSON string, and the zero Date as null.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	b := append(make([]byte, 0, len(dateLayout)+2), '"')
	return append(d.append(b), '"'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Date) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*d = Date{}
		return nil
	}
	var s string
	if n := len(b) - 2; n == len(dateLayout) { // a date has no escapes
		s = string(b[1 : n+1])
	} else if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("date: %w", err)
	}
	var err error
	*d, err = ParseDate(s)
	return err
}
