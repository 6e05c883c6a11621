package scaffold

import (
	"fmt"
	"strings"
	"testing"

	"opencec/tools/register"
)

// A file from a spreadsheet of another country has one meaning or is refused.
func TestDialects(t *testing.T) {
	t.Parallel()
	const from = "2026-01-01"
	for _, test := range []struct {
		name, separator string
		cells           [][2]string // of bess.capacity and from, a row each
		want            []string    // the same as they are taken; or the problems
		note            string
	}{
		{"as asked for", ",", [][2]string{{"7.5", from}}, []string{"7.5 2026-01-01"}, ""},
		{"a decimal comma", ";", [][2]string{{"7,5", from}, {"8", from}, {"9,25 kWh", from}, {"1,125", from}},
			[]string{"7.5 2026-01-01", "8 2026-01-01", "9.25 2026-01-01", "1.125 2026-01-01"},
			`the columns are separated by semicolons; bess.capacity and others like it: "7,5" is taken as 7.5`},
		{"tabs", "\t", [][2]string{{"7,5", from}}, []string{"7.5 2026-01-01"},
			`the columns are separated by tabs; bess.capacity and others like it: "7,5" is taken as 7.5`},
		{"vertical bars", "|", [][2]string{{"7.5", from}}, []string{"7.5 2026-01-01"}, "the columns are separated by vertical bars"},
		{"thousands", ";", [][2]string{{"1.234,5", from}, {"1.234", from}, {"4", from}}, []string{"1234.5 2026-01-01", "1234 2026-01-01", "4 2026-01-01"},
			`the columns are separated by semicolons; bess.capacity and others like it: "1.234,5" is taken as 1234.5`},
		{"two decimal marks", ";", [][2]string{{"7,5", from}, {"10.5", from}}, []string{
			`3: bess.capacity "10.5" on line 3 and bess.capacity "7,5" on line 2 are written in two ways`,
		}, ""},
		{"a point that may be of thousands", ";", [][2]string{{"1.234", from}}, []string{`2: bess.capacity "1.234" on line 2 may be 1234 or 1.234`}, ""},
		{"a comma that may be of thousands", ";", [][2]string{{"1,234", from}}, []string{`2: bess.capacity "1,234" on line 2 may be 1234 or 1.234`}, ""},
		{"thousands between tabs", "\t", [][2]string{{"1,234", from}}, []string{`2: bess.capacity "1,234" on line 2 may be 1234 or 1.234`}, ""},
		{"a comma among commas", ",", [][2]string{{`"7,5"`, from}}, []string{`2: bess.capacity: "7,5" has a comma`}, ""},
		{"a day with one meaning", ",", [][2]string{{"1", "30.11.2028"}}, []string{"1 2028-11-30"}, `from and others like it: "30.11.2028" is taken as 2028-11-30`},
		{"a day of another row shows the order", ",", [][2]string{{"1", "01.12.2026"}, {"2", "30.11.2026"}}, []string{"1 2026-12-01", "2 2026-11-30"},
			`from and others like it: "01.12.2026" is taken as 2026-12-01`},
		{"months first", ",", [][2]string{{"1", "1/12/2026"}, {"2", "11/30/2026"}}, []string{"1 2026-01-12", "2 2026-11-30"},
			`from and others like it: "1/12/2026" is taken as 2026-01-12`},
		{"a day and month that are one", ",", [][2]string{{"1", "12/12/2026"}}, []string{"1 2026-12-12"}, `from and others like it: "12/12/2026" is taken as 2026-12-12`},
		{"no day shows the order", ",", [][2]string{{"1", "01.12.2026"}},
			[]string{`2: from: "01.12.2026" may begin with the day or with the month, and no date of the file shows which: write them as YYYY-MM-DD`}, ""},
		{"both orders", ",", [][2]string{{"1", "01/12/2026"}, {"2", "30/11/2026"}, {"3", "11/30/2026"}},
			[]string{`4: from "30/11/2026" on line 3 can only be day/month/year, and from "11/30/2026" on line 4 only month/day/year`}, ""},
		{"no day", ",", [][2]string{{"1", "31.02.2026"}}, []string{`2: from: "31.02.2026" is not a date`}, ""},
	} {
		text := strings.Join([]string{"manufacturer", "model", "entity_type", "bess.capacity", "from"}, test.separator) + "\n"
		for i, cells := range test.cells {
			text += strings.Join([]string{"acme", fmt.Sprintf("Box %d", i+5), "device", cells[0], cells[1]}, test.separator) + "\n"
		}
		table, err := newForm(t).ReadListings(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range table.Rows {
			capacity, _ := row.Sheet.values["bess.capacity"].(register.Value)
			number, _ := capacity.Number()
			got = append(got, register.FormatNumber(number)+" "+row.Sheet.Text("from"))
		}
		for _, p := range table.Problems {
			got = append(got, p.Error())
		}
		wantPrefixes(t, test.name, got, test.want)
		if table.Note != test.note {
			t.Errorf("%s: the note is %q, want %q", test.name, table.Note, test.note)
		}
	}
}

func wantPrefixes(t *testing.T, name string, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: got %q, want %q", name, got, want)
		return
	}
	for i := range got {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%s: got %q, want %q", name, got[i], want[i])
		}
	}
}
