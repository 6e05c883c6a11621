package register

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCheckListed(t *testing.T) {
	r := listed()
	r.Listings[0].Periods[0].DeviceClasses = map[string]Attributes{"bess": {"capacity": Number(9.5), "chemistry": Value{}}}
	r.Listings[1].NotInList = []Absence{
		{List: "batteries", LastSeen: day("2023-01-10"), Since: day("2023-02-01"), Back: day("2023-05-01")},
		{List: "batteries", Since: day("2026-04-24")},
	}
	if problems := r.Check(today, nil); len(problems) > 0 {
		t.Errorf("the fixture has problems: %+v", problems)
	}
}

// Each case is the fixture with lists with one mistake, and the message it gives.
func TestCheckLists(t *testing.T) {
	own := func(values Attributes) func(*Records) {
		return func(r *Records) { r.Listings[0].Periods[0].DeviceClasses = map[string]Attributes{"bess": values} }
	}
	absent := func(absences ...Absence) func(*Records) {
		return func(r *Records) { r.Listings[1].NotInList = absences }
	}
	for _, test := range []struct {
		name   string
		mutate func(*Records)
		want   string
	}{
		{"a class that the listing is not of", func(r *Records) {
			r.Listings[0].Periods[1].DeviceClasses = map[string]Attributes{"inverter": {"max_power": Number(5)}}
		}, `error attributes listing acme/box periods[1].device_classes.inverter: the listing has no device class inverter: add it to the listing's device_classes, or remove it here`},
		{"a usable capacity above that of the listing", own(Attributes{"usable_capacity": Number(11)}),
			`error attributes listing acme/box periods[0].device_classes.bess.usable_capacity: 11 kWh is more than capacity, which is 10 kWh`},
		{"the listing's usable capacity above the period's capacity", own(Attributes{"capacity": Number(8)}),
			`error attributes listing acme/box periods[0].device_classes.bess.usable_capacity: 9 kWh is more than capacity, which is 8 kWh`},
		{"a capacity that is not known limits nothing", own(Attributes{"capacity": Value{}, "usable_capacity": Number(11)}), ``},
		{"a range backwards", own(Attributes{"voltage_range": Range(500, 200)}),
			`error attributes listing acme/box periods[0].device_classes.bess.voltage_range: the range begins at 500, above its end 200`},
		{"a retired word in a later period", own(Attributes{"chemistry": Text("NiCd")}),
			`error retired listing acme/box periods[0].device_classes.bess.chemistry: "NiCd" has not been used since 2010-12-31`},
		{"a retired word in a period of its time", func(r *Records) {
			r.Listings[1].Periods[0] = Period{From: day("2009-01-01"), To: day("2010-01-01"), DeviceClasses: map[string]Attributes{"bess": {"chemistry": Text("NiCd")}}}
		}, ``},
		{"a problem of the listing is reported once", func(r *Records) {
			r.Listings[0].DeviceClasses["bess"]["usable_capacity"] = Number(12)
			own(Attributes{"chemistry": Value{}})(r)
		}, `error attributes listing acme/box device_classes.bess.usable_capacity: 12 kWh is more than capacity, which is 10 kWh`},

		{"an unknown list", absent(Absence{List: "batery", Since: day("2026-04-24")}),
			`error reference listing sunny/s5 not_in_list[0].list: there is no list "batery"`},
		{"a list of another class", absent(Absence{List: "inverters", Since: day("2026-04-24")}),
			`error reference listing sunny/s5 not_in_list[0].list: the list inverters has products of the device class inverter, which the listing is not of`},
		{"an edition that is not there yet", absent(Absence{List: "batteries", Since: day("2026-04-25")}),
			`error dates listing sunny/s5 not_in_list[0].since: 2026-04-25 is after 2026-04-24, the date of the newest edition of the list batteries`},
		{"back in an edition that is not there yet", absent(Absence{List: "batteries", Since: day("2026-04-02"), Back: day("2026-05-01")}),
			`error dates listing sunny/s5 not_in_list[0].back: 2026-05-01 is after 2026-04-24, the date of the newest edition of the list batteries`},
		{"seen after it was missing", absent(Absence{List: "batteries", LastSeen: day("2026-04-02"), Since: day("2026-04-02")}),
			`error dates listing sunny/s5 not_in_list[0].last_seen: the list last had it on 2026-04-02, which is not before 2026-04-02, the date of the first list without it`},
		{"back before it was missing", absent(Absence{List: "batteries", Since: day("2026-04-02"), Back: day("2026-04-02")}),
			`error dates listing sunny/s5 not_in_list[0].back: the list has it again since 2026-04-02, which is not after 2026-04-02, the date of the first list without it`},
		{"absences that overlap", absent(Absence{List: "batteries", Since: day("2025-04-02")}, Absence{List: "batteries", Since: day("2026-04-02")}),
			`error dates listing sunny/s5 not_in_list[1].since: absences from one list must be in order and must not overlap: the one before it is not over on 2026-04-02`},

		{"a list of an unknown class", func(r *Records) { r.Lists[0].DeviceClass = "bes" },
			`error reference list batteries device_class: there is no device class "bes" (bess)`},
		{"a list of the future", func(r *Records) { r.Lists[0].Date = day("2026-11-24") },
			`warning dates list batteries date: 2026-11-24 is in the future: today is 2026-11-23`},
		{"the oldest edition after the newest", func(r *Records) { r.Lists[0].FirstDate = day("2026-04-25") },
			`error dates list batteries first_date: the oldest edition, of 2026-04-25, is after the newest, of 2026-04-24`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := listed()
			test.mutate(r)
			if diff := cmp.Diff(test.want, problemLines(r.Check(today, nil))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
