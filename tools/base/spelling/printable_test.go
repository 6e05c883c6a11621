package spelling

import "testing"

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                "",
		"Powerwall 2 (5 kW)":              "Powerwall 2 (5 kW)",
		"Ä°大":                             "Ä°大",
		"a\nb\tc\x1b[31m":                 `a\nb\tc\x1b[31m`,
		"tag\U000e0041 line\u2028":        `tag\U000e0041 line\u2028`,
		"a\u115fb\u034fc\ufe0f":           `a\u115fb\u034fc\ufe0f`, // which Unicode counts as printable
		"\u26a0\ufe0f \u26a0\ufe0f\ufe0f": "\u26a0\ufe0f \u26a0\ufe0f" + `\ufe0f`,
		"left\u202eright\u200b":           `left\u202eright\u200b`,
	} {
		if got := Printable(text); got != want {
			t.Errorf("%q is printed %q, not %q", text, got, want)
		}
	}
}

func TestOneSpaced(t *testing.T) {
	for text, want := range map[string]string{"Wall   3": "Wall 3", " a\tb ": "a b", "a\nb": "a\nb", "a": "a", "  ": ""} {
		if got := OneSpaced(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
