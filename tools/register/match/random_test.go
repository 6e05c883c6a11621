package match_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"opencec/tools/register"
)

// randomRegister returns a register with n listings, always the same for a seed, with
// names like those of real lists: families of models that differ in a number, standards'
// tags, brands and white labels, models of two manufacturers.
func randomRegister(tb testing.TB, seed uint64, n int) *register.Register {
	rng := rand.New(rand.NewPCG(seed, 7))
	manufacturers := make([]*register.Manufacturer, max(4, n/40))
	for i := range manufacturers {
		name := pick(rng, towns) + " " + pick(rng, firms) + string(rune('a'+i%26)) + pick(rng, kinds) + pick(rng, forms)
		m := &register.Manufacturer{Meta: meta(fmt.Sprintf("m-%d", i)), Name: strings.TrimSpace(name)}
		if rng.IntN(3) == 0 {
			m.Aliases = []string{strings.ToUpper(pick(rng, firms))}
		}
		manufacturers[i] = m
	}
	listings := make([]*register.Listing, n)
	for i := range listings {
		listings[i] = randomListing(rng, i, manufacturers)
	}
	return newRegister(tb, manufacturers, listings)
}

var (
	towns = []string{"", "Shenzhen", "Ningbo", "Suzhou"}
	firms = []string{"Acme", "Bolt Power", "Ćelija", "dynamo", "E+T", "Volt-X"}
	kinds = []string{"", " Energy", " New Energy Technology", " Solar"}
	forms = []string{" Pty Ltd", " Co., Ltd.", " GmbH", ""}
	tags  = []string{"", "", " (AS4777-2 2020)", " (AS4777-2 2015)", " (IEC 61215-2021)"}
)

func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

func randomModel(rng *rand.Rand) string {
	model := pick(rng, []string{"GW", "SE", "Power Box ", "JKM", "X-", "US", "Hÿbrid/"}) +
		pick(rng, []string{"5", "10", "3.3", "33", "5000", "5-10", "510"}) +
		pick(rng, []string{"", "K", "-EH", "EH", "+", " kW", "N-54HL4", fmt.Sprint("-", rng.IntN(400))})
	return model + pick(rng, tags)
}

func randomListing(rng *rand.Rand, i int, manufacturers []*register.Manufacturer) *register.Listing {
	manufacturer := pick(rng, manufacturers)
	l := device(fmt.Sprintf("l-%d", i), manufacturer.ID, randomModel(rng))
	if rng.IntN(2) == 0 {
		l.Brand = pick(rng, firms)
	}
	if rng.IntN(6) == 0 {
		l.Aliases = []string{randomModel(rng)}
	}
	if rng.IntN(10) == 0 {
		l.WhiteLabels = []register.WhiteLabel{{Brand: pick(rng, firms) + " Label", Model: pick(rng, []string{"", "Eternity 5"})}}
	}
	return l
}

// typo changes one or two characters of a text, like a typing mistake.
func typo(rng *rand.Rand, text string) string {
	runes := []rune(text)
	for range 1 + rng.IntN(2) {
		if len(runes) < 2 {
			break
		}
		i := rng.IntN(len(runes) - 1)
		switch rng.IntN(5) {
		case 0:
			runes[i], runes[i+1] = runes[i+1], runes[i]
		case 1:
			runes = slices.Delete(runes, i, i+1)
		case 2:
			runes = slices.Insert(runes, i, pick(rng, []rune("e0 -.+1S(")))
		case 3:
			runes[i] = pick(rng, []rune("a5E-. "))
		default:
			return strings.ToUpper(string(runes))
		}
	}
	return string(runes)
}
