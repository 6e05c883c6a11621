package website

import (
	"opencec/tools/register"
)

// searchAttributes are the attributes of a device class that a search can filter by, as far as listings
// have them: Numbers by limits, which can also sort, and Enums by values. Fields have the API's names,
// without the class.
type searchAttributes struct {
	Numbers [][3]string     `json:"numbers"` // field, name, unit
	Enums   []enumAttribute `json:"words"`
}

type enumAttribute struct {
	Field  string      `json:"field"`
	Name   string      `json:"name"`
	Values [][2]string `json:"values"` // id, name
}

// attributeValues are the values of a block's listings for the attributes of a class. A missing value
// is null.
type attributeValues struct {
	Places []int            `json:"places"` // indices of the listings in the block
	Values map[string][]any `json:"values"` // one for each of Places, by field
}

func (c *Catalogue) searchAttributes(class string) searchAttributes {
	names := searchAttributes{[][3]string{}, []enumAttribute{}}
	for _, a := range c.register.DeviceClass(class).Attributes {
		if !c.isAttributeUsed(class, a.ID) {
			continue
		}
		switch a.Type {
		case register.TypeNumber, register.TypeInteger:
			names.Numbers = append(names.Numbers, [3]string{a.ID, a.Name, a.Unit})
		case register.TypeRange:
			names.Numbers = append(names.Numbers,
				[3]string{a.ID + ".min", a.Name + ", lower end", a.Unit}, [3]string{a.ID + ".max", a.Name + ", upper end", a.Unit})
		case register.TypeBoolean:
			names.Enums = append(names.Enums, enumAttribute{a.ID, a.Name, [][2]string{{"true", "Yes"}, {"false", "No"}}})
		case register.TypeEnum:
			word := enumAttribute{a.ID, a.Name, [][2]string{}}
			for _, v := range a.Values {
				word.Values = append(word.Values, [2]string{v.ID, v.Label()})
			}
			names.Enums = append(names.Enums, word)
		}
	}
	return names
}

func (c *Catalogue) isAttributeUsed(class, attribute string) bool {
	for _, row := range c.sorted {
		if _, given := row.listing.DeviceClasses[class][attribute]; given {
			return true
		}
	}
	return false
}

// attributeValuesOf returns the values of the listings of a class among rows, and reports whether
// there are any.
func attributeValuesOf(rows []*ListingRow, class string, names searchAttributes) (attributeValues, bool) {
	values := attributeValues{[]int{}, map[string][]any{}}
	for place, row := range rows {
		given := row.listing.DeviceClasses[class]
		if len(given) == 0 {
			continue
		}
		fields := searchFields(given)
		values.Places = append(values.Places, place)
		for _, n := range names.Numbers {
			values.Values[n[0]] = append(values.Values[n[0]], fields[n[0]])
		}
		for _, w := range names.Enums {
			values.Values[w.Field] = append(values.Values[w.Field], fields[w.Field])
		}
	}
	return values, len(values.Places) > 0 && len(values.Values) > 0
}

// searchFields returns a listing's attributes by field. A range has two fields.
func searchFields(given register.Attributes) map[string]any {
	fields := make(map[string]any, len(given))
	for id, v := range given {
		if low, high, ok := v.Range(); ok {
			fields[id+".min"], fields[id+".max"] = low, high
		} else if n, ok := v.Number(); ok {
			fields[id] = n
		} else if b, ok := v.Bool(); ok {
			fields[id] = map[bool]string{true: "true", false: "false"}[b]
		} else if s, ok := v.Text(); ok {
			fields[id] = s
		}
	}
	return fields
}
