package register

import (
	"encoding/json"
	"testing"
)

func TestValueJSON(t *testing.T) {
	for _, test := range []struct {
		in    string
		value Value
		out   string
		shown string
	}{
		{`5`, Number(5), `5`, "5"},
		{`10.7200`, Number(10.72), `10.72`, "10.72"},
		{`-0.5`, Number(-0.5), `-0.5`, "-0.5"},
		{`1e3`, Number(1000), `1000`, "1000"},
		{`true`, Bool(true), `true`, "yes"},
		{`false`, Bool(false), `false`, "no"},
		{`"LFP"`, Text("LFP"), `"LFP"`, "LFP"},
		{`">= 2 & <3"`, Text(">= 2 & <3"), `">= 2 & <3"`, ">= 2 & <3"},
		{`{"min":200,"max":1000}`, Range(200, 1000), `{"min":200,"max":1000}`, "200–1000"},
		{`null`, Value{}, `null`, ""},
	} {
		var got Value
		if err := json.Unmarshal([]byte(test.in), &got); err != nil || got != test.value {
			t.Errorf("Unmarshal(%s) = %v, %v", test.in, got, err)
		}
		if out, err := EncodeJSON(got); err != nil || string(out) != test.out {
			t.Errorf("EncodeJSON(%s) = %s, %v; want %s", test.in, out, err, test.out)
		}
		if got.String() != test.shown {
			t.Errorf("String(%s) = %q, want %q", test.in, got.String(), test.shown)
		}
	}
	for _, bad := range []string{`[1]`, `{"min":1}`, `{}`, `1e999`, `{"min":"a","max":2}`} {
		var v Value
		if err := json.Unmarshal([]byte(bad), &v); err == nil {
			t.Errorf("Unmarshal(%s) = %v, want an error", bad, v)
		}
	}
}

func TestGroupDigits(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"0": "0", "999": "999", "1000": "1,000", "12345": "12,345", "100000": "100,000", "1234567": "1,234,567",
		"0.25": "0.25", "13.5": "13.5", "13500.12345": "13,500.12345",
		"-20": "-20", "-100": "-100", "-1000": "-1,000", "-1234.5678": "-1,234.5678",
	} {
		if got := GroupDigits(number); got != want {
			t.Errorf("GroupDigits(%q) = %q, want %q", number, got, want)
		}
	}
}
