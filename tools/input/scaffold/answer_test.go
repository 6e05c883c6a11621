package scaffold

import (
	"encoding/json"
	"strings"
	"testing"

	"opencec/tools/register"
)

func TestAnswers(t *testing.T) {
	t.Parallel()
	form := newForm(t)
	for _, test := range []struct{ field, answer, value, problem string }{
		{"manufacturer", "acme", `"acme"`, ""},
		{"manufacturer", " ACME ", `"acme"`, ""},
		{"manufacturer", "Acme Energy", `"acme"`, ""},
		{"manufacturer", "acne", "", `there is no manufacturer "acne" (did you mean acme?); there are acme, sunny`},
		{"manufacturer", "Other", "", `there is no manufacturer "Other"; there are acme, sunny. A new one is recorded first: opencec new manufacturer`},
		{"manufacturer", "acme-old", "", `"acme-old" has been renamed: write acme`},
		{"manufacturer", "broken", "", `data/manufacturers/broken.yaml exists, but cannot be read: `},
		{"manufacturer", "../../etc/passwd", "", `there is no manufacturer "../../etc/passwd"`},
		{"entity_type", "clients", "", `there is no entity type "clients" (did you mean client?); there are client, device`},
		{"entity_type", "BESS", "", `"BESS" is one of the device classes: choose client, device`},
		{"entity_type", "Battery energy storage system", "", `"Battery energy storage system" is one of the device classes: choose client, device`},
		{"class", "client", "", `"client" is one of the entity types: choose bess`},
		{"class", "wind", "", `there is no device class "wind"; there are bess. A new one is recorded first: opencec new device-class`},
		{"deployment", "Native", `"native"`, ""},
		{"deployment", "clod", "", `there is no deployment "clod" (did you mean cloud?); there are native, gateway, cloud, cloud-gateway`},
		{"model", "Box 5", `"Box 5"`, ""},
		{"model", "Box\n5", "", `"Box\n5" does not have the right form: Text in one line, without spaces at its ends`},
		{"model", "Box\x1b[2J", "", `has U+001B after "Box", which cannot be seen: remove it`},
		{"model", "Box\u202e5", "", `has U+202E (right-to-left override) after "Box", which cannot be seen: remove it`},
		{"model", "Box\xff", "", "is not UTF-8: write it in that encoding"},
		{"model", strings.Repeat("x", 201), "", "has 201 characters, and the most is 200"},
		{"model", strings.Repeat("x", MaxAnswer+1), "", "is longer than 16384 bytes"},
		{"model", "  ", "", "is empty: write a value, or leave it out"},
		{"notes", "One line.\nAnother.", `"One line.\nAnother."`, ""},
		{"from", "2026-11-23", `"2026-11-23"`, ""},
		{"from", "23/11/2026", "", `"23/11/2026" is not a date: write it as YYYY-MM-DD`},
		{"from", "2026-02-30", "", `"2026-02-30" is not a date: February 2026 has 28 days`},
		{"jurisdiction", "nsw, VIC", `["NSW","VIC"]`, ""},
		{"jurisdiction", "NSW,NSW", "", `has "NSW" twice`},
		{"jurisdiction", "NSW,,VIC", "", `"NSW,,VIC" has an entry without a value: write one "," between two entries`},
		{"alias", "Box, large | Box L", `["Box, large","Box L"]`, ""},
		{"white_label", "Sunny: Box 5|Other", `[{"brand":"Sunny","model":"Box 5"},{"brand":"Other"}]`, ""},
		{"source", "https://a.example/x", `[{"url":"https://a.example/x"}]`, ""},
		{"source", "Data sheet https://a.example/x 2026-11-01", `[{"retrieved":"2026-11-01","title":"Data sheet","url":"https://a.example/x"}]`, ""},
		{"source", "javascript:alert(1)", "", `"javascript:alert(1)" is not a source: write an address that begins with https://`},
		{"sample", "Yes", "true", ""},
		{"sample", "maybe", "", `"maybe" is neither yes nor no`},
		{"bess.capacity", "13.5", "13.5", ""},
		{"bess.capacity", "13.5kWh", "13.5", ""},
		{"bess.capacity", "13500 Wh", "", `"13500 Wh" is not in kWh: write 13.5 kWh`},
		{"bess.capacity", "0.0135 MWh", "", `"0.0135 MWh" is not in kWh: write 13.5 kWh`},
		{"bess.capacity", "13.5 kwh", "", `"13.5 kwh" is not in kWh: the unit is written kWh`},
		{"bess.capacity", "280 Ah", "", `"280 Ah" is in another unit: the number is in kWh`},
		{"bess.capacity", "13,5", "", `"13,5" has a comma: write the number with a point and without separators of thousands`},
		{"bess.capacity", "1e3", "", `"1e3" has an exponent: write 1000 kWh`},
		{"bess.capacity", "1.35E+01", "", `"1.35E+01" has an exponent: write 13.5 kWh`},
		{"bess.capacity", "1e999", "", `"1 e999" is in another unit: the number is in kWh`},
		{"bess.capacity", "NaN", "", `"NaN" is not a number: write one with a point, and without commas, such as 13.5 kWh`},
		{"bess.capacity", "9000", "", "9000 kWh is more than the maximum, 5000 kWh"},
		{"bess.cycle_life", "6000.5", "", `"6000.5" is not a whole number`},
		{"bess.chemistry", "lfp", `"LFP"`, ""},
		{"bess.chemistry", "LiFePO4", `"LFP"`, ""},
		{"bess.chemistry", "li-fe PO4", `"LFP"`, ""},
		{"bess.chemistry", "L.F.P.", `"LFP"`, ""},
		{"bess.chemistry", "LiFePO", "", `there is no chemistry "LiFePO" (did you mean LFP?); there are LFP, NMC`},
		{"bess.chemistry", "lead", "", `there is no chemistry "lead"`},
		{"bess.chemistry", "PbA", "", `there is no chemistry "PbA"`},
		{"deployment", "Cloud Gateway", `"cloud-gateway"`, ""},
		{"jurisdiction", "N.S.W., vic", `["NSW","VIC"]`, ""},
		{"csip_aus_version", "1-2", `"1.2"`, ""},
		{"csip_aus_version", "2.1", "", `there is no csip aus version "2.1"; there are 1.0, `},
		{"bess.voltage", "200-1000 V", `{"min":200,"max":1000}`, ""},
		{"bess.voltage", "200 V – 1000 V", `{"min":200,"max":1000}`, ""},
		{"bess.voltage", "1000..200", "", "the range begins at 1000, above its end 200"},
		{"bess.voltage", "400", "", `"400" is not a range: write its lowest and its highest value, such as 200-1000 V`},
		{"bess.islanding", "no", "false", ""},
		{"bess.remark", "Indoor\nonly", "", `"Indoor\nonly" does not have the right form`},
	} {
		s := form.Sheet(register.Listings)
		field, ok := s.Field(test.field)
		if !ok {
			t.Fatalf("there is no field %s", test.field)
		}
		value, err := form.Parse(field, test.answer)
		switch {
		case test.problem == "" && err != nil:
			t.Errorf("%s %q: %v", test.field, test.answer, err)
		case test.problem != "" && (err == nil || !strings.HasPrefix(err.Error(), test.problem)):
			t.Errorf("%s %q: got %v, want %s", test.field, test.answer, err, test.problem)
		case test.problem == "":
			if got, err := json.Marshal(value); err != nil || string(got) != test.value {
				t.Errorf("%s %q = %s, want %s (%v)", test.field, test.answer, got, test.value, err)
			}
		}
	}
}

// There are few entity types, so a wrong one is not answered with the hint to make one.
func TestNoEntityTypeIsSuggested(t *testing.T) {
	t.Parallel()
	err := newForm(t).Sheet(register.Listings).Set("entity_type", "toaster")
	if want := `there is no entity type "toaster"; there are client, device`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// A record made from any answers follows its schema.
func FuzzSet(f *testing.F) {
	form := newForm(f)
	for _, answer := range []string{"Box", "13.5 kWh", "200-1000", "2026-11-23", "A: B|C", "T https://a.example 2026-01-01", "..", "\u202e", "a,b"} {
		for i := range 10 {
			f.Add(uint8(i*3), answer)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, answer string) {
		s := sheet(t, form, register.Listings, map[string]string{"manufacturer": "acme", "model": "Box 9", "entity_type": "client", "from": "2026-01-01", "class": "bess"})
		names := s.Names()
		if s.Set(names[int(which)%len(names)], answer) != nil {
			return
		}
		rec, err := s.Record("acme/box-9")
		if err != nil {
			t.Fatal(err)
		}
		problems, err := form.Check([]register.Record{rec}, today)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			if p.Rule == "schema" {
				t.Errorf("%s: %s", p.Field, p.Message)
			}
		}
	})
}
