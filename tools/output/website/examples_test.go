package website

import (
	"strings"
	"testing"

	"opencec/tools/register"
)

// exampleRecords has listings of these ids, all of one manufacturer.
func exampleRecords(ids ...string) register.Records {
	records := vocabulary()
	records.Manufacturers = []*register.Manufacturer{{Meta: id("acme"), Name: "Acme"}}
	for _, l := range ids {
		records.Listings = append(records.Listings, &register.Listing{
			Meta: id(l), Manufacturer: "acme", Model: strings.ToUpper(l), EntityType: "device", Periods: periods("2026-01-01–"),
		})
	}
	return records
}

const exampleCode = `curl "$OPENCEC_SITE/api/v1/listings/tesla/powerwall-2.json"; {"manufacturer": "LG Chem", "model": "RESU10H"}; on=2026-11-23`

func TestNewExamples(t *testing.T) {
	t.Parallel()
	hostile := exampleRecords("acme/a")
	hostile.Listings[0].Model = "$(reboot)"
	for name, test := range map[string]struct {
		records register.Records
		own     bool
		want    string
	}{
		"the project's": {exampleRecords(exampleListing, exampleSecond, exampleThird, exampleMisspelt, exampleChanged), true, exampleCode},
		"no listing":    {vocabulary(), false, exampleCode},
		"a hostile one": {hostile, false, exampleCode},
		"one listing": {exampleRecords("acme/box-1"), false,
			`curl "$OPENCEC_SITE/api/v1/listings/acme/box-1.json"; {"manufacturer": "Acme", "model": "ACME/BOX-1"}; on=2026-12-01`},
		"two listings": {exampleRecords("acme/box-1", "acme/box-2"), false,
			`curl "$OPENCEC_SITE/api/v1/listings/acme/box-1.json"; {"manufacturer": "Acme", "model": "ACME/BOX-2"}; on=2026-12-01`},
	} {
		e := NewExamples(newRegister(t, test.records), date("2026-12-01"), date("2026-11-01"))
		if got := e.In(exampleCode); e.Own != test.own || got != test.want {
			t.Errorf("%s: own %t, and\n%s\nwant %t, and\n%s", name, e.Own, got, test.own, test.want)
		}
	}
}

// What the examples print stands on the page where they are for the register's records.
func TestExamplesPrintWhatIsSo(t *testing.T) {
	t.Parallel()
	for _, own := range []bool{false, true} {
		ids := []string{"acme/box-1"}
		if own {
			ids = []string{exampleListing, exampleSecond, exampleThird, exampleMisspelt, exampleChanged}
		}
		dir, _ := build(t, Options{Register: newRegister(t, exampleRecords(ids...))})
		page := readFile(t, dir, "api/index.html")
		for _, text := range []string{"Tesla Powerwall 2: active on 2026-11-23", "Below each is its output", "here, a suspension follows", "tesla/powerwall-2"} {
			if strings.Contains(page, text) != own {
				t.Errorf("with the listings %q the page has %q: %t", ids, text, !own)
			}
		}
	}
}
