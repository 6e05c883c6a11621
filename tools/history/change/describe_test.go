package change_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// Every kind of change, as the sample register is edited: the words for programs,
// the paths of the fields, and the sentences. It is the reference for all three.
var tellings = []struct {
	name      string
	edit      func(r *register.Records)
	what      string // words, separated by spaces
	fields    string // paths, separated by spaces
	sentences string // "subject: sentence", one a line
}{
	// The days on which a listing is listed.
	{
		name: "an expiry is moved after it had passed",
		edit: func(r *register.Records) { listing(r, "acme/box").Periods[1].To = day("2027-12-31") },
		what: "changed expiry-moved", fields: "periods[1].to",
		sentences: `listing acme/box: expiry of period 2 moved from 31 December 2025 to 31 December 2027, now active again (was expired)
listing acme/box: changes the past: active instead of expired from 1 January 2026 to 22 November 2026`,
	},
	{
		name: "an expiry is moved, and is past all the same",
		edit: func(r *register.Records) { listing(r, "acme/box").Periods[1].To = day("2026-01-01") },
		what: "changed expiry-moved", fields: "periods[1].to",
		sentences: `listing acme/box: expiry of period 2 moved from 31 December 2025 to 1 January 2026, still expired
listing acme/box: changes the past: active instead of expired on 1 January 2026`,
	},
	{
		name: "an expiry is moved in time",
		edit: func(r *register.Records) { listing(r, "acme/plain").Periods[0].To = day("2029-12-31") },
		what: "changed expiry-moved", fields: "periods[0].to",
		sentences: `listing acme/plain: expiry moved from 31 December 2027 to 31 December 2029`,
	},
	{
		name: "an expiry is brought forward",
		edit: func(r *register.Records) { listing(r, "acme/plain").Periods[0].To = day("2026-11-22") },
		what: "changed expiry-moved", fields: "periods[0].to",
		sentences: `listing acme/plain: expiry moved from 31 December 2027 to 22 November 2026, now expired (was active)`,
	},
	{
		name: "an open listing gets an expiry",
		edit: func(r *register.Records) { listing(r, "acme/open").Periods[0].To = day("2027-06-30") },
		what: "changed expiry-moved", fields: "periods[0].to",
		sentences: `listing acme/open: expiry set to 30 June 2027 (had none)`,
	},
	{
		name: "an expiry is taken away",
		edit: func(r *register.Records) { listing(r, "acme/plain").Periods[0].To = register.Date{} },
		what: "changed expiry-moved", fields: "periods[0].to",
		sentences: `listing acme/plain: expiry taken away (was 31 December 2027)`,
	},
	{
		name: "a period is added at the end",
		edit: func(r *register.Records) {
			l := listing(r, "acme/box")
			l.Periods = append(l.Periods, register.Period{From: day("2026-11-01")})
		},
		what: "changed period-added", fields: "periods[2]",
		sentences: `listing acme/box: period 3 added: from 1 November 2026 on, now active again (was expired)
listing acme/box: changes the past: active instead of expired from 1 November 2026 to 22 November 2026`,
	},
	{
		name: "a period is put in at the front: the others are the same",
		edit: func(r *register.Records) {
			l := listing(r, "acme/box")
			l.Periods = slices.Insert(l.Periods, 0, register.Period{From: day("2020-01-01"), To: day("2020-12-31")})
		},
		what: "changed period-added", fields: "periods[0]",
		sentences: `listing acme/box: period 1 added: from 1 January 2020 to 31 December 2020, still expired
listing acme/box: changes the past: active instead of upcoming from 1 January 2020 to 31 December 2020 and expired instead of upcoming from 1 January 2021 to 14 January 2023`,
	},
	{
		name: "both ends of a period are moved",
		edit: func(r *register.Records) {
			listing(r, "acme/box").Periods[0] = register.Period{From: day("2023-01-16"), To: day("2024-12-30")}
		},
		what: "changed period-added period-removed", fields: "periods[0] periods[0]",
		sentences: `listing acme/box: period 1 moved: it was from 15 January 2023 to 31 December 2024 and is from 16 January 2023 to 30 December 2024, still expired
listing acme/box: changes the past: upcoming instead of active on 15 January 2023 and expired instead of active on 31 December 2024`,
	},
	{
		name: "a period is removed",
		edit: func(r *register.Records) { l := listing(r, "acme/box"); l.Periods = l.Periods[1:] },
		what: "changed period-removed", fields: "periods[0]",
		sentences: `listing acme/box: period 1 removed: it was from 15 January 2023 to 31 December 2024, still expired
listing acme/box: changes the past: upcoming instead of active from 15 January 2023 to 31 December 2024 and upcoming instead of expired from 1 January 2025 to 4 March 2025`,
	},
	{
		name: "the start of a period is corrected",
		edit: func(r *register.Records) { listing(r, "acme/plain").Periods[0].From = day("2024-01-02") },
		what: "changed start-moved", fields: "periods[0].from",
		sentences: `listing acme/plain: start moved from 1 January 2024 to 2 January 2024
listing acme/plain: changes the past: upcoming instead of active on 1 January 2024`,
	},
	{
		name: "a listing will begin later",
		edit: func(r *register.Records) { listing(r, "acme/plain").Periods[0].From = day("2026-12-01") },
		what: "changed start-moved", fields: "periods[0].from",
		sentences: `listing acme/plain: start moved from 1 January 2024 to 1 December 2026, now upcoming (was active)
listing acme/plain: changes the past: upcoming instead of active from 1 January 2024 to 22 November 2026`,
	},
	{
		name: "periods in another order",
		edit: func(r *register.Records) { slices.Reverse(listing(r, "acme/box").Periods) },
		what: "changed", fields: "periods",
		sentences: `listing acme/box: order of the periods changed, still expired`,
	},

	// Suspensions and ends.
	{
		name: "suspended from today",
		edit: func(r *register.Records) {
			listing(r, "acme/plain").Suspensions = []register.Suspension{{From: today, Reason: "Firmware fault", Source: "https://acme.example/notice"}}
		},
		what: "changed suspended", fields: "suspensions[0]",
		sentences: `listing acme/plain: suspended from 23 November 2026 until it is lifted, for “Firmware fault”, see https://acme.example/notice, in force now (was active)`,
	},
	{
		name: "suspended from a later day on",
		edit: func(r *register.Records) {
			listing(r, "acme/plain").Suspensions = []register.Suspension{{From: day("2026-12-01"), To: day("2026-12-24")}}
		},
		what: "changed suspended", fields: "suspensions[0]",
		sentences: `listing acme/plain: suspended from 1 December 2026 to 24 December 2026`,
	},
	{
		name: "a suspension is lifted",
		edit: func(r *register.Records) { listing(r, "acme/stopped").Suspensions[0].To = day("2026-11-22") },
		what: "changed suspension-lifted", fields: "suspensions[0].to",
		sentences: `listing acme/stopped: suspension from 1 October 2026 lifted: 22 November 2026 is its last day, now active again (was suspended)`,
	},
	{
		name: "a suspension will be lifted",
		edit: func(r *register.Records) { listing(r, "acme/stopped").Suspensions[0].To = day("2026-12-24") },
		what: "changed suspension-lifted", fields: "suspensions[0].to",
		sentences: `listing acme/stopped: suspension from 1 October 2026 lifted: 24 December 2026 is its last day, still suspended`,
	},
	{
		name: "a suspension's end is moved",
		edit: func(r *register.Records) { listing(r, "acme/box").Suspensions[0].To = day("2025-05-31") },
		what: "changed suspension-changed", fields: "suspensions[0].to",
		sentences: `listing acme/box: end of the suspension from 1 April 2025 moved from 30 April 2025 to 31 May 2025, still expired
listing acme/box: changes the past: suspended instead of active from 1 May 2025 to 31 May 2025`,
	},
	{
		name: "a suspension's end is taken away",
		edit: func(r *register.Records) { listing(r, "acme/box").Suspensions[0].To = register.Date{} },
		what: "changed suspension-changed", fields: "suspensions[0].to",
		sentences: `listing acme/box: suspension from 1 April 2025 no longer ends on 30 April 2025, but when it is lifted, still expired
listing acme/box: changes the past: suspended instead of active from 1 May 2025 to 31 December 2025`,
	},
	{
		name: "a suspension's start is corrected",
		edit: func(r *register.Records) { listing(r, "acme/box").Suspensions[0].From = day("2025-04-02") },
		what: "changed suspension-changed", fields: "suspensions[0].from",
		sentences: `listing acme/box: start of the suspension moved from 1 April 2025 to 2 April 2025, still expired
listing acme/box: changes the past: active instead of suspended on 1 April 2025`,
	},
	{
		name: "a suspension's reason and announcement",
		edit: func(r *register.Records) {
			s := &listing(r, "acme/stopped").Suspensions[0]
			s.Reason, s.Source = "Firmware 1.2", "https://acme.example/12"
		},
		what: "changed suspension-changed", fields: "suspensions[0].reason suspensions[0].source",
		sentences: `listing acme/stopped: reason of the suspension from 1 October 2026 changed from “Firmware” to “Firmware 1.2”
listing acme/stopped: announcement of the suspension from 1 October 2026 set to “https://acme.example/12”, still suspended`,
	},
	{
		name: "a suspension is removed",
		edit: func(r *register.Records) { listing(r, "acme/stopped").Suspensions = nil },
		what: "changed suspension-removed", fields: "suspensions[0]",
		sentences: `listing acme/stopped: suspension from 1 October 2026 until it is lifted is no longer recorded, now active again (was suspended)
listing acme/stopped: changes the past: active instead of suspended from 1 October 2026 to 22 November 2026`,
	},
	{
		name: "delisted",
		edit: func(r *register.Records) {
			listing(r, "acme/plain").Delisted = &register.Ending{On: today, Reason: "Serial numbers forged", Source: "https://acme.example/end"}
		},
		what: "changed delisted", fields: "delisted",
		sentences: `listing acme/plain: delisted on 23 November 2026, for “Serial numbers forged”, see https://acme.example/end, in force now (was active)`,
	},
	{
		name: "the delisting is another day's",
		edit: func(r *register.Records) {
			listing(r, "acme/over").Delisted.On, listing(r, "acme/over").Delisted.Reason = day("2024-05-03"), "Two breaches"
		},
		what: "changed delisting-changed", fields: "delisted.on delisted.reason",
		sentences: `listing acme/over: day of the delisting moved from 1 May 2024 to 3 May 2024
listing acme/over: reason of the delisting changed from “Breach” to “Two breaches”, still delisted
listing acme/over: changes the past: active instead of delisted from 1 May 2024 to 2 May 2024`,
	},
	{
		name: "a delisting is undone",
		edit: func(r *register.Records) { listing(r, "acme/over").Delisted = nil },
		what: "changed delisting-reversed", fields: "delisted",
		sentences: `listing acme/over: no longer delisted (was on 1 May 2024), now active again (was delisted)
listing acme/over: changes the past: active instead of delisted from 1 May 2024 to 22 November 2026`,
	},
	{
		name: "withdrawn at the end of the year",
		edit: func(r *register.Records) {
			listing(r, "acme/open").Withdrawn = &register.Ending{On: day("2026-12-31")}
		},
		what: "changed withdrawn", fields: "withdrawn",
		sentences: `listing acme/open: withdrawn on 31 December 2026`,
	},
	{
		name: "withdrawn sooner",
		edit: func(r *register.Records) { listing(r, "sunny/s5").Withdrawn.On = day("2026-11-20") },
		what: "changed withdrawal-changed", fields: "withdrawn.on",
		sentences: `listing sunny/s5: day of the withdrawal moved from 1 January 2030 to 20 November 2026, now withdrawn (was active)
listing sunny/s5: changes the past: withdrawn instead of active from 20 November 2026 to 22 November 2026`,
	},
	{
		name: "a withdrawal is undone",
		edit: func(r *register.Records) { listing(r, "sunny/s5").Withdrawn = nil },
		what: "changed withdrawal-reversed", fields: "withdrawn",
		sentences: `listing sunny/s5: no longer withdrawn (was on 1 January 2030)`,
	},

	// What a listing is.
	{
		name: "attributes with their units",
		edit: func(r *register.Records) {
			bess := listing(r, "acme/box").DeviceClasses["bess"]
			bess["capacity"], bess["efficiency"], bess["cycle_life"] = register.Number(14), register.Number(92.5), register.Number(10000)
			bess["chemistry"], bess["usable_capacity"] = register.Text("LFP"), register.Number(13)
			delete(bess, "max_power")
		},
		what:      "changed attributes-changed",
		fields:    "device_classes.bess.capacity device_classes.bess.chemistry device_classes.bess.cycle_life device_classes.bess.efficiency device_classes.bess.max_power device_classes.bess.usable_capacity",
		sentences: `listing acme/box: Battery: Capacity 13.5 → 14 kWh, Chemistry NMC → LFP, Cycle life 5,000 → 10,000 cycles, Round-trip efficiency 90 → 92.5%, Maximum power no longer known (was 5 kW), Usable capacity 13 kWh (was not known)`,
	},
	{
		name: "a range, a yes or no and a text",
		edit: func(r *register.Records) {
			inverter := listing(r, "acme/box").DeviceClasses["inverter"]
			inverter["input_voltage"], inverter["grid_tie"], inverter["remark"] = register.Range(200, 1100), register.Bool(false), register.Text("Outdoors")
		},
		what:      "changed attributes-changed",
		fields:    "device_classes.inverter.grid_tie device_classes.inverter.input_voltage device_classes.inverter.remark",
		sentences: `listing acme/box: Inverter: Grid tie yes → no, Input voltage 200–1,000 V → 200–1,100 V, Remark “Indoors” → “Outdoors”`,
	},
	{
		name: "a value of a period that is past",
		edit: func(r *register.Records) {
			listing(r, "acme/box").Periods[0].DeviceClasses = map[string]register.Attributes{"bess": {"max_power": register.Number(4.6), "chemistry": {}}}
		},
		what: "changed attributes-changed", fields: "periods[0].device_classes.bess",
		sentences: `listing acme/box: Battery: Chemistry not known (was NMC) and Maximum power 4.6 kW (was 5 kW) from 15 January 2023 to 31 December 2024
listing acme/box: changes the past: Battery Chemistry not known instead of NMC from 15 January 2023 to 31 December 2024 and Battery Maximum power 4.6 kW instead of 5 kW from 15 January 2023 to 31 December 2024`,
	},
	{
		name: "approved again with another power: the periods before keep theirs",
		edit: func(r *register.Records) {
			l := listing(r, "acme/box")
			five := map[string]register.Attributes{"bess": {"max_power": register.Number(5)}}
			l.Periods[0].DeviceClasses, l.Periods[1].DeviceClasses = five, five
			l.Periods = append(l.Periods, register.Period{From: day("2026-11-23")})
			l.DeviceClasses["bess"]["max_power"] = register.Number(6)
		},
		what: "changed period-added attributes-changed", fields: "device_classes.bess.max_power periods[0].device_classes.bess periods[1].device_classes.bess periods[2]",
		sentences: `listing acme/box: period 3 added: from 23 November 2026 on, now active again (was expired)
listing acme/box: Battery: Maximum power 5 → 6 kW
listing acme/box: Battery: Maximum power 5 kW from 15 January 2023 to 31 December 2024
listing acme/box: Battery: Maximum power 5 kW from 5 March 2025 to 31 December 2025`,
	},
	{
		name: "the listing's value changes, and one period keeps the one before",
		edit: func(r *register.Records) {
			l := listing(r, "acme/box")
			l.Periods[0].DeviceClasses = map[string]register.Attributes{"bess": {"max_power": register.Number(5)}}
			l.DeviceClasses["bess"]["max_power"] = register.Number(6)
		},
		what: "changed attributes-changed", fields: "device_classes.bess.max_power periods[0].device_classes.bess",
		sentences: `listing acme/box: Battery: Maximum power 5 → 6 kW
listing acme/box: Battery: Maximum power 5 kW from 15 January 2023 to 31 December 2024
listing acme/box: changes the past: Battery Maximum power 6 kW instead of 5 kW from 5 March 2025 to 31 December 2025`,
	},
	{
		name: "a period with values is added",
		edit: func(r *register.Records) {
			l := listing(r, "acme/plain")
			l.DeviceClasses = map[string]register.Attributes{"inverter": {}}
			l.Periods = slices.Insert(l.Periods, 0, register.Period{From: day("2023-01-01"), To: day("2023-06-30"), DeviceClasses: map[string]register.Attributes{"inverter": {"grid_tie": register.Bool(false)}}})
		},
		what: "changed period-added attributes-changed", fields: "device_classes.inverter periods[0]",
		sentences: `listing acme/plain: period 1 added: from 1 January 2023 to 30 June 2023
listing acme/plain: now also Inverter
listing acme/plain: Inverter: Grid tie no from 1 January 2023 to 30 June 2023
listing acme/plain: changes the past: active instead of upcoming from 1 January 2023 to 30 June 2023 and expired instead of upcoming from 1 July 2023 to 31 December 2023`,
	},
	{
		name: "no longer in a list",
		edit: func(r *register.Records) {
			listing(r, "acme/plain").NotInList = []register.Absence{{List: "inverters", LastSeen: day("2023-01-10"), Since: day("2023-02-01")}}
		},
		what: "changed not-in-list", fields: "not_in_list[0]",
		sentences: `listing acme/plain: no longer in the list inverters since 1 February 2023, last seen 10 January 2023`,
	},
	{
		name: "no longer in a list, and back",
		edit: func(r *register.Records) {
			listing(r, "acme/plain").NotInList = []register.Absence{{List: "inverters", Since: day("2023-02-01"), Back: day("2023-05-01")}}
		},
		what: "changed not-in-list", fields: "not_in_list[0]",
		sentences: `listing acme/plain: no longer in the list inverters since 1 February 2023, and back since 1 May 2023`,
	},
	{
		name: "a newer edition of a list",
		edit: func(r *register.Records) {
			l := r.Lists[0]
			l.Date, l.Rows, l.SHA256 = day("2026-04-24"), 2747, strings.Repeat("cd", 32)
		},
		what: "changed edition-imported", fields: "date rows sha256",
		sentences: `list inverters: edition of 24 April 2026 (2,747 rows), was 2 April 2026`,
	},
	{
		name: "the same edition has other rows",
		edit: func(r *register.Records) { r.Lists[0].Rows = 2740 },
		what: "changed", fields: "rows",
		sentences: `list inverters: rows of the newest edition changed from 2,741 to 2,740`,
	},
	{
		name: "a list more",
		edit: func(r *register.Records) {
			r.Lists = append(r.Lists, &register.List{Meta: register.Meta{ID: "batteries"}, Name: "Approved batteries", DeviceClass: "bess", Date: today, FirstDate: today, Rows: 1})
		},
		what:      "added",
		sentences: `list batteries: added: “Approved batteries”, edition of 23 November 2026 (1 row)`,
	},
	{
		name: "copies become stale",
		edit: func(r *register.Records) { r.Settings.MaxCopyAge = 7 },
		what: "changed", fields: "max_copy_age",
		sentences: `settings of the register: number of days after which a copy is stale set to 7`,
	},
	{
		name: "facts become stale",
		edit: func(r *register.Records) { r.Settings.StaleAfter = 14 },
		what: "changed", fields: "stale_after",
		sentences: `settings of the register: number of days after which the data is stale set to 14`,
	},
	{
		name: "a device class more and one less",
		edit: func(r *register.Records) {
			l := listing(r, "acme/box")
			l.DeviceClasses["load"] = register.Attributes{}
			delete(l.DeviceClasses, "inverter")
		},
		what: "changed attributes-changed", fields: "device_classes.inverter device_classes.load",
		sentences: `listing acme/box: no longer Inverter: Input voltage 200–1,000 V, Grid tie yes and Remark “Indoors”
listing acme/box: now also Load`,
	},
	{
		name: "names",
		edit: func(r *register.Records) {
			l := listing(r, "acme/box")
			l.Model, l.Brand, l.Series = "Box 13.5", "", "Boxes"
			l.Aliases = []string{"BOX13.5", "Box XIII"}
			l.WhiteLabels = append([]register.WhiteLabel{{Brand: "Third"}}, register.WhiteLabel{Brand: "Other", Model: "O2"})
		},
		what: "changed", fields: "brand series model aliases[0] aliases[0] aliases[1] white_labels[0] white_labels[1].model",
		sentences: `listing acme/box: brand removed (was “Acme”)
listing acme/box: series changed from “Box” to “Boxes”
listing acme/box: model changed from “Box 13” to “Box 13.5”
listing acme/box: aliases “BOX13.5” and “Box XIII” added
listing acme/box: alias “BOX13” removed
listing acme/box: white label “Third” added
listing acme/box: white label “Other O2”: model changed from “O1” to “O2”`,
	},
	{
		name: "what kind of client, and its software",
		edit: func(r *register.Records) {
			l := listing(r, "acme/box")
			l.Deployment, l.CertificateType, l.CSIPAUSVersion = "cloud", "aggregator", "1.3"
			l.Software.Versions, l.Hardware, l.Jurisdictions = ">=26.1", "", []string{"SA", "VIC"}
		},
		what: "changed", fields: "deployment certificate_type csip_aus_version software.versions hardware jurisdictions[0] jurisdictions[1]",
		sentences: `listing acme/box: deployment changed from “native” to “cloud”
listing acme/box: certificate type changed from “device” to “aggregator”
listing acme/box: CSIP-AUS version changed from “1.2” to “1.3”
listing acme/box: software versions changed from “>=25.10” to “>=26.1”
listing acme/box: hardware removed (was “A gateway”)
listing acme/box: jurisdiction VIC added
listing acme/box: jurisdiction NSW removed`,
	},
	{
		name: "software that was not known",
		edit: func(r *register.Records) {
			listing(r, "acme/open").Software = &register.Software{Name: "Openware", Versions: "1.x"}
		},
		what: "changed", fields: "software", sentences: `listing acme/open: software set to “Openware 1.x”`,
	},
	{
		name: "the software of a client is no longer recorded",
		edit: func(r *register.Records) { listing(r, "acme/box").Software = nil },
		what: "changed", fields: "software", sentences: `listing acme/box: software removed (was “Boxware >=25.10”)`,
	},
	{
		name: "a client speaks for other devices",
		edit: func(r *register.Records) {
			listing(r, "acme/box").Devices = nil
			listing(r, "acme/open").Devices = []string{"sunny/s5"}
		},
		what: "changed device-removed changed device-added", fields: "devices[0] devices[0]",
		sentences: `listing acme/box: no longer speaks for sunny/s5
listing acme/open: now speaks for sunny/s5`,
	},
	{
		name: "made-up facts are marked as such",
		edit: func(r *register.Records) {
			listing(r, "acme/open").Sample, listing(r, "sunny/s5").Sample = true, false
		},
		what: "changed changed", fields: "sample sample",
		sentences: `listing acme/open: now marked as sample data
listing sunny/s5: no longer marked as sample data`,
	},
	{
		name: "notes and sources",
		edit: func(r *register.Records) {
			l := listing(r, "acme/box")
			l.Notes = "Two lines,\nwith a tab\there."
			l.Sources = []register.Source{{URL: "https://example.org/other"}, {Title: "The list", URL: "https://example.org/list", Retrieved: day("2026-11-02")}}
		},
		what: "changed", fields: "notes sources[0] sources[1].title sources[1].retrieved",
		sentences: `listing acme/box: notes changed from “A note.” to “Two lines,\nwith a tab\there.”
listing acme/box: source https://example.org/other added
listing acme/box: source “The list” (https://example.org/list): title changed from “List” to “The list”
listing acme/box: source “The list” (https://example.org/list): day of retrieval moved from 1 November 2026 to 2 November 2026`,
	},
	{
		name: "long notes",
		edit: func(r *register.Records) { listing(r, "acme/box").Notes = strings.Repeat("0123456789", 100) },
		what: "changed", fields: "notes",
		sentences: `listing acme/box: notes changed from “A note.” to “` + strings.Repeat("0123456789", 20) + `…” (1,000 characters)`,
	},

	// Records that come, go, and get another id.
	{
		name: "a new client",
		edit: func(r *register.Records) {
			r.Listings = append(r.Listings, &register.Listing{
				Meta: register.Meta{ID: "sunny/x"}, Manufacturer: "sunny", Model: "X 10", EntityType: "client", Sample: true,
				DeviceClasses: map[string]register.Attributes{"bess": {"capacity": register.Number(10), "max_power": register.Number(5)}, "load": {}},
				Periods:       []register.Period{{From: day("2026-01-01"), To: day("2026-06-30")}, {From: day("2026-09-01")}},
				Suspensions:   []register.Suspension{{From: day("2026-02-01"), To: day("2026-02-02")}},
				Devices:       []string{"sunny/s5"},
			})
		},
		what: "added period-added suspended device-added",
		sentences: `listing sunny/x: added: client “X 10”, listed from 1 January 2026 to 30 June 2026 and from 1 September 2026 on, now active, no certificate recorded
listing sunny/x: Battery: Maximum power 5 kW and Capacity 10 kWh
listing sunny/x: Load
listing sunny/x: suspended from 1 February 2026 to 2 February 2026
listing sunny/x: speaks for sunny/s5
listing sunny/x: marked as sample data`,
	},
	{
		name: "a new device, and its certificate",
		edit: func(r *register.Records) {
			r.Listings = append(r.Listings, &register.Listing{Meta: register.Meta{ID: "sunny/d"}, Manufacturer: "sunny", Model: "D", EntityType: "device", Periods: []register.Period{{From: day("2027-01-01")}}})
			r.Certificates = append(r.Certificates, &register.Certificate{Meta: register.Meta{ID: "lab/d"}, Number: "LAB-D", CertifyingBody: "lab", CertificationDate: day("2026-11-01"), Listings: []string{"sunny/d"}})
		},
		what: "added period-added added certificate-added",
		sentences: `listing sunny/d: added: device “D”, listed from 1 January 2027 on, now upcoming, certified
certificate lab/d: added: “LAB-D”, given on 1 November 2026, without an expiry, now current
certificate lab/d: covers sunny/d, which is now certified`,
	},
	{
		name: "a certificate for a series is one change",
		edit: func(r *register.Records) {
			c := &register.Certificate{Meta: register.Meta{ID: "lab/series"}, Number: "LAB-S", CertifyingBody: "lab",
				CertificationDate: day("2026-11-01"), Expiry: day("2029-10-31"), TestProfiles: []string{"A", "DER-G"}}
			for _, size := range strings.Fields("03 04 05 06 07 08 09 10 11 12 13 14") {
				l := &register.Listing{Meta: register.Meta{ID: "sunny/m" + size}, Manufacturer: "sunny", Model: "M" + size, EntityType: "device", Periods: []register.Period{{From: day("2026-11-01")}}}
				r.Listings = append(r.Listings, l)
				c.Listings = append(c.Listings, l.ID)
			}
			r.Certificates = append(r.Certificates, c)
		},
		what: strings.Repeat("added period-added ", 12) + "added certificate-added test-profile-added",
		sentences: twelveAdded + `certificate lab/series: added: “LAB-S”, given on 1 November 2026, expires on 31 October 2029, now current
certificate lab/series: covers these twelve models: sunny/m03, sunny/m04, sunny/m05, sunny/m06, sunny/m07, sunny/m08, sunny/m09, sunny/m10, sunny/m11, sunny/m12, sunny/m13 and sunny/m14, all of them now certified
certificate lab/series: test profiles A and DER-G added`,
	},
	{
		name: "a listing is removed",
		edit: func(r *register.Records) { r.Listings = without(r.Listings, "acme/over") },
		what: "removed", sentences: `listing acme/over: removed: “Over” (was delisted)`,
	},
	{
		name: "a certificate is removed",
		edit: func(r *register.Records) { r.Certificates = without(r.Certificates, "lab/3") },
		what: "removed certificate-removed",
		sentences: `certificate lab/3: removed: “LAB-3” (was current)
certificate lab/3: no longer covers acme/stopped, which is no longer certified`,
	},
	{
		name: "a listing is renamed, and what refers to it follows",
		edit: func(r *register.Records) {
			l := listing(r, "acme/plain")
			l.ID, l.FormerIDs = "acme/simple", []string{"acme/plain"}
			certificate(r, "lab/1").Listings[1] = "acme/simple"
		},
		what: "renamed changed", fields: "former_ids[0] listings[1]",
		sentences: `listing acme/simple: renamed from acme/plain
certificate lab/1: covers acme/simple under its new id (was acme/plain)`,
	},
	{
		name: "a listing is renamed and changed",
		edit: func(r *register.Records) {
			l := listing(r, "acme/over")
			l.ID, l.Model, l.FormerIDs = "acme/gone", "Gone", []string{"acme/ancient", "acme/over"}
		},
		what: "renamed changed", fields: "model former_ids[0] former_ids[1]",
		sentences: `listing acme/gone: renamed from acme/over
listing acme/gone: model changed from “Over” to “Gone”
listing acme/gone: former id acme/ancient added`,
	},
	{
		name: "a manufacturer is renamed with all that is in its folder",
		edit: func(r *register.Records) {
			m := r.Manufacturers[1]
			m.ID, m.Name, m.FormerIDs = "sun", "Sun", []string{"sunny"}
			l := listing(r, "sunny/s5")
			l.ID, l.Manufacturer, l.FormerIDs = "sun/s5", "sun", []string{"sunny/s5"}
			listing(r, "acme/box").Devices[0] = "sun/s5"
		},
		what: "renamed changed changed renamed changed", fields: "name former_ids[0] devices[0] manufacturer former_ids[0]",
		sentences: `manufacturer sun: renamed from sunny
manufacturer sun: name changed from “Sunny” to “Sun”
listing acme/box: speaks for sun/s5 under its new id (was sunny/s5)
listing sun/s5: renamed from sunny/s5
listing sun/s5: manufacturer changed from “sunny” to “sun”`,
	},
	{
		name: "a listing that was there twice becomes one",
		edit: func(r *register.Records) {
			r.Listings = without(r.Listings, "acme/over")
			listing(r, "acme/open").FormerIDs = []string{"acme/over"}
		},
		what: "changed merged", fields: "former_ids[0]",
		sentences: `listing acme/open: former id acme/over added
listing acme/over: merged into acme/open, to which its id leads now`,
	},
	{
		name: "a test profile is renamed, and certificates follow",
		edit: func(r *register.Records) {
			r.TestProfiles[0].ID, r.TestProfiles[0].FormerIDs = "B", []string{"A"}
			certificate(r, "lab/1").TestProfiles = []string{"B"}
		},
		what: "renamed changed", fields: "former_ids[0] test_profiles[0]",
		sentences: `test profile B: renamed from A
certificate lab/1: test profile B is now under its new id (was A)`,
	},

	// Certificates.
	{
		name: "a certificate's expiry is moved after it had passed",
		edit: func(r *register.Records) { certificate(r, "lab/1").Expiry = day("2027-12-31") },
		what: "changed expiry-moved", fields: "expiry",
		sentences: `certificate lab/1: expiry moved from 31 December 2025 to 31 December 2027, now current again (was expired)
certificate lab/1: now certified: acme/box and acme/plain
certificate lab/1: changes the past: current instead of expired from 1 January 2026 to 22 November 2026`,
	},
	{
		name: "a certificate's expiry is taken away",
		edit: func(r *register.Records) { certificate(r, "lab/3").Expiry = register.Date{} },
		what: "changed expiry-moved", fields: "expiry",
		sentences: `certificate lab/3: expiry taken away (was 30 June 2028)`,
	},
	{
		name: "a certificate covers more",
		edit: func(r *register.Records) {
			c := certificate(r, "lab/3")
			c.Listings = append([]string{"acme/open", "acme/plain"}, c.Listings...)
		},
		what: "changed certificate-added", fields: "listings[0] listings[1]",
		sentences: `certificate lab/3: now covers these two models: acme/open and acme/plain, all of them now certified`,
	},
	{
		name: "a certificate covers another",
		edit: func(r *register.Records) { certificate(r, "lab/3").Listings = []string{"acme/open"} },
		what: "changed certificate-added certificate-removed", fields: "listings[0] listings[0]",
		sentences: `certificate lab/3: now covers acme/open, which is now certified
certificate lab/3: no longer covers acme/stopped, which is no longer certified`,
	},
	{
		name: "a certificate that has expired covers more: nothing is certified by it",
		edit: func(r *register.Records) {
			certificate(r, "lab/1").Listings = append(certificate(r, "lab/1").Listings, "acme/over")
		},
		what: "changed certificate-added", fields: "listings[2]",
		sentences: `certificate lab/1: now covers acme/over`,
	},
	{
		name: "one of two certificates makes a model certified, and says so",
		edit: func(r *register.Records) {
			certificate(r, "lab/2").Listings = append(certificate(r, "lab/2").Listings, "acme/plain") // revoked
			certificate(r, "lab/3").Listings = append(certificate(r, "lab/3").Listings, "acme/plain")
		},
		what: "changed certificate-added changed certificate-added", fields: "listings[1] listings[1]",
		sentences: `certificate lab/2: now covers acme/plain
certificate lab/3: now covers acme/plain, which is now certified`,
	},
	{
		name: "its listings in another order",
		edit: func(r *register.Records) { slices.Reverse(certificate(r, "lab/1").Listings) },
		what: "changed", fields: "listings",
		sentences: `certificate lab/1: order of the listings changed`,
	},
	{
		name: "a certificate is revoked",
		edit: func(r *register.Records) {
			certificate(r, "lab/3").Revoked = &register.Ending{On: day("2026-11-20"), Reason: "Report withdrawn"}
		},
		what: "changed certificate-revoked", fields: "revoked",
		sentences: `certificate lab/3: revoked on 20 November 2026, for “Report withdrawn”, in force now (was current)
certificate lab/3: no longer certified: acme/stopped
certificate lab/3: changes the past: revoked instead of current from 20 November 2026 to 22 November 2026`,
	},
	{
		name: "a revocation is put off, and explained",
		edit: func(r *register.Records) {
			certificate(r, "lab/2").Revoked = &register.Ending{On: day("2027-01-01"), Reason: "Retest", Source: "https://lab.example/2"}
		},
		what: "changed revocation-changed", fields: "revoked.on revoked.source",
		sentences: `certificate lab/2: day of the revocation moved from 1 January 2026 to 1 January 2027
certificate lab/2: announcement of the revocation set to “https://lab.example/2”, now current again (was revoked)
certificate lab/2: now certified: acme/open
certificate lab/2: changes the past: current instead of revoked from 1 January 2026 to 22 November 2026`,
	},
	{
		name: "a revocation is undone",
		edit: func(r *register.Records) { certificate(r, "lab/2").Revoked = nil },
		what: "changed revocation-reversed", fields: "revoked",
		sentences: `certificate lab/2: no longer revoked (was on 1 January 2026), now current again (was revoked)
certificate lab/2: now certified: acme/open
certificate lab/2: changes the past: current instead of revoked from 1 January 2026 to 22 November 2026`,
	},
	{
		name: "what was tested",
		edit: func(r *register.Records) {
			c := certificate(r, "lab/1")
			c.TestProfiles, c.TestsPassed = []string{"A", "DER-G"}, []string{"ALL-01", "ALL-02", "ALL-03"}
			c.Standard, c.StandardVersion, c.CSIPAUSVersion, c.SoftwareVersions = "", "3", "1.3", ">=26"
		},
		what:   "changed test-profile-added",
		fields: "standard standard_version csip_aus_version test_profiles[1] tests_passed[1] tests_passed[2] software_versions",
		sentences: `certificate lab/1: standard removed (was “Procedure”)
certificate lab/1: standard version changed from “2” to “3”
certificate lab/1: CSIP-AUS version changed from “1.2” to “1.3”
certificate lab/1: test profile DER-G added
certificate lab/1: passed tests ALL-02 and ALL-03 added
certificate lab/1: software versions changed from “>=25.10” to “>=26”`,
	},
	{
		name: "a test profile less",
		edit: func(r *register.Records) { certificate(r, "lab/1").TestProfiles = nil },
		what: "changed test-profile-removed", fields: "test_profiles[0]",
		sentences: `certificate lab/1: test profile A removed`,
	},
	{
		name: "its days, its number, its document",
		edit: func(r *register.Records) {
			c := certificate(r, "lab/1")
			c.Number, c.CertificationDate, c.WitnessedDate = "LAB-0001", day("2023-01-16"), register.Date{}
			c.Document.SHA256 = ""
		},
		what: "changed", fields: "number certification_date witnessed_date document.sha256",
		sentences: `certificate lab/1: certification date moved from 15 January 2023 to 16 January 2023, still expired
certificate lab/1: number changed from “LAB-1” to “LAB-0001”
certificate lab/1: witnessed date removed (was 10 January 2023)
certificate lab/1: SHA-256 digest of the document removed (was “` + strings.Repeat("ab", 32) + `”)
certificate lab/1: changes the past: upcoming instead of current on 15 January 2023`,
	},
	{
		name: "a document",
		edit: func(r *register.Records) {
			certificate(r, "lab/1").Document, certificate(r, "lab/3").Document = nil, &register.Document{URL: "https://lab.example/3.pdf"}
		},
		what: "changed changed", fields: "document document",
		sentences: `certificate lab/1: document removed (was https://lab.example/1.pdf)
certificate lab/3: document set to https://lab.example/3.pdf`,
	},

	// Vocabularies, parties, settings.
	{
		name: "the settings",
		edit: func(r *register.Records) {
			r.Settings.Title, r.Settings.Contact, r.Settings.Publisher = "Register", "mail@example.org", ""
			r.Settings.Licence.SPDX, r.Settings.Notices = "CC0-1.0", []string{"Kept notice.", "Another one."}
		},
		what: "changed", fields: "title publisher contact licence.spdx notices[1]",
		sentences: `settings of the register: title changed from “Test register” to “Register”
settings of the register: publisher removed (was “Example”)
settings of the register: contact set to “mail@example.org”
settings of the register: SPDX id of the licence changed from “CC-BY-4.0” to “CC0-1.0”
settings of the register: notice “Another one.” added`,
	},
	{
		name: "a device class: attributes, limits, words",
		edit: func(r *register.Records) {
			bess := r.DeviceClasses[0]
			bess.Name = "Battery"
			bess.Attributes[0].Minimum, bess.Attributes[0].Maximum = nil, ptr(10000.0)
			bess.Attributes[1].Minimum = ptr(1.0)
			bess.Attributes[3].Values = append([]register.EnumValue{{ID: "LTO"}}, bess.Attributes[3].Values...)
			bess.Attributes[3].Values[2].Retired = day("2030-12-31")
			bess.Attributes[5].Type, bess.Attributes[5].Unit = register.TypeNumber, ""
			bess.Attributes = append(bess.Attributes, register.Attribute{ID: "dc_voltage", Name: "DC voltage", Type: register.TypeNumber, Unit: "V"})
		},
		what: "changed",
		fields: "name attributes[0].minimum attributes[0].maximum attributes[1].minimum attributes[3].values[0] attributes[3].values[2].retired " +
			"attributes[5].type attributes[5].unit attributes[6]",
		sentences: `device class bess: name changed from “Battery energy storage system” to “Battery”
device class bess: attribute dc_voltage added
device class bess: attribute max_power: minimum removed (was 0)
device class bess: attribute max_power: maximum set to 10,000
device class bess: attribute capacity: minimum changed from 0.1 to 1
device class bess: attribute chemistry: values[0] set to LTO
device class bess: attribute chemistry: values[2].retired set to 31 December 2030
device class bess: attribute cycle_life: type changed from “integer” to “number”
device class bess: attribute cycle_life: unit removed (was “cycles”)`,
	},
	{
		name: "an attribute and its unit at once",
		edit: func(r *register.Records) {
			r.DeviceClasses[0].Attributes[1].Unit = "Wh"
			listing(r, "acme/box").DeviceClasses["bess"]["capacity"] = register.Number(13500)
		},
		what: "changed changed attributes-changed", fields: "attributes[1].unit device_classes.bess.capacity",
		sentences: `device class bess: attribute capacity: unit changed from “kWh” to “Wh”
listing acme/box: Battery: Capacity 13.5 kWh → 13,500 Wh`,
	},
	{
		name: "attributes in another order",
		edit: func(r *register.Records) { slices.Reverse(r.DeviceClasses[1].Attributes) },
		what: "changed", fields: "attributes", sentences: `device class inverter: order of the attributes changed`,
	},
	{
		name: "a new device class, and one that is gone",
		edit: func(r *register.Records) {
			r.DeviceClasses[2] = &register.DeviceClass{Meta: register.Meta{ID: "evse"}, Name: "EV charger", Attributes: []register.Attribute{{ID: "phases", Name: "Phases", Type: register.TypeInteger}}}
		},
		what: "added removed",
		sentences: `device class evse: added: “EV charger” with one attribute
device class load: removed: “Load”`,
	},
	{
		name: "whether a device class needs an inverter",
		edit: func(r *register.Records) {
			r.DeviceClasses[0].RequiresInverter, r.DeviceClasses[1].RequiresInverter = ptr(true), ptr(false)
		},
		what: "changed changed", fields: "requires_inverter requires_inverter",
		sentences: `device class bess: now needs an inverter that is listed
device class inverter: now needs no other inverter`,
	},
	{
		name: "a device class of which it is not known any more",
		edit: func(r *register.Records) { r.DeviceClasses[2].RequiresInverter = nil },
		what: "changed", fields: "requires_inverter", sentences: `device class load: no longer says whether it needs an inverter`,
	},
	{
		name: "a test profile",
		edit: func(r *register.Records) {
			p := r.TestProfiles[0]
			p.Optional, p.Retired, p.ReplacedBy = true, day("2026-12-31"), []string{"DER-G"}
			p.Versions = []string{"1.2", "1.3"}
			p.Tests[0].Versions = []string{"1.2", "1.3"}
			p.Tests[1].Title = "Clock"
			p.Tests = append(p.Tests, register.Test{ID: "ALL-03", Title: "End devices"})
		},
		what:   "changed",
		fields: "optional tests[0].versions[1] tests[1].title tests[2] versions[1] retired replaced_by[0]",
		sentences: `test profile A: now optional
test profile A: test ALL-03 added
test profile A: test ALL-01: versions[1] set to “1.3”
test profile A: test ALL-02: title changed from “Time” to “Clock”
test profile A: CSIP-AUS version 1.3 added
test profile A: retired set to 31 December 2026
test profile A: successor DER-G added`,
	},
	{
		name: "a new test profile",
		edit: func(r *register.Records) {
			r.TestProfiles = append(r.TestProfiles, &register.TestProfile{Meta: register.Meta{ID: "STO"}, Name: "STO", Title: "Storage"})
		},
		what: "added", sentences: `test profile STO: added: “STO”, “Storage”`,
	},
	{
		name: "parties",
		edit: func(r *register.Records) {
			r.Manufacturers[0].Name, r.Manufacturers[0].Website = "Acme Pty Ltd", "https://www.acme.example"
			r.CertifyingBodies[0].Aliases = []string{"Lab"}
			r.Manufacturers = append(r.Manufacturers, &register.Manufacturer{Meta: register.Meta{ID: "third"}, Name: "Third"})
		},
		what: "changed added changed", fields: "name website aliases[0]",
		sentences: `manufacturer acme: name changed from “Acme” to “Acme Pty Ltd”
manufacturer acme: website changed from “https://acme.example” to “https://www.acme.example”
manufacturer third: added: “Third”
certifying body lab: alias “Lab” added`,
	},
	{
		name: "an entity type",
		edit: func(r *register.Records) { r.EntityTypes[1].Description = "" },
		what: "changed", fields: "description", sentences: `entity type device: description removed (was “A product.”)`,
	},
	{
		name: "a file with the same facts: only a comment differs",
		edit: func(r *register.Records) { listing(r, "acme/open").Commit = "0123456789abcdef" },
		what: "rewritten", sentences: `listing acme/open: written again, and says the same`,
	},
	{
		name: "nothing",
		edit: func(r *register.Records) {},
	},
}

// twelveAdded describes the listings of a series.
var twelveAdded = func() string {
	var b strings.Builder
	for _, size := range strings.Fields("03 04 05 06 07 08 09 10 11 12 13 14") {
		b.WriteString("listing sunny/m" + size + ": added: device “M" + size + "”, listed from 1 November 2026 on, now active, certified\n")
	}
	return b.String()
}()

func TestDescribe(t *testing.T) {
	t.Parallel()
	for _, test := range tellings {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := report(t, test.edit)
			words := change.Describer{Before: r.Before, After: r.After}
			var what, fields, sentences []string
			for _, c := range r.Changes {
				for _, w := range c.Events {
					what = append(what, string(w))
				}
				for _, f := range c.Fields {
					fields = append(fields, f.Path)
				}
				for _, s := range words.Describe(c) {
					sentences = append(sentences, c.Subject().String()+": "+s.String())
				}
			}
			if diff := cmp.Diff(strings.Fields(test.what), what); diff != "" && len(what)+len(test.what) > 0 {
				t.Errorf("words (-want +got):\n%s", diff)
			}
			if got := strings.Join(fields, " "); got != test.fields {
				t.Errorf("fields:\n got %s\nwant %s", got, test.fields)
			}
			if diff := cmp.Diff(test.sentences, strings.Join(sentences, "\n")); diff != "" {
				t.Errorf("sentences (-want +got):\n%s", diff)
			}
		})
	}
}
