package generator

import (
	"math"
	"slices"

	"opencec/tools/register"
)

// unknownPercent is the percentage of attributes that are left out, as in real lists.
const unknownPercent = 10

// An attributeTable has a device class's attributes for each model of a series.
type attributeTable []register.Attributes

// sizeOf returns the attribute in which models of a class differ, or nil.
func sizeOf(d *register.DeviceClass) *register.Attribute {
	for i := range d.Attributes {
		if measuresSize(d.Attributes[i]) {
			return &d.Attributes[i]
		}
	}
	return nil
}

// drawAttributes draws the attributes of a class for a series. Attributes that measure size
// grow from model to model; the others are the same for all.
func drawAttributes(r random, d *register.DeviceClass, models int) attributeTable {
	rows := make(attributeTable, models)
	for i := range rows {
		rows[i] = register.Attributes{}
	}
	size := sizeOf(d)
	done := map[string]bool{"": true}
	for waiting := slices.Clone(d.Attributes); len(waiting) > 0; {
		// A limit comes before the attribute that it limits. If a limit is not in the class, or
		// limits itself, the attribute stays unknown.
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

// fill gives every model a value of an attribute.
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

// fillLimited gives every model a part of the attribute's limit.
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
