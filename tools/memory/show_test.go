package memory_test

import (
	"strings"
	"testing"

	"opencec/tools/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

func TestShow(t *testing.T) {
	t.Parallel()
	e := memory.New(querytest.Sample())
	for _, example := range querytest.ShowExamples() {
		page := list(t, e, parse(t, e, example.Kind, values(t, example.Query)))
		if got, want := string(page.AppendJSON(nil)), "["+strings.Join(example.JSON, ",")+"]"; got != want {
			t.Errorf("%s:\n got %s\nwant %s", example.Query, got, want)
		}
	}
}

// Each field alone, of every record, is what the whole record has.
func TestEachField(t *testing.T) {
	t.Parallel()
	reg := querytest.Random(9, 30)
	e := memory.New(reg)
	for _, k := range register.Kinds() {
		all := parse(t, e, k, nil)
		for rec := range reg.All() {
			if rec.RecordKind() != k {
				continue
			}
			whole, _, _ := e.AppendRecord(t.Context(), nil, rec.RecordMeta().ID, all)
			var parts []string
			for _, name := range all.Collection.ViewFields {
				part, _, _ := e.AppendRecord(t.Context(), nil, rec.RecordMeta().ID, parse(t, e, k, values(t, "fields="+name)))
				parts = append(parts, string(part[1:len(part)-1]))
			}
			if got := "{" + strings.Join(parts, ",") + "}"; got != string(whole) {
				t.Fatalf("%s:\n got %s\nwant %s", rec.RecordMeta().ID, got, whole)
			}
		}
	}
}
