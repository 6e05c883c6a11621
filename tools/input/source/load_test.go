package source

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"opencec/tools/register"
)

func today(t *testing.T) register.Date {
	t.Helper()
	d, err := register.ParseDate("2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// validFolder writes testdata/valid.txtar to a folder, after change.
func validFolder(t *testing.T, change func(files map[string]string)) string {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/valid.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range archive.Files {
		files[f.Name] = string(f.Data)
	}
	if change != nil {
		change(files)
	}
	dir := t.TempDir()
	for name, content := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func check(t *testing.T, dir string) string {
	t.Helper()
	tree, err := Load(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	loadCached(t, dir, t.TempDir())
	return told(t, tree)
}

// allProblems returns all problems of a folder, a line each.
func told(t *testing.T, tree *Tree) string {
	t.Helper()
	var lines []string
	for _, p := range tree.Check(today(t)) {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

func TestLoadValid(t *testing.T) {
	dir := validFolder(t, nil)
	if got := check(t, dir); got != "" {
		t.Errorf("the fixture has problems:\n%s", got)
	}
	tree, err := Load(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	l := tree.Records.Listings[0]
	want := map[string]register.Attributes{"bess": {
		"capacity": register.Number(10), "usable_capacity": register.Number(9.5), "chemistry": register.Text("LFP"),
	}}
	if l.ID != "acme/box" || l.Model != "Box" || len(l.Periods) != 2 || l.Periods[0].To.String() != "2025-12-31" ||
		!cmp.Equal(l.DeviceClasses, want, cmp.Comparer(func(a, b register.Value) bool { return a == b })) {
		t.Errorf("listing read as %+v", l)
	}
	if _, err := register.New(tree.Records, register.Version{}); err != nil {
		t.Error(err)
	}
}

const (
	listing     = "listings/acme/box.yaml"
	certificate = "certificates/lab/1.yaml"
)

// Each case is the valid folder with one mistake, and the message that its author reads.
func TestMistakes(t *testing.T) {
	for _, test := range []struct {
		name, file, old, new string
		want                 string
	}{
		{"broken YAML", listing, "model: Box", "model: Box: 2",
			`listings/acme/box.yaml:3:11: not YAML: a second ": " in one line, or a line indented too far: put text that has ": " in it in quotes`},
		{"open quote", listing, "model: Box", "model: \"Box",
			`listings/acme/box.yaml:3:8: not YAML: the quote that opens here is not closed in this line`},
		{"open bracket", certificate, "[A]", "[A",
			`certificates/lab/1.yaml:5:16: not YAML: the list that opens here is not closed: end it with ] (noticed at line 6)`},
		{"duplicate key", listing, "model: Box", "model: Box\nmodel: Crate",
			`listings/acme/box.yaml:4:1: model: "model" is given twice, first at line 3: keep one`},
		{"tab", listing, "  bess:", "\tbess:",
			`listings/acme/box.yaml:6:1: a tab is used to indent: YAML takes spaces only; use two for each level`},
		{"a control character", listing, "model: Box", "model: Bo\x01x",
			`listings/acme/box.yaml:3:10: the control character 0x01 has no place in a text: remove it`},
		{"a tab in a text", listing, "model: Box", "model: Box\nnotes: |\n  \tindented",
			`listings/acme/box.yaml:4:8: notes: "\tindented\n" does not have the right form: Plain text, in one or more lines.`},
		{"a slip behind a quote of two lines", listing, "model: Box", "notes: \"one\n  two\"\nmodel: Box: x",
			`listings/acme/box.yaml:5:11: not YAML: a second ": " in one line, or a line indented too far: put text that has ": " in it in quotes`},
		{"unknown time zone", "register.yaml", "Australia/Sydney", "Australia/Sidney",
			`register.yaml:3:12: time_zone: unknown time zone "Australia/Sidney": use an IANA name such as Australia/Sydney`},
		{"the machine's time zone", "register.yaml", "Australia/Sydney", "Local",
			`register.yaml:3:12: time_zone: unknown time zone "Local": use an IANA name such as Australia/Sydney`},
		{"two documents", listing, "periods:", "---\nperiods:",
			`listings/acme/box.yaml:7:1: a second document starts here: a file holds one record; put the other in a file of its own`},
		{"Latin-1", listing, "brand: Acme", "brand: Caf\xe9",
			`listings/acme/box.yaml:2:11: byte 0xE9 is not UTF-8: save the file as UTF-8 (it looks like Latin-1 or Windows-1252)`},
		{"alias", listing, "model: Box", "model: &m Box\nseries: *m",
			"listings/acme/box.yaml:3:8: model: &m is an anchor: remove it, and write the value out where it is used\n" +
				`listings/acme/box.yaml:4:9: series: *m is an alias: write the value out, so that a file can be read on its own`},
		{"tag", listing, "model: Box", "model: !!binary Qm94",
			`listings/acme/box.yaml:3:8: model: !!binary is a tag: remove it, and put a text that looks like a number in quotes`},
		{"merge key", listing, "model: Box", "model: Box\n<<: {series: B}",
			`listings/acme/box.yaml:4:1: << is a merge key: write the fields out`},
		{"hexadecimal", listing, "capacity: 10,", "capacity: 0x10,",
			`listings/acme/box.yaml:6:20: device_classes.bess.capacity: 0x10 is not a plain number: write it like 13.5, or in quotes if it is a text`},
		{"a number of a billion digits", listing, "capacity: 10,", "capacity: 1e999999999,",
			`listings/acme/box.yaml:6:20: device_classes.bess.capacity: must be a number without its unit, with a decimal point, such as 13.5, not "1e999999999"`},
		{"deep nesting", listing, "model: Box", "model: " + strings.Repeat("[", 40) + strings.Repeat("]", 40),
			`listings/acme/box.yaml:3:24: not YAML: exceeded max depth of 16`},
		{"a list", "manufacturers/acme.yaml", "name: Acme", "- Acme",
			`manufacturers/acme.yaml:1:1: the file holds no record: it must be fields, one a line, written as name: value`},
		{"empty", "manufacturers/acme.yaml", "name: Acme\n", "",
			`manufacturers/acme.yaml:1:1: the file is empty, or has only comments`},
		{"only a comment", "manufacturers/acme.yaml", "name: Acme\n", "# soon\n",
			`manufacturers/acme.yaml:1:1: the file is empty, or has only comments`},

		{"unknown field", listing, "model: Box", "modle: Box",
			`listings/acme/box.yaml:3:1: modle: there is no field "modle" here (did you mean model?)`},
		{"unknown attribute", listing, "usable_capacity", "useable_capacity",
			`listings/acme/box.yaml:6:24: device_classes.bess.useable_capacity: there is no field "useable_capacity" here (did you mean usable_capacity?)`},
		{"unknown class", listing, "bess:", "bes:",
			`listings/acme/box.yaml:6:3: device_classes.bes: there is no field "bes" here (did you mean bess?)`},
		{"an id in the file", listing, "model: Box", "model: Box\nid: acme/box",
			`listings/acme/box.yaml:4:1: id: there is no field "id" here; the fields are aliases, brand, certificate_type, csip_aus_version, delisted, deployment, device_classes, devices, entity_type, former_ids, hardware, jurisdictions, manufacturer, mixed_scripts, model, not_in_list, notes, periods, sample, series, software, sources, suspensions, white_labels, withdrawn`},
		{"unknown word", listing, "chemistry: LFP", "chemistry: lfp",
			`listings/acme/box.yaml:6:57: device_classes.bess.chemistry: "lfp" is not one of LFP, NMC (did you mean LFP?)`},
		{"a number where a text belongs", listing, "model: Box", "model: 5000",
			`listings/acme/box.yaml:3:8: model: must be a text: write it in quotes, "5000"`},
		{"a version without quotes", certificate, `"1.2"`, `1.2`,
			`certificates/lab/1.yaml:3:19: csip_aus_version: must be a text: write it in quotes, "1.2"`},
		{"a unit with the number", listing, "capacity: 10,", "capacity: 10 kWh,",
			`listings/acme/box.yaml:6:20: device_classes.bess.capacity: must be a number without its unit, with a decimal point, such as 13.5, not "10 kWh": write 10, which is in kWh`},
		{"too large", listing, "capacity: 10,", "capacity: 10000,",
			`listings/acme/box.yaml:6:20: device_classes.bess.capacity: 10000 is more than the most that is possible, 5000: Capacity (kWh)`},
		{"no value", listing, "brand: Acme # the brand", "brand:",
			`listings/acme/box.yaml:2:1: brand: has no value: give one, or remove the line`},
		{"30 February", listing, "2025-12-31", "2025-02-30",
			`listings/acme/box.yaml:8:28: periods[0].to: "2025-02-30" is not a date: February 2025 has 28 days`},
		{"an Australian date", listing, "2025-12-31", "31/12/2025",
			`listings/acme/box.yaml:8:28: periods[0].to: "31/12/2025" is not a date: write it as YYYY-MM-DD: 2025-12-31`},
		{"period without from", listing, "- {from: 2026-03-05}", "- {to: 2026-03-05}",
			`listings/acme/box.yaml:9:5: periods[1].from: the field from is missing`},
		{"a text where a list belongs", certificate, "[acme/box]", "acme/box",
			`certificates/lab/1.yaml:6:11: listings: must be a list (entries start with a hyphen, or stand in [ ]), not "acme/box"`},

		{"a zero-width space", listing, "model: Box", "model: Bo\u200bx",
			`listings/acme/box.yaml:3:8: model: has U+200B (zero width space) after "Bo", which cannot be seen: remove it (did you mean Box?)`},
		{"a zero-width space as its number", listing, "model: Box", `model: "Bo\u200bx"`,
			`listings/acme/box.yaml:3:8: model: has U+200B (zero width space) after "Bo", which cannot be seen: remove it (did you mean Box?)`},
		{"a mark of direction in notes", listing, "model: Box", "model: Box\nnotes: Left\u202eright",
			`listings/acme/box.yaml:4:8: notes: has U+202E (right-to-left override) after "Left", which cannot be seen: remove it (did you mean Leftright?)`},
		{"a tag in a source", listing, "list\", retrieved", "list\", title: \"A\U000e0041\", retrieved",
			`listings/acme/box.yaml:11:46: sources[0].title: has U+E0041 (tag latin capital letter a) after "A", which cannot be seen: remove it (did you mean A?)`},
		{"a mark of direction in a comment", listing, "# the brand", "# the\u2066 brand",
			`listings/acme/box.yaml:2:13: the comment has U+2066 (left-to-right isolate) after "# the", which cannot be seen: remove it`},
		{"a mark of direction behind the end", listing, "retrieved: 2026-11-01}\n", "retrieved: 2026-11-01}\n... # a\u202e\n",
			`listings/acme/box.yaml:12:5: the comment has U+202E (right-to-left override) after "# a", which cannot be seen: remove it`},
		{"a mark of direction at the head of a text", listing, "model: Box", "model: Box\nnotes: | # a\u202e\n  text",
			`listings/acme/box.yaml:4:10: the comment has U+202E (right-to-left override) after "# a", which cannot be seen: remove it`},
		{"an accent on its own in notes", listing, "model: Box", "model: Box\nnotes: Mu\u0308ller",
			`listings/acme/box.yaml:4:8: notes: has a letter and its accent as two characters: write them as one (did you mean Müller?)`},
		{"an emoji in notes", listing, "model: Box", "model: Box\nnotes: \u26a0\ufe0f hot", ``},
		{"a host before the host", listing, "https://example.org/", "https://tesla.com@example.org/",
			`listings/acme/box.yaml:11:11: sources[0].url: the address has a user name or password before its host, "example.org": write it without`},
		{"a host of two scripts", listing, "https://example.org/", "https://teslа.com/",
			`listings/acme/box.yaml:11:11: sources[0].url: the address has the host "teslа.com", which is xn--tesl-83d.com: it has the Cyrillic letter а (U+0430), which looks like a; write the host that is meant`},
		{"no address", listing, "https://example.org/list", "example.org",
			`listings/acme/box.yaml:11:11: sources[0].url: the address must begin with https:// or http://`},
		{"a character that was lost", listing, "model: Box", "model: B\ufffdx",
			`listings/acme/box.yaml:3:8: model: has U+FFFD, which stands for a character that was lost: look up which, and write that`},
		{"a byte order mark in a text", listing, "model: Box", "model: Bo\ufeffx",
			`listings/acme/box.yaml:3:8: model: has U+FEFF (zero width no-break space) after "Bo", which cannot be seen: remove it (did you mean Box?)`},
		{"a byte order mark in a line", listing, "model: Box", "\ufeffmodel: Box",
			`listings/acme/box.yaml:3:1: \ufeffmodel: there is no field "\ufeffmodel" here (did you mean model?)`},
		{"a separator of lines", listing, "model: Box", "model: Bo\u2028x",
			`listings/acme/box.yaml:3:10: U+2028 stands here, which cannot be seen and ends the line for YAML: remove it`},
		{"a control character of Latin-1", listing, "model: Box", "model: Bo\u0096x",
			`listings/acme/box.yaml:3:8: model: has U+0096 after "Bo", which cannot be seen: remove it`},
		{"a next line", listing, "model: Box", "model: Bo\u0085x",
			`listings/acme/box.yaml:3:10: U+0085 stands here, which cannot be seen and ends the line for YAML: remove it`},
		{"a dash in a model", listing, "model: Box", "model: Box\u201310",
			`listings/acme/box.yaml:3:8: model: has U+2013, which looks like "-": write it as everybody types it (did you mean Box-10?)`},
		{"a dash in notes", listing, "model: Box", "model: Box\nnotes: 2020\u20132022", ``},
		{"a space that does not break in an alias", listing, "model: Box", "model: Box\naliases: [Box\u00a010]",
			`listings/acme/box.yaml:4:11: aliases[0]: has U+00A0, which looks like " ": write it as everybody types it (did you mean Box 10?)`},
		{"letters of full width in a manufacturer's name", "manufacturers/acme.yaml", "name: Acme", "name: Ａcme",
			`manufacturers/acme.yaml:1:7: name: has U+FF21, which looks like "A": write it as everybody types it (did you mean Acme?)`},
		{"Cyrillic letters in a brand", listing, "brand: Acme", "brand: Асme",
			`listings/acme/box.yaml:2:8: brand: has the Cyrillic letter А (U+0410), which looks like A, and the Cyrillic letter с (U+0441), which looks like c: write it in one script, or add mixed_scripts: true to the record if it is meant`},
		{"Cyrillic letters that are meant", listing, "brand: Acme", "brand: Асme\nmixed_scripts: true", ``},
		{"Cyrillic letters in a model under a white label", listing, "model: Box", "model: Box\nwhite_labels: [{brand: B, model: АСМ}]",
			`listings/acme/box.yaml:4:34: white_labels[0].model: has the Cyrillic letter А (U+0410), which looks like A, and the Cyrillic letter С (U+0421), which looks like C, and the Cyrillic letter М (U+041C), which looks like M: write it in one script, or add mixed_scripts: true to the record if it is meant`},
		{"Cyrillic letters in a certificate's number", certificate, "number: LAB-1", "number: Х1",
			`certificates/lab/1.yaml:1:9: number: has the Cyrillic letter Х (U+0425), which looks like X: write it in one script, or add mixed_scripts: true to the record if it is meant`},
		{"two flaws of a file", listing, "brand: Acme # the brand\nmodel: Box", "brand: Ac\u00adme\nmodel: Bo\u2011x\nsampel: true",
			`listings/acme/box.yaml:2:8: brand: has U+00AD (soft hyphen) after "Ac", which cannot be seen: remove it (did you mean Acme?)` + "\n" +
				`listings/acme/box.yaml:3:8: model: has U+2011, which looks like "-": write it as everybody types it (did you mean Bo-x?)` + "\n" +
				`listings/acme/box.yaml:4:1: sampel: there is no field "sampel" here (did you mean sample?)`},
		{"a password in an address", listing, "https://example.org", "https://a:b@example.org",
			`listings/acme/box.yaml:11:11: sources[0].url: the address has a user name or password before its host, "example.org": write it without`},

		{"periods overlap", listing, "{from: 2026-03-05}", "{from: 2025-12-31}",
			`listings/acme/box.yaml:9:12: periods[1].from: overlaps the period before it, which lasts until 2025-12-31: begin on 2026-01-01, or make them one`},
		{"unknown id", certificate, "acme/box", "acme/bocks",
			`certificates/lab/1.yaml:6:12: listings[0]: there is no listing "acme/bocks" (did you mean acme/box?)` + "\n" +
				`listings/acme/box.yaml:1:1: warning: is listed on 2026-11-23, but no certificate that covers it is current`},
		{"usable above nominal", listing, "usable_capacity: 9.5", "usable_capacity: 95",
			`listings/acme/box.yaml:6:41: device_classes.bess.usable_capacity: 95 kWh is more than capacity, which is 10 kWh`},
		{"not known, but not in a period", listing, "capacity: 10", "capacity: null",
			`listings/acme/box.yaml:6:20: device_classes.bess.capacity: has no value: give one, or remove the line`},
		{"a period without values", listing, "{from: 2026-03-05}", "{from: 2026-03-05, device_classes: {bess: {}}}",
			`listings/acme/box.yaml:9:41: periods[1].device_classes.bess: needs at least 1 entry`},
		{"a unit in a period", listing, "{from: 2026-03-05}", "{from: 2026-03-05, device_classes: {bess: {capacity: 9.5 kWh}}}",
			`listings/acme/box.yaml:9:58: periods[1].device_classes.bess.capacity: must be a number without its unit, with a decimal point, such as 13.5, not "9.5 kWh": write 9.5, which is in kWh`},
		{"an unknown attribute in a period", listing, "{from: 2026-03-05}", "{from: 2026-03-05, device_classes: {bess: {capacty: 9.5}}}",
			`listings/acme/box.yaml:9:48: periods[1].device_classes.bess.capacty: there is no field "capacty" here (did you mean capacity?)`},
		{"usable above the period's capacity", listing, "{from: 2026-03-05}", "{from: 2026-03-05, device_classes: {bess: {capacity: 9}}}",
			`listings/acme/box.yaml:9:41: periods[1].device_classes.bess.usable_capacity: 9.5 kWh is more than capacity, which is 9 kWh`},
		{"an unknown list", listing, "sources:\n", "not_in_list: [{list: battery, since: 2026-04-24}]\nsources:\n",
			`listings/acme/box.yaml:10:22: not_in_list[0].list: there is no list "battery"`},
		{"an absence after the newest edition", listing, "sources:\n", "not_in_list: [{list: batteries, since: 2026-04-25}]\nsources:\n",
			`listings/acme/box.yaml:10:40: not_in_list[0].since: 2026-04-25 is after 2026-04-24, the date of the newest edition of the list batteries`},
		{"a list of a class that is not there", "lists/batteries.yaml", "device_class: bess", "device_class: besss",
			`lists/batteries.yaml:2:15: device_class: there is no device class "besss" (did you mean bess?)`},
		{"a list of the future", "lists/batteries.yaml", "date: 2026-04-24", "date: 2027-04-24",
			`lists/batteries.yaml:3:7: warning: date: 2027-04-24 is in the future: today is 2026-11-23`},
		{"stale after no days", "register.yaml", "licence:", "stale_after: 0\nlicence:",
			`register.yaml:4:14: stale_after: 0 is less than the least that is possible, 1: The number of days after which the newest imported list is too old to rely on: the register then says so beside every answer. Absent: it never does.`},
		{"no source", listing, "sources:\n  - {url: \"https://example.org/list\", retrieved: 2026-11-01}\n", "",
			`listings/acme/box.yaml:1:1: warning: has no source: say where the facts can be looked up, with sources: [{url: https://…}]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := validFolder(t, func(files map[string]string) {
				if !strings.Contains(files[test.file], test.old) {
					t.Fatalf("the fixture has no %q", test.old)
				}
				files[test.file] = strings.Replace(files[test.file], test.old, test.new, 1)
			})
			if diff := cmp.Diff(test.want, check(t, dir)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// Files in the wrong place, or of the wrong type.
func TestMisplacedFiles(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(t *testing.T, dir string)
		want   string
	}{
		{"yml", add("listings/acme/crate.yml", "x"),
			`listings/acme/crate.yml:1:1: is not a YAML file: records end in .yaml (did you mean listings/acme/crate.yaml?)`},
		{"misspelled folder", add("listing/acme/crate.yaml", "x"),
			`listing:1:1: there is no kind of record "listing": the folders are entity-types, device-classes, test-profiles, lists, manufacturers, certifying-bodies, listings, certificates (did you mean listings?)`},
		{"no manufacturer's folder", add("listings/crate.yaml", "x"),
			`listings/crate.yaml:1:1: the id "crate" of a listing needs 2 part(s) separated by /, not 1: listings are files listings/MANUFACTURER/ID.yaml`},
		{"too deep", add("listings/acme/a/crate.yaml", "x"),
			`listings/acme/a:1:1: is a folder too deep: listings are files listings/MANUFACTURER/ID.yaml`},
		{"capital letters", add("manufacturers/Acme2.yaml", "name: X"),
			`manufacturers/Acme2.yaml:1:1: the id "Acme2" of a manufacturer may have only lower-case letters, digits and single hyphens: manufacturers are files manufacturers/ID.yaml (did you mean manufacturers/acme2.yaml?)`},
		{"hostile name", add("manufacturers/a\n::error.yaml", "name: X"),
			"manufacturers/a\\n::error.yaml:1:1: the id \"a\\n::error\" of a manufacturer may have only lower-case letters, digits and single hyphens: manufacturers are files manufacturers/ID.yaml (did you mean manufacturers/a-error.yaml?)"},
		{"50 MB", add("manufacturers/big.yaml", strings.Repeat("name: big name\n", 50<<20/15)),
			`manufacturers/big.yaml:1:1: is larger than 1024 KiB, the most that a record may have`},
		{"symlink out", link("/etc/hostname", "manufacturers/other.yaml"),
			`manufacturers/other.yaml:1:1: is a symbolic link: put the file itself here`},
		{"linked folder", link("/etc", "manufacturers/etc"),
			`manufacturers/etc:1:1: is a symbolic link: put the file itself here`},
		{"settings are a symlink", func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "register.yaml")); err != nil {
				t.Fatal(err)
			}
			link("/etc/hostname", "register.yaml")(t, dir)
		}, `register.yaml:1:1: is a symbolic link: put the file itself here`},
		{"no settings", func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "register.yaml")); err != nil {
				t.Fatal(err)
			}
		}, `register.yaml:1:1: the register's settings are missing: make a file register.yaml with title, base_url, time_zone and licence`},
		{"a broken record is still there", func(t *testing.T, dir string) { add("manufacturers/acme.yaml", "name: [")(t, dir) },
			`manufacturers/acme.yaml:1:1: not YAML: the file ends in the middle of something: did not find expected node content`},
		{"a broken class is still there", add("device-classes/bess.yaml", "nam: Battery"),
			`device-classes/bess.yaml:1:1: nam: there is no field "nam" here (did you mean name?)`},
		{"READMEs", func(t *testing.T, dir string) {
			add("README.md", "x")(t, dir)
			add("listings/README.md", "x")(t, dir)
		}, ``},
		{"the code that embeds a register", add("embed.go", "package data"), ``},
		{"the same elsewhere", func(t *testing.T, dir string) {
			add("manufacturers/embed.go", "package data")(t, dir)
			add("other.go", "package data")(t, dir)
		}, `manufacturers/embed.go:1:1: is not a YAML file: records end in .yaml
other.go:1:1: does not belong here: records are in the folders entity-types, device-classes, test-profiles, lists, manufacturers, certifying-bodies, listings, certificates`},
		{"a link with that name", link("/etc/hostname", "embed.go"), `embed.go:1:1: is a symbolic link: put the file itself here`},
		{"a folder with the name of a README", add("listings/README.md/bess.yaml", "x"),
			`listings/README.md/bess.yaml:1:1: the id "README.md/bess" of a listing may have only lower-case letters, digits and single hyphens: listings are files listings/MANUFACTURER/ID.yaml (did you mean listings/readme-md/bess.yaml?)`},
		{"attributes of git", func(t *testing.T, dir string) {
			add(".gitattributes", "x")(t, dir)
			add("listings/acme/.GitIgnore", "x")(t, dir)
		}, `.gitattributes:1:1: ` + gitFile + `
listings/acme/.GitIgnore:1:1: ` + gitFile},
		{"a repository in the register", add("listings/acme/.git", "gitdir: elsewhere"),
			`listings/acme/.git:1:1: is a git repository of its own, whose records no commit of the register has: remove it, and add the files themselves`},
		{"hidden files and folders", func(t *testing.T, dir string) {
			add("manufacturers/.acme.yaml", "name: Acme")(t, dir)
			add("listings/.acme/one.yaml", "model: One")(t, dir)
		}, `listings/.acme:1:1: ` + hiddenFile + `
manufacturers/.acme.yaml:1:1: ` + hiddenFile},
		{"what editors leave", func(t *testing.T, dir string) {
			for _, name := range []string{
				".DS_Store", "._register.yaml", "listings/acme/.one.yaml.swp", "listings/acme/.#one.yaml",
				"listings/.~lock.one.yaml#", ".idea/workspace.xml", "manufacturers/.acme.yaml.tmp-ABCDEFGH",
			} {
				add(name, "x")(t, dir)
			}
		}, ``},
		{"a data folder that is a repository", func(t *testing.T, dir string) {
			add(".git/config", "x")(t, dir)
			add(".gitattributes", "x")(t, dir)
			add(".github/CODEOWNERS", "x")(t, dir)
			add("listings/.gitattributes", "x")(t, dir)
		}, `listings/.gitattributes:1:1: ` + gitFile},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := validFolder(t, nil)
			test.change(t, dir)
			if diff := cmp.Diff(test.want, check(t, dir)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

const (
	gitFile = "can change what git checks out, compares or shows, so that not everybody sees the same register: remove it; " +
		"attributes belong in the file .gitattributes at the top of the repository, where they are reviewed as code"
	hiddenFile = "is hidden: a name that begins with a dot is neither read nor published; remove it, or name it as a record"
)

// Dot files that git tracks are refused.
func TestTrackedDotFiles(t *testing.T) {
	t.Parallel()
	const leftover = "was left by an editor or a system, and is in git: remove it with git rm --cached, and name it in the file .gitignore at the top of the repository"
	dir := validFolder(t, nil)
	for _, name := range []string{".DS_Store", "listings/.idea/x.xml", "listings/.#one.yaml"} {
		add(name, "x")(t, dir)
	}
	for _, test := range []struct {
		name string
		how  Option
		want []string
	}{
		{"none", Tracked(func(string) bool { return false }), nil},
		{"a folder", Tracked(func(name string) bool { return name == "listings/.idea" }), []string{"listings/.idea"}},
		{"a commit", OfCommit(false), []string{".DS_Store", "listings/.#one.yaml", "listings/.idea"}},
		{"a commit's top", OfCommit(true), []string{"listings/.#one.yaml", "listings/.idea"}},
	} {
		tree, err := Load(t.Context(), dir, test.how)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range tree.Check(today(t)) {
			if p.Message != leftover {
				t.Errorf("%s: %s: %s", test.name, p.File, p.Message)
			}
			got = append(got, p.File)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: refused %q, want %q", test.name, got, test.want)
		}
	}
}

func add(name, content string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func link(target, name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLoadNoFolder(t *testing.T) {
	_, err := Load(context.Background(), filepath.Join(t.TempDir(), "none"))
	if err == nil || !strings.Contains(err.Error(), "open the data folder") {
		t.Errorf("error %v", err)
	}
}

// An alias bomb must be cheap to refuse.
func TestAliasBomb(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'z'; c++ {
		bomb += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+string(c-1)+",", 9), ",") + "]\n"
	}
	if _, problems := parse([]byte(bomb)); len(problems) == 0 {
		t.Error("the bomb was let in")
	}
}

func FuzzParse(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/valid.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		f.Add(file.Data)
	}
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("a: |\n  x\n\t y\n...\n---\n"))
	c, err := newChecker(nil, register.Listings.Schema())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, p := range c.decode(newDataFile("listings/acme/box.yaml", data)) {
			if p.Line < 1 || p.Column < 1 || p.Message == "" {
				t.Errorf("problem without a place or message: %+v", p)
			}
		}
	})
}
