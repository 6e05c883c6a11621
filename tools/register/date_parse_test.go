package register

import (
	"strings"
	"testing"
)

func TestPossibleDates(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"30/11/2028", "2028-11-30"},
		{"23.11.2026", "2026-11-23"},
		{"11/23/2026", "2026-11-23"},
		{"5/1/2026", "2026-01-05 2026-05-01"},
		{"1.12.2026", "2026-12-01 2026-01-12"},
		{"05-05-2026", "2026-05-05"},
		{"2026/3/5", "2026-03-05"},
		{"2026.3.05", "2026-03-05"},
		{"2026-3-5", "2026-03-05"},
		{"1 Dec 2026", "2026-12-01"},
		{"1 december 2026", "2026-12-01"},
		{"01-Dec-2026", "2026-12-01"},
		{"Dec 1, 2026", "2026-12-01"},
		{"December 1,2026", "2026-12-01"},
		{"2026-11-23 00:00:00", "2026-11-23"},
		{" 30/11/2028 ", "2028-11-30"},
		{"29/02/2023", ""},
		{"31 Apr 2026", ""},
		{"2026-2-30", ""},
		{"2026-01/05", ""},
		{"26-01-05", ""},
		{"23-Nov-26", ""},
		{"20260105", ""},
		{"46349", ""},
		{"soon", ""},
		{"", ""},
		{"1 Dec 2026" + strings.Repeat(" ", 30) + "1", ""},
	} {
		if got := strings.Join(PossibleDates(test.text), " "); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

// FuzzPossibleDates: whatever is proposed is a date, and read as itself.
func FuzzPossibleDates(f *testing.F) {
	for _, text := range []string{"30/11/2028", "1 Dec 2026", "2026/3/5", "0000-1-1", "2026-11-23 00:00:00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, day := range PossibleDates(text) {
			if d, err := ParseDate(day); err != nil || d.String() != day {
				t.Errorf("%q: proposes %q: %v", text, day, err)
			}
		}
	})
}
