package query

import (
	"slices"
	"testing"
)

func TestQueryWords(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][]string{
		"":                       nil,
		" -- ":                   nil,
		"Powerwall 2":            {"powerwall", "2"},
		"GW5000-EH":              {"gw5000", "eh"},
		"Ćelija  Ångström":       {"celija", "angstrom"},
		"A\u030angstro\u0308m":   {"angstrom"}, // accents apart
		"電池 10":                  {"電池", "10"},
		"Power\u00adWall\u20132": {"powerwall", "2"},
	} {
		if got := queryWords(s); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestAppendWords(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"":             nil,
		"Tesla":        {"tesla"},
		"GW5000-EH":    {"gw5000", "eh", "gw5000eh"},
		"Powerwall 2":  {"powerwall", "2", "powerwall2"},
		"IQ Battery-5": {"iq", "battery", "5", "battery5", "iqbattery5"},
	} {
		var got []string
		for _, v := range appendWords(nil, name) {
			got = append(got, v.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestFoldCase(t *testing.T) {
	t.Parallel()
	if FoldCase(" SE10.0 ") == FoldCase("se100") {
		t.Error("punctuation is lost")
	}
	if FoldCase("A\u030angstrom") != FoldCase("Ångstrom") {
		t.Error("the same accent, encoded in two ways, differs")
	}
	for s, want := range map[string]string{
		"Power\u00a0Wall\u20132": "power wall-2", "\ufeffＡ\u200bB": "ab", "  a   b ": "a b", "X\u00b2": "x\u00b2", "\u0410CM": "\u0430cm",
	} {
		if got := FoldCase(s); got != want {
			t.Errorf("FoldCase(%+q) = %+q, want %+q", s, got, want)
		}
	}
}
