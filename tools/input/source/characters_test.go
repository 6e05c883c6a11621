package source

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"opencec/schemas"
	"opencec/tools/register"
)

// A textField is a field of a record that holds text, with its path: the names of fields,
// and "0" for an entry of a list.
type textField struct {
	path []string
	sort string // line, text or url, as common.schema.json has them
}

// textFields returns the text fields of a kind of record, from its schema.
func textFields(t *testing.T, schema string) []textField {
	t.Helper()
	files, err := schemas.All(nil)
	if err != nil {
		t.Fatal(err)
	}
	documents := map[string]any{}
	for _, f := range files {
		var document any
		if err := json.Unmarshal(f.Data, &document); err != nil {
			t.Fatal(err)
		}
		documents[f.Name] = document
	}
	var found []textField
	var walk func(file string, node any, path []string)
	walk = func(file string, node any, path []string) {
		object, _ := node.(map[string]any)
		if object == nil || len(path) > 12 {
			return
		}
		if ref, ok := object["$ref"].(string); ok {
			to, pointer, _ := strings.Cut(ref, "#")
			if to == "" {
				to = file
			}
			target := documents[to]
			for part := range strings.SplitSeq(strings.Trim(pointer, "/"), "/") {
				if part != "" {
					target = target.(map[string]any)[part]
				}
			}
			if sort := pointer[strings.LastIndex(pointer, "/")+1:]; slices.Contains([]string{"line", "text", "url"}, sort) {
				found = append(found, textField{slices.Clone(path), sort})
			}
			walk(to, target, path)
		}
		properties, _ := object["properties"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			walk(file, properties[name], append(slices.Clone(path), name))
		}
		walk(file, object["items"], append(slices.Clone(path), "0"))
		for _, several := range []string{"oneOf", "anyOf", "allOf"} {
			list, _ := object[several].([]any)
			for _, one := range list {
				walk(file, one, path)
			}
		}
	}
	walk(schema, documents[schema], nil)
	return found
}

// recordWith returns a file with a text at a path and nothing else. The characters of the
// text are escaped, because YAML can hold all of them only so.
func recordWith(path []string, text string) []byte {
	var value any = "TEXT"
	for _, part := range slices.Backward(path) {
		if part == "0" {
			value = []any{value}
		} else {
			value = map[string]any{part: value}
		}
	}
	content, _ := json.Marshal(value) // which is YAML
	return []byte(strings.Replace(string(content), `"TEXT"`, strconv.QuoteToASCII(text), 1))
}

// The rule about characters applies to each text of each kind of record.
func TestCharactersOfEveryField(t *testing.T) {
	t.Parallel()
	kinds := map[string]string{SettingsFile: settingsSchema}
	for _, k := range register.Kinds() {
		kinds[PathOf(k, strings.TrimSuffix(strings.Repeat("a/", k.Depth()), "/"))] = k.Schema()
	}
	unseen := []string{"\u202e", "\u2066", "\u200e", "\u061c", "\U000e0041", "\u2028", "\u2029", "\u200b", "\ufeff", "\u00ad", "\u034f", "\u115f", "\u3164",
		"\ufe0f", "\u180e", "\x1b", "\u0085", "\ufffd", "\ufffe", "\ue000", "\U000f0000", "\u0301"}
	for file, schema := range kinds {
		fields := textFields(t, schema)
		if len(fields) == 0 {
			t.Errorf("%s has no texts", schema)
		}
		for _, f := range fields {
			problems := func(text string) []Problem {
				content := recordWith(f.path, text)
				root, wrong := parse(content)
				if len(wrong) > 0 {
					t.Fatal(wrong)
				}
				return checkCharacters(file, content, root)
			}
			where := fmt.Sprintf("%s: %s", file, formatPath(f.path))
			for _, r := range unseen {
				if got := problems("https://e" + r + "x"); len(got) != 1 || got[0].Path != formatPath(f.path) || got[0].Severity != register.Error {
					t.Errorf("%s with %+q: %v", where, r, got)
				}
			}
			free := f.sort == "text" || f.sort == "url" // AddressFlaw judges the host
			if got := problems("Теsla"); (len(got) == 0) != free {
				t.Errorf("%s, a %s, in two scripts: %v", where, f.sort, got)
			}
			if got := problems("Завод Прогресс 5 \u00b5F"); len(got) > 0 {
				t.Errorf("%s in another script: %v", where, got)
			}
		}
	}
}
