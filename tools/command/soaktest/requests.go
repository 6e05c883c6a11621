package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A request is a request of good clients, with the right answer.
type request struct {
	kind   string
	method string
	target string
	body   string
	header map[string]string
	noKey  bool

	status int    // of the right answer
	code   string // of the right problem, where the status is an error

	from    origin // how the answer shows its version
	version int    // of the past that is asked for, where the answer is fixed

	question url.Values // about listings, which takes the oracle some time to answer

	// check compares the answer of a version with the right one. The text is that of the version's
	// model, and s is the state of the model.
	check func(s *state, text []byte) error
}

// isStream reports whether the answer is a stream, which lasts as long as its version is kept.
func (r *request) isStream() bool {
	return r.kind == "ndjson" || r.kind == "csv" || r.kind == "original"
}

// An origin says how an answer shows its version.
type origin int

const (
	unversioned origin = iota // the answer does not name its version: it is right for some current version
	fromMeta                  // meta.version of a list
	fromName                  // the edition in the first name
	fromVersion               // the field version
	fixed                     // the answer is of the past, and always the same
)

// A mix chooses requests.
type mix struct {
	requests []*request // those of a kind together
	kinds    []kindOfRequest
	total    int
}

type kindOfRequest struct {
	weight   int
	requests []*request
}

// choose returns the i-th request of the seed.
func (m *mix) choose(seed, i uint64) *request {
	rng := rand.New(rand.NewPCG(seed, i))
	at := rng.IntN(m.total)
	for _, k := range m.kinds {
		if at -= k.weight; at < 0 {
			return k.requests[rng.IntN(len(k.requests))]
		}
	}
	panic("the weights do not add up")
}

// add adds requests of one kind, with their weight in the mix.
func (m *mix) add(weight int, requests ...*request) {
	if len(requests) == 0 {
		return
	}
	m.kinds = append(m.kinds, kindOfRequest{weight, requests})
	m.requests = append(m.requests, requests...)
	m.total += weight
}

// newMix returns all kinds of requests about the catalogue, the same for the same seed.
func newMix(c *catalogue, seed uint64) *mix {
	w := &writer{cat: c, rng: rand.New(rand.NewPCG(seed, 2))}
	m := &mix{}
	m.add(300, w.many(150, w.list)...)
	m.add(40, w.many(15, w.pastList)...)
	m.add(60, w.many(20, w.certificates)...)
	m.add(30, w.vocabularies()...)
	m.add(180, w.many(150, w.record)...)
	m.add(40, w.many(20, w.certificate)...)
	m.add(10, w.stream("ndjson"))
	m.add(8, w.stream("csv"))
	m.add(50, w.many(50, w.check)...)
	m.add(40, w.many(20, w.checkMany)...)
	m.add(60, w.many(20, w.original)...)
	welcome := w.get("status", "/", fromVersion, w.versionIs)
	welcome.noKey = true
	m.add(10, welcome)
	m.add(10, w.get("original status", "/", unversioned, isUp))
	m.add(20, w.get("about", "/v1", fromVersion, w.about))
	m.add(20, w.documents()...)
	m.add(30, w.many(20, w.history)...)
	m.add(90, w.wrong()...)
	return m
}

// A writer writes requests.
type writer struct {
	cat *catalogue
	rng *rand.Rand
}

func (w *writer) many(n int, write func() *request) []*request {
	var requests []*request
	for range n {
		requests = append(requests, write())
	}
	return requests
}

func (w *writer) get(kind, target string, from origin, check func(*state, []byte) error) *request {
	return &request{kind: kind, method: http.MethodGet, target: target, status: http.StatusOK, from: from, check: check}
}

func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

func (w *writer) listing() *register.Listing { return pick(w.rng, w.cat.base.Listings) }

// day returns one of two days, because each takes memory.
func (w *writer) day() register.Date {
	if w.rng.IntN(4) == 0 {
		return w.cat.on.AddDays(-200)
	}
	return w.cat.on
}

// query returns random filters and a random order of listings.
func (w *writer) query() url.Values {
	values := url.Values{"on": {w.day().String()}}
	some := w.listing()
	for range w.rng.IntN(3) {
		name, value := w.filter(some)
		values.Set(name, value)
	}
	if w.rng.IntN(4) == 0 {
		values.Set("q", strings.ToLower(strings.Fields(some.Model)[0]))
	}
	if w.rng.IntN(2) == 0 {
		values.Set("sort", pick(w.rng, []string{"model", "-model", "status,model", "-listed_until", "brand,-model", "-certified", "manufacturer,-model", "entity_type"}))
	}
	if w.rng.IntN(3) == 0 {
		values.Set("facets", pick(w.rng, []string{"status", "manufacturer", "status,device_class", "certified,entity_type", "test_profile"}))
	}
	if w.rng.IntN(5) == 0 {
		values.Set("fields", pick(w.rng, []string{"id,manufacturer", "id,manufacturer,status,certified", "id,manufacturer,device_classes,listed_until"}))
	}
	if w.rng.IntN(8) == 0 {
		values.Set("include", "certificates")
	}
	return values
}

func (w *writer) filter(some *register.Listing) (name, value string) {
	switch w.rng.IntN(10) {
	case 0:
		return pick(w.rng, []string{"status", "status__not"}), pick(w.rng, []string{"active", "expired", "suspended", "upcoming"})
	case 1:
		return "manufacturer", some.Manufacturer
	case 2:
		return "certified", pick(w.rng, []string{"true", "false"})
	case 3:
		return "entity_type", some.EntityType
	case 4:
		return "model__startswith", some.Model[:2]
	case 5:
		last := some.Periods[len(some.Periods)-1].To
		if last.IsZero() {
			last = w.cat.on.AddDays(w.rng.IntN(400) - 100)
		}
		return "listed_until" + pick(w.rng, comparisons), last.String()
	case 6:
		return "certificate.status", pick(w.rng, []string{"current", "revoked", "expired"})
	case 7, 8:
		if name, value := figure(some); name != "" {
			return name + pick(w.rng, comparisons), value
		}
		return "brand__isnull", pick(w.rng, []string{"true", "false"})
	}
	for _, class := range slices.Sorted(maps.Keys(some.DeviceClasses)) {
		return "device_class", class
	}
	return "certified", "true"
}

// comparisons are used with values that listings have, because those show whether an operator is
// taken for a similar one.
var comparisons = []string{"", "__gt", "__gte", "__lt", "__lte"}

// figure returns a field with a number of a listing, or "".
func figure(l *register.Listing) (name, value string) {
	for _, class := range slices.Sorted(maps.Keys(l.DeviceClasses)) {
		attributes := l.DeviceClasses[class]
		for _, id := range slices.Sorted(maps.Keys(attributes)) {
			if n, isNumber := attributes[id].Number(); isNumber {
				return class + "." + id, register.FormatNumber(n)
			}
		}
	}
	return "", ""
}

func (w *writer) list() *request {
	values := w.query()
	limit := 1 + w.rng.IntN(60)
	r := w.get("list", "/v1/listings?"+values.Encode()+"&limit="+strconv.Itoa(limit), fromMeta, func(s *state, text []byte) error {
		return checkList(s, text, values, limit)
	})
	r.question = values
	return r
}

// pastList asks for what the register said in an earlier version.
func (w *writer) pastList() *request {
	values := w.query()
	limit := 1 + w.rng.IntN(30)
	n := pick(w.rng, []int{1, 3, 5})
	r := w.get("as_of", "/v1/listings?"+values.Encode()+"&limit="+strconv.Itoa(limit)+"&as_of="+commitOf(n), fixed, func(s *state, text []byte) error {
		return checkList(s, text, values, limit)
	})
	r.version, r.question = n, values
	return r
}

// A listPage is a page of a list.
type listPage struct {
	Data []map[string]any
	Meta struct {
		Version, Commit, On string
		AsOf                string `json:"as_of"`
		Total               int
		Facets              map[string][]struct {
			Value any
			Count int
		}
	}
	Links struct {
		Self string
		Next *string
	}
}

func checkList(s *state, text []byte, values url.Values, limit int) error {
	var page listPage
	if err := json.Unmarshal(text, &page); err != nil {
		return err
	}
	want := s.list(values)
	if err := checkMeta(s, page, len(want.IDs), values.Get("on")); err != nil {
		return err
	}
	if err := checkRecords(page.Data, want.Records[:min(limit, len(want.Records))]); err != nil {
		return err
	}
	if more := len(want.IDs) > limit; more != (page.Links.Next != nil) {
		return fmt.Errorf("of %d records %d are asked for, and the next link is %v", len(want.IDs), limit, page.Links.Next)
	}
	return checkFacets(page, want)
}

func checkMeta(s *state, page listPage, total int, on string) error {
	v := s.reg.Version
	if page.Meta.Version != v.ID || page.Meta.Commit != v.Commit || page.Meta.On != on || page.Meta.Total != total {
		return fmt.Errorf("meta is of version %s, commit %s, on %s, of %d records; right is %s, %s, %s, %d", page.Meta.Version, page.Meta.Commit, page.Meta.On, page.Meta.Total, v.ID, v.Commit, on, total)
	}
	return nil
}

func checkRecords(have, want []map[string]any) error {
	if len(have) != len(want) {
		return fmt.Errorf("%d records, right are %d", len(have), len(want))
	}
	for i := range have {
		if !reflect.DeepEqual(have[i], want[i]) {
			return fmt.Errorf("record %d differs: %s", i, difference(have[i], want[i]))
		}
	}
	return nil
}

// difference names the field in which two records differ.
func difference(have, want map[string]any) string {
	for _, name := range slices.Sorted(keysOf(have, want)) {
		if !reflect.DeepEqual(have[name], want[name]) {
			return fmt.Sprintf("%v: %s is %.120v, right is %.120v", want["id"], name, have[name], want[name])
		}
	}
	return "nothing"
}

func keysOf(records ...map[string]any) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, m := range records {
			for name := range m {
				if !yield(name) {
					return
				}
			}
		}
	}
}

func checkFacets(page listPage, want querytest.Answer) error {
	have := map[string][]querytest.Bucket{}
	for field, counts := range page.Meta.Facets {
		have[field] = []querytest.Bucket{}
		for _, c := range counts {
			have[field] = append(have[field], querytest.Bucket{Value: c.Value, Count: c.Count})
		}
	}
	right := map[string][]querytest.Bucket{}
	for field, counts := range want.Facets {
		right[field] = slices.Clone(counts)
	}
	for _, counts := range [2]map[string][]querytest.Bucket{have, right} {
		for _, buckets := range counts {
			slices.SortFunc(buckets, byCount)
		}
	}
	if !reflect.DeepEqual(have, right) {
		return fmt.Errorf("facets are %v, right are %v", have, right)
	}
	return nil
}

// byCount orders the counts of a facet. Values with equal counts are ordered by the field's values,
// which other tests check.
func byCount(a, b querytest.Bucket) int {
	return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(fmt.Sprint(a.Value), fmt.Sprint(b.Value)))
}

func (w *writer) certificates() *request {
	on, limit := w.day(), 1+w.rng.IntN(60)
	status := pick(w.rng, []string{"", "current", "revoked", "expired"})
	target := fmt.Sprintf("/v1/certificates?on=%s&limit=%d", on, limit)
	if status != "" {
		target += "&status=" + status
	}
	return w.get("certificates", target, fromMeta, func(s *state, text []byte) error {
		var want []map[string]any
		for _, view := range s.all(register.Certificates, on) {
			if status == "" || view["status"] == status {
				want = append(want, view)
			}
		}
		return checkPage(s, text, want, limit, on)
	})
}

func checkPage(s *state, text []byte, want []map[string]any, limit int, on register.Date) error {
	var page listPage
	if err := json.Unmarshal(text, &page); err != nil {
		return err
	}
	if err := checkMeta(s, page, len(want), on.String()); err != nil {
		return err
	}
	return checkRecords(page.Data, want[:min(limit, len(want))])
}

// vocabularies returns requests for all kinds that have few records.
func (w *writer) vocabularies() []*request {
	var requests []*request
	for _, k := range register.Kinds() {
		if k == register.Listings || k == register.Certificates {
			continue
		}
		requests = append(requests, w.get("vocabulary", fmt.Sprintf("/v1/%s?on=%s&limit=500&sort=id", k.Folder(), w.cat.on), fromMeta, func(s *state, text []byte) error {
			return checkPage(s, text, s.all(k, w.cat.on), 500, w.cat.on)
		}))
	}
	for _, m := range w.cat.base.Manufacturers {
		requests = append(requests, w.single(register.Manufacturers, m.ID, w.cat.on, fromName))
	}
	for _, d := range w.cat.base.DeviceClasses {
		requests = append(requests, w.single(register.DeviceClasses, d.ID, w.cat.on, unversioned))
	}
	return requests
}

func (w *writer) single(k register.Kind, id string, on register.Date, from origin) *request {
	target := fmt.Sprintf("/v1/%s/%s", k.Folder(), id)
	if k == register.Listings || k == register.Certificates {
		target += "?on=" + on.String()
	}
	return w.get("record", target, from, func(s *state, text []byte) error {
		var have map[string]any
		if err := json.Unmarshal(text, &have); err != nil {
			return err
		}
		want, err := s.one(k, id, on)
		if err != nil {
			return err
		}
		return checkRecords([]map[string]any{have}, []map[string]any{want})
	})
}

func (w *writer) record() *request {
	return w.single(register.Listings, w.listing().ID, w.day(), fromName)
}

// certificate asks for a certificate, mostly one that is revoked in some versions.
func (w *writer) certificate() *request {
	cert := pick(w.rng, w.cat.base.Certificates)
	if group := pick(w.rng, w.cat.toggle); len(group) > 0 && w.rng.IntN(4) > 0 {
		cert = pick(w.rng, group)
	}
	return w.single(register.Certificates, cert.ID, w.day(), fromName)
}

// stream asks for all matching listings as a stream.
func (w *writer) stream(format string) *request {
	values := url.Values{"on": {w.cat.on.String()}, "sort": {"model"}}
	target := "/v1/listings?" + values.Encode() + "&format=" + format
	r := w.get(format, target, fromName, func(s *state, text []byte) error {
		want := s.list(values)
		if format == "csv" {
			return checkTable(text, want)
		}
		var have []map[string]any
		for line := range strings.Lines(string(text)) {
			var view map[string]any
			if err := json.Unmarshal([]byte(line), &view); err != nil {
				return err
			}
			have = append(have, view)
		}
		return checkRecords(have, want.Records)
	})
	r.question = values
	return r
}

// checkTable compares the columns of a CSV answer that show the record, its version and its status.
func checkTable(text []byte, want querytest.Answer) error {
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		return err
	}
	if len(rows) != len(want.Records)+1 {
		return fmt.Errorf("%d rows, right are %d and the head", len(rows), len(want.Records))
	}
	for _, name := range []string{"id", "manufacturer", "status", "model"} {
		column := slices.Index(rows[0], name)
		if column < 0 {
			return fmt.Errorf("there is no column %s in %v", name, rows[0])
		}
		for i, view := range want.Records {
			if rows[i+1][column] != view[name] {
				return fmt.Errorf("row %d: %s is %q, right is %q", i, name, rows[i+1][column], view[name])
			}
		}
	}
	return nil
}

// A checked is an answer of check.
type checked struct {
	Data []struct {
		Match             string
		Listed, Certified bool
		Matches           []map[string]any
	}
	Meta struct{ Version, On string }
}

func (w *writer) check() *request {
	l, on := w.listing(), w.day()
	return w.get("check", fmt.Sprintf("/v1/check?id=%s&on=%s", url.QueryEscape(l.ID), on), fromMeta, func(s *state, text []byte) error {
		return checkChecked(s, text, []string{l.ID}, on)
	})
}

func (w *writer) checkMany() *request {
	var ids []string
	var items []map[string]string
	for range 1 + w.rng.IntN(30) {
		id := w.listing().ID
		ids, items = append(ids, id), append(items, map[string]string{"id": id})
	}
	body, err := json.Marshal(items)
	if err != nil {
		panic(err) // texts always encode
	}
	on := w.day()
	return &request{kind: "check", method: http.MethodPost, target: "/v1/check?on=" + on.String(), body: string(body), status: http.StatusOK, from: fromMeta,
		header: map[string]string{"Content-Type": "application/json"},
		check:  func(s *state, text []byte) error { return checkChecked(s, text, ids, on) }}
}

func checkChecked(s *state, text []byte, ids []string, on register.Date) error {
	var have checked
	if err := json.Unmarshal(text, &have); err != nil {
		return err
	}
	if have.Meta.Version != s.reg.Version.ID || len(have.Data) != len(ids) {
		return fmt.Errorf("version %s with %d answers, right is %s with %d", have.Meta.Version, len(have.Data), s.reg.Version.ID, len(ids))
	}
	for i, id := range ids {
		want, err := s.one(register.Listings, id, on)
		if err != nil {
			return err
		}
		a := have.Data[i]
		if a.Match != "exact" || len(a.Matches) != 1 || a.Matches[0]["id"] != id {
			return fmt.Errorf("item %d: %s is found as %s %v", i, id, a.Match, a.Matches)
		}
		for _, name := range []string{"manufacturer", "model", "status", "certified"} {
			if a.Matches[0][name] != want[name] {
				return fmt.Errorf("item %d, %s: %s is %v, right is %v", i, id, name, a.Matches[0][name], want[name])
			}
		}
		if a.Certified != want["certified"] || a.Listed != (want["status"] == "active") {
			return fmt.Errorf("item %d, %s: listed %t and certified %t, where the status is %v and certified %v", i, id, a.Listed, a.Certified, want["status"], want["certified"])
		}
	}
	return nil
}

// original sends a request of the original API. Its answers are of today.
func (w *writer) original() *request {
	l := w.listing()
	values := url.Values{"id": {l.ID}}
	if w.rng.IntN(4) == 0 {
		values = url.Values{"model": {l.Model}}
	}
	return w.get("original", "/listings?"+values.Encode(), fromName, func(s *state, text []byte) error {
		var right []*register.Listing
		for _, l := range s.reg.Listings {
			if l.ID == values.Get("id") || values.Has("model") && strings.Contains(strings.ToLower(l.Model), strings.ToLower(values.Get("model"))) {
				right = append(right, l)
			}
		}
		slices.SortFunc(right, func(a, b *register.Listing) int { return cmp.Compare(a.LegacyNumber(), b.LegacyNumber()) })
		var want []string
		for _, l := range right {
			view, err := s.one(register.Listings, l.ID, w.cat.on)
			if err != nil {
				return err
			}
			want = append(want, originalOf(s.reg, l, view))
		}
		whole := "[" + strings.Join(want, ",") + "]"
		if values.Has("id") {
			whole = strings.Join(want, ",")
		}
		if string(text) != whole {
			return fmt.Errorf("%.500s, right is %.500s", text, whole)
		}
		return nil
	})
}

// originalOf returns a listing as the original API wrote it.
func originalOf(reg *register.Register, l *register.Listing, view map[string]any) string {
	status, known := map[any]string{"active": "active", "suspended": "suspended", "upcoming": "suspended"}[view["status"]]
	if !known {
		status = "expired"
	}
	instant := func(name string) string {
		at, known := view[name].(string)
		if !known {
			return "1970-01-01T00:00:00"
		}
		return strings.TrimSuffix(at, "Z")
	}
	return fmt.Sprintf(`{"entity_type_id":%d,"manufacturer":%q,"model":%q,"status":%q,"id":%d,"created_at":%q,"updated_at":%q}`,
		reg.EntityType(l.EntityType).LegacyNumber(), view["manufacturer"], view["model"], status, l.LegacyNumber(), instant("created_at"), instant("updated_at"))
}

// isUp checks the status answer of the original API at /.
func isUp(_ *state, text []byte) error {
	if want := `{"API Status":"UP","Database Status":"UP"}`; string(text) != want {
		return fmt.Errorf("%s, right is %s", text, want)
	}
	return nil
}

func (w *writer) versionIs(s *state, text []byte) error {
	var have struct{ Version string }
	if err := json.Unmarshal(text, &have); err != nil {
		return err
	}
	if have.Version != s.reg.Version.ID {
		return fmt.Errorf("the version is %s, right is %s", have.Version, s.reg.Version.ID)
	}
	return nil
}

func (w *writer) about(s *state, text []byte) error {
	var have struct {
		Version, Commit string
		AsOf            string `json:"as_of"`
		Counts          struct{ Listings, Certificates, Manufacturers int }
	}
	if err := json.Unmarshal(text, &have); err != nil {
		return err
	}
	v := s.reg.Version
	if have.Version != v.ID || have.Commit != v.Commit || have.AsOf != v.Time.Format("2006-01-02T15:04:05Z") ||
		have.Counts.Listings != len(s.reg.Listings) || have.Counts.Certificates != len(s.reg.Certificates) || have.Counts.Manufacturers != manufacturers {
		return fmt.Errorf("%+v is not version %s with %d listings and %d certificates", have, v.ID, len(s.reg.Listings), len(s.reg.Certificates))
	}
	return nil
}

// documents asks for documents that are the same in all versions.
func (w *writer) documents() []*request {
	var requests []*request
	for target, part := range map[string]string{"/docs": "<html", "/openapi.yaml": "openapi: 3.1", "/openapi.json": `"openapi"`, "/healthz": `"ok"`, "/readyz": `"ready"`} {
		requests = append(requests, w.get("document", target, unversioned, func(_ *state, text []byte) error {
			if !strings.Contains(string(text), part) {
				return fmt.Errorf("there is no %s in it: %.200s", part, text)
			}
			return nil
		}))
	}
	slices.SortFunc(requests, func(a, b *request) int { return strings.Compare(a.target, b.target) })
	return requests
}

// A historyPage is a page of changes.
type historyPage struct {
	Data []struct {
		Seq    int
		Commit string
		Kind   string
		ID     string
		Record map[string]any
	}
	Meta struct {
		Version string
		Total   int
	}
}

// historyLimit is how many lines of a history are requested.
const historyLimit = 20

// history asks for the history of a manufacturer, which every version has changed, for that of a
// listing, which no version has changed, or for the changes between two early versions.
func (w *writer) history() *request {
	switch w.rng.IntN(3) {
	case 0:
		id := pick(w.rng, w.cat.base.Manufacturers).ID
		return w.get("history", fmt.Sprintf("/v1/manufacturers/%s/history?limit=%d", id, historyLimit), unversioned, func(_ *state, text []byte) error {
			var have historyPage
			if err := json.Unmarshal(text, &have); err != nil {
				return err
			}
			if n := versionIn(versionField, text); have.Meta.Total != n || len(have.Data) != min(n, historyLimit) {
				return fmt.Errorf("%d of %d changes in version %d", len(have.Data), have.Meta.Total, n)
			}
			for i, line := range have.Data {
				if name, _ := line.Record["name"].(string); line.Seq != i+1 || line.Commit != commitOf(i+1) || line.ID != id || !strings.HasSuffix(name, editionOf(i+1)) {
					return fmt.Errorf("line %d is of %s, revision %d, commit %s, name %q", i, line.ID, line.Seq, line.Commit, name)
				}
			}
			return nil
		})
	case 1:
		id := w.unchanged().ID
		return w.get("history", "/v1/listings/"+id+"/history", unversioned, func(_ *state, text []byte) error {
			var have historyPage
			if err := json.Unmarshal(text, &have); err != nil {
				return err
			}
			if len(have.Data) == 0 || have.Meta.Total != len(have.Data) || have.Data[0].ID != id {
				return fmt.Errorf("%d of %d lines, of which the first must be of the listing: %.300s", len(have.Data), have.Meta.Total, text)
			}
			for _, line := range have.Data { // certificates that cover it among them
				if line.Seq != 1 || line.Commit != commitOf(1) {
					return fmt.Errorf("the listing was made in the first version and did not change since, but there is a line of %s %s in revision %d", line.Kind, line.ID, line.Seq)
				}
			}
			return nil
		})
	}
	since := 1 + w.rng.IntN(firstVersion-2)
	return w.get("changes", fmt.Sprintf("/v1/changes?since=%s&as_of=%s&kind=manufacturers&limit=500", commitOf(since), commitOf(firstVersion)), unversioned, func(_ *state, text []byte) error {
		var have historyPage
		if err := json.Unmarshal(text, &have); err != nil {
			return err
		}
		if want := manufacturers * (firstVersion - since); len(have.Data) != want || have.Meta.Total != want {
			return fmt.Errorf("%d of %d changes, right are %d", len(have.Data), have.Meta.Total, want)
		}
		for i, line := range have.Data {
			if seq := since + 1 + i/manufacturers; line.Seq != seq || line.Commit != commitOf(seq) {
				return fmt.Errorf("change %d is of revision %d, right is %d", i, line.Seq, seq)
			}
		}
		return nil
	})
}

// unchanged returns a listing that is the same in every version: no certificate that covers it is
// ever revoked.
func (w *writer) unchanged() *register.Listing {
	changed := map[string]bool{}
	for _, group := range w.cat.toggle {
		for _, cert := range group {
			for _, id := range cert.Listings {
				changed[id] = true
			}
		}
	}
	for {
		if l := w.listing(); !changed[l.ID] {
			return l
		}
	}
}

// wrong returns requests that must be refused.
func (w *writer) wrong() []*request {
	id := w.listing().ID
	refused := func(method, target, body string, status int, code string) *request {
		r := &request{kind: "wrong", method: method, target: target, body: body, status: status, code: code, header: map[string]string{}}
		if body != "" {
			r.header["Content-Type"] = "application/json"
		}
		return r
	}
	withoutKey := refused("GET", "/v1/listings", "", http.StatusUnauthorized, "")
	withoutKey.noKey = true
	notAcceptable := refused("GET", "/v1/listings", "", http.StatusNotAcceptable, "")
	notAcceptable.header["Accept"] = "image/png"
	notJSON := refused("POST", "/v1/check", "{", http.StatusUnsupportedMediaType, "")
	notJSON.header["Content-Type"] = "text/plain"
	return []*request{
		withoutKey, notAcceptable, notJSON,
		refused("GET", "/v1/listings?colour=red", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings?status=activ", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings?limit=501", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings?limit=1&limit=2", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings?sort=colour", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings?on=2026-02-30", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings?cursor=AAAA", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings?q=%FF", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings?as_of=1990-01-01", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings?as_of=ffffffffffffffffffffffffffffffffffffffff", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings/"+id+"?colour=red", "", http.StatusBadRequest, "invalid-query"),
		refused("GET", "/v1/listings/nobody/nothing", "", http.StatusNotFound, "not-found"),
		refused("GET", "/v1/nothing", "", http.StatusNotFound, "not-found"),
		refused("GET", "/listings?id=none", "", http.StatusUnprocessableEntity, originalForm),
		refused("GET", "/listings?id=1", "", http.StatusNotFound, originalForm),
		refused("POST", "/listings", "{}", http.StatusMethodNotAllowed, originalForm),
		refused("POST", "/v1/check", "[{", http.StatusBadRequest, ""),
		refused("POST", "/v1/check", "["+strings.Repeat(`{"id":"a/b"},`, 1000)+`{"id":"a/b"}]`, http.StatusBadRequest, ""),
		refused("DELETE", "/v1/listings/"+id, "", http.StatusMethodNotAllowed, "method-not-allowed"),
		refused("POST", "/v1/listings", "{}", http.StatusMethodNotAllowed, "method-not-allowed"),
	}
}
