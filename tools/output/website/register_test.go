package website

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"opencec/tools/register"
	"opencec/tools/register/registertest"
)

// day is the day that the tests' sites are built for.
var day = register.NewDate(2026, time.November, 23)

// date reads a date of a test; "" is none.
func date(s string) register.Date {
	if s == "" {
		return register.Date{}
	}
	return registertest.Day(s)
}

// periods reads "2023-01-15–2025-12-31", where the end may be missing.
func periods(texts ...string) []register.Period {
	list := make([]register.Period, len(texts))
	for i, s := range texts {
		from, to, _ := strings.Cut(s, "–")
		list[i] = register.Period{From: date(from), To: date(to)}
	}
	return list
}

func id(s string) register.Meta { return register.Meta{ID: s} }

func pointer(f float64) *float64 { return &f }

// Names that would break a page that did not treat them as text.
const (
	hostileScript    = `<script>alert(1)</script>`
	hostileImage     = `"><img src=x onerror=alert(1)>`
	hostileTraversal = `../../etc/x`
	hostileShortcode = `{{< figure src="x" >}} {{% x %}} {{ .Site }}`
	hostileRTL       = "\u202eבטרייה"
)

var hostileLong = strings.Repeat("Wide", 50)

// vocabulary is what all registers of the tests have.
func vocabulary() register.Records {
	return register.Records{
		Settings: register.Settings{
			Title: "Register of the tests", Description: "Listings that exist for tests.",
			BaseURL: "https://register.example.org", TimeZone: "Australia/Sydney",
			Publisher: "The tests", Repository: "https://git.example.org/register", Contact: "tests@example.org",
			Licence: register.Licence{Name: "Creative Commons Attribution 4.0", SPDX: "CC-BY-4.0", URL: "https://creativecommons.org/licenses/by/4.0/"},
			Notices: []string{"Test definitions: Copyright (c) somebody, under the MIT licence."},
		},
		EntityTypes: []*register.EntityType{
			{Meta: id("client"), Name: "Client", Description: "Software that speaks to a utility server."},
			{Meta: id("server"), Name: "Server"},
			{Meta: id("device"), Name: "Device", Description: "A product that claims no client of its own."},
		},
		DeviceClasses: []*register.DeviceClass{
			{Meta: id("bess"), Name: "Battery energy storage system", ShortName: "Battery", Description: "Stores energy.\n\nWith or without an inverter.", RequiresInverter: new(true), Attributes: []register.Attribute{
				{ID: "max_power", Name: "Maximum power", Type: register.TypeNumber, Unit: "kW", Minimum: pointer(0)},
				{ID: "capacity", Name: "Nominal capacity", Type: register.TypeNumber, Unit: "kWh", Minimum: pointer(0), Maximum: pointer(100000)},
				{ID: "chemistry", Name: "Chemistry", Type: register.TypeEnum, Values: []register.EnumValue{{ID: "LFP", Name: "Lithium iron phosphate"}, {ID: "NMC"}}},
				{ID: "efficiency", Name: "Efficiency", Type: register.TypeNumber, Unit: "%", Minimum: pointer(0), Maximum: pointer(100)},
			}},
			{Meta: id("inverter"), Name: "Inverter", Attributes: []register.Attribute{
				{ID: "max_power", Name: "Maximum power", Type: register.TypeNumber, Unit: "kW"},
				{ID: "input_voltage_range", Name: "Input voltage", Type: register.TypeRange, Unit: "V"},
				{ID: "grid_tie", Name: "Grid tie", Type: register.TypeBoolean},
			}},
			{Meta: id("evse"), Name: "EV charger"},
		},
		TestProfiles: []*register.TestProfile{
			{Meta: id("A"), Name: "A", Title: "All clients that manage devices", Group: "Communication", Versions: []string{"1.2", "1.3"}, Tests: []register.Test{{ID: "ALL-01", Title: "Connects", Versions: []string{"1.2"}}}},
			{Meta: id("DER-G"), Name: "DER-G", Title: "Devices that generate", Group: "Devices", Witnessed: true, FormerIDs: []string{"DER-GEN"}},
			{Meta: id("S.1"), Name: "S", Title: "Notifications", Retired: register.NewDate(2025, time.June, 30), ReplacedBy: []string{"A"}},
		},
		CertifyingBodies: []*register.CertifyingBody{
			{Meta: id("lab"), Name: "The Laboratory", Description: "Tests clients.", Website: "https://lab.example.org"},
			{Meta: id("idle"), Name: "Öffentliche Stelle"},
		},
	}
}

// testRecords has a listing of every status, certificates of every status, pairs
// of clients and devices, former ids and hostile texts in every field that takes
// text.
func testRecords() register.Records {
	records := vocabulary()
	records.Manufacturers = []*register.Manufacturer{
		{Meta: id("tesla"), Name: "Tesla", Aliases: []string{"TESLA MOTORS"}},
		{Meta: id("zebra"), Name: "Zébra Énergie", FormerIDs: []string{"zebra-old"}},
		{Meta: id("hostile"), Name: hostileScript, Aliases: []string{hostileImage}, Description: hostileShortcode, Website: "javascript:alert(1)"},
		{Meta: id("dot-8"), Name: "8 Star & Söhne"},
		{Meta: id("idle"), Name: "Nothing Listed"},
	}
	records.Lists = []*register.List{{Meta: id("inverters"), Name: "Approved inverters", Description: hostileScript, DeviceClass: "inverter", Website: "javascript:alert(1)", Date: date("2026-11-13"), FirstDate: date("2026-01-05"), Rows: 1}}
	records.Listings = []*register.Listing{
		{
			Meta: id("tesla/powerwall-2"), Manufacturer: "tesla", Brand: "Tesla", Series: "Powerwall", Model: "Powerwall 2", Sample: true,
			EntityType: "client", Deployment: "native", CertificateType: "device", CSIPAUSVersion: "1.2", Software: &register.Software{Name: "Powerwall", Versions: ">=25.10.4"},
			DeviceClasses: map[string]register.Attributes{"bess": {"max_power": register.Number(5), "capacity": register.Number(13500.5), "chemistry": register.Text("LFP")}, "inverter": {"input_voltage_range": register.Range(200, 1000), "grid_tie": register.Bool(true)}},
			Periods:       periods("2023-01-15–2025-12-31", "2026-03-05–"),
			Suspensions:   []register.Suspension{{From: date("2025-02-01"), To: date("2025-03-01"), Reason: "Firmware"}},
			Devices:       []string{"zebra/ac-10"}, FormerIDs: []string{"tesla/powerwall-two"},
			Sources: []register.Source{{Title: "The maker", URL: "https://maker.example.org/?a=1&b=2", Retrieved: date("2026-11-01")}},
		},
		{Meta: id("tesla/powerwall-3"), Manufacturer: "tesla", Series: "Powerwall", Model: "Powerwall 3", EntityType: "client", DeviceClasses: map[string]register.Attributes{"bess": {}}, Periods: periods("2025-01-01–2027-10-12")},
		{Meta: id("zebra/ac-10"), Manufacturer: "zebra", Model: "AC-10 (AS4777-2 2020)", Aliases: []string{"AC10"}, WhiteLabels: []register.WhiteLabel{{Brand: "Okapi", Model: "O10"}}, EntityType: "device", DeviceClasses: map[string]register.Attributes{"inverter": {"max_power": register.Number(10)}}, Periods: periods("2026-01-01–2026-12-31")},
		{Meta: id("zebra/soon"), Manufacturer: "zebra", Model: "Soon", EntityType: "server", Periods: periods("2027-01-01–")},
		{Meta: id("zebra/paused"), Manufacturer: "zebra", Model: "Paused", EntityType: "device", Periods: periods("2020-01-01–"), Suspensions: []register.Suspension{{From: date("2026-11-01")}}},
		{Meta: id("zebra/old"), Manufacturer: "zebra", Model: "Old", EntityType: "device", Periods: periods("2020-01-01–2021-01-01")},
		{Meta: id("zebra/gone"), Manufacturer: "zebra", Model: "Gone", EntityType: "device", Periods: periods("2020-01-01–"), Withdrawn: &register.Ending{On: date("2024-05-01"), Reason: "Asked for"}},
		{Meta: id("zebra/out"), Manufacturer: "zebra", Model: "Out", EntityType: "device", Periods: periods("2020-01-01–"), Delisted: &register.Ending{On: date("2024-06-01"), Reason: "Breach", Source: "javascript:alert(1)"}},
		{
			Meta: id("hostile/one"), Manufacturer: "hostile", Brand: hostileImage, Series: hostileScript, Model: hostileImage, Aliases: []string{hostileShortcode, hostileTraversal},
			WhiteLabels: []register.WhiteLabel{{Brand: hostileScript, Model: hostileRTL}}, EntityType: "client", Hardware: hostileScript, Jurisdictions: []string{hostileScript, "NSW"},
			Software: &register.Software{Name: hostileScript, Versions: `<1 & ">2`}, Notes: hostileShortcode + "\n\n" + hostileScript, Periods: periods("2026-01-01–"),
			Suspensions: []register.Suspension{{From: date("2026-02-01"), To: date("2026-03-01"), Reason: hostileImage, Source: "javascript:alert(1)"}},
			Sources:     []register.Source{{Title: hostileScript, URL: "javascript:alert(1)"}},
		},
		{Meta: id("hostile/two"), Manufacturer: "hostile", Model: hostileRTL + " " + hostileLong, Series: hostileTraversal, EntityType: "device", Periods: periods("2026-01-01–")},
		{Meta: id("hostile/three"), Manufacturer: "hostile", Model: hostileShortcode, EntityType: "device", Periods: nil},
		{Meta: id("dot-8/a"), Manufacturer: "dot-8", Model: "A", EntityType: "device", Periods: periods("2026-01-01–2026-05-01", "2027-05-01–")},
	}
	records.Certificates = []*register.Certificate{
		{Meta: id("lab/1"), Number: "LAB-0001", CertifyingBody: "lab", Standard: "CSIP-AUS test procedures", StandardVersion: "2", CSIPAUSVersion: "1.2", CertificationDate: date("2023-01-15"), Expiry: date("2027-12-31"), TestProfiles: []string{"A", "DER-G"}, Listings: []string{"tesla/powerwall-2", "tesla/powerwall-3"}, Sample: true, FormerIDs: []string{"lab/0001"}},
		{Meta: id("lab/2"), Number: "LAB-0002", CertifyingBody: "lab", CertificationDate: date("2020-01-15"), Expiry: date("2021-12-31"), TestProfiles: []string{"S.1"}, Listings: []string{"zebra/old"}},
		{Meta: id("lab/3"), Number: "LAB-0003", CertifyingBody: "lab", CertificationDate: date("2022-01-15"), Revoked: &register.Ending{On: date("2023-01-01"), Reason: hostileScript}, Listings: []string{"zebra/paused"}},
		{Meta: id("lab/4"), Number: hostileImage, CertifyingBody: "lab", Standard: hostileShortcode, SoftwareVersions: hostileScript, TestsPassed: []string{hostileScript}, Notes: hostileShortcode, CertificationDate: date("2027-01-15"), Document: &register.Document{URL: "javascript:alert(1)", SHA256: strings.Repeat("0", 64)}, Listings: []string{"hostile/one"}},
	}
	return records
}

var testVersion = register.Version{ID: "v1", Commit: "0123456789abcdef0123456789abcdef01234567"}

func newRegister(t testing.TB, records register.Records) *register.Register {
	t.Helper()
	r, err := register.New(records, testVersion)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// manyRecords is a register of n listings with a certificate for every second
// one, of the shape that the real lists have.
func manyRecords(n int) register.Records {
	records := vocabulary()
	const perManufacturer = 25
	for i := range (n + perManufacturer - 1) / perManufacturer {
		records.Manufacturers = append(records.Manufacturers, &register.Manufacturer{Meta: id(fmt.Sprintf("maker-%d", i)), Name: fmt.Sprintf("%c Maker %d Pty Ltd", 'A'+i%26, i)})
	}
	first := register.NewDate(2020, time.January, 1)
	for i := range n {
		manufacturer := fmt.Sprintf("maker-%d", i/perManufacturer)
		from := first.AddDays(i % 2000)
		l := &register.Listing{
			Meta: id(fmt.Sprintf("%s/model-%d", manufacturer, i)), Manufacturer: manufacturer, Brand: "Brand", Series: fmt.Sprintf("Series %d", i/5%5),
			Model: fmt.Sprintf("MX-%d.%dK (AS4777-2 2020)", i, i%10), EntityType: "device",
			DeviceClasses: map[string]register.Attributes{"inverter": {"max_power": register.Number(float64(i%100) / 2)}},
			Periods:       []register.Period{{From: from, To: from.AddDays(1200)}, {From: from.AddDays(1300), To: from.AddDays(2600)}},
			Sources:       []register.Source{{Title: "List", URL: "https://lists.example.org/", Retrieved: first}},
		}
		records.Listings = append(records.Listings, l)
		if i%2 == 0 {
			records.Certificates = append(records.Certificates, &register.Certificate{
				Meta: id(fmt.Sprintf("lab/c-%d", i)), Number: fmt.Sprintf("C-%06d", i), CertifyingBody: "lab", Standard: "CSIP-AUS test procedures",
				CertificationDate: from, Expiry: from.AddDays(2000), TestProfiles: []string{"A", "DER-G"}, Listings: []string{l.ID},
			})
		}
	}
	return records
}
