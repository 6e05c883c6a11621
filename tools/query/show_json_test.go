package query

import (
	"strings"
	"testing"

	"opencec/tools/register"
)

// Whatever texts an object has, its members are kept as they are.
func FuzzKeepMembers(f *testing.F) {
	for _, seed := range []string{"", `"`, `\`, `\"`, `},"z":[`, "\x00\n", "é\u2028", `{"a":1}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		members := []string{"a", "ab", "b", "c", "d"}
		object, err := register.EncodeJSON(struct {
			A  string              `json:"a"`
			AB map[string]string   `json:"ab"`
			B  []map[string]string `json:"b"`
			C  *int                `json:"c"`
			D  float64             `json:"d"`
		}{text, map[string]string{text: text}, []map[string]string{{"a": text}, {}}, nil, -1.5})
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, name := range members {
			one := keepMembers(append([]byte("before"), object...), len("before"), []string{name})
			if !strings.HasPrefix(string(one), `before{"`+name+`":`) {
				t.Fatalf("%s of %s is %s", name, object, one)
			}
			parts = append(parts, string(one[len("before{"):len(one)-1]))
		}
		if got := "{" + strings.Join(parts, ",") + "}"; got != string(object) {
			t.Errorf("the members together are %s, not %s", got, object)
		}
		if got := keepMembers(append([]byte(nil), object...), 0, members); string(got) != string(object) {
			t.Errorf("all members are %s, not %s", got, object)
		}
	})
}
