package query

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// readFilters reads every parameter that is a filter.
func (p *parser) readFilters() {
	found := map[string]*Filter{} // by canonical parameter
	for _, name := range slices.Sorted(maps.Keys(p.values)) {
		if slices.Contains(p.collection.own, name) || p.full() {
			continue
		}
		f, ok := p.filter(name, p.values[name])
		if !ok {
			continue
		}
		if same := found[f.parameter]; same != nil {
			same.merge(f)
			continue
		}
		found[f.parameter] = &f
	}
	if len(found) > MaxFilters {
		p.add(Problem{Code: LimitExceeded, Message: fmt.Sprintf("there are %d filters; at most %d are read", len(found), MaxFilters)})
		return
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		f := found[name]
		slices.SortFunc(f.Values, Value.Compare)
		f.Values = slices.Compact(f.Values)
		slices.Sort(f.spelt)
		f.spelt = slices.Compact(f.spelt)
		p.query.Filters = append(p.query.Filters, *f)
	}
}

// merge combines a filter with another of the same canonical parameter: field=a and
// field__in=b mean "or", and of two bounds the tighter one counts.
func (f *Filter) merge(g Filter) {
	if !f.Op.Single() {
		f.Values = append(f.Values, g.Values...)
		f.spelt = append(f.spelt, g.spelt...)
		return
	}
	lower := f.Op == Greater || f.Op == AtLeast
	if (g.Values[0].Compare(f.Values[0]) > 0) == lower {
		f.Values, f.spelt = g.Values, g.spelt
	}
}

// filter parses one parameter with its values.
func (p *parser) filter(name string, values []string) (Filter, bool) {
	fieldName, op := cutParameter(name)
	field := p.collection.Field(fieldName)
	if field == nil {
		p.unknown(name, p.collection.Parameters())
		return Filter{}, false
	}
	if !slices.Contains(field.Ops(), op) || name != field.Parameter(op) {
		p.unknownOp(name, field, op)
		return Filter{}, false
	}
	if op.Single() && len(values) > 1 {
		p.add(Problem{Parameter: name, Code: RepeatedParameter, Message: fmt.Sprintf("is given %d times; give it once", len(values))})
		return Filter{}, false
	}
	if op == In {
		values = strings.Split(strings.Join(values, ","), ",")
		op = Equal
	}
	if len(values) > MaxValues {
		p.add(Problem{Parameter: name, Code: LimitExceeded, Message: fmt.Sprintf("has %d values; at most %d are read", len(values), MaxValues)})
		return Filter{}, false
	}
	r := valueReader{field: field, op: op, location: p.collection.location}
	f := Filter{Field: field.Asked(op)}
	ok := true
	for _, s := range values {
		if p.full() {
			return Filter{}, false
		}
		if problem := r.read(&f, strings.TrimSpace(s)); problem != nil {
			problem.Parameter = name
			p.add(*problem)
			ok = false
		}
	}
	return f, ok
}

func (p *parser) unknownOp(name string, field *Field, op Op) {
	var allowed, suffixes []string
	for _, o := range field.Ops() {
		allowed = append(allowed, field.Parameter(o))
		suffixes = append(suffixes, string(o))
	}
	problem := Problem{Parameter: bound(name), Code: UnknownOperator, Allowed: allowed,
		Message: fmt.Sprintf("%s is not an operator of %s, which is a %s", quote(opSeparator+string(op)), field.Name, field.Type)}
	if s := nearest(string(op), suffixes); s != "" {
		problem.Suggestion = field.Parameter(Op(s))
	}
	p.add(problem)
}

// A valueReader parses the values of a parameter into a filter, together with their
// canonical spelling.
type valueReader struct {
	field    *Field
	op       Op
	location *time.Location
}

func (r valueReader) read(f *Filter, s string) *Problem {
	if strings.Map(spelling.Visible, s) == "" {
		return &Problem{Code: InvalidValue, Message: fmt.Sprintf("is empty; to ask for what has no value, write %s=true", r.field.Parameter(IsNull))}
	}
	if r.op == IsNull {
		return r.readBoolean(f, s)
	}
	switch r.field.Type {
	case TypeEnum:
		if r.op == Contains || r.op == StartsWith {
			return r.readNamePart(f, s)
		}
		return r.readTerm(f, s)
	case TypeNumber:
		return r.readNumber(f, s)
	case TypeBoolean:
		return r.readBoolean(f, s)
	case TypeDate:
		return r.readDate(f, s)
	case TypeInstant:
		return r.readInstant(f, s)
	case TypeID:
		r.put(f, r.op, s, idValue(s))
	default:
		r.readText(f, s)
	}
	return nil
}

func (r valueReader) readText(f *Filter, s string) {
	if f.Field.asked == nil {
		r.put(f, r.op, FoldCase(s), textValue(s))
		return
	}
	var values []Value
	for _, text := range f.Field.asked(s) {
		values = append(values, Value{Text: text})
	}
	r.put(f, r.op, FoldCase(s), values...)
}

func (r valueReader) put(f *Filter, op Op, spelt string, values ...Value) {
	f.Op = op
	f.parameter = r.field.Parameter(op)
	f.Values = append(f.Values, values...)
	f.spelt = append(f.spelt, spelt)
}

func (r valueReader) readTerm(f *Filter, s string) *Problem {
	v := r.field.Vocabulary
	found := v.lookup(s)
	if len(found) == 0 {
		return r.unknownTerm(s)
	}
	for _, value := range found {
		r.put(f, r.op, value.Text, value)
	}
	return nil
}

func (r valueReader) unknownTerm(s string) *Problem {
	v := r.field.Vocabulary
	problem := &Problem{Code: UnknownValue, Suggestion: v.nearest(s), Allowed: few(v.ids())}
	switch {
	case len(v.Terms) == 0:
		problem.Message = fmt.Sprintf("%s is not known: there are no words for %s yet", quote(s), r.field.Name)
	case problem.Allowed == nil:
		problem.Message = fmt.Sprintf("%s is not one of the %d words for %s; see %s", quote(s), len(v.Terms), r.field.Name, v.Where)
	default:
		problem.Message = fmt.Sprintf("%s is not a word for %s; allowed are %s", quote(s), r.field.Name, join(problem.Allowed))
	}
	return problem
}

// readNamePart expands a part of a name to the terms whose names contain it.
func (r valueReader) readNamePart(f *Filter, s string) *Problem {
	part := FoldCase(s)
	pass := func(name string) bool { return strings.Contains(name, part) }
	if r.op == StartsWith {
		pass = func(name string) bool { return strings.HasPrefix(name, part) }
	}
	r.put(f, Equal, part, r.field.Vocabulary.named(pass)...)
	f.parameter = r.field.Parameter(r.op)
	return nil
}

// decimal matches numbers as people write them, without an exponent.
var decimal = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?`)

func (r valueReader) readNumber(f *Filter, s string) *Problem {
	digits := decimal.FindString(s)
	n, err := strconv.ParseFloat(digits, 64)
	if err == nil && digits == s {
		v := numberValue(n)
		r.put(f, r.op, register.FormatNumber(v.Order), v)
		return nil
	}
	unit := ""
	if r.field.Unit != "" {
		unit = " of " + r.field.Unit
	}
	problem := &Problem{Code: InvalidValue, Message: fmt.Sprintf("%s is not a number: write a number%s, such as 13.5, without a unit", quote(s), unit)}
	if err == nil && len(digits) <= maxSuggest && r.field.Unit != "" && spelling.Fold(s[len(digits):]) == spelling.Fold(r.field.Unit) {
		problem.Suggestion = digits
	}
	return problem
}

func (r valueReader) readBoolean(f *Filter, s string) *Problem {
	if s != "true" && s != "false" {
		return &Problem{Code: UnknownValue, Message: fmt.Sprintf("%s is neither true nor false", quote(s)), Suggestion: nearestBoolean(s), Allowed: []string{"true", "false"}}
	}
	r.put(f, r.op, s, boolValue(s == "true"))
	return nil
}

func nearestBoolean(s string) string {
	switch strings.ToLower(s) {
	case "1", "yes", "y", "t", "on":
		return "true"
	case "0", "no", "n", "f", "off":
		return "false"
	}
	return nearest(s, []string{"true", "false"})
}

func (r valueReader) readDate(f *Filter, s string) *Problem {
	day, err := register.ParseDate(s)
	if err != nil {
		return &Problem{Code: InvalidValue, Message: dateMessage(s, err)}
	}
	r.put(f, r.op, day.String(), dateValue(day))
	return nil
}

// readInstant parses an instant, or a date, which stands for its whole day: "after" a day
// begins with the next day.
func (r valueReader) readInstant(f *Filter, s string) *Problem {
	op := r.op
	t, err := time.Parse(time.RFC3339, strings.ReplaceAll(s, " ", "+")) // "+" reads as a space in an address
	if t.Nanosecond() != 0 {
		return &Problem{Code: InvalidValue, Message: fmt.Sprintf("%s has a fraction of a second, and the register's instants have none", quote(s))}
	}
	if err != nil {
		day, dateErr := register.ParseDate(s)
		if dateErr != nil {
			return &Problem{Code: InvalidValue, Message: fmt.Sprintf("%s is neither a date (2026-11-23) nor an instant (2026-11-23T09:30:00Z)", quote(s))}
		}
		switch op {
		case Greater:
			op, day = AtLeast, day.AddDays(1)
		case AtMost:
			op, day = Less, day.AddDays(1)
		}
		y, m, d := day.Time().Date()
		t = time.Date(y, m, d, 0, 0, 0, 0, r.location)
	}
	if year := t.UTC().Year(); year < 0 || year > 9999 {
		return &Problem{Code: InvalidValue, Message: fmt.Sprintf("%s is not in a year from 0 to 9999", quote(s))}
	}
	v := instantValue(t)
	r.put(f, op, v.Text, v)
	return nil
}
