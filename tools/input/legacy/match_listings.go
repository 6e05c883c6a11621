package legacy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A modelKey is what two listings of a product have in common: the manufacturer's id
// and the model's spelling.ModelKey.
type modelKey struct{ manufacturer, model string }

// group gives every row to its product: to the listing that it became before, or to
// the one that has its model and a device class in common with it.
func (p *planner) group(rows []*listingRow) {
	products := p.heldProducts()
	for _, row := range rows {
		p.ids.Reserve(register.Listings, row.former, row.model) // before any new id is given
		if prod := products.byFormer[row.former]; prod != nil {
			p.joinKnown(prod, row)
		}
	}
	for _, row := range rows {
		if p.owner[row.id] == nil && p.outcomes.get(row.rowRef) == noOutcome {
			p.joinAlike(products, row)
		}
	}
	for _, prod := range p.products {
		if prod.held != nil {
			slices.SortStableFunc(prod.rows, func(a, b *listingRow) int { return compareFormer(prod.held.FormerIDs, a.former, b.former) })
		}
	}
}

// compareFormer orders rows as the former ids of their record: the row that it was
// made of speaks for it, and those that are new come last.
func compareFormer(formerIDs []string, a, b string) int {
	place := func(former string) int {
		if i := slices.Index(formerIDs, former); i >= 0 {
			return i
		}
		return len(formerIDs)
	}
	return cmp.Compare(place(a), place(b))
}

// A productIndex finds products.
type productIndex struct {
	byFormer map[string]*product
	byModel  map[modelKey][]*product // under names and aliases
}

// heldProducts returns the listings that are held as products without rows.
func (p *planner) heldProducts() productIndex {
	index := productIndex{map[string]*product{}, map[modelKey][]*product{}}
	for _, l := range p.records.Listings {
		prod := &product{id: l.ID, held: l}
		for _, former := range l.FormerIDs {
			index.byFormer[former] = prod
		}
		for _, model := range append([]string{l.Model}, l.Aliases...) {
			index.add(modelKey{l.Manufacturer, spelling.ModelKey(model)}, prod)
		}
	}
	return index
}

func (index productIndex) add(key modelKey, prod *product) {
	if !slices.Contains(index.byModel[key], prod) {
		index.byModel[key] = append(index.byModel[key], prod)
	}
}

// joinKnown gives a row to the listing that it became before. That a model has
// another name is believed where only case and punctuation differ, or the listing
// begins on the day of the row; else the row may be that of another database.
func (p *planner) joinKnown(prod *product, row *listingRow) {
	l := prod.held
	sameModel := slices.ContainsFunc(append([]string{l.Model}, l.Aliases...), func(model string) bool {
		return spelling.Fold(model) == spelling.Fold(row.model)
	})
	begins := slices.ContainsFunc(l.Periods, func(period register.Period) bool { return period.From == row.state.created })
	if row.manufacturer != l.Manufacturer || !sameModel && !begins {
		p.outcomes.reject(row.rowRef, conflict, Finding{Column: "model", Value: row.spelled + " " + row.model, Record: l.ID,
			Reason: fmt.Sprintf("the row was %s %s when it was imported: if it is the same product, put the model among the aliases of the record, else take %s from its former_ids", l.Manufacturer, l.Model, row.former)})
		return
	}
	p.join(prod, row)
}

// joinAlike gives a row to the product of its model, or makes one. A listing that is
// held and not from the original is not touched: that it is the same is for a person
// to say.
func (p *planner) joinAlike(products productIndex, row *listingRow) {
	key := modelKey{row.manufacturer, spelling.ModelKey(row.model)}
	for _, prod := range products.byModel[key] {
		if !prod.matches(row) {
			continue
		}
		if prod.held != nil && !isImported(prod.held) {
			p.outcomes.reject(row.rowRef, conflict, Finding{Column: "model", Value: row.spelled + " " + row.model, Record: prod.id,
				Reason: fmt.Sprintf("the record is not from this database: if it is the same listing, add %s to its former_ids", row.former)})
			return
		}
		p.join(prod, row)
		return
	}
	class := ""
	if len(row.classes) > 0 {
		class = row.classes[0]
	}
	prod := &product{id: p.ids.Listing(row.manufacturer, row.model, class)}
	products.add(key, prod)
	p.join(prod, row)
}

func isImported(l *register.Listing) bool {
	return slices.ContainsFunc(l.FormerIDs, func(id string) bool { return strings.HasPrefix(id, register.ImportedFrom) })
}

// matches reports whether a row of the same model is about the product: they have a
// class in common, or no class says that they differ. Of a model that is listed as
// an inverter and as a battery, each is a listing of its own. A record that is for
// one software, and was not a row, is another listing as well.
func (prod *product) matches(row *listingRow) bool {
	if prod.held != nil && prod.held.Software != nil && !isImported(prod.held) {
		return false
	}
	classes := prod.classes()
	return len(classes) == 0 || len(row.classes) == 0 || slices.ContainsFunc(row.classes, func(class string) bool {
		return slices.Contains(classes, class)
	})
}

// classes returns the device classes of the listing that is held and of the rows.
func (prod *product) classes() []string {
	var classes []string
	if prod.held != nil {
		for class := range prod.held.DeviceClasses {
			classes = append(classes, class)
		}
	}
	for _, row := range prod.rows {
		classes = append(classes, row.classes...)
	}
	return classes
}

func (p *planner) join(prod *product, row *listingRow) {
	if len(prod.rows) == 0 {
		prod.given = map[string]map[string]givenValue{}
		p.products = append(p.products, prod)
	}
	prod.rows = append(prod.rows, row)
	p.owner[row.id] = prod
	p.made[listings][row.id] = prod.id
}
