package query_test

import (
	"testing"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// ValueOf is the inverse of a value's Text.
func TestValueOf(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	model := query.NewModel(reg)
	compared := 0
	for rec := range reg.All() {
		for _, f := range model.Collection(rec.RecordKind()).Fields {
			if f.Via != nil || f.Type == query.TypeNumber {
				continue
			}
			for _, v := range f.AppendValues(nil, rec, querytest.Today) {
				if got := f.ValueOf(v.Text); got != v {
					t.Errorf("%s: %q stands for %v, not %v", f.Name, v.Text, got, v)
				}
				compared++
			}
		}
	}
	if compared == 0 {
		t.Error("no values")
	}
	status := model.Collection(register.Listings).Field("status")
	if got := status.ValueOf("unheard-of"); got.Compare(status.ValueOf("delisted")) <= 0 || got.Text != "unheard-of" {
		t.Errorf("an unknown word is %v, which does not come after all others", got)
	}
}
