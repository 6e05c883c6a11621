// Package hostile creates files that cost a reader as much work, memory and output as
// their size allows, such as an attacker could send to a register that checks every pull
// request. Tests and benchmarks use them to show that the work does not grow faster than
// the input, and that the output is bounded.
//
// Each kind of file has a name, and can be created in any size up to source.MaxFileSize.
// When you add a field, a rule or a way to read files, add the kinds that would hurt it.
package hostile

import (
	"fmt"
	"strconv"
	"strings"
)

// A File is a kind of hostile file of a data folder.
type File struct {
	Name string // of the kind, in words
	Path string // in the data folder, with forward slashes

	// Content returns a file of at most size bytes, and of nearly that many if it is
	// large enough for one entry.
	Content func(size int) []byte
}

// Paths of the files, one for each kind of record. No test folder uses these ids.
const (
	listing       = "listings/hostile/file.yaml"
	certificate   = "certificates/hostile/file.yaml"
	manufacturer  = "manufacturers/hostile.yaml"
	body          = "certifying-bodies/hostile.yaml"
	entityType    = "entity-types/hostile.yaml"
	deviceClass   = "device-classes/hostile.yaml"
	testProfile   = "test-profiles/HOSTILE.yaml"
	officialList  = "lists/hostile.yaml"
	settings      = "register.yaml"
	listingStart  = "manufacturer: hostile\nmodel: Hostile\nentity_type: client\nperiods: [{from: 2024-01-01}]\n"
	listingNoDays = "manufacturer: hostile\nmodel: Hostile\nentity_type: client\n"
	certStart     = "number: H-1\ncertifying_body: hostile\ncertification_date: 2024-01-01\n"
)

// Files returns the kinds of hostile files.
func Files() []File {
	return []File{
		// Many values in one place.
		{"a list of numbers for a word", listing, flow("model: [", "1", ", ", "]\n")},
		{"a group of fields for a word", listing, flow("model: {", "k%n: 1", ", ", "}\n")},
		{"a list of lists", listing, flow("model: [", "[[1]]", ", ", "]\n")},
		{"a list in lines", listing, repeat("model:\n", "  - 1\n")},
		{"a list of groups in lines", listing, repeat("sources:\n", "  - url: https://example.org/%n\n    title: T\n")},
		{"numbers in lines with comments", listing, repeat("model:\n", "  - 1 # %n\n")},
		{"unknown fields", listing, repeat(listingStart, "field_%n: 1\n")},
		{"unknown fields near known ones", listing, repeat(listingStart, "model%n: 1\n")},
		{"unknown fields with long names", listing, repeat(listingStart, strings.Repeat("n", 190)+"%n: 1\n")},
		{"unknown fields of entries", listing, repeat(listingNoDays+"periods:\n", "  - {from: 2024-01-01, to%n: 2024-01-01}\n")},
		{"numbers for fields", listing, flow(listingStart+"device_classes: {inverter: {max_power: 4,", "%n", ",", "}}\n")},
		{"duplicate keys", listing, repeat(listingStart, "model: A%n\n")},
		{"duplicate keys in one line", listing, flow("software: {", "name: A", ", ", "}\n")},
		{"null in place of values", listing, repeat(listingStart, "field_%n:\n")},

		// Deep nesting.
		{"brackets that open", listing, repeat("model: ", "[")},
		{"braces that open", listing, repeat("model: ", "{a: ")},
		{"dashes in one line", listing, repeat("model:\n  ", "- ")},
		{"blocks in blocks", listing, nested},
		{"brackets at the allowed depth", listing, flow("model: [", strings.Repeat("[", 12)+"1"+strings.Repeat("]", 12), ",", "]\n")},
		{"question marks for keys", listing, repeat("", "? ")},

		// YAML features that the register refuses.
		{"anchors", listing, repeat(listingStart, "field_%n: &a%n x\n")},
		{"aliases", listing, repeat("model: &a x\n", "field_%n: *a\n")},
		{"aliases of aliases", listing, repeat("a0: &a0 [x, x]\n", "b%n: &b%n [*a0, *a0]\n")},
		{"merge keys", listing, repeat("a0: &a0 {x: 1}\n", "b%n: {<<: *a0}\n")},
		{"tags", listing, repeat(listingStart, "field_%n: !tag x\n")},
		{"documents", listing, repeat("model: A\n", "---\nmodel: A\n")},
		{"directives", listing, repeat("", "%YAML 1.2\n")},
		{"numbers that are none", listing, flow("model: [", "0x1F", ", ", "]\n")},
		{"a number of many digits", listing, repeat("model: ", "9")},
		{"complex keys", listing, repeat("", "? [a, b]\n: 1\n")},

		// Text.
		{"one line of text", listing, repeat(listingNoDays+"periods: [{from: 2024-01-01}]\nnotes: ", "word ")},
		{"one word", listing, repeat("model: ", "w")},
		{"text over lines", listing, repeat(listingStart+"notes: a\n", "  word\n")},
		{"a text in quotes over lines", listing, flow("notes: \"", "word\n  ", "", "\"\n")},
		{"a block of text", listing, repeat(listingStart+"notes: |\n", "  word\n")},
		{"a folded block of text", listing, repeat(listingStart+"notes: >\n", "  word\n\n")},
		{"empty lines", listing, repeat(listingStart, "\n")},
		{"spaces", listing, repeat(listingStart, " ")},
		{"blocks of text", listing, repeat("aliases:\n", "  - |\n    word\n")},
		{"texts in quotes in one line", listing, flow("aliases: [", `"a"`, ", ", "]\n")},
		{"texts in single quotes in one line", listing, flow("aliases: [", `'a''b'`, ", ", "]\n")},
		{"escapes", listing, flow(`notes: "`, `\u0041`, "", "\"\n")},
		{"quotes that open in each line", listing, repeat("", "a: \"x\n")},
		{"quotes in a block before a mistake", listing, flow("notes: |\n", "  a: \"x\n", "", "  y\"\n]\n")},
		{"a quote that does not close", listing, repeat("model: \"", "word ")},
		{"lines without a colon", listing, repeat("model: A\n", "word\n")},
		{"lines with two colons", listing, repeat("", "a: b: c\n")},
		{"a long key", listing, flow("? ", "k", "", "\n: 1\n")},
		{"a long key with many fields", listing, longKey},
		{"Windows lines", listing, repeat("", "field_%n: 1\r\n")},
		{"lines indented with tabs", listing, repeat("model: A\n", "\tx: 1\n")},

		// Characters.
		{"characters that cannot be seen", listing, repeat("aliases:\n", "  - \"a\u200b%n\"\n")},
		{"characters that cannot be seen in one text", listing, repeat("notes: a", "\u200bb")},
		{"letters of two scripts", listing, repeat("aliases:\n", "  - Т%nesla\n")},
		{"letters of two scripts in one text", listing, repeat("model: ", "Тe")},
		{"line separators", listing, repeat("model: A\n", "# \u2028\n")},
		{"control characters", listing, repeat("model: A\n", "\x01\n")},
		{"bytes that are not UTF-8", listing, repeat("model: ", "\xff")},
		{"comments with characters that cannot be seen", listing, repeat(listingStart, "# \u200b%n\n")},

		// Comments.
		{"comments", listing, repeat(listingStart, "# comment %n\n")},
		{"comments with blank lines", listing, repeat(listingStart, "# comment\n\n")},
		{"one comment", listing, repeat(listingStart+"# ", "word ")},
		{"comments behind brackets", listing, repeat(listingStart, "f%n: [[[[]]]] # comment\n")},
		{"comments in a list in brackets", listing, flow("aliases: [\n", "  a%n # comment\n", "  , ", "]\n")},
		{"comments at the head", listing, tail("# comment\n", listingStart)},
		{"signs that begin no comment", listing, repeat(listingStart+"notes: a", "#")},
		{"comments too close", listing, repeat(listingStart, "f%n: \"a\"#c\n")},
		{"hints for editors", listing, repeat("", "# yaml-language-server: $schema=x\n")},

		// Records of each kind with as many errors as possible.
		{"former ids", listing, repeat(listingStart+"former_ids:\n", "  - hostile/former-%n\n")},
		{"former ids in one line", listing, flow(listingStart+"former_ids: [", "hostile/f-%n", ", ", "]\n")},
		{"former ids that are none", listing, repeat(listingStart+"former_ids:\n", "  - Former %n\n")},
		{"sources", listing, repeat(listingStart+"sources:\n", "  - {url: \"https://example.org/%n\"}\n")},
		{"sources that are none", listing, repeat(listingStart+"sources:\n", "  - https://example.org/%n\n")},
		{"sources that are the same", listing, repeat(listingStart+"sources:\n", "  - {url: \"https://example.org/\"}\n")},
		{"periods", listing, repeat(listingNoDays+"periods:\n", "  - {from: 2024-01-01, to: 2024-01-%day}\n")},
		{"periods with wrong days", listing, repeat(listingNoDays+"periods:\n", "  - {from: 1/2/%n}\n")},
		{"periods without days", listing, flow(listingNoDays+"periods: [", "{}", ",", "]\n")},
		{"periods with device classes", listing, repeat(listingNoDays+"periods:\n", "  - {from: 2024-01-01, device_classes: {inverter: {max_power: %n}}}\n")},
		{"suspensions", listing, repeat(listingStart+"suspensions:\n", "  - {from: 2020-01-01, reason: R%n}\n")},
		{"absences", listing, repeat(listingStart+"not_in_list:\n", "  - {list: l, since: 2024-01-01, last_seen: 2020-01-%day}\n")},
		{"devices", listing, repeat(listingStart+"devices:\n", "  - hostile/d-%n\n")},
		{"device classes", listing, repeat(listingStart+"device_classes:\n", "  class_%n: {}\n")},
		{"attributes", listing, repeat(listingStart+"device_classes:\n  inverter:\n", "    max_power_%n: 5\n")},
		{"white labels", listing, repeat(listingStart+"white_labels:\n", "  - {brand: B%n}\n")},
		{"aliases of a model", listing, repeat(listingStart+"aliases:\n", "  - Alias %n\n")},
		{"aliases that are too long", listing, repeat(listingStart+"aliases:\n", "  - "+strings.Repeat("a", 300)+"%n\n")},
		{"a long word for one of a few", listing, repeat(listingStart+"deployment: ", "w")},
		{"jurisdictions", listing, flow(listingStart+"jurisdictions: [", "NSV", ", ", "]\n")},
		{"lines of notes", listing, repeat(listingStart+"notes: |\n", "  line %n\n")},
		{"listings of a certificate", certificate, repeat(certStart+"listings:\n", "  - hostile/l-%n\n")},
		{"listings of a certificate that are the same", certificate, repeat(certStart+"listings:\n", "  - hostile/file\n")},
		{"listings of a certificate that are lists", certificate, repeat(certStart+"listings:\n", "  - [a]\n")},
		{"test profiles of a certificate", certificate, flow(certStart+"listings: [hostile/file]\ntest_profiles: [", "P-%n", ", ", "]\n")},
		{"tests of a certificate", certificate, flow(certStart+"listings: [hostile/file]\ntests_passed: [", "T-%n", ", ", "]\n")},
		{"aliases of a manufacturer", manufacturer, repeat("name: Hostile\naliases:\n", "  - A%n\n")},
		{"sources of a manufacturer", manufacturer, repeat("name: Hostile\nsources:\n", "  - {url: \"https://example.org/%n\"}\n")},
		{"aliases of a certifying body", body, repeat("name: Hostile\naliases:\n", "  - A%n\n")},
		{"former ids of an entity type", entityType, repeat("name: Hostile\nformer_ids:\n", "  - a-%n\n")},
		{"attributes of a device class", deviceClass, repeat("name: Hostile\nattributes:\n", "  - {id: a_%n, name: A, type: number, unit: kW, at_most: b}\n")},
		{"attributes of a device class that are the same", deviceClass, repeat("name: Hostile\nattributes:\n", "  - {id: a, name: A, type: number}\n")},
		{"values of an attribute", deviceClass, repeat("name: Hostile\nattributes:\n  - id: a\n    name: A\n    type: enum\n    values:\n", "      - {id: v%n}\n")},
		{"aliases of a value", deviceClass, repeat("name: Hostile\nattributes:\n  - id: a\n    name: A\n    type: enum\n    values:\n      - id: v\n        aliases:\n", "          - v%n\n")},
		{"tests of a test profile", testProfile, repeat("name: HOSTILE\ntitle: Hostile\ntests:\n", "  - {id: T-%n, title: T}\n")},
		{"versions of a test profile", testProfile, flow("name: HOSTILE\ntitle: Hostile\nversions: [", "\"1.9\"", ", ", "]\n")},
		{"fields of a list", officialList, repeat("name: Hostile\n", "f%n: 1\n")},
		{"notices of the settings", settings, repeat("title: T\nbase_url: https://r.example\ntime_zone: Australia/Sydney\nlicence: {name: L}\nnotices:\n", "  - Notice %n\n")},
		{"fields of the settings", settings, repeat("title: T\nbase_url: https://r.example\ntime_zone: Australia/Sydney\nlicence: {name: L}\n", "f%n: 1\n")},
	}
}

// repeat writes start, and then lines until the file is full.
func repeat(start, line string) func(size int) []byte { return flow(start, line, "", "") }

// flow writes separated entries from start to end. In an entry, %n is its number, and
// %day a recurring day of a month.
func flow(start, entry, separator, end string) func(size int) []byte {
	return func(size int) []byte {
		text := []byte(start)
		for i := 0; ; i++ {
			next := strings.NewReplacer("%n", strconv.Itoa(i), "%day", fmt.Sprintf("%02d", i%28+1)).Replace(entry)
			if i > 0 {
				next = separator + next
			}
			if i > 0 && len(text)+len(next)+len(end) > size {
				return append(text, end...)
			}
			text = append(text, next...)
		}
	}
}

// tail writes lines until only what follows them fits.
func tail(line, end string) func(size int) []byte { return flow("", line, "", end) }

// nested writes nested blocks. Their number grows with the square root of the size, since
// each is indented further.
func nested(size int) []byte {
	var text []byte
	for i := 0; ; i++ {
		line := strings.Repeat(" ", i) + "a:\n"
		if len(text)+len(line) > size {
			return text
		}
		text = append(text, line...)
	}
}

// longKey writes a field whose name takes half of the size, and fields below it.
func longKey(size int) []byte {
	start := "? " + strings.Repeat("k", size/2) + "\n:\n"
	return flow(start, "  f%n: !x 1\n", "", "")(size)
}
