package legacy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A modelKey is equal for two listings of one product: the manufacturer's id and the model's
// spelling.ModelKey.
type modelKey struct{ manufacturer, model string }

// group assigns every row to its product: the listing that it became before, or the one that
// shares its model and a device class.
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

// compareFormer orders rows like the former ids of their record: the row that the record was
// made from comes first, new rows last.
func compareFormer(formerIDs []string, a, b string) int {
	place := func(former string) int {
		if i := slices.Index(formerIDs, former); i >= 0 {
			return i
		}
		return len(formerIDs)
	}
	return cmp.Compare(place(a), place(b))
}

// A productIndex finds products by former id and by model.
type productIndex struct {
	byFormer map[string]*product
	byModel  map[modelKey][]*product // under names and aliases
}

// heldProducts returns the held listings as products without rows.
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

// joinKnown assigns a row to the listing that it became before. A different model name is
// accepted only if it differs in case and punctuation alone, or if the listing begins on the
// day of the row; otherwise the row may be from another database.
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

// joinAlike assigns a row to the product of its model, or to a new one. A held listing that
// does not come from the original is not changed: a person has to say whether it is the same.
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

// matches reports whether a row with the same model is about the product: they share a class,
// or one of them has no class. A model that is listed as an inverter and as a battery is two
// listings. A record for specific software that was not a row is another listing as well.
func (prod *product) matches(row *listingRow) bool {
	if prod.held != nil && prod.held.Software != nil && !isImported(prod.held) {
		return false
	}
	classes := prod.classes()
	return len(classes) == 0 || len(row.classes) == 0 || slices.ContainsFunc(row.classes, func(class string) bool {
		return slices.Contains(classes, class)
	})
}

// classes returns the device classes of the held listing and of the rows.
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
