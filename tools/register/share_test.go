package register_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"testing"
	"unsafe"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// Records are the same after they share their memory.
func TestShareKeepsRecords(t *testing.T) {
	t.Parallel()
	for _, reg := range []*register.Register{querytest.Sample(), querytest.Random(3, 300)} {
		var before, after []register.Record
		for rec := range reg.All() {
			before, after = append(before, rec), append(after, decoded(t, rec))
		}
		new(register.Sharer).Share(after)
		for i, want := range before {
			if again := decoded(t, want); !reflect.DeepEqual(after[i], again) {
				t.Errorf("%s %s:\n got %+v\nwant %+v", want.RecordKind().Name(), want.RecordMeta().ID, after[i], again)
			}
		}
	}
}

// decoded returns a copy of a record that shares nothing with it.
func decoded(t *testing.T, rec register.Record) register.Record {
	t.Helper()
	text, err := register.EncodeJSON(rec)
	if err != nil {
		t.Fatal(err)
	}
	again := register.NewRecord(rec.RecordKind())
	if err := json.Unmarshal(text, again); err != nil {
		t.Fatal(err)
	}
	return again
}

func TestShare(t *testing.T) {
	t.Parallel()
	listing := func(text string) *register.Listing {
		l := &register.Listing{}
		if err := json.Unmarshal([]byte(text), l); err != nil {
			t.Fatal(err)
		}
		return l
	}
	const series = `"manufacturer":"tesla","software":{"name":"P"},"aliases":["Two"],"periods":[{"from":"2026-01-01","device_classes":{"bess":{"capacity":1}}}]`
	a := listing(`{"id":"tesla/a",` + series + `,"device_classes":{"bess":{"capacity":13.5,"chemistry":"NMC"},"evse":{}}}`)
	b := listing(`{"id":"tesla/b",` + series + `,"device_classes":{"evse":{},"bess":{"chemistry":"NMC","capacity":13.5}}}`)
	c := listing(`{"id":"tesla/c",` + series + `,"device_classes":{"bess":{"capacity":13.5,"chemistry":"NMC"},"evse":null}}`)
	d := listing(`{"id":"tesla/d",` + series + `,"device_classes":{"bess":{"capacity":10}}}`)
	var sharer register.Sharer
	sharer.Share([]register.Record{a, b, c, d})
	e := listing(`{"id":"tesla/e",` + series + `,"device_classes":{"bess":{"capacity":10}}}`)
	sharer.Share([]register.Record{e})

	for name, texts := range map[string][2]string{
		"manufacturer": {a.Manufacturer, b.Manufacturer}, "software": {a.Software.Name, c.Software.Name}, "alias": {a.Aliases[0], d.Aliases[0]},
	} {
		if unsafe.StringData(texts[0]) != unsafe.StringData(texts[1]) {
			t.Errorf("the %s %q is kept twice", name, texts[0])
		}
	}
	same := func(a, b any) bool { return reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer() }
	if !same(a.DeviceClasses, b.DeviceClasses) || !same(a.DeviceClasses["bess"], c.DeviceClasses["bess"]) || !same(a.Periods[0].DeviceClasses, d.Periods[0].DeviceClasses) || !same(d.DeviceClasses, e.DeviceClasses) {
		t.Error("equal attributes are kept twice")
	}
	if c.DeviceClasses["evse"] != nil || a.DeviceClasses["evse"] == nil {
		t.Error("null has become {}, or {} null")
	}
	if want := (register.Attributes{"capacity": register.Number(10)}); !maps.Equal(d.DeviceClasses["bess"], want) {
		t.Errorf("another capacity has become %v", d.DeviceClasses)
	}
}
