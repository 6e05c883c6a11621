package register

import (
	"testing"
	"time"
)

func day(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// today is the day of the fixtures.
var today = day("2026-11-23")

// validRecords is a small register without a problem. Tests change one thing.
func validRecords() *Records {
	three := 3.0
	source := []Source{{URL: "https://example.org/list", Retrieved: day("2026-11-01")}}
	return &Records{
		Settings:    Settings{Title: "Test register", BaseURL: "https://register.example", TimeZone: "Australia/Sydney", Licence: Licence{Name: "CC BY 4.0"}},
		EntityTypes: []*EntityType{{Meta: Meta{ID: "client"}, Name: "Client"}, {Meta: Meta{ID: "device"}, Name: "Device"}},
		DeviceClasses: []*DeviceClass{{
			Meta: Meta{ID: "bess"}, Name: "Battery",
			Attributes: []Attribute{
				{ID: "capacity", Name: "Capacity", Type: TypeNumber, Unit: "kWh", Minimum: &three},
				{ID: "usable_capacity", Name: "Usable capacity", Type: TypeNumber, Unit: "kWh", AtMost: "capacity"},
				{ID: "chemistry", Name: "Chemistry", Type: TypeEnum, Values: []EnumValue{{ID: "LFP"}, {ID: "NiCd", Retired: day("2010-12-31")}}},
				{ID: "voltage_range", Name: "Voltage", Type: TypeRange, Unit: "V"},
			},
		}},
		TestProfiles: []*TestProfile{
			{Meta: Meta{ID: "A"}, Name: "A", Title: "All clients", Versions: []string{"1.2", "1.3"}, Tests: []Test{
				{ID: "ALL-01", Title: "Discovery", Versions: []string{"1.2", "1.3"}},
				{ID: "ALL-19", Title: "Dropped in 1.3", Versions: []string{"1.2"}},
			}},
			{Meta: Meta{ID: "S"}, Name: "S", Title: "Subscriptions", Retired: day("2024-06-30"), ReplacedBy: []string{"S-G"}},
			{Meta: Meta{ID: "S-G"}, Name: "S-G", Title: "Subscriptions, generation"},
		},
		Manufacturers:    []*Manufacturer{{Meta: Meta{ID: "acme"}, Name: "Acme"}, {Meta: Meta{ID: "sunny"}, Name: "Sunny"}},
		CertifyingBodies: []*CertifyingBody{{Meta: Meta{ID: "lab"}, Name: "Lab"}},
		Listings: []*Listing{
			{Meta: Meta{ID: "acme/box"}, Manufacturer: "acme", Model: "Box", EntityType: "client", Devices: []string{"sunny/s5"},
				DeviceClasses: map[string]Attributes{"bess": {"capacity": Number(10), "usable_capacity": Number(9), "chemistry": Text("LFP")}},
				Periods:       []Period{{From: day("2023-01-01"), To: day("2024-12-31")}, {From: day("2025-06-01")}},
				Suspensions:   []Suspension{{From: day("2023-03-01"), To: day("2023-03-31")}},
				Sources:       source, FormerIDs: []string{"acme/old-box"}},
			{Meta: Meta{ID: "sunny/s5"}, Manufacturer: "sunny", Model: "S5", EntityType: "device",
				DeviceClasses: map[string]Attributes{"bess": {}}, Periods: []Period{{From: day("2020-01-01")}}, Sources: source},
		},
		Certificates: []*Certificate{{
			Meta: Meta{ID: "lab/1"}, Number: "LAB-1", CertifyingBody: "lab", CSIPAUSVersion: "1.2",
			CertificationDate: day("2023-01-01"), Expiry: day("2028-12-31"),
			TestProfiles: []string{"A"}, TestsPassed: []string{"ALL-01", "ALL-19"}, Listings: []string{"acme/box"}, Sources: source,
		}},
	}
}

func mustNew(t *testing.T, records *Records) *Register {
	t.Helper()
	r, err := New(*records, Version{ID: "test", Commit: "test", Time: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
