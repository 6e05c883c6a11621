package csvfile

import (
	"slices"
	"strings"
	"testing"

	"opencec/tools/query/querytest"
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

// A value that held only in one period has a row of its own, with the period's days.
func TestAttributesOfPeriods(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	var b strings.Builder
	w := NewAttributeWriter(&b)
	if err := w.Write(reg, reg.Listing("tesla/powerwall-2")); err != nil {
		t.Fatal(err)
	}
	rows, err := w.End()
	const want = `listing_id,device_class,attribute,value,min,max,unit,from,to,sample
tesla/powerwall-2,bess,max_power,5,,,kW,,,true
tesla/powerwall-2,bess,capacity,13.5,,,kWh,,,true
tesla/powerwall-2,bess,capacity,13.2,,,kWh,2023-01-15,2025-12-31,true
tesla/powerwall-2,bess,chemistry,NMC,,,,,,true
tesla/powerwall-2,bess,chemistry,,,,,2023-01-15,2025-12-31,true
`
	if b.String() != want || rows != 5 || err != nil {
		t.Errorf("%d rows, %v:\n got %s\nwant %s", rows, err, b.String(), want)
	}
}

// The columns of absences have those that hold on the day.
func TestAbsencesOfTheDay(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	for _, test := range []struct{ day, want string }{
		{"2026-11-23", "batteries; inverters,2026-10-30; 2026-11-10,; 2026-10-01"},
		{"2026-11-09", "batteries,2026-10-30,"},
		{"2026-10-29", ",,"},
	} {
		var b strings.Builder
		w := NewWriter(&b, register.Listings, querytest.Day(test.day), []string{"not_in_list"})
		if err := w.Write(reg, reg.Listing("goodwe/gw5000-eh")); err != nil {
			t.Fatal(err)
		}
		_, err := w.End()
		if want := "not_in_list,not_in_list_since,not_in_list_last_seen\n" + test.want + "\n"; b.String() != want || err != nil {
			t.Errorf("on %s: %v\n got %s\nwant %s", test.day, err, b.String(), want)
		}
	}
}
