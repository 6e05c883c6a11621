package register

import (
	"fmt"
	"strings"
	"testing"

	"opencec/tools/testenv/hostile"
)

// For one record, at most MaxProblems of a severity are reported, and the others are
// counted.
func TestCheckTellsSomeOfMany(t *testing.T) {
	t.Parallel()
	const n = 3 * MaxProblems
	r := &Records{Manufacturers: []*Manufacturer{{Meta: Meta{ID: "acme"}, Name: "Acme"}, {Meta: Meta{ID: "other"}, Name: "Other"}}}
	for i := range n {
		r.Manufacturers[0].FormerIDs = append(r.Manufacturers[0].FormerIDs, fmt.Sprintf("Wrong %d", i))
	}
	r.Manufacturers[1].FormerIDs = []string{"Wrong too"}
	reported, omitted := map[string]int{}, map[string]int{}
	for _, p := range r.Check(Date{}, nil) {
		if p.Omitted > 0 {
			omitted[p.ID] += p.Omitted
			if p.Message != fmt.Sprintf("and %d more errors in this file", p.Omitted) || p.Severity != Error || p.Kind != Manufacturers {
				t.Errorf("%+v", p)
			}
			continue
		}
		reported[p.ID]++
	}
	if reported["acme"] != MaxProblems || omitted["acme"] != n-MaxProblems || reported["other"] != 1 || omitted["other"] != 0 {
		t.Errorf("reported %v, omitted %v", reported, omitted)
	}
}

// The allocations of the rules, which stand for their work, grow no faster than the
// records: for models that only share a similar spelling, and for broken references.
func TestCheckGrowsLinearly(t *testing.T) { // not parallel: it counts what the whole process allocates
	for name, records := range map[string]func(n int) *Records{
		"models that are alike": func(n int) *Records {
			r := &Records{}
			for i := range n {
				r.Listings = append(r.Listings, &Listing{
					Meta: Meta{ID: fmt.Sprintf("acme/box-%d", i)}, Manufacturer: "acme", Model: []string{"Box 1", "Box-1"}[i%2],
					Software: &Software{Name: fmt.Sprintf("S%d", i)},
				})
			}
			return r
		},
		"references to nothing": func(n int) *Records {
			r := &Records{}
			for i := range n {
				r.Manufacturers = append(r.Manufacturers, &Manufacturer{Meta: Meta{ID: fmt.Sprintf("maker-%d", i)}, Name: fmt.Sprintf("Maker %d", i)})
				r.Listings = append(r.Listings, &Listing{Meta: Meta{ID: fmt.Sprintf("makre-%d/box", i)}, Manufacturer: fmt.Sprintf("makre-%d", i), Model: fmt.Sprintf("Box %d", i)})
			}
			return r
		},
	} {
		const n = 500
		few, many := records(n), records(4*n)
		few.Check(Date{}, nil) // what is made once
		little, much := hostile.Allocated(func() { few.Check(Date{}, nil) }), hostile.Allocated(func() { many.Check(Date{}, nil) })
		if much > 6*little { // work that grows with the square takes sixteen times
			t.Errorf("%s: %d KiB for %d records, and %d KiB for %d", name, little>>10, n, much>>10, 4*n)
		}
	}
}

// Similar models are reported wherever they are, and the first of several is named.
func TestAlikeAmongMany(t *testing.T) {
	t.Parallel()
	r := &Records{}
	for i, model := range []string{"Box 1", "Box 1", "Box-1", "BOX1", "Box 1"} {
		l := &Listing{Meta: Meta{ID: fmt.Sprintf("acme/box-%d", i)}, Manufacturer: "acme", Model: model, Software: &Software{Name: "S"}}
		if i == 1 {
			l.Software.Name = "T"
		}
		r.Listings = append(r.Listings, l)
	}
	got := map[string]string{}
	for _, p := range r.Check(Date{}, nil) {
		if p.Rule == RuleAlike {
			got[p.ID] = p.Message
		}
	}
	for id, other := range map[string]string{"acme/box-2": "acme/box-0", "acme/box-3": "acme/box-2", "acme/box-4": "acme/box-2"} {
		if want := "which is " + other + ":"; !strings.Contains(got[id], want) {
			t.Errorf("%s: %q does not say %q", id, got[id], want)
		}
	}
	if got["acme/box-1"] != "" {
		t.Errorf("another software is no other spelling: %q", got["acme/box-1"])
	}
}
