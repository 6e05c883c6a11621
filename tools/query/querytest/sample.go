package querytest

import (
	"strings"
	"time"

	"opencec/tools/register"
	"opencec/tools/register/registertest"
)

// Today is the day of the examples.
var Today = Day("2026-11-23")

// Day is registertest.Day.
func Day(text string) register.Date { return registertest.Day(text) }

// Sample returns the register of the examples: the sample listings, and further ones so
// that every status and link occurs.
func Sample() *register.Register {
	reg, err := register.New(sampleRecords(), register.Version{ID: "sample-1", Commit: "c0ffee", Time: time.Date(2026, 11, 20, 1, 2, 3, 0, time.UTC)})
	if err != nil {
		panic(err)
	}
	return reg
}

func sampleRecords() register.Records {
	return register.Records{
		Settings: register.Settings{Title: "Sample register", BaseURL: "https://register.example", TimeZone: "Australia/Sydney", StaleAfter: 14, MaxCopyAge: 7},
		EntityTypes: []*register.EntityType{
			{Meta: id("client"), Name: "Client"}, {Meta: id("server"), Name: "Server"}, {Meta: id("device"), Name: "Device"},
		},
		DeviceClasses: deviceClasses(),
		TestProfiles: []*register.TestProfile{
			{Meta: id("A"), Name: "A", Title: "Aggregation"}, {Meta: id("DER-G"), Name: "DER-G", Title: "DER settings, gateway"},
			{Meta: id("FCC-Part-15"), Name: "FCC Part 15", Title: "Radio frequency devices"}, {Meta: id("UL1973"), Name: "UL1973", Title: "Stationary batteries"},
		},
		Lists: []*register.List{
			{Meta: register.Meta{ID: "inverters", CreatedAt: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), UpdatedAt: time.Date(2026, 11, 10, 3, 0, 0, 0, time.UTC), Commit: "bbbb"},
				Name: "Approved inverters", Description: "Inverters that may be installed.", DeviceClass: "inverter", Website: "https://lists.example/Inverters",
				Date: Day("2026-11-10"), FirstDate: Day("2026-09-01"), Rows: 2, SHA256: strings.Repeat("0f", 32)},
			{Meta: id("batteries"), Name: "Approved batteries", DeviceClass: "bess", Date: Day("2026-10-30"), FirstDate: Day("2026-10-30"), Rows: 1, FormerIDs: []string{"bess"}},
		},
		Manufacturers: []*register.Manufacturer{
			{Meta: id("tesla"), Name: "Tesla", Aliases: []string{"Tesla Energy"}}, {Meta: id("solaredge"), Name: "SolarEdge"},
			{Meta: id("enphase"), Name: "Enphase"}, {Meta: id("fronius"), Name: "Fronius"},
			{Meta: id("goodwe"), Name: "GoodWe Technologies", Aliases: []string{"GOODWE"}, FormerIDs: []string{"good-we"}},
		},
		CertifyingBodies: []*register.CertifyingBody{{Meta: id("ul"), Name: "UL"}, {Meta: id("sapn"), Name: "SA Power Networks", Aliases: []string{"SAPN"}}},
		Listings:         listings(),
		Certificates: []*register.Certificate{
			{Meta: id("sapn/2024-7"), Number: "SAPN 2024/7", CertifyingBody: "sapn", CertificationDate: Day("2024-10-01"), TestProfiles: []string{"A", "DER-G"}, Listings: []string{"fronius/gateway", "tesla/powerwall-2"}},
			{Meta: id("ul/ul-2023-0142"), Number: "UL-2023-0142", CertifyingBody: "ul", CertificationDate: Day("2023-01-15"), Expiry: Day("2025-12-31"), TestProfiles: []string{"UL1973"}, Listings: []string{"tesla/powerwall-2"}},
			{Meta: id("ul/ul-2023-0311"), Number: "UL-2023-0311", CertifyingBody: "ul", CertificationDate: Day("2023-03-20"), Expiry: Day("2026-12-31"), TestProfiles: []string{"FCC-Part-15"}, Listings: []string{"solaredge/se7600h-us", "solaredge/se10k"}},
			{Meta: id("ul/ul-2024-0001"), Number: "UL-2024-0001", CertifyingBody: "ul", CertificationDate: Day("2024-01-01"), Expiry: Day("2027-12-31"), Revoked: &register.Ending{On: Day("2025-01-01")}, Listings: []string{"enphase/iq-battery-5p"}},
		},
	}
}

func id(s string) register.Meta { return register.Meta{ID: s} }

func deviceClasses() []*register.DeviceClass {
	return []*register.DeviceClass{
		{Meta: id("bess"), Name: "Battery energy storage system", ShortName: "Battery", RequiresInverter: new(true), Attributes: []register.Attribute{
			{ID: "max_power", Name: "Maximum power", Type: register.TypeNumber, Unit: "kW"},
			{ID: "capacity", Name: "Capacity", Type: register.TypeNumber, Unit: "kWh"},
			{ID: "chemistry", Name: "Chemistry", Type: register.TypeEnum, Values: []register.EnumValue{
				{ID: "LFP", Name: "Lithium iron phosphate", Aliases: []string{"LiFePO4"}}, {ID: "NMC", Name: "Nickel manganese cobalt"}}},
		}},
		{Meta: id("inverter"), Name: "Inverter", Attributes: []register.Attribute{
			{ID: "max_power", Name: "Maximum power", Type: register.TypeNumber, Unit: "kW"},
			{ID: "input_voltage_range", Name: "Input voltage range", Type: register.TypeRange, Unit: "V"},
			{ID: "grid_tie", Name: "Grid tie", Type: register.TypeBoolean},
			{ID: "note", Name: "Note", Type: register.TypeText},
		}},
	}
}

func listings() []*register.Listing {
	number, open := register.Number, []register.Period{{From: Day("2023-01-01")}}
	type attributes = register.Attributes
	type classes = map[string]register.Attributes
	return []*register.Listing{
		{Meta: register.Meta{ID: "tesla/powerwall-2", CreatedAt: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), UpdatedAt: time.Date(2026, 11, 1, 12, 30, 0, 0, time.UTC), Commit: "aaaa"},
			Manufacturer: "tesla", Brand: "Tesla", Series: "Powerwall", Model: "Powerwall 2", EntityType: "client", Deployment: "native", CertificateType: "device",
			DeviceClasses: classes{"bess": {"max_power": number(5), "capacity": number(13.5), "chemistry": register.Text("NMC")}},
			Periods: []register.Period{
				{From: Day("2023-01-15"), To: Day("2025-12-31"), DeviceClasses: classes{"bess": {"capacity": number(13.2), "chemistry": register.Value{}}}}, {From: Day("2026-03-05")}},
			Software: &register.Software{Name: "Powerwall", Versions: ">=25.10.4"}, FormerIDs: []string{"tesla/powerwall-ii"}, Sample: true},
		{Meta: id("solaredge/se7600h-us"), Manufacturer: "solaredge", Brand: "SolarEdge", Model: "SE7600H-US", EntityType: "client",
			DeviceClasses: classes{"inverter": {"max_power": number(7.6), "input_voltage_range": register.Range(200, 1000), "grid_tie": register.Bool(true)}},
			Periods:       []register.Period{{From: Day("2023-03-20"), To: Day("2026-12-31")}}, Sample: true},
		{Meta: id("solaredge/se10k"), Manufacturer: "solaredge", Brand: "SOLAREDGE", Model: "SE10K", EntityType: "device",
			DeviceClasses: classes{"inverter": {"max_power": number(10), "input_voltage_range": register.Range(150, 950), "grid_tie": register.Bool(false), "note": register.Text(`says "status":"active"`)}},
			Periods:       open, Suspensions: []register.Suspension{{From: Day("2026-11-01")}},
			NotInList: []register.Absence{{List: "inverters", LastSeen: Day("2026-09-01"), Since: Day("2026-10-01"), Back: Day("2026-11-10")}}},
		{Meta: id("enphase/iq-battery-5p"), Manufacturer: "enphase", Model: "IQ Battery 5P", EntityType: "client",
			DeviceClasses: classes{"bess": attributes{"capacity": number(5), "chemistry": register.Text("LFP")}, "inverter": attributes{"max_power": number(5)}},
			Periods:       open, Delisted: &register.Ending{On: Day("2026-05-01"), Reason: "breach"}},
		{Meta: id("enphase/envoy"), Manufacturer: "enphase", Model: "Envoy", EntityType: "server", Periods: []register.Period{{From: Day("2027-01-01")}}},
		{Meta: id("fronius/gateway"), Manufacturer: "fronius", Model: "Gateway", EntityType: "client", Deployment: "gateway",
			Periods: open, Devices: []string{"goodwe/gw5000-eh", "solaredge/se10k"}, Jurisdictions: []string{"SA", "QLD"}},
		{Meta: id("goodwe/gw5000-eh"), Manufacturer: "goodwe", Brand: "GoodWe", Series: "EH", Model: "GW5000-EH", Aliases: []string{"GW5000EH (AS4777-2 2020)"}, EntityType: "device",
			DeviceClasses: classes{"inverter": {"max_power": number(5)}, "bess": {}},
			WhiteLabels:   []register.WhiteLabel{{Brand: "Zenaji", Model: "Eternity"}},
			Periods:       []register.Period{{From: Day("2022-11-24"), To: Day("2025-11-24")}},
			NotInList:     []register.Absence{{List: "batteries", Since: Day("2026-10-30")}, {List: "inverters", LastSeen: Day("2026-10-01"), Since: Day("2026-11-10")}}},
		{Meta: id("goodwe/gw9-6"), Manufacturer: "goodwe", Brand: "GoodWe", Model: "GW9.6", EntityType: "device",
			DeviceClasses: classes{"bess": {"capacity": number(9.6), "chemistry": register.Text("LFP")}},
			Periods:       open, Withdrawn: &register.Ending{On: Day("2026-11-23")}},
	}
}
