package importer

import (
	"cmp"
	"slices"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// proposeRenames finds manufacturers that seem to have been renamed: none of their products
// is in the lists any more, and most of those that the last lists had are there under one
// name that the register does not know, with the same models, approval dates and figures, and
// are at least half of the products under that name. For this import the new name then means
// the old manufacturer, so that its products are neither absent nor new. Whether it was
// renamed, a person has to say, with an alias or a file.
func (p *planner) proposeRenames(rows []listedRow) {
	listed := map[string]bool{} // ids of manufacturers
	byManufacturer := map[string]map[productKey][]listedRow{}
	for _, row := range rows {
		id := p.manufacturers.ID(row.Manufacturer)
		listed[id] = true
		if byManufacturer[id] == nil {
			byManufacturer[id] = map[productKey][]listedRow{}
		}
		key := productKey{"", row.class, spelling.ModelKey(row.Model)}
		byManufacturer[id][key] = append(byManufacturer[id][key], row)
	}
	products := map[string][]*register.Listing{}
	for _, l := range p.heldDevices() {
		if !listed[l.Manufacturer] && !l.Sample && !isAbsent(l) {
			products[l.Manufacturer] = append(products[l.Manufacturer], l)
		}
	}
	byModel := map[productKey][]*register.Listing{}
	for _, held := range products {
		for _, l := range held {
			for _, key := range keysOf(l) {
				byModel[key] = append(byModel[key], l)
			}
		}
	}
	for _, m := range p.manufacturers.New {
		p.proposeRename(m, byManufacturer[m.ID], byModel, products)
	}
}

// proposeRename proposes that a new manufacturer is the one that has most of its products
// under the new name.
func (p *planner) proposeRename(m importing.NamedRecord, rows map[productKey][]listedRow, byModel map[productKey][]*register.Listing, products map[string][]*register.Listing) {
	found := map[string]int{} // products by manufacturer
	counted := map[*register.Listing]bool{}
	for key, rows := range rows {
		for _, l := range byModel[key] {
			if !counted[l] && isSameProduct(l, rows) {
				counted[l] = true
				found[l.Manufacturer]++
			}
		}
	}
	var best RenameProposal
	for id, found := range found {
		products := len(products[id])
		isWhole := found*4 >= products*3 && found*2 >= len(rows)
		better := found > best.Found || (found == best.Found && id < best.ID)
		if isWhole && better {
			best = RenameProposal{ID: id, Name: m.Name, Found: found, Products: products}
		}
	}
	if best.ID == "" {
		return
	}
	p.renamed[m.ID] = best.ID
	p.report.Renames = append(p.report.Renames, best)
}

// isAbsent reports whether a listing is absent from a list that the register has read.
func isAbsent(l *register.Listing) bool {
	return slices.ContainsFunc(l.NotInList, func(a register.Absence) bool { return a.Back.IsZero() })
}

// keysOf returns the keys of a listing without its manufacturer.
func keysOf(l *register.Listing) []productKey {
	var keys []productKey
	for class := range l.DeviceClasses {
		keys = append(keys, productKey{"", class, spelling.ModelKey(l.Model)})
		for _, alias := range l.Aliases {
			keys = append(keys, productKey{"", class, spelling.ModelKey(alias)})
		}
	}
	return keys
}

// manufacturerID returns the id of the manufacturer that a name in a list means.
func (p *planner) manufacturerID(name string) string {
	id := p.manufacturers.ID(name)
	return cmp.Or(p.renamed[id], id)
}
