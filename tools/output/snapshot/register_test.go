package snapshot_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
	"opencec/tools/register/registertest"
)

// sameRecords compares records by value; dates and attribute values have no
// exported fields but ==.
var sameRecords = cmp.Options{
	cmp.Comparer(func(a, b register.Date) bool { return a == b }),
	cmp.Comparer(func(a, b register.Value) bool { return a == b }),
}

func day(text string) register.Date { return registertest.Day(text) }

func ptr[T any](v T) *T { return &v }

// buildDay is the day that the tests' builds hold for.
var buildDay = day("2026-11-23")

var buildVersion = register.Version{
	ID:     "0123456789abcdef0123456789abcdef01234567",
	Commit: "0123456789abcdef0123456789abcdef01234567",
	Time:   time.Date(2026, 11, 22, 10, 30, 0, 0, time.UTC),
}

// newRegister builds the register of records, or fails the test.
func newRegister(t testing.TB, records register.Records, version register.Version) *register.Register {
	t.Helper()
	reg, err := register.New(records, version)
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// newSample builds the register of sampleRecords.
func newSample() (*register.Register, error) { return register.New(sampleRecords(), buildVersion) }

// sampleRecords has records of every kind: one that uses every field and one
// that uses only what must be there.
func sampleRecords() register.Records {
	meta := func(id string) register.Meta {
		return register.Meta{
			ID:        id,
			CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
			UpdatedAt: time.Date(2026, 6, 7, 8, 9, 10, 0, time.UTC),
			Commit:    "89abcdef0123456789abcdef0123456789abcdef",
		}
	}
	source := []register.Source{{Title: "Data sheet", URL: "https://acme.example/sheet?a=1&b=2", Retrieved: day("2026-11-20")}}
	return register.Records{
		Settings: register.Settings{
			Title: "Sample register", Description: "For tests.", BaseURL: "https://register.example", TimeZone: "Australia/Sydney",
			Publisher: "Example", Licence: register.Licence{Name: "CC BY 4.0", SPDX: "CC-BY-4.0", URL: "https://creativecommons.org/licenses/by/4.0/"},
			Notices: []string{"Kept notice."}, StaleAfter: 14, MaxCopyAge: 7,
		},
		EntityTypes: []*register.EntityType{
			{Meta: register.Meta{ID: "client"}, Name: "Client", Description: "Speaks for devices."},
			{Meta: register.Meta{ID: "device"}, Name: "Device"},
		},
		DeviceClasses: []*register.DeviceClass{
			{Meta: register.Meta{ID: "bess"}, Name: "Battery", ShortName: "BESS", RequiresInverter: new(true), Attributes: []register.Attribute{
				{ID: "capacity", Name: "Capacity", Type: register.TypeNumber, Unit: "kWh", Minimum: ptr(0.0), Maximum: ptr(1000.5)},
				{ID: "usable_capacity", Name: "Usable capacity", Type: register.TypeNumber, Unit: "kWh", AtMost: "capacity"},
				{ID: "chemistry", Name: "Chemistry", Type: register.TypeEnum, Values: []register.EnumValue{
					{ID: "LFP", Aliases: []string{"LiFePO4"}}, {ID: "NMC", Name: "Nickel", Retired: day("2030-01-01")}}},
				{ID: "lowest_temperature", Name: "Lowest temperature", Type: register.TypeInteger, Unit: "°C"},
				{ID: "remark", Name: "Remark", Type: register.TypeText},
			}},
			{Meta: register.Meta{ID: "inverter"}, Name: "Inverter", Attributes: []register.Attribute{
				{ID: "input_voltage_range", Name: "Input voltage", Type: register.TypeRange, Unit: "V"},
				{ID: "grid_tie", Name: "Grid tie", Type: register.TypeBoolean},
			}},
			{Meta: register.Meta{ID: "load"}, Name: "Load"},
		},
		TestProfiles: []*register.TestProfile{
			{Meta: register.Meta{ID: "DER-G"}, Name: "DER-G", Title: "Generation", Group: "DER", Standard: "Procedure", Optional: true, Witnessed: true,
				Tests:    []register.Test{{ID: "ALL-01", Title: "Discovery", Category: "General", Role: register.RoleClient, Versions: []string{"1.2"}}},
				Versions: []string{"1.2"}, Retired: day("2027-01-01"), ReplacedBy: []string{"S-G"}, Sources: source},
			{Meta: register.Meta{ID: "S-G"}, Name: "S-G", Title: "Set points"},
		},
		Lists: []*register.List{
			{Meta: meta("batteries"), Name: "Approved batteries", Description: "What may be installed.", DeviceClass: "bess", Website: "https://lists.example/batteries",
				Date: day("2026-10-30"), FirstDate: day("2026-09-01"), Rows: 2, SHA256: strings.Repeat("0f", 32), Sources: source, FormerIDs: []string{"bess"}},
			{Meta: register.Meta{ID: "inverters"}, Name: "Approved inverters", DeviceClass: "inverter", Date: day("2026-09-30"), FirstDate: day("2026-09-30")},
		},
		Manufacturers: []*register.Manufacturer{
			{Meta: meta("acme"), Name: "Acme Ümlaut", Aliases: []string{"ACME"}, Description: "Makes <things> & more.",
				Website: "https://acme.example", Sources: source, FormerIDs: []string{"acme-ltd"}},
			{Meta: register.Meta{ID: "plain"}, Name: "Plain"},
		},
		CertifyingBodies: []*register.CertifyingBody{{Meta: meta("lab"), Name: "Laboratory", Website: "https://lab.example"}},
		Listings: []*register.Listing{
			{
				Meta: meta("acme/box-1"), Manufacturer: "acme", Brand: "Acme", Series: "Box", Model: "Box 1", Aliases: []string{"BOX-1", "Box I"},
				WhiteLabels: []register.WhiteLabel{{Brand: "Other"}, {Brand: "Third", Model: "T1"}}, EntityType: "client", Deployment: "native",
				CertificateType: "device", CSIPAUSVersion: "1.2", Software: &register.Software{Name: "Boxware", Versions: ">=25.10.4"},
				Hardware: "a gateway", Jurisdictions: []string{"NSW", "SA"},
				DeviceClasses: map[string]register.Attributes{
					"inverter": {"input_voltage_range": register.Range(-200, 1000), "grid_tie": register.Bool(true)},
					"bess": {"capacity": register.Number(13.5), "chemistry": register.Text("NMC"),
						"lowest_temperature": register.Number(-20), "remark": register.Text("=1+1")},
					"load": nil,
				},
				Periods:     []register.Period{{From: day("2023-01-15"), To: day("2025-12-31")}, {From: day("2026-03-05")}},
				Suspensions: []register.Suspension{{From: day("2025-02-01"), To: day("2025-03-01"), Reason: "Fault", Source: "https://acme.example/recall"}},
				Devices:     []string{"plain/unit"}, Notes: "Two lines,\nwith \"quotes\".", Sources: source, Sample: true, FormerIDs: []string{"acme/crate-1"},
			},
			{
				Meta: register.Meta{ID: "plain/gone"}, Manufacturer: "plain", Model: "+Gone", EntityType: "device",
				Periods:   []register.Period{{From: day("2020-01-01")}},
				Delisted:  &register.Ending{On: day("2024-05-01"), Reason: "-breach", Source: "https://plain.example"},
				Withdrawn: &register.Ending{On: day("2024-04-01")},
			},
			{
				Meta: register.Meta{ID: "plain/unit"}, Manufacturer: "plain", Model: "Unit", EntityType: "device",
				DeviceClasses: map[string]register.Attributes{"bess": {"capacity": register.Number(5)}},
				Periods: []register.Period{
					{From: day("2024-01-01"), To: day("2025-12-31"), DeviceClasses: map[string]register.Attributes{"bess": {"capacity": register.Value{}, "usable_capacity": register.Number(4)}}},
					{From: day("2026-01-01"), To: day("2027-12-31")}},
				NotInList: []register.Absence{
					{List: "batteries", LastSeen: day("2026-09-01"), Since: day("2026-09-15"), Back: day("2026-10-01")}, {List: "batteries", LastSeen: day("2026-10-01"), Since: day("2026-10-30")}},
			},
		},
		Certificates: []*register.Certificate{
			{
				Meta: meta("lab/lab-1"), Number: "LAB-1", CertifyingBody: "lab", Standard: "Procedure", StandardVersion: "2", CSIPAUSVersion: "1.2",
				CertificationDate: day("2023-01-15"), WitnessedDate: day("2023-01-10"), Expiry: day("2027-12-31"),
				TestProfiles: []string{"DER-G", "S-G"}, TestsPassed: []string{"ALL-01"}, SoftwareVersions: ">=25.10.4",
				Listings: []string{"acme/box-1", "plain/unit"}, Document: &register.Document{URL: "https://lab.example/1.pdf", SHA256: "00ff"},
				Notes: "@note", Sources: source, Sample: true, FormerIDs: []string{"lab/lab-one"},
			},
			{
				Meta: register.Meta{ID: "lab/lab-2"}, Number: "LAB-2", CertifyingBody: "lab", CertificationDate: day("2022-01-01"),
				Revoked: &register.Ending{On: day("2023-01-01"), Reason: "Error"}, Listings: []string{"plain/gone"},
			},
		},
	}
}

// randomRecords makes a register of n listings and as many certificates, with
// everything optional there or not.
func randomRecords(n int, seed uint64) register.Records {
	g := generator{rand.New(rand.NewPCG(seed, 0))}
	records := sampleRecords()
	records.Listings, records.Certificates = nil, nil
	for i := range n/100 + 1 {
		records.Manufacturers = append(records.Manufacturers, &register.Manufacturer{
			Meta: register.Meta{ID: fmt.Sprintf("maker-%d", i)}, Name: g.text(), Aliases: g.texts()})
	}
	for i := range n {
		records.Listings = append(records.Listings, g.listing(i, fmt.Sprintf("maker-%d", i/100)))
		records.Certificates = append(records.Certificates, g.certificate(i, records.Listings[i].ID))
	}
	return records
}

type generator struct{ *rand.Rand }

func (g generator) maybe() bool { return g.IntN(2) == 0 }

// text returns words that have every kind of character that a format escapes.
func (g generator) text() string {
	words := []string{"Power", "Wall", "10.0 kW", "=1+1", `"x"`, "a,b", "<&>", "°ü", "\u2028", "\n", "\t", "-5", "🔋", "\x7f", `\`}
	s := words[g.IntN(len(words))]
	for range g.IntN(3) {
		s += " " + words[g.IntN(len(words))]
	}
	return s
}

func (g generator) texts() []string {
	var texts []string
	for range g.IntN(3) {
		texts = append(texts, g.text())
	}
	return texts
}

func (g generator) date() register.Date { return register.NewDate(2001+g.IntN(30), 1, 1+g.IntN(365)) }

func (g generator) meta(id string) register.Meta {
	if g.maybe() {
		return register.Meta{ID: id}
	}
	at := time.Unix(1_600_000_000+g.Int64N(200_000_000), g.Int64N(1e9)).UTC()
	return register.Meta{ID: id, CreatedAt: at, UpdatedAt: at.Add(time.Hour), Commit: fmt.Sprintf("%040x", g.Uint64())}
}

func (g generator) listing(i int, manufacturer string) *register.Listing {
	l := &register.Listing{
		Meta: g.meta(fmt.Sprintf("%s/model-%d", manufacturer, i)), Manufacturer: manufacturer, Model: g.text(), EntityType: "device",
		Brand: g.text(), Aliases: g.texts(), Sample: g.maybe(),
		DeviceClasses: map[string]register.Attributes{"bess": {
			"capacity":  register.Number(g.Float64() * 100),
			"chemistry": register.Text("LFP"),
		}},
		Periods: []register.Period{{From: g.date(), To: g.date()}, {From: g.date()}},
		Sources: []register.Source{{URL: "https://example.com/list.csv", Retrieved: g.date()}},
	}
	if g.maybe() {
		l.DeviceClasses["inverter"] = register.Attributes{
			"input_voltage_range": register.Range(g.NormFloat64(), g.NormFloat64()),
			"grid_tie":            register.Bool(g.maybe()),
		}
	}
	if g.maybe() {
		l.Periods[1].DeviceClasses = map[string]register.Attributes{"bess": {"capacity": register.Number(g.Float64()), "chemistry": register.Value{}}}
		l.NotInList = []register.Absence{{List: "batteries", Since: g.date(), Back: g.date()}, {List: "inverters", LastSeen: g.date(), Since: g.date()}}
	}
	if g.maybe() {
		l.Software = &register.Software{Name: g.text(), Versions: ">=1.0"}
		l.Suspensions = []register.Suspension{{From: g.date(), To: g.date(), Reason: g.text()}}
		l.Delisted = &register.Ending{On: g.date(), Reason: g.text()}
		l.Notes = g.text()
		l.FormerIDs = []string{l.ID + "-old"}
	}
	return l
}

func (g generator) certificate(i int, listing string) *register.Certificate {
	c := &register.Certificate{
		Meta: g.meta(fmt.Sprintf("lab/lab-%d", i)), Number: g.text(), CertifyingBody: "lab", Standard: g.text(),
		CertificationDate: g.date(), Listings: []string{listing}, TestProfiles: []string{"DER-G", "S-G"},
	}
	if g.maybe() {
		c.Expiry, c.WitnessedDate = g.date(), g.date()
		c.Document = &register.Document{URL: "https://example.com/" + g.text()}
		c.Revoked = &register.Ending{On: g.date()}
	}
	return c
}
