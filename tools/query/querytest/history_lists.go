package querytest

import (
	"testing"

	"opencec/tools/query"
	"opencec/tools/register"
)

// Lists returns the history of a register that follows a list in three editions: a product
// is in the first one, not in the second, and in the third again, which says that it had
// more power before.
func Lists() *register.History {
	records := sampleRecords()
	inverter := &register.Listing{
		Meta: id("fronius/primo"), Manufacturer: "fronius", Model: "Primo", EntityType: "device",
		DeviceClasses: map[string]register.Attributes{"inverter": {"max_power": register.Number(0.366)}},
		Periods:       []register.Period{{From: Day("2021-12-17"), To: Day("2026-12-07")}},
	}
	first := register.Records{
		Settings: records.Settings, EntityTypes: records.EntityTypes, DeviceClasses: records.DeviceClasses, Manufacturers: records.Manufacturers,
		Lists: []*register.List{{Meta: id("inverters"), Name: "Approved inverters", DeviceClass: "inverter", Date: Day("2023-01-10"), FirstDate: Day("2023-01-10"), Rows: 2}},
	}
	edition := func(date string, rows int) edit {
		return rewrite("inverters", func(l *register.List) { l.Date, l.Rows = Day(date), rows })
	}
	absent := register.Absence{List: "inverters", LastSeen: Day("2023-01-10"), Since: Day("2023-02-01")}
	back := absent
	back.Back = Day("2023-05-01")
	s := newHistoryBuilder()
	s.commit(pastCommits[1], "2023-01-10T01:00:00Z", "Ann", "List of 10 January", putAll(first), put(inverter))
	s.commit(pastCommits[2], "2023-02-01T01:00:00Z", "Ann", "List of 1 February", edition("2023-02-01", 1),
		rewrite(inverter.ID, func(l *register.Listing) { l.NotInList = []register.Absence{absent} }))
	s.commit(pastCommits[3], "2023-05-01T01:00:00Z", "Ann", "List of 1 May", edition("2023-05-01", 2),
		rewrite(inverter.ID, func(l *register.Listing) {
			l.NotInList = []register.Absence{back}
			l.DeviceClasses = map[string]register.Attributes{"inverter": {"max_power": register.Number(0.349)}}
			l.Periods = []register.Period{
				{From: Day("2021-12-17"), To: Day("2023-04-30"), DeviceClasses: map[string]register.Attributes{"inverter": {"max_power": register.Number(0.366)}}},
				{From: Day("2023-05-01"), To: Day("2026-12-07")}}
		}))
	return s.History
}

// What a list did not have, and how much power there was, is known for each day, as of each
// edition of the list.
func testHistoryLists(t *testing.T, open opener) {
	e := open(t, Lists())
	for _, test := range []struct {
		asOf, query string
		found       bool
	}{
		{"2023-01-31", "not_in_list__isnull=false&on=2023-01-31", false},
		{"2023-02-15", "not_in_list=inverters&on=2023-02-15", true},
		{"2023-02-15", "not_in_list.since=2023-02-01&on=2023-02-15", true},
		{"2023-02-15", "not_in_list=inverters&on=2023-01-31", false},
		{"2023-02-15", "status=active&on=2023-02-15", true}, // it is no delisting
		{"2023-05-02", "not_in_list=inverters&on=2023-05-02", false},
		{"2023-05-02", "not_in_list=inverters&on=2023-05-01", false},
		{"2023-05-02", "not_in_list=inverters&on=2023-04-30", true}, // the gap is kept
		{"2023-02-15", "inverter.max_power__gte=0.36&on=2023-06-01", true},
		{"2023-05-02", "inverter.max_power__gte=0.36&on=2023-06-01", false},
		{"2023-05-02", "inverter.max_power__gte=0.36&on=2023-04-30", true},
		{"2023-05-02", "inverter.max_power=0.349&on=2021-12-16", true},
	} {
		past := asOf(t, e, test.asOf)
		if found := List(t, past, Parse(t, past, register.Listings, test.query)).Total == 1; found != test.found {
			t.Errorf("as of %s, %s: found is %v", test.asOf, test.query, found)
		}
	}
	for point, want := range map[string]string{
		"2023-01-31": `{"date":"2023-01-10","rows":2}`, "2023-02-15": `{"date":"2023-02-01","rows":1}`, "2023-05-02": `{"date":"2023-05-01","rows":2}`,
	} {
		past := asOf(t, e, point)
		if got, _, err := past.AppendRecord(t.Context(), nil, "inverters", Parse(t, past, register.Lists, "fields=date,rows")); string(got) != want || err != nil {
			t.Errorf("as of %s: %s, %v; want %s", point, got, err, want)
		}
		if got := past.Register().DataAge(Day("2023-05-02")).AgeDays; got != map[string]int{"2023-01-31": 112, "2023-02-15": 90, "2023-05-02": 1}[point] {
			t.Errorf("as of %s the data is %d days old", point, got)
		}
	}
	page, err := e.Changes(t.Context(), &query.Changes{Record: &register.Ref{Kind: register.Lists, ID: "inverters"}, Limit: 10})
	if err != nil || page.Total != 3 {
		t.Errorf("%d changes of the list, %v", page.Total, err)
	}
}
