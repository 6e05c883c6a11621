package query_test

import (
	"testing"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// VariesIn is true only for fields that really depend on the day.
func TestVariesIn(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	listings := query.NewModel(reg).Collection(register.Listings)
	var all []register.Record
	for _, l := range reg.Listings {
		all = append(all, l)
	}
	for name, want := range map[string]bool{
		"model": false, "period.from": false, "device_class": false, "status": true, "certified": true, "listed_until": true,
		"bess.capacity": true, "bess.chemistry": true, "bess.max_power": false,
		"inverter.max_power": false, "inverter.input_voltage_range.min": false, "not_in_list": true, "not_in_list.since": true,
	} {
		if got := listings.Field(name).VariesIn(all); got != want {
			t.Errorf("%s varies: %v", name, got)
		}
	}
	envoy := []register.Record{reg.Listing("enphase/envoy")}
	if listings.Field("not_in_list").VariesIn(envoy) || listings.Field("bess.capacity").VariesIn(envoy) || !listings.Field("status").VariesIn(envoy) {
		t.Error("of a listing without absences and values of single periods, only its status varies")
	}
}
