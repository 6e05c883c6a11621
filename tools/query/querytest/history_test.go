package querytest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

// SampleHistory contains the cases that it promises.
func TestSampleHistory(t *testing.T) {
	t.Parallel()
	h := SampleHistory()
	var broken []int
	for _, r := range h.Revisions {
		if registerAt(h, r.Seq) == nil {
			broken = append(broken, r.Seq)
		}
	}
	if !slices.Equal(broken, []int{4, 7}) {
		t.Errorf("revisions %v are not whole", broken)
	}
	keepsRules(t, h)
}

// Random histories keep the rules of histories, and what can happen does.
func TestRandomHistory(t *testing.T) {
	t.Parallel()
	broken, uncommitted, begunBroken := 0, 0, 0
	for seed := range uint64(60) {
		h := RandomHistory(seed, 15)
		if !cmp.Equal(h.Revisions, RandomHistory(seed, 15).Revisions) {
			t.Fatal("the same seed gives another history")
		}
		Newest(t, h)
		keepsRules(t, h)
		if h.Uncommitted() {
			uncommitted++
		}
		if registerAt(h, 1) == nil {
			begunBroken++
		}
		for _, r := range h.Revisions {
			if registerAt(h, r.Seq) == nil {
				broken++
			}
		}
	}
	if broken < 60 || broken > 600 || uncommitted != 20 || begunBroken == 0 {
		t.Errorf("of 900 revisions %d are broken, of 60 histories %d begin so, and %d end with uncommitted changes", broken, begunBroken, uncommitted)
	}
}

// keepsRules tests a history for what package history promises.
func keepsRules(t *testing.T, h *register.History) {
	t.Helper()
	for i, r := range h.Revisions {
		if r.Seq != i+1 || i > 0 && r.Time.Before(h.Revisions[i-1].Time) {
			t.Errorf("revision %+v is the %d-th", r, i+1)
		}
	}
	rank := func(e register.RecordVersion) int { return slices.Index(register.Kinds(), e.Kind) }
	for i, e := range h.Versions {
		if i > 0 {
			if b := h.Versions[i-1]; b.Seq > e.Seq || b.Seq == e.Seq && (rank(b) > rank(e) || rank(b) == rank(e) && b.ID >= e.ID) {
				t.Errorf("version %d %s %s comes after %d %s %s", e.Seq, e.Kind.Folder(), e.ID, b.Seq, b.Kind.Folder(), b.ID)
			}
		}
		if e.Record == nil {
			continue
		}
		meta, rev := *e.Record.RecordMeta(), h.Revisions[e.Seq-1]
		if meta.ID != e.ID || meta.Commit != rev.Commit || rev.Commit != "" && (!meta.UpdatedAt.Equal(rev.Time) || meta.CreatedAt.After(rev.Time) || meta.CreatedAt.IsZero()) {
			t.Errorf("version %d of %s has %+v", e.Seq, e.ID, meta)
		}
	}
}
