package csvfile

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"opencec/tools/register"
)

// A part is the part of a field that one column shows.
type part struct {
	name string // of the column, with * for the field's
	cell func(v register.View, value reflect.Value) string
}

// parts has the columns of a field by the type of its values. Cells of other types are texts.
var parts = map[reflect.Type][]part{
	reflect.TypeFor[register.Date](): {show("*", date)},
	reflect.TypeFor[time.Time]():     {show("*", instant)},
	reflect.TypeFor[bool]():          {show("*", strconv.FormatBool)},
	reflect.TypeFor[*bool]():         {show("*", boolIf)},
	reflect.TypeFor[int]():           {show("*", strconv.Itoa)},
	reflect.TypeFor[[]string]():      {show("*", list)},
	reflect.TypeFor[[]register.Source](): {
		listed(func(s register.Source) string { return s.URL }),
	},
	reflect.TypeFor[[]register.Period](): {
		listed(func(p register.Period) string { return interval(p.From, p.To) }),
	},
	reflect.TypeFor[[]register.Suspension](): {
		listed(func(s register.Suspension) string { return interval(s.From, s.To) }),
	},
	reflect.TypeFor[[]register.WhiteLabel](): {
		listed(func(w register.WhiteLabel) string { return strings.TrimSpace(w.Brand + " " + w.Model) }),
	},
	reflect.TypeFor[[]register.Attribute](): {
		listed(func(a register.Attribute) string { return a.ID }),
	},
	reflect.TypeFor[[]register.Test](): {
		listed(func(t register.Test) string { return t.ID }),
	},
	reflect.TypeFor[[]register.Absence](): {
		absent("*", func(a register.Absence) string { return a.List }),
		absent("*_since", func(a register.Absence) string { return a.Since.String() }),
		absent("*_last_seen", func(a register.Absence) string { return a.LastSeen.String() }),
	},
	reflect.TypeFor[map[string]register.Attributes](): {
		show("*", func(classes map[string]register.Attributes) string { return list(slices.Sorted(maps.Keys(classes))) }),
	},
	reflect.TypeFor[*register.Ending](): {
		group("*_on", func(e register.Ending) string { return date(e.On) }),
		group("*_reason", func(e register.Ending) string { return text(e.Reason) }),
	},
	reflect.TypeFor[*register.Software](): {
		group("*", func(s register.Software) string { return text(s.Name) }),
		group("*_versions", func(s register.Software) string { return text(s.Versions) }),
	},
	reflect.TypeFor[*register.Document](): {
		group("*_url", func(d register.Document) string { return text(d.URL) }),
		group("*_sha256", func(d register.Document) string { return text(d.SHA256) }),
	},
	reflect.TypeFor[register.Links](): {
		show("page", func(l register.Links) string { return text(l.HTML) }),
	},
}

// show returns the cells of a value.
func show[T any](name string, cell func(T) string) part {
	return part{name, func(_ register.View, value reflect.Value) string { return cell(register.ValueOf[T](value)) }}
}

// group returns the cell of a field of a group, which may be missing as a whole.
func group[T any](name string, cell func(T) string) part {
	return show(name, func(value *T) string {
		if value == nil {
			value = new(T)
		}
		return cell(*value)
	})
}

// listed returns cells of lists.
func listed[T any](one func(T) string) part {
	return show("*", func(entries []T) string { return joined(entries, one) })
}

// absent returns cells of the absences from lists on the day.
func absent(name string, one func(register.Absence) string) part {
	return part{name, func(v register.View, value reflect.Value) string {
		holding := slices.Clone(register.ValueOf[[]register.Absence](value))
		holding = slices.DeleteFunc(holding, func(a register.Absence) bool { return !a.HoldsOn(v.On()) })
		return joined(holding, one)
	}}
}

func joined[T any](entries []T, one func(T) string) string {
	texts := make([]string, len(entries))
	for i, entry := range entries {
		texts[i] = one(entry)
	}
	return list(texts)
}

// moved has fields whose columns follow another field than in the view, by the name of that
// field, because tables keep the order in which they were first published.
var moved = map[register.Kind]map[string][]string{
	register.Listings: {
		"model":      {"aliases", "white_labels"},
		"deployment": {"certificate_type", "csip_aus_version", "software", "hardware", "jurisdictions", "device_classes", "on"},
	},
	register.Certificates: {"csip_aus_version": {"on"}},
}

// fieldsOf returns the fields of a kind in the order of the columns.
func fieldsOf(k register.Kind) []*register.Field {
	elsewhere := slices.Concat(slices.Collect(maps.Values(moved[k]))...)
	var fields []*register.Field
	for _, f := range k.Fields() {
		if slices.Contains(elsewhere, f.Name) {
			continue
		}
		fields = append(fields, f)
		for _, name := range moved[k][f.Name] {
			fields = append(fields, k.Field(name))
		}
	}
	return fields
}

// columnsOf returns the columns of the chosen fields of a kind; of all fields if chosen is
// nil.
func columnsOf(k register.Kind, chosen []string) []column[register.View] {
	var columns []column[register.View]
	for _, f := range fieldsOf(k) {
		if chosen != nil && !slices.Contains(chosen, f.Name) {
			continue
		}
		for _, p := range partsOf(f) {
			columns = append(columns, column[register.View]{
				strings.Replace(p.name, "*", f.Name, 1),
				func(v register.View) string { return p.cell(v, f.Reflect(v)) },
			})
		}
	}
	return columns
}

func partsOf(f *register.Field) []part {
	if known, ok := parts[f.Type]; ok {
		return known
	}
	if f.Type.Kind() != reflect.String {
		panic(fmt.Sprintf("csvfile: the field %s has the type %v, for which there is no column", f.Name, f.Type))
	}
	return []part{{"*", func(_ register.View, value reflect.Value) string { return text(value.String()) }}}
}
