package register

// A DeviceClass is a class of distributed energy resources, with the attributes
// that a listing can give for it. The schema of a listing's attributes is
// composed of these, so that a new class or attribute needs no code.
type DeviceClass struct {
	Meta
	Name        string `json:"name" filter:"name"`
	ShortName   string `json:"short_name,omitempty"` // for chips and table heads
	Description string `json:"description,omitempty"`
	// RequiresInverter is whether a product of the class works only with an inverter,
	// which must then be listed too; nil if that is not recorded. See NeedsInverter.
	RequiresInverter *bool       `json:"requires_inverter,omitempty"`
	Attributes       []Attribute `json:"attributes,omitempty"` // in the order in which they are shown
	FormerIDs        []string    `json:"former_ids,omitempty"`
}

// deviceClassFields are the fields of a device class's view, in the order in which it has them.
var deviceClassFields = []*Field{
	own("id"),
	own("name"),
	own("short_name"),
	own("description"),
	own("requires_inverter"),
	own("attributes"),
	own("former_ids"),
	links,
}

// An Attribute is one typed fact about a device of a class.
type Attribute struct {
	ID           string        `json:"id" filter:"attribute"`
	Name         string        `json:"name"`
	Type         AttributeType `json:"type"`
	Unit         string        `json:"unit,omitempty"` // "kW", "kWh", "V", "%"; "" for none
	Minimum      *float64      `json:"minimum,omitempty"`
	Maximum      *float64      `json:"maximum,omitempty"`
	UsualMaximum *float64      `json:"usual_maximum,omitempty" view:"-"` // a larger value is usually a slip, and gets a warning; only for checks
	Values       []EnumValue   `json:"values,omitempty"`                 // for an enum
	AtMost       string        `json:"at_most,omitempty"`                // the attribute of the same class that it cannot exceed
	Description  string        `json:"description,omitempty"`
}

// An EnumValue is one of the values that an enum attribute can have.
type EnumValue struct {
	ID          string   `json:"id"`
	Name        string   `json:"name,omitempty" view:",always"`
	Aliases     []string `json:"aliases,omitempty"` // other words, for which messages suggest this one
	Description string   `json:"description,omitempty"`
	Retired     Date     `json:"retired,omitzero"` // the last day on which it could be used
}

// Label returns the value's name, or its id if it has no name.
func (v EnumValue) Label() string {
	if v.Name != "" {
		return v.Name
	}
	return v.ID
}

// published returns the value with its name.
func (v EnumValue) published() any {
	v.Name = v.Label()
	return v
}
