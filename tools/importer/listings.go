package importer

import (
	"cmp"
	"maps"
	"slices"

	"opencec/tools/intake"
	"opencec/tools/register"
)

// A productKey is what makes two rows the same product.
type productKey struct {
	manufacturer string // id
	class        string
	model        string // register.ModelKey or respellingKey
}

// A product is a listing, held or to be made, with the rows of the lists that are
// about it.
type product struct {
	held *register.Listing // nil for a new one
	rows []listedRow
}

// planListings brings all rows to their listings.
func (p *planner) planListings(rows []listedRow, lists []*List) {
	imported := map[string]bool{}
	for _, l := range lists {
		imported[l.Kind.DeviceClass()] = true
	}
	held := p.heldDevices(imported)
	products, unknown := p.group(p.withoutOthers(rows), held)
	p.recognise(products, unknown, held)

	for _, l := range slices.SortedFunc(maps.Keys(products), intake.ByID) {
		p.update(product{l, products[l]})
	}
	for _, l := range held {
		if products[l] == nil {
			p.reportAbsent(l, l.Periods)
		}
	}
	for _, rows := range newProducts(unknown) {
		p.add(product{nil, rows})
	}
}

// heldDevices returns the listings that the lists are about, by id.
func (p *planner) heldDevices(imported map[string]bool) []*register.Listing {
	var held []*register.Listing
	for _, l := range p.records.Listings {
		isListed := func(class string) bool { return imported[class] }
		if l.EntityType == register.EntityDevice && slices.ContainsFunc(slices.Collect(maps.Keys(l.DeviceClasses)), isListed) {
			held = append(held, l)
		}
	}
	slices.SortFunc(held, intake.ByID)
	return held
}

// withoutOthers sets aside the rows of models that are recorded with the same
// class as something else than a device, a client mostly. A person has to say
// what the listing is; a second one would break the rules of the register.
func (p *planner) withoutOthers(rows []listedRow) []listedRow {
	others := map[productKey]*register.Listing{}
	for _, l := range p.records.Listings {
		if l.EntityType == register.EntityDevice || l.Software != nil {
			continue
		}
		for class := range l.DeviceClasses {
			others[productKey{l.Manufacturer, class, register.ModelKey(l.Model)}] = l
		}
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row listedRow) bool {
		other := others[p.keyOf(row)]
		if other != nil {
			p.reportConflict(other, row, reasonNoDevice)
		}
		return other != nil
	})
}

func (p *planner) keyOf(row listedRow) productKey {
	return productKey{p.manufacturers.ID(row.Manufacturer), row.class, register.ModelKey(row.Model)}
}

// group gives each row to the listing that has its model as name or alias. Rows
// without one are returned by their key.
func (p *planner) group(rows []listedRow, held []*register.Listing) (map[*register.Listing][]listedRow, map[productKey][]listedRow) {
	known := map[productKey]*register.Listing{}
	learn := func(l *register.Listing, model string) {
		for class := range l.DeviceClasses {
			key := productKey{l.Manufacturer, class, register.ModelKey(model)}
			if known[key] == nil {
				known[key] = l
			}
		}
	}
	for _, l := range held { // a name counts for more than another's alias
		learn(l, l.Model)
	}
	for _, l := range held {
		for _, alias := range l.Aliases {
			learn(l, alias)
		}
	}
	products := map[*register.Listing][]listedRow{}
	unknown := map[productKey][]listedRow{}
	for _, row := range rows {
		key := p.keyOf(row)
		if l := known[key]; l != nil {
			products[l] = append(products[l], row)
		} else {
			unknown[key] = append(unknown[key], row)
		}
	}
	return products, unknown
}

// recognise moves the rows of a respelled model from unknown to the listing that
// is meant: its own spelling has left the list, no other row or listing could be
// meant as well, and one of its periods begins when one of the rows does.
func (p *planner) recognise(products map[*register.Listing][]listedRow, unknown map[productKey][]listedRow, held []*register.Listing) {
	gone := map[productKey][]*register.Listing{}
	for _, l := range held {
		if products[l] != nil {
			continue
		}
		for class := range l.DeviceClasses {
			key := productKey{l.Manufacturer, class, respellingKey(l.Model)}
			gone[key] = append(gone[key], l)
		}
	}
	come := map[productKey][]productKey{}
	for key := range unknown {
		near := productKey{key.manufacturer, key.class, respellingKey(key.model)}
		come[near] = append(come[near], key)
	}
	for near, keys := range come {
		if len(keys) != 1 || len(gone[near]) != 1 {
			continue
		}
		l, rows := gone[near][0], unknown[keys[0]]
		if beginsAlike(l, rows) {
			products[l] = append(products[l], rows...)
			delete(unknown, keys[0])
		}
	}
}

func beginsAlike(l *register.Listing, rows []listedRow) bool {
	return slices.ContainsFunc(rows, func(row listedRow) bool {
		return slices.ContainsFunc(l.Periods, func(p register.Period) bool { return p.From == row.Period.From })
	})
}

// newProducts returns the rows of each new product, in an order that does not
// depend on that of the rows: ids are given in it.
func newProducts(unknown map[productKey][]listedRow) [][]listedRow {
	classOrder := map[string]int{}
	for i, k := range Kinds() {
		classOrder[k.DeviceClass()] = i
	}
	keys := slices.SortedFunc(maps.Keys(unknown), func(a, b productKey) int {
		return cmp.Or(cmp.Compare(a.manufacturer, b.manufacturer), cmp.Compare(a.model, b.model),
			cmp.Compare(classOrder[a.class], classOrder[b.class]))
	})
	products := make([][]listedRow, len(keys))
	for i, key := range keys {
		products[i] = unknown[key]
	}
	return products
}

// sortRows orders the rows of a product by their windows, the latest last. What
// the file's order decides is only which of two equal rows is named in the report.
func sortRows(rows []listedRow) {
	slices.SortStableFunc(rows, func(a, b listedRow) int {
		return cmp.Or(a.Period.From.Compare(b.Period.From), a.Period.To.Compare(b.Period.To),
			cmp.Compare(a.Model, b.Model), cmp.Compare(a.Brand, b.Brand), cmp.Compare(a.Series, b.Series),
			cmp.Compare(a.class, b.class), cmp.Compare(attributesText(a.Attributes), attributesText(b.Attributes)),
			cmp.Compare(a.Line, b.Line))
	})
}

func attributesText(attributes register.Attributes) string {
	text := ""
	for _, id := range slices.Sorted(maps.Keys(attributes)) {
		text += id + "=" + attributes[id].String() + " "
	}
	return text
}

// add makes the listing of a new product. Its names and numbers are those of the
// row with the latest approval.
func (p *planner) add(prod product) {
	sortRows(prod.rows)
	latest := prod.rows[len(prod.rows)-1]
	l := &register.Listing{
		Manufacturer: p.manufacturers.ID(latest.Manufacturer),
		Brand:        latest.Brand, Series: latest.Series, Model: latest.Model,
		EntityType: register.EntityDevice,
		// A class without attributes says that it is one, and no more.
		DeviceClasses: map[string]register.Attributes{latest.class: maps.Clone(latest.Attributes)},
		Sources:       intake.WithSource(nil, p.source),
	}
	l.ID = p.ids.Listing(l.Manufacturer, l.Model, latest.class)
	l.Aliases = newAliases(l, prod.rows)
	p.planProductPeriods(l, prod, nil)
	p.reportOtherValues(l, prod.rows)
	p.drafts = append(p.drafts, intake.Draft{Record: l, IsNew: true})
	p.report.ListingsAdded = append(p.report.ListingsAdded, intake.Addition{ID: l.ID, Name: l.Model, Periods: len(l.Periods)})
}

// update brings the rows of a product to its listing.
func (p *planner) update(prod product) {
	sortRows(prod.rows)
	l := *prod.held
	change := intake.Change{ID: l.ID, Name: l.Model}
	for _, alias := range newAliases(&l, prod.rows) {
		l.Aliases = append(slices.Clip(l.Aliases), alias)
		change.Fields = append(change.Fields, intake.FieldChange{Field: "aliases", After: alias})
	}
	p.planProductPeriods(&l, prod, &change)
	l.DeviceClasses = maps.Clone(l.DeviceClasses)
	for _, row := range latestOfClasses(prod.rows) {
		// Only the row of the last period speaks for the product as it is now.
		if !row.Period.From.Before(l.Periods[len(l.Periods)-1].From) {
			change.Fields = append(change.Fields, p.takeFacts(&l, row)...)
		}
	}
	p.reportOtherValues(&l, prod.rows)
	if len(change.Fields) == 0 {
		p.report.Unchanged++
		return
	}
	l.Sources = intake.WithSource(l.Sources, p.source)
	p.drafts = append(p.drafts, intake.Draft{Record: &l})
	p.report.ListingsChanged = append(p.report.ListingsChanged, change)
}

// newAliases returns the spellings of the model in rows that l does not have yet.
func newAliases(l *register.Listing, rows []listedRow) []string {
	var fresh []string
	for _, row := range rows {
		if row.Model != l.Model && !slices.Contains(l.Aliases, row.Model) && !slices.Contains(fresh, row.Model) {
			fresh = append(fresh, row.Model)
		}
	}
	slices.Sort(fresh)
	return fresh
}

// latestOfClasses returns the last of the sorted rows of each class, by class.
func latestOfClasses(rows []listedRow) []listedRow {
	latest := map[string]listedRow{}
	for _, row := range rows {
		latest[row.class] = row
	}
	var result []listedRow
	for _, class := range slices.Sorted(maps.Keys(latest)) {
		result = append(result, latest[class])
	}
	return result
}

// takeFacts gives l the brand, series and numbers of row, and returns what that
// changed. Numbers that do not go with those that are held, where the row has an
// empty cell, are left.
func (p *planner) takeFacts(l *register.Listing, row listedRow) []intake.FieldChange {
	var fields []intake.FieldChange
	takeWord := func(field string, word *string, listed string) {
		if listed != "" && register.Fold(listed) != register.Fold(*word) {
			fields = append(fields, intake.FieldChange{Field: field, Before: *word, After: listed})
			*word = listed
		}
	}
	takeWord("brand", &l.Brand, row.Brand)
	takeWord("series", &l.Series, row.Series)
	held := l.DeviceClasses[row.class]
	taken := register.Attributes{}
	maps.Copy(taken, held)
	maps.Copy(taken, row.Attributes)
	if id, _ := intake.OutOfRange(taken, p.classes[row.class]); id != "" {
		return fields
	}
	for _, id := range slices.Sorted(maps.Keys(taken)) {
		if held[id] != taken[id] {
			fields = append(fields, intake.FieldChange{
				Field: "device_classes." + row.class + "." + id, Before: held[id].String(), After: taken[id].String(),
			})
		}
	}
	l.DeviceClasses[row.class] = taken
	return fields
}

// planProductPeriods gives l the periods that the rows ask for, and counts every
// row: as a period, as covered by one, or as a conflict.
func (p *planner) planProductPeriods(l *register.Listing, prod product, change *intake.Change) {
	windows := windowsOf(prod.rows)
	plan := planPeriods(l.Periods, windows)
	if !suspensionsInside(l.Suspensions, plan.periods) {
		plan = plan.undone(l.Periods, reasonSuspension)
	}
	l.Periods = plan.periods
	for _, w := range windows {
		w.row.list.Periods++
		for _, row := range w.covered {
			if sameRow(row, w.row) {
				row.list.Duplicates++
			} else {
				row.list.CoveredRows = append(row.list.CoveredRows, Covered{row.Line, l.ID, row.Period, w.row.Line})
			}
		}
	}
	for _, c := range plan.conflicts {
		c.row.list.Periods--
		p.reportConflict(l, c.row, c.reason)
	}
	if change != nil {
		for _, c := range plan.changes {
			change.Fields = append(change.Fields, periodFields(c)...)
		}
	}
	p.reportAbsent(l, plan.absent)
}

func sameRow(a, b listedRow) bool {
	return a.class == b.class && a.Period.SameDays(b.Period) && a.Manufacturer == b.Manufacturer && a.Brand == b.Brand &&
		a.Series == b.Series && a.Model == b.Model && maps.Equal(a.Attributes, b.Attributes)
}

// suspensionsInside reports whether each suspension lies in a period, which is a
// rule of the register.
func suspensionsInside(suspensions []register.Suspension, periods []register.Period) bool {
	for _, s := range suspensions {
		inside := slices.ContainsFunc(periods, func(p register.Period) bool {
			return p.Contains(s.From) && (s.To.IsZero() || p.Contains(s.To))
		})
		if !inside {
			return false
		}
	}
	return true
}

func periodFields(c periodChange) []intake.FieldChange {
	if c.at < 0 {
		return []intake.FieldChange{{Field: "periods", After: intake.PeriodText(c.after)}}
	}
	var fields []intake.FieldChange
	if c.before.From != c.after.From {
		fields = append(fields, intake.FieldChange{Field: "approval", Before: c.before.From.String(), After: c.after.From.String()})
	}
	if c.before.To != c.after.To {
		fields = append(fields, intake.FieldChange{Field: "expiry", Before: c.before.To.String(), After: c.after.To.String()})
	}
	return fields
}

func (p *planner) reportConflict(l *register.Listing, row listedRow, reason string) {
	row.list.Conflicts++
	p.report.Conflicts = append(p.report.Conflicts, Conflict{
		ID: l.ID, List: row.list.Name, Line: row.Line, Listed: row.Period, Held: slices.Clone(l.Periods), Reason: reason,
	})
}

func (p *planner) reportAbsent(l *register.Listing, periods []register.Period) {
	for _, period := range periods {
		p.report.Absent = append(p.report.Absent, Absent{ID: l.ID, Name: l.Model, Period: period})
	}
}

// reportOtherValues reports where rows say otherwise than the listing: the values
// of earlier approvals, for which a listing has no place, and respelled brands.
func (p *planner) reportOtherValues(l *register.Listing, rows []listedRow) {
	report := func(row listedRow, field, listed, held string) {
		p.report.Left = append(p.report.Left, Left{ID: l.ID, List: row.list.Name, Line: row.Line, Field: field, Listed: listed, Held: held})
	}
	for _, row := range rows {
		if row.Brand != "" && row.Brand != l.Brand {
			report(row, "brand", row.Brand, l.Brand)
		}
		if row.Series != "" && row.Series != l.Series {
			report(row, "series", row.Series, l.Series)
		}
		for _, id := range slices.Sorted(maps.Keys(row.Attributes)) {
			if held := l.DeviceClasses[row.class][id]; held != row.Attributes[id] {
				report(row, row.class+"."+id, row.Attributes[id].String(), held.String())
			}
		}
	}
}
