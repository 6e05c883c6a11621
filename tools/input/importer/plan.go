package importer

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// A Plan is the result of lists for a data folder: the records to write, sorted, and the
// report.
type Plan struct {
	Report Report
	Drafts []importing.Draft
}

// NewPlan works out what the lists change in records, without changing records. There may
// be one list of each kind. The records must have the vocabulary that the lists need, and
// must not have read a list of a later date.
func NewPlan(records *register.Records, lists []*List, edition Provenance) (*Plan, error) {
	if err := checkLists(lists); err != nil {
		return nil, err
	}
	if err := checkListDates(records, lists, edition.Date); err != nil {
		return nil, err
	}
	lists = slices.SortedFunc(slices.Values(lists), func(a, b *List) int {
		return cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind))
	})
	classes, err := classesFor(records, lists)
	if err != nil {
		return nil, err
	}
	p := &planner{
		records: records, lists: lists, classes: classes, provenance: edition,
		ids: importing.NewIDs(records), renamed: map[string]string{}, figures: map[Figure]bool{}, refused: map[Kind][]Unreadable{}, unread: map[Kind]*unreadRows{},
	}
	p.report.Date = edition.Date
	var accepted []listedRow
	for _, l := range lists {
		accepted = append(accepted, p.accept(l, classes[l.Kind.DeviceClass()])...)
		p.planList(l)
	}
	p.brands = countBrands(accepted)
	p.matchManufacturers(accepted)
	p.proposeRenames(accepted)
	p.planManufacturers()
	p.planListings(accepted)
	if err := importing.CheckAliases(p.drafts); err != nil {
		return nil, err
	}
	importing.SortDrafts(p.drafts)
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

// A listedRow is a row with the device class of its list.
type listedRow struct {
	*Row
	class string
	list  *ListReport
}

// A planner holds the state of planning.
type planner struct {
	records    *register.Records
	lists      []*List
	classes    map[string]*register.DeviceClass
	provenance Provenance
	ids        *importing.IDs
	report     Report
	drafts     []importing.Draft

	brands        brandCount
	manufacturers *importing.NameMatch
	renamed       map[string]string // ids of the manufacturers that new ones seem to be, by the ids of these
	figures       map[Figure]bool   // that were reported

	refused map[Kind][]Unreadable // rows that were read and cannot be used
	unread  map[Kind]*unreadRows  // see unreadRowsOf
}

// accept notes a list in the report and returns its rows, without the figures that the
// device class does not allow.
func (p *planner) accept(l *List, class *register.DeviceClass) []listedRow {
	summary := &ListReport{
		Kind: l.Kind, Name: l.Name, Rows: len(l.Rows) + len(l.Unreadable), Notes: l.Notes,
		Unreadable: len(l.Unreadable), UnreadableRows: slices.Clone(l.Unreadable), IgnoredColumns: l.Ignored,
	}
	p.report.Lists = append(p.report.Lists, summary)
	var accepted []listedRow
	scripts := newScriptChecker(p.records)
	for _, row := range l.Rows {
		summary.Respelled = append(summary.Respelled, row.Respelled...)
		if reason := scripts.check(&row); reason != "" {
			p.refuse(l, summary, &row, reason)
			continue
		}
		accepted = append(accepted, p.acceptRow(&row, class, summary))
	}
	return accepted
}

// refuse notes a row that cannot be used.
func (p *planner) refuse(l *List, summary *ListReport, row *Row, reason string) {
	raw := importing.Printable(row.Manufacturer + ", " + row.Model)
	refused := Unreadable{Line: row.Line, Reason: reason, Raw: raw, Manufacturer: row.Manufacturer, Model: row.Model}
	p.refused[l.Kind] = append(p.refused[l.Kind], refused)
	summary.UnreadableRows = append(summary.UnreadableRows, refused)
	summary.Unreadable++
}

// acceptRow removes the figures from a row that the device class does not allow. Names and
// dates count even if a figure is wrong.
func (p *planner) acceptRow(row *Row, class *register.DeviceClass, list *ListReport) listedRow {
	listed := listedRow{row, class.ID, list}
	for _, bad := range row.BadFigures {
		p.reportFigure(listed, bad)
	}
	row.Attributes = maps.Clone(row.Attributes)
	for {
		id, reason := importing.OutOfRange(row.Attributes, class)
		if id == "" {
			return listed
		}
		bad := BadFigure{Attribute: id, Cell: row.Attributes[id].String(), Reason: reason}
		row.BadFigures = append(slices.Clip(row.BadFigures), bad)
		delete(row.Attributes, id)
		p.reportFigure(listed, bad)
	}
}

// matchManufacturers finds the manufacturer of every row.
func (p *planner) matchManufacturers(rows []listedRow) {
	var named []importing.NamedRecord
	for _, m := range p.records.Manufacturers {
		named = append(named, importing.NamedRecord{ID: m.ID, Name: m.Name, Aliases: m.Aliases})
	}
	spelled := importing.Spellings{}
	for _, row := range rows {
		spelled[row.Manufacturer]++
	}
	p.manufacturers = importing.MatchNames(named, spelled, p.ids.Manufacturer)
}

// planManufacturers plans the new manufacturers, and new spellings as aliases.
func (p *planner) planManufacturers() {
	held := map[string]*register.Manufacturer{}
	for _, m := range p.records.Manufacturers {
		held[m.ID] = m
	}
	for _, n := range p.manufacturers.New {
		if p.renamed[n.ID] != "" {
			continue
		}
		m := &register.Manufacturer{Meta: register.Meta{ID: n.ID}, Name: n.Name, Aliases: n.Aliases, Sources: importing.WithSource(nil, p.provenance.Source)}
		p.drafts = append(p.drafts, importing.Draft{Record: m, IsNew: true})
		p.report.ManufacturersAdded = append(p.report.ManufacturersAdded, importing.Addition{ID: m.ID, Name: m.Name})
	}
	for _, n := range p.manufacturers.Respelled {
		p.respellManufacturer(held[n.ID], n.Aliases)
	}
}

func (p *planner) respellManufacturer(held *register.Manufacturer, names []string) {
	m := *held
	m.Aliases = slices.Concat(held.Aliases, names)
	m.Sources = importing.WithSource(held.Sources, p.provenance.Source)
	p.drafts = append(p.drafts, importing.Draft{Record: &m})
	change := importing.Change{ID: m.ID, Name: m.Name}
	for _, name := range names {
		change.Fields = append(change.Fields, importing.FieldChange{Field: "aliases", After: name})
	}
	p.report.ManufacturersChanged = append(p.report.ManufacturersChanged, change)
}
