package importer

import (
	"fmt"
	"strings"
	"testing"

	"opencec/tools/register"
	"opencec/tools/testenv/hostile"
)

const hostileBatteries = "Manufacturer/Certificate Holder Account,Brand Name,Series,Model Number,Nominal Battery Capacity (kWh),Usable Capacity (kWh),CEC Approved Date,CEC Expiry Date\n"

// hostileLists are lists made to cost much work, with n rows each. Those of one entry are
// imported one after the other.
var hostileLists = []struct {
	name  string
	kind  Kind
	lists func(n int) []string
}{
	{"rows alike", Inverters, func(n int) []string {
		return []string{inverterHeader + rowsOf(n, func(int) string { return "Maker,S,M1,5,29/09/2022,8/05/2027" })}
	}},
	{"one product with many powers", Inverters, func(n int) []string {
		return []string{inverterHeader + rowsOf(n, func(i int) string { return fmt.Sprintf("Maker,S,M1,%d.%d,29/09/2022,8/05/2027", i%90+1, i/90) })}
	}},
	{"one product of many series", Inverters, func(n int) []string {
		return []string{inverterHeader + rowsOf(n, func(i int) string { return fmt.Sprintf("Maker,S%d,M1,5,29/09/2022,8/05/2027", i) })}
	}},
	{"one product of many brands", Batteries, func(n int) []string {
		return []string{hostileBatteries + rowsOf(n, func(i int) string { return fmt.Sprintf("Maker,Brand %d,S,M1,5,5,10/04/2024,10/04/2027", i) })}
	}},
	{"all manufacturers renamed", Inverters, func(n int) []string {
		return []string{
			inverterHeader + rowsOf(n, func(i int) string { return fmt.Sprintf("Old %d,S,M%d,5,29/09/2022,8/05/2027", i, i) }),
			inverterHeader + rowsOf(n, func(i int) string { return fmt.Sprintf("New %d,S,M%d,5,29/09/2022,8/05/2027", i, i) }),
		}
	}},
	{"rows without names", Inverters, func(n int) []string {
		return []string{
			inverterHeader + rowsOf(n/5, func(i int) string { return fmt.Sprintf("Maker,S,M%d,5,29/09/2022,8/05/2027", i) }),
			inverterHeader + rowsOf(n, func(i int) string {
				return fmt.Sprintf(",,,abc%d %s,29/09/2022,8/05/2027", i, strings.Repeat("x", 60))
			}),
		}
	}},
}

func rowsOf(n int, row func(i int) string) string {
	var rows strings.Builder
	for i := range n {
		rows.WriteString(row(i) + "\n")
	}
	return rows.String()
}

// importHostile plans the lists, each on what those before it have added.
func importHostile(tb testing.TB, kind Kind, texts []string) {
	tb.Helper()
	records := &register.Records{
		EntityTypes: []*register.EntityType{{Meta: register.Meta{ID: "device"}}},
		DeviceClasses: []*register.DeviceClass{
			{Meta: register.Meta{ID: "inverter"}, Attributes: []register.Attribute{{ID: "max_power"}}},
			{Meta: register.Meta{ID: "bess"}, Attributes: []register.Attribute{{ID: "capacity"}, {ID: "usable_capacity"}}},
		},
	}
	for i, text := range texts {
		list, err := readString(kind, text)
		if err != nil {
			tb.Fatal(err)
		}
		plan, err := NewPlan(records, []*List{list}, Provenance{Date: today.AddDays(i)})
		if err != nil {
			tb.Fatal(err)
		}
		for _, d := range plan.Drafts {
			records.Add(d.Record)
		}
	}
}

// Four times the rows allocate about four times the bytes, and not sixteen times.
// BenchmarkHostileLists shows that the time grows alike.
func TestHostileLists(t *testing.T) {
	const rows, growth = 1000, 7
	for _, test := range hostileLists {
		t.Run(test.name, func(t *testing.T) {
			few, many := test.lists(rows), test.lists(4*rows)
			least := hostile.Allocated(func() { importHostile(t, test.kind, few) })
			most := hostile.Allocated(func() { importHostile(t, test.kind, many) })
			if most > growth*least {
				t.Errorf("%d rows allocate %d bytes, and %d rows %d", rows, least, 4*rows, most)
			}
		})
	}
}

func BenchmarkHostileLists(b *testing.B) {
	for _, test := range hostileLists {
		for _, rows := range []int{4000, 16_000} {
			b.Run(fmt.Sprintf("%s/%d", test.name, rows), func(b *testing.B) {
				texts := test.lists(rows)
				for b.Loop() {
					importHostile(b, test.kind, texts)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
			})
		}
	}
}
