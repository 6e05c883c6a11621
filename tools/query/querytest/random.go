package querytest

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"time"

	"opencec/tools/register"
)

// Random returns a register with n listings, always the same for a seed, in which every
// status, attribute type and link occurs.
func Random(seed uint64, n int) *register.Register {
	rng := rand.New(rand.NewPCG(seed, 1))
	records := sampleRecords()
	records.Listings, records.Certificates, records.Manufacturers = nil, nil, nil
	manufacturers := max(3, n/50)
	for i := range manufacturers {
		records.Manufacturers = append(records.Manufacturers, &register.Manufacturer{Meta: id(fmt.Sprintf("maker-%d", i)), Name: fmt.Sprintf("%s %d", manufacturerNames[i%len(manufacturerNames)], i)})
	}
	for i := range n {
		records.Listings = append(records.Listings, randomListing(rng, i, manufacturers))
	}
	for i := range n / 2 {
		records.Certificates = append(records.Certificates, randomCertificate(rng, i, records.Listings))
	}
	reg, err := register.New(records, register.Version{ID: fmt.Sprintf("random-%d-%d", seed, n)})
	if err != nil {
		panic(err)
	}
	return reg
}

var (
	manufacturerNames = []string{"Acme", "Bolt", "Ćelija", "dynamo"}
	modelWords        = []string{"Power", "Eco", "Hybrid", "MAX", "ac-coupled"}
	brands            = []string{"", "Acme", "ACME", "Bolt Energy"}
	chemistries       = []string{"LFP", "NMC"}
)

func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

// randomSort returns up to three fields to sort by, most of which some listings lack.
func randomSort(rng *rand.Rand) string {
	fields := []string{"brand", "bess.capacity", "bess.chemistry", "certified", "entity_type", "id", "inverter.max_power", "inverter.input_voltage_range.min", "listed_until", "manufacturer", "model", "status", "updated_at"}
	var keys []string
	for _, i := range rng.Perm(len(fields))[:1+rng.IntN(3)] {
		keys = append(keys, pick(rng, []string{"", "-"})+fields[i])
	}
	return strings.Join(keys, ",")
}

// some returns one or more of the words, in any order, separated by commas.
func some(rng *rand.Rand, of []string) string {
	var words []string
	for _, i := range rng.Perm(len(of))[:1+rng.IntN(len(of))] {
		words = append(words, of[i])
	}
	return strings.Join(words, ",")
}

func randomDay(rng *rand.Rand) register.Date { return Today.AddDays(rng.IntN(1500) - 1000) }

func randomListing(rng *rand.Rand, i, manufacturers int) *register.Listing {
	manufacturer := rng.IntN(manufacturers)
	manufacturer = min(manufacturer, rng.IntN(manufacturers)) // some have more than others
	from := randomDay(rng)
	l := &register.Listing{
		Meta:         id(fmt.Sprintf("maker-%d/m-%d", manufacturer, i)),
		Manufacturer: fmt.Sprintf("maker-%d", manufacturer), Brand: pick(rng, brands),
		Model:      fmt.Sprintf("%s %d.%d", pick(rng, modelWords), rng.IntN(20), rng.IntN(3)),
		EntityType: pick(rng, []string{"client", "server", "device"}), Sample: true,
		Periods:       []register.Period{{From: from, To: from.AddDays(rng.IntN(800))}},
		DeviceClasses: map[string]register.Attributes{},
	}
	if rng.IntN(3) == 0 {
		l.Periods = append(l.Periods, register.Period{From: l.Periods[0].To.AddDays(1 + rng.IntN(2)*30)})
	}
	if rng.IntN(10) == 0 {
		l.Suspensions = []register.Suspension{{From: from.AddDays(10), To: from.AddDays(rng.IntN(400) + 10), Reason: `a "quoted" reason`}}
	}
	switch rng.IntN(15) {
	case 0:
		l.Delisted = &register.Ending{On: randomDay(rng)}
	case 1:
		l.Withdrawn = &register.Ending{On: randomDay(rng)}
	}
	if rng.IntN(2) == 0 {
		l.DeviceClasses["bess"] = register.Attributes{"capacity": register.Number(float64(rng.IntN(40)) / 2), "chemistry": register.Text(pick(rng, chemistries))}
	}
	if rng.IntN(2) == 0 {
		low := float64(rng.IntN(10) * 10)
		l.DeviceClasses["inverter"] = register.Attributes{"max_power": register.Number(float64(rng.IntN(30))), "grid_tie": register.Bool(rng.IntN(2) == 0), "input_voltage_range": register.Range(low, low+100)}
	}
	randomPeriodValues(rng, l)
	randomAbsences(rng, l)
	l.Aliases, l.WhiteLabels = otherNames(i)
	if rng.IntN(4) > 0 {
		l.UpdatedAt = time.Date(2026, 1, 1+rng.IntN(300), rng.IntN(24), 0, 0, 0, time.UTC)
	}
	return l
}

// randomPeriodValues gives some periods values of their own, some of them unknown.
func randomPeriodValues(rng *rand.Rand, l *register.Listing) {
	for i := range l.Periods {
		if rng.IntN(3) > 0 {
			continue
		}
		own := map[string]register.Attributes{}
		if l.DeviceClasses["bess"] != nil {
			own["bess"] = register.Attributes{"capacity": register.Number(float64(rng.IntN(40)) / 2), "chemistry": pick(rng, []register.Value{{}, register.Text("LFP"), register.Text("NMC")})}
		}
		if l.DeviceClasses["inverter"] != nil {
			low := float64(rng.IntN(10) * 10)
			own["inverter"] = register.Attributes{"grid_tie": pick(rng, []register.Value{{}, register.Bool(true), register.Bool(false)}), "input_voltage_range": register.Range(low, low+60), "note": register.Text("then")}
		}
		if len(own) > 0 {
			l.Periods[i].DeviceClasses = own
		}
	}
}

// randomAbsences adds absences from the lists of the listing's device classes.
func randomAbsences(rng *rand.Rand, l *register.Listing) {
	for _, list := range []struct{ id, class string }{{"batteries", "bess"}, {"inverters", "inverter"}} {
		if l.DeviceClasses[list.class] == nil || rng.IntN(3) > 0 {
			continue
		}
		since := randomDay(rng)
		l.NotInList = append(l.NotInList, register.Absence{List: list.id, LastSeen: since.AddDays(-10), Since: since, Back: since.AddDays(1 + rng.IntN(300))})
		if rng.IntN(2) == 0 {
			l.NotInList = append(l.NotInList, register.Absence{List: list.id, Since: since.AddDays(300)})
		}
	}
}

// otherNames gives some listings further names, some of which belong to others.
func otherNames(i int) ([]string, []register.WhiteLabel) {
	switch i % 9 {
	case 2:
		return []string{fmt.Sprintf("power-%d.%d (AS4777-2 2020)", i%5, i%3)}, nil
	case 5:
		return []string{fmt.Sprintf("Eco%d", i%20)}, []register.WhiteLabel{{Brand: "Bolt", Model: fmt.Sprintf("MAX/%d.%d", i%5, i%3)}, {Brand: "Acme"}}
	}
	return nil, nil
}

func randomCertificate(rng *rand.Rand, i int, listings []*register.Listing) *register.Certificate {
	c := &register.Certificate{
		Meta: id(fmt.Sprintf("ul/c-%d", i)), Number: fmt.Sprintf("UL-%d", i), CertifyingBody: "ul",
		CertificationDate: randomDay(rng), TestProfiles: []string{pick(rng, []string{"A", "DER-G", "UL1973"})},
	}
	if rng.IntN(4) == 0 {
		c.ID, c.CertifyingBody = fmt.Sprintf("sapn/c-%d", i), "sapn"
	}
	if rng.IntN(3) > 0 {
		c.Expiry = c.CertificationDate.AddDays(rng.IntN(1000))
	}
	if rng.IntN(10) == 0 {
		c.Revoked = &register.Ending{On: randomDay(rng)}
	}
	first := rng.IntN(len(listings))
	for j := first; j < min(first+1+rng.IntN(3), len(listings)); j++ {
		c.Listings = append(c.Listings, listings[j].ID)
	}
	return c
}

// RandomQuery returns a query about the listings of a Random register.
func RandomQuery(rng *rand.Rand) url.Values {
	values := url.Values{}
	for range rng.IntN(4) {
		name, value := randomFilter(rng)
		plain := strings.TrimSuffix(name, "__in") // the same parameter, so that both would be "or"
		if !values.Has(plain) && !values.Has(plain+"__in") {
			values.Set(name, value)
		}
	}
	if rng.IntN(3) == 0 {
		values.Set("q", pick(rng, []string{"acme", "power 1", "eco max", "bolt", "celija", "ul-1", "ac", "zzz"}))
	}
	if rng.IntN(3) == 0 {
		values.Set("on", randomDay(rng).String())
	}
	if rng.IntN(2) == 0 {
		values.Set("sort", randomSort(rng))
	}
	if rng.IntN(3) == 0 {
		values.Set("facets", some(rng, []string{"status", "manufacturer", "brand", "device_class", "test_profile", "bess.chemistry", "inverter.grid_tie", "certified", "entity_type", "not_in_list"}))
	}
	if rng.IntN(3) == 0 {
		values.Set("fields", some(rng, []string{"id", "status", "device_classes", "links", "suspensions", "listed_until", "brand", "certificates", "not_in_list", "periods"}))
	}
	if rng.IntN(6) == 0 {
		values.Set("include", "certificates")
	}
	values.Set("limit", strconv.Itoa(1+rng.IntN(60)))
	return values
}

func randomFilter(rng *rand.Rand) (name, value string) {
	text := func(ops ...string) string { return pick(rng, append(ops, "", "__not", "__in")) }
	bound := func() string { return pick(rng, []string{"", "__not", "__gt", "__gte", "__lt", "__lte"}) }
	switch rng.IntN(18) {
	case 0:
		return "status" + text(), pick(rng, []string{"active", "suspended", "expired", "delisted", "withdrawn", "upcoming"})
	case 1:
		return "manufacturer" + text(), fmt.Sprintf("maker-%d", rng.IntN(3))
	case 2:
		return "brand" + text("__contains", "__startswith"), pick(rng, []string{"acme", "Bolt Energy", "bo", "e"})
	case 3:
		op := text("__contains", "__startswith")
		if op == "__contains" || op == "__startswith" {
			return "model" + op, pick(rng, []string{"Power 1", "eco", "1", "MAX\u00a03", "ac\u2013c"})
		}
		return "model" + op, pick(rng, []string{"Power 1.1", "power1.1", "POWER-1.1", "Power 1 1", "Power \u200b1.1 (AS4777-2 2020)", "Power 1.1 (AS/NZS 4777.2:2020)",
			"Power 1.1 (AS4777-2 2015)", "eco 4", "ECO 4.0", "ac\u2013coupled 2.0", "\uff2dax 3.0", "max 3.0", "zzz"})
	case 4:
		return "bess.capacity" + bound(), pick(rng, []string{"0", "10", "13.5", "100"})
	case 5:
		return "bess.chemistry" + text(), pick(rng, []string{"LFP", "NMC"})
	case 6:
		return "inverter.grid_tie", pick(rng, []string{"true", "false"})
	case 7:
		return "inverter.input_voltage_range.max" + bound(), pick(rng, []string{"120", "150"})
	case 8:
		return "certified", pick(rng, []string{"true", "false"})
	case 9:
		return "listed_until" + bound(), randomDay(rng).String()
	case 10:
		return "device_class" + text(), pick(rng, []string{"bess", "inverter"})
	case 11:
		return "test_profile" + text(), pick(rng, []string{"A", "DER-G", "UL1973"})
	case 12:
		return "certificate.expiry" + bound(), randomDay(rng).String()
	case 13:
		return "certificate.status" + text(), pick(rng, []string{"current", "expired", "revoked", "upcoming"})
	case 14:
		return "not_in_list" + text(), pick(rng, []string{"batteries", "inverters"})
	case 15:
		return "not_in_list.since" + bound(), randomDay(rng).String()
	case 16:
		return pick(rng, []string{"brand", "not_in_list", "bess.chemistry", "inverter.grid_tie", "bess.capacity", "certificate", "listed_until", "certificate.expiry", "device_class"}) + "__isnull", pick(rng, []string{"true", "false"})
	}
	return "updated_at" + pick(rng, []string{"__gt", "__gte", "__lt", "__lte"}), time.Date(2026, 1, 1+rng.IntN(300), rng.IntN(24), 0, 0, 0, time.UTC).Format(time.RFC3339)
}
