package match_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"opencec/tools/register"
	"opencec/tools/register/match"
)

func TestNearMisses(t *testing.T) {
	t.Parallel()
	index := match.New(sample(t))
	type near struct {
		id    string
		score float64
		why   string
	}
	for _, tt := range []struct {
		item match.Item
		want []near
	}{
		// One of nine folded characters is 8/9 of the model; the maker is right.
		{match.Item{Manufacturer: "SolarEdge", Model: "US5001-1C"}, []near{{"solaredge/us5000-1c", 0.92, "the model differs in 1 character"}}},
		{match.Item{Manufacturer: "SolarEdge", Model: "GW5000-EH"}, []near{
			{"goodwe-technologies/gw5000-eh", 0.8, "the same model, with or without its standard, and another manufacturer"},
			{"solaredge/us5000-1c", 0.61, "the model differs in 5 characters"}}},
		// Letters that look like digits are no match, and the nearest miss.
		{match.Item{Manufacturer: "SolarEdge", Model: "US5OOO-lC"}, []near{{"solaredge/us5000-1c", 0.96, "the model has O, I or l in place of 0 or 1, or the other way round"}}},
		{match.Item{Manufacturer: "SolarEdge", Model: "SE1OK"}, []near{
			{"solaredge/se10k", 0.96, "the model has O, I or l in place of 0 or 1, or the other way round"},
			{"solar-juice/juice", 0.85, "the model has O, I or l in place of 0 or 1, or the other way round, and another manufacturer"},
			{"solaredge/se10-0k", 0.7, "the model differs in 3 characters"}}},
		{match.Item{Manufacturer: "Solar Egde", Model: "A-B"}, []near{
			{"solaredge/ab-1", 0.93, "the same model of another manufacturer"}, {"solaredge/ab-2", 0.93, "the same model but for its punctuation, and another manufacturer"}}},
		// The tag is left out, and only one of the two has it: the other is told of.
		{match.Item{Manufacturer: "good-we", Model: "m-400"}, []near{{"goodwe-technologies/m-400-2021", 1, "the same model, with or without its standard"}}},
		{match.Item{Manufacturer: "good-we", Model: "T (AS4777-2 2015)"}, []near{{"goodwe-technologies/t-20", 1, "the same model, approved to another standard"}}},
		{match.Item{Manufacturer: "good-we", Model: "T"}, []near{
			{"goodwe-technologies/t-15", 1, "the same model, with or without its standard"},
			{"goodwe-technologies/t-20", 1, "the same model, with or without its standard"}}},
	} {
		var got []near
		for _, n := range find(t, index, tt.item).NearMisses {
			got = append(got, near{n.Listing.ID, n.Score, n.Why})
		}
		if diff := gocmp.Diff(tt.want, got, gocmp.AllowUnexported(near{})); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.item, diff)
		}
	}
}

// A model that is misspelt once or twice is among the near misses, or is still
// found.
func TestNearMissesHaveWhatWasMeant(t *testing.T) {
	t.Parallel()
	reg := randomRegister(t, 5, 5_000)
	index := match.New(reg)
	rng := rand.New(rand.NewPCG(5, 11))
	const tries = 1_000
	near, missed := 0, 0
	for range tries {
		l := pick(rng, reg.Listings)
		item := match.Item{Manufacturer: reg.Manufacturer(l.Manufacturer).Name, Model: typo(rng, l.Model)}
		got := find(t, index, item)
		checkNear(t, item, got)
		switch {
		case got.Outcome == match.Exact: // TestFindAgainstOracle says whether it is right
		case slices.ContainsFunc(got.NearMisses, func(n match.NearMiss) bool { return product(n.Listing) == product(l) }):
			near++
		default:
			missed++
		}
	}
	if near < tries/3 || missed > tries/20 {
		t.Errorf("of %d misspelt models %d are among the near misses, and %d are not", tries, near, missed)
	}
}

// checkNear checks what holds for all results.
func checkNear(t *testing.T, item match.Item, r match.Result) {
	t.Helper()
	if (r.Outcome == match.Exact) != (len(r.Listings) > 0) || (r.Outcome == match.None) != (r.By == "") || r.Outcome == match.Ambiguous && len(r.NearMisses) < 2 {
		t.Errorf("%+v: %+v", item, r)
	}
	most := match.MaxNearMisses
	if r.Outcome == match.Ambiguous {
		most = match.MaxCandidates
		if len(r.NearMisses) != min(r.Products, most) {
			t.Errorf("%+v: %d candidates of %d products", item, len(r.NearMisses), r.Products)
		}
	}
	if len(r.NearMisses) > most || !slices.IsSortedFunc(r.NearMisses, func(a, b match.NearMiss) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Listing.ID, b.Listing.ID))
	}) {
		t.Errorf("%+v: the near misses are %v", item, nearIDs(r.NearMisses))
	}
	for _, n := range r.NearMisses {
		if n.Score <= 0 || n.Score > 1 || n.Why == "" || slices.Contains(r.Listings, n.Listing) {
			t.Errorf("%+v: near miss %s: %+v", item, n.Listing.ID, n)
		}
	}
}

// Whatever is asked, there is an answer, and the same again.
func FuzzFind(f *testing.F) {
	reg := randomRegister(f, 3, 300)
	index := match.New(reg)
	f.Add("", "Acme", "", "GW5-EH")
	f.Add("m-1/l-5", "", "", "")
	f.Add("", "", "E+T", "X-3.3+ (AS4777-2 2020)")
	f.Add("", "\xff", "", "(((\u0301")
	f.Add("", "Shenzhen", "dynamo Label", "((AS4777)")
	f.Fuzz(func(t *testing.T, id, manufacturer, brand, model string) {
		item := match.Item{ID: id, Manufacturer: manufacturer, Brand: brand, Model: model}
		first := find(t, index, item)
		checkNear(t, item, first)
		again := find(t, match.New(reg), item)
		if first.Outcome != again.Outcome || first.By != again.By || !slices.Equal(first.Listings, again.Listings) || !gocmp.Equal(first.NearMisses, again.NearMisses, gocmp.Comparer(func(a, b *register.Listing) bool { return a == b })) {
			t.Errorf("%+v: %+v, and then %+v", item, first, again)
		}
	})
}
