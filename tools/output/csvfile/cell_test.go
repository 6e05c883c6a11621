package csvfile

import (
	"bytes"
	"encoding/csv"
	"testing"
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
