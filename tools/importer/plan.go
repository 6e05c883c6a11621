package importer

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"opencec/tools/intake"
	"opencec/tools/register"
)

// A Plan is what lists make of a data folder: the records to write, sorted, and
// the report of everything that was found.
type Plan struct {
	Report Report
	Drafts []intake.Draft
}

// NewPlan works out what the lists change in the records, which stay as they are.
// Where a source is given, records that are made or changed get it. Each kind of
// list may be there once. The records must have the vocabulary that the lists
// need.
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
	p := &planner{records: records, classes: classes, source: source, ids: intake.NewIDs(records)}
	var accepted []listedRow
	for _, l := range lists {
		accepted = append(accepted, p.accept(l, classes[l.Kind.DeviceClass()])...)
	}
	p.planManufacturers(accepted)
	p.planListings(accepted, lists)
	if err := intake.CheckAliases(p.drafts); err != nil {
		return nil, err
	}
	intake.SortDrafts(p.drafts)
	p.report.sort()
	return &Plan{Report: p.report, Drafts: p.drafts}, nil
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
	ids     *intake.IDs
	report  Report
	drafts  []intake.Draft

	manufacturers *intake.NameMatch
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
	scripts := newScripts(p.records)
	for i := range l.Rows {
		row := &l.Rows[i]
		summary.Respelled = append(summary.Respelled, row.Respelled...)
		_, reason := intake.OutOfRange(row.Attributes, class)
		if reason == "" {
			reason = scripts.wrong(row)
		}
		if reason != "" {
			raw := intake.Printable(row.Manufacturer + ", " + row.Model)
			summary.UnreadableRows = append(summary.UnreadableRows, Unreadable{row.Line, reason, raw})
			continue
		}
		accepted = append(accepted, listedRow{row, l.Kind.DeviceClass(), summary})
	}
	slices.SortFunc(summary.UnreadableRows, func(a, b Unreadable) int { return cmp.Compare(a.Line, b.Line) })
	summary.Unreadable = len(summary.UnreadableRows)
	return accepted
}

// planManufacturers finds the manufacturer of every row, makes those that are new
// and notes new spellings as aliases.
func (p *planner) planManufacturers(rows []listedRow) {
	held := map[string]*register.Manufacturer{}
	var named []intake.Named
	for _, m := range p.records.Manufacturers {
		held[m.ID] = m
		named = append(named, intake.Named{ID: m.ID, Name: m.Name, Aliases: m.Aliases})
	}
	spelled := intake.Spellings{}
	for _, row := range rows {
		spelled[row.Manufacturer]++
	}
	p.manufacturers = intake.MatchNames(named, spelled, p.ids.Manufacturer)
	for _, n := range p.manufacturers.New {
		m := &register.Manufacturer{Meta: register.Meta{ID: n.ID}, Name: n.Name, Aliases: n.Aliases, Sources: intake.WithSource(nil, p.source)}
		p.drafts = append(p.drafts, intake.Draft{Record: m, IsNew: true})
		p.report.ManufacturersAdded = append(p.report.ManufacturersAdded, intake.Addition{ID: m.ID, Name: m.Name})
	}
	for _, n := range p.manufacturers.Respelled {
		p.respellManufacturer(held[n.ID], n.Aliases)
	}
}

func (p *planner) respellManufacturer(held *register.Manufacturer, names []string) {
	m := *held
	m.Aliases = slices.Concat(held.Aliases, names)
	m.Sources = intake.WithSource(held.Sources, p.source)
	p.drafts = append(p.drafts, intake.Draft{Record: &m})
	change := intake.Change{ID: m.ID, Name: m.Name}
	for _, name := range names {
		change.Fields = append(change.Fields, intake.FieldChange{Field: "aliases", After: name})
	}
	p.report.ManufacturersChanged = append(p.report.ManufacturersChanged, change)
}
