package importer

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"opencec/tools/register"
)

// A Plan is what lists make of a data folder: the records to write, and the
// report of everything that was found.
type Plan struct {
	Report  Report
	changes []recordChange
}

// A recordChange is a record as it is to be written. Manufacturers stand before
// the listings that refer to them.
type recordChange struct {
	record register.Record
	isNew  bool
}

// NewPlan works out what the lists change in the records, which stay as they are.
// Where a source is given, records that are made or changed get it. Each kind of
// list may be there once. The records must have the vocabulary that the lists
// need: see Vocabulary.
func NewPlan(records *register.Records, lists []*List, source *register.Source) (*Plan, error) {
	if err := checkLists(lists); err != nil {
		return nil, err
	}
	lists = slices.SortedFunc(slices.Values(lists), func(a, b *List) int {
		return cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind))
	})
	classes, err := classesFor(records, lists)
	if err != nil {
		return nil, err
	}
	p := &planner{records: records, classes: classes, source: source, ids: newIDBook(records)}
	var accepted []listedRow
	for _, l := range lists {
		accepted = append(accepted, p.accept(l, classes[l.Kind.DeviceClass()])...)
	}
	p.planManufacturers(accepted)
	p.planListings(accepted, lists)
	if err := p.checkAliases(); err != nil {
		return nil, err
	}
	p.finish()
	return &Plan{Report: p.report, changes: p.changes}, nil
}

func checkLists(lists []*List) error {
	if len(lists) == 0 {
		return errors.New("there is no list to import")
	}
	seen := map[Kind]string{}
	for _, l := range lists {
		if first, twice := seen[l.Kind]; twice {
			return fmt.Errorf("%s and %s are both lists of %s: import one after the other, the older first", first, l.Name, l.Kind)
		}
		seen[l.Kind] = l.Name
	}
	return nil
}

// classesFor returns the device classes of the lists, by id.
func classesFor(records *register.Records, lists []*List) (map[string]*register.DeviceClass, error) {
	classes := map[string]*register.DeviceClass{}
	for _, d := range records.DeviceClasses {
		classes[d.ID] = d
	}
	var missing []error
	if !slices.ContainsFunc(records.EntityTypes, func(e *register.EntityType) bool { return e.ID == register.EntityDevice }) {
		missing = append(missing, fmt.Errorf("the data folder has no entity type %q", register.EntityDevice))
	}
	for _, l := range lists {
		if classes[l.Kind.DeviceClass()] == nil {
			missing = append(missing, fmt.Errorf("the data folder has no device class %q, which the list of %s needs", l.Kind.DeviceClass(), l.Kind))
		}
	}
	return classes, errors.Join(missing...)
}

// A listedRow is a row with the class of its list.
type listedRow struct {
	*Row
	class string
	list  *ListReport
}

// A planner holds what is known while a plan is made.
type planner struct {
	records *register.Records
	classes map[string]*register.DeviceClass
	source  *register.Source
	ids     *idBook
	report  Report
	changes []recordChange

	manufacturers map[string]string // id by folded name or alias
}

// accept notes a list in the report and returns the rows whose values its class
// allows; the others are unreadable.
func (p *planner) accept(l *List, class *register.DeviceClass) []listedRow {
	summary := &ListReport{
		Kind: l.Kind, Name: l.Name, Rows: len(l.Rows) + len(l.Unreadable),
		UnreadableRows: slices.Clone(l.Unreadable), IgnoredColumns: l.Ignored,
	}
	p.report.Lists = append(p.report.Lists, summary)
	var accepted []listedRow
	for i := range l.Rows {
		row := &l.Rows[i]
		if reason := outOfRange(row.Attributes, class); reason != "" {
			raw := rawOf(row.Manufacturer + ", " + row.Model)
			summary.UnreadableRows = append(summary.UnreadableRows, Unreadable{row.Line, reason, raw})
			continue
		}
		accepted = append(accepted, listedRow{row, l.Kind.DeviceClass(), summary})
	}
	slices.SortFunc(summary.UnreadableRows, func(a, b Unreadable) int { return cmp.Compare(a.Line, b.Line) })
	summary.Unreadable = len(summary.UnreadableRows)
	return accepted
}

// outOfRange says which value its device class does not allow; "" for none.
func outOfRange(given register.Attributes, class *register.DeviceClass) string {
	defined := map[string]bool{}
	for _, a := range class.Attributes {
		defined[a.ID] = true
		number, ok := given[a.ID].Number()
		if !ok {
			continue
		}
		is := fmt.Sprintf("%s %s %s", a.ID, register.FormatNumber(number), a.Unit)
		if a.Minimum != nil && number < *a.Minimum {
			return fmt.Sprintf("%s is below %s, the least that device class %s allows", is, register.FormatNumber(*a.Minimum), class.ID)
		}
		if a.Maximum != nil && number > *a.Maximum {
			return fmt.Sprintf("%s is above %s, the most that device class %s allows", is, register.FormatNumber(*a.Maximum), class.ID)
		}
		if most, both := given[a.AtMost].Number(); both && number > most {
			return fmt.Sprintf("%s is above %s, which is %s %s", is, a.AtMost, register.FormatNumber(most), a.Unit)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(given)) {
		if !defined[id] {
			return fmt.Sprintf("device class %s has no attribute %s", class.ID, id)
		}
	}
	return ""
}

// planManufacturers finds the manufacturer of every row, makes those that are new
// and notes new spellings as aliases.
func (p *planner) planManufacturers(rows []listedRow) {
	p.manufacturers = map[string]string{}
	held := map[string]*register.Manufacturer{}
	learn := func(m *register.Manufacturer, name string) {
		if folded := register.Fold(name); p.manufacturers[folded] == "" {
			p.manufacturers[folded] = m.ID
			held[folded] = m
		}
	}
	known := slices.SortedFunc(slices.Values(p.records.Manufacturers), byID)
	for _, m := range known { // a name counts for more than another's alias
		learn(m, m.Name)
	}
	for _, m := range known {
		for _, alias := range m.Aliases {
			learn(m, alias)
		}
	}
	seen := map[string]spellings{}
	for _, row := range rows {
		folded := register.Fold(row.Manufacturer)
		if seen[folded] == nil {
			seen[folded] = spellings{}
		}
		seen[folded][row.Manufacturer]++
	}
	fresh := map[*register.Manufacturer][]string{} // new spellings, a manufacturer may have several folded ones
	for _, folded := range slices.Sorted(maps.Keys(seen)) {
		m := held[folded]
		if m == nil {
			p.addManufacturer(folded, seen[folded])
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(seen[folded])) {
			if !slices.Contains(append([]string{m.Name}, m.Aliases...), name) {
				fresh[m] = append(fresh[m], name)
			}
		}
	}
	for _, m := range slices.SortedFunc(maps.Keys(fresh), byID) {
		p.respellManufacturer(m, fresh[m])
	}
}

func byID[R register.Record](a, b R) int {
	return cmp.Compare(a.RecordMeta().ID, b.RecordMeta().ID)
}

func (p *planner) addManufacturer(folded string, seen spellings) {
	m := &register.Manufacturer{Name: seen.best()}
	m.ID = p.ids.manufacturer(m.Name)
	p.manufacturers[folded] = m.ID
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		if name != m.Name {
			m.Aliases = append(m.Aliases, name)
		}
	}
	m.Sources = withSource(nil, p.source)
	p.changes = append(p.changes, recordChange{m, true})
	p.report.ManufacturersAdded = append(p.report.ManufacturersAdded, Addition{ID: m.ID, Name: m.Name})
}

func (p *planner) respellManufacturer(held *register.Manufacturer, names []string) {
	m := *held
	m.Aliases = slices.Concat(held.Aliases, names)
	m.Sources = withSource(held.Sources, p.source)
	p.changes = append(p.changes, recordChange{&m, false})
	change := Change{ID: m.ID, Name: m.Name}
	for _, name := range names {
		change.Fields = append(change.Fields, FieldChange{Field: "aliases", After: name})
	}
	p.report.ManufacturersChanged = append(p.report.ManufacturersChanged, change)
}

// withSource returns sources with source among them. The same address is kept
// once, with the day on which it was last looked at.
func withSource(sources []register.Source, source *register.Source) []register.Source {
	if source == nil {
		return sources
	}
	sources = slices.Clone(sources)
	i := slices.IndexFunc(sources, func(s register.Source) bool { return s.URL == source.URL })
	if i < 0 {
		return append(sources, *source)
	}
	if source.Retrieved.After(sources[i].Retrieved) {
		sources[i].Retrieved = source.Retrieved
	}
	return sources
}

// maxAliases is the most that a record may have, by its schema.
const maxAliases = 100

// checkAliases refuses lists that spell a name in more ways than can be kept.
func (p *planner) checkAliases() error {
	var errs []error
	for _, c := range p.changes {
		var aliases []string
		switch rec := c.record.(type) {
		case *register.Manufacturer:
			aliases = rec.Aliases
		case *register.Listing:
			aliases = rec.Aliases
		}
		if len(aliases) > maxAliases {
			errs = append(errs, fmt.Errorf("%s %s would have %d other spellings, and the most is %d: remove rows from the list, or aliases from the record",
				c.record.RecordKind().Name, c.record.RecordMeta().ID, len(aliases), maxAliases))
		}
	}
	return errors.Join(errs...)
}

// finish sorts what is written and reported.
func (p *planner) finish() {
	slices.SortStableFunc(p.changes, func(a, b recordChange) int {
		return cmp.Or(cmp.Compare(orderOf(a.record), orderOf(b.record)), byID(a.record, b.record))
	})
	p.report.sort()
}

func orderOf(rec register.Record) int {
	return slices.IndexFunc(register.Kinds(), func(k register.Kind) bool { return k.Folder == rec.RecordKind().Folder })
}
