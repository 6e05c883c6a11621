package match_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"opencec/tools/register"
	"opencec/tools/register/match"
)

// Keys find a listing exactly if one of its names is the same model by one of the steps,
// according to the oracle.
func TestKeys(t *testing.T) {
	t.Parallel()
	reg := randomRegister(t, 3, 300)
	rng := rand.New(rand.NewPCG(3, 17))
	found := 0
	for range 1_500 {
		model := pick(rng, namesOf(pick(rng, reg.Listings))).model
		if rng.IntN(3) == 0 {
			model = typo(rng, model)
		}
		asked := match.KeysAsked(model)
		for _, l := range reg.Listings {
			got := slices.ContainsFunc(match.Keys(l), func(key string) bool { return slices.Contains(asked, key) })
			if want := hasModel(l, model); got != want {
				t.Fatalf("%q finds %+v: %t, want %t", model, l, got, want)
			}
			if got {
				found++
			}
		}
	}
	if found < 1_500 {
		t.Errorf("only %d found", found)
	}
}

func hasModel(l *register.Listing, model string) bool {
	base, tag := split(letters(model))
	untagged, _ := split(model)
	return slices.ContainsFunc(namesOf(l), func(n labelled) bool {
		otherBase, otherTag := split(letters(n.model))
		other, _ := split(n.model)
		otherTag = cmp.Or(otherTag, ownTag(l))
		same := base == otherBase || plain(untagged) == plain(other) && plain(other) != ""
		return same && (tag == otherTag || tag == "" || otherTag == "")
	})
}

// Keys find what a check finds, whoever the manufacturer is.
func TestKeysFindWhatIsFound(t *testing.T) {
	t.Parallel()
	reg := randomRegister(t, 4, 500)
	index := match.New(reg)
	rng := rand.New(rand.NewPCG(4, 17))
	exact := 0
	for range 2_000 {
		model := typo(rng, pick(rng, reg.Listings).Model)
		result := find(t, index, match.Item{Model: model})
		for _, l := range result.Listings {
			exact++
			asked := match.KeysAsked(model)
			if l.Manufacturer == result.Listings[0].Manufacturer && hasModel(l, model) &&
				!slices.ContainsFunc(match.Keys(l), func(key string) bool { return slices.Contains(asked, key) }) {
				t.Errorf("%q is %s, with the keys %q, not %q", model, l.ID, match.Keys(l), asked)
			}
		}
	}
	if exact < 100 {
		t.Errorf("only %d found", exact)
	}
}
