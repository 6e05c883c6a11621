package website

import (
	"slices"
	"testing"

	"opencec/tools/register"
)

func TestFormatSize(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{
		0: "0\u202fbytes", 999: "999\u202fbytes", 1000: "1.0\u202fkB", 123_456: "123.5\u202fkB", 2_345_678: "2.3\u202fMB", 5_000_000_000_000_000: "5,000.0\u202fTB",
	} {
		if got := formatSize(bytes); got != want {
			t.Errorf("formatSize(%d) = %q, want %q", bytes, got, want)
		}
	}
}

func TestFormatValue(t *testing.T) {
	t.Parallel()
	chemistry := register.Attribute{Type: register.TypeEnum, Values: []register.EnumValue{{ID: "LFP", Name: "Lithium iron phosphate"}, {ID: "NMC"}}}
	for _, tt := range []struct {
		attribute register.Attribute
		value     register.Value
		want      string
	}{
		{register.Attribute{Unit: "kWh"}, register.Number(13.5), "13.5\u202fkWh"},
		{register.Attribute{Unit: "%"}, register.Number(97.6), "97.6%"},
		{register.Attribute{Unit: "V"}, register.Range(200, 1000), "200–1,000\u202fV"},
		{register.Attribute{}, register.Number(3), "3"},
		{register.Attribute{}, register.Bool(true), "Yes"},
		{register.Attribute{}, register.Bool(false), "No"},
		{register.Attribute{}, register.Text("as is"), "as is"},
		{chemistry, register.Text("LFP"), "Lithium iron phosphate"},
		{chemistry, register.Text("NMC"), "NMC"},
		{chemistry, register.Text("other"), "other"},
	} {
		if got := formatValue(tt.attribute, tt.value); got != tt.want {
			t.Errorf("formatValue(%v) = %q, want %q", tt.value, got, tt.want)
		}
	}
}

func TestWebAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://example.org/a?b=c#d": true, "http://example.org": true,
		"": false, "javascript:alert(1)": false, "JavaScript:alert(1)": false, "data:text/html,x": false,
		"//example.org": false, "/path": false, "https:///x": false, "ftp://example.org": false, " https://example.org": false,
	} {
		if got := webAddress(address) != ""; got != want {
			t.Errorf("webAddress(%q) is an address: %t, want %t", address, got, want)
		}
	}
}

func TestParagraphs(t *testing.T) {
	t.Parallel()
	if got, want := paragraphs(" One\ntwo\r\n\r\n\n\nThree \n"), []string{"One\ntwo", "Three"}; !slices.Equal(got, want) {
		t.Errorf("paragraphs %q, want %q", got, want)
	}
	if got, want := firstLine("One\n two\n\nThree"), "One two"; got != want {
		t.Errorf("first line %q, want %q", got, want)
	}
	if got := firstLine(""); got != "" {
		t.Errorf("first line of nothing %q", got)
	}
}

func TestCounted(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 listings", 1: "1 listing", 2: "2 listings", 1234: "1,234 listings"} {
		if got := register.CountOf(n, "listing"); got != want {
			t.Errorf("register.CountOf(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	for want, words := range map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}} {
		if got := join(words); got != want {
			t.Errorf("join(%q) = %q, want %q", words, got, want)
		}
	}
}
