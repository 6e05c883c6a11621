package match_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/match"
	"opencec/tools/register"
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

// wanted is an expectation: what came of it, and the ids of listings or, where
// there are none, of near misses.
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

func nearIDs(near []match.Near) []string {
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

		// Characters that look the same, or cannot be seen, are the same.
		{match.Item{Manufacturer: "Solar\u200bEdge", Model: "US5000\u20131C"}, wanted{match.Exact, match.BySpelling, []string{"solaredge/us5000-1c"}}},
		{match.Item{Manufacturer: "\uff33olarEdge", Model: "\ufeffSE\u00a010\u00adK"}, wanted{match.Exact, match.BySpelling, se10k}},
		{match.Item{Manufacturer: "SolarEdge", Model: "US5000\u22121C (AS4777\u20112\u00a02020)"}, wanted{match.Exact, match.ByStandard, []string{"solaredge/us5000-1c"}}},
		{match.Item{Manufacturer: "SolarEdge", Model: "\u0405E10K"}, wanted{match.None, "", []string{"solaredge/se10k", "solar-juice/juice", "solaredge/se10-0k"}}},  // a Cyrillic letter
		{match.Item{Manufacturer: "SolarEdge", Model: "SE\u00b910K"}, wanted{match.None, "", []string{"solaredge/se10k", "solar-juice/juice", "solaredge/se10-0k"}}}, // a superscript

		// Every name of a maker will do.
		{match.Item{Manufacturer: "goodwe", Model: "gw9.6"}, wanted{match.Exact, match.BySpelling, gw96}},
		{match.Item{Manufacturer: "Good We", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Manufacturer: "good-we", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Manufacturer: "GoodWe Tech.", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Brand: "GOODWE HOME", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Brand: "Goodwe Home", Model: "GW5000-EH"}, wanted{match.Exact, match.ByStandard, eh}}, // it has no brand of its own
		{match.Item{Manufacturer: goodwe, Brand: "goodwe home", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Model: "US5000-1C"}, wanted{match.Exact, match.ByName, []string{"solaredge/us5000-1c"}}},

		// White labels have their own brand, and their own model where one is given.
		{match.Item{Brand: "zenaji", Model: "ETERNITY"}, wanted{match.Exact, match.BySpelling, gw96}},
		{match.Item{Brand: "zenaji", Model: "GW9.6"}, wanted{match.None, "", gw96[:1]}},
		{match.Item{Brand: "Zen Two", Model: "GW9.6"}, wanted{match.Exact, match.ByName, gw96}},
		{match.Item{Manufacturer: goodwe, Model: "Eternity"}, wanted{match.None, "", gw96[:1]}},

		// What makers tell models apart by counts.
		{match.Item{Manufacturer: "SolarEdge", Model: "SE100K"}, wanted{match.None, "", []string{"solaredge/se10-0k", "solaredge/se10k", "solar-juice/juice"}}},
		{match.Item{Manufacturer: "SolarEdge", Model: "SE-10.0K"}, wanted{match.Exact, match.ByPunctuation, []string{"solaredge/se10-0k"}}},
		{match.Item{Manufacturer: goodwe, Model: "GW 96"}, wanted{match.None, "", []string{"goodwe-technologies/gw9-6-battery", "goodwe-technologies/gw96"}}},
		{match.Item{Manufacturer: goodwe, Model: "GW-96+"}, wanted{match.Exact, match.ByPunctuation, []string{"goodwe-technologies/gw96"}}},

		// Several models are no match.
		{match.Item{Manufacturer: "SolarEdge", Model: "A-B"}, wanted{match.Exact, match.ByName, []string{"solaredge/ab-1"}}},
		{match.Item{Manufacturer: "SolarEdge", Model: "AB"}, wanted{match.Ambiguous, match.ByPunctuation, []string{"solaredge/ab-1", "solaredge/ab-2"}}},
		{match.Item{Manufacturer: goodwe, Model: "T"}, wanted{match.Ambiguous, match.ByStandard, []string{"goodwe-technologies/t-15", "goodwe-technologies/t-20"}}},
		{match.Item{Brand: "dyness", Model: "powerbox pro"}, wanted{match.Ambiguous, match.BySpelling, []string{"dyness-a/pro", "dyness-b/pro"}}},
		{match.Item{Brand: "dyness", Model: "PowerBox Pro"}, wanted{match.Exact, match.ByName, []string{"dyness-a/pro"}}},
		{match.Item{Manufacturer: "Daqin", Brand: "dyness", Model: "powerbox pro"}, wanted{match.Exact, match.BySpelling, []string{"dyness-b/pro"}}},

		// The beginning of a name is one of whole words, and not a manufacturer's whole
		// name.
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
			ids = nearIDs(got.Near)
		}
		if diff := cmp.Diff(tt.want, wanted{got.Outcome, got.By, ids}, cmp.AllowUnexported(wanted{})); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.item, diff)
		}
	}
}
