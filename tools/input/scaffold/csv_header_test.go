package scaffold

import (
	"slices"
	"strings"
	"testing"

	"opencec/tools/input/spreadsheet"
)

// evse has an attribute that bess has as well.
const evse = "name: Electric vehicle supply equipment\nshort_name: Charger\nattributes:\n" +
	"  - {id: max_power, name: Maximum power, type: number, unit: kW}\n  - {id: connector, name: Connector, type: text}\n"

// Headings of data sheets are accepted if they mean one thing.
func TestHeadings(t *testing.T) {
	t.Parallel()
	const needed = "manufacturer,model,entity_type,from,"
	for _, test := range []struct {
		name, headings, row string
		want                []string // the names of the columns, or the problems
	}{
		{"an attribute's id", "Capacity", "", []string{"bess.capacity"}},
		{"its unit behind it", "Capacity (kWh)", "", []string{"bess.capacity"}},
		{"in other brackets", "Usable capacity [kWh]", "", []string{"bess.usable_capacity"}},
		{"with the class", "BESS capacity (kWh)", "", []string{"bess.capacity"}},
		{"a remark behind a field", "To (last day)", "", []string{"to"}},
		{"as lists have it", "Listed until", "", []string{"to"}},
		{"as files have it", "device_classes,Sources", "", []string{"class", "source"}},
		{"another unit", "Capacity (Wh)", "", []string{`1: column 5: "Capacity (Wh)" is in Wh, and bess.capacity is in kWh: write the numbers and the heading in kWh`}},
		{"of two classes", "Max power (kW)", "", []string{`1: column 5: "Max power (kW)" may be bess.max_power or evse.max_power: write which`}},
		{"of the class that another column shows", "Max power (kW),Chemistry", "", []string{"bess.max_power", "bess.chemistry"}},
		{"of the class of the rows", "class,Maximum power", "acme,Box 5,device,2026-01-01,evse,7", []string{"class", "evse.max_power"}},
		{"of two classes in the rows", "class,Maximum power", "acme,Box 5,device,2026-01-01,\"bess, evse\",7", []string{`1: column 6: "Maximum power" may be bess.max_power or evse.max_power: write which`}},
		{"the same twice", "Capacity,capacity (kWh)", "", []string{`1: column 6: there is a column "bess.capacity" already`}},
		{"unknown, the columns are listed once", "Colour,Shape", "", []string{
			`1: column 5: there is no column "Colour"; the columns are manufacturer, brand, `, `1: column 6: there is no column "Shape"`,
		}},
	} {
		text := needed + test.headings + "\n" + test.row + "\n"
		form := newFormWith(t, map[string]string{"device-classes/evse.yaml": evse})
		table, err := spreadsheet.Read(strings.NewReader(text), spreadsheet.Options{Known: form.knownHeading(), MaxBytes: MaxCSV, MaxRows: MaxRows, MaxColumns: maxColumns})
		if err != nil {
			t.Fatal(err)
		}
		columns, problems := form.columns(table.Header, table.Rows)
		var got []string
		for _, c := range columns[4:] {
			got = append(got, c.name)
		}
		if len(problems) > 0 {
			got = nil
		}
		for _, p := range problems {
			got = append(got, p.Error())
		}
		wantPrefixes(t, test.name, got, test.want)
	}
}

// The error about an unknown column lists the attributes of the class, or says where to find them.
func TestColumnsThatThereAre(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Colour":           "sample, id, and the attributes of a class, which opencec new listing --csv-template --class CLASS prints",
		"Colour,Chemistry": "bess.chemistry, bess.cycle_life, bess.voltage, bess.islanding, bess.remark, from,",
	} {
		_, problems := newForm(t).columns(spreadsheet.Row{Line: 1, Cells: strings.Split(header, ",")}, nil)
		if !slices.ContainsFunc(problems, func(p RowError) bool { return strings.Contains(p.Reason, want) }) {
			t.Errorf("%s: got %v, want %s", header, problems, want)
		}
	}
}
