package importer

import (
	"cmp"
	"maps"
	"slices"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A productKey identifies a product: rows with the same key are about the same product.
type productKey struct {
	manufacturer string // id
	class        string
	model        string // spelling.ModelKey or respellingKey
}

// withoutOtherEntityTypes sets aside the rows of models that are recorded with the same class
// as something other than a device, mostly a client. A person has to say what the listing is;
// a second one would break the rules of the register.
func (p *planner) withoutOtherEntityTypes(rows []listedRow) []listedRow {
	others := map[productKey]*register.Listing{}
	for _, l := range p.records.Listings {
		if l.EntityType == register.EntityDevice || l.Software != nil {
			continue
		}
		for class := range l.DeviceClasses {
			others[productKey{l.Manufacturer, class, spelling.ModelKey(l.Model)}] = l
		}
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row listedRow) bool {
		other := others[p.keyOf(row)]
		if other != nil {
			p.reportConflicts(other.ID, other.Periods, []listedRow{row}, reasonNoDevice)
		}
		return other != nil
	})
}

func (p *planner) keyOf(row listedRow) productKey {
	return productKey{p.manufacturerID(row.Manufacturer), row.class, spelling.ModelKey(row.Model)}
}

// knownModels returns the listings by their models, names before aliases.
func knownModels(held []*register.Listing) map[productKey]*register.Listing {
	known := map[productKey]*register.Listing{}
	learn := func(l *register.Listing, model string) {
		for class := range l.DeviceClasses {
			key := productKey{l.Manufacturer, class, spelling.ModelKey(model)}
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
	return known
}

// group assigns each row to the listing that has its model as name or alias. It returns
// the other rows by their key.
func (p *planner) group(rows []listedRow, held []*register.Listing) (map[*register.Listing][]listedRow, map[productKey][]listedRow) {
	known := knownModels(held)
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

// matchRespelled moves the rows of a respelled model from unknown to the listing that they
// mean: its own spelling has left the list, no other row or listing fits, and two signs agree
// (see isSameProduct).
func (p *planner) matchRespelled(products map[*register.Listing][]listedRow, unknown map[productKey][]listedRow, held []*register.Listing) {
	left := map[productKey][]*register.Listing{}
	for _, l := range held {
		if products[l] != nil {
			continue
		}
		for class := range l.DeviceClasses {
			key := productKey{l.Manufacturer, class, respellingKey(l.Model)}
			left[key] = append(left[key], l)
		}
	}
	arrived := map[productKey][]productKey{}
	for key, rows := range unknown {
		near := productKey{key.manufacturer, key.class, respellingKey(rows[0].Model)}
		arrived[near] = append(arrived[near], key)
	}
	for near, keys := range arrived {
		if len(keys) != 1 || len(left[near]) != 1 {
			continue
		}
		l, rows := left[near][0], unknown[keys[0]]
		if isSameProduct(l, rows) {
			products[l] = append(products[l], rows...)
			delete(unknown, keys[0])
		}
	}
}

// isSameProduct reports whether rows agree with a listing in two signs: a period begins on
// their approval date, and the figures (power or capacity) are the same then, or without
// figures in the list, the last day.
func isSameProduct(l *register.Listing, rows []listedRow) bool {
	return slices.ContainsFunc(rows, func(row listedRow) bool {
		return slices.ContainsFunc(l.Periods, func(p register.Period) bool {
			return p.From == row.Period.From && sameFigures(row, l.DeviceClassesOn(p.From)[row.class], p)
		})
	})
}

func sameFigures(row listedRow, held register.Attributes, p register.Period) bool {
	same, compared := 0, 0
	for id, value := range row.Attributes {
		if _, isNumber := value.Number(); !isNumber {
			continue
		}
		if other, known := held[id]; known {
			compared++
			if other == value {
				same++
			}
		}
	}
	if compared == 0 {
		return len(row.BadFigures) == 0 && row.Period.To == p.To
	}
	return same == compared
}

// newProducts returns the rows of each new product, in the order in which ids are given. It
// does not depend on the order of the rows.
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
