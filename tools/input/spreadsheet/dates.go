package spreadsheet

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"opencec/tools/register"
)

// A Column is one column of a table.
type Column struct {
	Name   string // as messages call it
	Index  int
	Ranges bool // its cells may have several numbers: 200-1000 V
}

// An Order is the order of day and month in the dates of a file, whose year comes last:
// 1/07/2024.
type Order int

// The orders of dates. AnyOrder means undecided.
const (
	AnyOrder Order = iota
	DayFirst
	MonthFirst
)

// String names the order.
func (o Order) String() string {
	switch o {
	case DayFirst:
		return "day/month/year"
	case MonthFirst:
		return "month/day/year"
	}
	return "day/month/year or month/day/year"
}

// A Proof is a cell that has only one meaning.
type Proof struct {
	Column string
	Line   int
	Cell   string
}

func (p Proof) String() string {
	return fmt.Sprintf("%s %s on line %d", p.Column, quoted(p.Cell), p.Line)
}

var (
	yearLast  = regexp.MustCompile(`^([0-9]{1,2})([/.-])([0-9]{1,2})[/.-]([0-9]{4})$`)
	yearFirst = regexp.MustCompile(`^[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2}(?: 00:00(?::00)?)?$`)
	isoDate   = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	midnight  = regexp.MustCompile(`[ T]0?0:00(:00)?$`)
	// shortYear matches a date with a two-digit year, which is clear only with a month's name.
	shortYear  = regexp.MustCompile(`^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}$`)
	namedShort = regexp.MustCompile(`^([0-9]{1,2})[- ]([A-Za-z]{3})[- ]([0-9]{2})$`)
	// anyDate matches a date with the year last anywhere in a cell: with a time or a note after
	// it, an apostrophe before it, a two-digit year. It need not be readable to show the order.
	anyDate      = regexp.MustCompile(`(?:^|[^0-9/.-])([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})(?:$|[^0-9/.-])`)
	monthLast    = regexp.MustCompile(`^[0-9]{4}[/.-](1[3-9]|[23][0-9])[/.-](0?[1-9]|1[0-2])\b`)
	serialNumber = regexp.MustCompile(`^[0-9]{5}(\.[0-9]+)?$`)
)

// DateOrder decides the order of all dates of a file from all cells of its date columns: a
// number above 12 shows which place is the day. The Proof is the first such cell. The error
// names two cells that contradict each other. If no cell shows the order, it is AnyOrder, and
// the Proof is the first date that has an order, if any.
func (t *Table) DateOrder(columns ...Column) (Order, Proof, *Error) {
	proofs := map[Order]Proof{} // that of AnyOrder is the first date that has an order
	var text, dated *Proof      // the first date of the file that is a text, and that is none
	for _, c := range columns {
		var numeric, yearsFirst *Proof // the first date of the column in each form
		for i := range t.Rows {
			row := &t.Rows[i]
			cell := row.cell(c.Index)
			at := Proof{c.Name, row.Line, cell}
			switch order, isDate := orderOf(cell); {
			case row.isDate(c.Index):
				dated = first(dated, at)
			case monthLast.MatchString(cell):
				return AnyOrder, Proof{}, errorAt(row.Line, "%s can only be year, day, month: write all dates of the file as YYYY-MM-DD", at)
			case isDate:
				numeric, text = first(numeric, at), first(text, at)
				if _, known := proofs[order]; !known {
					proofs[order] = at
				}
			case yearFirst.MatchString(cell):
				yearsFirst = first(yearsFirst, at)
			}
		}
		if numeric != nil && yearsFirst != nil {
			return AnyOrder, Proof{}, errorAt(numeric.Line, "%s and %s are dates of two forms: write all as YYYY-MM-DD", numeric, yearsFirst)
		}
	}
	if text != nil && dated != nil {
		return AnyOrder, Proof{}, errorAt(text.Line, "%s is a text, and %s is a date: where a spreadsheet reads only some of the dates, it mostly changes day and month of those; write all as YYYY-MM-DD", text, dated)
	}
	day, dayFirst := proofs[DayFirst]
	month, monthFirst := proofs[MonthFirst]
	switch {
	case dayFirst && monthFirst:
		return AnyOrder, Proof{}, errorAt(max(day.Line, month.Line), "%s can only be %s, and %s only %s: write all dates of the file in one order, or as YYYY-MM-DD", day, DayFirst, month, MonthFirst)
	case dayFirst:
		return DayFirst, day, nil
	case monthFirst:
		return MonthFirst, month, nil
	}
	return AnyOrder, proofs[AnyOrder], nil
}

func first(p *Proof, at Proof) *Proof {
	if p != nil {
		return p
	}
	return &at
}

// cell returns a cell of a row, or "" if the row cannot be used.
func (r *Row) cell(index int) string {
	if index >= len(r.Cells) {
		return ""
	}
	return strings.Join(strings.Fields(r.Cells[index]), " ")
}

func (r *Row) isDate(index int) bool { return index < len(r.dated) && r.dated[index] }

// orderOf returns the order that a date with the year last shows, even if the date cannot be
// read.
func orderOf(cell string) (order Order, isDate bool) {
	parts := anyDate.FindStringSubmatch(cell)
	if parts == nil {
		return AnyOrder, false
	}
	a, b := atoi(parts[1]), atoi(parts[2])
	switch {
	case a > 12 && b <= 12 && len(parts[3]) == 2: // 24/07/13 may begin with the year
		return AnyOrder, true
	case a > 12 && b <= 12:
		return DayFirst, true
	case b > 12 && a <= 12:
		return MonthFirst, true
	}
	return AnyOrder, true
}

// withoutTime removes midnight, which spreadsheets write after dates.
func withoutTime(cell string) string {
	if !strings.Contains(cell, ":") {
		return cell
	}
	return midnight.ReplaceAllString(cell, "")
}

func atoi(digits string) int {
	n, _ := strconv.Atoi(digits) // at most two digits
	return n
}

// Date parses a date. In AnyOrder, a date with two possible meanings is an error.
func (o Order) Date(cell string) (register.Date, error) {
	cell = withoutTime(strings.Join(strings.Fields(cell), " "))
	if isoDate.MatchString(cell) {
		return register.ParseDate(cell)
	}
	if parts := yearLast.FindStringSubmatch(cell); parts != nil {
		return o.numeric(cell, parts)
	}
	if parts := namedShort.FindStringSubmatch(cell); parts != nil {
		return namedMonth(cell, parts)
	}
	switch days := register.PossibleDates(cell); {
	case len(days) == 1:
		return register.ParseDate(days[0])
	case shortYear.MatchString(cell):
		return register.Date{}, fmt.Errorf("%s has a year of two digits: write all four", quoted(cell))
	case serialNumber.MatchString(cell):
		return register.Date{}, fmt.Errorf("%s is no date, but perhaps the number that a spreadsheet keeps for one: format the column as dates", quoted(cell))
	}
	return register.Date{}, fmt.Errorf("%s is not a date in the form %s, such as %s", quoted(cell), o.form(), o.example())
}

func (o Order) form() string {
	if o == AnyOrder {
		return "YYYY-MM-DD"
	}
	return o.String()
}

func (o Order) example() string {
	switch o {
	case DayFirst:
		return "8/05/2027"
	case MonthFirst:
		return "5/08/2027"
	}
	return "2027-05-08"
}

// numeric parses a date with the year last.
func (o Order) numeric(cell string, parts []string) (register.Date, error) {
	day, month, year := atoi(parts[1]), atoi(parts[3]), parts[4]
	switch shows, _ := orderOf(cell); {
	case o == AnyOrder && shows != AnyOrder:
		o = shows
	case o == AnyOrder && day != month:
		return register.Date{}, fmt.Errorf("%s may begin with the day or with the month, and no date of the file shows which: write them as YYYY-MM-DD", quoted(cell))
	}
	if o == MonthFirst {
		day, month = month, day
	}
	if month < 1 || month > 12 {
		return register.Date{}, fmt.Errorf("%s has no such month: write %s", quoted(cell), max(o, DayFirst))
	}
	if date, err := register.ParseDate(fmt.Sprintf("%s-%02d-%02d", year, month, day)); err == nil {
		return date, nil
	}
	y, _ := strconv.Atoi(year) // four digits
	// The last day of a month is the day before the next month's first.
	last := time.Date(y, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return register.Date{}, fmt.Errorf("%s is not on the calendar: %s %s has %d days", quoted(cell), time.Month(month), year, last)
}

// firstShortYear is the earliest year that is written with two digits: 90 is 1990, and 89 is
// 2089. No approval is older.
const firstShortYear = 1990

// namedMonth parses 1-Jul-24, the form in which spreadsheets display dates.
func namedMonth(cell string, parts []string) (register.Date, error) {
	year := 1900 + atoi(parts[3])
	if year < firstShortYear {
		year += 100
	}
	at, err := time.Parse("2 Jan 2006", fmt.Sprintf("%s %s %d", parts[1], parts[2], year))
	if err != nil {
		return register.Date{}, fmt.Errorf("%s is not a date", quoted(cell))
	}
	return register.NewDate(at.Date()), nil
}
