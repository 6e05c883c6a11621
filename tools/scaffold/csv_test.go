package scaffold

import (
	"strings"
	"testing"

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
		{"UTF-16", "\xff\xfem\x00o\x00d\x00e\x00l\x00\n\x00", []string{`1: is no text in UTF-8, but a workbook or UTF-16: save the table as "CSV UTF-8"`}},
		{"a workbook", "PK\x03\x04\x14\x00\x06\x00", []string{"1: is no text in UTF-8"}},
		{"Latin-1", "manufacturer,model,entity_type,from\nacme,Gr\xf6\xdfe,device,2026-01-01\n", []string{`2: has a letter that is not UTF-8, but probably Windows-1252: save the table as "CSV UTF-8"`}},
		{"open quote", "manufacturer,model,entity_type,from\nacme,\"Box,device,2026-01-01\n", []string{"2: a quote is not closed"}},
		{"empty", "", []string{"1: is empty"}},
		{"no rows", "manufacturer,model,entity_type,from\n", []string{"1: has no rows below its header"}},
		{"too many rows", "manufacturer,model,entity_type,from\n" + strings.Repeat("acme,Box 5,device,2026-01-01\n", MaxRows+1), []string{"5002: is beyond the 5000 rows"}},
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
	if _, err := newForm(t).ReadListings(strings.NewReader(strings.Repeat("x", MaxCSV+1))); err == nil {
		t.Error("a file that is too large was read")
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
