package legacy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// hasNumber reports whether a row has an id by which its record can be found. Ids that
// Postgres assigns are valid.
func (p *planner) hasNumber(row rowRef, id int64) bool {
	if id <= 0 {
		p.outcomes.report(row, unreadable, Finding{Column: "id", Reason: "is below 1, and cannot be the number of a record: give the row another"})
	}
	return id > 0
}

// formerID returns the former id of a row.
func formerID(id int64) string { return register.ImportedFrom + strconv.FormatInt(id, 10) }

// A listingRow is a readable row of listings.
type listingRow struct {
	rowRef
	id           int64
	former       string
	entityType   string // id
	manufacturer string // id
	state        rowState
	model        string
	spelled      string // the manufacturer's name
	classes      []string
}

// A product is a listing, held or new, with its rows. The first row determines its content:
// see compareFormer.
type product struct {
	id    string
	held  *register.Listing // nil for a new one
	rows  []*listingRow
	given map[string]map[string]givenValue // by class and attribute
	more  []rowRef                         // the rows that give it classes and values
}

// A givenValue is a value with the row that gives it.
type givenValue struct {
	register.Value
	row rowRef
}

// planListings assigns all rows to listings and plans their changes.
func (p *planner) planListings() error {
	rows := p.readListings()
	p.planManufacturers(rows)
	p.group(rows)
	p.planClasses()
	p.planValues()
	for _, product := range p.products {
		if product.held == nil {
			p.create(product)
		} else {
			p.update(product)
		}
	}
	p.reportAbsentListings()
	return nil
}

// readListings returns the readable rows of listings, with their classes.
func (p *planner) readListings() []*listingRow {
	classes := p.classesOfRows()
	var rows []*listingRow
	for i, row := range p.db.Listings {
		r := &listingRow{rowRef: rowRef{listings, i, keyOf(row.ID)}, id: row.ID, former: formerID(row.ID), classes: classes[row.ID]}
		if p.readListing(r, row) {
			rows = append(rows, r)
		} else if p.outcomes.get(r.rowRef) == noOutcome {
			p.outcomes.set(r.rowRef, unreadable)
		}
	}
	return rows
}

// readListing reads a row and reports everything in it that cannot be read.
func (p *planner) readListing(r *listingRow, row Listing) (ok bool) {
	var made, manufacturer, model, status, days bool
	r.entityType, made = p.resolve(r.rowRef, entityTypes, row.EntityTypeID)
	r.spelled, manufacturer = p.name(r.rowRef, "manufacturer", row.Manufacturer)
	r.model, model = p.name(r.rowRef, "model", row.Model)
	r.state.status, status = p.status(r.rowRef, row.Status)
	days = p.readDays(r, row)
	return p.hasNumber(r.rowRef, row.ID) && made && manufacturer && model && status && days
}

// status reads the status of a listing.
func (p *planner) status(row rowRef, text string) (register.Status, bool) {
	switch s := register.Status(strings.ToLower(strings.TrimSpace(text))); s {
	case register.StatusActive, register.StatusSuspended, register.StatusExpired:
		return s, true
	}
	p.outcomes.report(row, unreadable, Finding{Column: "status", Value: text, Reason: "is none of active, suspended and expired: write the one that is meant"})
	return "", false
}

// readDays reads the days on which a row was made and last changed. A row without a later
// change was changed when it was made.
func (p *planner) readDays(r *listingRow, row Listing) (ok bool) {
	created, createdOK := p.day(r.rowRef, "created_at", row.CreatedAt)
	changed, changedOK := created, true
	if row.UpdatedAt != "" {
		changed, changedOK = p.day(r.rowRef, "updated_at", row.UpdatedAt)
	}
	r.state.created, r.state.changed = created, register.Later(created, changed)
	return createdOK && changedOK
}

// day reads a timestamp as the day in the register's time zone.
func (p *planner) day(row rowRef, column, text string) (register.Date, bool) {
	reason := ""
	t, err := time.Parse(time.DateTime, text) // fractions of a second are read as well
	day := register.DateIn(t, p.zone)
	switch {
	case text == "":
		reason = "is empty: without it nothing says since when it is listed"
	case err != nil:
		reason = "is not a time that can be read: write one such as 2026-02-12 05:20:31"
	case day.After(p.today):
		reason = fmt.Sprintf("is %s, after today, %s", day, p.today)
	}
	if reason != "" {
		p.outcomes.report(row, unreadable, Finding{Column: column, Value: text, Reason: reason})
	}
	return day, reason == ""
}

// classesOfRows returns the device classes of each row of listings by its id, sorted.
func (p *planner) classesOfRows() map[int64][]string {
	classes := map[int64][]string{}
	add := func(listing, class int64) {
		if id, ok := p.made[deviceClasses][class]; ok && !slices.Contains(classes[listing], id) {
			classes[listing] = append(classes[listing], id)
		}
	}
	for _, row := range p.db.ListingClasses {
		add(row.ListingID, row.ClassID)
	}
	for _, row := range p.db.Values {
		add(row.ListingID, row.ClassID)
	}
	for _, ids := range classes {
		slices.Sort(ids)
	}
	return classes
}

// planManufacturers finds the manufacturer of every row, and plans new ones and new spellings
// as aliases.
func (p *planner) planManufacturers(rows []*listingRow) {
	spelled := importing.Spellings{}
	for _, row := range rows {
		spelled[row.spelled]++
	}
	match := p.planNames(p.records.Manufacturers, spelled, p.ids.Manufacturer, func(m *register.Manufacturer) register.Record { return m })
	for _, row := range rows {
		row.manufacturer = match.ID(row.spelled)
	}
}

// planNames finds the record for each spelling of a name, and plans new records and new
// spellings as aliases. recordOf returns the record to write.
func (p *planner) planNames(held []*register.Manufacturer, spelled importing.Spellings, newID func(name string) string,
	recordOf func(*register.Manufacturer) register.Record) *importing.NameMatch {
	byID := map[string]*register.Manufacturer{}
	var named []importing.NamedRecord
	for _, m := range held {
		byID[m.ID] = m
		named = append(named, importing.NamedRecord{ID: m.ID, Name: m.Name, Aliases: m.Aliases})
	}
	match := importing.MatchNames(named, spelled, newID)
	for _, n := range match.New {
		p.add(recordOf(&register.Manufacturer{Meta: register.Meta{ID: n.ID}, Name: n.Name, Aliases: n.Aliases, Sources: importing.WithSource(nil, p.opts.Source)}))
	}
	for _, n := range match.Respelled {
		m := *byID[n.ID]
		m.Aliases = slices.Concat(m.Aliases, n.Aliases)
		m.Sources = importing.WithSource(m.Sources, p.opts.Source)
		p.put(recordOf(&m), aliasFields(n.Aliases))
	}
	return match
}

func aliasFields(names []string) []importing.FieldChange {
	var fields []importing.FieldChange
	for _, name := range names {
		fields = append(fields, importing.FieldChange{Field: "aliases", After: name})
	}
	return fields
}

// create plans the listing of a new product.
func (p *planner) create(prod *product) {
	first := prod.rows[0]
	l := &register.Listing{
		Meta: register.Meta{ID: prod.id}, Manufacturer: first.manufacturer, Model: first.model, EntityType: first.entityType,
		Notes: noteFor(first), Sources: importing.WithSource(nil, p.opts.Source), Sample: p.opts.Sample,
	}
	first.state.setFirstDays(l)
	l.Aliases = newAliases(l, prod.rows)
	p.takeValues(l, prod)
	p.recordOutcomes(l, prod, first.state.whyNotExpired(l, p.today))
	p.add(l, prod.allRows()...)
}

// noteFor returns the note in a new record about the origin of its days.
func noteFor(row *listingRow) string {
	note := fmt.Sprintf("Imported from a register's database, where it was listing %d. The first day is the one on which it was entered there; it may have been listed before.", row.id)
	switch {
	case row.state.status != register.StatusExpired:
	case row.state.changed == row.state.created:
		note += " The last day is the same one, as it had expired by then."
	default:
		note += " The last day is the one before it was last changed there, when it had expired; it may have ended earlier."
	}
	return note
}

// update applies the rows of a product to its held listing.
func (p *planner) update(prod *product) {
	first := prod.rows[0]
	l := *prod.held
	aliases := newAliases(&l, prod.rows)
	l.Aliases = slices.Concat(l.Aliases, aliases)
	fields := aliasFields(aliases)
	if l.EntityType != first.entityType {
		fields = append(fields, importing.FieldChange{Field: "entity_type", Before: l.EntityType, After: first.entityType})
		l.EntityType = first.entityType
	}
	days, reason := first.state.updateDays(&l, p.today)
	fields = append(fields, days...)
	if p.opts.Sample && !l.Sample {
		fields = append(fields, importing.FieldChange{Field: "sample", After: "true"})
		l.Sample = true
	}
	fields = append(fields, p.takeValues(&l, prod)...)
	fields = append(fields, p.recordOutcomes(&l, prod, cmp.Or(reason, first.state.whyNotExpired(&l, p.today)))...)
	p.reportAbsentValues(&l, prod)
	if len(fields) == 0 {
		p.report.Unchanged++
		return
	}
	l.Sources = importing.WithSource(l.Sources, p.opts.Source)
	p.put(&l, fields, prod.allRows()...)
}

func (prod *product) allRows() []rowRef {
	var rows []rowRef
	for _, row := range prod.rows {
		rows = append(rows, row.rowRef)
	}
	return append(rows, prod.more...)
}

// newAliases returns the spellings of the model in rows that l does not have.
func newAliases(l *register.Listing, rows []*listingRow) []string {
	var fresh []string
	for _, row := range rows {
		if row.model != l.Model && !slices.Contains(l.Aliases, row.model) && !slices.Contains(fresh, row.model) {
			fresh = append(fresh, row.model)
		}
	}
	return fresh
}

// maxFormerIDs is the most former ids of a record, by its schema.
const maxFormerIDs = 100

// noteFormerID adds the former id of a row to a record.
func (p *planner) noteFormerID(record string, formerIDs *[]string, row rowRef, former string) []importing.FieldChange {
	switch {
	case slices.Contains(*formerIDs, former):
		return nil
	case len(*formerIDs) == maxFormerIDs:
		p.outcomes.reject(row, conflict, Finding{Record: record, Reason: fmt.Sprintf("the record has %d former ids already, and cannot have more", maxFormerIDs)})
		return nil
	}
	*formerIDs = append(slices.Clip(*formerIDs), former)
	return []importing.FieldChange{{Field: "former_ids", After: former}}
}

// recordOutcomes sets the outcomes of the rows of a listing, and adds their former ids. reason
// is why the days of the first row could not be taken, or "". Other rows are duplicates if
// they agree with the first.
func (p *planner) recordOutcomes(l *register.Listing, prod *product, reason string) []importing.FieldChange {
	first := prod.rows[0]
	p.outcomes.set(first.rowRef, taken)
	if reason != "" {
		p.outcomes.reject(first.rowRef, conflict, Finding{Column: "status", Value: string(first.state.status), Record: l.ID, Reason: reason})
	}
	for _, row := range prod.rows[1:] {
		p.outcomes.set(row.rowRef, duplicate)
		p.compareRows(l, first, row, "entity_type_id", row.entityType, first.entityType)
		p.compareRows(l, first, row, "status", string(row.state.status), string(first.state.status))
	}
	var fields []importing.FieldChange
	for _, row := range prod.rows {
		fields = append(fields, p.noteFormerID(l.ID, &l.FormerIDs, row.rowRef, row.former)...)
	}
	return fields
}

// compareRows rejects a row that contradicts the first row of the same listing.
func (p *planner) compareRows(l *register.Listing, first, row *listingRow, column, says, held string) {
	if says != held {
		p.outcomes.reject(row.rowRef, conflict, Finding{Column: column, Value: says, Record: l.ID,
			Reason: fmt.Sprintf("is the same model as the row %s, which says %s", first.key, held)})
	}
}

// reportAbsentListings reports imported listings that have left the database.
func (p *planner) reportAbsentListings() {
	there := map[string]bool{}
	for _, row := range p.db.Listings {
		there[formerID(row.ID)] = true
	}
	for _, l := range p.records.Listings {
		p.reportAbsent(register.Listings, l.ID, l.FormerIDs, there)
	}
}

// reportAbsent reports a record with former ids of the original, none of which is in the
// database any more.
func (p *planner) reportAbsent(kind register.Kind, id string, formerIDs []string, there map[string]bool) {
	fromOriginal := false
	for _, former := range formerIDs {
		if there[former] {
			return
		}
		fromOriginal = fromOriginal || strings.HasPrefix(former, register.ImportedFrom)
	}
	if fromOriginal {
		p.report.Absent = append(p.report.Absent, Absent{Kind: kind.Name(), ID: id})
	}
}

// reportAbsentValues reports held values that no row gives.
func (p *planner) reportAbsentValues(l *register.Listing, prod *product) {
	for _, class := range slices.Sorted(maps.Keys(prod.held.DeviceClasses)) {
		for _, id := range slices.Sorted(maps.Keys(prod.held.DeviceClasses[class])) {
			if _, given := prod.given[class][id]; !given {
				p.report.Absent = append(p.report.Absent, Absent{
					Kind: register.Listings.Name(), ID: l.ID, Field: class + "." + id, Held: prod.held.DeviceClasses[class][id].String(),
				})
			}
		}
	}
}
