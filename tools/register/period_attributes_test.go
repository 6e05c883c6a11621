package register

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// reapproved is a listing whose power was another in its first period, of which the
// chemistry is not known, and in which it had no voltage.
func reapproved() *Listing {
	return &Listing{
		DeviceClasses: map[string]Attributes{
			"bess":     {"capacity": Number(10), "chemistry": Text("LFP")},
			"inverter": {"max_power": Number(0.349)},
		},
		Periods: []Period{
			{From: day("2022-01-01"), To: day("2025-07-30"), DeviceClasses: map[string]Attributes{
				"bess": {"chemistry": Value{}}, "inverter": {"max_power": Number(0.366), "phases": Number(1)},
			}},
			{From: day("2025-07-31"), To: day("2025-12-31")},
		},
	}
}

func TestDeviceClassesOn(t *testing.T) {
	const (
		listing = `{"bess":{"capacity":10,"chemistry":"LFP"},"inverter":{"max_power":0.349}}`
		first   = `{"bess":{"capacity":10},"inverter":{"max_power":0.366,"phases":1}}`
	)
	l := reapproved()
	for on, want := range map[string]string{
		"2021-12-31": listing, // before all periods
		"2022-01-01": first,
		"2025-07-30": first,
		"2025-07-31": listing,
		"2026-06-01": listing, // after all periods
	} {
		got, err := EncodeJSON(l.DeviceClassesOn(day(on)))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("on %s: %s, want %s", on, got, want)
		}
	}
	if diff := cmp.Diff(reapproved(), l, cmp.Comparer(func(a, b Value) bool { return a == b })); diff != "" {
		t.Errorf("the listing was changed:\n%s", diff)
	}
}

// A class that the listing is not of is a mistake that the checks report; files of long
// ago may have it.
func TestDeviceClassesOnOfAnotherClass(t *testing.T) {
	l := &Listing{Periods: []Period{{From: day("2022-01-01"), DeviceClasses: map[string]Attributes{"bess": {"capacity": Number(1)}}}}}
	if got := l.DeviceClassesOn(day("2022-01-01")); len(got) > 0 {
		t.Errorf("%v, want none", got)
	}
}

func TestHasPeriodAttributes(t *testing.T) {
	l := reapproved()
	if !l.HasPeriodAttributes() {
		t.Error("the first period has values")
	}
	l.Periods = l.Periods[1:]
	if l.HasPeriodAttributes() {
		t.Error("no period has values")
	}
}

func TestPeriodEqual(t *testing.T) {
	first := reapproved().Periods[0]
	for name, test := range map[string]struct {
		change   func(p *Period)
		sameDays bool
		equal    bool
	}{
		"nothing":               {func(*Period) {}, true, true},
		"last day":              {func(p *Period) { p.To = day("2025-07-29") }, false, false},
		"no values":             {func(p *Period) { p.DeviceClasses = nil }, true, false},
		"another value":         {func(p *Period) { p.DeviceClasses["inverter"]["phases"] = Number(3) }, true, false},
		"known and not known":   {func(p *Period) { p.DeviceClasses["bess"]["chemistry"] = Text("LFP") }, true, false},
		"not known, not at all": {func(p *Period) { delete(p.DeviceClasses["bess"], "chemistry") }, true, false},
	} {
		other := reapproved().Periods[0]
		test.change(&other)
		if first.SameDays(other) != test.sameDays || first.Equal(other) != test.equal || other.Equal(first) != test.equal {
			t.Errorf("%s: same days %v, equal %v; want %v, %v", name, first.SameDays(other), first.Equal(other), test.sameDays, test.equal)
		}
	}
}

// The JSON of a listing whose values depend on the day is put together for each day.
func TestEncodeValuesOfTheDay(t *testing.T) {
	records := validRecords()
	l := records.Listings[0]
	l.Periods[0].DeviceClasses = map[string]Attributes{"bess": {"capacity": Number(8), "usable_capacity": Value{}}}
	r := mustNew(t, records)
	encoded, err := r.Encode(l)
	if err != nil {
		t.Fatal(err)
	}
	for _, on := range []Date{day("2022-01-01"), day("2024-12-31"), today} {
		want, err := EncodeJSON(r.View(l, on))
		if err != nil {
			t.Fatal(err)
		}
		got := append([]byte{}, encoded.Head...)
		got = append(r.DayStatus(l, on).Append(got, Listings), encoded.Tail...)
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("on %s (-want +got):\n%s", on, diff)
		}
	}
}

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

func TestAttributeIntervals(t *testing.T) {
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
		if got := fmt.Sprint(test.listing.AttributeIntervals("bess", "capacity")); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

// On every day an attribute is in one stretch at most, and its value there is the one
// that DeviceClassesOn has.
func TestAttributeIntervalsHaveEveryDay(t *testing.T) {
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
		stretches := l.AttributeIntervals("bess", "capacity")
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
func TestStatusIntervalsKeepAttributesApart(t *testing.T) {
	t.Parallel()
	own := capacities(5, 6)
	l := &Listing{Meta: Meta{ID: "acme/box"}, DeviceClasses: own[1], Periods: []Period{
		{From: day("2022-01-01"), To: day("2024-05-31"), DeviceClasses: own[0]}, {From: day("2024-06-01")}}}
	got := ""
	for _, s := range new(Register).StatusIntervals(l) {
		got += fmt.Sprintf("%s/%s %s %s\n", s.From, s.To, s.State.Status, s.State.DeviceClasses)
	}
	const want = `/2021-12-31 upcoming {"bess":{"capacity":6}}
2022-01-01/2024-05-31 active {"bess":{"capacity":5}}
2024-06-01/ active {"bess":{"capacity":6}}
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
