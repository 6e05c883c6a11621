package importer

import (
	"testing"

	"opencec/tools/input/spreadsheet"
	"opencec/tools/register"
	"opencec/tools/register/registertest"
)

func day(text string) register.Date { return registertest.Day(text) }

func TestSetDate(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want, wantErr string }{
		{"8/05/2027", "2027-05-08", ""},
		{"08/05/2027", "2027-05-08", ""},
		{"8/5/2027", "2027-05-08", ""},
		{"31/12/2030", "2030-12-31", ""},
		{"29/02/2028", "2028-02-29", ""},
		{"30/02/2027", "", `"30/02/2027" is not on the calendar: February 2027 has 28 days`},
		{"0/02/2027", "", `"0/02/2027" is not on the calendar: February 2027 has 28 days`},
		{"12/31/2027", "", `"12/31/2027" has no such month: write day/month/year`},
		{"1/01/0202", "", `"1/01/0202" is not between the years 1990 and 2100`},
		{"2027-05-08", "2027-05-08", ""},
		{"8-May-2027", "2027-05-08", ""},
		{"8/05/27", "", `"8/05/27" has a year of two digits: write all four`},
		{"008/05/2027", "", `"008/05/2027" is not a date in the form day/month/year, such as 8/05/2027`},
		{"", "", "is empty"},
	}
	for _, test := range tests {
		var got register.Date
		err := setDate(&got, test.in, spreadsheet.DayFirst)
		if errText(err) != test.wantErr || got.String() != test.want {
			t.Errorf("setDate(%q) = %q, %q; want %q, %q", test.in, got, errText(err), test.want, test.wantErr)
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestParseNumber(t *testing.T) {
	t.Parallel()
	same := [][]string{
		{"10.720", "10.7200", "10.72", "010.72"},
		{"1500", "1500.0", "1500 kW", "1500kw"},
		{".5", "0.5"},
	}
	for _, forms := range same {
		want, err := parseNumber(forms[0], "kW", spreadsheet.NumberStyle{})
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range forms[1:] {
			if got, err := parseNumber(form, "kW", spreadsheet.NumberStyle{}); err != nil || got != want {
				t.Errorf("parseNumber(%q) = %v, %v; want %v, as for %q", form, got, err, want, forms[0])
			}
		}
	}
	for _, bad := range []string{"0", "0.000", "-5", "+5", "NaN", "Inf", "1e3", "0x10", "1_000", "5 W", "5 kWh", "1,234,567.25", ".", "5.", "1 50", "1.2.3", "٣"} {
		if got, err := parseNumber(bad, "kW", spreadsheet.NumberStyle{}); err == nil {
			t.Errorf("parseNumber(%q) = %v; want an error", bad, got)
		}
	}
}

func TestParseYesNo(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"Yes": true, "YES": true, "y": true, "No": false, "no": false, "FALSE": false} {
		got, err := parseYesNo(in)
		if value, ok := got.Bool(); err != nil || !ok || value != want {
			t.Errorf("parseYesNo(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
	if _, err := parseYesNo("maybe"); err == nil {
		t.Error("parseYesNo(maybe) gives no error")
	}
}
