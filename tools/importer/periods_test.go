package importer

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"opencec/tools/register"
)

// periods reads "2024-01-01..2024-12-31 2025-02-01..".
func periods(s string) []register.Period {
	var result []register.Period
	for _, field := range strings.Fields(s) {
		from, to, _ := strings.Cut(field, "..")
		p := register.Period{From: day(from)}
		if to != "" {
			p.To = day(to)
		}
		result = append(result, p)
	}
	return result
}

func rowsOf(ps []register.Period) []listedRow {
	var rows []listedRow
	for i, p := range ps {
		rows = append(rows, listedRow{Row: &Row{Line: i + 2, Period: p}})
	}
	return rows
}

func TestWindowsOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, rows, want string
		covered          int
	}{
		{"apart, out of order", "2025-01-01..2025-12-31 2023-01-01..2023-12-31", "2023-01-01..2023-12-31 2025-01-01..2025-12-31", 0},
		{"contiguous stay two", "2023-01-01..2023-12-31 2024-01-01..2024-12-31", "2023-01-01..2023-12-31 2024-01-01..2024-12-31", 0},
		{"equal", "2023-01-01..2023-12-31 2023-01-01..2023-12-31", "2023-01-01..2023-12-31", 1},
		{"same approval", "2023-01-01..2023-12-31 2023-01-01..2024-12-31", "2023-01-01..2024-12-31", 1},
		{"same expiry", "2023-06-01..2023-12-31 2023-01-01..2023-12-31", "2023-01-01..2023-12-31", 1},
		{"in part", "2023-01-01..2023-12-31 2023-06-01..2024-12-31", "2023-01-01..2023-12-31 2023-06-01..2024-12-31", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []register.Period
			covered := 0
			for _, w := range windowsOf(rowsOf(periods(test.rows))) {
				got = append(got, w.Period)
				covered += len(w.covered)
			}
			if !slices.EqualFunc(got, periods(test.want), register.Period.Equal) || covered != test.covered {
				t.Errorf("windows %v with %d covered, want %s with %d", got, covered, test.want, test.covered)
			}
		})
	}
}

func TestPlanPeriods(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, held, listed, want string
		changes                  int
		conflicts, absent        string
	}{
		{"new", "", "2023-01-01..2023-12-31", "2023-01-01..2023-12-31", 1, "", ""},
		{"equal", "2023-01-01..2023-12-31", "2023-01-01..2023-12-31", "2023-01-01..2023-12-31", 0, "", ""},
		{"expiry later", "2023-01-01..2023-12-31", "2023-01-01..2024-12-31", "2023-01-01..2024-12-31", 1, "", ""},
		{"expiry earlier", "2023-01-01..2023-12-31", "2023-01-01..2023-06-30", "2023-01-01..2023-06-30", 1, "", ""},
		{"expiry of an open one", "2023-01-01..", "2023-01-01..2023-06-30", "2023-01-01..2023-06-30", 1, "", ""},
		{"approval earlier", "2023-01-01..2023-12-31", "2022-01-01..2023-12-31", "2022-01-01..2023-12-31", 1, "", ""},
		{"approval later", "2023-01-01..2023-12-31", "2023-02-01..2023-12-31", "2023-01-01..2023-12-31", 0, "2023-02-01..2023-12-31", "2023-01-01..2023-12-31"},
		{"both moved", "2023-01-01..2023-12-31", "2023-02-01..2024-12-31", "2023-01-01..2023-12-31", 0, "2023-02-01..2024-12-31", "2023-01-01..2023-12-31"},
		{"second after a gap", "2022-11-24..2025-11-24", "2022-11-24..2025-11-24 2026-03-05..2027-10-12", "2022-11-24..2025-11-24 2026-03-05..2027-10-12", 1, "", ""},
		{"second before", "2024-01-01..2024-12-31", "2023-01-01..2023-12-31 2024-01-01..2024-12-31", "2023-01-01..2023-12-31 2024-01-01..2024-12-31", 1, "", ""},
		{"split", "2022-01-01..2025-12-31", "2022-01-01..2023-12-31 2024-06-01..2025-12-31", "2022-01-01..2023-12-31 2024-06-01..2025-12-31", 2, "", ""},
		{"made one", "2022-01-01..2023-12-31 2024-01-01..2025-12-31", "2022-01-01..2025-12-31", "2022-01-01..2023-12-31 2024-01-01..2025-12-31", 0, "2022-01-01..2025-12-31", "2022-01-01..2023-12-31 2024-01-01..2025-12-31"},
		{"border moved", "2022-01-01..2023-12-31 2024-01-01..2025-12-31", "2022-01-01..2022-12-31 2023-01-01..2025-12-31", "2022-01-01..2022-12-31 2023-01-01..2025-12-31", 2, "", ""},
		{"row gone", "2022-01-01..2023-12-31 2024-01-01..2025-12-31", "2024-01-01..2025-12-31", "2022-01-01..2023-12-31 2024-01-01..2025-12-31", 0, "", "2022-01-01..2023-12-31"},
		{"new one into an open one", "2022-01-01..", "2023-01-01..2024-12-31", "2022-01-01..", 0, "2023-01-01..2024-12-31", "2022-01-01.."},
		{"new ones in part overlapping", "", "2022-01-01..2023-12-31 2023-06-01..2024-12-31", "2022-01-01..2023-12-31", 1, "2023-06-01..2024-12-31", ""},
		{"one can be made, one cannot", "2022-01-01..2022-12-31 2023-01-01..2023-12-31", "2022-01-01..2023-06-30 2025-01-01..2025-12-31", "2022-01-01..2022-12-31 2023-01-01..2023-12-31 2025-01-01..2025-12-31", 1, "2022-01-01..2023-06-30", "2022-01-01..2022-12-31 2023-01-01..2023-12-31"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := planPeriods(periods(test.held), windowsOf(rowsOf(periods(test.listed))))
			var conflicts []register.Period
			for _, c := range plan.conflicts {
				conflicts = append(conflicts, c.after)
			}
			if !slices.Equal(plan.periods, periods(test.want)) || len(plan.changes) != test.changes ||
				!slices.Equal(conflicts, periods(test.conflicts)) || !slices.Equal(plan.absent, periods(test.absent)) {
				t.Errorf("periods %v, %d changes, conflicts %v, absent %v; want %s, %d, %s, %s", plan.periods, len(plan.changes),
					conflicts, plan.absent, test.want, test.changes, test.conflicts, test.absent)
			}
		})
	}
}

// Against an oracle of single days: windows cover exactly the days of the rows;
// no day that an unmoved period holds is lost; planning again changes nothing.
func TestPlanPeriodsProperties(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(2, 3))
	first := day("2024-01-01")
	randomRows := func() []listedRow {
		var ps []register.Period
		for range 1 + random.IntN(4) {
			from := random.IntN(40)
			ps = append(ps, register.Period{From: first.AddDays(from), To: first.AddDays(from + random.IntN(20))})
		}
		return rowsOf(ps)
	}
	holds := func(ps []register.Period, day register.Date) bool {
		return slices.ContainsFunc(ps, func(p register.Period) bool { return p.Contains(day) })
	}
	for range 5000 {
		rows := randomRows()
		windows := windowsOf(rows)
		var listed, windowed []register.Period
		accounted := 0
		for _, row := range rows {
			listed = append(listed, row.Period)
		}
		for _, w := range windows {
			windowed = append(windowed, w.Period)
			accounted += 1 + len(w.covered)
		}
		if accounted != len(rows) {
			t.Fatalf("%d rows, %d accounted for", len(rows), accounted)
		}
		held := planPeriods(nil, windowsOf(randomRows())).periods
		plan := planPeriods(held, windows)
		if len(plan.periods) != len(windows)-len(plan.conflicts)+len(plan.absent) {
			t.Fatalf("held %v, listed %v: %d periods of %d windows, %d conflicts, %d absent", held, listed,
				len(plan.periods), len(windows), len(plan.conflicts), len(plan.absent))
		}
		if !apart(plan.periods) {
			t.Fatalf("held %v, listed %v: result %v overlaps", held, listed, plan.periods)
		}
		for n := range 60 {
			d := first.AddDays(n)
			if holds(listed, d) != holds(windowed, d) {
				t.Fatalf("rows %v and windows %v differ on %s", listed, windowed, d)
			}
			if len(plan.conflicts) == 0 && holds(listed, d) && !holds(plan.periods, d) {
				t.Fatalf("held %v, listed %v: result %v lacks %s", held, listed, plan.periods, d)
			}
			if holds(plan.absent, d) && !holds(plan.periods, d) {
				t.Fatalf("held %v, listed %v: result %v lacks the absent %s", held, listed, plan.periods, d)
			}
		}
		if again := planPeriods(plan.periods, windows); !slices.Equal(again.periods, plan.periods) || len(again.changes) > 0 {
			t.Fatalf("held %v, listed %v: %v, and then %v", held, listed, plan.periods, again.periods)
		}
	}
}

// A product with more windows than a listing may have keeps the first.
func TestPlanPeriodsLimit(t *testing.T) {
	t.Parallel()
	var listed []register.Period
	for n := range maxPeriods + 2 {
		from := day("1990-01-01").AddDays(2 * n)
		listed = append(listed, register.Period{From: from, To: from})
	}
	plan := planPeriods(nil, windowsOf(rowsOf(listed)))
	if !slices.Equal(plan.periods, listed[:maxPeriods]) || len(plan.conflicts) != 2 {
		t.Errorf("%d periods, %d conflicts", len(plan.periods), len(plan.conflicts))
	}
	before := []register.Period{{From: day("1980-01-01"), To: day("1980-01-01")}}
	plan = planPeriods(before, windowsOf(rowsOf(listed)))
	if !slices.Equal(plan.periods, before) || len(plan.conflicts) != maxPeriods+2 || !slices.Equal(plan.absent, before) {
		t.Errorf("beside another: %d periods, %d conflicts, %v absent", len(plan.periods), len(plan.conflicts), plan.absent)
	}
}
