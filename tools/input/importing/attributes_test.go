package importing

import (
	"testing"

	"opencec/tools/register"
)

func TestOutOfRange(t *testing.T) {
	t.Parallel()
	low, high := 10.0, 100.0
	class := &register.DeviceClass{Meta: register.Meta{ID: "bess"}, Attributes: []register.Attribute{
		{ID: "efficiency", Unit: "%", Minimum: &low, Maximum: &high},
		{ID: "usable", Unit: "kWh", AtMost: "capacity"},
		{ID: "capacity", Unit: "kWh"},
		{ID: "voltage", Minimum: &low, Maximum: &high},
		{ID: "chemistry"},
	}}
	number := register.Number
	tests := []struct {
		given             register.Attributes
		attribute, reason string
	}{
		{nil, "", ""},
		{register.Attributes{"efficiency": number(10), "usable": number(5), "capacity": number(5), "voltage": register.Range(10, 100), "chemistry": register.Text("LFP")}, "", ""},
		{register.Attributes{"efficiency": number(9.9)}, "efficiency", "efficiency 9.9 % is below 10, the least that device class bess allows"},
		{register.Attributes{"efficiency": number(100.1)}, "efficiency", "efficiency 100.1 % is above 100, the most that device class bess allows"},
		{register.Attributes{"voltage": register.Range(5, 50)}, "voltage", "voltage 5 is below 10, the least that device class bess allows"},
		{register.Attributes{"voltage": register.Range(50, 500)}, "voltage", "voltage 500 is above 100, the most that device class bess allows"},
		{register.Attributes{"usable": number(6), "capacity": number(5)}, "usable", "usable 6 kWh is above capacity, which is 5 kWh"},
		{register.Attributes{"usable": number(6)}, "", ""},
		{register.Attributes{"weight": number(6), "colour": register.Text("red")}, "colour", "device class bess has no attribute colour"},
	}
	for _, test := range tests {
		if attribute, reason := OutOfRange(test.given, class); attribute != test.attribute || reason != test.reason {
			t.Errorf("%v: %q, %q; want %q, %q", test.given, attribute, reason, test.attribute, test.reason)
		}
	}
}
