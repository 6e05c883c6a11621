package generator

import (
	"hash/fnv"
	"math/rand/v2"
	"strconv"
)

// A random is the source of random numbers for one thing. They do not depend on what else is
// generated, or in which order.
type random struct{ *rand.Rand }

// random returns the random numbers for the thing of that sort with these numbers.
func (g *Generator) random(sort string, numbers ...int) random {
	key := []byte(sort)
	for _, n := range numbers {
		key = strconv.AppendInt(append(key, ' '), int64(n), 10)
	}
	h := fnv.New64a()
	h.Write(key)
	return random{rand.New(rand.NewPCG(g.options.Seed, h.Sum64()))}
}

// chance returns true in the given percentage of cases.
func (r random) chance(percent int) bool { return r.IntN(100) < percent }

// between returns a number from low to high, inclusive.
func (r random) between(low, high int) int { return low + r.IntN(high-low+1) }

// pick returns one of the values, of which there must be at least one.
func pick[T any](r random, values []T) T { return values[r.IntN(len(values))] }

// some returns n of the values in their order, or all if they are fewer.
func some[T any](r random, n int, values []T) []T {
	var chosen []T
	for i, v := range values {
		if r.IntN(len(values)-i) < n-len(chosen) {
			chosen = append(chosen, v)
		}
	}
	return chosen
}

// dealCard returns the k-th card of decks that are shuffled one after the other. In each round
// every card comes once, so that small registers have all of them.
func dealCard[T any](g *Generator, sort string, deck []T, k int) T {
	round, place := k/len(deck), k%len(deck)
	return deck[g.random(sort, round).Perm(len(deck))[place]]
}
