package website

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"opencec/tools/history/journal"
	"opencec/tools/register"
)

// saidOn returns the facts in versions at the end of a day.
func saidOn(versions []factsVersion, day register.Date) string {
	facts := notListed
	for _, e := range versions {
		if !e.since.After(day) {
			facts = e.facts
		}
	}
	return facts
}

// The facts of each day are those of a register of all records at the end of that day.
func TestFactsOfEachDayMatchItsRegister(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 5))
		h, ids := randomHistory(rng)
		now := newRegister(t, h.At(len(h.Revisions)))
		versions := factsVersionsOf(newJournalIndex(journal.ContentsOf(h, now.Location()), now.Location()), now)
		for d := register.NewDate(2026, time.January, 1); d.Before(register.NewDate(2026, time.March, 1)); d = d.AddDays(1) {
			then := newRegister(t, withZone(h.At(h.AsOf(register.EndOf(d, now.Location())))))
			for _, id := range ids {
				want := notListed
				if l := then.Listing(id); l != nil {
					want = listingFacts(l, then.CertificatesOf(id)).String()
				}
				if got := saidOn(versions[register.Listings.Ref(id)], d); got != want {
					t.Fatalf("seed %d: %s on %s: the page says %s, the register %s", seed, id, d, got, want)
				}
			}
		}
	}
}

// withZone gives the records of the time before the first revision a time zone, which
// a register needs.
func withZone(records register.Records) register.Records {
	if records.Settings.TimeZone == "" {
		records.Settings.TimeZone = "Australia/Sydney"
	}
	return records
}

// randomHistory makes listings and certificates that come, change and go, several
// times on some days.
func randomHistory(rng *rand.Rand) (*register.History, []string) {
	ids := []string{"m/a", "m/b", "m/c"}
	at := time.Date(2026, time.January, 3, 5, 0, 0, 0, time.UTC)
	var states []state
	for range 25 {
		records := vocabulary()
		records.Manufacturers = []*register.Manufacturer{{Meta: id("m"), Name: "M"}}
		var there []string
		for _, key := range ids {
			if rng.IntN(4) == 0 {
				continue
			}
			there = append(there, key)
			l := randomListing(rng)
			l.Meta, l.Manufacturer, l.Model, l.EntityType = id(key), "m", key, "device"
			records.Listings = append(records.Listings, l)
		}
		for i := range rng.IntN(3) {
			if len(there) > 0 {
				c := randomCertificate(rng)
				c.Meta, c.Number, c.CertifyingBody = id(fmt.Sprintf("lab/%d", i)), "N", "lab"
				c.Listings = there[:1+rng.IntN(len(there))]
				records.Certificates = append(records.Certificates, c)
			}
		}
		states = append(states, state{at.Format(time.RFC3339), "s", records})
		at = at.Add(time.Duration(1+rng.IntN(60)) * time.Hour)
	}
	return historyOf(states...), ids
}

// A listing that has another id now is asked for under that id, whatever it was then.
func TestEditionsUnderFormerIDs(t *testing.T) {
	t.Parallel()
	r := newRegister(t, testRecords())
	p := newJournalIndex(testJournal(), r.Location())
	versions := factsVersionsOf(p, r)[p.root(register.Listings.Ref("tesla/powerwall-2"))]
	want := listingFacts(r.Listing("tesla/powerwall-2"), r.CertificatesOf("tesla/powerwall-2")).String()
	if len(versions) != 1 || versions[0].since != date("2026-01-05") || versions[0].facts != want {
		t.Errorf("versions %v, want one since 5 January 2026 with the facts of today", versions)
	}
}

// What a revision says counts once all files can be read again.
func TestEditionsOfBrokenRevisions(t *testing.T) {
	t.Parallel()
	h := testHistory()
	for i, e := range h.Versions {
		if e.Seq == 2 && e.ID == movedListing {
			broken := register.RecordVersion{Seq: 2, Kind: register.Manufacturers, ID: "dot-8", Unreadable: "line 3: no value"}
			again := register.RecordVersion{Seq: 3, Kind: register.Manufacturers, ID: "dot-8", Record: testRecords().Manufacturers[3]}
			h.Versions = append(h.Versions[:i:i], append([]register.RecordVersion{broken, e, again}, h.Versions[i+1:]...)...)
			break
		}
	}
	r := newRegister(t, testRecords())
	versions := factsVersionsOf(newJournalIndex(journal.ContentsOf(h, r.Location()), r.Location()), r)[register.Listings.Ref(movedListing)]
	if len(versions) != 2 || versions[1].since != date("2026-07-01") {
		t.Errorf("versions %v, want the second since 1 July 2026", versions)
	}
}
