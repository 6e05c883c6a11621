package register

import "testing"

func TestAbsenceOn(t *testing.T) {
	l := &Listing{NotInList: []Absence{
		{List: "inverters", LastSeen: day("2023-01-10"), Since: day("2023-02-01"), Back: day("2023-05-01")},
		{List: "batteries", Since: day("2023-04-01")},
	}}
	for on, want := range map[string]string{
		"2023-01-31": "",
		"2023-02-01": "inverters",
		"2023-03-31": "inverters",
		"2023-04-01": "batteries", // the newer of both
		"2023-05-01": "batteries",
		"2026-11-23": "batteries",
	} {
		if a, ok := l.AbsenceOn(day(on)); a.List != want || ok != (want != "") {
			t.Errorf("on %s: absent from %q, %v; want %q", on, a.List, ok, want)
		}
	}
}

// listed returns the fixture with two lists whose newest editions have different dates.
func listed() *Records {
	r := validRecords()
	r.DeviceClasses = append(r.DeviceClasses, &DeviceClass{Meta: Meta{ID: "inverter"}, Name: "Inverter"})
	r.Lists = []*List{
		{Meta: Meta{ID: "batteries"}, Name: "Batteries", DeviceClass: "bess", Date: day("2026-04-24"), FirstDate: day("2023-01-10"), Website: "https://example.org/batteries"},
		{Meta: Meta{ID: "inverters"}, Name: "Inverters", DeviceClass: "inverter", Date: day("2026-11-20"), FirstDate: day("2023-01-10")},
	}
	r.Settings.StaleAfter = 14
	return r
}

func TestDataAge(t *testing.T) {
	r := listed()
	both := clone(r.Listings[1], "sunny/both", "Both")
	both.DeviceClasses = map[string]Attributes{"bess": {}, "inverter": {}}
	inverter := clone(r.Listings[1], "sunny/inverter", "Inverter")
	inverter.DeviceClasses = map[string]Attributes{"inverter": {}}
	for _, test := range []struct {
		name  string
		age   *DataAge
		words string
		stale bool
	}{
		{"a battery", r.DataAgeOf(r.Listings[1], today), "data of 24 April 2026, 213 days old", true},
		{"an inverter", r.DataAgeOf(inverter, today), "data of 20 November 2026, 3 days old", false},
		{"both: the older", r.DataAgeOf(both, today), "data of 24 April 2026, 213 days old", true},
		{"the register: the newest", r.DataAge(today), "data of 20 November 2026, 3 days old", false},
		{"the last day that is not stale", r.DataAge(day("2026-12-04")), "data of 20 November 2026, 14 days old", false},
		{"the first day that is", r.DataAge(day("2026-12-05")), "data of 20 November 2026, 15 days old", true},
		{"one day", r.DataAge(day("2026-11-21")), "data of 20 November 2026, 1 day old", false},
		{"a day before the list", r.DataAgeOf(r.Listings[1], day("2025-01-01")), "data of 24 April 2026", false},
	} {
		if test.age == nil || test.age.String() != test.words || test.age.Stale != test.stale {
			t.Errorf("%s: %v, stale %v; want %q, %v", test.name, test.age, test.age != nil && test.age.Stale, test.words, test.stale)
		}
	}
	if age := r.DataAgeOf(r.Listings[0], today); age != nil {
		t.Errorf("a client comes from no list, but its data is %v", age)
	}
	if age := validRecords().DataAge(today); age != nil {
		t.Errorf("a register without lists has %v", age)
	}
	r.Settings.StaleAfter = 0
	if r.DataAge(day("2036-01-01")).Stale {
		t.Error("stale, though the register does not say after how many days")
	}
}
