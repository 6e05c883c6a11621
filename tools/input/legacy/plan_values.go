package legacy

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// planClasses assigns device classes to the products.
func (p *planner) planClasses() {
	for i, row := range p.db.ListingClasses {
		ref := rowRef{listingClasses, i, keyOf(row.ID, ofListing(row.ListingID), ofClass(row.ClassID))}
		if _, ok := p.resolve(ref, listings, row.ListingID); !ok {
			continue
		}
		class, ok := p.resolve(ref, deviceClasses, row.ClassID)
		if !ok {
			continue
		}
		prod := p.owner[row.ListingID]
		outcome := duplicate
		if prod.given[class] == nil {
			outcome = taken
			prod.given[class] = map[string]givenValue{}
		}
		p.outcomes.set(ref, outcome)
		prod.more = append(prod.more, ref)
	}
}

// A knownAttribute is the attribute for a name in values.
type knownAttribute struct {
	*register.Attribute        // nil for none
	reason              string // why it is none
}

// planValues reads the values of attributes and assigns them to the products.
func (p *planner) planValues() {
	known := map[namedAttribute]knownAttribute{}
	for _, i := range p.valuesInOrder() {
		row := p.db.Values[i]
		ref := rowRef{values, i, keyOf(row.ID, ofListing(row.ListingID), ofClass(row.ClassID), named(row.Name))}
		if _, ok := p.resolve(ref, listings, row.ListingID); !ok {
			continue
		}
		class, ok := p.resolve(ref, deviceClasses, row.ClassID)
		if !ok {
			continue
		}
		name := namedAttribute{class, row.Name}
		if _, seen := known[name]; !seen {
			known[name] = p.knownAttribute(name)
		}
		prod := p.owner[row.ListingID]
		if prod.given[class] == nil { // what has an attribute of a class is of that class
			prod.given[class] = map[string]givenValue{}
		}
		prod.more = append(prod.more, ref)
		if a := known[name]; a.Attribute != nil {
			p.planValue(prod, ref, class, a, row.Value)
		} else {
			p.outcomes.reject(ref, unreadable, Finding{Column: "attribute_name", Value: row.Name, Record: prod.id, Reason: a.reason})
		}
	}
}

// valuesInOrder returns the indexes of the values, with those of a listing's first row before
// those of its other rows.
func (p *planner) valuesInOrder() []int {
	rank := map[int64]int{}
	for _, prod := range p.products {
		for n, row := range prod.rows {
			rank[row.id] = n
		}
	}
	order := make([]int, len(p.db.Values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(rank[p.db.Values[a].ListingID], rank[p.db.Values[b].ListingID])
	})
	return order
}

// knownAttribute finds the attribute for a name in values.
func (p *planner) knownAttribute(name namedAttribute) knownAttribute {
	line, err := importing.Line(name.name)
	if err == nil {
		err = importing.CheckName(line)
	}
	if err != nil {
		return knownAttribute{reason: err.Error()}
	}
	return knownAttribute{matchAttribute(p.classes[name.class], line), reasonFull(name.class)}
}

// planValue reads one value and assigns it to the product.
func (p *planner) planValue(prod *product, ref rowRef, class string, a knownAttribute, text string) {
	given := prod.given[class]
	first, twice := given[a.ID]
	line, err := importing.Line(text)
	var value register.Value
	if err == nil && line != "" {
		value, err = parseValue(line, *a.Attribute)
	}
	switch {
	case errors.Is(err, errUnknown), err == nil && line == "":
		p.outcomes.set(ref, empty)
	case err != nil:
		p.leaveValue(prod, ref, class+"."+a.ID, text, unreadable, err.Error())
		if !twice {
			given[a.ID] = givenValue{row: ref} // it is there, and says nothing that can be used
		}
	case twice && first.Value == value:
		p.outcomes.set(ref, duplicate)
	case twice && !first.IsZero():
		p.leaveValue(prod, ref, class+"."+a.ID, text, conflict, fmt.Sprintf("the row %s says %s", first.row.key, first.Value))
	default:
		p.outcomes.set(ref, taken)
		given[a.ID] = givenValue{value, ref}
	}
}

// leaveValue rejects a value. The finding names the record and the attribute, because the row
// has only the database's own keys.
func (p *planner) leaveValue(prod *product, ref rowRef, attribute, text string, f outcome, reason string) {
	p.outcomes.reject(ref, f, Finding{Column: "attribute_value", Value: text, Record: prod.id, Field: attribute, Reason: reason})
}

// takeValues gives a listing the classes and values of its product, and returns what changed.
// Values that the class does not allow, alone or with the others, stay as they were.
func (p *planner) takeValues(l *register.Listing, prod *product) []importing.FieldChange {
	var fields []importing.FieldChange
	classes := maps.Clone(l.DeviceClasses)
	if classes == nil && len(prod.given) > 0 {
		classes = map[string]register.Attributes{}
	}
	for _, class := range slices.Sorted(maps.Keys(prod.given)) {
		held, there := l.DeviceClasses[class]
		if !there {
			fields = append(fields, importing.FieldChange{Field: "device_classes", After: class})
		}
		classes[class] = p.merge(prod, class, held)
		for _, id := range slices.Sorted(maps.Keys(classes[class])) {
			if before, after := held[id], classes[class][id]; before != after {
				fields = append(fields, importing.FieldChange{Field: "device_classes." + class + "." + id, Before: before.String(), After: after.String()})
			}
		}
	}
	l.DeviceClasses = classes
	return fields
}

// merge returns the held attributes with the given ones.
func (p *planner) merge(prod *product, class string, held register.Attributes) register.Attributes {
	given := prod.given[class]
	merged := register.Attributes{}
	maps.Copy(merged, held)
	for id, value := range given {
		if !value.IsZero() {
			merged[id] = value.Value
		}
	}
	for {
		id, reason := importing.OutOfRange(merged, p.classes[class])
		if id == "" {
			return merged
		}
		outcome := unreadable
		if given[id].IsZero() || merged[id] == held[id] { // it is held, and the one that it may not exceed is given
			id, outcome = p.atMost(class, id), conflict
		}
		if before, there := held[id]; there {
			merged[id] = before
		} else {
			delete(merged, id)
		}
		row := given[id].row
		p.leaveValue(prod, row, class+"."+id, p.db.Values[row.index].Value, outcome, reason)
		given[id] = givenValue{row: row}
	}
}

// atMost returns the attribute that another one may not exceed.
func (p *planner) atMost(class, id string) string {
	attributes := p.classes[class].Attributes
	i := slices.IndexFunc(attributes, func(a register.Attribute) bool { return a.ID == id })
	return attributes[i].AtMost
}
