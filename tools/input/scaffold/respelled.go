package scaffold

import (
	"context"
	"fmt"
	"slices"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// Respelled returns problems of new listings whose model is another spelling of a model with
// the same approval, existing or earlier among the new ones. A person has to say whether it is
// another product all the same. It leaves out what Check finds.
func (f *Form) Respelled(ctx context.Context, recs []register.Record) ([]register.Problem, error) {
	var problems []register.Problem
	fresh := map[string][]*register.Listing{}
	for _, rec := range recs {
		l, isListing := rec.(*register.Listing)
		if !isListing || spelling.Fold(l.Model) == "" {
			continue
		}
		key := nameKey(register.Listings, l.Manufacturer, l.Model)
		other, err := f.sameProduct(ctx, l, f.byNameKey()[key], fresh[key])
		if err != nil {
			return nil, err
		}
		if other != nil {
			problems = append(problems, register.Problem{
				Kind: register.Listings, ID: l.ID, Field: "model", Severity: register.Error, Rule: register.RuleUnique,
				Message: fmt.Sprintf("%s is %s in another spelling, which is %s", quoted(l.Model), quoted(other.Model), f.locationOf(other)),
			})
		}
		fresh[key] = append(fresh[key], l)
	}
	return problems, nil
}

// locationOf says where a listing is recorded.
func (f *Form) locationOf(l *register.Listing) string {
	if f.taken[register.Listings.Ref(l.ID)] == "" {
		return l.ID + ", new as well: keep one of both"
	}
	return fmt.Sprintf("%s: edit %s instead", l.ID, f.fileOf(register.Listings, l.ID))
}

// sameProduct returns the first listing that package match considers the same product as l.
func (f *Form) sameProduct(ctx context.Context, l *register.Listing, held []register.Record, fresh []*register.Listing) (*register.Listing, error) {
	var others []*register.Listing
	for _, rec := range held {
		others = append(others, rec.(*register.Listing)) // the key is of listings alone
	}
	for _, other := range append(others, fresh...) {
		if spelling.ModelKey(other.Model) == spelling.ModelKey(l.Model) || !l.SharesApproval(other) {
			continue
		}
		if same, err := isModelOf(ctx, l.Model, other); err != nil || same {
			return other, err
		}
	}
	return nil, nil
}

// isModelOf reports whether a model matches a listing. It makes an index of that listing
// alone; one of the whole register would take seconds.
func isModelOf(ctx context.Context, model string, l *register.Listing) (bool, error) {
	manufacturer := &register.Manufacturer{Meta: register.Meta{ID: l.Manufacturer}, Name: l.Manufacturer}
	reg, err := register.New(register.Records{
		Settings: register.Settings{TimeZone: "UTC"}, Manufacturers: []*register.Manufacturer{manufacturer},
	}, register.Version{})
	if err != nil {
		return false, fmt.Errorf("compare %s: %w", l.ID, err)
	}
	items := []match.Item{{Manufacturer: l.Manufacturer, Model: model}}
	for _, label := range l.WhiteLabels {
		items = append(items, match.Item{Brand: label.Brand, Model: model})
	}
	found, err := match.New(reg.With([]*register.Listing{l}, nil)).Find(ctx, items)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(found, func(r match.Result) bool { return r.Outcome == match.Exact }), nil
}
