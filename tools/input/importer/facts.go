package importer

import (
	"cmp"
	"maps"
	"slices"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// classFacts are the attributes of a product by device class.
type classFacts map[string]register.Attributes

// factsOf returns the attributes of a listing in a piece of its new periods. The values of a
// row count; other values stay as the register has them for these days. A new listing has
// none.
func (p *planner) factsOf(held *register.Listing, pc piece) classFacts {
	facts := classFacts{}
	if held != nil {
		for class, attributes := range held.DeviceClassesOn(pc.From) {
			facts[class] = maps.Clone(attributes)
		}
	}
	if pc.span == nil {
		return facts
	}
	for class, a := range pc.span.approvals {
		facts[class] = p.withRow(facts[class], a)
	}
	return facts
}

// withRow returns attributes with those of an approval. If the result breaks the rules of
// the device class, which can happen if the row has an empty cell, the figures of the row
// are left out and reported.
func (p *planner) withRow(attributes register.Attributes, a *listedApproval) register.Attributes {
	taken := register.Attributes{}
	maps.Copy(taken, attributes)
	maps.Copy(taken, a.facts)
	id, reason := importing.OutOfRange(taken, p.classes[a.class])
	if id == "" {
		return taken
	}
	p.reportFigure(a.row, BadFigure{Attribute: id, Cell: a.facts[id].String(), Reason: reason})
	if attributes == nil {
		return register.Attributes{}
	}
	return attributes
}

// setFacts gives a listing its periods with their facts. The facts of the newest period
// become the listing's own; the others keep their differences. If the register has a later
// period than the lists, the listing's own facts stay.
func setFacts(l *register.Listing, pieces []piece, facts []classFacts) {
	last := len(pieces) - 1
	if pieces[last].span != nil || l.DeviceClasses == nil {
		l.DeviceClasses = facts[last]
	}
	l.Periods = nil
	for i, pc := range pieces {
		pc.DeviceClasses = ownFacts(l.DeviceClasses, facts[i])
		l.Periods = append(l.Periods, pc.Period)
	}
}

// ownFacts returns the attributes that a period needs so that facts hold in it: those that
// differ from the listing's own, with a zero Value for those unknown in the period. It
// returns nil if there are none.
func ownFacts(listing, facts map[string]register.Attributes) map[string]register.Attributes {
	var own map[string]register.Attributes
	put := func(class, id string, value register.Value) {
		if own == nil {
			own = map[string]register.Attributes{}
		}
		if own[class] == nil {
			own[class] = register.Attributes{}
		}
		own[class][id] = value
	}
	for class, attributes := range listing {
		for id, value := range attributes {
			if facts[class][id] != value {
				put(class, id, facts[class][id])
			}
		}
	}
	for class, attributes := range facts {
		for id, value := range attributes {
			if _, known := listing[class][id]; !known {
				put(class, id, value)
			}
		}
	}
	return own
}

// withFacts returns the periods of a listing with all facts that hold in each, for
// comparison.
func withFacts(l *register.Listing) []register.Period {
	periods := slices.Clone(l.Periods)
	for i := range periods {
		periods[i].DeviceClasses = l.DeviceClassesOn(periods[i].From)
	}
	return periods
}

func equalFacts(p, q register.Period) bool {
	return maps.EqualFunc(p.DeviceClasses, q.DeviceClasses, func(a, b register.Attributes) bool { return maps.Equal(a, b) })
}

// differs reports whether a span contradicts the facts that the listing has for a period. A
// fact that one of them lacks is no contradiction.
func differs(l *register.Listing, period register.Period, s *approvalSpan) bool {
	held := l.DeviceClassesOn(period.From)
	for class, a := range s.approvals {
		if len(contradictions(a.facts, held[class])) > 0 {
			return true
		}
	}
	return false
}

// factChanges returns what changed in a listing's own attributes, and in those of its other
// periods.
func factChanges(before, after *register.Listing) []importing.FieldChange {
	changes := attributeChanges(nil, "device_classes", before.DeviceClasses, after.DeviceClasses)
	own := map[register.Date]bool{} // first days of periods with attributes of their own
	for _, p := range slices.Concat(before.Periods, after.Periods) {
		if len(p.DeviceClasses) > 0 {
			own[p.From] = true
		}
	}
	for _, day := range slices.SortedFunc(maps.Keys(own), register.Date.Compare) {
		if p := (register.Period{From: day}); before.Covers(p) && after.Covers(p) {
			changes = attributeChanges(changes, "from "+day.String()+" on, device_classes", before.DeviceClassesOn(day), after.DeviceClassesOn(day))
		}
	}
	return changes
}

func attributeChanges(changes []importing.FieldChange, field string, before, after map[string]register.Attributes) []importing.FieldChange {
	classes := maps.Clone(before)
	if classes == nil {
		classes = map[string]register.Attributes{}
	}
	maps.Copy(classes, after)
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		all := register.Attributes{}
		maps.Copy(all, before[class])
		maps.Copy(all, after[class])
		for _, id := range slices.Sorted(maps.Keys(all)) {
			changes = fieldChanges(changes, field+"."+class+"."+id, before[class][id].String(), after[class][id].String())
		}
	}
	return changes
}

// A brandCount counts the rows of each brand of a manufacturer, by the folded names of both.
type brandCount map[[2]string]int

func countBrands(rows []listedRow) brandCount {
	count := brandCount{}
	for _, row := range rows {
		count[[2]string{spelling.Fold(row.Manufacturer), spelling.Fold(row.Brand)}]++
	}
	return count
}

// setBrands gives the listing the brand of the newest approval in spans, and the other
// brands of the rows as white labels. If one approval has several brands, setBrands prefers
// the listing's brand, then the manufacturer's own name, then the brand of most of its rows,
// then the first in alphabetical order.
func (p *planner) setBrands(l *register.Listing, spans []approvalSpan, rows []listedRow) {
	brands := brandsOf(newestRows(spans))
	if len(brands) == 0 {
		return
	}
	main := p.mainBrand(l, brands)
	if brand := spelling.Fold(main.Brand); brand != spelling.Fold(l.Brand) && !whiteLabelsOf(l)[brand] {
		l.Brand = main.Brand
	}
	known := whiteLabelsOf(l)
	known[spelling.Fold(l.Brand)] = true
	l.WhiteLabels = slices.Clip(l.WhiteLabels)
	for _, row := range brandsOf(rows) {
		if !known[spelling.Fold(row.Brand)] {
			l.WhiteLabels = append(l.WhiteLabels, register.WhiteLabel{Brand: row.Brand})
		}
	}
}

// whiteLabelsOf returns the folded brands of a listing's white labels.
func whiteLabelsOf(l *register.Listing) map[string]bool {
	brands := map[string]bool{}
	for _, w := range l.WhiteLabels {
		brands[spelling.Fold(w.Brand)] = true
	}
	return brands
}

// newestRows returns the rows of the newest approvals, by class.
func newestRows(spans []approvalSpan) []listedRow {
	var rows []listedRow
	newest := spans[len(spans)-1].approvals
	for _, class := range slices.Sorted(maps.Keys(newest)) {
		a := newest[class]
		rows = append(rows, a.row)
		rows = append(rows, a.others...)
	}
	return rows
}

// brandsOf returns one row for each brand, sorted by brand.
func brandsOf(rows []listedRow) []listedRow {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b listedRow) int { return cmp.Compare(a.Brand, b.Brand) })
	seen := map[string]bool{"": true}
	return slices.DeleteFunc(rows, func(row listedRow) bool {
		brand := spelling.Fold(row.Brand)
		defer func() { seen[brand] = true }()
		return seen[brand]
	})
}

func (p *planner) mainBrand(l *register.Listing, brands []listedRow) listedRow {
	rank := func(row listedRow) int {
		switch spelling.Fold(row.Brand) {
		case spelling.Fold(l.Brand):
			return 2 << 30
		case spelling.Fold(row.Manufacturer):
			return 1 << 30
		}
		return p.brands[[2]string{spelling.Fold(row.Manufacturer), spelling.Fold(row.Brand)}]
	}
	best := brands[0]
	for _, row := range brands[1:] {
		if rank(row) > rank(best) {
			best = row
		}
	}
	return best
}

// setSeries gives the listing the series of the newest approval. It ignores another spelling
// of the same series, and a series in which rows contradict each other.
func setSeries(l *register.Listing, spans []approvalSpan) {
	for _, class := range slices.Sorted(maps.Keys(spans[len(spans)-1].approvals)) {
		a := spans[len(spans)-1].approvals[class]
		if a.row.Series != "" && spelling.Fold(a.row.Series) != spelling.Fold(l.Series) && !slices.Contains(a.contested, "series") {
			l.Series = a.row.Series
		}
	}
}
