package register

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// capacities returns values of a battery's capacity; a negative one is not known.
func capacities(kWh ...float64) []map[string]Attributes {
	all := make([]map[string]Attributes, len(kWh))
	for i, n := range kWh {
		all[i] = map[string]Attributes{"bess": {"capacity": Number(n)}}
		if n < 0 {
			all[i]["bess"]["capacity"] = Value{}
		}
	}
	return all
}

func TestAttributeStretches(t *testing.T) {
	t.Parallel()
	own := capacities(5, 6, -1)
	first, second := Period{From: day("2022-01-01"), To: day("2024-05-31")}, Period{From: day("2024-06-01"), To: day("2027-12-31")}
	with := func(p Period, classes map[string]Attributes) Period { p.DeviceClasses = classes; return p }
	for _, test := range []struct {
		name    string
		listing Listing
		want    string
	}{
		{"one value", Listing{DeviceClasses: own[0], Periods: []Period{first, second}}, "[{  5}]"},
		{"none", Listing{Periods: []Period{first}}, "[]"},
		{"two values", Listing{DeviceClasses: own[1], Periods: []Period{with(first, own[0]), second}}, "[{ 2021-12-31 6} {2022-01-01 2024-05-31 5} {2024-06-01  6}]"},
		{"both in periods", Listing{DeviceClasses: own[1], Periods: []Period{with(first, own[0]), with(second, own[0])}}, "[{ 2021-12-31 6} {2022-01-01 2027-12-31 5} {2028-01-01  6}]"},
		{"not known", Listing{DeviceClasses: own[1], Periods: []Period{first, with(second, own[2])}}, "[{ 2024-05-31 6} {2028-01-01  6}]"},
		{"only in a period", Listing{DeviceClasses: map[string]Attributes{"bess": {}}, Periods: []Period{first, with(Period{From: day("2024-06-01")}, own[0])}}, "[{2024-06-01  5}]"},
		{"same as its own", Listing{DeviceClasses: own[1], Periods: []Period{with(first, own[1])}}, "[{  6}]"},
	} {
		if got := fmt.Sprint(test.listing.AttributeStretches("bess", "capacity")); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

// On every day an attribute is in one stretch at most, and its value there is the one
// that DeviceClassesOn has.
func TestAttributeStretchesHaveEveryDay(t *testing.T) {
	t.Parallel()
	start := day("2024-01-01")
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 0))
		l := Listing{DeviceClasses: capacities(float64(rng.IntN(3)) - 1)[0]}
		for range rng.IntN(4) { // they may overlap, which a check refuses
			from := start.AddDays(rng.IntN(40))
			p := Period{From: from, To: from.AddDays(rng.IntN(15))}
			if rng.IntN(5) == 0 {
				p.To = Date{}
			}
			if rng.IntN(3) > 0 {
				p.DeviceClasses = capacities(float64(rng.IntN(3)) - 1)[0]
			}
			l.Periods = append(l.Periods, p)
		}
		stretches := l.AttributeStretches("bess", "capacity")
		for n := range 60 {
			on := start.AddDays(n - 2)
			want := l.DeviceClassesOn(on)["bess"]["capacity"]
			if got := l.AttributeOn("bess", "capacity", on); got != want {
				t.Fatalf("seed %d on %s: %v, want %v", seed, on, got, want)
			}
			var got []Value
			for _, s := range stretches {
				if (Period{From: s.From, To: s.To}).Contains(on) {
					got = append(got, s.Value)
				}
			}
			if want.IsZero() && len(got) != 0 || !want.IsZero() && (len(got) != 1 || got[0] != want) {
				t.Fatalf("seed %d on %s: stretches %v give %v, want %v", seed, on, stretches, got, want)
			}
		}
	}
}

// Days that differ in an attribute alone are in different stretches of what holds.
func TestStretchesKeepAttributesApart(t *testing.T) {
	t.Parallel()
	own := capacities(5, 6)
	l := &Listing{Meta: Meta{ID: "acme/box"}, DeviceClasses: own[1], Periods: []Period{
		{From: day("2022-01-01"), To: day("2024-05-31"), DeviceClasses: own[0]}, {From: day("2024-06-01")}}}
	got := ""
	for _, s := range new(Register).Stretches(l) {
		got += fmt.Sprintf("%s/%s %s %s\n", s.From, s.To, s.Holds.Status, s.Holds.DeviceClasses)
	}
	const want = `/2021-12-31 upcoming {"bess":{"capacity":6}}
2022-01-01/2024-05-31 active {"bess":{"capacity":5}}
2024-06-01/ active {"bess":{"capacity":6}}
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
