package query_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

var scope = query.Scope{Today: querytest.Today, Version: "v1"}

func listings(reg *register.Register) *query.Collection {
	return query.NewModel(reg).Collection(register.Listings)
}

// read parses the query part of an address.
func read(c *query.Collection, raw string) (*query.Query, []query.Problem) {
	values, problems := query.Values(raw)
	if len(problems) > 0 {
		return nil, problems
	}
	return c.Parse(values, scope)
}

// Queries that mean the same have the same canonical form.
func TestCanonical(t *testing.T) {
	t.Parallel()
	c := listings(querytest.Sample())
	for _, test := range []struct{ query, want string }{
		{"", "on=2026-11-23"},
		{"on=2026-11-23&limit=50&sort=id", "on=2026-11-23"},
		{"on=2026-01-02", "on=2026-01-02"},
		{"limit=7", "limit=7&on=2026-11-23"},
		{"fields=status,+id,status", "fields=id%2Cstatus&on=2026-11-23"}, // in the record's order
		{"include=certificates", "include=certificates&on=2026-11-23"},
		{"include=history&limit=100", "include=history&limit=100&on=2026-11-23"},
		{"include=history&format=ndjson", "format=ndjson&include=history&on=2026-11-23"},
		{"include=history,certificates", "include=certificates%2Chistory&on=2026-11-23"}, // in the order in which they are shown
		{"facets=status,manufacturer,bess.chemistry", "facets=bess.chemistry%2Cmanufacturer%2Cstatus&on=2026-11-23"},
		{"format=json", "on=2026-11-23"},
		{"format=csv&fields=id", "fields=id&format=csv&on=2026-11-23"},
		{"limit=7&fields=id&facets=brand&include=certificates&sort=-id&status=active", "facets=brand&fields=id&include=certificates&limit=7&on=2026-11-23&sort=-id&status=active"},
		{"status=expired&status=active&status=ACTIVE", "on=2026-11-23&status=active&status=expired"},
		{"status__in=expired,active", "on=2026-11-23&status=active&status=expired"},
		{"status__in=expired&status=active", "on=2026-11-23&status=active&status=expired"},
		{"status__not=active", "on=2026-11-23&status__not=active"},
		{"manufacturer=good-we", "manufacturer=goodwe&on=2026-11-23"},
		{"manufacturer=GoodWe+Technologies", "manufacturer=goodwe&on=2026-11-23"},
		{"manufacturer__contains=GOOD", "manufacturer__contains=good&on=2026-11-23"},
		{"model=+Powerwall+2+", "model=powerwall+2&on=2026-11-23"},
		{"bess.capacity__gte=010.50", "bess.capacity__gte=10.5&on=2026-11-23"},
		{"bess.capacity__gt=-0", "bess.capacity__gt=0&on=2026-11-23"},
		{"bess.chemistry=LiFePO4", "bess.chemistry=LFP&on=2026-11-23"},
		{"q=Wall+POWER,power", "on=2026-11-23&q=power+wall"},
		{"sort=-updated_at,model,id", "on=2026-11-23&sort=-updated_at%2Cmodel"},
		{"sort=model,-id,brand", "on=2026-11-23&sort=model%2C-id"},
		// A date stands for its whole day in Sydney, eleven hours ahead of UTC.
		{"updated_at__gte=2026-11-01", "on=2026-11-23&updated_at__gte=2026-10-31T13%3A00%3A00Z"},
		{"updated_at__gt=2026-11-01", "on=2026-11-23&updated_at__gte=2026-11-01T13%3A00%3A00Z"},
		{"updated_at__lte=2026-11-01", "on=2026-11-23&updated_at__lt=2026-11-01T13%3A00%3A00Z"},
		{"updated_at__lt=2026-11-01T10:00:00+10:00", "on=2026-11-23&updated_at__lt=2026-11-01T00%3A00%3A00Z"},
		// Two lower bounds are merged into the tighter one.
		{"updated_at__gt=2026-11-01&updated_at__gte=2026-01-01", "on=2026-11-23&updated_at__gte=2026-11-01T13%3A00%3A00Z"},
		{"updated_at__lte=2026-11-01&updated_at__lt=2026-01-01", "on=2026-11-23&updated_at__lt=2025-12-31T13%3A00%3A00Z"},
	} {
		q, problems := read(c, test.query)
		if len(problems) > 0 {
			t.Errorf("%s: %v", test.query, problems)
			continue
		}
		if got := q.String(); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.query, got, test.want)
		}
	}
}

// Every problem is reported, with the parameter, the allowed values and the nearest one.
func TestProblems(t *testing.T) {
	t.Parallel()
	c := listings(querytest.Sample())
	long := strings.Repeat("x", 300)
	for _, test := range []struct {
		query, parameter string
		code             query.Code
		message          string // a part of it
		suggestion       string
	}{
		{"stauts=active", "stauts", query.UnknownParameter, "not a parameter", "status"},
		{"as_of=2026-01-01", "as_of", query.UnknownParameter, "not a parameter", ""},
		{"bess.capacty__gte=1", "bess.capacty__gte", query.UnknownParameter, "not a parameter", "bess.capacity"},
		{long + "=1", strings.Repeat("x", 64) + "…", query.UnknownParameter, "not a parameter", ""},
		{"status__gte=active", "status__gte", query.UnknownOperator, `"__gte" is not an operator of status, which is a word`, ""},
		{"model__contain=x", "model__contain", query.UnknownOperator, "model, which is a text", "model__contains"},
		{"model__=x", "model__", query.UnknownOperator, "not an operator", ""},
		{"status=actve", "status", query.UnknownValue, "allowed are active, upcoming, suspended", "active"},
		{"manufacturer=Tessla", "manufacturer", query.UnknownValue, "allowed are enphase", "tesla"},
		{"manufacturer=SolarEgde", "manufacturer", query.UnknownValue, "not a word for manufacturer", "solaredge"},
		{"bess.chemistry=LiFePO", "bess.chemistry", query.UnknownValue, "allowed are LFP, NMC", "LFP"},
		{"certified=yes", "certified", query.UnknownValue, "neither true nor false", "true"},
		{"brand__isnull=1", "brand__isnull", query.UnknownValue, "neither true nor false", "true"},
		{"status=", "status", query.InvalidValue, "status__isnull=true", ""},
		{"model=%E2%80%8B", "model", query.InvalidValue, "model__isnull=true", ""},
		{"status__in=active,", "status__in", query.InvalidValue, "is empty", ""},
		{"bess.capacity=10kWh", "bess.capacity", query.InvalidValue, "write a number of kWh", "10"},
		{"bess.capacity=1e3", "bess.capacity", query.InvalidValue, "not a number", ""},
		{"bess.capacity=NaN", "bess.capacity", query.InvalidValue, "not a number", ""},
		{"bess.capacity=" + strings.Repeat("9", 400), "bess.capacity", query.InvalidValue, "not a number", ""},
		{"bess.capacity__gt=1&bess.capacity__gt=2", "bess.capacity__gt", query.RepeatedParameter, "given 2 times", ""},
		{"on=2026-02-30", "on", query.InvalidValue, "February 2026 has 28 days", ""},
		{"on=23/11/2026", "on", query.InvalidValue, "YYYY-MM-DD", ""},
		{"on=" + long, "on", query.InvalidValue, "YYYY-MM-DD", ""},
		{"on=2026-01-01&on=2026-01-02", "on", query.RepeatedParameter, "given 2 times", ""},
		{"listed_until__lt=soon", "listed_until__lt", query.InvalidValue, "YYYY-MM-DD", ""},
		{"updated_at__gt=yesterday", "updated_at__gt", query.InvalidValue, "neither a date", ""},
		{"updated_at__gte=2026-01-01T00:00:00.999Z", "updated_at__gte", query.InvalidValue, "fraction of a second", ""},
		{"updated_at__gt=9999-12-31T23:00:00-05:00", "updated_at__gt", query.InvalidValue, "from 0 to 9999", ""},
		{"id__in=" + strings.Repeat("x,", 100) + "x", "id__in", query.LimitExceeded, "101 values; at most 100", ""},
		{"updated_at=2026-01-01", "updated_at", query.UnknownOperator, "not an operator", ""},
		{"limit=501", "limit", query.LimitExceeded, "at most 500", "500"},
		{"include=history&limit=101", "limit", query.LimitExceeded, "include=history can have: at most 100; follow links.next for more, or ask for format=ndjson", "100"},
		{"include=certificates,history&limit=501", "limit", query.LimitExceeded, "at most 500", "500"},
		{"limit=0", "limit", query.InvalidValue, "from 1 to 500", ""},
		{"limit=ten", "limit", query.InvalidValue, "whole number", ""},
		{"limit=1&limit=2", "limit", query.RepeatedParameter, "given 2 times", ""},
		{"sort=modle", "sort", query.UnknownValue, "not a field", "model"},
		{"sort=device_class", "sort", query.UnknownValue, "several values", ""},
		{"sort=model,-model", "sort", query.InvalidValue, "model twice", ""},
		{"sort=id,model,brand,series,status,certified", "sort", query.LimitExceeded, "at most 5", ""},
		{"sort=", "sort", query.InvalidValue, "is empty", ""},
		{"fields=id,modell", "fields", query.UnknownValue, `"modell" is not a word for fields`, "model"},
		{"fields=bess.capacity", "fields", query.UnknownValue, "allowed are id, manufacturer", ""},
		{"fields=id,", "fields", query.UnknownValue, `"" is not a word`, ""},
		{"fields=id&fields=model", "fields", query.RepeatedParameter, "given 2 times", ""},
		{"fields=", "fields", query.InvalidValue, "is empty", ""},
		{"include=certificate", "include", query.UnknownValue, "allowed are certificates, verdict, history", "certificates"},
		{"include=histroy", "include", query.UnknownValue, "allowed are certificates, verdict, history", "history"},
		{"facets=statis", "facets", query.UnknownValue, `"statis" is not a field`, "status"},
		{"facets=model", "facets", query.UnknownValue, "too many different values", ""},
		{"facets=bess.capacity", "facets", query.UnknownValue, "too many different values", ""},
		{"facets=certificate.status", "facets", query.UnknownValue, "not of the record itself", ""},
		{"format=xml", "format", query.UnknownValue, "allowed are json, ndjson, csv", ""},
		{"format=ndjsn", "format", query.UnknownValue, "allowed are json, ndjson, csv", "ndjson"},
		{"format=csv&limit=5", "limit", query.ConflictingParameter, "the format csv, which has the whole list and no pages", ""},
		{"format=ndjson&facets=status", "facets", query.ConflictingParameter, "has the records and nothing beside them", ""},
		{"format=csv&include=certificates", "include", query.ConflictingParameter, "no room in a cell", ""},
		{"q=---", "q", query.InvalidValue, "no letter or digit", ""},
		{"q=a+b+c+d+e+f+g+h+i+j+k+l+m", "q", query.LimitExceeded, "13 words; at most 12", ""},
		{"cursor=nonsense", "cursor", query.InvalidCursor, "is not a cursor", ""},
		// Unescaped characters grow when links are made from them.
		{"model=" + strings.Repeat("\u00e5", 2000), "", query.LimitExceeded, "when all that needs it is escaped", ""},
		{"a=%zz", "", query.InvalidValue, "cannot be read", ""},
		{"a=1;b=2", "", query.InvalidValue, "cannot be read", ""},
		{"q=" + strings.Repeat("x", query.MaxLength), "", query.LimitExceeded, "at most 8192", ""},
		{strings.Repeat("q=x&", query.MaxParameters), "", query.LimitExceeded, "at most 100", ""},
	} {
		_, problems := read(c, test.query)
		if len(problems) != 1 {
			t.Errorf("%.60s: %d problems: %v", test.query, len(problems), problems)
			continue
		}
		p := problems[0]
		if p.Parameter != test.parameter || p.Code != test.code || !strings.Contains(p.Message, test.message) {
			t.Errorf("%.60s: %+v", test.query, p)
		}
		if p.Suggestion != test.suggestion {
			t.Errorf("%.60s: suggestion %q, want %q", test.query, p.Suggestion, test.suggestion)
		}
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	_, problems := read(listings(querytest.Sample()), "status=actve&status=gone&limit=9999&on=x&colour=red&sort=nope&cursor=bad")
	var got []string
	for _, p := range problems {
		got = append(got, p.Parameter+" "+string(p.Code))
	}
	want := []string{"colour unknown-parameter", "limit limit-exceeded", "on invalid-value", "sort unknown-value", "status unknown-value", "status unknown-value"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestManyProblems(t *testing.T) {
	t.Parallel()
	var raw []string
	for i := range 40 {
		raw = append(raw, fmt.Sprintf("x%d=1", i))
	}
	c := listings(querytest.Sample())
	_, problems := read(c, strings.Join(raw, "&"))
	if len(problems) != query.MaxProblems+1 {
		t.Fatalf("%d problems", len(problems))
	}
	if last := problems[query.MaxProblems]; !strings.Contains(last.Message, "what follows them was not read") {
		t.Errorf("last: %v", last)
	}
	if _, problems := read(c, "status__in="+strings.Repeat("x,", 90)+"x"); len(problems) != query.MaxProblems+1 {
		t.Errorf("%d problems of one parameter", len(problems))
	}
}

// A new device class can be queried as soon as the register has it.
func TestModelFollowsDeviceClasses(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	if _, problems := read(listings(reg), "evse.max_power__gte=7"); len(problems) != 1 || problems[0].Code != query.UnknownParameter {
		t.Errorf("without the class: %v", problems)
	}
	records := reg.Records
	records.DeviceClasses = append(records.DeviceClasses, &register.DeviceClass{
		Meta: register.Meta{ID: "evse"}, Name: "EV charger", Attributes: []register.Attribute{{ID: "max_power", Name: "Power", Type: register.TypeNumber, Unit: "kW"}}})
	grown, err := register.New(records, register.Version{ID: "v2"})
	if err != nil {
		t.Fatal(err)
	}
	c := listings(grown)
	if _, problems := read(c, "evse.max_power__gte=7"); len(problems) > 0 {
		t.Errorf("with the class: %v", problems)
	}
	if f := c.Field("evse.max_power"); f.Unit != "kW" || f.Type != query.TypeNumber {
		t.Errorf("field %+v", f)
	}
}

// A record's own field takes precedence over an attribute of the same name.
func TestFieldNamesTaken(t *testing.T) {
	t.Parallel()
	records := querytest.Sample().Records
	records.DeviceClasses = append(records.DeviceClasses, &register.DeviceClass{
		Meta: register.Meta{ID: "period"}, Name: "Period", Attributes: []register.Attribute{{ID: "from", Name: "From", Type: register.TypeText}}})
	reg, err := register.New(records, register.Version{ID: "v2"})
	if err != nil {
		t.Fatal(err)
	}
	if f := listings(reg).Field("period.from"); f.Type != query.TypeDate {
		t.Errorf("period.from is a %s", f.Type)
	}
}

func TestParseOn(t *testing.T) {
	t.Parallel()
	values, _ := query.Values("on=2025-01-31")
	if on, problems := query.ParseOn(values, scope); on != querytest.Day("2025-01-31") || len(problems) > 0 {
		t.Errorf("%s, %v", on, problems)
	}
	if on, problems := query.ParseOn(nil, scope); on != querytest.Today || len(problems) > 0 {
		t.Errorf("%s, %v", on, problems)
	}
	values, _ = query.Values("on=2025-01-32&limit=1")
	if _, problems := query.ParseOn(values, scope); len(problems) != 2 {
		t.Errorf("%v", problems)
	}
	if problems := query.CheckOnly(values); len(problems) != 2 {
		t.Errorf("%v", problems)
	}
}

// Without the parameter format, the caller's preferred format is used.
func TestPreferredFormat(t *testing.T) {
	t.Parallel()
	c := listings(querytest.Sample())
	for _, test := range []struct {
		query     string
		preferred query.Format
		want      query.Format
		limit     int
	}{
		{"", "", query.JSON, query.DefaultLimit},
		{"", query.CSV, query.CSV, 0},
		{"format=ndjson", query.CSV, query.NDJSON, 0},
		{"format=json&limit=3", query.CSV, query.JSON, 3},
	} {
		values, _ := query.Values(test.query)
		q, problems := c.Parse(values, query.Scope{Today: querytest.Today, Format: test.preferred})
		if len(problems) > 0 || q.Format != test.want || q.Limit != test.limit {
			t.Errorf("%q and %q: %v, %+v", test.query, test.preferred, problems, q)
		}
	}
	values, _ := query.Values("limit=3")
	if _, problems := c.Parse(values, query.Scope{Today: querytest.Today, Format: query.CSV}); len(problems) != 1 || problems[0].Code != query.ConflictingParameter {
		t.Errorf("a page of a table: %v", problems)
	}
}

// Collections without facetable fields do not have the parameter.
func TestParametersOfCollections(t *testing.T) {
	t.Parallel()
	model := query.NewModel(querytest.Sample())
	for _, test := range []struct {
		kind   register.Kind
		facets bool
	}{
		{register.Listings, true}, {register.Certificates, true}, {register.TestProfiles, true}, {register.Manufacturers, false}, {register.EntityTypes, false},
	} {
		c := model.Collection(test.kind)
		if got := slices.Contains(c.Parameters(), "facets"); got != test.facets {
			t.Errorf("%s: facets is a parameter: %v", test.kind.Folder(), got)
		}
		_, problems := read(c, "facets=nonsense")
		if len(problems) != 1 || (problems[0].Code == query.UnknownParameter) == test.facets {
			t.Errorf("%s: %v", test.kind.Folder(), problems)
		}
	}
}

func TestTooManyFacets(t *testing.T) {
	t.Parallel()
	records := querytest.Sample().Records
	class := &register.DeviceClass{Meta: register.Meta{ID: "wide"}, Name: "Wide"}
	for i := range query.MaxFacets + 1 {
		class.Attributes = append(class.Attributes, register.Attribute{ID: fmt.Sprintf("a%d", i), Name: "A", Type: register.TypeBoolean})
	}
	records.DeviceClasses = append(records.DeviceClasses, class)
	reg, err := register.New(records, register.Version{ID: "v2"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range class.Attributes {
		names = append(names, "wide."+a.ID)
	}
	c := listings(reg)
	if _, problems := read(c, "facets="+strings.Join(names, ",")); len(problems) != 1 || problems[0].Code != query.LimitExceeded {
		t.Errorf("problems %v", problems)
	}
	if _, problems := read(c, "facets="+strings.Join(names[1:], ",")); len(problems) > 0 {
		t.Errorf("problems %v", problems)
	}
}

func TestParseRecord(t *testing.T) {
	t.Parallel()
	c := listings(querytest.Sample())
	values, _ := query.Values("fields=status,id&include=certificates&on=2025-01-31")
	q, problems := c.ParseRecord(values, scope)
	if len(problems) > 0 || q.String() != "fields=id%2Cstatus&include=certificates&on=2025-01-31" {
		t.Errorf("%v, %v", q, problems)
	}
	values, _ = query.Values("field=id&limit=1&format=csv&on=x")
	_, problems = c.ParseRecord(values, scope)
	var got []string
	for _, p := range problems {
		got = append(got, p.Parameter+" "+string(p.Code)+" "+p.Suggestion)
	}
	if diff := cmp.Diff([]string{"field unknown-parameter fields", "format unknown-parameter ", "limit unknown-parameter ", "on invalid-value "}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Any parameters give a query or a problem, and the canonical form of a query parses to
// the same query.
func FuzzParse(f *testing.F) {
	reg := querytest.Sample()
	for _, example := range querytest.Examples() {
		f.Add(example.Query)
	}
	f.Add("fields=id,status&include=certificates&facets=status,brand&format=ndjson")
	f.Add("format=csv&facets=,&fields=-&include=&limit=0")
	f.Add("status__in=,,&q=%00&limit=-1&sort=-,&cursor=AA&bess.capacity=1e9")
	f.Add("model=%C3%85ngstr%C3%B6m&model=A%CC%8Angstrom&brand=%E2%84%AA&updated_at__gt=9999-12-31")
	c := listings(reg)
	f.Fuzz(func(t *testing.T, raw string) {
		q, problems := read(c, raw)
		if (q == nil) == (len(problems) == 0) {
			t.Fatalf("query %v and problems %v", q, problems)
		}
		if q == nil {
			return
		}
		again, problems := read(c, q.String())
		if len(problems) > 0 {
			t.Fatalf("%q gave %q, which has %v", raw, q, problems)
		}
		if again.String() != q.String() {
			t.Fatalf("%q gave %q, which gave %q", raw, q, again)
		}
		if diff := cmp.Diff(meaning(q), meaning(again)); diff != "" {
			t.Fatalf("%q does not mean %q (-first +again):\n%s", raw, q, diff)
		}
	})
}

// meaning is the part of a query's filters that an engine sees.
func meaning(q *query.Query) []string {
	var list []string
	for _, f := range q.Filters {
		list = append(list, fmt.Sprint(f.Field.Name, f.Op, f.Values))
	}
	for _, f := range q.Facets {
		list = append(list, f.Name)
	}
	return append(list, fmt.Sprint(q.Words, q.On, q.Limit, q.Format, q.Fields, q.Include))
}
