package change

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompareIDs(t *testing.T) {
	t.Parallel()
	want := []string{"", "acme", "acme/box", "acme/box-05", "acme/box-5", "acme/box-5-1", "acme/box-10", "acme/box-12", "acme/box-12-5", "acme/box-100", "acme/box-a", "acme/box5", "acme/box99999999999999999999", "acme/box100000000000000000000"}
	got := slices.Clone(want)
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortFunc(got, CompareIDs)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
}
