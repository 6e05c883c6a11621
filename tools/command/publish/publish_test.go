package publish

import (
	"strings"
	"testing"

	"opencec/tools/register"
)

// An earlier day than that of the replaced build is an error if it comes from the clock, and a warning if a
// person names it.
func TestCheckDay(t *testing.T) {
	t.Parallel()
	day := func(d int) register.Date { return register.NewDate(2026, 11, d) }
	for _, test := range []struct {
		name          string
		before, on    register.Date
		named         bool
		err, warnings string
	}{
		{"the first build", register.Date{}, day(3), false, "", ""},
		{"the same day", day(3), day(3), false, "", ""},
		{"a later day", day(3), day(4), false, "", ""},
		{"an earlier day", day(3), day(2), false, "public was built for 2026-11-03, and today is 2026-11-02: is the clock right?", ""},
		{"an earlier day that is named", day(3), day(2), true, "", "public was built for 2026-11-03, and is now for 2026-11-02"},
	} {
		warnings := ""
		o := Options{Output: "public", DayIsNamed: test.named, Warn: func(message string) { warnings += message }}
		err := o.checkDay(test.before, test.on)
		if (err == nil) != (test.err == "") || err != nil && !strings.HasPrefix(err.Error(), test.err) {
			t.Errorf("%s: error is %v", test.name, err)
		}
		if (warnings == "") != (test.warnings == "") || !strings.HasPrefix(warnings, test.warnings) {
			t.Errorf("%s: warning is %q", test.name, warnings)
		}
	}
}
