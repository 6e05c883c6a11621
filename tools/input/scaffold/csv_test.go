package scaffold

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"opencec/tools/register"
)

func TestReadListings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       []string // ids, or problems
	}{
		{"good", "\ufeffmanufacturer,model,entity_type,bess.capacity,from,source\n# a comment\nacme,Box 5,device,13.5,2026-01-01,https://a.example\r\n,,,,,\nSunny,Sun,device,10 kWh,2026-01-01,\n", []string{"acme/box-5", "sunny/sun"}},
		{"an id of one's own", "id,manufacturer,model,entity_type,from\nacme/five,acme,Box 5,device,2026-01-01\n", []string{"acme/five"}},
		{"same words, other models", "manufacturer,model,entity_type,from\nacme,A-1,device,2026-01-01\nacme,A 1,device,2026-01-01\n", []string{"acme/a-1", "acme/a-1-2"}},
		{"header", "manufacturr,model,model,from\n", []string{
			`1: column 1: there is no column "manufacturr" (did you mean manufacturer?); the columns are manufacturer, `,
			`1: column 3: there is a column "model" already`, "1: the column manufacturer is missing", "1: the column entity_type is missing",
		}},
		{"cells", "manufacturer,model,entity_type,bess.capacity,from\nacne,Box 5,device,13500 Wh,2026-02-30\nacme,,device,,2026-01-01\nacme,Box 6,device\n", []string{
			`2: manufacturer: there is no manufacturer "acne" (did you mean acme?)`, `2: bess.capacity: "13500 Wh" is not in kWh: write 13.5 kWh`,
			`2: from: "2026-02-30" is not a date`, "3: model: is required, and the cell is empty", "4: has 3 cells, and the header has 5 columns",
		}},
		{"taken id", "id,manufacturer,model,entity_type,from\nacme/box,acme,Box 5,device,2026-01-01\n", []string{`2: id: the id "acme/box" is taken`}},
		{"path", "id,manufacturer,model,entity_type,from\n../../x,acme,Box 5,device,2026-01-01\n", []string{`2: id: the id "../../x" of a listing needs 2 part(s)`}},
		{"a header as people write it", "Manufacturer,MODEL,Entity Type,BESS capacity,From\nacme,Box 5,device,13.5,2026-01-01\n", []string{"acme/box-5"}},
		{"a column twice", "manufacturer,model,entity_type,from,From\n", []string{`1: column 5: there is a column "from" already`}},
		{"empty cells at the end", "manufacturer,model,entity_type,from,to,,\nacme,Box 5,device,2026-01-01,,,\nacme,Box 6,device,2026-01-01\n", []string{"acme/box-5", "acme/box-6"}},
		{"a column without a heading", "manufacturer,model,entity_type,from,\nacme,Box 5,device,2026-01-01,sold\n", []string{`1: column 5: there is no column ""`}},
		{"a title and a note", "New boxes\nmanufacturer,model,entity_type,from\nacme,Box 5,device,2026-01-01\nThe end\n", []string{"acme/box-5"}},
		{"line ends of CR", "manufacturer,model,entity_type,from\racme,Box 5,device,2026-01-01\r", []string{"acme/box-5"}},
		{"UTF-16", "\xff\xfem\x00o\x00d\x00e\x00l\x00", []string{`1: the column manufacturer is missing`, `1: the column entity_type is missing`, "1: the column from is missing"}},
		{"a damaged workbook", "PK\x03\x04\x14\x00\x06\x00", []string{"1: the file begins like a workbook and is damaged"}},
		{"Latin-1", "manufacturer,model,entity_type,from\nacme,Gr\xf6\xdfe,device,2026-01-01\n", []string{`2: the file has a letter that is not UTF-8, but probably Windows-1252, in which it reads "Größe": save it as "CSV UTF-8"`}},
		{"a lost letter", "manufacturer,model,entity_type,from\nacme,Gr\ufffd\ufffde,device,2026-01-01\n", []string{"2: model: has U+FFFD"}},
		{"open quote", "manufacturer,model,entity_type,from\nacme,\"Box,device,2026-01-01\nacme,Box 6,device,2026-02-31\n", []string{"2: a quoted cell is not closed", `3: from: "2026-02-31" is not a date`}},
		{"empty", "", []string{"1: the file is empty"}},
		{"no rows", "manufacturer,model,entity_type,from\n", []string{"1: has no rows below its header"}},
		{"too many rows", "manufacturer,model,entity_type,from\n" + strings.Repeat("acme,Box 5,device,2026-01-01\n", MaxRows+1), []string{"5002: the file has more than 5000 rows"}},
	} {
		table, err := newForm(t).ReadListings(strings.NewReader(test.text))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range table.Rows {
			got = append(got, row.ID)
		}
		for _, p := range table.Problems {
			got = append(got, p.Error())
		}
		if len(got) != len(test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
			continue
		}
		for i := range got {
			if !strings.HasPrefix(got[i], test.want[i]) {
				t.Errorf("%s: got %q, want %q", test.name, got[i], test.want[i])
			}
		}
	}
	table, err := newForm(t).ReadListings(strings.NewReader(strings.Repeat("x", MaxCSV+1)))
	if err != nil || len(table.Problems) != 1 || table.Problems[0].Error() != "1: the file is larger than 8 MiB" {
		t.Errorf("a file that is too large gives %v, %v", table.Problems, err)
	}
}

// A workbook is read like the CSV from which it was made.
func TestReadWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	for i, cells := range [][]any{
		{"Manufacturer", "Model", "Entity type", "Capacity (kWh)", "Listed from"},
		{"acme", 500, "device", 13.5, time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)},
	} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	table, err := newForm(t).ReadListings(&file)
	if err != nil || len(table.Rows) != 1 || len(table.Problems) > 0 || table.Note != "" {
		t.Fatalf("got %+v, %v", table, err)
	}
	row := table.Rows[0]
	capacity, _ := row.Sheet.values["bess.capacity"].(register.Value)
	if number, _ := capacity.Number(); row.ID != "acme/500" || number != 13.5 || row.Sheet.Text("from") != "2026-11-30" {
		t.Errorf("got %s, %v from %s", row.ID, number, row.Sheet.Text("from"))
	}
}

func FuzzReadListings(f *testing.F) {
	form := newForm(f)
	f.Add("manufacturer,model,entity_type,bess.capacity,from\nacme,Box 5,device,13.5,2026-01-01\n")
	f.Add("id,manufacturer\n\"")
	f.Add("Manufacturer;Model;Entity type;Capacity (kWh);Listed from\nacme;Box 5;device;13,5;30.11.2026\nacme;Box 6;device;1.234,5;01.12.2026\n")
	f.Add("manufacturer\tmodel\tentity_type\tVoltage [V]\tfrom\nacme\tBox 5\tdevice\t200,5-1.000\t12/31/2026\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := form.ReadListings(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if len(table.Rows) > 0 == (len(table.Problems) > 0) {
			t.Fatalf("%d rows and %d problems", len(table.Rows), len(table.Problems))
		}
		for _, row := range table.Rows {
			if err := register.CheckID(register.Listings, row.ID); err != nil {
				t.Error(err)
			}
		}
	})
}
