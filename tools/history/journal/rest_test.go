package journal

import (
	"reflect"
	"slices"
	"testing"

	"opencec/tools/register"
)

// Lines share the rest of their entries only if all of it is equal: a field that restOf did not
// compare would be that of another line.
func TestRestOfComparesAllFields(t *testing.T) {
	t.Parallel()
	ofLine := []string{"Seq", "Number", "ID"} // which each line has itself
	c := collector{strings: map[string]string{}, rests: map[string]*Entry{}}
	plain := Entry{Kind: register.Certificates}
	shared := c.restOf(&plain)
	entry := reflect.TypeFor[Entry]()
	for i := range entry.NumField() {
		name := entry.Field(i).Name
		other := plain
		switch field := reflect.ValueOf(&other).Elem().Field(i); field.Kind() {
		case reflect.String:
			field.SetString("other")
		case reflect.Int:
			field.SetInt(7)
		case reflect.Bool:
			field.SetBool(true)
		case reflect.Slice:
			field.Set(reflect.ValueOf([]string{"other"}))
		default:
			t.Fatalf("no other value for the field %s", name)
		}
		isOfLine := slices.Contains(ofLine, name)
		if got := c.restOf(&other); (got == shared) != isOfLine {
			t.Errorf("an entry with another %s shares the rest: %t, want %t", name, got == shared, isOfLine)
		}
	}
}
