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

// matchAttribute finds the attribute of a class that a name means, its id or its name
// without regard to case and punctuation; nil for none.
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

// A wantedAttribute is one that the register does not have yet, with what rows say
// of it.
type wantedAttribute struct {
	class, name string
	definition  *Attribute // the row that defines it; nil for none
	row         rowRef     // of the definition
	description string
	values      []string
}

// wantedAttributes are those that the register does not have yet, by class and
// folded name.
type wantedAttributes map[namedAttribute]*wantedAttribute

// want returns the attribute of that name that is to be made.
func (w wantedAttributes) want(class, name string) *wantedAttribute {
	key := namedAttribute{class, spelling.Fold(name)}
	if w[key] == nil {
		w[key] = &wantedAttribute{class: class, name: name}
	}
	return w[key]
}

// planAttributes finds or makes the attribute of every row of
// device_class_attributes, and of the values that no row defines.
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

// wantValues gives the attributes that are wanted their values, and adds those that
// only values name. What cannot be read is for planValues to report.
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

// makeAttribute adds an attribute to its class. What it is, the row that defines it
// says; without one it is a text.
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

// reasonFull says why a class does not get an attribute.
func reasonFull(class string) string {
	return fmt.Sprintf("the device class %s has %d attributes already, and cannot have more", class, maxAttributes)
}

// displayName makes a name for people of one for programs: max_power becomes Max power.
func displayName(name string) string {
	name = oneLine(strings.ReplaceAll(name, "_", " "))
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// setType gives an attribute its type, the unit that most of its numbers have, and
// the words of an enum.
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
		// Without words, or with more than a list can have, it is a text.
		if words := enumValuesOf(w.values); len(words) > 0 && len(words) <= maxEnumValues {
			a.Type, a.Values = register.TypeEnum, words
		}
	}
}

// commonUnit returns what stands behind most of the numbers; "" for nothing.
func commonUnit(values []string) string {
	symbols := importing.Spellings{}
	for _, value := range values {
		if parts := numberForm.FindStringSubmatch(value); parts != nil && parts[3] != "" && len(parts[3]) <= maxUnit {
			symbols[parts[3]]++
		}
	}
	return symbols.Best()
}

// enumValuesOf returns the different words among values, in order.
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
	var words []register.EnumValue
	for _, folded := range slices.Sorted(maps.Keys(spelled)) {
		name := spelled[folded].Best()
		word := register.EnumValue{ID: codeID(name, "value"), Name: name}
		if word.ID == name {
			word.Name = ""
		}
		words = append(words, word)
	}
	return words
}
