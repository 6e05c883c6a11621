package website

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"opencec/tools/register"
)

// A tableRow is a row with a number for each series.
type tableRow struct {
	name, href string
	counts     []int
	hrefs      []string // addresses of what the numbers count; nil for none
}

func (r tableRow) total() int {
	sum := 0
	for _, n := range r.counts {
		sum += n
	}
	return sum
}

// quantities returns the numbers of a row for a chart.
func (r tableRow) quantities(series []LegendEntry) []quantity {
	parts := make([]quantity, len(series))
	for i, s := range series {
		parts[i] = quantity{s, r.counts[i], fmt.Sprintf("%s, %s: %s", r.name, s.Name, register.FormatCount(r.counts[i]))}
	}
	return parts
}

// bars returns a bar for each row, all on the same scale.
func bars(series []LegendEntry, rows []tableRow) []barData {
	most := 0
	for _, r := range rows {
		most = max(most, r.total())
	}
	list := make([]barData, 0, len(rows))
	for _, r := range rows {
		list = append(list, barData{label: r.name, value: register.FormatCount(r.total()), parts: r.quantities(series), whole: most})
	}
	return list
}

// figureTable returns a table with a column for each series, and a total if there are several.
func figureTable(noun string, series []LegendEntry, rows []tableRow) FigureTable {
	t := FigureTable{Head: []string{noun}}
	for _, s := range series {
		t.Head = append(t.Head, s.Name)
	}
	if len(series) > 1 {
		t.Head = append(t.Head, "All")
	}
	for _, r := range rows {
		row := FigureRow{Name: r.name, Href: r.href}
		for i, n := range r.counts {
			cell := FigureCell{Text: register.FormatCount(n)}
			if n > 0 && r.hrefs != nil {
				cell.Href = r.hrefs[i]
			}
			row.Cells = append(row.Cells, cell)
		}
		if len(series) > 1 {
			row.Cells = append(row.Cells, FigureCell{Text: register.FormatCount(r.total())})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// byTotal orders rows by their totals, the largest first.
func byTotal(a, b tableRow) int {
	return cmp.Or(cmp.Compare(b.total(), a.total()), cmp.Compare(a.name, b.name))
}

// classFigure draws the listings of each device class by their status.
func (c *Catalogue) classFigure(t *census) *Figure {
	var series []LegendEntry
	for _, s := range c.statuses {
		series = append(series, LegendEntry{Pattern(s.ID), s.Name})
	}
	row := func(name, href string, counts map[register.Status]int) tableRow {
		r := tableRow{name: name, href: href}
		for _, s := range c.statuses {
			r.counts = append(r.counts, counts[s.ID])
		}
		return r
	}
	var rows []tableRow
	for _, class := range c.register.DeviceClasses {
		r := row(class.Name, c.recordHref(register.DeviceClasses, class.ID), t.classes[class.ID])
		for _, s := range c.statuses {
			r.hrefs = append(r.hrefs, c.searchHref(paramDeviceClass, class.ID, paramStatus, string(s.ID)))
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, byTotal)
	if t.ofClass[noClass] > 0 {
		rows = append(rows, row("No device class", "", t.classes[noClass]))
	}
	f := &Figure{
		ID: "classes", Title: "Listings by device class and status", Legend: series, Sample: t.sample > 0,
		Description: "Bars, one for each device class, from the one with the most listings. Each is divided by status.",
		Table:       figureTable("Device class", series, rows),
		Finding:     "There are no listings yet.",
	}
	if t.listings == 0 {
		return f
	}
	f.Bars = drawBars(bars(series, rows))
	f.Finding = fmt.Sprintf("On %s, %s of %s %s active.", dayOf(c.on).Text, register.FormatCount(t.statuses[register.StatusActive]), register.CountOf(t.listings, "listing"), isOrAre(t.statuses[register.StatusActive]))
	if first := rows[0]; first.total() > 0 && first.href != "" {
		f.Finding += fmt.Sprintf(" The largest device class is %s, with %s. A listing of several classes counts in each.", first.name, register.FormatCount(first.total()))
	}
	return f
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// columns returns a column for each row. label returns the label under row i.
func columns(series []LegendEntry, rows []tableRow, label func(i int) string) []columnData {
	list := make([]columnData, len(rows))
	for i, r := range rows {
		list[i] = columnData{label(i), r.quantities(series)}
	}
	return list
}

// peak describes the row with the largest total: " The most in one month: 12, in March 2025."
func peak(rows []tableRow, unit string) string {
	most, at, ties := 0, 0, 0
	for i, r := range rows {
		switch n := r.total(); {
		case n > most:
			most, at, ties = n, i, 1
		case n == most:
			ties++
		}
	}
	switch {
	case most == 0:
		return ""
	case ties > 1:
		return fmt.Sprintf(" At most %s in one %s.", register.FormatCount(most), unit)
	}
	return fmt.Sprintf(" The most in one %s: %s, in %s.", unit, register.FormatCount(most), rows[at].name)
}

// yearAt returns labels for consecutive months: the year under each January.
func yearAt(first month) func(int) string {
	return func(i int) string {
		if m := first + month(i); m.first().Month() == time.January {
			return strconv.Itoa(m.year())
		}
		return ""
	}
}

// A partialColumn is the column of the incomplete month or year of the site's day.
type partialColumn struct {
	at, of int
	name   string // its label; "" if the column is complete
}

// mark adds a remark to the name of the row: "November 2026 (not over yet)". The row may be before the
// first one of the chart if certificates are dated far ahead.
func (p *partialColumn) mark(rows []tableRow, what string) {
	if p.at < 0 {
		return
	}
	rows[p.at].name += " (" + what + ")"
	p.name = rows[p.at].name
}

// legend adds an entry for the frame of the column.
func (p partialColumn) legend(series []LegendEntry) []LegendEntry {
	if p.name == "" {
		return series
	}
	return append(slices.Clone(series), LegendEntry{patternPartial, p.name})
}

var certificationSeries = []LegendEntry{{patternPlain, "Certificates"}}

// monthsFigure draws when certificates were issued, in the months up to the day.
func (c *Catalogue) monthsFigure(t *census) *Figure {
	last := monthOf(c.on)
	first := last - monthsBehind + 1
	var rows []tableRow
	shown, before, after := 0, 0, 0
	for m, n := range t.certified {
		switch {
		case m < first:
			before += n
		case m > last:
			after += n
		default:
			shown += n
		}
	}
	for m := first; m <= last; m++ {
		rows = append(rows, tableRow{m.String(), "", []int{t.certified[m]}, nil})
	}
	over := partialColumn{at: len(rows) - 1, of: len(rows)}
	if c.on.AddDays(1).Time().Month() == c.on.Time().Month() {
		over.mark(rows, "not over yet")
	}
	finding := fmt.Sprintf("%s with a certification date in the %d months up to %s.", capitalise(countedOrNo(shown, "certificate")), monthsBehind, last)
	finding += peak(rows, "month")
	if before > 0 {
		finding += fmt.Sprintf(" %s before them.", register.FormatCount(before))
	}
	if after > 0 {
		finding += fmt.Sprintf(" %s to come.", register.FormatCount(after))
	}
	return &Figure{
		ID: "certifications", Title: "Certifications by month", Sample: t.certificate.sample > 0, Finding: finding,
		Description: fmt.Sprintf("Columns, one for each month from %s to %s.", first, rows[len(rows)-1].name),
		Legend:      over.legend(certificationSeries),
		Columns:     drawColumns("Certificates in a month", columns(certificationSeries, rows, yearAt(first))).frame(over),
		Table:       figureTable("Month", certificationSeries, rows),
	}
}

// countedOrNo is counted, with "no certificates" in place of "0 certificates".
func countedOrNo(n int, noun string) string {
	if n == 0 {
		return "no " + noun + "s"
	}
	return register.CountOf(n, noun)
}

// yearsFigure draws in which years certificates were issued. It returns nil if the months of
// monthsFigure cover all.
func (c *Catalogue) yearsFigure(t *census) *Figure {
	if len(t.certified) == 0 {
		return nil
	}
	months := slices.Sorted(maps.Keys(t.certified))
	oldest, last := months[0], max(months[len(months)-1], monthOf(c.on)).year()
	if oldest > monthOf(c.on)-monthsBehind {
		return nil
	}
	first := max(oldest.year(), last-yearsShown+1)
	rows := make([]tableRow, last-first+1)
	for i := range rows {
		rows[i] = tableRow{strconv.Itoa(first + i), "", []int{0}, nil}
	}
	for m, n := range t.certified {
		rows[max(m.year()-first, 0)].counts[0] += n
	}
	if oldest.year() < first {
		rows[0].name += " or before"
	}
	over := partialColumn{at: monthOf(c.on).year() - first, of: len(rows)}
	if c.on.AddDays(1).Time().Year() == c.on.Time().Year() {
		over.mark(rows, "not over yet")
	}
	step := (len(rows) + maxColumnLabels - 1) / maxColumnLabels
	label := func(i int) string {
		if i%step != 0 {
			return ""
		}
		return strconv.Itoa(first + i)
	}
	return &Figure{
		ID: "certifications-by-year", Title: "Certifications by year", Sample: t.certificate.sample > 0,
		Finding:     fmt.Sprintf("%s in all, the first in %s.%s", capitalise(register.CountOf(t.certificate.all, "certificate")), oldest, peak(rows, "year")),
		Description: fmt.Sprintf("Columns, one for each year from %s to %d.", rows[0].name, last),
		Legend:      over.legend(certificationSeries),
		Columns:     drawColumns("Certificates in a year", columns(certificationSeries, rows, label)).frame(over),
		Table:       figureTable("Year", certificationSeries, rows),
	}
}

// expiriesFigure draws the last days of active listings and current certificates.
func (c *Catalogue) expiriesFigure(t *census) *Figure {
	first := monthOf(c.on)
	series := []LegendEntry{{patternPlain, "Listings"}, {patternDots, "Certificates"}}
	if !c.HasCertificates() {
		series = series[:1]
	}
	rows := make([]tableRow, monthsAhead)
	listings, certificates := 0, 0
	for i, n := range t.ends {
		counts := []int{n.listings, n.certificates}
		rows[i] = tableRow{(first + month(i)).String(), c.expiring[(first + month(i)).String()], counts[:len(series)], nil}
		listings, certificates = listings+n.listings, certificates+n.certificates
	}
	begun := partialColumn{at: 0, of: len(rows)}
	if c.on.Time().Day() > 1 {
		begun.mark(rows, "from "+c.on.Time().Format("2 January"))
	}
	last := first + monthsAhead - 1
	reach := register.CountOf(listings, "active listing")
	if c.HasCertificates() {
		reach += " and " + register.CountOf(certificates, "current certificate")
	}
	finding := fmt.Sprintf("From %s to the end of %s, %s reach their last day.", dayOf(c.on).Text, last, reach)
	finding += peak(rows, "month")
	if t.endLater > 0 {
		finding += fmt.Sprintf(" %s to come after that.", register.FormatCount(t.endLater))
	}
	if t.endNever > 0 {
		finding += fmt.Sprintf(" %s no last day.", hasOrHave(t.endNever))
	}
	description := fmt.Sprintf("Columns, one for each month from %s to %s.", rows[0].name, last)
	if c.HasCertificates() {
		description += " Each has listings below and certificates above."
	}
	return &Figure{
		ID: "expiries", Title: "Expiries ahead", Legend: begun.legend(series), Sample: t.sample+t.certificate.sample > 0, Finding: finding,
		Description: description,
		Columns:     drawColumns("Last days in a month", columns(series, rows, yearAt(first))).frame(begun),
		Table:       figureTable("Month", series, rows),
	}
}

func hasOrHave(n int) string {
	if n == 1 {
		return "1 has"
	}
	return register.FormatCount(n) + " have"
}

// profilesFigure draws how many listings have attained each test profile.
func (c *Catalogue) profilesFigure(t *census) *Figure {
	series := []LegendEntry{{patternPlain, "Listings"}}
	var rows []tableRow
	for _, p := range c.register.TestProfiles {
		name := p.Name
		if p.Title != "" && p.Title != p.Name {
			name += ": " + p.Title
		}
		rows = append(rows, tableRow{name, c.recordHref(register.TestProfiles, p.ID), []int{t.profiles[p.ID]}, nil})
	}
	slices.SortFunc(rows, byTotal)
	f := &Figure{
		ID: "test-profiles", Title: "Test profiles attained", Sample: t.sample+t.certificate.sample > 0,
		Description: "Bars, one for each test profile, from the one that the most listings have attained.",
		Table:       figureTable("Test profile", series, rows),
		Finding:     fmt.Sprintf("On %s, no listing has a current certificate that names a test profile.", dayOf(c.on).Text),
	}
	if t.profiled == 0 {
		return f
	}
	f.Bars = drawBars(bars(series, rows[:min(len(rows), barsShown)]))
	f.Finding = fmt.Sprintf("On %s, %s of %s %s covered by a current certificate that names test profiles. Attained most often: %s, by %s.",
		dayOf(c.on).Text, register.FormatCount(t.profiled), register.CountOf(t.listings, "listing"), isOrAre(t.profiled), rows[0].name, register.CountOf(rows[0].total(), "listing"))
	if len(rows) > barsShown {
		f.Finding += fmt.Sprintf(" The picture has the first %d; the table has all %d.", barsShown, len(rows))
	}
	return f
}

// manufacturersFigure draws the manufacturers with the most listings. The sum of the others, which
// would dwarf them, is only in the table.
func (c *Catalogue) manufacturersFigure(t *census) *Figure {
	series := []LegendEntry{{patternPlain, "Listings"}}
	var rows []tableRow
	for _, m := range c.register.Manufacturers {
		if n := len(c.register.ListingsOf(m.ID)); n > 0 {
			rows = append(rows, tableRow{m.Name, c.recordHref(register.Manufacturers, m.ID), []int{n}, nil})
		}
	}
	slices.SortFunc(rows, byTotal)
	f := &Figure{
		ID: "manufacturers", Title: "Listings by manufacturer", Sample: t.sample > 0,
		Description: "Bars, one for each of the manufacturers with the most listings.",
		Finding:     "There are no listings yet.",
	}
	all := len(rows)
	f.Bars = drawBars(bars(series, rows[:min(all, barsShown)]))
	if all > barsShown {
		rows = append(rows[:barsShown:barsShown], sumRows(rows[barsShown:]))
	}
	f.Table = figureTable("Manufacturer", series, rows)
	if all == 0 {
		return f
	}
	f.Finding = fmt.Sprintf("%s has the most listings, %s of %s.", rows[0].name, register.FormatCount(rows[0].total()), register.FormatCount(t.listings))
	if all > barsShown {
		top := t.listings - rows[barsShown].total()
		f.Finding += fmt.Sprintf(" The %d with the most have %s together; %s have the rest.", barsShown, register.FormatCount(top), register.CountOf(all-barsShown, "other manufacturer"))
	}
	return f
}

// sumRows returns one row with the sum of rows.
func sumRows(rows []tableRow) tableRow {
	sum := 0
	for _, r := range rows {
		sum += r.total()
	}
	return tableRow{register.CountOf(len(rows), "other manufacturer"), "", []int{sum}, nil}
}
