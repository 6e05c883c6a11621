package importer

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/register"
)

// Kind says which of the lists a file is.
type Kind string

// The lists that can be imported.
const (
	Inverters Kind = "inverters"
	Batteries Kind = "batteries"
	PVModules Kind = "pv-modules"
)

// Kinds returns the lists that can be imported, in the order in which they are
// planned.
func Kinds() []Kind { return []Kind{Inverters, Batteries, PVModules} }

// ParseKind returns the kind of that name.
func ParseKind(name string) (Kind, error) {
	if slices.Contains(Kinds(), Kind(name)) {
		return Kind(name), nil
	}
	var names []string
	for _, k := range Kinds() {
		names = append(names, string(k))
	}
	err := fmt.Errorf("there is no list %q: the lists are %s", name, strings.Join(names, ", "))
	if nearest := register.Nearest(name, names); nearest != "" {
		err = fmt.Errorf("%w (did you mean %s?)", err, nearest)
	}
	return "", err
}

// DeviceClass returns the id of the device class of the list's products.
func (k Kind) DeviceClass() string { return layouts[k].class }

// A layout is how the lists of a kind look.
type layout struct {
	class   string
	columns []column
}

// A column is one column of a list. Its header is recognised by register.Fold, so
// that case, spacing and punctuation do not count.
type column struct {
	name     string   // as the lists mostly write it
	others   []string // other headers seen for it
	optional bool
	read     func(row *Row, cell string) error
}

var layouts = map[Kind]layout{
	Inverters: {"inverter", []column{
		manufacturer, brand.asOptional(), series, model,
		number("AC Power (kW)", "max_power", "Nominal AC Power (kW)", "Rated AC Power (kW)"),
		approval, expiry,
	}},
	Batteries: {"bess", []column{
		manufacturer, brand, series, model,
		number("Nominal Battery Capacity (kWh)", "capacity", "Nominal Capacity (kWh)"),
		number("Usable Capacity (kWh)", "usable_capacity", "Usable Battery Capacity (kWh)"),
		approval, expiry,
	}},
	PVModules: {"pv_module", []column{
		manufacturer, brand.asOptional(), series.asOptional(), model,
		approval, expiry,
		yesNo("Fire Tested", "fire_tested"),
	}},
}

var (
	manufacturer = column{
		name:   "Manufacturer",
		others: []string{"Manufacturer/Certificate Holder Account", "Manufacturer/Certificate Holder", "Licensee/Certificate Holder", "Licensee", "Certificate Holder", "Manufacturer Name"},
		read:   func(row *Row, cell string) error { return setName(&row.Manufacturer, cell) },
	}
	brand = column{
		name: "Brand Name", others: []string{"Brand"},
		read: func(row *Row, cell string) error { row.Brand = cell; return nil },
	}
	series = column{
		name: "Series", others: []string{"Series Name"},
		read: func(row *Row, cell string) error { row.Series = cell; return nil },
	}
	model = column{
		name: "Model Number", others: []string{"Model", "Model No", "Model Name"},
		read: func(row *Row, cell string) error { return setName(&row.Model, cell) },
	}
	approval = column{
		name: "Approval Date", others: []string{"CEC Approved Date", "CEC Approval Date", "Approved Date", "Date Approved"},
		read: func(row *Row, cell string) error { return setDate(&row.Period.From, cell) },
	}
	expiry = column{
		name: "Expiry Date", others: []string{"CEC Expiry Date", "Expiration Date"},
		read: func(row *Row, cell string) error { return setDate(&row.Period.To, cell) },
	}
)

func (c column) asOptional() column {
	c.optional = true
	return c
}

func number(name, attribute string, others ...string) column {
	return column{name: name, others: others, read: func(row *Row, cell string) error {
		return row.setAttribute(attribute, cell, parseNumber)
	}}
}

func yesNo(name, attribute string) column {
	return column{name: name, read: func(row *Row, cell string) error {
		return row.setAttribute(attribute, cell, parseYesNo)
	}}
}

// matches reports whether header is the column's.
func (c column) matches(header string) bool {
	folded := register.Fold(header)
	return folded == register.Fold(c.name) ||
		slices.ContainsFunc(c.others, func(o string) bool { return folded == register.Fold(o) })
}
