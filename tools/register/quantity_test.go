package register

import "testing"

func TestSplitQuantity(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text, number, unit string
		ok                 bool
	}{
		{"5 kW", "5", "kW", true},
		{"13.50kWh", "13.50", "kWh", true},
		{"95 %", "95", "%", true},
		{"7", "7", "", true},
		{"4,0", "4", ",0", true}, // no unit that anything is measured in
		{"kW 5", "", "", false},
		{"5 kW 3", "5", "kW 3", true},
		{"", "", "", false},
	} {
		number, unit, ok := SplitQuantity(test.text)
		if number != test.number || unit != test.unit || ok != test.ok {
			t.Errorf("%q: got %q, %q, %v", test.text, number, unit, ok)
		}
	}
}

func TestConverted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		number      float64
		given, want string
		result      float64
		ok          bool
	}{
		{3000, "W", "kW", 3, true},
		{13500, "Wh", "kWh", 13.5, true},
		{1.5, "MW", "kW", 1500, true},
		{5, "kW", "kW", 0, false},
		{5, "kWh", "kW", 0, false},
		{5, "KW", "kW", 0, false},
		{5, "%", "%", 0, false},
	} {
		result, ok := Converted(test.number, test.given, test.want)
		if result != test.result || ok != test.ok {
			t.Errorf("%v %s in %s: got %v, %v", test.number, test.given, test.want, result, ok)
		}
	}
}

func TestParseBoolWord(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{"yes": "true", "Y": "true", "TRUE": "true", "no": "false", "n": "false", "maybe": "", "": ""} {
		got := ""
		if value, ok := ParseBoolWord(word); ok {
			got = map[bool]string{true: "true", false: "false"}[value]
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}
