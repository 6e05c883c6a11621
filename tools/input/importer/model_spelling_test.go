package importer

import "testing"

func TestRespellingKey(t *testing.T) {
	t.Parallel()
	same := [][2]string{{"X-1 (AS4777-2 2020)", "X_1 [AS4777-2/2020]"}, {"S-18K -AU", "s 18k/AU"}}
	for _, pair := range same {
		if respellingKey(pair[0]) != respellingKey(pair[1]) {
			t.Errorf("%q and %q are not a respelling", pair[0], pair[1])
		}
	}
	different := [][2]string{{"33KTLX", "3.3KTLX"}, {"Nshb", "Nshb+"}, {"X-1", "X-2"}, {"5.0", "50"}}
	for _, pair := range different {
		if respellingKey(pair[0]) == respellingKey(pair[1]) {
			t.Errorf("%q and %q are a respelling", pair[0], pair[1])
		}
	}
}
