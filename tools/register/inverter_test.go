package register

import "testing"

func TestNeedsInverter(t *testing.T) {
	t.Parallel()
	required := &DeviceClass{Meta: Meta{ID: "bess"}, RequiresInverter: new(true)}
	never := &DeviceClass{Meta: Meta{ID: "inverter"}, RequiresInverter: new(false)}
	unknown := &DeviceClass{Meta: Meta{ID: "evse"}}
	alone := &Listing{DeviceClasses: map[string]Attributes{"bess": {}, "evse": {}}}
	built := &Listing{DeviceClasses: map[string]Attributes{"bess": {}, "inverter": {}}}
	for _, test := range []struct {
		listing *Listing
		class   *DeviceClass
		want    bool
	}{
		{alone, required, true}, {alone, unknown, false}, {built, required, false}, {built, never, false},
	} {
		if got := test.listing.NeedsInverter(test.class); got != test.want {
			t.Errorf("a listing of %v needs an inverter as %s: %v, want %v", test.listing.DeviceClasses, test.class.ID, got, test.want)
		}
	}
}
