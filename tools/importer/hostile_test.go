package importer

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"opencec/tools/register"
)

// A list made to cost much work, such as one in which all rows are about one product, is
// planned in a time that grows with its rows, not with their square: that would take
// minutes for each of these, where the limit is many times what a busy machine needs.
func TestHostileLists(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	const limit = 30 * time.Second
	fill := func(n int, row func(i int) string) string {
		var rows strings.Builder
		for i := range n {
			rows.WriteString(row(i) + "\n")
		}
		return rows.String()
	}
	const batteryHeader = "Manufacturer/Certificate Holder Account,Brand Name,Series,Model Number,Nominal Battery Capacity (kWh),Usable Capacity (kWh),CEC Approved Date,CEC Expiry Date\n"
	for _, test := range []struct {
		name  string
		kind  Kind
		lists []string // imported one after the other
	}{
		{"rows alike", Inverters, []string{inverterHeader + fill(32_000, func(int) string { return "Maker,S,M1,5,29/09/2022,8/05/2027" })}},
		{"one product with many powers", Inverters, []string{inverterHeader + fill(32_000, func(i int) string { return fmt.Sprintf("Maker,S,M1,%d.%d,29/09/2022,8/05/2027", i%90+1, i/90) })}},
		{"one product of many series", Inverters, []string{inverterHeader + fill(32_000, func(i int) string { return fmt.Sprintf("Maker,S%d,M1,5,29/09/2022,8/05/2027", i) })}},
		{"one product of many brands", Batteries, []string{batteryHeader + fill(20_000, func(i int) string { return fmt.Sprintf("Maker,Brand %d,S,M1,5,5,10/04/2024,10/04/2027", i) })}},
		{"all manufacturers renamed", Inverters, []string{
			inverterHeader + fill(12_000, func(i int) string { return fmt.Sprintf("Old %d,S,M%d,5,29/09/2022,8/05/2027", i, i) }),
			inverterHeader + fill(12_000, func(i int) string { return fmt.Sprintf("New %d,S,M%d,5,29/09/2022,8/05/2027", i, i) }),
		}},
		{"rows without names", Inverters, []string{
			inverterHeader + fill(12_000, func(i int) string { return fmt.Sprintf("Maker,S,M%d,5,29/09/2022,8/05/2027", i) }),
			inverterHeader + fill(60_000, func(i int) string { return fmt.Sprintf(",,,abc%d %s,29/09/2022,8/05/2027", i, strings.Repeat("x", 60)) }),
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			records := &register.Records{
				EntityTypes: []*register.EntityType{{Meta: register.Meta{ID: "device"}}},
				DeviceClasses: []*register.DeviceClass{
					{Meta: register.Meta{ID: "inverter"}, Attributes: []register.Attribute{{ID: "max_power"}}},
					{Meta: register.Meta{ID: "bess"}, Attributes: []register.Attribute{{ID: "capacity"}, {ID: "usable_capacity"}}},
				},
			}
			for i, text := range test.lists {
				list, err := readString(test.kind, text)
				if err != nil {
					t.Fatal(err)
				}
				begin := time.Now()
				plan, err := NewPlan(records, []*List{list}, Edition{Date: today.AddDays(i)})
				if err != nil {
					t.Fatal(err)
				}
				if took := time.Since(begin); took > limit {
					t.Errorf("list %d of %d rows took %s", i, len(list.Rows)+len(list.Unreadable), took)
				}
				for _, d := range plan.Drafts {
					records.Add(d.Record)
				}
			}
		})
	}
}
