package query_test

import (
	"slices"
	"testing"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A record has change days only for fields whose values really depend on the day.
func TestChangeDays(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	listings := query.NewModel(reg).Collection(register.Listings)
	changes := func(field, id string) bool {
		return len(listings.Field(field).AppendChangeDays(nil, reg.Listing(id))) > 0
	}
	for field, want := range map[string]bool{
		"model": false, "period.from": false, "device_class": false, "status": true, "certified": true, "listed_until": true,
		"bess.capacity": true, "bess.chemistry": true, "bess.max_power": false,
		"inverter.max_power": false, "inverter.input_voltage_range.min": false, "not_in_list": true, "not_in_list.since": true,
	} {
		got := slices.ContainsFunc(reg.Listings, func(l *register.Listing) bool { return changes(field, l.ID) })
		if got != want {
			t.Errorf("%s changes: %v", field, got)
		}
	}
	const envoy = "enphase/envoy" // has no absences, certificates or values of single periods
	for _, field := range []string{"not_in_list", "bess.capacity", "certified"} {
		if changes(field, envoy) {
			t.Errorf("the %s of %s changes", field, envoy)
		}
	}
}

// Between two change days, the values of every field of every record are the same.
func TestChangeDaysAreComplete(t *testing.T) {
	t.Parallel()
	for _, reg := range []*register.Register{querytest.Sample(), querytest.Random(5, 60)} {
		model := query.NewModel(reg)
		for rec := range reg.All() {
			for _, f := range model.Collection(rec.RecordKind()).Fields {
				if f.Via == nil {
					testChangeDays(t, f, rec)
				}
			}
		}
	}
}

func testChangeDays(t *testing.T, f *query.Field, rec register.Record) {
	t.Helper()
	days := f.AppendChangeDays(nil, rec)
	if len(days) > 0 && !f.Daily {
		t.Fatalf("%s is not daily and changes", f.Name)
	}
	before := f.AppendValues(nil, rec, querytest.Today.AddDays(-1500))
	for n := -1499; n < 1500; n++ {
		day := querytest.Today.AddDays(n)
		now := f.AppendValues(nil, rec, day)
		if !slices.Equal(before, now) && !slices.Contains(days, day) {
			t.Fatalf("%s of %s changes on %s, which is not among its change days %v", f.Name, rec.RecordMeta().ID, day, days)
		}
		before = now
	}
}
