package generator

import (
	"math"
	"slices"

	"opencec/tools/register"
)

// unknownPercent is how often an attribute is left out, as it is in lists.
const unknownPercent = 10

// A attributeTable holds a device class's attributes for each model of a series.
type attributeTable []register.Attributes

// sizeOf returns the attribute by which models of a class are told apart, or nil.
func sizeOf(d *register.DeviceClass) *register.Attribute {
	for i := range d.Attributes {
		if measuresSize(d.Attributes[i]) {
			return &d.Attributes[i]
		}
	}
	return nil
}

// drawAttributes draws a class's attributes for a series: what measures size grows
// from model to model, everything else is the same for all.
func drawAttributes(r random, d *register.DeviceClass, models int) attributeTable {
	rows := make(attributeTable, models)
	for i := range rows {
		rows[i] = register.Attributes{}
	}
	size := sizeOf(d)
	done := map[string]bool{"": true}
	for waiting := slices.Clone(d.Attributes); len(waiting) > 0; {
		// A limit comes before what it limits. One that is not in the class, or that
		// ends in itself, never comes: what it limits stays unknown.
		next := slices.IndexFunc(waiting, func(a register.Attribute) bool { return done[a.AtMost] })
		if next < 0 {
			break
		}
		a := waiting[next]
		waiting = slices.Delete(waiting, next, next+1)
		done[a.ID] = true
		if known := !r.chance(unknownPercent); known || size != nil && a.ID == size.ID {
			rows.fill(r, a)
		}
	}
	return rows
}

// fill gives every model its value of an attribute.
func (rows attributeTable) fill(r random, a register.Attribute) {
	switch {
	case a.AtMost != "" && (a.Type == register.TypeNumber || a.Type == register.TypeInteger):
		rows.fillLimited(r, a)
	case measuresSize(a):
		ladder := steps(a)
		first := r.IntN(max(1, len(ladder)-len(rows)+1))
		for i := range rows {
			rows[i][a.ID] = register.Number(ladder[min(first+i, len(ladder)-1)])
		}
	default:
		if v := attributeValue(r, a); !v.IsZero() {
			for i := range rows {
				rows[i][a.ID] = v
			}
		}
	}
}

// fillLimited gives every model a part of what limits the attribute.
func (rows attributeTable) fillLimited(r random, a register.Attribute) {
	part := r.between(88, 97)
	for i := range rows {
		limit, ok := rows[i][a.AtMost].Number()
		if !ok {
			continue
		}
		v := share(0, limit, part, 100)
		if a.Maximum != nil {
			v = min(v, *a.Maximum)
		}
		if a.Type == register.TypeInteger {
			v = math.Floor(v)
		}
		if v <= limit && (a.Minimum == nil || v >= *a.Minimum) {
			rows[i][a.ID] = register.Number(v)
		}
	}
}
