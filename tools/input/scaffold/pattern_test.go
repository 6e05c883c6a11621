package scaffold

import (
	"encoding/json"
	"strings"
	"testing"

	"opencec/tools/register"
)

// A pattern matches existing listings, and the interpretation names them.
func TestPatterns(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for _, id := range []string{"acme/box-1", "acme/box-2", "acme/case", "sunny/box-1"} {
		manufacturer, _, _ := strings.Cut(id, "/")
		files["listings/"+id+".yaml"] = "manufacturer: " + manufacturer + "\nmodel: " + id + "\nentity_type: device\nperiods:\n  - {from: 2025-01-01}\n"
	}
	form := newFormWith(t, files)
	for _, test := range []struct{ answer, value, taken, problem string }{
		{"acme/box-*", `["acme/box-1","acme/box-2"]`, `"acme/box-*" is taken as acme/box-1,acme/box-2`, ""},
		{"acme/case, acme/box-*", `["acme/case","acme/box-1","acme/box-2"]`, `"acme/case, acme/box-*" is taken as acme/case,acme/box-1,acme/box-2`, ""},
		{"*/box-1", `["acme/box-1","sunny/box-1"]`, `"*/box-1" is taken as acme/box-1,sunny/box-1`, ""},
		{"acme/box-1,acme/box-*", `["acme/box-1","acme/box-2"]`, `"acme/box-1,acme/box-*" is taken as acme/box-1,acme/box-2`, ""},
		{"acme/case", `["acme/case"]`, "", ""},
		{"acme/crate-*", "", "", `no listing has an id such as "acme/crate-*"`},
		{"*", "", "", `no listing has an id such as "*"`},
		{"acme/[*", "", "", `"acme/[*" is not a pattern: write an id with an asterisk for what differs, such as tesla/powerwall-*`},
	} {
		s := form.Sheet(register.Certificates)
		err := s.Set("listing", test.answer)
		if test.problem != "" {
			if err == nil || err.Error() != test.problem {
				t.Errorf("%q: got %v, want %s", test.answer, err, test.problem)
			}
			continue
		}
		got, _ := json.Marshal(s.values["listing"])
		taken := ""
		for _, i := range s.Interpretations() {
			taken = i.String()
		}
		if err != nil || string(got) != test.value || taken != test.taken {
			t.Errorf("%q is %s, %q (%v), want %s, %q", test.answer, got, taken, err, test.value, test.taken)
		}
	}
}
