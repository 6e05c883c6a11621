package source

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"opencec/tools/register"
)

// values makes records comparable.
var values = cmpopts.EquateComparable(register.Value{}, register.Date{})

// ReadRecord reads a valid file as Load does.
func TestDecodeAsLoad(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{validFolder(t, nil), "../../../data"} {
		tree, err := Load(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		for rec := range tree.Records.All() {
			k, id := rec.RecordKind(), rec.RecordMeta().ID
			got, unknown, err := Decode(k, id, tree.File(PathOf(k, id)))
			if diff := cmp.Diff(rec, got, values); diff != "" || unknown != nil || err != nil {
				t.Errorf("%s %s: unknown %q, error %v\n%s", k.Name(), id, unknown, err, diff)
			}
		}
		d, err := ReadSettings(tree.File(SettingsFile))
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.Settings()
		if diff := cmp.Diff(&tree.Records.Settings, s); diff != "" || d.Unknown != nil || err != nil {
			t.Errorf("settings: unknown %q, error %v\n%s", d.Unknown, err, diff)
		}
	}
}

func TestDecodeOldFiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, content string
		wantModel     string
		wantUnknown   []string
		wantErr       string
	}{
		{"fields of another time", "model: Box\nexpires: 2024-01-01\nsoftware: {name: S, build: 7}\nperiods: [{from: 2024-01-01, until: 2025-01-01}]\n",
			"Box", []string{"expires", "software.build", "periods[0].until"}, ""},
		{"what a schema would refuse", "model: \"\"\ndeployment: by pigeon\nperiods: []\n", "", nil, ""},
		{"classes and attributes are open", "model: Box\ndevice_classes: {fridge: {litres: 200}}\n", "Box", nil, ""},
		{"what the history knows", "model: Box\nid: acme/else\ncreated_at: yesterday\nupdated_at: 1\ncommit: abc\n",
			"Box", []string{"id", "created_at", "updated_at", "commit"}, ""},
		{"another case is another name", "model: Box\nMODEL: Crate\nPeriods: 1\n", "Box", []string{"MODEL", "Periods"}, ""},
		{"names as they are written", "model: Box\n\"a\\tb\": 1\n", "Box", []string{`a\tb`}, ""},
		{"nothing", "model: null\n", "", nil, ""},
		{"a list where a text is", "model: [Box]\n", "", nil, "model: a list is not what this field holds now"},
		{"a text where a list is", "periods: always\n", "", nil, "periods: a text is not what this field holds now"},
		{"a fraction where a text is", "model: 1.5\n", "", nil, "model: a number is not what this field holds now"},
		{"no date", "model: Box\nperiods: [{from: 2024-13-01}]\n", "", nil, `"2024-13-01" is not a date: there is no month 13; if month and day changed places, write 2024-01-13`},
		{"no YAML", "model: Box\nbrand: [\n", "", nil, "line 2: not YAML: "},
		{"twice", "model: Box\nmodel: Crate\n", "", nil, `line 2: "model" is given twice, first at line 1: keep one`},
		{"an alias", "model: &m Box\nbrand: *m\n", "", nil, "line 1: &m is an anchor"},
		{"not UTF-8", "model: B\xfcx\n", "", nil, "line 1: byte 0xFC is not UTF-8"},
		{"empty", "", "", nil, "line 1: the file is empty"},
		{"too large", "model: " + strings.Repeat("x", MaxFileSize), "", nil, "is larger than 1024 KiB"},
	} {
		rec, unknown, err := Decode(register.Listings, "acme/box", []byte(test.content))
		if test.wantErr != "" {
			if rec != nil || err == nil || !strings.HasPrefix(err.Error(), test.wantErr) {
				t.Errorf("%s: error %v, want %s", test.name, err, test.wantErr)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if l := rec.(*register.Listing); l.Model != test.wantModel || !slices.Equal(unknown, test.wantUnknown) || l.Meta != (register.Meta{ID: "acme/box"}) {
			t.Errorf("%s: %+v, unknown %q", test.name, l, unknown)
		}
	}
}

// The list of unknown fields is bounded.
func TestDecodeManyUnknownFields(t *testing.T) {
	t.Parallel()
	var content bytes.Buffer
	content.WriteString("model: Box\n" + strings.Repeat("n", 1000) + ": 1\n")
	for i := range 1000 {
		content.WriteString("x" + strings.Repeat("y", i%7) + string(rune('a'+i%26)) + strings.Repeat("z", i/26) + ": 1\n")
	}
	_, unknown, err := Decode(register.Listings, "acme/box", content.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(unknown) != maxUnknown || len(unknown[0]) != maxUnknownLength+len("…") {
		t.Errorf("%d unknown fields, the first of %d bytes", len(unknown), len(unknown[0]))
	}
}

// The fingerprint changes with the types, so that cached Documents of other types are not
// used.
func TestDocumentForm(t *testing.T) {
	t.Parallel()
	type period struct {
		From string `json:"from"`
	}
	type other struct {
		From string `json:"until"`
	}
	form := func(types ...any) string {
		var b bytes.Buffer
		for _, v := range types {
			describeType(&b, reflect.TypeOf(v))
		}
		return b.String()
	}
	if form(period{}) == strings.ReplaceAll(form(other{}), "source.other", "source.period") {
		t.Error("a field has another name, and the form is the same")
	}
	if len(DocumentFingerprint()) != 64 {
		t.Errorf("form %q", DocumentFingerprint())
	}
}

// Any file is read or refused. A Document is JSON, and has nothing that only the history
// knows.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("manufacturer: acme\nmodel: Box\nperiods:\n  - {from: 2023-01-15, to: 2025-12-31}\nnew: 1\n"))
	f.Add([]byte("id: x\ncommit: y\ndevice_classes: {bess: {r: {min: 1, max: 2}}}\n"))
	f.Add([]byte("a: [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, k := range register.Kinds() {
			d, err := ReadRecord(k, content)
			if err != nil {
				continue
			}
			if !json.Valid(d.JSON) {
				t.Fatalf("not JSON: %s", d.JSON)
			}
			rec, err := d.Record(k, "an-id")
			if err != nil {
				if errors.Is(err, ErrTooLarge) {
					t.Fatal("read though it is too large")
				}
				continue
			}
			if *rec.RecordMeta() != (register.Meta{ID: "an-id"}) {
				t.Fatalf("the file's own Meta: %+v", rec.RecordMeta())
			}
		}
	})
}
