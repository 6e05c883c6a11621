package snapshot

import (
	"bytes"
	"encoding/csv"
	"slices"
	"testing"

	"opencec/tools/register"
)

func TestTextCannotStartAFormula(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                 "",
		"Powerwall 2":      "Powerwall 2",
		"=1+1":             "'=1+1",
		"+61 8":            "'+61 8",
		"-5":               "'-5",
		"@SUM(A1)":         "'@SUM(A1)",
		"\t=1":             "'\t=1",
		"\r=1":             "'\r=1",
		"\n=1":             "'\n=1",
		"＝1":               "'＝1",
		">=25.10.4":        ">=25.10.4",
		"a=b":              "a=b",
		"°C":               "°C",
		"'quoted'":         "'quoted'",
		"5-pole, 3+N, a@b": "5-pole, 3+N, a@b",
	} {
		if got := text(in); got != want {
			t.Errorf("text(%q) = %q, want %q", in, got, want)
		}
	}
	if got := list([]string{"=a", "=b"}); got != "'=a; =b" {
		t.Errorf("list gives %q", got)
	}
}

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

func TestColumnNamesAreUnique(t *testing.T) {
	t.Parallel()
	unique(t, listingColumns)
	unique(t, certificateColumns)
	unique(t, attributeColumns)
}

func unique[Row any](t *testing.T, columns []column[Row]) {
	t.Helper()
	seen := map[string]bool{}
	for _, c := range columns {
		if seen[c.name] {
			t.Errorf("two columns are called %s", c.name)
		}
		seen[c.name] = true
	}
}

// FuzzText holds that whatever the text, the cell reads back from CSV as the
// text, with an apostrophe exactly where a formula could start.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "=1", "a,b", "\"", "\r\n", "-1", "＠x", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Write([]string{text(s), "end"})
		w.Flush()
		row, err := csv.NewReader(&b).Read()
		if err != nil {
			t.Fatal(err)
		}
		// Readers of CSV take CR LF for LF.
		want := string(bytes.ReplaceAll([]byte(text(s)), []byte("\r\n"), []byte("\n")))
		if len(row) != 2 || row[0] != want {
			t.Errorf("%q reads back as %q", want, row)
		}
		if len(row[0]) > 0 && bytes.ContainsAny([]byte{row[0][0]}, "=+-@\t\r\n") {
			t.Errorf("%q starts a formula", row[0])
		}
	})
}
