package postgres

import (
	"slices"
	"testing"
	"time"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// whole returns the sample register with records in which every field is known.
func whole(t testing.TB) *register.Register {
	t.Helper()
	sources := []register.Source{{Title: "List", URL: "https://example.org/list", Retrieved: querytest.Day("2026-11-01")}, {URL: "https://example.org/2"}}
	meta := func(id string) register.Meta {
		return register.Meta{ID: id, CreatedAt: time.Date(2025, 2, 3, 4, 5, 6, 789, time.UTC), UpdatedAt: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Commit: "bbbb"}
	}
	low, high := 0.5, 1500.0
	sample := querytest.Sample()
	records := sample.Records
	client := sample.EntityType("client")
	client.Description, client.FormerIDs = "Software that speaks CSIP-AUS.", []string{"software"}
	class := sample.DeviceClass("bess")
	class.Description = "Batteries."
	class.Attributes[0].Minimum, class.Attributes[0].Maximum, class.Attributes[0].Description = &low, &high, "What it can give."
	class.Attributes[0].AtMost = "capacity"
	class.Attributes[2].Values[1].Description, class.Attributes[2].Values[1].Retired = "Nickel.", querytest.Day("2030-12-31")
	records.TestProfiles = append(records.TestProfiles, &register.TestProfile{
		Meta: register.Meta{ID: "S"}, Name: "S", Title: "Subscriptions", Description: "Of events.", Group: "Client", Standard: "CSIP-AUS", Optional: true, Witnessed: true,
		Tests:    []register.Test{{ID: "ALL-01", Title: "Discovery", Category: "Start", Role: register.RoleClient, Versions: []string{"1.1", "1.2"}}, {ID: "ALL-02", Title: "Time"}},
		Versions: []string{"1.1a", "1.2"}, Retired: querytest.Day("2024-06-30"), ReplacedBy: []string{"DER-G"}, Sources: sources,
	})
	list := sample.List("inverters")
	list.Sources = sources
	manufacturer := sample.Manufacturer("tesla")
	manufacturer.Meta, manufacturer.Description, manufacturer.Website, manufacturer.Sources = meta(manufacturer.ID), "Makes batteries.", "https://maker.example", sources
	body := sample.CertifyingBody("ul")
	body.Meta, body.Description, body.Website = meta(body.ID), "A laboratory.", "https://body.example"
	records.Listings = append(records.Listings, &register.Listing{
		Meta: meta("tesla/whole"), Manufacturer: "tesla", Brand: "Tesla", Series: "Series W", Model: "Whole", Aliases: []string{"WHOLE (2020)"},
		WhiteLabels: []register.WhiteLabel{{Brand: "Other", Model: "W-1"}, {Brand: "Ünder"}},
		EntityType:  "client", Deployment: "cloud-gateway", CertificateType: "aggregator", CSIPAUSVersion: "1.1a",
		Software: &register.Software{Name: "Agent", Versions: ">=1"}, Hardware: "A box.", Jurisdictions: []string{"NSW", "SA"},
		DeviceClasses: map[string]register.Attributes{
			"bess":     {"max_power": register.Number(5), "chemistry": register.Text("NMC")},
			"inverter": {"input_voltage_range": register.Range(200, 1000.5), "grid_tie": register.Bool(true), "note": register.Text("Loud")},
		},
		Periods: []register.Period{
			{From: querytest.Day("2023-01-01"), To: querytest.Day("2023-12-31"), DeviceClasses: map[string]register.Attributes{
				"bess": {"max_power": register.Number(4.6), "capacity": register.Number(10), "chemistry": register.Value{}}}},
			{From: querytest.Day("2024-01-01")}},
		NotInList: []register.Absence{
			{List: "inverters", LastSeen: querytest.Day("2026-09-01"), Since: querytest.Day("2026-10-01"), Back: querytest.Day("2026-11-10")},
			{List: "batteries", Since: querytest.Day("2026-10-30")}},
		Suspensions: []register.Suspension{{From: querytest.Day("2023-03-01"), To: querytest.Day("2023-03-31"), Reason: "Firmware.", Source: "https://example.org/s"}},
		Delisted:    &register.Ending{On: querytest.Day("2026-05-01"), Reason: "Breach.", Source: "https://example.org/d"},
		Withdrawn:   &register.Ending{On: querytest.Day("2026-04-01"), Reason: "Wish.", Source: "https://example.org/w"},
		Devices:     []string{"solaredge/se10k"}, Notes: "A note.\nIn two lines.", Sources: sources, Sample: true, FormerIDs: []string{"tesla/hole"},
	})
	records.Certificates = append(records.Certificates, &register.Certificate{
		Meta: meta("ul/whole"), Number: "UL Whole", CertifyingBody: "ul", Standard: "Procedures", StandardVersion: "2", CSIPAUSVersion: "1.2",
		CertificationDate: querytest.Day("2023-02-01"), WitnessedDate: querytest.Day("2023-01-20"), Expiry: querytest.Day("2026-12-31"),
		Revoked:      &register.Ending{On: querytest.Day("2025-06-01"), Reason: "Error.", Source: "https://example.org/r"},
		TestProfiles: []string{"S", "A"}, TestsPassed: []string{"ALL-02", "ALL-01"}, SoftwareVersions: ">=1", Listings: []string{"tesla/whole", "enphase/envoy"},
		Document: &register.Document{URL: "https://example.org/c.pdf", SHA256: "ab"}, Notes: "Noted.", Sources: sources[:1], Sample: true, FormerIDs: []string{"ul/hole"},
	})
	return rebuilt(t, records, sample.Version)
}

// rebuilt makes a register of records.
func rebuilt(t testing.TB, records register.Records, version register.Version) *register.Register {
	t.Helper()
	reg, err := register.New(records, version)
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// version returns a version of that name, of which no commit is known.
func version(id string) register.Version { return register.Version{ID: id} }

// changed returns a register in which some listings are others: edit gets copies of
// them and returns those that there shall be.
func changed(t testing.TB, reg *register.Register, id string, edit func([]*register.Listing) []*register.Listing) *register.Register {
	t.Helper()
	records := reg.Records
	copies := make([]*register.Listing, len(records.Listings))
	for i, l := range records.Listings {
		c := *l
		copies[i] = &c
	}
	records.Listings = edit(copies)
	return rebuilt(t, withoutDangling(records), version(id))
}

// nothingElse changes nothing but the version.
func nothingElse(all []*register.Listing) []*register.Listing { return all }

// withoutDangling leaves out what refers to listings that are gone.
func withoutDangling(records register.Records) register.Records {
	there := map[string]bool{}
	for _, l := range records.Listings {
		there[l.ID] = true
	}
	gone := func(id string) bool { return !there[id] }
	for _, l := range records.Listings {
		l.Devices = slices.DeleteFunc(slices.Clone(l.Devices), gone)
	}
	var certificates []*register.Certificate
	for _, c := range records.Certificates {
		copied := *c
		copied.Listings = slices.DeleteFunc(slices.Clone(c.Listings), gone)
		certificates = append(certificates, &copied)
	}
	records.Certificates = certificates
	return records
}

// begun returns the history of a register that has had one revision.
func begun(reg *register.Register) *register.History {
	h := &register.History{
		Revisions: []register.Revision{{Seq: 1, Commit: reg.Version.Commit, Time: reg.Version.Time, Author: "Ann", Summary: "The register begins"}},
		Settings:  []register.SettingsVersion{{Seq: 1, Settings: &reg.Settings}},
	}
	for rec := range reg.All() {
		h.Versions = append(h.Versions, register.RecordVersion{Seq: 1, Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Record: rec})
	}
	return h
}
