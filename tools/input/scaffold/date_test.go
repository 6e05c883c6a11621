package scaffold

import (
	"testing"

	"opencec/schemas"
)

func TestCheckDate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, problem string }{
		{"2026-11-23", ""},
		{"23/11/2026", `"23/11/2026" is not a date: write it as YYYY-MM-DD: 2026-11-23`},
		{"23.11.2026", `"23.11.2026" is not a date: write it as YYYY-MM-DD: 2026-11-23`},
		{"5/1/2026", `"5/1/2026" is not a date: write it as YYYY-MM-DD: 2026-01-05 or 2026-05-01`},
		{"05-05-2026", `"05-05-2026" is not a date: write it as YYYY-MM-DD: 2026-05-05`},
		{"29/02/2023", `"29/02/2023" is not a date: write it as YYYY-MM-DD`},
		{"2026-11-23 00:00:00", `"2026-11-23 00:00:00" is not a date: write it as YYYY-MM-DD: 2026-11-23`},
		{"46349", `"46349" is not a date: write it as YYYY-MM-DD`},
		{"23-Nov-26", `"23-Nov-26" is not a date: write it as YYYY-MM-DD`},
		{"2026-15-01", `"2026-15-01" is not a date: there is no month 15; if month and day changed places, write 2026-01-15`},
	} {
		got := ""
		if err := checkString(test.text, &schemas.Node{Format: "date"}); err != nil {
			got = err.Error()
		}
		if got != test.problem {
			t.Errorf("%s: got %s, want %s", test.text, got, test.problem)
		}
	}
}
