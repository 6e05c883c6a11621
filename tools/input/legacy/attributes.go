package legacy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// Limits of a device class, by its schema.
const (
	maxAttributes = 100
	maxEnumValues = 200
	maxUnit       = 20
)

// matchAttribute finds the attribute of a class with the given id or name, regardless of
// case and punctuation. It returns nil if there is none.
func matchAttribute(class *register.DeviceClass, name string) *register.Attribute {
	folded := spelling.Fold(name)
	for _, nameOf := range []func(a register.Attribute) string{
		func(a register.Attribute) string { return a.ID },
		func(a register.Attribute) string { return a.Name },
	} {
		if i := slices.IndexFunc(class.Attributes, func(a register.Attribute) bool { return spelling.Fold(nameOf(a)) == folded }); i >= 0 {
			return &class.Attributes[i]
		}
	}
	return nil
}

// A namedAttribute is an attribute by its class and a name.
type namedAttribute struct{ class, name string }

// A wantedAttribute is an attribute that the register does not have, with what rows say
// about it.
type wantedAttribute struct {
	class, name string
	definition  *Attribute // the row that defines it; nil for none
	row         rowRef     // of the definition
	description string
	values      []string
}

// wantedAttributes are the attributes that the register does not have, by class and folded
// name.
type wantedAttributes map[namedAttribute]*wantedAttribute

// want returns the wanted attribute with that name, and adds it if needed.
func (w wantedAttributes) want(class, name string) *wantedAttribute {
	key := namedAttribute{class, spelling.Fold(name)}
	if w[key] == nil {
		w[key] = &wantedAttribute{class: class, name: name}
	}
	return w[key]
}

// planAttributes finds or makes the attribute for every row of device_class_attributes, and
// for values without such a row.
func (p *planner) planAttributes() error {
	wanted := wantedAttributes{}
	defined := map[namedAttribute]bool{}
	for i := range p.db.Attributes {
		row := &p.db.Attributes[i]
		ref := rowRef{attributes, i, keyOf(row.ID, ofClass(row.ClassID), named(row.Name))}
		p.define(wanted, defined, ref, row)
	}
	p.wantValues(wanted)
	keys := slices.SortedFunc(maps.Keys(wanted), func(a, b namedAttribute) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.name, b.name))
	})
	for _, key := range keys {
		p.makeAttribute(wanted[key])
	}
	return nil
}

// define finds the attribute that a row defines, or notes that it is wanted.
func (p *planner) define(wanted wantedAttributes, defined map[namedAttribute]bool, ref rowRef, row *Attribute) {
	class, ok := p.resolve(ref, deviceClasses, row.ClassID)
	if !ok {
		return
	}
	name, ok := p.name(ref, "attribute_name", row.Name)
	if !ok {
		p.outcomes.set(ref, unreadable)
		return
	}
	description := p.paragraph(ref, "description", row.Description)
	key := namedAttribute{class, spelling.Fold(name)}
	if a := matchAttribute(p.classes[class], name); a != nil {
		key.name = a.ID
		p.reportOtherWording(register.DeviceClasses, class, "attributes."+a.ID+".description", description, a.Description, a.Name)
	} else if w := wanted.want(class, name); w.definition == nil {
		w.definition, w.row, w.description = row, ref, description
	}
	p.outcomes.set(ref, taken)
	if defined[key] {
		p.outcomes.set(ref, duplicate)
	}
	defined[key] = true
}

// wantValues adds values to the wanted attributes, and adds attributes that only values name.
// planValues reports what cannot be read.
func (p *planner) wantValues(wanted wantedAttributes) {
	known := map[namedAttribute]*wantedAttribute{} // by name as it is written; nil for what the register has
	for _, row := range p.db.Values {
		class, ok := p.made[deviceClasses][row.ClassID]
		if !ok {
			continue
		}
		key := namedAttribute{class, row.Name}
		w, seen := known[key]
		if !seen {
			name, err := importing.Line(row.Name)
			if err == nil && importing.CheckName(name) == nil {
				if a := matchAttribute(p.classes[class], name); a == nil {
					w = wanted.want(class, name)
				}
			}
			known[key] = w
		}
		if w == nil {
			continue
		}
		if value, err := importing.Line(row.Value); err == nil && value != "" {
			w.values = append(w.values, value)
		}
	}
}

// makeAttribute adds an attribute to its class, as the row that defines it says. Without such
// a row its type is text.
func (p *planner) makeAttribute(w *wantedAttribute) {
	held := p.classes[w.class]
	if len(held.Attributes) >= maxAttributes {
		if w.definition != nil {
			p.outcomes.reject(w.row, unreadable, Finding{Record: w.class, Reason: reasonFull(w.class)})
		}
		return
	}
	a := register.Attribute{ID: wordID(w.name, "attribute"), Name: displayName(w.name), Type: register.TypeText, Description: w.description}
	if slices.ContainsFunc(held.Attributes, func(b register.Attribute) bool { return b.ID == a.ID }) {
		a.ID = "attribute_" + importing.Digest(w.name)
	}
	w.setType(&a)
	class := *held
	class.Attributes = append(slices.Clip(slices.Clone(held.Attributes)), a)
	var rows []rowRef
	if w.definition != nil {
		rows = append(rows, w.row)
	}
	p.put(&class, []importing.FieldChange{{Field: "attributes." + a.ID, After: string(a.Type)}}, rows...)
	p.classes[class.ID] = &class
}

// reasonFull says why a class gets no further attribute.
func reasonFull(class string) string {
	return fmt.Sprintf("the device class %s has %d attributes already, and cannot have more", class, maxAttributes)
}

// displayName makes a name for people from an identifier: max_power becomes Max power.
func displayName(name string) string {
	name = oneLine(strings.ReplaceAll(name, "_", " "))
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// setType sets the type of an attribute, the unit that most of its numbers have, and the
// values of an enum.
func (w *wantedAttribute) setType(a *register.Attribute) {
	if w.definition == nil {
		return
	}
	switch strings.ToLower(strings.TrimSpace(w.definition.Type)) {
	case "number", "integer", "float":
		a.Type = register.TypeNumber
		a.Unit = commonUnit(w.values)
	case "boolean", "bool":
		a.Type = register.TypeBoolean
	case "enum":
		// Without values, or with more than a list can have, it is a text.
		if values := enumValuesOf(w.values); len(values) > 0 && len(values) <= maxEnumValues {
			a.Type, a.Values = register.TypeEnum, values
		}
	}
}

// commonUnit returns what most often follows the numbers, or "".
func commonUnit(values []string) string {
	symbols := importing.Spellings{}
	for _, value := range values {
		if parts := numberForm.FindStringSubmatch(value); parts != nil && parts[3] != "" && len(parts[3]) <= maxUnit {
			symbols[parts[3]]++
		}
	}
	return symbols.Best()
}

// enumValuesOf returns the distinct values, in order.
func enumValuesOf(values []string) []register.EnumValue {
	spelled := map[string]importing.Spellings{}
	for _, value := range values {
		folded := spelling.Fold(value)
		if folded == "" || slices.Contains(unknown, strings.ToLower(value)) {
			continue
		}
		if spelled[folded] == nil {
			spelled[folded] = importing.Spellings{}
		}
		spelled[folded][value]++
	}
	var all []register.EnumValue
	for _, folded := range slices.Sorted(maps.Keys(spelled)) {
		name := spelled[folded].Best()
		value := register.EnumValue{ID: codeID(name, "value"), Name: name}
		if value.ID == name {
			value.Name = ""
		}
		all = append(all, value)
	}
	return all
}
