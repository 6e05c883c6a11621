package register

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCheckValid(t *testing.T) {
	if problems := validRecords().Check(today, nil); len(problems) > 0 {
		t.Errorf("the fixture has problems: %+v", problems)
	}
}

// Each case is the valid fixture with one mistake, and the one message it gives.
func TestCheck(t *testing.T) {
	for _, test := range []struct {
		name   string
		mutate func(*Records)
		want   string
	}{
		{"unknown manufacturer", func(r *Records) { r.Listings[1].Manufacturer = "suny" },
			`error place listing sunny/s5 manufacturer: is "suny", but the file is in the folder of "sunny": move the file or fix the field` + "\n" +
				`error reference listing sunny/s5 manufacturer: there is no manufacturer "suny" (sunny)`},
		{"renamed device", func(r *Records) { r.Certificates[0].Listings[0] = "acme/old-box" },
			`error reference certificate lab/1 listings[0]: there is no listing "acme/old-box": it has been renamed (acme/box)` + "\n" +
				`warning uncertified listing acme/box : is listed on 2026-11-23, but no certificate that covers it is current`},
		{"unknown class", func(r *Records) { r.Listings[1].DeviceClasses = map[string]Attributes{"bes": {}} },
			`error reference listing sunny/s5 device_classes.bes: there is no device class "bes" (bess)`},
		{"former id in use", func(r *Records) { r.Listings[0].FormerIDs = []string{"sunny/s5"} },
			`error former-id listing acme/box former_ids[0]: "sunny/s5" is the id of a listing now: an id never changes its meaning. Take it away here, or choose another id there`},
		{"former id twice", func(r *Records) { r.Listings[1].FormerIDs = []string{"acme/old-box"} },
			`error former-id listing sunny/s5 former_ids[0]: "acme/old-box" is a former id of acme/box as well`},
		{"former id not an id", func(r *Records) { r.Listings[0].FormerIDs = []string{"../x"} },
			`error former-id listing acme/box former_ids[0]: the id "../x" of a listing may have only lower-case letters, digits and single hyphens`},
		{"two listings with one number", func(r *Records) { // found by trying 2^26 ids
			one, two := clone(r.Listings[1], "acme/n13d637lc5bi", "N1"), clone(r.Listings[1], "acme/nge4qx3dp64", "N2")
			one.Manufacturer, two.Manufacturer = "acme", "acme"
			r.Listings = append(r.Listings, two, one)
		}, `error unique listing acme/nge4qx3dp64 : has the number 8013487099291553 in the original API, at /listings, and so has acme/n13d637lc5bi: choose another id for the one of them that is new`},
		{"two entity types with one number", func(r *Records) {
			r.EntityTypes = append(r.EntityTypes, &EntityType{Meta: Meta{ID: "type-6806"}, Name: "A"}, &EntityType{Meta: Meta{ID: "type-52990"}, Name: "B"})
		}, `error unique entity type type-6806 : has the number 1428180779 in the original API, at /listings, and so has type-52990: choose another id for the one of them that is new`},
		{"same manufacturer", func(r *Records) { r.Manufacturers[1].Name = "ACME." },
			`error unique manufacturer sunny name: the manufacturer "ACME." is already recorded as acme: keep one of both, or fix the name`},
		{"same model", func(r *Records) { r.Listings = append(r.Listings, clone(r.Listings[1], "sunny/s-5", "s 5")) },
			`error unique listing sunny/s-5 model: the model "s 5" of sunny is already recorded as sunny/s5: keep one of both, or fix the model`},
		{"the same model with another dash", func(r *Records) {
			r.Listings[1].Model = "S5-1"
			r.Listings = append(r.Listings, clone(r.Listings[1], "sunny/s-5", "S5\u2013\u200b1"))
		}, "error unique listing sunny/s-5 model: the model \"S5\u2013\\u200b1\" of sunny is already recorded as sunny/s5: keep one of both, or fix the model"},
		{"same model as another class", func(r *Records) {
			l := clone(r.Listings[1], "sunny/s5-inverter", "S5")
			l.DeviceClasses = map[string]Attributes{"inverter": {}}
			r.DeviceClasses = append(r.DeviceClasses, &DeviceClass{Meta: Meta{ID: "inverter"}, Name: "Inverter"})
			r.Listings = append(r.Listings, l)
		}, ``},
		{"same certificate number", func(r *Records) {
			c := *r.Certificates[0]
			c.ID, c.Number = "lab/2", "lab-1"
			r.Certificates = append(r.Certificates, &c)
		}, `error unique certificate lab/2 number: certificate number "lab-1" of lab is already recorded as lab/1: keep one of both, or fix the number`},
		{"period backwards", func(r *Records) { r.Listings[1].Periods[0].To = day("2019-12-31") },
			`error periods listing sunny/s5 periods[0].to: the period ends on 2019-12-31, before it begins on 2020-01-01`},
		{"periods out of order", func(r *Records) { p := r.Listings[0].Periods; p[0], p[1] = p[1], p[0]; r.Listings[0].Suspensions = nil },
			`error periods listing acme/box periods[1].from: periods must be in order, the oldest first: 2023-01-01 is before 2025-06-01`},
		{"periods overlap", func(r *Records) { r.Listings[0].Periods[1].From = day("2024-12-31") },
			`error periods listing acme/box periods[1].from: overlaps the period before it, which lasts until 2024-12-31: begin on 2025-01-01, or make them one`},
		{"period after an open one", func(r *Records) { r.Listings[0].Periods[0].To = Date{} },
			`error periods listing acme/box periods[1].from: the period before this one, from 2023-01-01, has no end: give it a last day`},
		{"suspension outside", func(r *Records) { r.Listings[0].Suspensions[0].To = day("2025-01-31") },
			`error periods listing acme/box suspensions[0].from: the suspension is not inside a period: only what is listed can be suspended. Fix its days, or those of the period`},
		{"suspension backwards", func(r *Records) { r.Listings[0].Suspensions[0].To = day("2023-02-01") },
			`error periods listing acme/box suspensions[0].to: the suspension ends on 2023-02-01, before it begins on 2023-03-01`},
		{"suspensions overlap", func(r *Records) {
			r.Listings[0].Suspensions = append(r.Listings[0].Suspensions, Suspension{From: day("2023-03-31"), To: day("2023-04-01")})
		}, `error periods listing acme/box suspensions[1].from: suspensions must be in order and not overlap`},
		{"device with a deployment", func(r *Records) { r.Listings[1].Deployment = "native" },
			`error client listing sunny/s5 deployment: only a client has this; this listing's entity_type is device`},
		{"client for a client", func(r *Records) { r.Listings[0].Devices = []string{"acme/box"} },
			`error client listing acme/box devices[0]: acme/box is a client: a client speaks for listings with entity_type device`},
		{"usable above nominal", func(r *Records) { r.Listings[0].DeviceClasses["bess"]["usable_capacity"] = Number(10.5) },
			`error attributes listing acme/box device_classes.bess.usable_capacity: 10.5 kWh is more than capacity, which is 10 kWh`},
		{"range backwards", func(r *Records) { r.Listings[0].DeviceClasses["bess"]["voltage_range"] = Range(400, 100) },
			`error attributes listing acme/box device_classes.bess.voltage_range: the range begins at 400, above its end 100`},
		{"retired word", func(r *Records) { r.Listings[0].DeviceClasses["bess"]["chemistry"] = Text("NiCd") },
			`error retired listing acme/box device_classes.bess.chemistry: "NiCd" has not been used since 2010-12-31`},
		{"certificate backwards", func(r *Records) { r.Certificates[0].Expiry = day("2022-12-31") },
			`error dates certificate lab/1 expiry: expires on 2022-12-31, before it was given on 2023-01-01` + "\n" +
				`warning uncertified listing acme/box : is listed on 2026-11-23, but no certificate that covers it is current`},
		{"revoked too early", func(r *Records) { r.Certificates[0].Revoked = &Ending{On: day("2022-01-01")} },
			`error dates certificate lab/1 revoked.on: is revoked on 2022-01-01, before it was given on 2023-01-01` + "\n" +
				`warning uncertified listing acme/box : is listed on 2026-11-23, but no certificate that covers it is current`},
		{"test missing", func(r *Records) { r.Certificates[0].TestsPassed = []string{"ALL-01"} },
			`error tests certificate lab/1 test_profiles[0]: A is not attained: its test ALL-19 (Dropped in 1.3) is not among tests_passed: add it there if it was passed, or take A away`},
		{"test not in version", func(r *Records) {
			r.Certificates[0].TestsPassed, r.Certificates[0].CSIPAUSVersion = []string{"ALL-01"}, "1.3"
		}, ``},
		{"profile not in version", func(r *Records) { r.Certificates[0].CSIPAUSVersion = "1.1a"; r.Certificates[0].TestsPassed = nil },
			`error tests certificate lab/1 test_profiles[0]: A does not exist in CSIP-AUS 1.1a, but in 1.2 and 1.3: fix csip_aus_version, or take A away`},
		{"retired profile", func(r *Records) {
			c := r.Certificates[0]
			c.TestProfiles, c.TestsPassed, c.CertificationDate = []string{"S"}, nil, day("2024-07-01")
		}, `error retired certificate lab/1 test_profiles[0]: S was retired on 2024-06-30 and cannot have been attained on 2024-07-01 (S-G)`},
		{"replaced profile", func(r *Records) {
			r.TestProfiles[1].Retired = Date{}
			r.Certificates[0].TestProfiles, r.Certificates[0].TestsPassed = []string{"S"}, nil
		}, `warning retired certificate lab/1 test_profiles[0]: S has been replaced by S-G: see which of them the certificate means`},
		{"made-up certificate of a real product", func(r *Records) { r.Certificates[0].Sample = true },
			`error sample certificate lab/1 listings[0]: this certificate is sample data, and acme/box is not: nothing made up may be said of a real product`},
		{"test means two things", func(r *Records) { r.TestProfiles[2].Tests = []Test{{ID: "ALL-01", Title: "Other"}} },
			`error vocabulary test profile S-G tests[0].id: the test ALL-01 has another title or other versions in A`},
		{"attribute twice", func(r *Records) { r.DeviceClasses[0].Attributes[3].ID = "capacity" },
			`error vocabulary device class bess attributes[3].id: the attribute "capacity" is given twice` + "\n" +
				`error vocabulary device class bess attributes[1].at_most: there is no attribute "capacity" in kWh in this class`},
		{"enum without values", func(r *Records) { r.DeviceClasses[0].Attributes[0].Type = TypeEnum },
			`error vocabulary device class bess attributes[0].type: an enum needs its values: add values: [{id: …}]`},
		{"class named as a field", func(r *Records) {
			r.DeviceClasses = append(r.DeviceClasses, &DeviceClass{Meta: Meta{ID: "certificate"}, Name: "Paper"})
		}, `error vocabulary device class certificate : "certificate" cannot be the id of a device class: queries have fields that begin with it`},
		{"no source", func(r *Records) { r.Listings[1].Sources = nil },
			`warning no-source listing sunny/s5 : has no source: say where the facts can be looked up, with sources: [{url: https://…}]`},
		{"numbers are no spelling", func(r *Records) {
			r.Listings = append(r.Listings, clone(r.Listings[1], "sunny/s6", "S6"))
			r.Certificates[0].Listings = append(r.Certificates[0].Listings, "sunny/s7")
		}, `error reference certificate lab/1 listings[1]: there is no listing "sunny/s7"`},
		{"not what the list has already", func(r *Records) {
			r.Certificates[0].Listings = append(r.Certificates[0].Listings, "acme/boxx")
		}, `error reference certificate lab/1 listings[1]: there is no listing "acme/boxx"`},
		{"more than usual", func(r *Records) {
			most := 500.0
			r.DeviceClasses[0].Attributes[0].UsualMaximum = &most
			r.Listings[0].DeviceClasses["bess"]["capacity"] = Number(13500)
		}, `warning unusual listing acme/box device_classes.bess.capacity: 13500 kWh is more than usual, 500 kWh: is it in Wh? Then write 13.5`},
		{"as much as usual", func(r *Records) {
			most := 10.0
			r.DeviceClasses[0].Attributes[0].UsualMaximum = &most
		}, ``},
		{"a usual maximum of words", func(r *Records) {
			most := 10.0
			r.DeviceClasses[0].Attributes[2].UsualMaximum = &most
		}, `error vocabulary device class bess attributes[2].usual_maximum: only a number has a usual maximum: take it away`},
		{"a usual maximum that cannot be", func(r *Records) {
			most := 2.0
			r.DeviceClasses[0].Attributes[0].UsualMaximum = &most
			delete(r.Listings[0].DeviceClasses["bess"], "capacity")
		}, `error vocabulary device class bess attributes[0].usual_maximum: the usual maximum 2 is not between the minimum and the maximum`},
		{"a year of the third millennium's third century", func(r *Records) { r.Listings[1].Periods[0].To = day("2208-01-01") },
			`warning unusual listing sunny/s5 periods[0].to: 2208-01-01 is more than 25 years ahead: compare the year with the source`},
		{"25 years ahead", func(r *Records) { r.Certificates[0].Expiry = day("2051-11-23") }, ``},
		{"25 years and a day ahead", func(r *Records) { r.Certificates[0].Expiry = day("2051-11-24") },
			`warning unusual certificate lab/1 expiry: 2051-11-24 is more than 25 years ahead: compare the year with the source`},
		{"read tomorrow", func(r *Records) { r.Listings[1].Sources = []Source{{Retrieved: day("2026-11-24")}} }, ``},
		{"read the day after", func(r *Records) { r.Listings[1].Sources = []Source{{Retrieved: day("2026-11-25")}} },
			`warning unusual listing sunny/s5 sources[0].retrieved: 2026-11-25 has not come yet on 2026-11-23: write the day on which the source was read`},
		{"words of two scripts", func(r *Records) { r.Listings[1].Model = "S5 \u041c\u0438\u0440 5µF" }, ``},
		{"another spelling", func(r *Records) { r.Listings = append(r.Listings, clone(r.Listings[1], "sunny/s-5", "S-5")) },
			`warning alike listing sunny/s-5 model: "S-5" is perhaps "S5" in another spelling, which is sunny/s5: keep one of both, with the other spelling in its aliases, if they are one product`},
		{"spellings without letters and digits", func(r *Records) {
			r.Listings[1].Model = "?"
			r.Listings = append(r.Listings, clone(r.Listings[1], "sunny/s6", "!"))
		}, ``},
		{"a plus", func(r *Records) { r.Listings = append(r.Listings, clone(r.Listings[1], "sunny/s5-plus", "S5+")) }, ``},
		{"other numbers", func(r *Records) {
			r.Listings[1].Model = "S5.0"
			r.Listings = append(r.Listings, clone(r.Listings[1], "sunny/s50", "S50"))
		}, ``},
		{"ends tomorrow", func(r *Records) { r.Listings[1].Periods[0].To = day("2026-11-24") },
			`warning expiring listing sunny/s5 periods[0]: is listed for 1 day more, until 2026-11-24`},
		{"ends today", func(r *Records) { r.Listings[1].Periods[0].To = day("2026-11-23") },
			`warning expiring listing sunny/s5 periods[0]: is listed for the last day today, 2026-11-23`},
		{"certificate ends today", func(r *Records) { r.Certificates[0].Expiry = day("2026-11-23") },
			`warning expiring certificate lab/1 expiry: is current for the last day today, 2026-11-23`},
		{"certificate ends tomorrow", func(r *Records) { r.Certificates[0].Expiry = day("2026-11-24") },
			`warning expiring certificate lab/1 expiry: is current for 1 day more, until 2026-11-24`},
		{"certificate ends in 90 days", func(r *Records) { r.Certificates[0].Expiry = day("2027-02-21") },
			`warning expiring certificate lab/1 expiry: is current for 90 days more, until 2027-02-21`},
		{"certificate ends in 91 days", func(r *Records) { r.Certificates[0].Expiry = day("2027-02-22") }, ``},
	} {
		t.Run(test.name, func(t *testing.T) {
			records := validRecords()
			test.mutate(records)
			got := problemLines(records.Check(today, nil))
			if diff := cmp.Diff(sortLines(test.want), sortLines(got)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// problemLines writes problems as the tables have them, one a line.
func problemLines(problems []Problem) string {
	var lines []string
	for _, p := range problems {
		line := fmt.Sprintf("%s %s %s %s %s: %s", p.Severity, p.Rule, p.Kind.Name(), p.ID, p.Field, p.Message)
		if p.Suggestion != "" {
			line += " (" + p.Suggestion + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestSharesApproval(t *testing.T) {
	battery := Listing{DeviceClasses: map[string]Attributes{"bess": {}}}
	hybrid := Listing{DeviceClasses: map[string]Attributes{"bess": {}, "inverter": {}}}
	inverter := Listing{DeviceClasses: map[string]Attributes{"inverter": {}}}
	client := Listing{Software: &Software{Name: "Agent", Versions: ">=1"}}
	newer := Listing{Software: &Software{Name: "Agent", Versions: ">=2"}}
	for _, test := range []struct {
		name string
		a, b Listing
		want bool
	}{
		{"one class in common", battery, hybrid, true},
		{"no class in common", battery, inverter, false},
		{"no class at all", Listing{}, Listing{}, true},
		{"a class and none", battery, Listing{}, false},
		{"the same software", client, client, true},
		{"other versions", client, newer, false},
		{"software and none", client, Listing{}, false},
	} {
		if test.a.SharesApproval(&test.b) != test.want || test.b.SharesApproval(&test.a) != test.want {
			t.Errorf("%s: want %v", test.name, test.want)
		}
	}
}

func clone(l *Listing, id, model string) *Listing {
	c := *l
	c.ID, c.Model = id, model
	return &c
}

// An unreadable record is not also reported as missing.
func TestCheckUnreadable(t *testing.T) {
	records := validRecords()
	records.Manufacturers = records.Manufacturers[:1]
	broken := func(k Kind, id string) bool { return k == Manufacturers && id == "sunny" }
	if problems := records.Check(today, broken); len(problems) > 0 {
		t.Errorf("problems: %+v", problems)
	}
}
