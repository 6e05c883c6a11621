package generator

import (
	"hash/fnv"
	"math/rand/v2"
	"strconv"
)

// A random is the random numbers of one thing. They do not depend on what else is
// generated, or in which order.
type random struct{ *rand.Rand }

// random returns the random numbers of the thing of that sort and numbers.
func (g *Generator) random(sort string, numbers ...int) random {
	key := []byte(sort)
	for _, n := range numbers {
		key = strconv.AppendInt(append(key, ' '), int64(n), 10)
	}
	h := fnv.New64a()
	h.Write(key)
	return random{rand.New(rand.NewPCG(g.options.Seed, h.Sum64()))}
}

// chance reports true in that many of a hundred cases.
func (r random) chance(percent int) bool { return r.IntN(100) < percent }

// between returns a number from low to high, both included.
func (r random) between(low, high int) int { return low + r.IntN(high-low+1) }

// pick returns one of the values, of which there must be one.
func pick[T any](r random, values []T) T { return values[r.IntN(len(values))] }

// some returns n of the values, or all of them if they are fewer, in their order.
func some[T any](r random, n int, values []T) []T {
	var chosen []T
	for i, v := range values {
		if r.IntN(len(values)-i) < n-len(chosen) {
			chosen = append(chosen, v)
		}
	}
	return chosen
}

// dealCard returns the k-th card of decks that are shuffled one after the other: in
// each round every card comes once, so that small registers have all of them.
func dealCard[T any](g *Generator, sort string, deck []T, k int) T {
	round, place := k/len(deck), k%len(deck)
	return deck[g.random(sort, round).Perm(len(deck))[place]]
}
