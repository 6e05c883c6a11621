package importer

import (
	"cmp"
	"maps"
	"slices"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// maxPeriods is the most periods of a listing, by its schema. It also bounds the work on one
// product.
const maxPeriods = 1000

// Reasons for conflicts.
const (
	reasonContested  = "rows with the same approval date contradict each other in %s: neither counts"
	reasonExcess     = "a listing cannot have more than 1,000 periods"
	reasonSuspension = "it would leave a suspension outside the periods"
	reasonNoDevice   = "this model is recorded as something else than a device"
)

// A product is a listing, held or new, with the rows of the lists about it.
type product struct {
	held *register.Listing // nil for a new one
	rows []listedRow
}

// planListings assigns all rows to listings and plans their changes.
func (p *planner) planListings(rows []listedRow) {
	held := p.heldDevices()
	products, unknown := p.group(p.withoutOtherEntityTypes(rows), held)
	p.matchRespelled(products, unknown, held)
	for _, l := range held {
		p.update(product{l, products[l]})
	}
	for _, rows := range newProducts(unknown) {
		p.add(product{nil, rows})
	}
}

// heldDevices returns the listings that the lists are about, by id.
func (p *planner) heldDevices() []*register.Listing {
	var held []*register.Listing
	for _, l := range p.records.Listings {
		if l.EntityType == register.EntityDevice && len(p.listsWithClassesOf(l)) > 0 {
			held = append(held, l)
		}
	}
	slices.SortFunc(held, importing.ByID)
	return held
}

func sortByLine(rows []listedRow) {
	slices.SortStableFunc(rows, func(a, b listedRow) int {
		return cmp.Or(cmp.Compare(a.list.Name, b.list.Name), cmp.Compare(a.Line, b.Line))
	})
}

// add plans the listing of a new product.
func (p *planner) add(prod product) {
	approvals := approvalsOf(prod.rows)
	if len(approvals) > maxPeriods {
		p.reportExcess("", nil, prod.rows)
		return
	}
	spans := approvalSpansOf(approvals)
	newest := newestRows(spans)[0]
	l := &register.Listing{
		Manufacturer: p.manufacturerID(newest.Manufacturer), Model: newest.Model,
		EntityType: register.EntityDevice, Sources: importing.WithSource(nil, p.provenance.Source),
	}
	l.ID = p.ids.Listing(l.Manufacturer, l.Model, newest.class)
	l.Aliases = newAliases(l, prod.rows)
	p.setBrands(l, spans, prod.rows)
	setSeries(l, spans)
	p.setPeriods(l, nil, reconcile(heldTimeline{}, spans, p.provenance.Date))
	p.countRows(l, approvals)
	p.drafts = append(p.drafts, importing.Draft{Record: l, IsNew: true})
	p.report.ListingsAdded = append(p.report.ListingsAdded, importing.Addition{ID: l.ID, Name: l.Model, Periods: len(l.Periods)})
}

// update plans the changes of a listing. Without rows, it only records the absence.
func (p *planner) update(prod product) {
	l := *prod.held
	change := importing.Change{ID: l.ID, Name: l.Model}
	if len(prod.rows) > 0 && p.takeRows(&l, prod) {
		change.Fields = listingChanges(prod.held, &l)
	}
	change.Fields = append(change.Fields, p.planAbsences(&l, prod.rows)...)
	if len(change.Fields) == 0 {
		if len(prod.rows) > 0 {
			p.report.Unchanged++
		}
		return
	}
	l.Sources = importing.WithSource(l.Sources, p.provenance.Source)
	p.drafts = append(p.drafts, importing.Draft{Record: &l})
	p.report.ListingsChanged = append(p.report.ListingsChanged, change)
}

// takeRows applies the rows to a listing, and reports whether that was possible.
func (p *planner) takeRows(l *register.Listing, prod product) bool {
	approvals := approvalsOf(prod.rows)
	if len(approvals)+len(l.Periods) > maxPeriods {
		p.reportExcess(l.ID, l.Periods, prod.rows)
		return false
	}
	spans := approvalSpansOf(approvals)
	after := reconcile(p.heldTimelineOf(prod.held), spans, p.provenance.Date)
	if !suspensionsInside(l.Suspensions, after.pieces) {
		p.reportConflicts(l.ID, l.Periods, prod.rows, reasonSuspension)
		return false
	}
	l.Aliases = append(slices.Clip(l.Aliases), newAliases(l, prod.rows)...)
	p.setPeriods(l, prod.held, after)
	if after.pieces[len(after.pieces)-1].span != nil {
		p.setBrands(l, spans, prod.rows)
		setSeries(l, spans)
	}
	p.countRows(l, approvals)
	p.reportTimeline(l, after)
	return true
}

// heldTimelineOf returns what reconcile needs to know of a listing.
func (p *planner) heldTimelineOf(l *register.Listing) heldTimeline {
	past := heldTimeline{
		periods:    l.Periods,
		differs:    func(period register.Period, s *approvalSpan) bool { return differs(l, period, s) },
		isComplete: true,
	}
	past.mayHaveUnreadRow = slices.ContainsFunc(p.listsWithClassesOf(l), func(list *List) bool { return p.mayBeUnreadable(l, list) })
	for class := range l.DeviceClasses {
		isImported := func(list *List) bool { return list.Kind.DeviceClass() == class && !past.mayHaveUnreadRow }
		past.isComplete = past.isComplete && slices.ContainsFunc(p.lists, isImported)
	}
	for _, list := range p.listsWithClassesOf(l) {
		if held := heldList(p.records, list.Kind); held != nil && (past.firstList.IsZero() || held.FirstDate.Before(past.firstList)) {
			past.firstList = held.FirstDate
		}
	}
	return past
}

// setPeriods gives a listing the periods of a timeline with their facts. If they mean the
// same on every day as before, the old periods stay.
func (p *planner) setPeriods(l, held *register.Listing, after timeline) {
	facts := make([]classFacts, len(after.pieces))
	for i, pc := range after.pieces {
		facts[i] = p.factsOf(held, pc)
	}
	setFacts(l, after.pieces, facts)
	if held != nil && samePeriods(withFacts(held), withFacts(l), equalFacts) && sameClasses(held.DeviceClasses, l.DeviceClasses) {
		l.Periods, l.DeviceClasses = held.Periods, held.DeviceClasses
	}
}

func sameClasses(a, b map[string]register.Attributes) bool {
	return maps.EqualFunc(a, b, func(x, y register.Attributes) bool { return maps.Equal(x, y) })
}

// listingChanges returns what an import changed in a listing, except its absences.
func listingChanges(before, after *register.Listing) []importing.FieldChange {
	var changes []importing.FieldChange
	for _, alias := range after.Aliases[len(before.Aliases):] {
		changes = append(changes, importing.FieldChange{Field: "aliases", After: alias})
	}
	changes = fieldChanges(changes, "brand", before.Brand, after.Brand)
	for _, label := range after.WhiteLabels[len(before.WhiteLabels):] {
		changes = append(changes, importing.FieldChange{Field: "white_labels", After: label.Brand})
	}
	changes = fieldChanges(changes, "series", before.Series, after.Series)
	changes = append(changes, periodChanges(before.Periods, after.Periods)...)
	return append(changes, factChanges(before, after)...)
}

// periodChanges returns how the days of periods changed. Periods with the same first day,
// then those with the same last day, are the same period.
func periodChanges(before, after []register.Period) []importing.FieldChange {
	var changes []importing.FieldChange
	gone := slices.Clone(before)
	take := func(is func(register.Period) bool) (register.Period, bool) {
		i := slices.IndexFunc(gone, is)
		if i < 0 {
			return register.Period{}, false
		}
		defer func() { gone = slices.Delete(gone, i, i+1) }()
		return gone[i], true
	}
	var fresh []register.Period
	for _, p := range after {
		if held, ok := take(func(q register.Period) bool { return q.From == p.From }); ok {
			changes = fieldChanges(changes, "expiry", dateText(held.To), dateText(p.To))
		} else {
			fresh = append(fresh, p)
		}
	}
	for _, p := range fresh {
		if held, ok := take(func(q register.Period) bool { return q.To == p.To || sharesDay(q, p) }); ok {
			changes = fieldChanges(changes, "approval", held.From.String(), p.From.String())
			changes = fieldChanges(changes, "expiry", dateText(held.To), dateText(p.To))
		} else {
			changes = append(changes, importing.FieldChange{Field: "periods", After: importing.PeriodText(p)})
		}
	}
	for _, p := range gone {
		for _, days := range without(p, asSpans(after)) {
			changes = append(changes, importing.FieldChange{Field: "periods", Before: importing.PeriodText(days)})
		}
	}
	return changes
}

// asSpans returns periods as spans. Periods without a last day get a very late one.
func asSpans(periods []register.Period) []approvalSpan {
	var spans []approvalSpan
	for _, p := range periods {
		if p.To.IsZero() {
			p.To = register.NewDate(9998, 12, 31)
		}
		spans = append(spans, approvalSpan{Period: p})
	}
	return spans
}

func dateText(d register.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// newAliases returns the spellings of the model in rows that l does not have.
func newAliases(l *register.Listing, rows []listedRow) []string {
	known := map[string]bool{l.Model: true}
	for _, alias := range l.Aliases {
		known[alias] = true
	}
	var fresh []string
	for _, row := range rows {
		if !known[row.Model] {
			known[row.Model] = true
			fresh = append(fresh, row.Model)
		}
	}
	slices.Sort(fresh)
	return fresh
}

// suspensionsInside reports whether the pieces contain each suspension, which the rules of
// the register require.
func suspensionsInside(suspensions []register.Suspension, pieces []piece) bool {
	var l register.Listing
	for _, pc := range pieces {
		l.Periods = append(l.Periods, pc.Period)
	}
	for _, s := range suspensions {
		if !l.Covers(s.Period()) {
			return false
		}
	}
	return true
}

// countRows counts the rows of a product: as a period, as a duplicate, as covered by another
// row, or as a conflict.
func (p *planner) countRows(l *register.Listing, approvals []*listedApproval) {
	for _, a := range approvals {
		if len(a.contested) > 0 {
			p.reportContested(l, a)
			continue
		}
		a.row.list.Periods++
		for _, row := range a.others {
			if sameRow(row, a.row) {
				row.list.Duplicates++
			} else {
				row.list.CoveredRows = append(row.list.CoveredRows, CoveredRow{row.Line, l.ID, row.Period, a.row.Line})
			}
		}
	}
	p.reportOtherSpellings(l, approvals)
}

func sameRow(a, b listedRow) bool {
	return a.class == b.class && a.Period.SameDays(b.Period) && a.Manufacturer == b.Manufacturer && a.Brand == b.Brand &&
		a.Series == b.Series && a.Model == b.Model && maps.Equal(a.Attributes, b.Attributes)
}
