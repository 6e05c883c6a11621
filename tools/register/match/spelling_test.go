package match

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSpell(t *testing.T) {
	t.Parallel()
	for _, tt := range []modelSpelling{
		{text: "SE10K", key: "se10k", base: "se10k", folded: "se10k"},
		{text: "Force 10.0S (L) (AS4777-2 2020)", key: "force10.0s(l)(as4777-22020)", base: "force10.0s(l)", tag: "477722020", folded: "force10.0sl"},
		{text: "X (as/nzs 4777.2:2020)", key: "x(as/nzs4777.2:2020)", base: "x", tag: "477722020", folded: "x"},
		{text: "X(IEC61215-2021)", key: "x(iec61215-2021)", base: "x", tag: "612152021", folded: "x"},
		{text: "X (IEC1500V) (IEC 61215-2021)", key: "x(iec1500v)(iec61215-2021)", base: "x(iec1500v)", tag: "612152021", folded: "xiec1500v"},
		{text: "X-1 (IE C61215-2021)", key: "x-1(iec61215-2021)", base: "x-1", tag: "612152021", folded: "x1"},
		{text: "X-1 （IEC 61215-2021）", key: "x-1(iec61215-2021)", base: "x-1", tag: "612152021", folded: "x1"},
		{text: "X (IEC1500V)", key: "x(iec1500v)", base: "x(iec1500v)", folded: "xiec1500v"}, // no standard's tag
		{text: "X-1+", key: "x-1+", base: "x-1+", folded: "x1plus"},
		{text: "3.3K", key: "3.3k", base: "3.3k", folded: "3.3k"},
		{text: "3,3K", key: "3,3k", base: "3,3k", folded: "3.3k"},
		{text: "5-10/2 4", key: "5-10/24", base: "5-10/24", folded: "5-10-2-4"},
		{text: "5. 10", key: "5.10", base: "5.10", folded: "5-10"},
		{text: ".5.", key: ".5.", base: ".5.", folded: "5"},
		{text: "Bôx", key: "box", base: "box", folded: "box"},
		{text: "(AS4777-2 2020)", key: "(as4777-22020)", tag: "477722020"},
		{text: "---", key: "---", base: "---"},
	} {
		if diff := cmp.Diff(tt, spell("  "+tt.text+" "), cmp.AllowUnexported(modelSpelling{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestGrams(t *testing.T) {
	t.Parallel()
	g := newTrigramIndex([]string{"", "powerwall2", "powerwall3", "se10k", "se10"})
	// Of eleven grams of powerwall, two are of its ending; the others have twelve.
	want := []hit{{1, 2 * 9. / (11 + 12)}, {2, 2 * 9. / (11 + 12)}}
	got := g.search("powerwall", 2)
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(hit{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := g.search("xyz", 5); len(got) != 0 {
		t.Errorf("xyz is like %v", got)
	}
	// A search leaves nothing behind for the next.
	if again := g.search("powerwall", 2); !cmp.Equal(got, again, cmp.AllowUnexported(hit{})) {
		t.Errorf("again %v", again)
	}
}
