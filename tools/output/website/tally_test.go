package website

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

func TestSpread(t *testing.T) {
	t.Parallel()
	kW := register.Attribute{Unit: "kW"}
	numbers := func(list ...float64) (values []register.Value) {
		for _, n := range list {
			values = append(values, register.Number(n))
		}
		return values
	}
	for _, tt := range []struct {
		name      string
		attribute register.Attribute
		values    []register.Value
		want      Spread
	}{
		{"none", kW, nil, Spread{}},
		{"one", kW, numbers(5), Spread{"5\u202fkW", "5\u202fkW", "5\u202fkW"}},
		{"odd", kW, numbers(10, 1, 2000.5), Spread{"1\u202fkW", "10\u202fkW", "2,000.5\u202fkW"}},
		{"even", kW, numbers(4, 1, 3, 2), Spread{"1\u202fkW", "2\u202fkW", "4\u202fkW"}},
		{"ranges", register.Attribute{Unit: "V"}, []register.Value{register.Range(200, 500), register.Range(90, 450)}, Spread{"90\u202fV", "", "500\u202fV"}},
		{"words", register.Attribute{}, []register.Value{register.Text("LFP"), register.Bool(true)}, Spread{}},
	} {
		if got := spreadOf(tt.attribute, tt.values); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// words lists a tally as "Active 2".
func words(tally Tally) []string {
	var list []string
	for _, s := range tally.Statuses {
		list = append(list, s.Name+" "+s.Number())
	}
	for _, class := range tally.Classes {
		list = append(list, class.Name+" "+class.Number())
	}
	return list
}

func TestTallies(t *testing.T) {
	t.Parallel()
	c, err := newCatalogue(testOptions(newRegister(t, testRecords()), t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	tallies := map[string]Tally{}
	attained := map[string]TestProfileHead{}
	for _, p := range c.pages {
		switch data := p.Data().(type) {
		case ManufacturerPage:
			tallies[data.Name] = data.Tally
		case CertificatesPage:
			tallies[p.Title] = data.Tally
		case CertifyingBodyPage:
			tallies[data.Name] = data.Tally
		case DeviceClassPage:
			tallies[data.Name] = data.Tally
		case TestProfilePage:
			attained[data.Name] = data.TestProfileHead
		}
	}
	for name, want := range map[string][]string{
		"Tesla":                         {"Active 2", "Battery energy storage system 2", "Inverter 1"},
		"Zébra Énergie":                 {"Delisted 1", "Withdrawn 1", "Suspended 1", "Active 1", "Not yet listed 1", "Expired 1", "Inverter 1"},
		"Nothing Listed":                nil,
		"Certificates":                  {"Revoked 1", "Current 1", "Not yet valid 1", "Expired 1"},
		"The Laboratory":                {"Revoked 1", "Current 1", "Not yet valid 1", "Expired 1"},
		"Battery energy storage system": {"Active 2"},
		"EV charger":                    nil,
	} {
		if diff := cmp.Diff(want, words(tallies[name]), sorted()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got, want := tallies["Tesla"].Statuses[0].Found, "/listings/?manufacturer=tesla&status=active"; got != want {
		t.Errorf("Tesla's active listings are at %s, want %s", got, want)
	}
	if got := tallies["The Laboratory"].Statuses[0].Found; got != "" {
		t.Errorf("certificates are at %s, want no search of listings", got)
	}
	for name, want := range map[string][3]string{"A": {"1 certificate", "1", "2 listings"}, "S": {"1 certificate", "0", "0 listings"}} {
		if head := attained[name]; [3]string{head.Certificates, head.Current, head.Attained} != want {
			t.Errorf("test profile %s: %s, of which %s current, attained for %s", name, head.Certificates, head.Current, head.Attained)
		}
	}
}

// sorted compares lists without regard to their order.
func sorted() cmp.Option {
	return cmp.Transformer("sorted", func(list []string) map[string]int {
		set := map[string]int{}
		for _, s := range list {
			set[s]++
		}
		return set
	})
}
