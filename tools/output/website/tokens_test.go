package website

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"opencec/site"
)

// Texts and grounds that stand on each other, and the contrast that WCAG 2.2 AA
// asks for: 4.5 for text, 3 for edges of controls and focus.
var contrasts = []struct {
	text, ground string
	least        float64
}{
	{"ink", "ground", 4.5}, {"ink", "ground-2", 4.5}, {"ink-2", "ground", 4.5}, {"ink-2", "ground-2", 4.5},
	{"link", "ground", 4.5}, {"link", "ground-2", 4.5}, {"link-hover", "ground-2", 4.5},
	{"on-brand", "brand", 4.5}, {"on-brand", "brand-2", 4.5}, {"on-brand-2", "brand", 4.5}, {"on-brand-2", "brand-2", 4.5},
	{"on-brand", "button", 4.5}, {"on-brand", "button-hover", 4.5},
	{"good", "good-ground", 4.5}, {"soon", "soon-ground", 4.5}, {"warn", "warn-ground", 4.5},
	{"past", "past-ground", 4.5}, {"left", "left-ground", 4.5}, {"bad", "bad-ground", 4.5},
	{"good", "ground", 4.5}, {"good", "ground-2", 4.5}, {"warn", "ground", 4.5}, {"warn", "ground-2", 4.5},
	{"line-2", "ground", 3}, {"focus", "ground", 3}, {"focus", "ground-2", 3}, {"accent", "brand", 3},
}

func TestColoursHaveContrast(t *testing.T) {
	t.Parallel()
	css, err := site.Files.ReadFile("assets/css/1-tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(css), "(prefers-color-scheme: dark)")
	if !found {
		t.Fatal("the tokens have no dark theme")
	}
	colours := map[string]string{}
	for name, part := range map[string]string{"light": light, "dark": light + dark} {
		for _, m := range regexp.MustCompile(`--([\w-]+): #([0-9a-f]{6});`).FindAllStringSubmatch(part, -1) {
			colours[m[1]] = m[2]
		}
		for _, c := range contrasts {
			if got := contrast(t, colours[c.text], colours[c.ground]); got < c.least {
				t.Errorf("%s: --%s on --%s has a contrast of %.2f, want %.1f", name, c.text, c.ground, got, c.least)
			}
		}
	}
}

// contrast is WCAG's contrast ratio of two colours in hexadecimal.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	first, second := luminance(t, a), luminance(t, b)
	return (max(first, second) + 0.05) / (min(first, second) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	rgb, err := strconv.ParseUint(colour, 16, 24)
	if err != nil {
		t.Fatalf("colour %q: %v", colour, err)
	}
	channel := func(shift uint) float64 {
		c := float64(rgb>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}
