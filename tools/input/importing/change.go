package importing

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/register"
)

// An Addition is a new record.
type Addition struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Periods int    `json:"periods,omitempty"`
}

// String returns the addition in one line.
func (a Addition) String() string { return fmt.Sprintf("%s: %s", a.ID, a.Name) }

// A Change is a changed record, field by field.
type Change struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Fields []FieldChange `json:"fields"`
}

// String returns the change in one line.
func (c Change) String() string {
	var words []string
	for _, f := range c.Fields {
		words = append(words, f.String())
	}
	return c.ID + ": " + strings.Join(words, "; ")
}

// A FieldChange is a change of one field: another value, or one more alias, period or
// suspension. The fields approval and expiry are the ends of a period.
type FieldChange struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// String describes the change in words.
func (c FieldChange) String() string {
	switch {
	case c.Field == "aliases":
		return fmt.Sprintf("is also spelled %q", c.After)
	case c.Field == "not_in_list" && c.After == "":
		return "is in the list after all: it was " + c.Before
	case c.Field == "not_in_list":
		return c.After
	case c.Field == "periods" && c.After == "":
		return "is no longer listed " + c.Before
	case c.Field == "periods":
		return "is listed again: " + c.After
	case c.Field == "white_labels":
		return fmt.Sprintf("is also sold as %q", c.After)
	case c.Field == "suspensions":
		return "is suspended " + c.After
	case c.Before == "" && isList(c.Field):
		return fmt.Sprintf("%s gains %s", c.Field, c.After)
	case c.Field == "expiry" && c.Before == "":
		return "now expires on " + c.After
	case c.Field == "approval" || c.Field == "expiry":
		return fmt.Sprintf("%s moved from %s to %s", c.Field, c.Before, c.After)
	case c.Before == "":
		return fmt.Sprintf("%s is %s", c.Field, c.After)
	}
	return fmt.Sprintf("%s changed from %s to %s", c.Field, c.Before, c.After)
}

// isList reports whether a field is a list, to which entries are added.
func isList(field string) bool {
	switch field {
	case "device_classes", "former_ids", "listings", "test_profiles":
		return true
	}
	return false
}

// PeriodText writes a period for people.
func PeriodText(p register.Period) string {
	if p.To.IsZero() {
		return fmt.Sprintf("from %s", p.From)
	}
	return fmt.Sprintf("%s to %s", p.From, p.To)
}

// SortNonNil sorts a list of a report, and makes a nil list an empty one, for JSON.
func SortNonNil[T any](s *[]T, compare func(a, b T) int) {
	if *s == nil {
		*s = []T{}
	}
	slices.SortStableFunc(*s, compare)
}
