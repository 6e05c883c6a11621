package website

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"opencec/tools/base/spelling"
	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/register"
)

// A searchOracle answers what was typed, by looking at every text in the plainest
// way.
type searchOracle struct {
	ids    []string
	texts  [][]string            // as they are, by listing
	folded map[string]foldedText // each of them, once
}

// A foldedText is a text for comparison: the whole text, and the text from the beginning of each word.
type foldedText struct {
	whole  string
	pieces []string
}

func newFoldedText(text string) foldedText {
	f := foldedText{whole: spelling.Fold(text)}
	start := 0
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		f.pieces = append(f.pieces, f.whole[start:])
		start += len(spelling.Fold(part))
	}
	return f
}

// has reports whether the word is in the text as typed.
func (f foldedText) has(word string) bool { return strings.Contains(f.whole, word) }

// hasNear reports whether it is, or a piece of the text is one typo away from it.
func (f foldedText) hasNear(word string) bool {
	return f.has(word) || len(word) >= 4 && slices.ContainsFunc(f.pieces, func(piece string) bool { return nearBeginning(piece, word) })
}

func newSearchOracle(t testing.TB, r *register.Register) searchOracle {
	t.Helper()
	c, err := newCatalogue(Options{Register: r, On: day})
	if err != nil {
		t.Fatal(err)
	}
	o := searchOracle{folded: map[string]foldedText{}}
	for _, row := range c.sorted {
		texts := c.searchTexts(row)
		o.ids = append(o.ids, row.ID)
		o.texts = append(o.texts, texts)
		for _, text := range texts {
			if _, done := o.folded[text]; !done {
				o.folded[text] = newFoldedText(text)
			}
		}
	}
	return o
}

// ask returns the ids that a text finds, sorted, and whether only with typos.
func (o searchOracle) ask(typed string) (found []string, near bool) {
	var words []string
	for word := range strings.FieldsSeq(unseen.Replace(typed)) {
		if word = spelling.Fold(word); word != "" {
			words = append(words, word)
		}
	}
	if found = o.find(words, foldedText.has); len(found) > 0 {
		return found, false
	}
	found = o.find(words, foldedText.hasNear)
	return found, len(found) > 0
}

// find returns the ids of the listings that have every word in some text.
func (o searchOracle) find(words []string, in func(f foldedText, word string) bool) []string {
	texts := map[string]map[string]bool{} // those that a word is in
	for _, word := range words {
		texts[word] = map[string]bool{}
		for text, f := range o.folded {
			texts[word][text] = in(f, word)
		}
	}
	ids := []string{}
	for i, id := range o.ids {
		isIn := func(word string) bool {
			return slices.ContainsFunc(o.texts[i], func(text string) bool { return texts[word][text] })
		}
		if !slices.ContainsFunc(words, func(word string) bool { return !isIn(word) }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// asDigits puts digits in place of the letters that people take for them.
var asDigits = strings.NewReplacer("o", "0", "i", "1", "l", "1")

// nearBeginning undoes every typo that there can be.
func nearBeginning(piece, word string) bool {
	if strings.HasPrefix(asDigits.Replace(piece), asDigits.Replace(word)) {
		return true
	}
	letter := func(s string, i int) bool { return i < len(s) && (s[i] < '0' || s[i] > '9') }
	for i := range word {
		if letter(word, i) && strings.HasPrefix(piece, word[:i]+word[i+1:]) { // a letter too many
			return true
		}
		if letter(piece, i) && strings.HasPrefix(piece[:i]+piece[i+1:], word) { // one left out
			return true
		}
		if letter(piece, i) && letter(word, i) && strings.HasPrefix(piece[:i]+word[i:i+1]+piece[i+1:], word) { // another
			return true
		}
		if letter(word, i) && letter(word, i+1) && strings.HasPrefix(piece, word[:i]+word[i+1:i+2]+word[i:i+1]+word[i+2:]) { // two swapped
			return true
		}
	}
	return false
}

// randomTexts are what people type: pieces of names in any case and spacing, some
// with a typo, some with a wrong digit.
func (o searchOracle) randomTexts(rng *rand.Rand, n int) []string {
	var typed []string
	for len(typed) < n {
		i := rng.IntN(len(o.ids))
		var words []string
		for range 1 + rng.IntN(2) {
			text := o.texts[i][rng.IntN(len(o.texts[i]))]
			fields := strings.Fields(text)
			from := rng.IntN(len(fields))
			words = append(words, fields[from:min(len(fields), from+1+rng.IntN(2))]...)
		}
		text := misspell(rng, strings.Join(words, []string{" ", "  ", "-", ""}[rng.IntN(4)]))
		if rng.IntN(2) == 0 {
			text = strings.ToUpper(text)
		}
		typed = append(typed, text)
	}
	return typed
}

// unseen takes out the characters that misspell puts in and nobody can see.
var unseen = strings.NewReplacer("\u200b", "", "\ufeff", "", "\u00ad", "", "\u3164", "")

func misspell(rng *rand.Rand, s string) string {
	if len(s) < 4 {
		return s
	}
	i := rng.IntN(len(s) - 1)
	other := string(rune("abcdefghijklmnopqrstuvwxyz0123456789"[rng.IntN(36)]))
	switch rng.IntN(12) {
	case 5:
		return strings.NewReplacer("0", "O", "1", "l").Replace(s)
	case 6:
		return strings.NewReplacer("o", "0", "O", "0", "i", "1").Replace(s)
	case 7:
		return s[:i] + []string{"\u200b", "\ufeff", "\u00ad", "\u3164"}[rng.IntN(4)] + s[i:]
	case 8:
		return strings.NewReplacer("-", "\u2013", " ", "\u00a0", "1", "\uff11", "A", "\uff21").Replace(s)
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i] + other + s[i:]
	case 2:
		return s[:i] + other + s[i+1:]
	case 3:
		return s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]
	case 4:
		return s[:i+1]
	}
	return s
}

// modules imports what the pages' scripts are made of, for tests to call.
const modules = `const [{ loadIndex }, { search, emptyQuery }, { readQuery, writeQuery }] = await Promise.all(["search_index.js", "search.js", "query_string.js"].map((name) => import("/modules/" + name)));
	const index = await loadIndex("/search-index.json", 20261123);
	const idOf = (listing) => listing.path.slice("listings/".length, -1);`

type searchAnswer struct {
	IDs    []string
	Near   bool
	Counts map[string]map[string]int
	Text   string // the query, written back
}

// answers asks the search in the browser, each query as it stands in an address.
func (tb *tab) answers(queries []string) []searchAnswer {
	tb.t.Helper()
	return eval[[]searchAnswer](tb, fmt.Sprintf(`(async () => { %s
		const answers = [];
		for (const text of %s) {
			const query = readQuery(text);
			const { found, counts, understood } = await search(index, query);
			answers.push({ IDs: found.map(idOf), Near: understood.length > 0, Text: writeQuery(query),
				Counts: Object.fromEntries(Object.entries(counts).map(([facet, map]) => [facet, Object.fromEntries(map)])) });
		}
		return answers;
	})()`, modules, toJSON(tb.t, queries)))
}

// The search finds what an oracle finds, in one block and in many.
func TestSearchFindsWhatItShould(t *testing.T) {
	t.Parallel()
	r := synthetic(t, 2000)
	oracle := newSearchOracle(t, r)
	typed := oracle.randomTexts(rand.New(rand.NewPCG(7, 7)), 300)
	queries := make([]string, len(typed))
	wants := make([]searchAnswer, len(typed))
	some, nearby, none := 0, 0, 0
	for i, text := range typed {
		queries[i] = "?" + url.Values{"q": {text}}.Encode()
		found, near := oracle.ask(text)
		wants[i] = searchAnswer{IDs: found, Near: near}
		switch {
		case near:
			nearby++
		case len(found) > 0:
			some++
		default:
			none++
		}
	}
	if some < 50 || nearby < 20 || none < 20 {
		t.Errorf("%d queries find something, %d with typos, %d nothing: too few of one sort to tell", some, nearby, none)
	}
	for _, blockListings := range []int{searchBlockListings, 150} {
		tb := openTab(t, searchSite(t, r, blockListings))
		tb.setDay("2026-11-23")
		tb.open("/listings/")
		for i, answer := range tb.answers(queries) {
			want, got := wants[i], slices.Sorted(slices.Values(answer.IDs))
			if !slices.Equal(got, want.IDs) || answer.Near != want.Near {
				t.Errorf("blocks of %d: %q found %d listings (with typos: %t), want %d (%t)", blockListings, typed[i], len(got), answer.Near, len(want.IDs), want.Near)
			}
		}
	}
}

// What is chosen finds and counts what the API does for the same address.
func TestSearchAgreesWithAPI(t *testing.T) {
	t.Parallel()
	r := synthetic(t, 1500)
	engine := memory.New(r)
	queries := randomFilters(rand.New(rand.NewPCG(9, 9)), 120)
	for _, blockListings := range []int{searchBlockListings, 200} {
		tb := openTab(t, searchSite(t, r, blockListings))
		tb.setDay("2026-11-23")
		tb.open("/listings/")
		some := 0
		for i, answer := range tb.answers(queries) {
			page, ids := askAPI(t, engine, queries[i])
			if got := slices.Sorted(slices.Values(answer.IDs)); !slices.Equal(got, ids) {
				t.Errorf("blocks of %d: %s found %d listings, the API %d", blockListings, queries[i], len(got), len(ids))
			}
			if len(ids) > 0 {
				some++
			}
			if blockListings == searchBlockListings {
				compareCounts(t, queries[i], answer, page)
			}
		}
		if some < len(queries)/4 {
			t.Errorf("only %d of %d queries found anything", some, len(queries))
		}
	}
}

func randomFilters(rng *rand.Rand, n int) []string {
	values := map[string][]string{
		"status": {"active", "expired", "suspended", "upcoming"}, "device_class": {"bess", "inverter", "evse"},
		"entity_type": {"client", "device"}, "certified": {"true", "false"}, "deployment": {"native", "gateway", "cloud"},
		"csip_aus_version": {"1.1a", "1.2", "1.3"}, "test_profile": {"A", "C", "DER-A", "DER-G"}, "bess.chemistry": {"LFP", "NMC"},
	}
	names := slices.Sorted(maps.Keys(values))
	bounds := []string{"bess.capacity__gte=10", "bess.capacity__lte=20", "inverter.max_power__gte=5", "inverter.max_power__lte=50"}
	var queries []string
	for len(queries) < n {
		chosen := url.Values{}
		for range 1 + rng.IntN(3) {
			name := names[rng.IntN(len(names))]
			value := values[name][rng.IntN(len(values[name]))]
			if !slices.Contains(chosen[name], value) {
				chosen.Add(name, value)
			}
		}
		text := chosen.Encode()
		if rng.IntN(3) == 0 {
			text += "&" + bounds[rng.IntN(len(bounds))]
		}
		queries = append(queries, "?"+text)
	}
	return queries
}

const apiFacets = "status,device_class,entity_type,certified,deployment,csip_aus_version,test_profile"

func askAPI(t *testing.T, engine *memory.Engine, text string) (query.Page, []string) {
	t.Helper()
	values, err := url.ParseQuery(strings.TrimPrefix(text, "?"))
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	ask := func() query.Page {
		q, problems := engine.Model().Collection(register.Listings).Parse(values, query.Scope{Today: day, Version: testVersion.ID})
		if len(problems) > 0 {
			t.Fatalf("%s: %v", text, problems)
		}
		page, err := engine.List(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Rows.Len() {
			ids = append(ids, page.Rows.ID(i))
		}
		return page
	}
	values.Set("facets", apiFacets)
	values.Set("limit", "500")
	first := ask()
	for next := first.Next; next != ""; {
		values.Set("cursor", next)
		next = ask().Next
	}
	slices.Sort(ids)
	return first, ids
}

func compareCounts(t *testing.T, text string, answer searchAnswer, page query.Page) {
	t.Helper()
	for _, facet := range page.Facets {
		for _, count := range facet.Counts {
			if count.Value == nil {
				continue // has no value of the facet
			}
			if got := answer.Counts[facet.Field.Name][*count.Value]; got != count.Count {
				t.Errorf("%s: %s %s has the count %d, the API's is %d", text, facet.Field.Name, *count.Value, got, count.Count)
			}
		}
	}
}
