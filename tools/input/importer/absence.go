package importer

import (
	"slices"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// listsWithClassesOf returns the lists of the import for products of l's device classes.
func (p *planner) listsWithClassesOf(l *register.Listing) []*List {
	var lists []*List
	for _, list := range p.lists {
		if _, ok := l.DeviceClasses[list.Kind.DeviceClass()]; ok {
			lists = append(lists, list)
		}
	}
	return lists
}

// planAbsences updates the absences of a listing: for each list of the import that should
// have it, it checks whether a row is about it. It returns what changed.
func (p *planner) planAbsences(l *register.Listing, rows []listedRow) []importing.FieldChange {
	if l.Sample {
		return nil // lists do not have sample data
	}
	var changes []importing.FieldChange
	for _, list := range p.listsWithClassesOf(l) {
		class := list.Kind.DeviceClass()
		switch {
		case slices.ContainsFunc(rows, func(row listedRow) bool { return row.class == class }):
			changes = append(changes, p.endAbsence(l, list)...)
		case !p.mayBeUnreadable(l, list):
			changes = append(changes, p.beginAbsence(l, list)...)
		}
	}
	return changes
}

// newestAbsence returns the index of l's newest absence from a list, and whether there is
// one.
func newestAbsence(l *register.Listing, list *List) (at int, ok bool) {
	for i, a := range slices.Backward(l.NotInList) {
		if a.List == list.Kind.ID() {
			return i, true
		}
	}
	return 0, false
}

// beginAbsence records that the list does not have the listing, unless that is known.
func (p *planner) beginAbsence(l *register.Listing, list *List) []importing.FieldChange {
	absence := register.Absence{List: list.Kind.ID(), Since: p.provenance.Date}
	at, before := newestAbsence(l, list)
	isOpen := before && l.NotInList[at].Back.IsZero()
	switch {
	case isOpen:
		absence = l.NotInList[at]
	case before && l.NotInList[at].Back == p.provenance.Date:
		// Another file of the same date had it.
		absence = l.NotInList[at]
		absence.Back = register.Date{}
		l.NotInList = slices.Clone(l.NotInList)
		l.NotInList[at] = absence
	default:
		absence.LastSeen = p.lastSeen(l, list)
		l.NotInList = append(slices.Clip(l.NotInList), absence)
	}
	p.report.Absent = append(p.report.Absent, Absent{
		ID: l.ID, Name: l.Model, List: absence.List, Since: absence.Since, LastSeen: absence.LastSeen, IsNew: !isOpen,
	})
	if isOpen {
		return nil
	}
	return []importing.FieldChange{{Field: "not_in_list", After: absenceText(absence)}}
}

// lastSeen returns the date of the last list that had the listing: that of the previous
// list, if the listing was in it.
func (p *planner) lastSeen(l *register.Listing, list *List) register.Date {
	held := heldList(p.records, list.Kind)
	if held == nil || len(l.Periods) == 0 || !held.Date.Before(p.provenance.Date) || l.Periods[0].From.After(held.Date) {
		return register.Date{}
	}
	return held.Date
}

// endAbsence records that the list has the listing again, if it was absent.
func (p *planner) endAbsence(l *register.Listing, list *List) []importing.FieldChange {
	at, ok := newestAbsence(l, list)
	if !ok || !l.NotInList[at].Back.IsZero() {
		return nil
	}
	absence := l.NotInList[at]
	l.NotInList = slices.Clone(l.NotInList)
	if absence.Since == p.provenance.Date {
		// Another file of the same date did not have it: the list does.
		l.NotInList = slices.Delete(l.NotInList, at, at+1)
		return []importing.FieldChange{{Field: "not_in_list", Before: absenceText(absence)}}
	}
	absence.Back = p.provenance.Date
	l.NotInList[at] = absence
	return []importing.FieldChange{{Field: "not_in_list", After: absenceText(absence)}}
}

func absenceText(a register.Absence) string {
	text := "not in the list " + a.List + " since " + a.Since.String()
	if !a.LastSeen.IsZero() {
		text += ", last seen in that of " + a.LastSeen.String()
	}
	if !a.Back.IsZero() {
		text += ", back since " + a.Back.String()
	}
	return text
}
