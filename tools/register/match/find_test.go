package match_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
	"opencec/tools/register/match"
)

// day is within the periods of all that the tests list.
const timeZone = "Australia/Sydney"

func meta(id string) register.Meta { return register.Meta{ID: id} }

// device returns a listing with the id of its manufacturer's folder.
func device(id, manufacturer, model string, change ...func(*register.Listing)) *register.Listing {
	l := &register.Listing{Meta: meta(manufacturer + "/" + id), Manufacturer: manufacturer, Model: model, EntityType: register.EntityDevice}
	for _, c := range change {
		c(l)
	}
	return l
}

func brand(b string) func(*register.Listing) { return func(l *register.Listing) { l.Brand = b } }
func alias(a string) func(*register.Listing) {
	return func(l *register.Listing) { l.Aliases = append(l.Aliases, a) }
}
func label(brand, model string) func(*register.Listing) {
	return func(l *register.Listing) {
		l.WhiteLabels = append(l.WhiteLabels, register.WhiteLabel{Brand: brand, Model: model})
	}
}

func newRegister(tb testing.TB, manufacturers []*register.Manufacturer, listings []*register.Listing) *register.Register {
	tb.Helper()
	reg, err := register.New(register.Records{
		Settings:      register.Settings{TimeZone: timeZone},
		EntityTypes:   []*register.EntityType{{Meta: meta(register.EntityDevice), Name: "Device"}},
		Manufacturers: manufacturers, Listings: listings,
	}, register.Version{ID: "test"})
	if err != nil {
		tb.Fatal(err)
	}
	return reg
}

func sample(tb testing.TB) *register.Register {
	return newRegister(tb,
		[]*register.Manufacturer{
			{Meta: meta("goodwe-technologies"), Name: "GoodWe Technologies Co Ltd", Aliases: []string{"GOODWE TECH"}, FormerIDs: []string{"good-we"}},
			{Meta: meta("solar-juice"), Name: "Solar Juice Pty Ltd"},
			{Meta: meta("solaredge"), Name: "SolarEdge"},
			{Meta: meta("elija"), Name: "Ćelija énergie GmbH"},
			{Meta: meta("dyness-a"), Name: "Dyness Digital"},
			{Meta: meta("dyness-b"), Name: "Daqin New Energy"},
			{Meta: meta("dyness-long"), Name: "Dyness International"},
			{Meta: meta("solaredge-two"), Name: "SolarEdge Two"},
		},
		[]*register.Listing{
			device("gw5000-eh", "goodwe-technologies", "GW5000-EH (AS4777-2 2020)", alias("GW5000 EH")),
			device("gw9-6-battery", "goodwe-technologies", "GW9.6", brand("GoodWe Home"), label("Zenaji", "Eternity"), label("Zen Two", "")),
			device("gw9-6-inverter", "goodwe-technologies", "GW9.6"),
			device("gw96", "goodwe-technologies", "GW96+"),
			device("m-400", "goodwe-technologies", "M-400"),
			device("m-400-2021", "goodwe-technologies", "M-400 (IEC 61215-2021)"),
			device("t-15", "goodwe-technologies", "T (AS4777-2 2015)"),
			device("t-20", "goodwe-technologies", "T (AS4777-2 2020)"),
			device("se10k", "solaredge", "SE10K", func(l *register.Listing) { l.FormerIDs = []string{"solaredge/se-10-k"} }),
			device("se10-0k", "solaredge", "SE10.0K"),
			device("us5000-1c", "solaredge", "US5000-1C"),
			device("ab-1", "solaredge", "A-B"),
			device("ab-2", "solaredge", "A_B"),
			device("box", "elija", "Bôx Nº 1"),
			device("k-1", "dyness-b", "K-1"),
			device("k-2", "dyness-long", "K-2"),
			device("pro", "dyness-a", "PowerBox Pro", brand("DYNESS")),
			device("pro", "dyness-b", "Powerbox Pro", brand("Dyness")),
			device("only", "solaredge-two", "Only Here"),
			device("juice", "solar-juice", "SE10K"),
		})
}

// wanted is an expected result: the outcome, and the ids of listings or, if there are
// none, of near misses.
type wanted struct {
	outcome match.Outcome
	by      match.By
	ids     []string
}

func find(t *testing.T, index *match.Index, item match.Item) match.Result {
	t.Helper()
	results, err := index.Find(t.Context(), []match.Item{item})
	if err != nil {
		t.Fatal(err)
	}
	return results[0]
}

func listingIDs(listings []*register.Listing) []string {
	var ids []string
	for _, l := range listings {
		ids = append(ids, l.ID)
	}
	return ids
}

func nearIDs(near []match.NearMiss) []string {
	var ids []string
	for _, n := range near {
		ids = append(ids, n.Listing.ID)
	}
	return ids
}

func TestFind(t *testing.T) {
	t.Parallel()
	index := match.New(sample(t))
	const goodwe = "GoodWe Technologies Co Ltd"
	eh, gw96 := []string{"goodwe-technologies/gw5000-eh"}, []string{"goodwe-technologies/gw9-6-battery", "goodwe-technologies/gw9-6-inverter"}
	se10k := []string{"solaredge/se10k"}
	for _, tt := range []struct {
		item match.Item
		want wanted
	}{
		{match.Item{ID: "solaredge/se10k"}, wanted{match.Exact, match.ByID, se10k}},
		{match.Item{ID: " SolarEdge/SE10K "}, wanted{match.Exact, match.ByID, se10k}},
		{match.Item{ID: "solaredge\u2215se\u200b10k\u00a0"}, wanted{match.Exact, match.ByID, se10k}},
		{match.Item{ID: "\u0455olaredge/se10k"}, wanted{match.None, "", []string{"solaredge/se10k", "solar-juice/juice", "solaredge/se10-0k"}}}, // Cyrillic
		{match.Item{ID: "solaredge/se-10-k"}, wanted{match.Exact, match.ByFormerID, se10k}},
		{match.Item{ID: "goodwe-technologies/gw9-6-inverter"}, wanted{match.Exact, match.ByID, gw96[1:]}},
		{match.Item{ID: "solaredge/us5000-1d"}, wanted{match.None, "", []string{"solaredge/us5000-1c"}}},
		{match.Item{ID: "us5000-1d"}, wanted{match.None, "", []string{"solaredge/us5000-1c", "goodwe-technologies/gw5000-eh"}}},

		{match.Item{Manufacturer: goodwe, Model: "GW5000-EH (AS4777-2 2020)"}, wanted{match.Exact, match.ByName, eh}},
		{match.Item{Manufacturer: "goodwe technologies CO., LTD.", Model: " gw5000-eh(as4777-2 2020)"}, wanted{match.Exact, match.BySpelling, eh}},
		{match.Item{Manufacturer: goodwe, Model: "GW5000-EH"}, wanted{match.Exact, match.ByStandard, eh}},
		{match.Item{Manufacturer: goodwe, Model: "GW5000-EH (AS/NZS 4777.2:2020)"}, wanted{match.Exact, match.ByStandard, eh}},
		{match.Item{Manufacturer: goodwe, Model: "gw5000eh"}, wanted{match.Exact, match.BySpelling, eh}}, // the alias
		{match.Item{Manufacturer: goodwe, Model: "gw5000/eh"}, wanted{match.Exact, match.ByPunctuation, eh}},
		{match.Item{Manufacturer: goodwe, Model: "GW5000-EH (AS4777-2 2015)"}, wanted{match.None, "", eh}},
		{match.Item{Manufacturer: "SolarEdge", Model: "SE10K (AS4777-2 2020)"}, wanted{match.Exact, match.ByStandard, se10k}},
		{match.Item{Manufacturer: "SolarEdge", Model: "us5000 1c"}, wanted{match.Exact, match.ByPunctuation, []string{"solaredge/us5000-1c"}}},
		{match.Item{Manufacturer: "SolarEdge", Model: "us50001c"}, wanted{match.None, "", []string{"solaredge/us5000-1c"}}}, // another number
		{match.Item{Manufacturer: "Celija Energie", Model: "box nº1"}, wanted{match.Exact, match.BySpelling, []string{"elija/box"}}},

		// Characters that look the same or are invisible make no difference.
		{match.Item{Manufacturer: "Solar\u200bEdge", Model: "US5000\u20131C"}, wanted{match.Exact, match.BySpelling, []string{"solaredge/us5000-1c"}}},
		{match.Item{Manufacturer: "\uff33olarEdge", Model: "\ufeffSE\u00a010\u00adK"}, wanted{match.Exact, match.BySpelling, se10k}},
		{match.Item{Manufacturer: "SolarEdge", Model: "US5000\u22121C (AS4777\u20112\u00a02020)"}, wanted{match.Exact, match.ByStandard, []string{"solaredge/us5000-1c"}}},
		{match.Item{Manufacturer: "SolarEdge", Model: "\u0405E10K"}, wanted{match.None, "", []string{"solaredge/se10k", "solar-juice/juice", "solaredge/se10-0k"}}},  // a Cyrillic letter
		{match.Item{Manufacturer: "SolarEdge", Model: "SE\u00b910K"}, wanted{match.None, "", []string{"solaredge/se10k", "solaredge/se10-0k", "solar-juice/juice"}}}, // a superscript

		// Every name of a manufacturer works.
		{match.Item{Manufacturer: "goodwe", Model: "gw9.6"}, wanted{match.Exact, match.BySpelling, gw96}},
		{match.Item{Manufacturer: "Good We", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Manufacturer: "good-we", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Manufacturer: "GoodWe Tech.", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Brand: "GOODWE HOME", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Brand: "Goodwe Home", Model: "GW5000-EH"}, wanted{match.Exact, match.ByStandard, eh}}, // it has no brand of its own
		{match.Item{Manufacturer: goodwe, Brand: "goodwe home", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},

		// A model alone is a match if one manufacturer has it, but never by punctuation.
		{match.Item{Model: "US5000-1C"}, wanted{match.Exact, match.ByName, []string{"solaredge/us5000-1c"}}},
		{match.Item{Model: "gw5000-EH"}, wanted{match.Exact, match.ByStandard, eh}},
		{match.Item{Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Model: "eternity"}, wanted{match.Exact, match.BySpelling, gw96}},
		{match.Item{Model: "us5000 1c"}, wanted{match.None, "", []string{"solaredge/us5000-1c", "goodwe-technologies/gw5000-eh"}}},
		{match.Item{Model: "se10k"}, wanted{match.Ambiguous, match.BySpelling, []string{"solar-juice/juice", "solaredge/se10k"}}},
		{match.Item{Model: "SE10K (AS4777-2 2020)"}, wanted{match.Ambiguous, match.ByStandard, []string{"solar-juice/juice", "solaredge/se10k"}}},
		{match.Item{Model: "PowerBox Pro"}, wanted{match.Ambiguous, match.BySpelling, []string{"dyness-a/pro", "dyness-b/pro"}}},
		{match.Item{Model: "T"}, wanted{match.Ambiguous, match.ByStandard, []string{"goodwe-technologies/t-15", "goodwe-technologies/t-20"}}},

		// White labels have their own brand, and their own model where one is given.
		{match.Item{Brand: "zenaji", Model: "ETERNITY"}, wanted{match.Exact, match.BySpelling, gw96}},
		{match.Item{Brand: "zenaji", Model: "GW9.6"}, wanted{match.None, "", gw96[:1]}},
		{match.Item{Brand: "Zen Two", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Manufacturer: goodwe, Model: "Eternity"}, wanted{match.None, "", gw96[:1]}},

		// Distinctions that manufacturers make between models count.
		{match.Item{Manufacturer: "SolarEdge", Model: "SE100K"}, wanted{match.None, "", []string{"solaredge/se10-0k", "solaredge/se10k", "solar-juice/juice"}}},
		{match.Item{Manufacturer: "SolarEdge", Model: "SE-10.0K"}, wanted{match.Exact, match.ByPunctuation, []string{"solaredge/se10-0k"}}},
		{match.Item{Manufacturer: goodwe, Model: "GW 96"}, wanted{match.None, "", []string{"goodwe-technologies/gw9-6-battery", "goodwe-technologies/gw96"}}},
		{match.Item{Manufacturer: goodwe, Model: "GW-96+"}, wanted{match.Exact, match.ByPunctuation, []string{"goodwe-technologies/gw96"}}},

		// Several models are not a match.
		{match.Item{Manufacturer: "SolarEdge", Model: "A-B"}, wanted{match.Exact, match.ByName, []string{"solaredge/ab-1"}}},
		{match.Item{Manufacturer: "SolarEdge", Model: "AB"}, wanted{match.Ambiguous, match.ByPunctuation, []string{"solaredge/ab-1", "solaredge/ab-2"}}},
		{match.Item{Manufacturer: goodwe, Model: "T"}, wanted{match.Ambiguous, match.ByStandard, []string{"goodwe-technologies/t-15", "goodwe-technologies/t-20"}}},
		{match.Item{Brand: "dyness", Model: "powerbox pro"}, wanted{match.Ambiguous, match.BySpelling, []string{"dyness-a/pro", "dyness-b/pro"}}},
		{match.Item{Brand: "dyness", Model: "PowerBox Pro"}, wanted{match.Exact, match.ByName, []string{"dyness-a/pro"}}},
		{match.Item{Manufacturer: "Daqin", Brand: "dyness", Model: "powerbox pro"}, wanted{match.Exact, match.BySpelling, []string{"dyness-b/pro"}}},

		// A prefix of a name consists of whole words, and must not be a manufacturer's
		// full name.
		{match.Item{Manufacturer: "SolarEdge", Model: "Only Here"}, wanted{match.None, "", []string{"solaredge-two/only"}}},
		{match.Item{Manufacturer: "SolarEdge Tw", Model: "Only Here"}, wanted{match.None, "", []string{"solaredge-two/only"}}},
		{match.Item{Brand: "Dyness", Model: "K-1"}, wanted{match.Exact, match.ByName, []string{"dyness-b/k-1"}}},    // a brand of the manufacturer's
		{match.Item{Brand: "Dyness", Model: "K-2"}, wanted{match.Exact, match.ByName, []string{"dyness-long/k-2"}}}, // a brand of others, too
		{match.Item{Manufacturer: "Solar", Model: "SE10K"}, wanted{match.Exact, match.ByName, []string{"solar-juice/juice"}}},
		{match.Item{Manufacturer: "SolarEd", Model: "SE10K"}, wanted{match.None, "", []string{"solaredge/se10k", "solar-juice/juice", "solaredge/se10-0k"}}},
		{match.Item{Manufacturer: "Good", Model: "GW9.6"}, wanted{match.None, "", gw96[:1]}},

		{match.Item{Manufacturer: goodwe, Model: "nothing like it"}, wanted{match.None, "", nil}},
		{match.Item{Manufacturer: "---", Model: "+"}, wanted{match.None, "", nil}},
	} {
		got := find(t, index, tt.item)
		ids := listingIDs(got.Listings)
		if ids == nil {
			ids = nearIDs(got.NearMisses)
		}
		if diff := cmp.Diff(tt.want, wanted{got.Outcome, got.By, ids}, cmp.AllowUnexported(wanted{})); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.item, diff)
		}
	}
}

// Removing what separates two digits never joins them.
func TestFindKeepsDigitsApart(t *testing.T) {
	t.Parallel()
	models := []string{"AB-1-10", "AB-11-0", "33K", "3.3K", "H/5-0", "H50", "X 1 10", "X 11 0", "Y1.5", "Y1-5", "Z2_0", "Z20+"}
	var listings []*register.Listing
	for i, model := range models {
		listings = append(listings, device(fmt.Sprintf("m-%02d", i), "acme", model))
	}
	index := match.New(newRegister(t, []*register.Manufacturer{{Meta: meta("acme"), Name: "Acme"}}, listings))
	for _, tt := range []struct {
		given, found string // "" for a near miss
	}{
		{"AB-1-10", "AB-1-10"}, {"ab 1 10", "AB-1-10"}, {"AB/11/0", "AB-11-0"}, {"AB110", ""}, {"AB 110", ""}, {"AB-110", ""},
		{"33K", "33K"}, {"3.3k", "3.3K"}, {"3,3K", "3.3K"}, {"3-3K", ""}, {"3 3K", ""},
		{"H5-0", "H/5-0"}, {"H 5 0", "H/5-0"}, {"H 50", "H50"}, {"H-50", "H50"}, {"H5.0", ""},
		{"X110", ""}, {"X 110", ""}, {"X1 10", "X 1 10"}, {"x 1-10", "X 1 10"}, {"X11 0", "X 11 0"},
		{"Y15", ""}, {"Y 1.5", "Y1.5"}, {"Y 1 5", "Y1-5"}, {"Z20", ""}, {"Z2-0", "Z2_0"}, {"Z-20+", "Z20+"}, {"\uff3a20+", "Z20+"},
	} {
		for _, item := range []match.Item{{Manufacturer: "acme", Model: tt.given}, {Model: tt.given}} {
			got := find(t, index, item)
			found := ""
			if len(got.Listings) == 1 {
				found = got.Listings[0].Model
			}
			if item.Manufacturer != "" && found != tt.found || len(got.Listings) > 1 || item.Manufacturer == "" && found != "" && found != tt.found {
				t.Errorf("%+v is %s %v, want %q", item, got.Outcome, listingIDs(got.Listings), tt.found)
			}
			if found == "" && len(got.NearMisses) == 0 {
				t.Errorf("%+v has no near miss", item)
			}
		}
	}
}

// A model is listed with the tag of a standard and without: the one with exactly the
// given tag, or without one, is the match, and the other a near miss. If all have a tag
// and none is given, the item is ambiguous.
func TestFindTwins(t *testing.T) {
	t.Parallel()
	index := match.New(newRegister(t, []*register.Manufacturer{{Meta: meta("acme"), Name: "Acme"}}, []*register.Listing{
		device("s", "acme", "S6.0H-1"), device("s-2020", "acme", "S6.0H-1 (AS4777-2 2020)"),
		device("p-2015", "acme", "P480-AU (AS4777-2 2015)"), device("p-2020", "acme", "P480-AU (AS4777-2 2020)"),
	}))
	for given, want := range map[string]struct {
		outcome   match.Outcome
		ids, near []string
	}{
		"S6.0H-1":                      {match.Exact, []string{"acme/s"}, []string{"acme/s-2020"}},
		"s6.0h - 1":                    {match.Exact, []string{"acme/s"}, []string{"acme/s-2020"}},
		"S6.0H/1":                      {match.Exact, []string{"acme/s"}, []string{"acme/s-2020"}},
		"S6.0H-1 (AS4777-2 2020)":      {match.Exact, []string{"acme/s-2020"}, []string{"acme/s"}},
		"S6.0H-1 (AS/NZS 4777.2:2020)": {match.Exact, []string{"acme/s-2020"}, []string{"acme/s"}},
		"S6.0H/1 (AS4777-2 2020)":      {match.Exact, []string{"acme/s-2020"}, []string{"acme/s"}},
		"S6.0H-1 (AS4777-2 2015)":      {match.Exact, []string{"acme/s"}, []string{"acme/s-2020"}},
		"P480-AU":                      {match.Ambiguous, nil, []string{"acme/p-2015", "acme/p-2020"}},
		"p480au":                       {match.Ambiguous, nil, []string{"acme/p-2015", "acme/p-2020"}},
		"P480-AU (AS4777.2:2020)":      {match.Exact, []string{"acme/p-2020"}, []string{"acme/p-2015"}},
	} {
		got := find(t, index, match.Item{Manufacturer: "Acme", Model: given})
		if diff := cmp.Diff([][]string{want.ids, want.near}, [][]string{listingIDs(got.Listings), nearIDs(got.NearMisses)}); got.Outcome != want.outcome || diff != "" {
			t.Errorf("%s is %s (-want +got):\n%s", given, got.Outcome, diff)
		}
	}
}

// One model in two lists is one product with two listings. A device class selects.
func TestFindDeviceClass(t *testing.T) {
	t.Parallel()
	class := func(ids ...string) func(*register.Listing) {
		return func(l *register.Listing) {
			l.DeviceClasses = map[string]register.Attributes{}
			for _, id := range ids {
				l.DeviceClasses[id] = nil
			}
		}
	}
	reg := newRegister(t, []*register.Manufacturer{{Meta: meta("acme"), Name: "Acme"}, {Meta: meta("bolt"), Name: "Bolt"}}, nil)
	index := match.New(reg.With([]*register.Listing{
		device("both", "acme", "K1", class("bess", "inverter")), device("h-bess", "acme", "H1", class("bess")), device("h-inverter", "acme", "H1", class("inverter")),
		device("k", "bolt", "K1", class("pv_array")),
	}, nil))
	for _, tt := range []struct {
		manufacturer, model, class string
		outcome                    match.Outcome
		ids                        []string
		why                        string // of the first near miss
	}{
		{"acme", "h1", "", match.Exact, []string{"acme/h-bess", "acme/h-inverter"}, ""},
		{"acme", "h1", "bess", match.Exact, []string{"acme/h-bess"}, ""},
		{"acme", "h1", "inverter", match.Exact, []string{"acme/h-inverter"}, ""},
		{"acme", "h1", "pv_array", match.None, nil, "the same name, in another device class"},
		{"", "h1", "", match.Exact, []string{"acme/h-bess", "acme/h-inverter"}, ""},
		{"", "K1", "", match.Ambiguous, nil, "the same name"},
		{"", "K1", "bess", match.Exact, []string{"acme/both"}, ""},
		{"", "K1", "pv_array", match.Exact, []string{"bolt/k"}, ""},
		{"bolt", "K1", "bess", match.None, nil, "the same name, in another device class"},
	} {
		got := find(t, index, match.Item{Manufacturer: tt.manufacturer, Model: tt.model, DeviceClass: tt.class})
		why := ""
		if len(got.NearMisses) > 0 {
			why = got.NearMisses[0].Why
		}
		if got.Outcome != tt.outcome || !slices.Equal(listingIDs(got.Listings), tt.ids) || why != tt.why {
			t.Errorf("%s %s as %q: %s %v, near %v: %q", tt.manufacturer, tt.model, tt.class, got.Outcome, listingIDs(got.Listings), nearIDs(got.NearMisses), why)
		}
	}
}

// When a manufacturer's name matches in part, the unmatched words are reported.
func TestFindUnmatched(t *testing.T) {
	t.Parallel()
	index := match.New(sample(t))
	for _, tt := range []struct {
		manufacturer, brand, model string
		want                       []string // of the match
		near                       []string // of the first near miss, where there is no match
		why                        string
	}{
		{"GoodWe Technologies Co., Ltd.", "", "GW9.6", nil, nil, ""},
		{"GoodWe Technologies Co", "", "GW9.6", []string{"Ltd"}, nil, ""},
		{"GoodWe Technologies Co", "goodwe home", "GW9.6", []string{"Ltd"}, nil, ""},
		{"goodwe technologies", "", "GW9.6", nil, nil, ""}, // as the id
		{"GOODWE TECH", "", "GW9.6", nil, nil, ""},         // an alias
		{"good-we", "", "GW96+", nil, nil, ""},             // a former id
		{"Solar", "", "SE10K", []string{"Juice", "Pty", "Ltd"}, nil, ""},
		{"Ćelija", "", "box nº1", []string{"énergie", "GmbH"}, nil, ""},
		{"", "", "US5000-1C", nil, nil, ""},
		{"SolarEdge Technologies (Israel)", "", "US5000-1C", nil, []string{"Technologies", "Israel"}, `the same model, and its manufacturer's name is recorded without "Technologies Israel"`},
		{"SolarEdge Two Ltd", "", "Only Here", nil, []string{"Ltd"}, `the same model, and its manufacturer's name is recorded without "Ltd"`},
		{"SolarEdge", "", "Only Here", nil, []string{"Two"}, `the same model, and its manufacturer's name goes on with "Two"`},
		{"Zenaji Australia", "", "Eternity", nil, []string{"Australia"}, `the same model, and its manufacturer's name is recorded without "Australia"`},
		{"Zenaji Australia", "goodwe home", "Eternity", nil, []string{"Australia"}, "the same model of another manufacturer"},
		{"Solaredgy", "", "US5000-1C", nil, nil, "the same model of another manufacturer"},
	} {
		got := find(t, index, match.Item{Manufacturer: tt.manufacturer, Brand: tt.brand, Model: tt.model})
		var near []string
		why := ""
		if got.Outcome != match.Exact {
			near, why = got.NearMisses[0].Unmatched, got.NearMisses[0].Why
		}
		if !slices.Equal(got.Unmatched, tt.want) || !slices.Equal(near, tt.near) || why != tt.why {
			t.Errorf("%s, %s, %s: %s, unmatched %q; near %q: %s", tt.manufacturer, tt.brand, tt.model, got.Outcome, got.Unmatched, near, why)
		}
	}
}

// All candidates are returned, up to a limit, with their number.
func TestFindManyManufacturers(t *testing.T) {
	t.Parallel()
	var manufacturers []*register.Manufacturer
	var listings []*register.Listing
	for i := range match.MaxCandidates + 3 {
		id := fmt.Sprintf("m-%03d", i)
		manufacturers = append(manufacturers, &register.Manufacturer{Meta: meta(id), Name: "Maker " + id})
		listings = append(listings, device("box", id, "Box"))
		if i < 7 {
			listings = append(listings, device("crate", id, "Crate"))
		}
	}
	index := match.New(newRegister(t, manufacturers, listings))
	for model, want := range map[string]int{"box": match.MaxCandidates + 3, "crate": 7} {
		got := find(t, index, match.Item{Model: model})
		checkNear(t, match.Item{Model: model}, got)
		if got.Outcome != match.Ambiguous || got.Products != want {
			t.Errorf("%s is %s, of %d products", model, got.Outcome, got.Products)
		}
	}
}

// One company may be recorded under two names, one of which is a prefix of the other: the
// one with exactly the given name is the match, and the other is a near miss.
func TestFindLongerName(t *testing.T) {
	t.Parallel()
	index := match.New(newRegister(t,
		[]*register.Manufacturer{{Meta: meta("acme"), Name: "Acme Australia"}, {Meta: meta("acme-ltd"), Name: "Acme Australia Pty Ltd"}},
		[]*register.Listing{device("p", "acme", "P480-AU (AS4777-2 2020)"), device("p", "acme-ltd", "P480-AU (AS4777-2 2020)"), device("q", "acme-ltd", "Q1")}))
	got := find(t, index, match.Item{Manufacturer: "acme australia", Model: "p480-au"})
	if got.Outcome != match.Exact || !slices.Equal(listingIDs(got.Listings), []string{"acme/p"}) || !slices.Equal(nearIDs(got.NearMisses), []string{"acme-ltd/p"}) {
		t.Fatalf("%s %v, near %v", got.Outcome, listingIDs(got.Listings), nearIDs(got.NearMisses))
	}
	near := got.NearMisses[0]
	if want := `the same model, with or without its standard, and its manufacturer's name goes on with "Pty Ltd"`; near.Why != want || !slices.Equal(near.Unmatched, []string{"Pty", "Ltd"}) {
		t.Errorf("the near miss is %q, unmatched %q", near.Why, near.Unmatched)
	}
	if got := find(t, index, match.Item{Manufacturer: "Acme Australia Pty Ltd", Model: "p480-au"}); len(got.NearMisses) != 0 || got.Listings[0].ID != "acme-ltd/p" {
		t.Errorf("by the longer name: %v, near %v", listingIDs(got.Listings), nearIDs(got.NearMisses))
	}
}
