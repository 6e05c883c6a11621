package change_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"opencec/tools/history/change"
	"opencec/tools/register"
	"opencec/tools/register/registertest"
)

func day(text string) register.Date { return registertest.Day(text) }

func ptr[T any](v T) *T { return &v }

// today is the day of the statuses in all tests.
var today = day("2026-11-23")

// sample is a small register in which most fields are used. Tests change one thing
// in a copy.
func sample() *register.Records {
	meta := func(id string) register.Meta { return register.Meta{ID: id} }
	source := register.Source{Title: "List", URL: "https://example.org/list", Retrieved: day("2026-11-01")}
	return &register.Records{
		Settings: register.Settings{
			Title: "Test register", Description: "For tests.", BaseURL: "https://register.example", TimeZone: "Australia/Sydney",
			Publisher: "Example", Licence: register.Licence{Name: "CC BY 4.0", SPDX: "CC-BY-4.0", URL: "https://example.org/by"}, Notices: []string{"Kept notice."},
		},
		EntityTypes: []*register.EntityType{{Meta: meta("client"), Name: "Client"}, {Meta: meta("device"), Name: "Device", Description: "A product."}},
		DeviceClasses: []*register.DeviceClass{
			{Meta: meta("bess"), Name: "Battery energy storage system", ShortName: "Battery", Attributes: []register.Attribute{
				{ID: "max_power", Name: "Maximum power", Type: register.TypeNumber, Unit: "kW", Minimum: ptr(0.0)},
				{ID: "capacity", Name: "Capacity", Type: register.TypeNumber, Unit: "kWh", Minimum: ptr(0.1), Maximum: ptr(5000.0)},
				{ID: "usable_capacity", Name: "Usable capacity", Type: register.TypeNumber, Unit: "kWh", AtMost: "capacity"},
				{ID: "chemistry", Name: "Chemistry", Type: register.TypeEnum, Values: []register.EnumValue{{ID: "LFP", Aliases: []string{"LiFePO4"}}, {ID: "NMC"}}},
				{ID: "efficiency", Name: "Round-trip efficiency", Type: register.TypeNumber, Unit: "%"},
				{ID: "cycle_life", Name: "Cycle life", Type: register.TypeInteger, Unit: "cycles"},
			}},
			{Meta: meta("inverter"), Name: "Inverter", Attributes: []register.Attribute{
				{ID: "input_voltage", Name: "Input voltage", Type: register.TypeRange, Unit: "V"},
				{ID: "grid_tie", Name: "Grid tie", Type: register.TypeBoolean},
				{ID: "remark", Name: "Remark", Type: register.TypeText},
			}},
			{Meta: meta("load"), Name: "Load", RequiresInverter: ptr(true)},
		},
		TestProfiles: []*register.TestProfile{
			{Meta: meta("A"), Name: "A", Title: "All clients", Versions: []string{"1.2"}, Tests: []register.Test{
				{ID: "ALL-01", Title: "Discovery", Versions: []string{"1.2"}}, {ID: "ALL-02", Title: "Time", Category: "Basics", Role: "client"},
			}},
			{Meta: meta("DER-G"), Name: "DER-G", Title: "Generation"},
			{Meta: meta("S"), Name: "S", Title: "Subscriptions", Description: "Old.", Group: "Subs", Standard: "Procedure", Optional: true, Witnessed: true,
				Retired: day("2024-06-30"), ReplacedBy: []string{"DER-G"}, Sources: []register.Source{source}, FormerIDs: []string{"SUB"}},
		},
		Manufacturers: []*register.Manufacturer{
			{Meta: meta("acme"), Name: "Acme", Aliases: []string{"ACME Ltd"}, Website: "https://acme.example", Sources: []register.Source{source}},
			{Meta: meta("sunny"), Name: "Sunny"},
		},
		CertifyingBodies: []*register.CertifyingBody{{Meta: meta("lab"), Name: "Laboratory"}},
		Lists: []*register.List{{Meta: meta("inverters"), Name: "Approved inverters", DeviceClass: "inverter", Website: "https://example.org/inverters",
			Date: day("2026-04-02"), FirstDate: day("2022-01-10"), Rows: 2741, SHA256: strings.Repeat("ab", 32)}},
		Listings: []*register.Listing{
			{
				Meta: meta("acme/box"), Manufacturer: "acme", Brand: "Acme", Series: "Box", Model: "Box 13", Aliases: []string{"BOX13"},
				WhiteLabels: []register.WhiteLabel{{Brand: "Other", Model: "O1"}}, EntityType: "client", Deployment: "native", CertificateType: "device",
				CSIPAUSVersion: "1.2", Software: &register.Software{Name: "Boxware", Versions: ">=25.10"}, Hardware: "A gateway", Jurisdictions: []string{"NSW", "SA"},
				DeviceClasses: map[string]register.Attributes{
					"bess": {"max_power": register.Number(5), "capacity": register.Number(13.5), "chemistry": register.Text("NMC"),
						"efficiency": register.Number(90), "cycle_life": register.Number(5000)},
					"inverter": {"input_voltage": register.Range(200, 1000), "grid_tie": register.Bool(true), "remark": register.Text("Indoors")},
				},
				Periods:     []register.Period{{From: day("2023-01-15"), To: day("2024-12-31")}, {From: day("2025-03-05"), To: day("2025-12-31")}},
				Suspensions: []register.Suspension{{From: day("2025-04-01"), To: day("2025-04-30"), Reason: "Fault", Source: "https://acme.example/recall"}},
				Devices:     []string{"sunny/s5"}, Notes: "A note.", Sources: []register.Source{source}, FormerIDs: []string{"acme/crate"},
			},
			{Meta: meta("acme/open"), Manufacturer: "acme", Model: "Open", EntityType: "client", Periods: []register.Period{{From: day("2024-01-01")}}},
			{Meta: meta("acme/over"), Manufacturer: "acme", Model: "Over", EntityType: "client", Periods: []register.Period{{From: day("2020-01-01")}},
				Delisted: &register.Ending{On: day("2024-05-01"), Reason: "Breach", Source: "https://acme.example/breach"}},
			{Meta: meta("acme/plain"), Manufacturer: "acme", Model: "Plain", EntityType: "client", Periods: []register.Period{{From: day("2024-01-01"), To: day("2027-12-31")}}},
			{Meta: meta("acme/stopped"), Manufacturer: "acme", Model: "Stopped", EntityType: "client", Periods: []register.Period{{From: day("2024-01-01")}},
				Suspensions: []register.Suspension{{From: day("2026-10-01"), Reason: "Firmware"}}},
			{Meta: meta("sunny/s5"), Manufacturer: "sunny", Model: "S5", EntityType: "device", Sample: true,
				DeviceClasses: map[string]register.Attributes{"inverter": {}}, Periods: []register.Period{{From: day("2020-01-01")}}, Withdrawn: &register.Ending{On: day("2030-01-01")}},
		},
		Certificates: []*register.Certificate{
			{
				Meta: meta("lab/1"), Number: "LAB-1", CertifyingBody: "lab", Standard: "Procedure", StandardVersion: "2", CSIPAUSVersion: "1.2",
				CertificationDate: day("2023-01-15"), WitnessedDate: day("2023-01-10"), Expiry: day("2025-12-31"),
				TestProfiles: []string{"A"}, TestsPassed: []string{"ALL-01"}, SoftwareVersions: ">=25.10", Listings: []string{"acme/box", "acme/plain"},
				Document: &register.Document{URL: "https://lab.example/1.pdf", SHA256: strings.Repeat("ab", 32)}, Notes: "A note.", Sources: []register.Source{source},
				FormerIDs: []string{"lab/one"},
			},
			{Meta: meta("lab/2"), Number: "LAB-2", CertifyingBody: "lab", CertificationDate: day("2024-01-01"), Listings: []string{"acme/open"},
				Revoked: &register.Ending{On: day("2026-01-01"), Reason: "Retest"}, Sample: true},
			{Meta: meta("lab/3"), Number: "LAB-3", CertifyingBody: "lab", CertificationDate: day("2024-01-01"), Expiry: day("2028-06-30"), Listings: []string{"acme/stopped"}},
		},
	}
}

// edited returns a copy of the sample in which edit has changed something.
func edited(t testing.TB, edit func(r *register.Records)) *register.Records {
	t.Helper()
	r := clone(t, sample())
	edit(r)
	return r
}

// clone copies records through their stored form.
func clone(t testing.TB, r *register.Records) *register.Records {
	t.Helper()
	text, err := register.EncodeJSON(r)
	if err != nil {
		t.Fatal(err)
	}
	var c register.Records
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return &c
}

func newRegister(t testing.TB, records *register.Records) *register.Register {
	t.Helper()
	// New sorts in place.
	own := *records
	own.EntityTypes, own.DeviceClasses, own.TestProfiles = slices.Clone(own.EntityTypes), slices.Clone(own.DeviceClasses), slices.Clone(own.TestProfiles)
	own.Manufacturers, own.CertifyingBodies = slices.Clone(own.Manufacturers), slices.Clone(own.CertifyingBodies)
	own.Listings, own.Certificates, own.Lists = slices.Clone(own.Listings), slices.Clone(own.Certificates), slices.Clone(own.Lists)
	reg, err := register.New(own, register.Version{ID: "test", Commit: "test", Time: time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// report compares the sample with what edit makes of it.
func report(t testing.TB, edit func(r *register.Records)) change.Report {
	t.Helper()
	return change.NewReport(newRegister(t, sample()), newRegister(t, edited(t, edit)), today)
}

func listing(r *register.Records, id string) *register.Listing {
	return r.Listings[slices.IndexFunc(r.Listings, func(l *register.Listing) bool { return l.ID == id })]
}

func certificate(r *register.Records, id string) *register.Certificate {
	return r.Certificates[slices.IndexFunc(r.Certificates, func(c *register.Certificate) bool { return c.ID == id })]
}

// without removes the record of that id.
func without[R register.Record](records []R, id string) []R {
	return slices.DeleteFunc(records, func(rec R) bool { return rec.RecordMeta().ID == id })
}
