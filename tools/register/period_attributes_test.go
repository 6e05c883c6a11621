package register

import (
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
		got = append(r.Standing(l, on).Append(got, Listings), encoded.Tail...)
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("on %s (-want +got):\n%s", on, diff)
		}
	}
}
