package register

import "testing"

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                      "",
		"Powerwall 2 (5 kW)":    "Powerwall 2 (5 kW)",
		"Ä°大":                   "Ä°大",
		"a\nb\tc\x1b[31m":       `a\nb\tc\x1b[31m`,
		"left\u202eright\u200b": `left\u202eright\u200b`,
	} {
		if got := Printable(text); got != want {
			t.Errorf("%q is printed %q, not %q", text, got, want)
		}
	}
}
