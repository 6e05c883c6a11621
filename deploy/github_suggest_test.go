package deploy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const suggestionMarker = "<!-- opencec suggestion -->\n"

// A suggestion of the document that opencec review writes.
type suggestion struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Was     string `json:"was"`
	Text    string `json:"text"`
	Problem string `json:"problem"`
}

// A lineComment is a comment on a line, as the script sends it and the API has it.
type lineComment struct {
	Path string `json:"path"`
	Line int    `json:"line"`
	Side string `json:"side"`
	Body string `json:"body"`
}

// suggested is what the script did with a document: what it posted on which commit, what
// it deleted, and why it did neither.
type suggested struct {
	Posted  []lineComment
	Commit  string
	Deleted []int
	Failed  string
	Info    string
}

// suggest runs the step that posts suggestions, on a pull request with those files and
// comments.
func suggest(t *testing.T, document string, files, comments []any) suggested {
	t.Helper()
	file := filepath.Join(t.TempDir(), "suggestions.json")
	if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	return suggestFile(t, file, "abc", files, comments)
}

func suggestFile(t *testing.T, file, head string, files, comments []any) suggested {
	t.Helper()
	answers := map[string]any{
		"pulls.listFiles": files, "pulls.listReviewComments": append([]any{}, comments...),
		"pulls.get": map[string]any{"head": map[string]any{"sha": head}},
	}
	var did suggested
	for _, a := range runScript(t, "suggest", map[string]any{"head_sha": "abc"}, answers, "FILE="+file, "NUMBER=7") {
		var args struct {
			Pull     int           `json:"pull_number"`
			Commit   string        `json:"commit_id"`
			Event    string        `json:"event"`
			Comments []lineComment `json:"comments"`
			ID       int           `json:"comment_id"`
		}
		switch a.name {
		case "failed":
			did.Failed = a.args
			continue
		case "info":
			did.Info = a.args
			continue
		}
		if err := json.Unmarshal([]byte(a.args), &args); err != nil {
			t.Fatal(err)
		}
		switch a.name {
		case "pulls.createReview":
			if args.Pull != 7 || args.Event != "COMMENT" || did.Posted != nil {
				t.Errorf("the review is %s", a.args)
			}
			did.Posted, did.Commit = args.Comments, args.Commit
		case "pulls.deleteReviewComment":
			did.Deleted = append(did.Deleted, args.ID)
		}
	}
	return did
}

// documentOf writes suggestions as opencec does.
func documentOf(t *testing.T, all ...suggestion) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"suggestions": append([]suggestion{}, all...), "left_out": 0})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// thePatch has lines 1 to 3 and 20 to 22 of a file as it becomes.
const thePatch = "@@ -1,3 +1,3 @@\n manufacturer: acme\n-model: Bux\n+model: Box\n entity_type: clint\n" +
	"@@ -19,2 +20,3 @@ device_classes:\n   - {from: 2026-01-01}\n+sample: tru\n+\n\\ No newline at end of file"

func theFiles() []any {
	return []any{
		map[string]any{"filename": "data/a.yaml", "status": "modified", "patch": thePatch},
		map[string]any{"filename": "data/gone.yaml", "status": "removed", "patch": "@@ -1 +0,0 @@\n-model: Box"},
		map[string]any{"filename": "data/large.yaml", "status": "added"},
	}
}

// theSuggestion is on a line that the pull request shows.
func theSuggestion() suggestion {
	return suggestion{"data/a.yaml", 3, "entity_type: clint", "entity_type: client", "entity_type: there is no entity type"}
}

const theBody = suggestionMarker + "```text\nentity_type: there is no entity type\n```\n```suggestion\nentity_type: client\n```"

// A suggestion is posted on a line that the pull request shows as the suggestion has it,
// and nowhere else.
func TestSuggestPlaces(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		spoil func(s *suggestion)
		there bool
	}{
		{"a line beside a changed one", func(*suggestion) {}, true},
		{"a changed line", func(s *suggestion) { s.Line, s.Was = 2, "model: Box" }, true},
		{"the second part", func(s *suggestion) { s.Line, s.Was = 21, "sample: tru" }, true},
		{"an empty line", func(s *suggestion) { s.Line, s.Was = 22, "" }, true},
		{"after the last line", func(s *suggestion) { s.Line, s.Was = 23, "" }, false},
		{"what git says of the end", func(s *suggestion) { s.Line, s.Was = 23, " No newline at end of file" }, false},
		{"between the parts", func(s *suggestion) { s.Line = 10 }, false},
		{"a line that is another now", func(s *suggestion) { s.Was = "entity_type: Clint" }, false},
		{"the same line, with another number", func(s *suggestion) { s.Line = 4 }, false},
		{"a line that is gone", func(s *suggestion) { s.Line, s.Was = 2, "model: Bux" }, false},
		{"a file that is gone", func(s *suggestion) { s.File, s.Line, s.Was = "data/gone.yaml", 1, "model: Box" }, false},
		{"a file too large to be shown", func(s *suggestion) { s.File = "data/large.yaml" }, false},
		{"another file", func(s *suggestion) { s.File = ".github/CODEOWNERS" }, false},
		{"a name of every object", func(s *suggestion) { s.File = "__proto__" }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := theSuggestion()
			test.spoil(&s)
			want := suggested{}
			if test.there {
				want = suggested{Posted: []lineComment{{s.File, s.Line, "RIGHT", theBody}}, Commit: "abc"}
			}
			if diff := cmp.Diff(want, suggest(t, documentOf(t, s), theFiles(), nil)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What is on the page and still holds is not posted again; what no longer does is taken
// away, and what others wrote is theirs.
func TestSuggestAgain(t *testing.T) {
	t.Parallel()
	comment := func(id int, login string, line any, body string) any {
		return map[string]any{"id": id, "user": map[string]any{"login": login}, "path": "data/a.yaml", "line": line, "body": body}
	}
	const bot = "github-actions[bot]"
	other := theSuggestion()
	other.Line, other.Was, other.Text = 2, "model: Box", "model: Bax"
	for _, test := range []struct {
		name     string
		document string
		comments []any
		posted   int // the lines' sum
		deleted  []int
	}{
		{"there", documentOf(t, theSuggestion()), []any{comment(1, bot, 3, theBody)}, 0, nil},
		{"one more", documentOf(t, theSuggestion(), other), []any{comment(1, bot, 3, theBody)}, 2, nil},
		{"there twice", documentOf(t, theSuggestion()), []any{comment(1, bot, 3, theBody), comment(2, bot, 3, theBody)}, 0, []int{2}},
		{"suggested twice", documentOf(t, theSuggestion(), theSuggestion()), nil, 3, nil},
		{"another text now", documentOf(t, theSuggestion()), []any{comment(1, bot, 3, suggestionMarker+"Old")}, 3, []int{1}},
		{"the line has moved", documentOf(t, theSuggestion()), []any{comment(1, bot, 2, theBody)}, 3, []int{1}},
		{"the line is gone", documentOf(t), []any{comment(1, bot, nil, theBody)}, 0, []int{1}},
		{"fixed", documentOf(t), []any{comment(1, bot, 3, theBody), comment(2, bot, 2, suggestionMarker)}, 0, []int{1, 2}},
		{"somebody's", documentOf(t), []any{comment(1, "somebody", 3, theBody)}, 0, nil},
		{"another program's", documentOf(t), []any{comment(1, bot, 3, "Hello\n"+suggestionMarker)}, 0, nil},
		{"somebody gone", documentOf(t), []any{map[string]any{"id": 1, "user": nil, "body": theBody}}, 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			did := suggest(t, test.document, theFiles(), test.comments)
			sum := 0
			for _, c := range did.Posted {
				sum += c.Line
			}
			if sum != test.posted || did.Failed != "" {
				t.Errorf("posted %+v, failed %q", did.Posted, did.Failed)
			}
			if diff := cmp.Diff(test.deleted, did.Deleted); diff != "" {
				t.Errorf("deleted (-want +got):\n%s", diff)
			}
		})
	}
}

// A pull request that has gone on since is left to the next run.
func TestSuggestNewerCommits(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "suggestions.json")
	write(t, filepath.Dir(file), filepath.Base(file), documentOf(t, theSuggestion()))
	comments := []any{map[string]any{"id": 1, "user": map[string]any{"login": "github-actions[bot]"}, "body": suggestionMarker}}
	did := suggestFile(t, file, "c0ffee", theFiles(), comments)
	if did.Posted != nil || did.Deleted != nil || !strings.Contains(did.Info, "newer commits") {
		t.Errorf("it did %+v", did)
	}
}

// A document that opencec would not write is refused as a whole: nothing is posted, and
// nothing is taken away.
func TestSuggestRefuses(t *testing.T) {
	t.Parallel()
	spoiled := func(spoil func(s *suggestion)) string {
		s := theSuggestion()
		spoil(&s)
		return documentOf(t, theSuggestion(), s)
	}
	const form = "not of the form"
	good := documentOf(t, theSuggestion())
	for _, test := range []struct{ name, document, want string }{
		{"nothing", "", "not JSON"},
		{"no JSON", "suggestions", "not JSON"},
		{"two documents", good + good, "not JSON"},
		{"binary", "\xff\xfe" + good, "UTF-8"},
		{"too long", good + strings.Repeat(" ", 65537-len(good)), "too long"},
		{"null", "null", form},
		{"no list", `{"suggestions": {"length": 0}}`, form},
		{"a list in a list", `{"suggestions": [[]]}`, form},
		{"a null in the list", `{"suggestions": [null]}`, form},
		{"too many", documentOf(t, slices.Repeat([]suggestion{theSuggestion()}, 51)...), form},
		{"a line as a text", strings.Replace(good, `"line":3`, `"line":"3"`, 1), form},
		{"a part of a line", strings.Replace(good, `"line":3`, `"line":3.5`, 1), form},
		{"a line beyond numbers", strings.Replace(good, `"line":3`, `"line":1e300`, 1), form},
		{"no line", strings.Replace(good, `"line":3,`, ``, 1), form},
		{"line 0", spoiled(func(s *suggestion) { s.Line = 0 }), form},
		{"a line before the first", spoiled(func(s *suggestion) { s.Line = -1 }), form},
		{"a text as a list", strings.Replace(good, `"text":"entity_type: client"`, `"text":["x"]`, 1), form},
		{"a problem that is none", strings.Replace(good, `"problem":"entity_type: there is no entity type"`, `"problem":{"toString":"x"}`, 1), form},
		{"no text", spoiled(func(s *suggestion) { s.Text = "" }), form},
		{"a text over three lines", spoiled(func(s *suggestion) { s.Text = "a\nb\nc" }), form},
		{"a file over two lines", spoiled(func(s *suggestion) { s.File += "\n" }), form},
		{"two lines that were one", spoiled(func(s *suggestion) { s.Was += "\nb" }), form},
		{"a problem of too many lines", spoiled(func(s *suggestion) { s.Problem = strings.Repeat("\n", 1000) }), form},
		{"a long text", spoiled(func(s *suggestion) { s.Text = strings.Repeat("x", 10001) }), form},
		{"a terminal's commands", spoiled(func(s *suggestion) { s.Problem = "\x1b[2J" }), form},
		{"a line end of another system", spoiled(func(s *suggestion) { s.Text = "a\rb" }), form},
		{"a tab", spoiled(func(s *suggestion) { s.Text = "a:\tb" }), form},
		{"text turned round", spoiled(func(s *suggestion) { s.Text = "a: \u202eb" }), form},
		{"a space without width", spoiled(func(s *suggestion) { s.Text = "a: \u200bb" }), form},
		{"another space", spoiled(func(s *suggestion) { s.Text = "a:\u00a0b" }), form},
		{"a separator of lines", spoiled(func(s *suggestion) { s.Text = "a: \u2028b" }), form},
		{"half a character", strings.Replace(good, `entity_type: client`, `\ud800`, 1), form},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			comments := []any{map[string]any{"id": 1, "user": map[string]any{"login": "github-actions[bot]"}, "body": suggestionMarker}}
			did := suggest(t, test.document, theFiles(), comments)
			if did.Posted != nil || did.Deleted != nil || !strings.Contains(did.Failed, test.want) {
				t.Errorf("it did %+v, want %q", did, test.want)
			}
		})
	}
}

// A link in the artefact leads nowhere, and a run from before there were suggestions has no
// file.
func TestSuggestFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "secret", documentOf(t, theSuggestion()))
	if err := os.Symlink("secret", filepath.Join(dir, "link.json")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"link.json", "missing.json", "."} {
		did := suggestFile(t, filepath.Join(dir, name), "abc", theFiles(), nil)
		if did.Posted != nil || !strings.Contains(did.Failed, "no file") {
			t.Errorf("%s: it did %+v", name, did)
		}
	}
}

// Nothing in a suggestion becomes markup, a mention or a link, whatever fences it has;
// and the longest make a comment that GitHub takes.
func TestSuggestIsHarmless(t *testing.T) {
	t.Parallel()
	const hostile = "``` taken </details><script>taken</script> @taken [taken](https://taken.example) ![taken](x) #1 <!-- taken -->"
	for _, text := range []string{hostile, "```", "````\n```taken", "~~~\n" + hostile, "    @taken", strings.Repeat("`", 10000), "a: \U0001F50B é"} {
		s := theSuggestion()
		s.Text, s.Problem = text, text
		did := suggest(t, documentOf(t, s), theFiles(), nil)
		if len(did.Posted) != 1 {
			t.Fatalf("%.50q: it did %+v", text, did)
		}
		body := did.Posted[0].Body
		if len(body) > 65536 || !strings.Contains(body, "suggestion\n"+text+"\n`") {
			t.Errorf("%.50q: the comment has %d bytes, and not the text as it is", text, len(body))
		}
		checkHarmless(t, body, "taken")
	}
}

// From a mistake to its suggestion, on the page of the pull request whose difference git
// shows, and removed once it is accepted.
func testSuggestions(t *testing.T, bin string) {
	dir := newRegister(t)
	pull(t, dir, func() { replace(t, dir, powerwall, "entity_type: client", "entity_type: cleint") })
	check := func(comments []any) suggested {
		r := newRunner(t, "pull-request.yml", dir)
		r.tool(bin)
		r.good("scope", "review")
		return suggestFile(t, filepath.Join(r.temp, "review/suggestions.json"), "abc", []any{changedFile(t, dir)}, comments)
	}
	did := check(nil)
	if len(did.Posted) != 1 || did.Posted[0].Path != powerwall || !strings.Contains(did.Posted[0].Body, "```suggestion\nentity_type: client\n```") {
		t.Fatalf("it did %+v", did)
	}
	posted := did.Posted[0]
	there := []any{map[string]any{"id": 1, "user": map[string]any{"login": "github-actions[bot]"}, "path": posted.Path, "line": posted.Line, "body": posted.Body}}
	if did := check(there); did.Posted != nil || did.Deleted != nil {
		t.Errorf("again it did %+v", did)
	}
	git(t, dir, "switch", "--quiet", "proposal")
	replace(t, dir, powerwall, "entity_type: cleint", "entity_type: client")
	replace(t, dir, powerwall, "{from: 2026-03-05}", "{from: 2026-03-05, to: 2029-06-30}")
	commit(t, dir, "Take the suggestion")
	git(t, dir, "checkout", "--quiet", "--detach", "main")
	git(t, dir, "merge", "--quiet", "--no-ff", "--message=Merge", "proposal")
	if did := check(there); did.Posted != nil || len(did.Deleted) != 1 {
		t.Errorf("once it is taken it did %+v", did)
	}
}

// changedFile is what the API says of the one file of a pull request.
func changedFile(t *testing.T, dir string) any {
	t.Helper()
	_, patch, _ := strings.Cut(git(t, dir, "diff", "main...proposal", "--", powerwall), "\n@@")
	return map[string]any{"filename": powerwall, "status": "modified", "patch": "@@" + patch}
}
