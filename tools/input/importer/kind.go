package importer

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/spreadsheet"
	"opencec/tools/register"
)

// A Kind is the kind of a list.
type Kind string

// The kinds of lists that can be imported.
const (
	Inverters Kind = "inverters"
	Batteries Kind = "batteries"
	PVModules Kind = "pv-modules"
)

// Kinds returns the kinds of lists that can be imported, in the order in which they are
// planned.
func Kinds() []Kind { return []Kind{Inverters, Batteries, PVModules} }

// ParseKind returns the kind with that name.
func ParseKind(name string) (Kind, error) {
	if slices.Contains(Kinds(), Kind(name)) {
		return Kind(name), nil
	}
	var names []string
	for _, k := range Kinds() {
		names = append(names, string(k))
	}
	err := fmt.Errorf("there is no list %q: the lists are %s", name, strings.Join(names, ", "))
	if nearest := spelling.Nearest(name, names); nearest != "" {
		err = fmt.Errorf("%w (did you mean %s?)", err, nearest)
	}
	return "", err
}

// DeviceClass returns the id of the device class of the list's products.
func (k Kind) DeviceClass() string { return layouts[k].class }

// A layout describes the lists of a kind.
type layout struct {
	class   string
	columns []column
}

// A column is one column of a list. Its header is matched by spelling.Fold, so that case,
// spacing and punctuation do not matter.
type column struct {
	name     string   // as the lists mostly write it
	others   []string // other headers seen for it
	optional bool
	cellType cellType
	set      func(row *Row, cell string) error                             // of a text
	date     func(row *Row) *register.Date                                 // of a date
	parse    func(string, spreadsheet.NumberStyle) (register.Value, error) // of a figure
	// attribute is where a figure goes. One that cannot be read costs no row.
	attribute string
}

// A cellType is the type of the cells of a column.
type cellType int

const (
	textCell cellType = iota
	dateCell
	numberCell
	yesNoCell
)

var layouts = map[Kind]layout{
	Inverters: {"inverter", []column{
		manufacturer, brand.asOptional(), series, model,
		number("AC Power (kW)", "kW", "max_power", "Nominal AC Power (kW)", "Rated AC Power (kW)"),
		approval, expiry,
	}},
	Batteries: {"bess", []column{
		manufacturer, brand, series, model,
		number("Nominal Battery Capacity (kWh)", "kWh", "capacity", "Nominal Capacity (kWh)"),
		number("Usable Capacity (kWh)", "kWh", "usable_capacity", "Usable Battery Capacity (kWh)"),
		approval, expiry,
	}},
	PVModules: {"pv_module", []column{
		manufacturer, brand.asOptional(), series.asOptional(), model,
		approval, expiry,
		yesNo("Fire Tested", "fire_tested"),
	}},
}

// harmless are the headers of columns that are not read and say nothing about an approval.
// Any other column is an error: see mapColumns.
var harmless = []string{"Datasheet", "Datasheet Link", "Website", "Row", "Row Number"}

var (
	manufacturer = column{
		name:   "Manufacturer",
		others: []string{"Manufacturer/Certificate Holder Account", "Manufacturer/Certificate Holder", "Licensee/Certificate Holder", "Licensee", "Certificate Holder", "Manufacturer Name"},
		set:    func(row *Row, cell string) error { return setName(&row.Manufacturer, cell) },
	}
	brand = column{
		name: "Brand Name", others: []string{"Brand"},
		set: func(row *Row, cell string) error { row.Brand = cell; return nil },
	}
	series = column{
		name: "Series", others: []string{"Series Name"},
		set: func(row *Row, cell string) error { row.Series = cell; return nil },
	}
	model = column{
		name: "Model Number", others: []string{"Model", "Model No", "Model Name"},
		set: func(row *Row, cell string) error { return setName(&row.Model, cell) },
	}
	approval = column{
		name: "Approval Date", others: []string{"CEC Approved Date", "CEC Approval Date", "Approved Date", "Date Approved"}, cellType: dateCell,
		date: func(row *Row) *register.Date { return &row.Period.From },
	}
	expiry = column{
		name: "Expiry Date", others: []string{"CEC Expiry Date", "Expiration Date"}, cellType: dateCell,
		date: func(row *Row) *register.Date { return &row.Period.To },
	}
)

func (c column) asOptional() column {
	c.optional = true
	return c
}

func number(name, unit, attribute string, others ...string) column {
	return column{
		name: name, others: others, cellType: numberCell, attribute: attribute,
		parse: func(cell string, style spreadsheet.NumberStyle) (register.Value, error) {
			return parseNumber(cell, unit, style)
		},
	}
}

func yesNo(name, attribute string) column {
	return column{
		name: name, cellType: yesNoCell, attribute: attribute,
		parse: func(cell string, _ spreadsheet.NumberStyle) (register.Value, error) { return parseYesNo(cell) },
	}
}

// isNeeded reports whether a row without a cell in the column is unusable.
func (c column) isNeeded() bool {
	return c.cellType == dateCell || c.name == manufacturer.name || c.name == model.name
}

// matches reports whether header is a header of the column.
func (c column) matches(header string) bool {
	folded := spelling.Fold(header)
	return folded == spelling.Fold(c.name) ||
		slices.ContainsFunc(c.others, func(o string) bool { return folded == spelling.Fold(o) })
}

// knownHeaders returns the headers of a kind's columns, folded.
func (k Kind) knownHeaders() map[string]bool {
	known := map[string]bool{}
	for _, c := range layouts[k].columns {
		for _, name := range append([]string{c.name}, c.others...) {
			known[spelling.Fold(name)] = true
		}
	}
	return known
}
