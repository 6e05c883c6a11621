package postgres

import (
	"strings"
	"testing"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// Every field that can be asked for has a place, and nothing has a place that cannot be
// asked for.
func TestEveryFieldHasAColumn(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	model, sources := query.NewModel(reg), sources(reg)
	for _, k := range register.Kinds() {
		c, s := model.Collection(k), sources[k]
		for _, f := range c.Fields {
			where := s
			if f.Via != nil {
				where, f = sources[register.Certificates], f.Via
			}
			p := where.ref(f)
			if f.Many && p.rows == nil {
				t.Errorf("%s: the field %s has several values, and its place one", k.Folder(), f.Name)
			}
			if daily := p.daily || p.rows != nil && p.rows.daily; f.Daily != daily {
				t.Errorf("%s: the field %s depends on the day: %v; its place: %v", k.Folder(), f.Name, f.Daily, daily)
			}
			if spelt := f.Facetable() && f.Vocabulary == nil && f.Type == query.TypeText; spelt && p.spelt == "" {
				t.Errorf("%s: the field %s is counted by texts that its place does not spell", k.Folder(), f.Name)
			}
		}
		exact := map[string]bool{}
		for _, f := range c.Fields {
			if f.Exact == nil {
				continue
			}
			exact[f.Exact.Name] = true
			if s.ref(f.Exact).rows == nil {
				t.Errorf("%s: the field %s has no rows", k.Folder(), f.Exact.Name)
			}
		}
		for name := range s.listed {
			if c.Field(name) == nil && !exact[name] {
				t.Errorf("%s: there is a place for %s, which is no field", k.Folder(), name)
			}
		}
	}
}

// A class whose attributes are named like fields does not take them over, but for those
// of certificates, which come last.
func TestAttributesNamedLikeFields(t *testing.T) {
	t.Parallel()
	records := querytest.Sample().Records
	records.DeviceClasses = append(records.DeviceClasses,
		&register.DeviceClass{Meta: register.Meta{ID: "period"}, Name: "Period", Attributes: []register.Attribute{{ID: "from", Name: "From", Type: register.TypeText}}},
		&register.DeviceClass{Meta: register.Meta{ID: "certificate"}, Name: "Certificate", Attributes: []register.Attribute{{ID: "status", Name: "Status", Type: register.TypeNumber}}})
	reg := rebuilt(t, records, version("named alike"))
	c, s := query.NewModel(reg).Collection(register.Listings), sources(reg)[register.Listings]
	for name, want := range map[string]string{"period.from": "listing_periods v", "certificate.status": "listing_device_class_attributes v"} {
		f := c.Field(name)
		if f.Via != nil {
			t.Errorf("%s is of a certificate", name)
		}
		if got := s.ref(f).rows.from; got != want {
			t.Errorf("%s is in %s", name, got)
		}
	}
}

// The column of an attribute has the ids of its class and attribute only as parameters.
func TestAttributeColumns(t *testing.T) {
	t.Parallel()
	places := attributeRefs(querytest.Sample())
	for name, column := range map[string]string{
		"bess.capacity": "number_value", "bess.chemistry": "text_value", "inverter.grid_tie": "boolean_value", "inverter.note": "text_key",
		"inverter.input_voltage_range.min": "minimum", "inverter.input_voltage_range.max": "maximum",
	} {
		p, ok := places[name]
		if !ok || p.column != column {
			t.Errorf("%s is in %q", name, p.column)
			continue
		}
		class, rest, _ := strings.Cut(name, ".")
		attribute, _, _ := strings.Cut(rest, ".")
		if got := p.rows.only; len(got) != 2 || got[0].value != class || got[1].value != attribute {
			t.Errorf("%s is that of %v", name, got)
		}
	}
}
