package generator

import (
	"slices"
	"strings"
	"testing"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// No two manufacturers are the same to the register, even after the words are used up.
func TestMakersDiffer(t *testing.T) {
	t.Parallel()
	combinations := len(colours) * len(animals) * len(trades)
	g := &Generator{firstName: combinations - 5}
	names, ids := map[string]int{}, map[string]int{}
	for i := range 2*combinations + 10 {
		m := g.manufacturer(i)
		name := spelling.Fold(m.name + sampleMark)
		if other, again := names[name]; again {
			t.Fatalf("%d and %d are both %q", other, i, m.name)
		}
		if other, again := ids[m.id]; again {
			t.Fatalf("%d and %d are both %q", other, i, m.id)
		}
		if err := register.CheckID(register.Manufacturers, m.id); err != nil {
			t.Fatal(err)
		}
		names[name], ids[m.id] = i, i
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	for number, want := range map[int]string{0: "KK", 1: "QK", 19: "JK", 20: "KQ", 399: "JJ", 400: "KKQ"} {
		if got := code(number); got != want {
			t.Errorf("code(%d) = %q, want %q", number, got, want)
		}
	}
	seen := map[string]bool{}
	for number := range 30_000 {
		c := code(number)
		if seen[c] || strings.ContainsAny(c, "AEIOUY") {
			t.Fatalf("code(%d) = %q", number, c)
		}
		seen[c] = true
	}
}

// Early manufacturers have many series, and each has one at least.
func TestMakerOf(t *testing.T) {
	t.Parallel()
	g := &Generator{}
	const series = 4000
	counts := make([]int, series/seriesPerManufacturer)
	for i := range series {
		counts[manufacturerOf(g.random("series", i), i)]++
	}
	if slices.Min(counts) < 1 || counts[0] < 20 {
		t.Errorf("the fewest series %d, of the first manufacturer %d", slices.Min(counts), counts[0])
	}
}
