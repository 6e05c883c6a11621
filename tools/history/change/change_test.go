package change_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// Lookups that find nothing give typed nil pointers, which are no records either.
func TestNoRecord(t *testing.T) {
	t.Parallel()
	var none *register.Listing
	box := listing(sample(), "acme/box")
	if c, differs := change.Between(none, none); differs {
		t.Errorf("two times nothing: %v", c.Events)
	}
	if c, _ := change.Between(none, box); !c.Is(change.Added) || c.Before != nil || c.After != box || c.ID != "acme/box" {
		t.Errorf("from nothing: %v", c)
	}
	if c, _ := change.Between(box, none); !c.Is(change.Removed) || c.Before != box || c.After != nil || c.ID != "acme/box" {
		t.Errorf("to nothing: %v", c)
	}
	if changes := change.BetweenRegisters(nil, nil, today); len(changes) > 0 {
		t.Errorf("two times no register: %v", changes[0].Events)
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

// How an absence can change. Without a day the description mentions no days.
func TestDescribeAbsences(t *testing.T) {
	t.Parallel()
	seen := register.Absence{List: "inverters", LastSeen: day("2023-01-10"), Since: day("2023-02-01")}
	back := seen
	back.Back = day("2023-05-01")
	later := back
	later.Back = day("2023-06-01")
	unseen := seen
	unseen.LastSeen = register.Date{}
	for _, test := range []struct {
		name          string
		before, after []register.Absence
		what          change.EventType
		sentences     string
	}{
		{"back", []register.Absence{seen}, []register.Absence{back}, change.BackInList, "back in the list inverters since 1 May 2023"},
		{"back later", []register.Absence{back}, []register.Absence{later}, change.Changed, "back in the list inverters since 1 June 2023 (was since 1 May 2023)"},
		{"not back", []register.Absence{back}, []register.Absence{seen}, change.Changed, "still not back in the list inverters (was said to be since 1 May 2023)"},
		{"last seen", []register.Absence{unseen}, []register.Absence{seen}, change.Changed, "day last seen in the list inverters set to 10 January 2023 (had none)"},
		{"taken back", []register.Absence{seen}, nil, change.AbsenceRemoved, "no longer recorded as missing in the list inverters from 1 February 2023 on"},
	} {
		l := func(absences []register.Absence) register.Record {
			return &register.Listing{Meta: register.Meta{ID: "acme/box"}, NotInList: absences}
		}
		c, _ := change.Between(l(test.before), l(test.after))
		sentences := change.Describer{}.Describe(c)
		if !c.Is(test.what) || len(sentences) != 1 || sentences[0].String() != test.sentences {
			t.Errorf("%s: %v %v, want %s: %s", test.name, c.Events, sentences, test.what, test.sentences)
		}
	}
}

// A line keeps the changed values of past days.
func TestLineKeepsPastValues(t *testing.T) {
	t.Parallel()
	c := report(t, func(r *register.Records) {
		listing(r, "acme/box").Periods[0].DeviceClasses = map[string]register.Attributes{"bess": {"max_power": {}}}
	}).Changes[0]
	line, err := register.EncodeJSON(change.LineOf(register.Revision{Seq: 1}, c))
	if err != nil {
		t.Fatal(err)
	}
	want := `"past":[],"past_values":[{"from":"2023-01-15","to":"2024-12-31","device_class":"bess","attribute":"max_power","before":5,"after":null}]}`
	if !strings.Contains(string(line), want) {
		t.Fatalf("the line has no %s:\n%s", want, line)
	}
	var read change.Line
	if err := json.Unmarshal(line, &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c.Outcome, read.Outcome, cmpopts.IgnoreFields(change.State{}, "Certification"), cmp.Comparer(func(a, b register.Value) bool { return a == b }), cmp.Comparer(func(a, b register.Date) bool { return a == b })); diff != "" {
		t.Errorf("the outcome (-made +read):\n%s", diff)
	}
}

func TestWithoutDay(t *testing.T) {
	t.Parallel()
	edit := func(r *register.Records) {
		certificate(r, "lab/1").Expiry = day("2027-12-31")
		certificate(r, "lab/3").Listings = append(certificate(r, "lab/3").Listings, "acme/open")
	}
	changes := change.BetweenRegisters(newRegister(t, sample()), newRegister(t, edited(t, edit)), register.Date{})
	if len(changes) != 2 || changes[0].Outcome != nil || len(changes[0].Effects) > 0 {
		t.Fatalf("a moved expiry has an outcome or effects: %+v", changes)
	}
	if e := changes[1].Effects; len(e) != 1 || e[0].Listing != "acme/open" || e[0].Certified != nil || !slices.Equal(e[0].Events, []change.EventType{change.CertificateAdded}) {
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
			for _, w := range e.Events {
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
