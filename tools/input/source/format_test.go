package source

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

func someProblems() []Problem {
	return []Problem{
		{File: "listings/acme/box.yaml", Line: 3, Column: 8, Severity: register.Error, Rule: "schema", Path: "model", Message: "is wrong, 100%", Suggestion: "Box"},
		{File: "manufacturers/a\n::error,x.yaml", Line: 1, Column: 1, Severity: register.Warning, Rule: "file", Message: "line\nend \x1b[31m"},
	}
}

func TestReportFormats(t *testing.T) {
	for format, want := range map[Format]string{
		FormatText: "listings/acme/box.yaml:3:8: model: is wrong, 100% (did you mean Box?)\n" +
			`manufacturers/a\n::error,x.yaml:1:1: warning: line\nend \x1b[31m` + "\n" +
			"4 listings, 2 certificates, 1 errors, 1 warnings\n",
		FormatGitHub: "::error file=listings/acme/box.yaml,line=3,col=8,title=schema::model: is wrong, 100%25 (did you mean Box?)\n" +
			"::warning file=manufacturers/a%0A%3A%3Aerror%2Cx.yaml,line=1,col=1,title=file::line%0Aend \\x1b[31m\n" +
			"4 listings, 2 certificates, 1 errors, 1 warnings\n",
	} {
		var b strings.Builder
		if err := NewReport(someProblems(), 4, 2).Write(&b, format); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", format, diff)
		}
	}
}

func TestReportJSON(t *testing.T) {
	var b strings.Builder
	want := NewReport(someProblems(), 4, 2)
	if err := want.Write(&b, FormatJSON); err != nil {
		t.Fatal(err)
	}
	var got Report
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	b.Reset()
	if err := NewReport(nil, 0, 0).Write(&b, FormatJSON); err != nil || !strings.Contains(b.String(), `"problems": []`) {
		t.Errorf("no problems: %s, %v", b.String(), err)
	}
}
