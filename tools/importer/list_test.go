package importer

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/intake"
	"opencec/tools/register"
)

const inverterHeader = "Manufacturer,Series,Model Number,AC Power (kW),Approval Date,Expiry date\n"

func compare(want, got any) string {
	return cmp.Diff(want, got, cmp.Comparer(func(a, b register.Date) bool { return a == b }), cmp.Comparer(func(a, b register.Value) bool { return a == b }))
}

func readString(kind Kind, text string) (*List, error) {
	return ReadList(kind, strings.NewReader(text), "list.csv")
}

// The forms in which the same list may come, all read into the same rows.
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

func TestReadListOrderAndExtraColumns(t *testing.T) {
	t.Parallel()
	list, err := readString(PVModules, "Fire Tested,Note,Expiry Date,CEC Approved Date,Model Number,Licensee/Certificate Holder,\n"+
		"No,x,31/03/2025,3/08/2023,M-400,Sun° GmbH,\n"+
		",x,31/03/2025,3/08/2023,M-410,Sun° GmbH,\n")
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

// What is wrong with a file as a whole.
func TestReadListErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		text string
		want string
	}{
		{"empty", "", "list.csv:1: the file is empty: a list begins with a line of column names"},
		{"only a mark", "\ufeff", "list.csv:1: the file is empty: a list begins with a line of column names"},
		{"only blank lines", "\n\n,,\n", "list.csv:1: the file is empty: a list begins with a line of column names"},
		{"web page", "\n <!DOCTYPE html><html><h1>503</h1>", "list.csv:1: the file is a web page and no CSV, perhaps a message of the server that it came from: open it in a browser"},
		{"spreadsheet", "PK\x03\x04\x00", "list.csv:1: the file is a spreadsheet or an archive: save the list as CSV"},
		{"UTF-16", "\xff\xfeM\x00", "list.csv:1: the file is in UTF-16: save it as CSV in UTF-8"},
		{"no rows", inverterHeader, "list.csv:1: the file has a header and no rows: it may have been cut short"},
		{"no header", "Acme,Box,X-1,5,1/01/2024,1/01/2027\n",
			`list.csv:1: the list of inverters has no column "Manufacturer", "Series", "Model Number", "AC Power (kW)", "Approval Date", "Expiry Date"; the first line must be the header, and is: Acme, Box, X-1, 5, 1/01/2024, 1/01/2027`},
		{"column missing", "Manufacturer,Series,Model Number,AC Powr (kW),Approval Date,Expiry date\nA,,X,5,1/01/2024,1/01/2027\n",
			`list.csv:1: the list of inverters has no column "AC Power (kW)" (is that "AC Powr (kW)"?); the first line must be the header, and is: Manufacturer, Series, Model Number, AC Powr (kW), Approval Date, Expiry date`},
		{"another unit", "Manufacturer,Series,Model Number,AC Power (W),Approval Date,Expiry date\nA,,X,5,1/01/2024,1/01/2027\n",
			`list.csv:1: the list of inverters has no column "AC Power (kW)" (is that "AC Power (W)"?); the first line must be the header, and is: Manufacturer, Series, Model Number, AC Power (W), Approval Date, Expiry date`},
		{"another list", "Licensee/Certificate Holder,Model Number,CEC Approved Date,Expiry Date,Fire Tested\nA,X,1/01/2024,1/01/2027,Yes\n",
			`list.csv:1: the list of inverters has no column "Series", "AC Power (kW)"; the first line must be the header, and is: Licensee/Certificate Holder, Model Number, CEC Approved Date, Expiry Date, Fire Tested; this looks like the list of pv-modules`},
		{"semicolons", strings.ReplaceAll(inverterHeader, ",", ";"),
			"list.csv:1: the cells of the header are not separated by commas: Manufacturer;Series;Model Number;AC Power (kW);Approval Date;Expiry date"},
		{"column twice", "Manufacturer,Licensee,Series,Model Number,AC Power (kW),Approval Date,Expiry date\n",
			`list.csv:1: two columns, "Manufacturer" and "Licensee", are both Manufacturer: remove one`},
		{"header not closed", `"Manufacturer,Series` + "\nA,B\n",
			`list.csv:1: the header cannot be read: a quoted cell is not closed, or goes on behind its closing quote: write "…" around the whole cell`},
		{"Latin-1 header", "Manufacturer,S\xe9rie\n", "list.csv:1: column 2 of the header is not UTF-8: write it in that encoding"},
		{"old line endings", strings.ReplaceAll(inverterHeader, "\n", "\r") + "A", `list.csv:1: the list of inverters has no column "Expiry Date" (is that "Expiry date A"?); the first line must be the header, and is: Manufacturer, Series, Model Number, AC Power (kW), Approval Date, Expiry date A`},
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
		{"too many cells", "Acme,Box,X-9,5,1/01/2024,1/01/2027,", "the row has 7 cells, and the header 6"},
		{"open quote", `Acme,"Box,X-9,5,1/01/2024,1/01/2027`, openQuote},
		{"text behind quote", `Acme,"Box" A,X-9,5,1/01/2024,1/01/2027`, openQuote},
		{"bare quote", `Acme,Box,X-9 5",5,1/01/2024,1/01/2027`, openQuote},
		{"two bare quotes", `Acme,Box,X-"9",5,1/01/2024,1/01/2027`, `a cell has a " inside but is not quoted: write "…" around it and every " inside twice`},
		{"Latin-1", "M\xfcller,Box,X-9,5,1/01/2024,1/01/2027", "Manufacturer is not UTF-8: write it in that encoding"},
		{"control character", "Acme,Box,X\x1b[31m,5,1/01/2024,1/01/2027", "Model Number has the control character U+001B"},
		{"no such day", "Acme,Box,X-9,5,30/02/2024,1/01/2027", `Approval Date "30/02/2024" is not on the calendar: February 2024 has 29 days`},
		{"backwards", "Acme,Box,X-9,5,2/01/2027,1/01/2027", "expiry 2027-01-01 is before approval 2027-01-02"},
		{"no expiry", "Acme,Box,X-9,5,2/01/2027,", "Expiry Date is empty"},
		{"no model", "Acme,Box,,5,1/01/2024,1/01/2027", "Model Number is empty"},
		{"no name", "–,Box,X-9,5,1/01/2024,1/01/2027", `Manufacturer "-" has no letter or digit`},
		{"zero", "Acme,Box,X-9,0.00,1/01/2024,1/01/2027", `AC Power (kW) "0.00" is not a number above zero`},
		{"all that is wrong", ",Box,X-9,-1,x,1/01/2027", `Manufacturer is empty; AC Power (kW) "-1" is not a number above zero; Approval Date "x" is not a date in the form day/month/year, such as 8/05/2027`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			list, err := readString(Inverters, inverterHeader+fmt.Sprintf(good, 1)+test.row+"\n"+fmt.Sprintf(good, 2)+fmt.Sprintf(good, 3))
			if err != nil {
				t.Fatal(err)
			}
			want := []Unreadable{{3, test.want, intake.Printable(test.row)}}
			if diff := cmp.Diff(want, list.Unreadable); diff != "" {
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

// A quoted cell may go over lines; a quote that is not closed must not swallow
// rows, not even when a later quote happens to close it.
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

// However a file looks, every line that is not blank is accounted for and what is
// read keeps the rules.
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
		if bytes.ContainsRune(data, '"') { // a cell may go over lines
			return
		}
		var others []int // lines that are neither blank nor rows
		for i, line := range strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n") {
			if !accounted[i+1] && !isBlank(strings.Split(line, ",")) {
				others = append(others, i+1)
			}
		}
		if len(others) != 1 {
			t.Errorf("besides the header, lines are lost: %v", others)
		}
	})
}
