package querytest

import (
	"slices"

	"opencec/tools/register"
)

// Commits of SampleHistory's revisions, by their number from 1. The third and the eighth begin
// alike, so that a short prefix may be either.
var pastCommits = [...]string{
	1:  "1111111111111111111111111111111111111111",
	2:  "2222222222222222222222222222222222222222",
	3:  "abcdef0300000000000000000000000000000000",
	4:  "4444444444444444444444444444444444444444",
	5:  "5555555555555555555555555555555555555555",
	6:  "6666666666666666666666666666666666666666",
	7:  "7777777777777777777777777777777777777777",
	8:  "abcdef0800000000000000000000000000000000",
	9:  "9999999999999999999999999999999999999999",
	10: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	11: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
	12: "cccccccccccccccccccccccccccccccccccccccc",
}

// Commits of SampleHistory that changed nothing.
const (
	beforePast   = "0000000000000000000000000000000000000001" // older than the register
	afterSecond  = "dddddddddddddddddddddddddddddddddddddd02"
	afterEighth  = "dddddddddddddddddddddddddddddddddddddd08"
	afterEighth2 = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee08"
)

// SampleHistory returns a history of a register like Sample's, in which all that happens to
// registers happens once. The fourth revision and the seventh are not whole.
func SampleHistory() *register.History {
	s := newHistoryBuilder()
	s.Oldest = pastCommits[1]
	s.unchanged(beforePast)
	s.commit(pastCommits[1], "2026-01-05T22:30:00Z", "Ann", "The register begins", putAll(firstRecords()))
	s.commit(pastCommits[2], "2026-02-10T03:00:00Z", "Ann", "An expiry is moved after it had passed",
		rewrite("goodwe/gw5000-eh", func(l *register.Listing) {
			l.Periods = []register.Period{{From: Day("2022-11-24"), To: Day("2027-11-24")}}
		}))
	s.unchanged(afterSecond)
	// The first instant of 1 March in Sydney.
	s.commit(pastCommits[3], "2026-02-28T13:00:00Z", "Ben", "A new listing, and a certificate for a series", put(primo()), put(seriesCertificate()))
	breakAndFix(s)
	s.commit(pastCommits[6], "2026-03-20T02:00:00Z", "Ben", "A listing ends, and its certificate with it",
		rewrite("enphase/iq-battery-5p", func(l *register.Listing) {
			l.Delisted = &register.Ending{On: Day("2026-03-20"), Reason: "breach"}
		}),
		rewrite("ul/ul-2024-0001", func(c *register.Certificate) { c.Revoked = &register.Ending{On: Day("2026-03-20")} }))
	s.commit(pastCommits[7], "2026-04-01T00:00:00Z", "Ann", "A certificate before the listing that it covers", put(earlyCertificate()))
	s.commit(pastCommits[8], "2026-04-02T00:00:00Z", "Ann", "The listing that was missing", put(powerwall9()))
	s.unchanged(afterEighth)
	s.unchanged(afterEighth2)
	renameAndMerge(s)
	s.commit(pastCommits[11], "2026-08-30T23:59:59Z", "", "", putSettings(laterSettings()), rewrite("goodwe", func(*register.Manufacturer) {}))
	s.commit(pastCommits[12], "2026-11-20T01:02:03Z", "=cmd|'/c calc'!A1", "", remove(register.Certificates, "ul/ul-2026-9"), remove(register.Listings, "tesla/powerwall-9"))
	return s.History
}

// breakAndFix leaves a file unreadable that others refer to, and mends it in the same
// second as what comes next.
func breakAndFix(s *historyBuilder) {
	s.commit(pastCommits[4], "2026-03-19T23:00:00Z", `Zoë "Q" O'Neil <b>`, "Suspend: \u201cSE10K\u201d,\u2028<script>\\u0000 \U0001F50B & more",
		makeUnreadable(register.Listings, "solaredge/se10k", "line 9: \"\t\" is no indentation"))
	s.commit(pastCommits[5], "2026-03-20T02:00:00Z", `Zoë "Q" O'Neil <b>`, "Suspend, this time with spaces",
		rewrite("solaredge/se10k", func(l *register.Listing) { l.Suspensions = []register.Suspension{{From: Day("2026-03-20")}} }))
}

// renameAndMerge gives a listing another id and its manufacturer another name, and then
// makes one listing of two, and moves the expiry of their certificate.
func renameAndMerge(s *historyBuilder) {
	covers := func(listings ...string) func(*register.Certificate) {
		return func(c *register.Certificate) { c.Listings = listings }
	}
	s.commit(pastCommits[9], "2026-05-01T00:00:00Z", "Ben", "Powerwall II is the Powerwall 2 of Tesla Energy",
		rename(register.Listings, "tesla/powerwall-ii", "tesla/powerwall-2"),
		rewrite("sapn/2024-7", covers("fronius/gateway", "tesla/powerwall-2")),
		rewrite("ul/ul-2023-0142", covers("tesla/powerwall-2")),
		rewrite("tesla", func(m *register.Manufacturer) { m.Name, m.Aliases = "Tesla Energy", []string{"Tesla"} }))
	s.commit(pastCommits[10], "2026-06-15T05:00:00Z", "Ben", "One product, not two",
		remove(register.Listings, "solaredge/se7600h"),
		rewrite("solaredge/se7600h-us", func(l *register.Listing) { l.FormerIDs = []string{"solaredge/se7600h"} }),
		rewrite("ul/series-1", func(c *register.Certificate) {
			c.Listings, c.Expiry = []string{"solaredge/se7600h-us", "solaredge/se10k"}, Day("2028-02-29")
		}))
}

// firstRecords are those of the sample as they were before all that SampleHistory tells.
func firstRecords() register.Records {
	records := sampleRecords()
	listing := func(id string) *register.Listing {
		return records.Listings[slices.IndexFunc(records.Listings, func(l *register.Listing) bool { return l.ID == id })]
	}
	powerwall := listing("tesla/powerwall-2")
	powerwall.ID, powerwall.FormerIDs = "tesla/powerwall-ii", nil
	listing("solaredge/se10k").Suspensions = nil
	listing("enphase/iq-battery-5p").Delisted = nil
	twin := copied(listing("solaredge/se7600h-us")).(*register.Listing)
	twin.ID, twin.Model = "solaredge/se7600h", "SE7600H"
	records.Listings = append(records.Listings, twin)
	for _, c := range records.Certificates {
		c.Revoked = nil
		for i, id := range c.Listings {
			if id == "tesla/powerwall-2" {
				c.Listings[i] = "tesla/powerwall-ii"
			}
		}
	}
	return records
}

func primo() *register.Listing {
	return &register.Listing{Meta: id("fronius/primo"), Manufacturer: "fronius", Brand: "Fronius", Model: "Primo", EntityType: "device",
		DeviceClasses: map[string]register.Attributes{"inverter": {"max_power": register.Number(8.2)}},
		Periods:       []register.Period{{From: Day("2026-03-01")}}, Sample: true}
}

func seriesCertificate() *register.Certificate {
	return &register.Certificate{Meta: id("ul/series-1"), Number: "UL series 1", CertifyingBody: "ul", CertificationDate: Day("2026-02-20"), Expiry: Day("2027-02-19"),
		TestProfiles: []string{"DER-G"}, Listings: []string{"solaredge/se7600h", "solaredge/se7600h-us", "solaredge/se10k"}}
}

func earlyCertificate() *register.Certificate {
	return &register.Certificate{Meta: id("ul/ul-2026-9"), Number: "UL-2026-9", CertifyingBody: "ul", CertificationDate: Day("2026-03-01"), Listings: []string{"tesla/powerwall-9"}}
}

func powerwall9() *register.Listing {
	return &register.Listing{Meta: id("tesla/powerwall-9"), Manufacturer: "tesla", Model: "Powerwall 9", EntityType: "client", Periods: []register.Period{{From: Day("2026-03-01")}}, Sample: true}
}

func laterSettings() register.Settings {
	settings := sampleRecords().Settings
	settings.Title = "Sample register of another name"
	return settings
}
