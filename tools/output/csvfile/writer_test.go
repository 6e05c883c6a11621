package csvfile

import (
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

func TestColumnNamesAreUnique(t *testing.T) {
	t.Parallel()
	for _, k := range register.Kinds() {
		unique(t, columnsOf(k, nil))
	}
	unique(t, attributeColumns)
}

func unique[Row any](t *testing.T, columns []column[Row]) {
	t.Helper()
	seen := map[string]bool{}
	for _, c := range columns {
		if seen[c.name] {
			t.Errorf("two columns are called %s", c.name)
		}
		seen[c.name] = true
	}
}

// Every field of a view can be seen in its table, once.
func TestColumnsShowAllFields(t *testing.T) {
	t.Parallel()
	for _, k := range register.Kinds() {
		fields := fieldsOf(k)
		for _, f := range k.Fields() {
			if n := len(slices.DeleteFunc(slices.Clone(fields), func(g *register.Field) bool { return g != f })); n != 1 {
				t.Errorf("%s: the table shows %s %d times", k, f.Name, n)
			}
			if len(columnsOf(k, []string{f.Name})) == 0 {
				t.Errorf("%s: no column shows %s", k, f.Name)
			}
		}
		if len(fields) != len(k.Fields()) {
			t.Errorf("%s: the table shows %d fields, want %d", k, len(fields), len(k.Fields()))
		}
	}
}

// write makes a table of all records of a kind.
func write(t *testing.T, reg *register.Register, k register.Kind, fields ...string) string {
	t.Helper()
	var b strings.Builder
	w := NewWriter(&b, k, querytest.Today, fields)
	n := 0
	for rec := range reg.All() {
		if rec.RecordKind() != k {
			continue
		}
		n++
		if err := w.Write(reg, rec); err != nil {
			t.Fatal(err)
		}
	}
	if rows, err := w.End(); err != nil || rows != n {
		t.Errorf("%d rows of %d, %v", rows, n, err)
	}
	return b.String()
}

func TestChosenColumns(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	for _, test := range []struct {
		kind   register.Kind
		fields []string
		want   string
	}{
		{register.EntityTypes, []string{"name", "id"}, "id,name\nclient,Client\ndevice,Device\nserver,Server\n"},
		{register.DeviceClasses, []string{"id", "attributes"}, "id,attributes\nbess,max_power; capacity; chemistry\ninverter,max_power; input_voltage_range; grid_tie; note\n"},
		{register.Manufacturers, []string{"id", "aliases", "listings"}, "id,aliases,listings\nenphase,,2\nfronius,,1\ngoodwe,GOODWE,2\nsolaredge,,2\ntesla,Tesla Energy,1\n"},
		{register.CertifyingBodies, []string{"links", "certificates"}, "certificates,page\n1,https://register.example/certifying-bodies/sapn/\n3,https://register.example/certifying-bodies/ul/\n"},
		{register.TestProfiles, []string{"id", "optional"}, "id,optional\nA,false\nDER-G,false\nFCC-Part-15,false\nUL1973,false\n"},
		{register.Lists, []string{"rows", "id", "date", "website"}, "id,website,date,rows\nbatteries,,2026-10-30,1\ninverters,https://lists.example/Inverters,2026-11-10,2\n"},
		{register.Certificates, []string{"id", "revoked"}, "id,revoked_on,revoked_reason\nsapn/2024-7,,\nul/ul-2023-0142,,\nul/ul-2023-0311,,\nul/ul-2024-0001,2025-01-01,\n"},
	} {
		if got := write(t, reg, test.kind, test.fields...); got != test.want {
			t.Errorf("%s %v:\n got %q\nwant %q", test.kind.Folder(), test.fields, got, test.want)
		}
	}
}

// All columns of every kind read back as a table.
func TestAllColumns(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	for _, k := range register.Kinds() {
		rows, err := csv.NewReader(strings.NewReader(write(t, reg, k))).ReadAll()
		if err != nil || len(rows) < 2 || rows[0][0] != "id" {
			t.Errorf("%s: %v in %q", k.Folder(), err, rows)
		}
	}
}

// A writer that fails is said at the latest when its buffer is full.
func TestWriteError(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	full := errors.New("disk full")
	w := NewWriter(failing{full}, register.Listings, querytest.Today, nil)
	var err error
	for range 100 {
		if err = w.Write(reg, reg.Listings[0]); err != nil {
			break
		}
	}
	if !errors.Is(err, full) || !strings.Contains(err.Error(), reg.Listings[0].ID) {
		t.Errorf("error %v", err)
	}
	if _, err := w.End(); !errors.Is(err, full) {
		t.Errorf("at the end: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
