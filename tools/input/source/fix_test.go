package source

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

// testVocabulary is the vocabulary of a small register.
func testVocabulary(t testing.TB) *Vocabulary {
	t.Helper()
	number := func(id, unit string) register.Attribute {
		return register.Attribute{ID: id, Name: id, Type: register.TypeNumber, Unit: unit}
	}
	tree := &Tree{files: map[string][]byte{}}
	add := func(rec register.Record, id string) {
		rec.RecordMeta().ID = id
		tree.Records.Add(rec)
		tree.files[PathOf(rec.RecordKind(), id)] = nil
	}
	add(&register.EntityType{Name: "Client"}, "client")
	add(&register.EntityType{Name: "Device"}, "device")
	add(&register.Manufacturer{Name: "LG Chem", Aliases: []string{"LG Energy Solution"}}, "lg-chem")
	add(&register.Manufacturer{Name: "Acme"}, "acme")
	add(&register.CertifyingBody{Name: "SA Power Networks", Aliases: []string{"SAPN"}}, "sa-power-networks")
	add(&register.TestProfile{Name: "FCC Part 15"}, "FCC-Part-15")
	add(&register.TestProfile{Name: "DER-G"}, "DER-G")
	add(&register.TestProfile{Name: "Twice"}, "T1")
	add(&register.TestProfile{Name: "Twice"}, "T2")
	add(&register.DeviceClass{Name: "Battery energy storage system", ShortName: "Battery", Attributes: []register.Attribute{
		number("capacity", "kWh"), number("max_power", "kW"),
		{ID: "cycle_life", Name: "Cycle life", Type: register.TypeInteger, Unit: "cycles"},
		{ID: "input_voltage", Name: "Input voltage", Type: register.TypeRange, Unit: "V"},
		{ID: "chemistry", Name: "Chemistry", Type: register.TypeEnum, Values: []register.EnumValue{
			{ID: "LFP", Aliases: []string{"LiFePO4", "both"}}, {ID: "NMC", Aliases: []string{"NCM", "both"}}, {ID: "lead-acid"}}},
	}}, "bess")
	v, err := tree.Vocabulary()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const (
	listingFile     = "listings/acme/box.yaml"
	certificateFile = "certificates/lab/c-1.yaml"
)

// hinted returns a file in canonical form: the hint, then the rest.
func hinted(file, rest string) string {
	form, _ := fileKindOf(file)
	return form.hint + "\n" + rest
}

func TestFix(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file, before, after string // after the hint
		fixes               []string
	}{
		"nothing": {listingFile, "model: Box\n", "model: Box\n", nil},
		"form":    {listingFile, "model:  'Box'\n", "model: Box\n", []string{"1: not in the canonical form → as opencec fmt writes it"}},
		"entity type": {listingFile, "entity_type: Client # it speaks\n", "entity_type: client # it speaks\n",
			[]string{`2: entity_type: "Client" → "client"`}},
		"manufacturer by its name": {listingFile, "manufacturer: LG Chem\n", "manufacturer: lg-chem\n", []string{`2: manufacturer: "LG Chem" → "lg-chem"`}},
		"manufacturer by an alias": {listingFile, "manufacturer: lg energy solution\n", "manufacturer: lg-chem\n", []string{`2: manufacturer: "lg energy solution" → "lg-chem"`}},
		"deployment":               {listingFile, "deployment: Cloud Gateway\n", "deployment: cloud-gateway\n", []string{`2: deployment: "Cloud Gateway" → "cloud-gateway"`}},
		"jurisdiction":             {listingFile, "jurisdictions: [nsw, Qld]\n", "jurisdictions: [NSW, QLD]\n", []string{`2: jurisdictions[0]: "nsw" → "NSW"`, `2: jurisdictions[1]: "Qld" → "QLD"`}},
		"field name":               {listingFile, "Entity Type: client\n", "entity_type: client\n", []string{"2: Entity Type: Entity Type → entity_type"}},
		"version as a number":      {listingFile, "csip_aus_version: 1.2\n", "csip_aus_version: \"1.2\"\n", []string{`2: csip_aus_version: 1.2 → "1.2"`}},
		"model as a number":        {listingFile, "model: 5000.10\n", "model: \"5000.10\"\n", []string{`2: model: 5000.10 → "5000.10"`}},
		"device class, attribute and word": {listingFile, "device_classes:\n  Battery:\n    Max Power: 5 kW # label\n    chemistry: lifepo4\n",
			"device_classes:\n  bess:\n    chemistry: LFP\n    max_power: 5 # label\n",
			[]string{"3: device_classes.Battery: Battery → bess", "4: device_classes.bess.Max Power: Max Power → max_power",
				`4: device_classes.bess.max_power: "5 kW" → 5`, `5: device_classes.bess.chemistry: "lifepo4" → "LFP"`}},
		"numbers in quotes": {listingFile, "device_classes:\n  bess: {capacity: \"13.50\", cycle_life: 6000cycles, input_voltage: {min: 200 V, max: \"480\"}}\n",
			"device_classes:\n  bess:\n    capacity: 13.50\n    cycle_life: 6000\n    input_voltage: {min: 200, max: 480}\n",
			[]string{`3: device_classes.bess.capacity: "13.50" → 13.50`, `3: device_classes.bess.cycle_life: "6000cycles" → 6000`,
				`3: device_classes.bess.input_voltage.max: "480" → 480`, `3: device_classes.bess.input_voltage.min: "200 V" → 200`}},
		"test profiles": {certificateFile, "test_profiles: [der-g, FCC Part 15]\n", "test_profiles: [DER-G, FCC-Part-15]\n",
			[]string{`2: test_profiles[0]: "der-g" → "DER-G"`, `2: test_profiles[1]: "FCC Part 15" → "FCC-Part-15"`}},
		"certifying body": {certificateFile, "certifying_body: sapn\n", "certifying_body: sa-power-networks\n", []string{`2: certifying_body: "sapn" → "sa-power-networks"`}},
		"dates": {certificateFile, "certification_date: 2026-1-5\nwitnessed_date: 2026/01/05\nexpiry: \"2026.1.05\"\n",
			"certification_date: 2026-01-05\nwitnessed_date: 2026-01-05\nexpiry: 2026-01-05\n",
			[]string{`2: certification_date: "2026-1-5" → 2026-01-05`, `3: witnessed_date: "2026/01/05" → 2026-01-05`, `4: expiry: "2026.1.05" → 2026-01-05`}},
		"quoted date": {certificateFile, "expiry: \"2026-01-05\"\n", "expiry: 2026-01-05\n", []string{"1: not in the canonical form → as opencec fmt writes it"}},
		"periods": {listingFile, "periods:\n  # the newer\n  - {from: 2026/3/5} # open\n  - {from: 2023-01-15, to: 2025-12-31}\n",
			"periods:\n  - {from: 2023-01-15, to: 2025-12-31}\n  # the newer\n  - {from: 2026-03-05} # open\n",
			[]string{"2: periods: not in order → the oldest first", `4: periods[0].from: "2026/3/5" → 2026-03-05`}},
		"dates that mean one day": {certificateFile, "certification_date: 30/11/2028\nwitnessed_date: 1 Dec 2026\nexpiry: 2026-11-23 00:00:00\n",
			"certification_date: 2028-11-30\nwitnessed_date: 2026-12-01\nexpiry: 2026-11-23\n",
			[]string{`2: certification_date: "30/11/2028" → 2028-11-30`, `3: witnessed_date: "1 Dec 2026" → 2026-12-01`, `4: expiry: "2026-11-23 00:00:00" → 2026-11-23`}},
		"units": {listingFile, "device_classes:\n  bess: {capacity: 5 kwh, max_power: 3000 W, input_voltage: {min: 0.2kV, max: 480 v}}\n",
			"device_classes:\n  bess:\n    capacity: 5\n    input_voltage: {min: 200, max: 480}\n    max_power: 3\n",
			[]string{`3: device_classes.bess.capacity: "5 kwh" → 5`, `3: device_classes.bess.input_voltage.max: "480 v" → 480`,
				`3: device_classes.bess.input_voltage.min: "0.2kV" → 200`, `3: device_classes.bess.max_power: "3000 W" → 3`}},
		"yes": {listingFile, "sample: yes # made up\n", "sample: true # made up\n", []string{`2: sample: "yes" → true`}},
		"an address as the sources": {listingFile, "sources: https://example.org/a # list\n", "sources: # list\n  - {url: \"https://example.org/a\"}\n",
			[]string{`2: sources: "https://example.org/a" → url: https://example.org/a`}},
		"addresses among the sources": {listingFile, "sources:\n  - https://example.org/a\n  - {url: https://example.org/b}\n", "sources:\n  - {url: \"https://example.org/a\"}\n  - {url: \"https://example.org/b\"}\n",
			[]string{`3: sources[0]: "https://example.org/a" → url: https://example.org/a`}},
		"runs of spaces": {listingFile, "model: Wall   3\nnotes: One.  Two.\n", "model: Wall 3\nnotes: One.  Two.\n", []string{`2: model: "Wall   3" → "Wall 3"`}},
		"what cannot be seen": {listingFile, "model: \ufeffBo\u200bx\nnotes: One\u202e\u2060. # why\u2066\n", "model: Box\nnotes: One. # why\n",
			[]string{`2: model: "\ufeffBo\u200bx" → "Box"`, `3: a comment with characters that cannot be seen → without them`, `3: notes: "One\u202e\u2060." → "One."`}},
		"characters in names": {listingFile, "model: Box\u2011\uff11\u00a0kW\naliases: [Box\u2212\u20601, Mu\u0308ll 5\u2033]\nsoftware: {name: A\u3000B}\nnotes: 1\u20132\n",
			"model: Box-1 kW\naliases: [Box-1, Müll 5\"]\nsoftware: {name: A B}\nnotes: 1\u20132\n",
			[]string{"2: model: \"Box\u2011\uff11\\u00a0kW\" → \"Box-1 kW\"", "3: aliases[0]: \"Box\u2212\\u20601\" → \"Box-1\"",
				"3: aliases[1]: \"Mu\u0308ll 5\u2033\" → \"Müll 5\\\"\"", "4: software.name: \"A\\u3000B\" → \"A B\""}},
		"characters that have no one answer": {listingFile, "brand: Асme\nseries: \"A\\x01\"\nmodel: B\ufffdx\n", "brand: Асme\nseries: \"A\\x01\"\nmodel: B\ufffdx\n", nil},
		"spaces around a text": {listingFile, "model: \" Box\u00a0\"\nnotes: |\n  one\x20\x20\n  two\n", "model: Box\nnotes: |\n  one\n  two\n",
			[]string{"2: model: \" Box\\u00a0\" → \"Box\"", `3: notes: "one  \ntwo\n" → "one\ntwo\n"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkFix(t, test.file, hinted(test.file, test.before), hinted(test.file, test.after), test.fixes)
		})
	}
}

// Fix repairs what editors do to the ends and beginnings of lines.
func TestFixLines(t *testing.T) {
	t.Parallel()
	want := hinted(listingFile, "# note\nmodel: Box\nsoftware:\n  name: X # y\n")
	for name, test := range map[string]struct {
		before string
		fixes  []string
	}{
		"CR LF":           {strings.ReplaceAll(want, "\n", "\r\n"), []string{"1: lines that end as in Windows (CR LF) → LF"}},
		"byte order mark": {"\ufeff" + want, []string{"1: a byte order mark → none"}},
		"no last end":     {strings.TrimSuffix(want, "\n"), []string{"5: no end of the last line → LF"}},
		"tabs":            {strings.Replace(want, "  name", "\tname", 1), []string{"5: indented with tabs → two spaces for each"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkFix(t, listingFile, test.before, want, test.fixes)
		})
	}
}

func checkFix(t *testing.T, file, before, after string, fixes []string) {
	t.Helper()
	v := testVocabulary(t)
	got, told, problems := Fix(file, []byte(before), v)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(after, string(got)); diff != "" {
		t.Errorf("fixed (-want +got):\n%s", diff)
	}
	var lines []string
	for _, m := range told {
		lines = append(lines, strings.TrimPrefix(m.String(), file+":"))
	}
	if diff := cmp.Diff(fixes, lines); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	again, told, _ := Fix(file, got, v)
	if !bytes.Equal(again, got) || len(told) > 0 {
		t.Errorf("fixed again: %v\n%s", told, again)
	}
}

// Mistakes without a single right fix stay as they are.
func TestFixLeaves(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, content string }{
		"a misspelled word":           {listingFile, "entity_type: cliend\n"},
		"a near word":                 {listingFile, "deployment: natives\n"},
		"an unknown manufacturer":     {listingFile, "manufacturer: acmee\n"},
		"a former or other model":     {certificateFile, "listings: [Acme/Box]\n"},
		"a name that two have":        {certificateFile, "test_profiles: [twice]\n"},
		"an alias that two have":      {listingFile, "device_classes: {bess: {chemistry: Both}}\n"},
		"day or month first":          {certificateFile, "expiry: 05/01/2026\n"},
		"two-digit year":              {certificateFile, "expiry: 26-01-05\n"},
		"a day that is not":           {certificateFile, "expiry: 2026-2-30\n"},
		"mixed separators":            {certificateFile, "expiry: 2026-01/05\n"},
		"a date as a number":          {certificateFile, "expiry: 20260105\n"},
		"a unit of something else":    {listingFile, "device_classes: {bess: {max_power: 5 kWh}}\n"},
		"a word for neither":          {listingFile, "sample: maybe\n"},
		"two addresses":               {listingFile, "sources: https://a.example,https://b.example\n"},
		"a decimal comma":             {listingFile, "device_classes: {bess: {max_power: \"5,0\"}}\n"},
		"about":                       {listingFile, "device_classes: {bess: {max_power: ~5}}\n"},
		"two numbers":                 {listingFile, "device_classes: {bess: {input_voltage: 200-480 V}}\n"},
		"a field given in two ways":   {listingFile, "model: Box\nModel: Box 2\n"},
		"a version without its point": {listingFile, "csip_aus_version: \"12\"\n"},
		"a true word":                 {listingFile, "model: true\n"},
		"periods with a wrong day":    {listingFile, "periods:\n  - {from: 2026-13-01}\n  - {from: 2023-01-15}\n"},
		"overlapping periods":         {listingFile, "periods:\n  - {from: 2023-01-15}\n  - {from: 2023-01-16}\n"},
		"only spaces":                 {listingFile, "model: \"  \"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := hinted(test.file, test.content)
			checkFix(t, test.file, content, content, nil)
		})
	}
}

// Fix returns the problems of a file that cannot be read.
func TestFixRefuses(t *testing.T) {
	t.Parallel()
	v := testVocabulary(t)
	for name, content := range map[string]string{
		"not YAML":        "model: [\n",
		"a text":          "https://example.org/a\n",
		"tabs and spaces": "software:\n  name: X\ndevice_classes:\n\tbess: {}\n",
		"a tab then more": "periods:\n\t- from: 2026-01-01\n\t  to: 2026-02-01\n",
		"Latin-1":         "model: Gr\xf6\xdfe\n",
	} {
		fixed, fixes, problems := Fix(listingFile, []byte(content), v)
		if len(problems) == 0 || fixed != nil || len(fixes) > 0 {
			t.Errorf("%s: %q, %v, %v", name, fixed, fixes, problems)
		}
	}
}

// FuzzFix checks that a fixed file needs no further fix and has all comments.
func FuzzFix(f *testing.F) {
	f.Add([]byte("entity_type: Client # 1\nperiods: [{from: 2026/1/5}, {from: 2025-1-1}]\ndevice_classes: {Battery: {Max Power: 5 kW}}\n"))
	f.Add([]byte("\ufeffmodel: ' x '\r\nsoftware:\r\n\tname: X # 2"))
	f.Add([]byte("Entity type: Client"))
	v := testVocabulary(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		fixed, _, problems := Fix(listingFile, content, v)
		if len(problems) > 0 {
			return
		}
		again, fixes, problems := Fix(listingFile, fixed, v)
		if len(problems) > 0 || !bytes.Equal(again, fixed) {
			t.Fatalf("%q is fixed to %q, then to %q: %v, %v", content, fixed, again, fixes, problems)
		}
	})
}
