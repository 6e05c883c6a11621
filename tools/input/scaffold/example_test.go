package scaffold

import (
	"testing"

	"opencec/tools/register"
)

// An example is a value that a product may have, and a good answer.
func TestAttributeExamples(t *testing.T) {
	t.Parallel()
	number := func(f float64) *float64 { return &f }
	for _, test := range []struct {
		attribute register.Attribute
		want      string
	}{
		{register.Attribute{Type: register.TypeNumber, Unit: "kW", Minimum: number(0.01), Maximum: number(5000)}, "7.1 kW"},
		{register.Attribute{Type: register.TypeNumber, Unit: "kWh", Minimum: number(0.1), Maximum: number(5000)}, "22 kWh"},
		{register.Attribute{Type: register.TypeNumber, Unit: "%", Minimum: number(10), Maximum: number(100)}, "55 %"},
		{register.Attribute{Type: register.TypeNumber, Unit: "kWh"}, "51 kWh"},
		{register.Attribute{Type: register.TypeNumber, Minimum: number(-40), Maximum: number(60)}, "10"},
		{register.Attribute{Type: register.TypeNumber, Minimum: number(-40), Maximum: number(40)}, "0"},
		{register.Attribute{Type: register.TypeNumber, Maximum: number(0.5)}, "0.5"},
		{register.Attribute{Type: register.TypeNumber, Minimum: number(2000)}, "3000"},
		{register.Attribute{Type: register.TypeInteger, Unit: "cycles", Minimum: number(1), Maximum: number(100000)}, "320 cycles"},
		{register.Attribute{Type: register.TypeInteger, Minimum: number(1), Maximum: number(2)}, "2"},
		{register.Attribute{Type: register.TypeRange, Unit: "V", Minimum: number(1), Maximum: number(2000)}, "21-96 V"},
		{register.Attribute{Type: register.TypeText}, ""},
	} {
		got := attributeExample(&test.attribute)
		if got != test.want {
			t.Errorf("%+v: the example is %q, want %q", test.attribute, got, test.want)
		}
	}
	form := newForm(t)
	for _, field := range form.classFields["bess"] {
		if field.Example == "" {
			continue
		}
		if _, err := form.Parse(field, field.Example); err != nil {
			t.Errorf("%s: the example %q: %v", field.Name, field.Example, err)
		}
	}
}
