package importer

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"opencec/tools/register"
)

// fact is a period with the power that holds in it: "2024-01-01..2024-12-31=5", where
// the power is 5 if none is given.
type fact struct {
	register.Period
	power float64
}

func factsIn(s string) []fact {
	var facts []fact
	for _, field := range strings.Fields(s) {
		days, power, _ := strings.Cut(field, "=")
		from, to, _ := strings.Cut(days, "..")
		f := fact{register.Period{From: day(from)}, 5}
		if to != "" {
			f.To = day(to)
		}
		if power != "" {
			fmt.Sscan(power, &f.power)
		}
		facts = append(facts, f)
	}
	return facts
}

func rowsIn(facts []fact) []listedRow {
	var rows []listedRow
	for i, f := range facts {
		row := &Row{Line: i + 2, Period: f.Period, Attributes: register.Attributes{"max_power": register.Number(f.power)}}
		rows = append(rows, listedRow{Row: row, class: "inverter", list: &ListReport{}})
	}
	return rows
}

// heldFacts returns a listing with the periods and powers.
func heldFacts(facts []fact) *register.Listing {
	l := &register.Listing{DeviceClasses: map[string]register.Attributes{"inverter": {"max_power": register.Number(5)}}}
	for _, f := range facts {
		p := f.Period
		if f.power != 5 {
			p.DeviceClasses = map[string]register.Attributes{"inverter": {"max_power": register.Number(f.power)}}
		}
		l.Periods = append(l.Periods, p)
	}
	return l
}

// imported returns the periods and powers that an import of the rows makes of a listing,
// and what was kept and ended.
func imported(held []fact, rows []fact, firstList, date string) (after []fact, t timeline) {
	l := heldFacts(held)
	past := heldTimeline{periods: l.Periods, isComplete: true, differs: func(p register.Period, s *approvalSpan) bool { return differs(l, p, s) }}
	if firstList != "" {
		past.firstList = day(firstList)
	}
	t = reconcile(past, approvalSpansOf(approvalsOf(rowsIn(rows))), day(date))
	planner := &planner{classes: map[string]*register.DeviceClass{"inverter": {Attributes: []register.Attribute{{ID: "max_power"}}}}}
	result := *l
	planner.setPeriods(&result, l, t)
	for _, p := range result.Periods {
		power, _ := result.DeviceClassesOn(p.From)["inverter"]["max_power"].Number()
		after = append(after, fact{register.Period{From: p.From, To: p.To}, power})
	}
	return after, t
}

func factsText(facts []fact) string {
	var words []string
	for _, f := range facts {
		word := f.From.String() + ".."
		if !f.To.IsZero() {
			word += f.To.String()
		}
		if f.power != 5 {
			word += "=" + register.FormatNumber(f.power)
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestReconcile(t *testing.T) {
	t.Parallel()
	const first, date = "2026-03-01", "2026-06-01"
	tests := []struct{ name, held, rows, want string }{
		{"new", "", "2023-01-01..2027-12-31", "2023-01-01..2027-12-31"},
		{"equal", "2023-01-01..2027-12-31", "2023-01-01..2027-12-31", "2023-01-01..2027-12-31"},
		{"expiry later", "2023-01-01..2025-12-31", "2023-01-01..2027-12-31", "2023-01-01..2027-12-31"},
		{"expiry earlier", "2023-01-01..2027-12-31", "2023-01-01..2026-07-31", "2023-01-01..2026-07-31"},
		{"expiry earlier than the list", "2023-01-01..2027-12-31", "2023-01-01..2025-07-31", "2023-01-01..2025-07-31"},
		{"expiry of an open one", "2023-01-01..", "2023-01-01..2026-07-31", "2023-01-01..2026-07-31"},
		{"approval corrected to an earlier day", "2023-01-15..2027-12-31", "2023-01-01..2027-12-31", "2023-01-01..2027-12-31"},
		{"approval corrected to a later day", "2023-01-01..2027-12-31", "2023-01-15..2027-12-31", "2023-01-15..2027-12-31"},
		{"approval and expiry moved", "2022-01-01..2026-12-31", "2022-01-15..2027-12-31", "2022-01-15..2027-12-31"},
		{"approved again with another power", "2022-01-01..2026-12-31", "2026-05-15..2029-12-31=6", "2022-01-01..2026-05-14 2026-05-15..2029-12-31=6"},
		{"approved again after a list that had it", "2022-01-01..2026-12-31", "2026-05-15..2029-12-31", "2022-01-01..2026-05-14 2026-05-15..2029-12-31"},
		{"approved again with the same expiry", "2022-01-01..2026-12-31", "2026-05-15..2026-12-31", "2022-01-01..2026-12-31"},
		{"approved again for days to come", "2022-01-01..2026-12-31", "2026-09-01..2029-12-31=6", "2022-01-01..2026-05-31 2026-09-01..2029-12-31=6"},
		{"another power long ago", "2022-01-01..2026-12-31", "2024-01-01..2027-12-31=6", "2022-01-01..2023-12-31 2024-01-01..2027-12-31=6"},
		{"power corrected", "2022-01-01..2026-12-31", "2022-01-01..2026-12-31=6", "2022-01-01..2026-12-31=6"},
		{"overlapping rows", "", "2022-01-01..2024-12-31 2024-06-01..2027-12-31", "2022-01-01..2024-05-31 2024-06-01..2027-12-31"},
		{"overlapping rows with two powers", "", "2022-01-01..2024-12-31 2024-06-01..2027-12-31=6", "2022-01-01..2024-05-31 2024-06-01..2027-12-31=6"},
		{"overlapping rows, out of order", "", "2024-06-01..2027-12-31 2022-01-01..2024-12-31", "2022-01-01..2024-05-31 2024-06-01..2027-12-31"},
		{"rows that share one day", "", "2022-01-01..2024-12-31 2024-12-31..2027-12-31", "2022-01-01..2024-12-30 2024-12-31..2027-12-31"},
		{"rows that touch", "", "2022-01-01..2024-12-31 2025-01-01..2027-12-31", "2022-01-01..2024-12-31 2025-01-01..2027-12-31"},
		{"a row within another", "", "2022-01-01..2027-12-31 2023-01-01..2023-12-31", "2022-01-01..2022-12-31 2023-01-01..2027-12-31"},
		{"a row within another, with another power", "", "2022-01-01..2027-12-31 2023-01-01..2023-12-31=6", "2022-01-01..2022-12-31 2023-01-01..2023-12-31=6 2024-01-01..2027-12-31"},
		{"three rows, one in another", "", "2022-01-01..2027-12-31 2023-01-01..2026-12-31=6 2024-01-01..2024-12-31", "2022-01-01..2022-12-31 2023-01-01..2023-12-31=6 2024-01-01..2024-12-31 2025-01-01..2026-12-31=6 2027-01-01..2027-12-31"},
		{"the same approval date twice", "", "2022-01-01..2024-12-31 2022-01-01..2027-12-31", "2022-01-01..2027-12-31"},
		{"the first of two overlapping rows has left", "2022-01-01..2024-05-31 2024-06-01..2027-12-31", "2024-06-01..2027-12-31", "2022-01-01..2024-05-31 2024-06-01..2027-12-31"},
		{"the second row has left", "2022-01-01..2023-12-31 2024-01-01..2027-12-31", "2022-01-01..2023-12-31", "2022-01-01..2023-12-31 2024-01-01..2026-05-31"},
		{"a row to come has left", "2022-01-01..2027-12-31 2028-01-01..2029-12-31", "2022-01-01..2027-12-31", "2022-01-01..2027-12-31"},
		{"second after a gap", "2022-11-24..2025-11-24", "2022-11-24..2025-11-24 2026-03-05..2027-10-12", "2022-11-24..2025-11-24 2026-03-05..2027-10-12"},
		{"second before", "2024-01-01..2027-12-31", "2023-01-01..2023-06-30 2024-01-01..2027-12-31", "2023-01-01..2023-06-30 2024-01-01..2027-12-31"},
		{"one in the register, two in the list", "2022-01-01..2027-12-31", "2022-01-01..2023-12-31 2024-01-01..2027-12-31", "2022-01-01..2027-12-31"},
		{"two in the register, one in the list", "2022-01-01..2023-12-31 2024-01-01..2027-12-31", "2022-01-01..2027-12-31", "2022-01-01..2023-12-31 2024-01-01..2027-12-31"},
		{"border moved", "2022-01-01..2023-12-31 2024-01-01..2027-12-31", "2022-01-01..2022-12-31 2023-01-01..2027-12-31=6", "2022-01-01..2022-12-31 2023-01-01..2027-12-31=6"},
		{"an older power comes into the list", "2024-01-01..2027-12-31", "2022-01-01..2023-12-31=4 2024-01-01..2027-12-31", "2022-01-01..2023-12-31=4 2024-01-01..2027-12-31"},
		{"a past period with a power of its own is kept", "2020-01-01..2021-12-31=4 2022-01-01..2027-12-31", "2022-01-01..2028-12-31", "2020-01-01..2021-12-31=4 2022-01-01..2028-12-31"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			after, _ := imported(factsIn(test.held), factsIn(test.rows), first, date)
			if got := factsText(after); got != test.want {
				t.Errorf("held %s, listed %s:\n got %s\nwant %s", test.held, test.rows, got, test.want)
			}
			again, _ := imported(after, factsIn(test.rows), first, date)
			if factsText(again) != factsText(after) {
				t.Errorf("again: %s", factsText(again))
			}
		})
	}
}

// Where the register has read no list before, nothing tells a corrected approval from a
// new one but the facts.
func TestReconcileWithoutEarlierList(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ held, rows, want string }{
		{"2022-01-01..2026-12-31", "2022-01-15..2027-12-31", "2022-01-15..2027-12-31"},
		{"2022-01-01..2026-12-31", "2022-01-15..2027-12-31=6", "2022-01-01..2022-01-14 2022-01-15..2027-12-31=6"},
	} {
		after, _ := imported(factsIn(test.held), factsIn(test.rows), "", "2026-06-01")
		if got := factsText(after); got != test.want {
			t.Errorf("held %s, listed %s: %s, want %s", test.held, test.rows, got, test.want)
		}
	}
}

// Against an oracle of single days. On the days from the list's date on, the register
// says just what the newest approval of the list says; on the days before, it says what
// the list says where the list has the day, and loses no day that it had but those of an
// approval whose dates the list has moved. Importing again changes nothing.
func TestReconcileProperties(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(2, 3))
	begin := day("2024-01-01")
	randomFacts := func() []fact {
		var facts []fact
		for range 1 + random.IntN(4) {
			from := random.IntN(40)
			period := register.Period{From: begin.AddDays(from), To: begin.AddDays(from + random.IntN(20))}
			facts = append(facts, fact{period, float64(5 + random.IntN(2))})
		}
		// Two powers on one approval date are a conflict, of which there are other tests.
		slices.SortStableFunc(facts, func(a, b fact) int { return a.From.Compare(b.From) })
		return slices.CompactFunc(facts, func(a, b fact) bool { return a.From == b.From })
	}
	on := func(facts []fact, day register.Date) (power float64) { // of the newest that holds
		for _, f := range facts {
			if f.Contains(day) {
				power = f.power
			}
		}
		return power
	}
	for range 5000 {
		first := begin.AddDays(random.IntN(20)).String()
		held, _ := imported(nil, randomFacts(), "", first)
		rows, date := randomFacts(), begin.AddDays(20+random.IntN(30))
		after, line := imported(held, rows, first, date.String())
		report := func(d register.Date) {
			t.Fatalf("held %s, listed %s on %s: result %s is wrong on %s", factsText(held), factsText(rows), date, factsText(after), d)
		}
		for i := 1; i < len(after); i++ {
			if !after[i].From.After(after[i-1].To) {
				report(after[i].From)
			}
		}
		for n := range 70 {
			d := begin.AddDays(n)
			got, listed := on(after, d), on(rows, d)
			isKept := slices.ContainsFunc(line.pieces, func(p piece) bool { return p.span == nil && p.Contains(d) })
			switch {
			case listed != 0 || !d.Before(date):
				if got != listed {
					report(d)
				}
			case isKept && got != on(held, d), !isKept && got != 0 && got != on(held, d):
				report(d)
			}
		}
		if again, _ := imported(after, rows, first, date.String()); factsText(again) != factsText(after) {
			t.Fatalf("held %s, listed %s on %s: %s, and then %s", factsText(held), factsText(rows), date, factsText(after), factsText(again))
		}
	}
}
