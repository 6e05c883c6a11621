package match_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// oracle finds an item by looking at every name of every listing, with its own rules. It
// returns the found products, as manufacturer and key of the model.
func oracle(reg *register.Register, whole map[string]bool, item match.Item) (match.By, []string) {
	forms := []struct {
		by   match.By
		form func(string) string
		tags tagRule
	}{
		{match.ByName, strings.TrimSpace, inForm},
		{match.BySpelling, func(s string) string { return letters(s) + " " + folded(s) }, inForm},
		{match.ByStandard, func(s string) string { base, _ := split(letters(s)); return base + " " + folded(s) }, equal},
		{match.ByStandard, func(s string) string { base, _ := split(letters(s)); return base + " " + folded(s) }, agree},
		{match.ByPunctuation, folded, equal},
		{match.ByPunctuation, folded, agree},
	}
	alone := item.Manufacturer == "" && item.Brand == ""
	if manufacturers, products := manufacturersOf(reg, item.Model); alone && len(manufacturers) > 1 {
		return "", products
	}
	for _, f := range forms {
		if alone && f.by == match.ByPunctuation {
			continue
		}
		want := f.form(item.Model)
		_, tag := split(letters(item.Model))
		if want == "" && f.by == match.ByPunctuation {
			continue
		}
		found := map[string]bool{}
		for _, l := range reg.Listings {
			for _, n := range namesOf(l) {
				if f.form(n.model) != want || !makes(reg, whole, l, n.label, item) {
					continue
				}
				_, t := split(letters(n.model))
				t = cmp.Or(t, ownTag(l))
				if f.tags == inForm || t == tag || f.tags == agree && (t == "" || tag == "") {
					found[product(l)] = true
				}
			}
		}
		if len(found) > 0 {
			var products []string
			for p := range found {
				products = append(products, p)
			}
			slices.Sort(products)
			return f.by, products
		}
	}
	return "", nil
}

// A tagRule says how the tags of standards are compared.
type tagRule int

const (
	inForm tagRule = iota // as part of the form
	equal
	agree // or one of the two has none
)

// folded is a model without its tag, without punctuation but what is between digits.
func folded(s string) string {
	base, _ := split(strings.TrimSpace(s))
	return plain(base)
}

// manufacturersOf returns the manufacturers and the products of a model that is given without a
// manufacturer.
func manufacturersOf(reg *register.Register, model string) (manufacturers map[string]bool, products []string) {
	manufacturers = map[string]bool{}
	base, tag := split(letters(model))
	for _, l := range reg.Listings {
		for _, n := range namesOf(l) {
			b, t := split(letters(n.model))
			t = cmp.Or(t, ownTag(l))
			if b != base || folded(n.model) != folded(model) || t != tag && t != "" && tag != "" {
				continue
			}
			manufacturers[l.Manufacturer] = true
			if p := product(l); !slices.Contains(products, p) {
				products = append(products, p)
			}
		}
	}
	return manufacturers, products
}

func product(l *register.Listing) string {
	return l.Manufacturer + " " + spelling.ModelKey(l.Model) + " " + folded(l.Model)
}

type labelled struct{ model, label string }

func namesOf(l *register.Listing) []labelled {
	var names []labelled
	for _, model := range append([]string{l.Model}, l.Aliases...) {
		names = append(names, labelled{model, ""})
		for _, w := range l.WhiteLabels {
			if w.Model == "" {
				names = append(names, labelled{model, w.Brand})
			}
		}
	}
	for _, w := range l.WhiteLabels {
		if w.Model != "" {
			names = append(names, labelled{w.Model, w.Brand})
		}
	}
	return names
}

// ownTag is the tag of the first of a listing's names that has one.
func ownTag(l *register.Listing) string {
	for _, model := range append([]string{l.Model}, l.Aliases...) {
		if _, tag := split(letters(model)); tag != "" {
			return tag
		}
	}
	return ""
}

// letters is a text without spaces and accents, in lower case.
func letters(s string) string {
	return strings.ToLower(spacesAndAccents.Replace(s))
}

// spacesAndAccents are those that random names have.
var spacesAndAccents = strings.NewReplacer("Ć", "c", "ć", "c", "ÿ", "y", "Ÿ", "y", " ", "")

// split cuts off the tag of a standard, of which it returns the digits.
func split(s string) (base, tag string) {
	open := strings.LastIndex(s, "(")
	if open < 0 || strings.Index(s[open:], ")") != len(s)-open-1 {
		return s, ""
	}
	name := letters(s[open:])
	for _, standard := range []string{"(as4777", "(as/nzs4777", "(iec61215"} {
		if strings.HasPrefix(name, standard) {
			return strings.TrimSpace(s[:open]), strings.Join(strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsDigit(r) }), "")
		}
	}
	return s, ""
}

// plain keeps letters, digits, plus signs, and something between two digits that
// had something between them.
func plain(s string) string {
	s = strings.ReplaceAll(letters(strings.ReplaceAll(s, " ", "_")), "+", "plus")
	out, between := "", ""
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			between += string(r)
			continue
		}
		if between != "" && out != "" && unicode.IsDigit(r) && unicode.IsDigit(rune(out[len(out)-1])) {
			if between == "." {
				out += "."
			} else {
				out += "-"
			}
		}
		out, between = out+string(r), ""
	}
	return out
}

// makes reports whether a listing, or its white label, belongs to the wanted
// manufacturer.
func makes(reg *register.Register, whole map[string]bool, l *register.Listing, label string, item match.Item) bool {
	for _, name := range []string{item.Manufacturer, item.Brand} {
		if name != "" && !makesOne(reg, whole, l, label, alnum(name)) {
			return false
		}
	}
	return true
}

func alnum(s string) string { return spelling.Fold(s) }

func makesOne(reg *register.Register, whole map[string]bool, l *register.Listing, label, name string) bool {
	if name == "" {
		return false
	}
	if label != "" {
		return alnum(label) == name
	}
	m := reg.Manufacturer(l.Manufacturer)
	names := append([]string{m.Name}, m.Aliases...)
	if slices.ContainsFunc(append(names, m.ID, l.Brand), func(s string) bool { return alnum(s) == name }) {
		return true
	}
	if alnum(l.Brand) == "" && slices.ContainsFunc(reg.ListingsOf(m.ID), func(o *register.Listing) bool { return alnum(o.Brand) == name }) {
		return true
	}
	if whole[name] {
		return false
	}
	return slices.ContainsFunc(names, func(s string) bool {
		words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for i := range words {
			if begin := alnum(strings.Join(words[:i+1], "")); begin == name && len(begin) > 1 {
				return true
			}
		}
		return false
	})
}

// wholeNames returns every full name of a manufacturer.
func wholeNames(reg *register.Register) map[string]bool {
	names := map[string]bool{}
	for _, m := range reg.Manufacturers {
		for _, name := range append([]string{m.Name, m.ID}, m.Aliases...) {
			names[alnum(name)] = true
		}
	}
	return names
}

// For any input, a match is what the oracle finds, for the same reason.
func TestFindAgainstOracle(t *testing.T) {
	t.Parallel()
	counts, alone := map[match.Outcome]int{}, 0
	for seed := range uint64(4) {
		reg := randomRegister(t, seed, 150)
		index, whole := match.New(reg), wholeNames(reg)
		rng := rand.New(rand.NewPCG(seed, 9))
		for range 150 {
			item := randomItem(rng, reg)
			got := find(t, index, item)
			counts[got.Outcome]++
			by, products := oracle(reg, whole, item)
			want := match.Exact
			switch len(products) {
			case 0:
				want = match.None
			case 1:
			default:
				want = match.Ambiguous
			}
			if by == "" && want == match.Ambiguous { // of several manufacturers
				by = got.By
				alone++
				if got.Products != len(products) {
					t.Fatalf("seed %d: %+v has %d candidates; the oracle finds %v", seed, item, got.Products, products)
				}
			}
			if got.Outcome != want || got.By != by {
				t.Fatalf("seed %d: %+v is %s by %q; the oracle finds %v by %q", seed, item, got.Outcome, got.By, products, by)
			}
			for _, l := range got.Listings {
				if product(l) != products[0] {
					t.Fatalf("seed %d: %+v is %s; the oracle finds %v", seed, item, l.ID, products)
				}
			}
			if want == match.Exact && len(got.Listings) != countProduct(reg, products[0]) {
				t.Fatalf("seed %d: %+v is only %v of %v", seed, item, listingIDs(got.Listings), products)
			}
		}
	}
	for _, outcome := range []match.Outcome{match.Exact, match.None, match.Ambiguous} {
		if counts[outcome] < 10 {
			t.Errorf("only %d items are %s: the test says little", counts[outcome], outcome)
		}
	}
	if alone < 10 {
		t.Errorf("only %d models without a manufacturer are of several: the test says little", alone)
	}
}

func countProduct(reg *register.Register, p string) int {
	n := 0
	for _, l := range reg.Listings {
		if product(l) == p {
			n++
		}
	}
	return n
}

// randomItem returns an item made from a listing's names, usually misspelled.
func randomItem(rng *rand.Rand, reg *register.Register) match.Item {
	l := pick(rng, reg.Listings)
	n := pick(rng, namesOf(l))
	m := reg.Manufacturer(l.Manufacturer)
	item := match.Item{Model: n.model}
	if rng.IntN(2) == 0 {
		item.Model, _, _ = strings.Cut(item.Model, " (")
	}
	switch {
	case rng.IntN(6) == 0:
	case n.label != "":
		item.Brand = n.label
	case l.Brand != "" && rng.IntN(3) == 0:
		item.Brand = l.Brand
	case rng.IntN(3) == 0:
		item.Manufacturer = strings.Join(strings.Fields(m.Name)[:1], " ")
	default:
		item.Manufacturer = m.Name
	}
	if rng.IntN(2) == 0 {
		item.Model = typo(rng, item.Model)
	}
	if rng.IntN(3) == 0 {
		item.Manufacturer, item.Brand = typo(rng, item.Manufacturer), typo(rng, item.Brand)
	}
	return item
}

// Every listing is found by each of its names, unless another listing shares it.
func TestFindEveryListing(t *testing.T) {
	t.Parallel()
	reg := randomRegister(t, 42, 2_000)
	index := match.New(reg)
	exact := 0
	for _, l := range reg.Listings {
		for _, n := range namesOf(l) {
			item := match.Item{Manufacturer: reg.Manufacturer(l.Manufacturer).Name, Model: n.model}
			if n.label != "" {
				item = match.Item{Brand: n.label, Model: n.model}
			}
			switch got := find(t, index, item); {
			case got.Outcome == match.Exact && slices.Contains(got.Listings, l):
				exact++
			case got.Outcome != match.Ambiguous:
				t.Errorf("%+v of %s is %s: %v", item, l.ID, got.Outcome, listingIDs(got.Listings))
			}
		}
		if got := find(t, index, match.Item{ID: l.ID}); got.By != match.ByID || !slices.Equal(got.Listings, []*register.Listing{l}) {
			t.Errorf("the id %s is %+v", l.ID, got)
		}
	}
	if exact < len(reg.Listings) {
		t.Errorf("only %d names are found of %d listings", exact, len(reg.Listings))
	}
}
