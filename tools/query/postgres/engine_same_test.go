package postgres_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"opencec/tools/input/generator"
	"opencec/tools/input/source"
	"opencec/tools/output/csvfile"
	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// generated returns a synthetic register in the words of the project's own.
func generated(t testing.TB, listings int) *register.Register {
	t.Helper()
	tree, err := source.Load(t.Context(), "../../../data")
	if err != nil {
		t.Fatal(err)
	}
	records, err := generator.Records(tree.Records, generator.Options{Listings: listings, Seed: 4, On: querytest.Today})
	if err != nil {
		t.Fatal(err)
	}
	followLists(&records)
	reg, err := register.New(records, register.Version{ID: fmt.Sprintf("generated-%d", listings), Time: time.Date(2026, 11, 1, 2, 3, 4, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// followLists makes a register follow lists of batteries and inverters, which lack many of
// its listings, and gives a few listings other values in their first period.
func followLists(records *register.Records) {
	day := querytest.Day
	records.Lists = []*register.List{
		{Meta: register.Meta{ID: "batteries"}, Name: "Approved batteries", DeviceClass: "bess", Date: day("2026-10-30"), FirstDate: day("2025-01-01"), Rows: 700},
		{Meta: register.Meta{ID: "inverters"}, Name: "Approved inverters", DeviceClass: "inverter", Date: day("2026-11-10"), FirstDate: day("2025-01-01"), Rows: 2700},
	}
	for i, l := range records.Listings {
		for _, list := range records.Lists {
			values := l.DeviceClasses[list.DeviceClass]
			if values != nil && i%3 > 0 {
				l.NotInList = append(l.NotInList, register.Absence{List: list.ID, Since: day("2025-06-01").AddDays(i % 300)})
			}
			if values == nil || i%40 > 2 || len(l.Periods) == 0 {
				continue
			}
			own := register.Attributes{}
			for id, v := range values {
				if n, ok := v.Number(); ok {
					own[id] = register.Number(n * 1.25)
				}
			}
			l.Periods = slices.Clone(l.Periods)
			l.Periods[0].DeviceClasses = map[string]register.Attributes{list.DeviceClass: own}
		}
	}
}

// hostile are texts that mean something to SQL, to LIKE or to full-text search, or that
// a database cannot hold.
var hostile = []string{
	`'`, `''; drop table listings; --`, `%`, `_`, `\`, `\%`, `%_\`, `a%b`, `"`, `$1`, `:*`, `!`, `&`, `|`, `()`, `'a':*`, "a\x00b", "\xff\xfe", "\ufffd",
	"ÄÖ", "ﬁ", "İ", "ǅ", "e\u0301", "日本", "😀", "\u202e", strings.Repeat("x", 1500), "null", "true", "{}", `{"a"}`, "NaN", "1e5", "--", "/*",
	"0", "-0", "0.0", "1", "13.5", "-1", "0.1", "2147483647", "2147483648", "-2147483649", "9007199254740993", strings.Repeat("9", 300), "0." + strings.Repeat("0", 400) + "1",
	"0001-01-01", "9999-12-31", "2026-11-23", "2024-02-29", "0000-01-01T00:00:00Z", "0000-06-15T12:00:00%2B10:00", "9999-12-31T23:59:59Z", "2026-01-01T00:00:00Z",
}

// odd is a register of texts, days and numbers at the edges of what a record can have.
func odd(t testing.TB) *register.Register {
	t.Helper()
	records := querytest.Random(3, 40).Records
	for i, l := range records.Listings {
		text := hostile[i%len(hostile)]
		if strings.ContainsRune(text, 0) || strings.HasPrefix(text, "\xff") {
			continue
		}
		l.Brand, l.Series, l.Aliases, l.Jurisdictions = text, strings.ToUpper(text)+"x", []string{text, "x" + text}, []string{text, strings.ToUpper(text), text}
		l.WhiteLabels = []register.WhiteLabel{{Brand: strings.ToUpper(text)}, {Brand: text}}
		l.Software = &register.Software{Name: text}
		if i%3 == 0 {
			l.Periods = []register.Period{{From: querytest.Day("0001-01-01"), To: querytest.Day("9999-12-31")}}
		}
		if classes := l.DeviceClasses; classes["inverter"] != nil {
			classes["inverter"]["note"] = register.Text(text)
			classes["inverter"]["max_power"] = register.Number([]float64{0, 1e-300, 1e300, 0.1, -5, 9007199254740993}[i%6])
		}
		if classes := l.DeviceClasses; classes["bess"] != nil && i%2 == 0 {
			classes["bess"]["chemistry"] = register.Text("unheard-of") // which a check refuses
		}
	}
	for i, c := range records.Certificates {
		c.Number, c.Standard = fmt.Sprintf(`%s %d`, strings.ToValidUTF8(strings.ReplaceAll(hostile[i], "\x00", ""), "?"), i), `Std "1"`
		if i%3 == 0 {
			c.CertificationDate, c.Expiry = querytest.Day("0001-01-01"), querytest.Day("9999-12-31")
		}
		c.Listings = append(c.Listings, c.Listings[0]) // twice
	}
	reg, err := register.New(records, register.Version{ID: "odd"})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// A pair is two engines of the same register.
type pair struct{ memory, postgres querytest.Engine }

func openPair(t testing.TB, reg *register.Register) pair {
	return pair{memory.New(reg), open(t, reg)}
}

// answer returns everything that an engine answers to a query, as one text; "" when it
// cannot be asked.
func answer(t testing.TB, e querytest.Engine, k register.Kind, v url.Values) (text, next string) {
	t.Helper()
	q, problems := e.Model().Collection(k).Parse(v, query.Scope{Today: querytest.Today, Version: e.Register().Version.ID})
	if len(problems) > 0 {
		return fmt.Sprint(problems), ""
	}
	page, err := e.List(t.Context(), q)
	if err != nil {
		t.Fatalf("%s?%s: %v", k.Folder(), v.Encode(), err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d records, next %s\n", page.Total, page.Next)
	for _, f := range page.Facets {
		counts, err := register.EncodeJSON(f.Counts)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s: %s\n", f.Field.Name, counts)
	}
	b.Write(page.AppendJSON(nil))
	return b.String(), page.Next
}

// same compares the answers to a query, on so many pages, and reports whether it was
// one that can be asked and found something.
func (p pair) same(t testing.TB, k register.Kind, v url.Values, pages int) (found bool) {
	t.Helper()
	for ; pages > 0; pages-- {
		want, next := answer(t, p.memory, k, v)
		got, _ := answer(t, p.postgres, k, v)
		if got != want {
			t.Fatalf("%s?%s:\n got %.3000s\nwant %.3000s", k.Folder(), v.Encode(), got, want)
		}
		found = found || strings.Contains(want, `[{"`)
		if next == "" {
			return found
		}
		v.Set("cursor", next)
	}
	return found
}

// samples returns texts to ask a field for: some that records have, parts of those, and
// hostile ones.
func samples(rng *rand.Rand, f *query.Field, records []register.Record, n int) []string {
	values := f
	if f.Via != nil {
		values = f.Via
	}
	var texts []string
	for range n {
		if len(records) == 0 || rng.IntN(3) == 0 {
			texts = append(texts, hostile[rng.IntN(len(hostile))])
			continue
		}
		have := values.AppendValues(nil, records[rng.IntN(len(records))], querytest.Today)
		if len(have) == 0 {
			continue
		}
		v := have[rng.IntN(len(have))]
		text := v.Text
		if f.Type == query.TypeNumber {
			text = register.FormatNumber(v.Order)
		}
		if runes := []rune(text); (f.Type == query.TypeText || f.Type == query.TypeID || f.Named) && len(runes) > 0 && rng.IntN(2) == 0 {
			from := rng.IntN(len(runes))
			text = string(runes[from : from+1+rng.IntN(len(runes)-from)])
		}
		texts = append(texts, text)
	}
	return append(texts, "true", "false")
}

func recordsOf(reg *register.Register, k register.Kind) []register.Record {
	var records []register.Record
	for rec := range reg.All() {
		if rec.RecordKind() == k {
			records = append(records, rec)
		}
	}
	return records
}

// askable returns the records whose values a field has.
func askable(reg *register.Register, k register.Kind, f *query.Field) []register.Record {
	if f.Via != nil {
		k = register.Certificates
	}
	return recordsOf(reg, k)
}

// Every operator of every field of every kind answers the same, whatever it is asked.
func TestEveryFilter(t *testing.T) {
	t.Parallel()
	for _, reg := range []*register.Register{odd(t), generated(t, 150)} {
		t.Run(reg.Version.ID, func(t *testing.T) {
			t.Parallel()
			p := openPair(t, reg)
			rng := rand.New(rand.NewPCG(1, 1))
			for _, k := range register.Kinds() {
				for _, f := range p.memory.Model().Collection(k).Fields {
					for _, op := range f.Ops() {
						for _, text := range samples(rng, f, askable(reg, k, f), 6) {
							p.same(t, k, url.Values{f.Parameter(op): {text}, "limit": {"500"}}, 1)
						}
					}
				}
				for _, text := range hostile {
					p.same(t, k, url.Values{"q": {text}, "limit": {"500"}}, 1)
				}
			}
		})
	}
}

// Every field that can be sorted by gives the same order, both ways, page by page, and
// every one that can be counted by the same counts.
func TestEveryOrderAndFacet(t *testing.T) {
	t.Parallel()
	for _, reg := range []*register.Register{odd(t), generated(t, 60)} {
		t.Run(reg.Version.ID, func(t *testing.T) {
			t.Parallel()
			p := openPair(t, reg)
			for _, k := range register.Kinds() {
				c := p.memory.Model().Collection(k)
				for _, name := range c.Sortable() {
					for _, direction := range []string{"", "-"} {
						p.same(t, k, url.Values{"sort": {direction + name}, "limit": {"13"}}, 100)
					}
				}
				for _, name := range c.Facetable() {
					p.same(t, k, url.Values{"facets": {name}, "limit": {"1"}}, 1)
					p.same(t, k, url.Values{"facets": {name}, name + "__isnull": {"false"}, "limit": {"1"}}, 1)
				}
			}
		})
	}
}

// Queries of several filters, orders and facets at once answer the same.
func TestAnyQuery(t *testing.T) {
	t.Parallel()
	const queries = 400
	for _, reg := range []*register.Register{odd(t), generated(t, 300)} {
		t.Run(reg.Version.ID, func(t *testing.T) {
			t.Parallel()
			p := openPair(t, reg)
			rng := rand.New(rand.NewPCG(2, 2))
			found := 0
			for range queries {
				k := register.Listings
				if rng.IntN(4) == 0 {
					k = register.Certificates
				}
				if p.same(t, k, anyQuery(rng, reg, p.memory.Model().Collection(k)), 3) {
					found++
				}
			}
			if found < queries/4 {
				t.Errorf("only %d of %d queries find anything", found, queries)
			}
		})
	}
}

// anyQuery asks for what a record is, so that most queries find some.
func anyQuery(rng *rand.Rand, reg *register.Register, c *query.Collection) url.Values {
	v := url.Values{"limit": {strconv.Itoa(1 + rng.IntN(40))}}
	records := recordsOf(reg, c.Kind)
	one := records[rng.IntN(len(records)):][:1]
	for range rng.IntN(5) {
		f := c.Fields[rng.IntN(len(c.Fields))]
		op := f.Ops()[rng.IntN(len(f.Ops()))]
		from := one
		if f.Via != nil {
			from = recordsOf(reg, register.Certificates)
		}
		texts := samples(rng, f, from, 3)
		v.Set(f.Parameter(op), texts[rng.IntN(len(texts))])
		if f.Type == query.TypeEnum && op == query.Equal {
			v.Add(f.Parameter(op), f.Vocabulary.Terms[rng.IntN(len(f.Vocabulary.Terms))].ID)
		}
	}
	some := func(parameter string, names []string, most int, sign bool) {
		var list []string
		for _, i := range rng.Perm(len(names))[:rng.IntN(most+1)] {
			name := names[i]
			if sign && rng.IntN(2) == 0 {
				name = "-" + name
			}
			list = append(list, name)
		}
		if len(list) > 0 {
			v.Set(parameter, strings.Join(list, ","))
		}
	}
	some("sort", c.Sortable(), 4, true)
	some("facets", c.Facetable(), 5, false)
	if rng.IntN(3) == 0 {
		v.Set("on", querytest.Today.AddDays(rng.IntN(3000)-2000).String())
	}
	if rng.IntN(4) == 0 {
		words := c.Search.AppendValues(nil, one[0], register.Date{})
		v.Set("q", words[rng.IntN(len(words))].Text)
	}
	return v
}

// A table of a whole answer is the same to the byte.
func TestCSV(t *testing.T) {
	t.Parallel()
	reg := generated(t, 1200)
	p := openPair(t, reg)
	for _, k := range register.Kinds() {
		for _, raw := range []string{"", "sort=-id&on=2025-03-01"} {
			got, want := csv(t, p.postgres, k, raw), csv(t, p.memory, k, raw)
			if got != want {
				t.Errorf("%s?%s: %d bytes, want %d, or not the same ones", k.Folder(), raw, len(got), len(want))
			}
		}
	}
}

func csv(t testing.TB, e querytest.Engine, k register.Kind, raw string) string {
	t.Helper()
	var b bytes.Buffer
	q := querytest.Parse(t, e, k, strings.TrimPrefix(raw+"&format=csv", "&"))
	w := csvfile.NewWriter(&b, k, q.On, q.Fields)
	for part, err := range e.AllRecords(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range part.Records {
			if err := w.Write(part.Register, rec); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := w.End(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
