package change_test

import (
	"slices"
	"testing"

	"opencec/tools/change"
	"opencec/tools/register"
)

// Lookups that find nothing give typed nil pointers, which are no records either.
func TestNoRecord(t *testing.T) {
	t.Parallel()
	var none *register.Listing
	box := listing(sample(), "acme/box")
	if c, differs := change.Between(none, none); differs {
		t.Errorf("two times nothing: %v", c.What)
	}
	if c, _ := change.Between(none, box); !c.Is(change.Added) || c.Before != nil || c.After != box || c.ID != "acme/box" {
		t.Errorf("from nothing: %v", c)
	}
	if c, _ := change.Between(box, none); !c.Is(change.Removed) || c.Before != box || c.After != nil || c.ID != "acme/box" {
		t.Errorf("to nothing: %v", c)
	}
	if changes := change.Registers(nil, nil, today); len(changes) > 0 {
		t.Errorf("two times no register: %v", changes[0].What)
	}
}

func TestListingsConcerned(t *testing.T) {
	t.Parallel()
	r := report(t, func(r *register.Records) {
		certificate(r, "lab/1").Listings = []string{"acme/open", "acme/box"} // instead of acme/plain
		l := listing(r, "acme/over")
		l.ID, l.FormerIDs = "acme/done", []string{"acme/over"}
		r.Manufacturers[0].Name = "Other"
	})
	want := map[string][]string{"lab/1": {"acme/box", "acme/open", "acme/plain"}, "acme/done": {"acme/done"}, "acme": nil}
	for _, c := range r.Changes {
		if got := c.Listings(); !slices.Equal(got, want[c.ID]) {
			t.Errorf("the change of %s concerns %v", c.ID, got)
		}
		delete(want, c.ID)
	}
	if len(want) > 0 {
		t.Errorf("no change of %v", want)
	}
}

// Without a day nothing is said of days.
func TestWithoutDay(t *testing.T) {
	t.Parallel()
	edit := func(r *register.Records) {
		certificate(r, "lab/1").Expiry = day("2027-12-31")
		certificate(r, "lab/3").Listings = append(certificate(r, "lab/3").Listings, "acme/open")
	}
	changes := change.Registers(newRegister(t, sample()), newRegister(t, edited(t, edit)), register.Date{})
	if len(changes) != 2 || changes[0].Standing != nil || len(changes[0].Effects) > 0 {
		t.Fatalf("a moved expiry has a standing or effects: %+v", changes)
	}
	if e := changes[1].Effects; len(e) != 1 || e[0].Listing != "acme/open" || e[0].Certified != nil || !slices.Equal(e[0].What, []change.What{change.CertificateAdded}) {
		t.Errorf("effects of a certificate that covers more: %+v", e)
	}
}

// Two certificates of one listing change: each has the effect that it had a part in.
func TestEffectsOfSeveral(t *testing.T) {
	t.Parallel()
	r := report(t, func(r *register.Records) {
		certificate(r, "lab/1").Expiry = day("2027-12-31")                         // makes acme/box certified
		certificate(r, "lab/3").Listings = []string{"acme/stopped", "acme/box"}    // as well
		certificate(r, "lab/2").Listings = []string{"acme/open", "acme/box"}       // does not: it is revoked
		certificate(r, "lab/2").Notes, certificate(r, "lab/3").Expiry = "x", today // still current
		listing(r, "acme/stopped").Periods[0].To = day("2026-11-01")               // has no part in it
	})
	got := map[string][]string{}
	for _, c := range r.Changes {
		for _, e := range c.Effects {
			effect := e.Listing
			if e.Certified.Before != e.Certified.After {
				effect += " certified"
			}
			for _, w := range e.What {
				effect += " " + string(w)
			}
			got[c.ID] = append(got[c.ID], effect)
		}
	}
	want := map[string][]string{
		"lab/1": {"acme/box certified", "acme/plain certified"},
		"lab/2": {"acme/box certified certificate-added"},
		"lab/3": {"acme/box certified certificate-added"},
	}
	for id := range want {
		if !slices.Equal(got[id], want[id]) {
			t.Errorf("%s: %v instead of %v", id, got[id], want[id])
		}
	}
}
