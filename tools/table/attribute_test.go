package table

import (
	"slices"
	"testing"

	"opencec/tools/register"
)

func TestNumbersStayNumbers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		value            register.Value
		single, min, max string
	}{
		{register.Number(-20), "-20", "", ""},
		{register.Number(10.720), "10.72", "", ""},
		{register.Number(1e21), "1000000000000000000000", "", ""},
		{register.Range(-200, 1000.5), "", "-200", "1000.5"},
		{register.Range(0, 0), "", "0", "0"},
		{register.Bool(true), "true", "", ""},
		{register.Bool(false), "false", "", ""},
		{register.Text("-20"), "'-20", "", ""},
		{register.Value{}, "", "", ""},
	} {
		row := attributeRow{listing: &register.Listing{}, value: test.value}
		got := map[string]string{}
		for _, c := range attributeColumns {
			got[c.name] = c.cell(row)
		}
		if got["value"] != test.single || got["min"] != test.min || got["max"] != test.max {
			t.Errorf("%v is value %q, min %q, max %q; want %q, %q, %q",
				test.value, got["value"], got["min"], got["max"], test.single, test.min, test.max)
		}
	}
}

func TestAttributesKeepTheirOrderAndNoneIsLost(t *testing.T) {
	t.Parallel()
	class := &register.DeviceClass{Attributes: []register.Attribute{{ID: "power", Unit: "kW"}, {ID: "capacity", Unit: "kWh"}, {ID: "absent"}}}
	values := register.Attributes{"zeta": register.Bool(true), "capacity": register.Number(1), "alpha": register.Bool(true), "power": register.Number(2)}
	var got []string
	for _, a := range attributesOf(class, values) {
		got = append(got, a.ID+" "+a.Unit)
	}
	if want := []string{"power kW", "capacity kWh", "alpha ", "zeta "}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(values) != 4 {
		t.Error("the listing's values were changed")
	}
}
