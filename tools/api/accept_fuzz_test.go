package api

import "testing"

// For any Accept header, the quality of each media type is between 0 and 1.
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
