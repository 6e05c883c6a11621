package querytest

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// object is a record's decoded JSON.
type object = map[string]any

// An Answer is the whole answer to a query, ignoring its limit.
type Answer struct {
	IDs     []string         // of all matching records, in order
	Records []map[string]any // their decoded JSON, as the query shows it
	Facets  map[string][]Bucket
}

// An Oracle answers the kind of queries that RandomQuery creates, by looking at the JSON
// of each listing of a register.
type Oracle struct {
	reg  *register.Register
	days map[register.Date]day
}

// A day is the decoded JSON of all records on a day.
type day struct {
	listings     []object
	certificates map[string]object // by id
}

// NewOracle returns the oracle of a register.
func NewOracle(reg *register.Register) *Oracle {
	return &Oracle{reg, map[register.Date]day{}}
}

func (o *Oracle) day(on register.Date) day {
	if d, ok := o.days[on]; ok {
		return d
	}
	d := day{certificates: map[string]object{}}
	for _, c := range o.reg.Certificates {
		d.certificates[c.ID] = decode(o.reg.View(c, on))
	}
	for _, l := range o.reg.Listings {
		d.listings = append(d.listings, decode(o.reg.View(l, on)))
	}
	o.days[on] = d
	return d
}

// Answer answers a query.
func (o *Oracle) Answer(values url.Values) Answer {
	on := Today
	if values.Has("on") {
		on = Day(values.Get("on"))
	}
	d := o.day(on)
	var found []object
	for _, view := range d.listings {
		if matches(o.reg, view, d.certificates, values) {
			found = append(found, view)
		}
	}
	slices.SortStableFunc(found, func(a, b object) int { return compareBySort(a, b, values.Get("sort")) })
	answer := Answer{IDs: []string{}, Records: []map[string]any{}, Facets: o.facets(d, values)}
	for _, view := range found {
		answer.IDs = append(answer.IDs, view["id"].(string))
		answer.Records = append(answer.Records, shown(view, d.certificates, values))
	}
	return answer
}

// shown returns what fields leaves of a record, plus what include adds.
func shown(view object, certificates map[string]object, values url.Values) object {
	record := maps.Clone(view)
	if values.Has("fields") {
		record = object{}
		for _, name := range strings.Split(values.Get("fields"), ",") {
			record[name] = view[name]
		}
	}
	if values.Get("include") == "certificates" {
		record["included"] = object{"certificates": linkedTo(view, certificates)}
	}
	return record
}

func linkedTo(view object, certificates map[string]object) []any {
	linked := []any{}
	for _, id := range view["certificates"].([]any) {
		linked = append(linked, certificates[id.(string)])
	}
	return linked
}

func decode(view any) object {
	text, err := register.EncodeJSON(view)
	if err != nil {
		panic(err)
	}
	var o object
	if err := json.Unmarshal(text, &o); err != nil {
		panic(err)
	}
	return o
}

func matches(reg *register.Register, view object, certificates map[string]object, values url.Values) bool {
	linked := url.Values{}
	for name, given := range values {
		switch field, ok := strings.CutPrefix(name, "certificate."); {
		case ok:
			linked[field] = given
		case name == "q":
			if !hasWords(reg, view, given[0]) {
				return false
			}
		case !slices.Contains([]string{"on", "sort", "limit", "fields", "include", "facets"}, name):
			if !holds(view, name, given[0]) {
				return false
			}
		}
	}
	if len(linked) == 0 {
		return true
	}
	return slices.ContainsFunc(view["certificates"].([]any), func(id any) bool {
		for name, given := range linked {
			if !holds(certificates[id.(string)], name, given[0]) {
				return false
			}
		}
		return true
	})
}

// holds reports whether one filter holds.
func holds(view object, name, want string) bool {
	field, op, _ := strings.Cut(name, "__")
	have := valuesOf(view, field)
	if field == "model" && slices.Contains([]string{"", "in", "not"}, op) {
		return hasModel(view, want) == (op != "not")
	}
	want = onKeyboard.Replace(want)
	switch op {
	case "isnull":
		return (len(have) == 0) == (want == "true")
	case "not":
		return !slices.ContainsFunc(have, func(v any) bool { return compareTo(v, want) == 0 })
	}
	return slices.ContainsFunc(have, func(v any) bool {
		c := compareTo(v, want)
		switch op {
		case "contains":
			return strings.Contains(strings.ToLower(v.(string)), strings.ToLower(want))
		case "startswith":
			return strings.HasPrefix(strings.ToLower(v.(string)), strings.ToLower(want))
		case "gt":
			return c > 0
		case "gte":
			return c >= 0
		case "lt":
			return c < 0
		case "lte":
			return c <= 0
		}
		return c == 0
	})
}

// onKeyboard replaces the unusual characters of random queries by those of the keyboard.
var onKeyboard = strings.NewReplacer("\u00a0", " ", "\u2013", "-", "\u200b", "", "\uff2d", "M")

// hasModel reports whether a model equals a name of the listing, ignoring case and
// spaces, or punctuation except between digits, and ignoring a standard's tag that only
// one of them has.
func hasModel(view object, want string) bool {
	names := append([]any{view["model"]}, view["aliases"].([]any)...)
	for _, label := range view["white_labels"].([]any) {
		if model := label.(object)["model"]; model != nil {
			names = append(names, model)
		}
	}
	listed := ""
	for _, name := range names {
		if _, tag := cutStandard(name.(string)); listed == "" {
			listed = tag
		}
	}
	model, tag := cutStandard(onKeyboard.Replace(want))
	return slices.ContainsFunc(names, func(name any) bool {
		other, otherTag := cutStandard(name.(string))
		otherTag = cmp.Or(otherTag, listed)
		sameModel := together(model) == together(other) || unpunctuated(model) == unpunctuated(other)
		return sameModel && (tag == otherTag || tag == "" || otherTag == "")
	})
}

// cutStandard removes the tag of a standard from a model, and returns its digits.
func cutStandard(model string) (base, digits string) {
	base, tag, found := strings.Cut(strings.ToLower(model), "(as")
	if !found {
		return base, ""
	}
	return base, strings.Map(func(r rune) rune {
		if !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, tag)
}

func together(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "") }

// unpunctuated removes punctuation, except that it keeps whether two digits are separated
// by a point.
func unpunctuated(s string) string {
	isWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	out := []rune{}
	between := ""
	for _, r := range strings.TrimSpace(strings.ToLower(s)) {
		if !isWord(r) {
			between += string(r)
			continue
		}
		if between != "" && len(out) > 0 && unicode.IsDigit(out[len(out)-1]) && unicode.IsDigit(r) {
			if between == "." {
				out = append(out, '.')
			} else {
				out = append(out, '-')
			}
		}
		out, between = append(out, r), ""
	}
	return string(out)
}

func compareTo(have any, want string) int {
	switch have := have.(type) {
	case float64:
		n, err := strconv.ParseFloat(want, 64)
		if err != nil {
			panic(err)
		}
		return cmp.Compare(have, n)
	case bool:
		return strings.Compare(strconv.FormatBool(have), want)
	}
	return strings.Compare(strings.ToLower(have.(string)), strings.ToLower(want))
}

// valuesOf finds the values of a field in the JSON by its name.
func valuesOf(view object, field string) []any {
	switch field {
	case "manufacturer":
		return []any{view["manufacturer_id"]}
	case "certificate":
		return view["certificates"].([]any)
	case "test_profile":
		return view["test_profiles"].([]any)
	case "not_in_list":
		return absences(view, "list")
	case "not_in_list.since":
		return absences(view, "since")
	case "device_class":
		var classes []any
		for class := range view["device_classes"].(object) {
			classes = append(classes, class)
		}
		return classes
	}
	var value any = view
	if strings.Contains(field, ".") {
		value = view["device_classes"]
	}
	for _, step := range strings.Split(field, ".") {
		o, ok := value.(object)
		if !ok {
			return nil
		}
		value = o[step]
	}
	if value == nil {
		return nil
	}
	return []any{value}
}

// absences returns a part of each absence that holds on the view's day. Dates sort like
// their texts.
func absences(view object, part string) []any {
	on := view["on"].(string)
	var parts []any
	for _, entry := range view["not_in_list"].([]any) {
		absence := entry.(object)
		back, isBack := absence["back"].(string)
		if absence["since"].(string) <= on && (!isBack || on < back) {
			parts = append(parts, absence[part])
		}
	}
	return parts
}

// hasWords reports whether every word begins a word of the listing's names, split in any
// of the ways in which names are found.
func hasWords(reg *register.Register, view object, words string) bool {
	names := []string{view["manufacturer"].(string), view["model"].(string)}
	if brand, ok := view["brand"].(string); ok {
		names = append(names, brand)
	}
	for _, alias := range view["aliases"].([]any) {
		names = append(names, alias.(string))
	}
	for _, label := range view["white_labels"].([]any) {
		for _, name := range []any{label.(object)["brand"], label.(object)["model"]} {
			if name != nil {
				names = append(names, name.(string))
			}
		}
	}
	for _, id := range view["certificates"].([]any) {
		names = append(names, reg.Certificate(id.(string)).Number)
	}
	apart := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	var have []string
	for _, name := range names {
		have = append(have, name)
		have = append(have, strings.Fields(name)...)
		have = append(have, apart(name)...)
	}
	for _, word := range apart(words) {
		if !slices.ContainsFunc(have, func(s string) bool { return strings.HasPrefix(spelling.Fold(s), spelling.Fold(word)) }) {
			return false
		}
	}
	return true
}

func compareBySort(a, b object, sort string) int {
	for _, key := range strings.Split(sort, ",") {
		field, desc := strings.CutPrefix(key, "-")
		if field == "" {
			continue
		}
		va, vb := sortValue(a, field), sortValue(b, field)
		if va == nil || vb == nil { // no value comes last
			if c := cmp.Compare(boolInt(va == nil), boolInt(vb == nil)); c != 0 {
				return c
			}
			continue
		}
		c := compareSorted(va, vb)
		if desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return strings.Compare(a["id"].(string), b["id"].(string))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func compareSorted(a, b any) int {
	if n, ok := a.(float64); ok {
		return cmp.Compare(n, b.(float64))
	}
	return strings.Compare(a.(string), b.(string))
}

// sortValue returns what a listing is sorted by: for terms, their position.
func sortValue(view object, field string) any {
	switch field {
	case "status":
		return float64(slices.Index(register.Statuses(), register.Status(view["status"].(string))))
	case "manufacturer":
		return strings.ToLower(view["manufacturer"].(string)) + "\x00" + view["manufacturer_id"].(string)
	case "certified":
		return float64(boolInt(view["certified"].(bool)))
	}
	values := valuesOf(view, field)
	if len(values) == 0 {
		return nil
	}
	if s, ok := values[0].(string); ok {
		return strings.ToLower(s)
	}
	return values[0]
}
