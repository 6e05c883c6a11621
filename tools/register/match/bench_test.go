package match_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"opencec/tools/register"
	"opencec/tools/register/match"
)

// Builds the index of a version.
func BenchmarkNew(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		reg := randomRegister(b, 1, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				match.New(reg)
			}
		})
	}
}

// Looks up one item and a thousand, spelled as recorded and misspelled.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		reg := randomRegister(b, 1, n)
		index := match.New(reg)
		for _, items := range []int{1, 1_000} {
			for _, misspelt := range []bool{false, true} {
				wanted := benchItems(reg, items, misspelt)
				b.Run(fmt.Sprintf("listings=%d/items=%d/misspelt=%t", n, items, misspelt), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if _, err := index.Find(b.Context(), wanted); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

func benchItems(reg *register.Register, n int, misspelt bool) []match.Item {
	rng := rand.New(rand.NewPCG(1, 13))
	items := make([]match.Item, n)
	for i := range items {
		l := pick(rng, reg.Listings)
		items[i] = match.Item{Manufacturer: reg.Manufacturer(l.Manufacturer).Name, Model: l.Model}
		if misspelt {
			items[i].Model = "Q" + typo(rng, l.Model)
			items[i].Manufacturer = typo(rng, items[i].Manufacturer)
		}
	}
	return items
}
