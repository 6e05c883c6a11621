package scaffold

import (
	"strings"
	"testing"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

func TestRespelled(t *testing.T) {
	t.Parallel()
	form := newForm(t)
	held := func(model, class string) *register.Listing {
		l := &register.Listing{Meta: register.Meta{ID: "acme/" + spelling.Slug(model)}, Manufacturer: "acme", Model: model, EntityType: "device"}
		if class != "" {
			l.DeviceClasses = map[string]register.Attributes{class: {}}
		}
		return l
	}
	for _, l := range []*register.Listing{held("GW5000 ES-20", "bess"), held("X1-5.0-T", "bess"), held("Sun", "inverter")} {
		l.Aliases = []string{"Old " + l.Model}
		form.records.Listings = append(form.records.Listings, l)
		form.taken[register.Listings.Ref(l.ID)] = l.ID
	}
	const same = `"GW5000-ES 20" is "GW5000 ES-20" in another spelling, which is acme/gw5000-es-20: edit data/listings/acme/gw5000-es-20.yaml instead`
	for _, test := range []struct {
		name  string
		recs  []*register.Listing
		wants []string
	}{
		{"punctuation", []*register.Listing{held("GW5000-ES 20", "bess")}, []string{same}},
		{"an alias", []*register.Listing{held("OLD GW5000-ES-20", "bess")}, []string{"acme/gw5000-es-20: edit"}},
		{"the same spelling, which Check reports", []*register.Listing{held("GW5000 es-20", "bess")}, nil},
		{"another class", []*register.Listing{held("S-un", "bess")}, nil},
		{"a decimal point tells models apart", []*register.Listing{held("X1-50-T", "bess")}, nil},
		{"another manufacturer", []*register.Listing{{Meta: register.Meta{ID: "sunny/x"}, Manufacturer: "sunny", Model: "GW5000-ES 20"}}, nil},
		{"another model", []*register.Listing{held("GW5000 ES-21", "bess")}, nil},
		{"two new ones", []*register.Listing{held("A-1", ""), held("A 1", "")}, []string{`"A 1" is "A-1" in another spelling, which is acme/a-1, new as well: keep one of both`}},
	} {
		var recs []register.Record
		for i, l := range test.recs {
			if i > 0 || form.taken[register.Listings.Ref(l.ID)] != "" {
				l.ID += "-2"
			}
			recs = append(recs, l)
		}
		problems, err := form.Respelled(t.Context(), recs)
		if err != nil || len(problems) != len(test.wants) {
			t.Errorf("%s: got %v, %v", test.name, problems, err)
			continue
		}
		for i, want := range test.wants {
			if p := problems[i]; !strings.Contains(p.Message, want) || p.Field != "model" || p.Severity != register.Error {
				t.Errorf("%s: got %+v, want %s", test.name, p, want)
			}
		}
	}
}
