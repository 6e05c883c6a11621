package importer

import (
	"fmt"
	"slices"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// Provenance is what is known of the lists of an import besides their rows.
type Provenance struct {
	Date   register.Date    // the lists' own date: what they say holds from this day on
	Source *register.Source // where they are from; added to what is made or changed; may be nil
}

// address returns where a reader finds the official list, or "".
func (e Provenance) address() string {
	if e.Source == nil {
		return ""
	}
	return e.Source.URL
}

// ID returns the id of the register's record of the list.
func (k Kind) ID() string { return string(k) }

// listNames are the names of the register's records of the lists.
var listNames = map[Kind]string{
	Inverters: "Approved inverters",
	Batteries: "Approved batteries",
	PVModules: "Approved PV modules",
}

// heldList returns the register's record of a list, or nil.
func heldList(records *register.Records, k Kind) *register.List {
	i := slices.IndexFunc(records.Lists, func(l *register.List) bool { return l.ID == k.ID() })
	if i < 0 {
		return nil
	}
	return records.Lists[i]
}

// AssumedDate returns the date of lists without a given date: that of the register's lists
// if all are the same files, and else today.
func AssumedDate(records *register.Records, lists []*List, today register.Date) register.Date {
	var date register.Date
	for _, l := range lists {
		held := heldList(records, l.Kind)
		if held == nil || l.SHA256 == "" || held.SHA256 != l.SHA256 || (!date.IsZero() && held.Date != date) {
			return today
		}
		date = held.Date
	}
	return date
}

// checkListDates refuses lists older than those that the register has read: what a product's
// status was in between could no longer be known.
func checkListDates(records *register.Records, lists []*List, date register.Date) error {
	for _, l := range lists {
		if held := heldList(records, l.Kind); held != nil && date.Before(held.Date) {
			return fmt.Errorf("%s: the list is of %s, and the register has read the list of %s of %s: import lists in the order of their dates, the oldest first",
				l.Name, date, l.Kind, held.Date)
		}
	}
	return nil
}

// planList records the date and the digest of the list that was read.
func (p *planner) planList(l *List) {
	rows := len(l.Rows) + len(l.Unreadable)
	held := heldList(p.records, l.Kind)
	if held == nil {
		list := &register.List{
			Meta: register.Meta{ID: l.Kind.ID()}, Name: listNames[l.Kind], DeviceClass: l.Kind.DeviceClass(),
			Date: p.provenance.Date, FirstDate: p.provenance.Date, Rows: rows, SHA256: l.SHA256,
			Website: p.provenance.address(), Sources: importing.WithSource(nil, p.provenance.Source),
		}
		p.drafts = append(p.drafts, importing.Draft{Record: list, IsNew: true})
		p.report.ListsAdded = append(p.report.ListsAdded, importing.Addition{ID: list.ID, Name: list.Name})
		return
	}
	list := *held
	list.Date, list.Rows, list.SHA256 = p.provenance.Date, rows, l.SHA256
	change := importing.Change{ID: list.ID, Name: list.Name}
	change.Fields = fieldChanges(change.Fields, "date", held.Date.String(), list.Date.String())
	change.Fields = fieldChanges(change.Fields, "rows", fmt.Sprint(held.Rows), fmt.Sprint(list.Rows))
	change.Fields = fieldChanges(change.Fields, "sha256", held.SHA256, list.SHA256)
	if list.Website == "" {
		list.Website = p.provenance.address()
		change.Fields = fieldChanges(change.Fields, "website", "", list.Website)
	}
	if len(change.Fields) == 0 {
		return
	}
	list.Sources = importing.WithSource(held.Sources, p.provenance.Source)
	p.drafts = append(p.drafts, importing.Draft{Record: &list})
	p.report.ListsChanged = append(p.report.ListsChanged, change)
}

// fieldChanges adds the change of a field, if it changed.
func fieldChanges(changes []importing.FieldChange, field, before, after string) []importing.FieldChange {
	if before == after {
		return changes
	}
	return append(changes, importing.FieldChange{Field: field, Before: before, After: after})
}
