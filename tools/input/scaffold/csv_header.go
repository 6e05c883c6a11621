package scaffold

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/spreadsheet"
	"opencec/tools/register"
)

// A column of a CSV file has the name of a field, or id; "" if it is empty.
type column struct {
	name  string
	field *Field // nil for the id
}

func (c column) isDate() bool {
	return c.field != nil && c.field.one != nil && c.field.one.Format == "date"
}

func (c column) isNumber() bool {
	if c.field == nil || c.field.attribute == nil {
		return false
	}
	return slices.Contains([]register.AttributeType{register.TypeNumber, register.TypeInteger, register.TypeRange}, c.field.attribute.Type)
}

// headingSynonyms are other headings of fields in lists, folded.
var headingSynonyms = map[string]string{"listedfrom": "from", "listeduntil": "to", "listedto": "to"}

// withUnit matches a heading followed by a unit or another remark: Capacity (kWh).
var withUnit = regexp.MustCompile(`^(.*\S)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]$`)

// A header interprets the first line of a CSV file.
type header struct {
	sheet   *Sheet
	classes []string // that the file is known to be about
}

// columns returns the columns of a file, and what is wrong with its header.
func (f *Form) columns(first spreadsheet.Row, lines []spreadsheet.Row) ([]column, []RowError) {
	h := &header{sheet: f.Sheet(register.Listings)}
	h.findClasses(first, lines)
	var columns []column
	var problems []RowError
	listed := false
	for i, cell := range first.Cells {
		if strings.TrimSpace(cell) == "" && isEmptyColumn(i, lines) {
			columns = append(columns, column{})
			continue
		}
		c, err := h.column(cell, &listed)
		if err == nil && slices.ContainsFunc(columns, func(other column) bool { return other.name == c.name }) {
			err = fmt.Errorf("there is a column %s already", quoted(c.name))
		}
		if err != nil {
			problems = append(problems, RowError{first.Line, fmt.Sprintf("column %d", i+1), err.Error(), ""})
		}
		columns = append(columns, c)
	}
	for _, field := range h.sheet.Missing() {
		if !slices.ContainsFunc(columns, func(c column) bool { return c.name == field.Name }) {
			problems = append(problems, lineError(first.Line, fmt.Sprintf("the column %s is missing", field.Name)))
		}
	}
	return columns, problems
}

// isEmptyColumn reports whether no line has anything in a column.
func isEmptyColumn(i int, lines []spreadsheet.Row) bool {
	return !slices.ContainsFunc(lines, func(line spreadsheet.Row) bool {
		return i < len(line.Cells) && strings.TrimSpace(line.Cells[i]) != ""
	})
}

// findClasses finds the device classes that a file is about: those in its column class, and
// those whose attributes it has as columns.
func (h *header) findClasses(first spreadsheet.Row, lines []spreadsheet.Row) {
	seen := map[string]bool{}
	add := func(class string) {
		if !seen[class] {
			h.classes = append(h.classes, class)
		}
		seen[class] = true
	}
	for i, cell := range first.Cells {
		names := h.fieldsFor(cell)
		if len(names) != 1 {
			continue
		}
		if class, _, dotted := strings.Cut(names[0], "."); dotted && h.sheet.form.classes[class] != nil {
			add(class)
		}
		if names[0] != "class" {
			continue
		}
		for _, line := range lines {
			if i < len(line.Cells) {
				for word := range strings.SplitSeq(line.Cells[i], ",") {
					add(strings.TrimSpace(word)) // a wrong one is the row's, and matches no attribute
				}
			}
		}
	}
}

// column returns the column for a heading.
func (h *header) column(heading string, listed *bool) (column, error) {
	names := h.fieldsFor(heading)
	if len(names) > 1 {
		narrowed := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
			class, _, _ := strings.Cut(name, ".")
			return !slices.Contains(h.classes, class)
		})
		if len(narrowed) == 1 {
			names = narrowed
		}
	}
	switch len(names) {
	case 0:
		return column{name: heading}, h.unknown(heading, listed)
	case 1:
		field, _ := h.sheet.Field(names[0])
		return column{names[0], field}, checkHeadingUnit(heading, field)
	}
	return column{name: heading}, fmt.Errorf("%s may be %s: write which", quoted(heading), strings.Join(names, " or "))
}

// checkHeadingUnit refuses a heading whose unit is not that of the attribute.
func checkHeadingUnit(heading string, field *Field) error {
	parts := withUnit.FindStringSubmatch(strings.TrimSpace(heading))
	if parts == nil || field == nil || field.Unit == "" || parts[2] == field.Unit {
		return nil
	}
	return fmt.Errorf("%s is in %s, and %s is in %s: write the numbers and the heading in %s", quoted(heading), parts[2], field.Name, field.Unit, field.Unit)
}

// fieldsFor returns the names of the fields that a heading may mean. It ignores capitals,
// spaces and punctuation, a unit after the name, and a missing class before an attribute.
func (h *header) fieldsFor(heading string) []string {
	heading = strings.TrimSpace(heading)
	names := h.fieldsNamed(heading)
	if parts := withUnit.FindStringSubmatch(heading); len(names) == 0 && parts != nil {
		return h.fieldsNamed(parts[1])
	}
	return names
}

func (h *header) fieldsNamed(text string) []string {
	folded := spelling.Fold(text)
	if folded == "" {
		return nil
	}
	names := append(h.sheet.Names(), columnID)
	if slices.Contains(names, text) {
		return []string{text}
	}
	if i := slices.IndexFunc(names, func(name string) bool { return spelling.Fold(name) == folded }); i >= 0 {
		return []string{names[i]}
	}
	for _, f := range h.sheet.static {
		if len(f.path) == 1 && spelling.Fold(f.path[0]) == folded { // as the file of a record has it
			return []string{f.Name}
		}
	}
	if name := headingSynonyms[folded]; name != "" {
		return []string{name}
	}
	return h.attributes(folded)
}

// knownHeading returns a function that reports whether a heading means a field.
func (f *Form) knownHeading() func(string) bool {
	h := &header{sheet: f.Sheet(register.Listings)}
	known := map[string]bool{}
	return func(heading string) bool {
		is, asked := known[heading]
		if !asked {
			is = len(h.fieldsFor(heading)) > 0
			known[heading] = is
		}
		return is
	}
}

// attributes returns the attributes of any class with that folded name or id.
func (h *header) attributes(folded string) []string {
	var names []string
	for _, class := range h.sheet.form.records.DeviceClasses {
		for _, f := range h.sheet.form.classFields[class.ID] {
			if spelling.Fold(f.attribute.ID) == folded || spelling.Fold(f.attribute.Name) == folded {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

// unknown says that there is no such column and, the first time, which columns there are.
func (h *header) unknown(heading string, listed *bool) error {
	all := h.sheet.Names()
	message := "there is no column " + quoted(heading)
	if near := spelling.Nearest(heading, all); near != "" {
		message += fmt.Sprintf(" (did you mean %s?)", near)
	}
	if *listed {
		return errors.New(message)
	}
	*listed = true
	var names []string
	for _, name := range append(all, columnID) {
		f, _ := h.sheet.Field(name)
		if f == nil || f.class == nil || slices.Contains(h.classes, f.class.ID) {
			names = append(names, name)
		}
	}
	message += "; the columns are " + strings.Join(names, ", ")
	if !slices.ContainsFunc(names, func(name string) bool { f, _ := h.sheet.Field(name); return f != nil && f.class != nil }) {
		message += ", and the attributes of a class, which opencec new listing --csv-template --class CLASS prints"
	}
	return errors.New(message)
}
