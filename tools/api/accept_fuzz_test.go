package api

import "testing"

// Whatever is in an Accept header, each media type is taken between not at all and
// most gladly.
func FuzzMediaRanges(f *testing.F) {
	for _, seed := range []string{"", "*/*", "text/csv;q=0.5, application/json", "a/b;q=NaN", ";;q==1,/;,q", "TEXT/*;Q=0.1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		ranges := mediaRanges(accept)
		for _, offer := range offers {
			if q := qualityOf(ranges, offer.media); !(q >= 0 && q <= 1) {
				t.Errorf("%q takes %s by %v", accept, offer.media, q)
			}
		}
	})
}
