package register

import (
	"strings"
	"testing"
)

func TestCheckID(t *testing.T) {
	for _, test := range []struct {
		kind Kind
		id   string
		good bool
	}{
		{Listings, "tesla/powerwall-2", true},
		{Listings, "tesla", false},
		{Listings, "tesla/a/b", false},
		{Listings, "../powerwall-2", false},
		{Listings, "tesla/..", false},
		{Listings, "tesla/Powerwall", false},
		{Listings, "tesla/powerwall--2", false},
		{Listings, "tesla/-2", false},
		{Listings, "tesla/index", false},
		{Listings, "page/x", false},
		{Listings, "tesla/pages", true},
		{Listings, "tesla/con", false}, // a device on Windows, whatever the ending
		{Listings, "nul/x", false},
		{Manufacturers, "lpt1", false},
		{Manufacturers, "conergy", true},
		{Manufacturers, "com10", true},
		{Manufacturers, "com", true},
		{TestProfiles, "AUX.1", false},
		{TestProfiles, "AUX", false},
		{TestProfiles, "PRN.2", false},
		{Listings, "tesla/a\nb", false},
		{Listings, "tesla/a\x00", false},
		{Listings, "tеsla/powerwall", false}, // a Cyrillic е
		{Listings, "tesla/" + strings.Repeat("a", MaxIDSegment), true},
		{Listings, "tesla/" + strings.Repeat("a", MaxIDSegment+1), false},
		{Manufacturers, "tesla", true},
		{Manufacturers, "", false},
		{DeviceClasses, "pv_module", true},
		{DeviceClasses, "pv-module", false},
		{DeviceClasses, "pv_2", true},
		{DeviceClasses, "2pv", false},
		{DeviceClasses, "_pv", false},
		{DeviceClasses, "pv_", false},
		{TestProfiles, "DER-G", true},
		{TestProfiles, "UL1973", true},
		{TestProfiles, "A/B", false},
		{TestProfiles, "AS4777.2-a", true},
		{TestProfiles, "A.-B", false},
		{TestProfiles, "Index", false},
	} {
		if err := CheckID(test.kind, test.id); (err == nil) != test.good {
			t.Errorf("CheckID(%s, %q) = %v", test.kind.Name(), test.id, err)
		}
	}
}
