package scaffold

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"opencec/tools/register"
)

// Template returns the header of a CSV file for listings with attributes of the classes, with
// every possible column, and a comment line that explains the columns.
func (f *Form) Template(classes []string) ([]byte, error) {
	sheet := f.Sheet(register.Listings)
	for _, class := range classes {
		if _, err := choose(register.DeviceClasses.Name(), class, f.choices[register.DeviceClasses], false); err != nil {
			return nil, err
		}
	}
	if len(classes) > 0 {
		if err := sheet.Set("class", strings.Join(classes, ",")); err != nil {
			return nil, err
		}
	}
	var names, notes []string
	for _, field := range sheet.Fields() {
		names = append(names, field.Name)
		notes = append(notes, columnNote(field, f.Choices(field)))
	}
	names, notes = append(names, columnID), append(notes, "made of the model where it is empty")
	notes[0] = "# " + notes[0]
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll([][]string{names, notes}); err != nil {
		return nil, fmt.Errorf("write the template: %w", err)
	}
	// A line whose first cell is quoted would not be a comment.
	return bytes.Replace(b.Bytes(), []byte("\n\"# "), []byte("\n# \""), 1), nil
}

// columnNote explains a column in a few choices.
func columnNote(f *Field, choices []Choice) string {
	var parts []string
	if f.Required {
		parts = append(parts, "required")
	}
	switch {
	case f.Unit != "":
		parts = append(parts, f.Unit)
	case len(choices) > 0 && len(choices) <= maxChoices:
		parts = append(parts, strings.ReplaceAll(ListChoices(choices), ", ", " / "))
	case f.one != nil && f.one.Format == "date":
		parts = append(parts, "YYYY-MM-DD")
	}
	return strings.Join(parts, ": ")
}
