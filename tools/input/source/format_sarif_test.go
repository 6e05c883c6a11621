package source

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

func TestSARIF(t *testing.T) {
	t.Parallel()
	p := Problem{
		File: "data/listings/a b%0A\n::error.yaml", Line: 3, Column: 8, Severity: register.Error, Rule: "reference",
		Path: "manufacturer", Message: "there is no \x1b[31m", Edit: &Edit{3, 8, 12, "acme", "model: acme"},
	}
	var b strings.Builder
	if err := NewReport([]Problem{p}, 1, 0).Write(&b, FormatSARIF); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	run := got["runs"].([]any)[0].(map[string]any)
	result := run["results"].([]any)[0].(map[string]any)
	delete(result, "partialFingerprints")
	rules := run["tool"].(map[string]any)["driver"].(map[string]any)["rules"].([]any)
	rule := rules[int(result["ruleIndex"].(float64))].(map[string]any)
	if got["version"] != "2.1.0" || run["columnKind"] != "unicodeCodePoints" || rule["id"] != "reference" {
		t.Errorf("version %v, columns %v, rule %v", got["version"], run["columnKind"], rule)
	}
	delete(result, "ruleIndex")
	artifact := map[string]any{"uri": "data/listings/a%20b%250A%0A::error.yaml"}
	want := map[string]any{
		"ruleId": "reference", "level": "error",
		"message": map[string]any{"text": `manufacturer: there is no \x1b[31m`},
		"locations": []any{map[string]any{"physicalLocation": map[string]any{
			"artifactLocation": artifact, "region": map[string]any{"startLine": 3.0, "startColumn": 8.0},
		}}},
		"fixes": []any{map[string]any{
			"description": map[string]any{"text": "Write model: acme"},
			"artifactChanges": []any{map[string]any{
				"artifactLocation": artifact,
				"replacements": []any{map[string]any{
					"deletedRegion":   map[string]any{"startLine": 3.0, "startColumn": 8.0, "endColumn": 12.0},
					"insertedContent": map[string]any{"text": "acme"},
				}},
			}},
		}},
	}
	if diff := cmp.Diff(want, result); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
}

func TestSARIFOfNothing(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := NewReport(nil, 0, 0).Write(&b, FormatSARIF); err != nil || !strings.Contains(b.String(), `"results": []`) {
		t.Errorf("%s, %v", b.String(), err)
	}
}

// The fingerprint of a problem stays the same after lines moved and on another day, and
// two problems of one field have two fingerprints.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	p := Problem{File: "a.yaml", Line: 3, Rule: "expiring", Path: "periods[0]", Message: "is listed for 3 days more"}
	moved := p
	moved.Line, moved.Message = 9, "is listed for 2 days more"
	other := p
	other.File = "b.yaml"
	seen := map[string]int{}
	first, second := p.fingerprint(seen), p.fingerprint(seen)
	if moved.fingerprint(map[string]int{}) != first {
		t.Error("a problem whose line moved has another fingerprint")
	}
	if first == second || first == other.fingerprint(map[string]int{}) {
		t.Error("two problems have one fingerprint")
	}
}

// Rules has every rule of package register, with its own text.
func TestRulesAreWhole(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../../register/check.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, r := range Rules() {
		if names[r.Name] || r.Meaning == "" || r.Help == "" {
			t.Errorf("rule %q is there twice or says nothing", r.Name)
		}
		names[r.Name] = true
	}
	found := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Rule") {
			return true
		}
		found++
		name, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if !names[name] {
			t.Errorf("%s is not among Rules", spec.Names[0].Name)
		}
		return true
	})
	if found < 10 {
		t.Errorf("only %d rules were found in the source", found)
	}
}
