package change

import "testing"

// A site makes links of some texts after Markdown has been read; outside of code
// spans there may be only what it does not.
func TestPlainNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"kWh": true, "Battery": true, "Round-trip efficiency": true, "13.5": true, "-20": true, "1,234,567": true, "92.5%": true, "°C": true, "200–1,000": true, "V": true,
		"": false, "-": false, "--x": false, "12.": false, "0. 0": false, "1,": false, "1,23": false, "- -": false, "a  b": false, "1)": false, " x": false, "x ": false, "GH-12": false, "A1": false, "www.example": false,
		"1234567": false, "deadbeef": false, "Defaced": false, "a@b": false, "#1": false, "ü": false,
	} {
		if isPlain(name) != want {
			t.Errorf("isPlain(%q) is %v", name, !want)
		}
	}
}

func TestWordsOfNumbers(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "no", 1: "one", 12: "twelve", 13: "13", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := countWord(n); got != want {
			t.Errorf("%d is %q", n, got)
		}
	}
}
