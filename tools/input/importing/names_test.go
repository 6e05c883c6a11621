package importing

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestSpellingsBest(t *testing.T) {
	t.Parallel()
	if got := (Spellings{"GOODWE": 2, "GoodWe": 3, "Goodwe": 1}).Best(); got != "GoodWe" {
		t.Errorf("best is %q", got)
	}
	if got := (Spellings{"B": 2, "A": 2, "C": 1}).Best(); got != "A" {
		t.Errorf("best of equals is %q", got)
	}
	if got := (Spellings{}).Best(); got != "" {
		t.Errorf("best of none is %q", got)
	}
}

func TestMatchNames(t *testing.T) {
	t.Parallel()
	held := []NamedRecord{
		{"sma", "SMA", []string{"SMA Solar"}},
		{"acme", "Acme", []string{"Acme Pty Ltd", "Bolt"}},
		{"bolt", "BOLT", nil},
	}
	spelled := Spellings{
		"ACME": 1, "Acme": 5, "acme pty. ltd.": 1, "Acme Pty Ltd": 1, // held, by name and by alias, two of them respelled
		"Bolt":      1,            // a name counts for more than another's alias
		"sma-solar": 1,            // an alias in another spelling
		"Zeta":      1, "ZETA": 2, // new
		"Alpha": 1,
	}
	var asked []string
	got := MatchNames(held, spelled, func(name string) string {
		asked = append(asked, name)
		return "id-of-" + name
	})
	want := &NameMatch{
		ids: map[string]string{
			"acme": "acme", "acmeptyltd": "acme", "bolt": "bolt", "sma": "sma", "smasolar": "sma", "alpha": "id-of-Alpha", "zeta": "id-of-ZETA",
		},
		New:       []NamedRecord{{"id-of-Alpha", "Alpha", nil}, {"id-of-ZETA", "ZETA", []string{"Zeta"}}},
		Respelled: []NamedRecord{{"acme", "Acme", []string{"ACME", "acme pty. ltd."}}, {"bolt", "BOLT", []string{"Bolt"}}, {"sma", "SMA", []string{"sma-solar"}}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(NameMatch{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the match differs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Alpha", "ZETA"}, asked); diff != "" {
		t.Errorf("ids were asked for otherwise (-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{"acme pty ltd": "acme", "BOLT": "bolt", "Zeta": "id-of-ZETA", "nobody": ""} {
		if id := got.ID(name); id != want {
			t.Errorf("%s is %q, want %q", name, id, want)
		}
	}
}
