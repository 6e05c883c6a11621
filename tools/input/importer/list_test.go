package importer

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

const inverterHeader = "Manufacturer,Series,Model Number,AC Power (kW),Approval Date,Expiry date\n"

func compare(want, got any) string {
	return cmp.Diff(want, got, cmp.Comparer(func(a, b register.Date) bool { return a == b }), cmp.Comparer(func(a, b register.Value) bool { return a == b }))
}

func readString(kind Kind, text string, opts ...Option) (*List, error) {
	return ReadList(kind, strings.NewReader(text), "list.csv", opts...)
}

// All forms of the same list are read into the same rows.
func TestReadListForms(t *testing.T) {
	t.Parallel()
	want := []Row{{
		Line: 2, Manufacturer: "Acme Pty Ltd", Brand: "Acme", Series: "Box, large", Model: `X-1 5" (AS4777-2 2020)`,
		Period:     register.Period{From: day("2024-03-09"), To: day("2027-03-09")},
		Attributes: register.Attributes{"capacity": register.Number(13.5), "usable_capacity": register.Number(12)},
	}}
	const row = `Acme Pty Ltd,Acme,"Box, large","X-1 5"" (AS4777-2 2020)",13.500,12.0,9/03/2024,9/03/2027` + "\n"
	const header = "Manufacturer/Certificate Holder Account,Brand Name,Series,Model Number,Nominal Battery Capacity (kWh),Usable Capacity (kWh),CEC Approved Date,CEC Expiry Date\n"
	tests := []struct{ name, text string }{
		{"as published", header + row},
		{"byte-order mark", "\ufeff" + header + row},
		{"CRLF", strings.ReplaceAll(header+row, "\n", "\r\n")},
		{"no line ending at the end", strings.TrimSuffix(header+row, "\n")},
		{"case and spacing of headers", strings.ToUpper(strings.ReplaceAll(header, " ", "  ")) + row},
		{"headers of other lists", "Licensee/Certificate Holder,Brand,series,Model No.,Nominal Capacity (kWh),Usable Capacity(KWH),Approval date,Expiry date\n" + row},
		{"quoted header", `"` + strings.ReplaceAll(strings.TrimSpace(header), ",", `","`) + "\"\n" + row},
		{"old line ends", strings.ReplaceAll(header+row, "\n", "\r")},
		{"UTF-16", "\xff\xfe" + inUTF16(header+row)},
		{"UTF-16 without a mark", inUTF16(header + row)},
		{"an end of file", header + row + "\x1a\x00"},
		{"empty cells behind the row", header + strings.TrimSuffix(row, "\n") + ",,,\n"},
		{"empty columns", strings.TrimSuffix(header, "\n") + ",,\n" + row},
		{"a unit in a cell", header + strings.Replace(row, "13.500", "13.5 kWh", 1)},
		{"blank lines behind", header + row + "\n,,,,,,,\n\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			list, err := readString(Batteries, test.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := compare(want, list.Rows); diff != "" || len(list.Unreadable)+len(list.Ignored) > 0 {
				t.Errorf("rows differ (-want +got):\n%s\nunreadable %v, ignored %v", diff, list.Unreadable, list.Ignored)
			}
		})
	}
}

// inUTF16 returns a text in little-endian UTF-16.
func inUTF16(text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return string(b)
}

// Separators, titles and notes of a list, and the notes about them.
func TestReadListNotes(t *testing.T) {
	t.Parallel()
	const row = "Acme,Box,X-1,5.5,31/01/2024,31/01/2027\n"
	const commas = inverterHeader + row
	tests := []struct {
		name, text string
		line       int
		notes      []string
	}{
		{"as published", commas, 2, nil},
		{"semicolons", strings.ReplaceAll(commas, ",", ";"), 2, []string{"the cells are separated by semicolons"}},
		{"tabs", strings.ReplaceAll(commas, ",", "\t"), 2, []string{"the cells are separated by tabs"}},
		{"vertical bars", strings.ReplaceAll(commas, ",", "|"), 2, []string{"the cells are separated by vertical bars"}},
		{"sep=", "sep=;\n" + strings.ReplaceAll(commas, ",", ";"), 3, []string{"the cells are separated by semicolons"}},
		{"title", "List of inverters,,,,,\n\nAs of 2/04/2026\n" + commas, 5, []string{
			`line 1 above the header is not read: "List of inverters"`, `line 3 above the header is not read: "As of 2/04/2026"`,
		}},
		{"footer", commas + "Total: 1 inverter\n\nSource,the list\n", 2, []string{
			`line 3 below the table is not read: "Total: 1 inverter"`, `line 5 below the table is not read: "Source, the list"`,
		}},
		{"header on each page", commas + inverterHeader, 2, []string{"line 3 repeats the header"}},
		{"decimal comma", strings.Replace(commas, "5.5", `"5,5"`, 1), 2, []string{"the numbers of AC Power (kW) have a decimal comma"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			list, err := readString(Inverters, test.text)
			if err != nil {
				t.Fatal(err)
			}
			want := &List{Kind: Inverters, Name: "list.csv", Notes: test.notes, Rows: []Row{{
				Line: test.line, Manufacturer: "Acme", Series: "Box", Model: "X-1",
				Period:     register.Period{From: day("2024-01-31"), To: day("2027-01-31")},
				Attributes: register.Attributes{"max_power": register.Number(5.5)},
			}}}
			if diff := compare(want, list); diff != "" {
				t.Errorf("list differs (-want +got):\n%s", diff)
			}
		})
	}
}

// All dates of a file are in one order.
func TestReadListDates(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, dates, want, note string }{
		{"the day first", "1/07/2024,1/07/2029; 13/08/2024,13/08/2029", "2024-07-01 2024-08-13", ""},
		{"the month first", "07/01/2024,07/01/2029; 08/13/2024,08/13/2029", "2024-07-01 2024-08-13",
			`all dates are read as month/day/year, which Approval Date "08/13/2024" on line 3 shows`},
		{"the other column shows it", "07/01/2024,07/31/2029; 08/01/2024,08/01/2029", "2024-07-01 2024-08-01",
			`all dates are read as month/day/year, which Expiry Date "07/31/2029" on line 2 shows`},
		{"nothing shows it", "1/07/2024,1/07/2029; 2/07/2024,2/07/2029", "2024-07-01 2024-07-02",
			"no date shows whether the day or the month is first; all are read as day/month/year, the order of the official lists"},
		{"points", "1.07.2024,1.07.2029; 13.08.2024,13.08.2029", "2024-07-01 2024-08-13", ""},
		{"year first", "2024-07-01,2029-07-01; 2024-08-13,2029-08-13", "2024-07-01 2024-08-13", ""},
		{"names of months", "1-Jul-24,1-Jul-29; 13 August 2024,13 August 2029", "2024-07-01 2024-08-13", ""},
		{"both orders", "07/13/2024,07/13/2029; 13/08/2024,13/08/2029",
			`list.csv:3: Approval Date "13/08/2024" on line 3 can only be day/month/year, and Approval Date "07/13/2024" on line 2 only month/day/year: write all dates of the file in one order, or as YYYY-MM-DD`, ""},
		{"both orders, each in its column", "13/07/2024,07/13/2029; 1/08/2024,08/01/2029",
			`list.csv:2: Approval Date "13/07/2024" on line 2 can only be day/month/year, and Expiry Date "07/13/2029" on line 2 only month/day/year: write all dates of the file in one order, or as YYYY-MM-DD`, ""},
		{"a year of two digits shows it", "07/01/2024,07/01/2029; 08/13/24,08/13/29", "2024-07-01",
			`all dates are read as month/day/year, which Approval Date "08/13/24" on line 3 shows`},
		{"a time shows it", "07/01/2024,07/01/2029; 08/13/2024 9:30,08/13/2029", "2024-07-01",
			`all dates are read as month/day/year, which Approval Date "08/13/2024 9:30" on line 3 shows`},
		{"a note behind the date shows it", "07/01/2024,07/01/2029; 8/01/2024,08/13/2029 (new)", "2024-07-01",
			`all dates are read as month/day/year, which Expiry Date "08/13/2029 (new)" on line 3 shows`},
		{"an apostrophe before the date", "07/01/2024,07/01/2029; '08/13/2024,08/13/2029", "2024-07-01",
			`all dates are read as month/day/year, which Approval Date "'08/13/2024" on line 3 shows`},
		{"a year of two digits that may be first", "07/01/2024,07/01/2029; 24/08/13,29/08/13", "2024-01-07",
			"no date shows whether the day or the month is first; all are read as day/month/year, the order of the official lists"},
		{"year, day, month", "2024-07-01,2029-07-01; 2024-13-08,2029-13-08",
			`list.csv:3: Approval Date "2024-13-08" on line 3 can only be year, day, month: write all dates of the file as YYYY-MM-DD`, ""},
		{"two forms", "2024-07-01,2029-07-01; 13/08/2024,2029-08-13",
			`list.csv:3: Approval Date "13/08/2024" on line 3 and Approval Date "2024-07-01" on line 2 are dates of two forms: write all as YYYY-MM-DD`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := inverterHeader
			for i, dates := range strings.Split(test.dates, "; ") {
				text += fmt.Sprintf("Acme,Box,X-%d,5,%s\n", i, dates)
			}
			list, err := readString(Inverters, text)
			if err != nil {
				if diff := cmp.Diff(test.want, err.Error()); diff != "" {
					t.Errorf("error differs (-want +got):\n%s", diff)
				}
				return
			}
			var got []string
			for _, row := range list.Rows {
				got = append(got, row.Period.From.String())
			}
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" || strings.Join(list.Notes, "\n") != test.note || len(list.Rows)+len(list.Unreadable) != 1+strings.Count(test.dates, ";") {
				t.Errorf("dates differ (-want +got):\n%s\nnotes %q, unreadable %v", diff, list.Notes, list.Unreadable)
			}
		})
	}
}

func TestReadListOrderAndExtraColumns(t *testing.T) {
	t.Parallel()
	list, err := readString(PVModules, "Fire Tested,Note,Expiry Date,CEC Approved Date,Model Number,Licensee/Certificate Holder,\n"+
		"No,x,31/03/2025,3/08/2023,M-400,Sun° GmbH,\n"+
		",x,31/03/2025,3/08/2023,M-410,Sun° GmbH,\n", IgnoreColumns("note"))
	if err != nil {
		t.Fatal(err)
	}
	period := register.Period{From: day("2023-08-03"), To: day("2025-03-31")}
	want := &List{
		Kind: PVModules, Name: "list.csv", Ignored: []string{"Note"},
		Rows: []Row{
			{Line: 2, Manufacturer: "Sun° GmbH", Model: "M-400", Period: period, Attributes: register.Attributes{"fire_tested": register.Bool(false)}},
			{Line: 3, Manufacturer: "Sun° GmbH", Model: "M-410", Period: period, Attributes: register.Attributes{}},
		},
	}
	if diff := compare(want, list); diff != "" {
		t.Errorf("list differs (-want +got):\n%s", diff)
	}
}

// A column that may change the meaning of a row is an error, until somebody says that it does not.
func TestReadListUnknownColumns(t *testing.T) {
	t.Parallel()
	const header = "Manufacturer,Series,Model Number,AC Power (kW),Approval Date,Expiry date"
	const row = "Acme,Box,X-1,5.5,31/01/2024,31/01/2027"
	const advice = `: a column such as Status, Suspended, Comments or De-listed can change what a row means; if this one does not, leave it out with --ignore-column `
	tests := []struct {
		name, header, rows string
		want               string // the error, or the columns that are left out
	}{
		{"unknown", ",Status", ",Listed|,Suspended|,Listed", `list.csv:1:74: the column "Status" is not known, and has the values "Listed", "Suspended"` + advice + `"Status"`},
		{"several", ",De-listed,Comments", ",,a|,,b|,,c|,,d|,,d",
			`list.csv:1:74: the column "De-listed" is not known, and has no values` + advice + "\"De-listed\"\n" +
				`list.csv:1:84: the column "Comments" is not known, and has the values "a", "b", "c" and others` + advice + `"Comments"`},
		{"without a header", ",", ",withdrawn", `list.csv:1:74: column 7 has no header, and the values "withdrawn": it may change what a row means; give it a header, or delete it`},
		{"empty without a header", ",,", ",|,,", ""},
		{"harmless", ",Datasheet link", ",https://a.example", "Datasheet link"},
		{"left out", ",Colour,Datasheet", ",red,x", "Colour Datasheet"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := header + test.header + "\n"
			for _, cells := range strings.Split(test.rows, "|") {
				text += row + cells + "\n"
			}
			list, err := readString(Inverters, text, IgnoreColumns("COLOUR"))
			got := errText(err)
			if err == nil {
				got = strings.Join(list.Ignored, " ")
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("got (-want +got):\n%s", diff)
			}
		})
	}
}

// A bad figure costs only itself.
func TestReadListBadFigures(t *testing.T) {
	t.Parallel()
	const header = "Manufacturer,Brand Name,Series,Model Number,Nominal Battery Capacity (kWh),Usable Capacity (kWh),CEC Approved Date,CEC Expiry Date\n"
	tests := []struct {
		cells string // of both capacities
		want  []string
		left  string // what is read
	}{
		{"0.00,9.5", []string{`Nominal Battery Capacity (kWh) capacity "0.00" is not a number above zero`}, "usable_capacity 9.5"},
		{"10,n/a", []string{`Usable Capacity (kWh) usable_capacity "n/a" is not a number above zero`}, "capacity 10"},
		{"10,-1", []string{`Usable Capacity (kWh) usable_capacity "-1" is not a number above zero`}, "capacity 10"},
		{"10,1000001", []string{`Usable Capacity (kWh) usable_capacity "1000001" is more than any product has`}, "capacity 10"},
		{"10000 Wh,9.5", []string{`Nominal Battery Capacity (kWh) capacity "10000 Wh" is in Wh, and the column in kWh: write 10`}, "usable_capacity 9.5"},
		{"1.2.3,#VALUE!", []string{
			`Nominal Battery Capacity (kWh) capacity "1.2.3" has marks between digits that are neither those of thousands nor a decimal mark`,
			"Usable Capacity (kWh) usable_capacity #VALUE! is the error of a formula",
		}, ""},
		{",", nil, ""},
	}
	for _, test := range tests {
		t.Run(test.cells, func(t *testing.T) {
			t.Parallel()
			list, err := readString(Batteries, header+"Acme,Acme,B,B-1,"+test.cells+",31/01/2024,31/01/2027\n")
			if err != nil || len(list.Rows) != 1 || list.Rows[0].Period.To != day("2027-01-31") {
				t.Fatalf("%+v, %v", list, err)
			}
			var got []string
			for _, f := range list.Rows[0].BadFigures {
				got = append(got, f.Column+" "+f.Attribute+" "+f.Reason)
			}
			var left []string
			for _, id := range []string{"capacity", "usable_capacity"} {
				if number, ok := list.Rows[0].Attributes[id].Number(); ok {
					left = append(left, id+" "+register.FormatNumber(number))
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" || strings.Join(left, " ") != test.left {
				t.Errorf("figures differ (-want +got):\n%s\nread %q", diff, left)
			}
		})
	}
}

// The number style is decided for the whole column.
func TestReadListNumbers(t *testing.T) {
	t.Parallel()
	tests := []struct{ cells, want string }{
		{"5 10.72 10.720", "5 10.72 10.72"},
		{"4,5 4,999", "4.5 4.999"},
		{"1,234.5 4,999", "1234.5 4999"},
		{"1.234,5 4.999 5", "1234.5 4999 5"},
		{"10.720 1,234,567.5", `10.72 "1,234,567.5" is more than any product has`},
		{"4.999", "4.999"},
		{"5 4,999", `list.csv:3: AC Power (kW) "4,999" on line 3 may be 4999 or 4.999, and no number of the column shows which: write it with a decimal point, and nothing between thousands`},
		{"10.72 4,999", `list.csv:3: AC Power (kW) "4,999" on line 3 may be 4999 or 4.999, and no number of the column shows which: write it with a decimal point, and nothing between thousands`},
		{"10.72 4,5", `list.csv:3: AC Power (kW) "10.72" on line 2 and AC Power (kW) "4,5" on line 3 are written in two ways: write all numbers of the column with a decimal point, and nothing between thousands`},
		{"4.999 4,5", `list.csv:3: AC Power (kW) "4,5" on line 3 and AC Power (kW) "4.999" on line 2 are written in two ways: write all numbers of the column with a decimal point, and nothing between thousands`},
		{"1.234,5 1,234.5", `list.csv:3: AC Power (kW) "1,234.5" on line 3 and AC Power (kW) "1.234,5" on line 2 are written in two ways: write all numbers of the column with a decimal point, and nothing between thousands`},
	}
	for _, test := range tests {
		t.Run(test.cells, func(t *testing.T) {
			t.Parallel()
			text := inverterHeader
			for i, cell := range strings.Fields(test.cells) {
				text += fmt.Sprintf("Acme,Box,X-%d,\"%s\",31/01/2024,31/01/2027\n", i, cell)
			}
			list, err := readString(Inverters, text)
			got := errText(err)
			if err == nil {
				var numbers []string
				for _, row := range list.Rows {
					number, _ := row.Attributes["max_power"].Number()
					if numbers = append(numbers, register.FormatNumber(number)); len(row.BadFigures) > 0 {
						numbers[len(numbers)-1] = row.BadFigures[0].Reason
					}
				}
				got = strings.Join(numbers, " ")
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("numbers differ (-want +got):\n%s", diff)
			}
		})
	}
}

// A workbook is read like the CSV from which it was made.
func TestReadListWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	at := time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC)
	for i, cells := range [][]any{
		{"Approved inverters"},
		{},
		{"Manufacturer", "Series", "Model Number", "AC Power (kW)", "Approval Date", "Expiry date"},
		{"Acme", "Box", "X-1", 4.999, at, at.AddDate(5, 0, 0)},
		{"Acme", nil, 500, "n/a", at, at.AddDate(5, 0, 0)},
		{"Acme", "Box", "X-3", 5, "soon", at},
	} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	list, err := ReadList(Inverters, &file, "list.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	period := register.Period{From: day("2024-07-01"), To: day("2029-07-01")}
	want := &List{
		Kind: Inverters, Name: "list.xlsx", Notes: []string{`line 1 above the header is not read: "Approved inverters"`},
		Rows: []Row{
			{Line: 4, Manufacturer: "Acme", Series: "Box", Model: "X-1", Period: period, Attributes: register.Attributes{"max_power": register.Number(4.999)}},
			{Line: 5, Manufacturer: "Acme", Model: "500", Period: period, Attributes: register.Attributes{}, BadFigures: []BadFigure{{"AC Power (kW)", "max_power", "n/a", `"n/a" is not a number above zero`}}},
		},
		Unreadable: []Unreadable{{6, `Approval Date "soon" is not a date in the form day/month/year, such as 8/05/2027`, "Acme, Box, X-3, 5, soon, 2024-07-01", "Acme", "X-3", false}},
	}
	if diff := compare(want, list); diff != "" {
		t.Errorf("list differs (-want +got):\n%s", diff)
	}
}

// Errors about a file as a whole.
func TestReadListErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		text string
		want string
	}{
		{"empty", "", "list.csv:1: the file is empty: a table begins with a line of column names"},
		{"only a mark", "\ufeff", "list.csv:1: the file is empty: a table begins with a line of column names"},
		{"only blank lines", "\n\n,,\n", "list.csv:1: the file is empty: a table begins with a line of column names"},
		{"web page", "\n <!DOCTYPE html><html><h1>503</h1>", "list.csv:1: the file is a web page and no table, perhaps a message of the server that it came from: open it in a browser"},
		{"damaged workbook", "PK\x03\x04\x00", "list.csv:1: the file begins like a workbook and is damaged, or was cut short: zip: not a valid zip file"},
		{"old workbook", "\xd0\xcf\x11\xe0", `list.csv:1: the file is a workbook of the old kind (.xls), or one with a password: save it as "CSV UTF-8", which is another entry of Excel's list than "CSV", or as a workbook (.xlsx)`},
		{"half a character of UTF-16", "\xff\xfeM\x00a", "list.csv:1: the file is in UTF-16 and has half a character at its end: it may have been cut short"},
		{"half a pair of UTF-16", "\xff\xfeM\x00\n\x00\x00\xd8M\x00", "list.csv:2: the file is in UTF-16 and has half of a pair of characters here: it is damaged"},
		{"no rows", inverterHeader, "list.csv:1:1: the file has a header and no rows: it may have been cut short"},
		{"no header", "Acme,Box,X-1,5,1/01/2024,1/01/2027\n",
			`list.csv:1: the list of inverters has no column "Manufacturer", "Series", "Model Number", "AC Power (kW)", "Approval Date", "Expiry Date"; the header is: Acme, Box, X-1, 5, 1/01/2024, 1/01/2027`},
		{"column missing", "Manufacturer,Series,Model Number,AC Powr (kW),Approval Date,Expiry date\nA,,X,5,1/01/2024,1/01/2027\n",
			`list.csv:1: the list of inverters has no column "AC Power (kW)" (is that "AC Powr (kW)"?); the header is: Manufacturer, Series, Model Number, AC Powr (kW), Approval Date, Expiry date`},
		{"another unit", "Manufacturer,Series,Model Number,AC Power (W),Approval Date,Expiry date\nA,,X,5,1/01/2024,1/01/2027\n",
			`list.csv:1: the list of inverters has no column "AC Power (kW)" (is that "AC Power (W)"?); the header is: Manufacturer, Series, Model Number, AC Power (W), Approval Date, Expiry date`},
		{"another list", "Licensee/Certificate Holder,Model Number,CEC Approved Date,Expiry Date,Fire Tested\nA,X,1/01/2024,1/01/2027,Yes\n",
			`list.csv:1: the list of inverters has no column "Series", "AC Power (kW)"; the header is: Licensee/Certificate Holder, Model Number, CEC Approved Date, Expiry Date, Fire Tested; this looks like the list of pv-modules`},
		{"column twice", "Manufacturer,Licensee,Series,Model Number,AC Power (kW),Approval Date,Expiry date\n",
			`list.csv:1:14: two columns, "Manufacturer" and "Licensee", are both Manufacturer: remove one`},
		{"header not closed", `"Manufacturer,Series` + "\nA,B\n",
			`list.csv:1: the header cannot be read: a quoted cell is not closed, or goes on behind its closing quote: write "…" around the whole cell`},
		{"Latin-1 header", "Manufacturer,S\xe9rie\n", `list.csv:1: the file has a letter that is not UTF-8, but probably Windows-1252, in which it reads "Série": save it as "CSV UTF-8", which is another entry of Excel's list than "CSV", or as a workbook (.xlsx)`},
		{"too many columns", strings.Repeat("x,", 100) + "x\n", "list.csv:1: the header has 101 columns, and the most is 100"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := readString(Inverters, test.text)
			if diff := cmp.Diff(test.want, errText(err)); diff != "" {
				t.Errorf("error differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadListLimits(t *testing.T) {
	t.Parallel()
	rows := func(n int) string { return inverterHeader + strings.Repeat("bad\n", n) }
	if _, err := readString(Inverters, rows(maxRows)); err != nil {
		t.Errorf("with as many rows as there may be: %v", err)
	}
	want := fmt.Sprintf("list.csv:%d: the file has more than 250000 rows", maxRows+2)
	if _, err := readString(Inverters, rows(maxRows+1)); errText(err) != want {
		t.Errorf("with a row more: %v, want %s", err, want)
	}
	huge := bytes.NewReader(make([]byte, maxFileSize+1))
	if _, err := ReadList(Inverters, huge, "list.csv"); errText(err) != "list.csv:1: the file is larger than 64 MiB" {
		t.Errorf("with a huge file: %v", err)
	}
	broken := iotest.ErrReader(errors.New("input/output error"))
	if _, err := ReadList(Inverters, broken, "list.csv"); errText(err) != "list.csv: cannot be read: input/output error" {
		t.Errorf("with a file that cannot be read: %v", err)
	}
}

// A bad row is reported with its line; the rows around it are read.
func TestReadListUnreadableRows(t *testing.T) {
	t.Parallel()
	const good = "Acme,Box,X-%d (AS4777-2 2020),5,1/01/2024,1/01/2027\n"
	const openQuote = `a quoted cell is not closed, or goes on behind its closing quote: write "…" around the whole cell`
	tests := []struct{ name, row, want string }{
		{"cut short", "Acme,Box,X-9", "the row has 3 cells, and the header 6"},
		{"too many cells", "Acme,Box,X-9,5,1/01/2024,1/01/2027,x", "the row has 7 cells, and the header 6"},
		{"open quote", `Acme,"Box,X-9,5,1/01/2024,1/01/2027`, openQuote},
		{"text behind quote", `Acme,"Box" A,X-9,5,1/01/2024,1/01/2027`, openQuote},
		{"bare quote", `Acme,Box,X-9 5",5,1/01/2024,1/01/2027`, openQuote},
		{"two bare quotes", `Acme,Box,X-"9",5,1/01/2024,1/01/2027`, `a cell has a " inside but is not quoted: write "…" around it and every " inside twice`},
		{"a lost letter", "M\ufffdller,Box,X-9,5,1/01/2024,1/01/2027", "Manufacturer has U+FFFD, which stands for a character that was lost: look up which, and write that"},
		{"the error of a formula", "#REF!,Box,X-9,5,1/01/2024,1/01/2027", "Manufacturer #REF! is the error of a formula"},
		{"a shortened number", "Acme,Box,1.23E+11,5,1/01/2024,1/01/2027", `Model Number "1.23E+11" is a number that a spreadsheet has shortened: format the column as text and write it again`},
		{"a name that became a date", "Acme,Box,5-Oct,5,1/01/2024,1/01/2027", `Model Number "5-Oct" is a date that a spreadsheet made of the name: format the column as text and write it again`},
		{"a name that is a whole date", "Acme,Box,2024-10-05,5,1/01/2024,1/01/2027", `Model Number "2024-10-05" is a date that a spreadsheet made of the name: format the column as text and write it again`},
		{"NUL", "Acme\x00,Box,X-9,5,1/01/2024,1/01/2027", "Manufacturer has the control character U+0000"},
		{"control character", "Acme,Box,X\x1b[31m,5,1/01/2024,1/01/2027", "Model Number has the control character U+001B"},
		{"no such day", "Acme,Box,X-9,5,30/02/2024,1/01/2027", `Approval Date "30/02/2024" is not on the calendar: February 2024 has 29 days`},
		{"backwards", "Acme,Box,X-9,5,2/01/2027,1/01/2027", "expiry 2027-01-01 is before approval 2027-01-02"},
		{"no expiry", "Acme,Box,X-9,5,2/01/2027,", "Expiry Date is empty"},
		{"no model", "Acme,Box,,5,1/01/2024,1/01/2027", "Model Number is empty"},
		{"no name", "–,Box,X-9,5,1/01/2024,1/01/2027", `Manufacturer "-" has no letter or digit`},
		{"all that is wrong", ",Box,X-9,-1,x,1/01/2027", `Manufacturer is empty; Approval Date "x" is not a date in the form day/month/year, such as 8/05/2027`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			list, err := readString(Inverters, inverterHeader+fmt.Sprintf(good, 1)+test.row+"\n"+fmt.Sprintf(good, 2)+fmt.Sprintf(good, 3))
			if err != nil {
				t.Fatal(err)
			}
			want := []Unreadable{{Line: 3, Reason: test.want, Raw: importing.Printable(test.row)}}
			ignoreNames := cmpopts.IgnoreFields(Unreadable{}, "Manufacturer", "Model")
			if diff := cmp.Diff(want, list.Unreadable, ignoreNames); diff != "" {
				t.Errorf("unreadable rows differ (-want +got):\n%s", diff)
			}
			var lines []int
			for _, row := range list.Rows {
				lines = append(lines, row.Line)
			}
			if diff := cmp.Diff([]int{2, 4, 5}, lines); diff != "" {
				t.Errorf("lines of good rows differ (-want +got):\n%s", diff)
			}
		})
	}
}

// A quoted cell may span lines. An unclosed quote must not swallow rows, even if a later quote happens to
// close it.
func TestReadListQuotesOverLines(t *testing.T) {
	t.Parallel()
	list, err := readString(Inverters, "Manufacturer,Series,Model Number,\"AC Power\n(kW)\",Approval Date,Expiry date\n"+
		"Acme,\"Box\nlarge\",X-1,5,1/01/2024,1/01/2027\n"+
		"Acme,\"Box,X-2,5,1/01/2024,1/01/2027\n"+
		"Acme,Box,X-3,5,1/01/2024,1/01/2027\n"+
		"Acme,Box\",X-4,5,1/01/2024,1/01/2027\n"+
		"Acme,Box,X-5,5,1/01/2024,1/01/2027\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range list.Rows {
		got = append(got, fmt.Sprint(row.Line, row.Series, row.Model))
	}
	for _, u := range list.Unreadable {
		got = append(got, fmt.Sprint("unreadable ", u.Line))
	}
	want := []string{"3Box largeX-1", "6BoxX-3", "8BoxX-5", "unreadable 5", "unreadable 7"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
}

// In any file, every line that is not blank is accounted for, and what is read follows the rules.
func FuzzReadList(f *testing.F) {
	f.Add([]byte(inverterHeader + "Acme,Box,X-1,5,1/01/2024,1/01/2027\n"))
	f.Add([]byte("\ufeff" + inverterHeader + "Acme,\"Bo\nx\",X-1,\"1,500\",1/01/2024,1/01/2027\r\n\"\n,,,,,\n"))
	f.Add([]byte(inverterHeader + "M\xfcller,\"\",X,,30/02/2024,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := ReadList(Inverters, bytes.NewReader(data), "f")
		if err != nil {
			return
		}
		accounted := map[int]bool{}
		for _, row := range list.Rows {
			accounted[row.Line] = true
			if row.Manufacturer == "" || row.Model == "" || row.Period.From.IsZero() || row.Period.To.Before(row.Period.From) {
				t.Errorf("line %d is read as %+v", row.Line, row)
			}
		}
		for _, u := range list.Unreadable {
			if accounted[u.Line] || u.Reason == "" {
				t.Errorf("line %d is read and unreadable, or has no reason: %+v", u.Line, u)
			}
			accounted[u.Line] = true
		}
		if bytes.ContainsAny(data, "\"\r\x00\x1a") || !utf8.Valid(data) || len(list.Notes) > 0 { // cells over lines, other lines, lines that are named
			return
		}
		var others []int // lines that are neither blank nor rows
		for i, line := range strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n") {
			if !accounted[i+1] && strings.TrimSpace(strings.ReplaceAll(line, ",", " ")) != "" {
				others = append(others, i+1)
			}
		}
		if len(others) != 1 {
			t.Errorf("besides the header, lines are lost: %v", others)
		}
	})
}
