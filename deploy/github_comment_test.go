package deploy

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/testenv"
)

// scriptHarness runs a script as actions/github-script does, with answers of the API from a test, and
// prints the script's calls as JSON.
const scriptHarness = `
const {script, context, answers} = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const did = [];
const method = (name) => Object.assign(async (args) => { did.push([name, args]); return {data: answers[name] ?? {}}; }, {of: name});
const rest = {};
for (const name of ['pulls.list', 'pulls.listFiles', 'pulls.get', 'actions.listWorkflowRunArtifacts',
    'pulls.listReviewComments', 'pulls.deleteReviewComment', 'pulls.createReview',
    'issues.listComments', 'issues.createComment', 'issues.updateComment']) {
  const [group, one] = name.split('.');
  (rest[group] ??= {})[one] = method(name);
}
const github = {rest, paginate: async (m, args) => (await m(args)).data};
const core = {
  info: (text) => did.push(['info', text]),
  setFailed: (text) => did.push(['failed', text]),
  setOutput: (name, value) => did.push(['output', {[name]: value}]),
};
const AsyncFunction = (async () => {}).constructor;
new AsyncFunction('github', 'context', 'core', 'require', script)(github, context, core, require)
  .then(() => console.log(JSON.stringify(did)));
`

// An act is a call of a script to the API or to the toolkit.
type act struct {
	name string
	args string // as JSON
}

// runScript runs the script of a step of comment.yml.
func runScript(t *testing.T, id string, event, answers map[string]any, env ...string) []act {
	t.Helper()
	script, _ := readWorkflow(t, "comment.yml").step(t, id).With["script"].(string)
	input, err := json.Marshal(map[string]any{
		"script": script, "answers": answers,
		"context": map[string]any{"payload": map[string]any{"workflow_run": event}, "repo": map[string]string{"owner": "main", "repo": "register"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), testenv.Program(t, "node"), "-e", scriptHarness)
	cmd.Stdin, cmd.Env = bytes.NewReader(input), append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", id, err, &stderr)
	}
	var did [][2]json.RawMessage
	if err := json.Unmarshal(out, &did); err != nil {
		t.Fatalf("%s: %v\n%s", id, err, out)
	}
	var acts []act
	for _, d := range did {
		acts = append(acts, act{strings.Trim(string(d[0]), `"`), string(d[1])})
	}
	return acts
}

// TestCommentFind checks that a comment goes only to the pull request whose commit was checked, and
// only if that changes nothing but the register.
func TestCommentFind(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	for _, test := range []struct {
		name  string
		spoil func(event, answers object)
		want  act
	}{
		{"good", func(_, _ object) {}, act{"output", `{"number":7}`}},
		{"another workflow", func(event, _ object) { event["path"] = ".github/workflows/own.yml" }, act{"info", "same name"}},
		{"newer commits", func(event, _ object) { event["head_sha"] = "c0ffee" }, act{"info", "newer commits"}},
		{"newer commits while it looks", func(_, answers object) {
			answers["pulls.get"] = object{"changed_files": 1, "head": object{"sha": "c0ffee"}}
		}, act{"info", "newer commits"}},
		{"closed", func(_, answers object) { answers["pulls.list"] = []any{} }, act{"info", "closed"}},
		{"another fork", func(event, _ object) { event["head_repository"].(object)["id"] = 4 }, act{"info", "closed"}},
		{"a fork that is gone", func(_, answers object) {
			answers["pulls.list"].([]any)[0].(object)["head"] = object{"sha": "abc", "repo": nil}
		}, act{"info", "closed"}},
		{"code", func(_, answers object) {
			answers["pulls.listFiles"] = []any{object{"filename": ".github/workflows/pull-request.yml"}}
		}, act{"info", "more than data/"}},
		{"moved out of data", func(_, answers object) {
			answers["pulls.listFiles"] = []any{object{"filename": "data/manufacturers/a.yaml", "previous_filename": "a.yaml"}}
		}, act{"info", "more than data/"}},
		{"attributes in the register", func(_, answers object) {
			answers["pulls.listFiles"] = []any{object{"filename": "data/listings/.gitattributes"}}
		}, act{"info", "more than data/"}},
		{"code in data", func(_, answers object) {
			answers["pulls.listFiles"] = []any{object{"filename": "data/embed.go"}}
		}, act{"info", "more than data/"}},
		{"the name of data", func(_, answers object) {
			answers["pulls.listFiles"] = []any{object{"filename": "database/a.yaml"}}
		}, act{"info", "more than data/"}},
		{"too many files", func(_, answers object) { answers["pulls.get"].(object)["changed_files"] = 3001 }, act{"info", "too many files"}},
		{"no review", func(_, answers object) {
			answers["actions.listWorkflowRunArtifacts"] = object{"artifacts": []any{}}
		}, act{"info", "no review"}},
		{"a large artefact", func(_, answers object) {
			answers["actions.listWorkflowRunArtifacts"] = object{"artifacts": []any{object{"size_in_bytes": 131073}}}
		}, act{"failed", "longer"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			event := object{"id": 5, "path": ".github/workflows/pull-request.yml", "head_sha": "abc", "head_branch": "x';exit",
				"head_repository": object{"id": 3, "owner": object{"login": "fork"}}}
			answers := object{
				"pulls.list":                       []any{object{"number": 7, "head": object{"sha": "abc", "repo": object{"id": 3}}}},
				"pulls.listFiles":                  []any{object{"filename": "data/listings/a/b.yaml"}},
				"pulls.get":                        object{"changed_files": 1, "head": object{"sha": "abc"}},
				"actions.listWorkflowRunArtifacts": object{"artifacts": []any{object{"size_in_bytes": 131072}}},
			}
			test.spoil(event, answers)
			acts := runScript(t, "find", event, answers)
			last := acts[len(acts)-1]
			if last.name != test.want.name || !strings.Contains(last.args, test.want.args) {
				t.Errorf("it ends with %v, want %v", last, test.want)
			}
		})
	}
}

// TestCommentWrite checks that the comment is made once and then updated, and that other texts are
// refused.
func TestCommentWrite(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	comment := func(id int, login, body string) object {
		return object{"id": id, "user": object{"login": login}, "body": body}
	}
	const bot, review = "github-actions[bot]", commentMarker + "Last day `2026-01-01` → `2027-01-01`\n"
	for _, test := range []struct {
		name, text string
		comments   []any
		want       act
	}{
		{"first", review, nil, act{"issues.createComment", `"issue_number":7,"body":"<!-- opencec review -->\nLast`}},
		{"update", review, []any{comment(1, bot, "Other"), comment(2, bot, commentMarker+"Old")}, act{"issues.updateComment", `"comment_id":2,`}},
		{"the same", review, []any{comment(2, bot, review)}, act{"issues.listComments", ""}},
		{"somebody's", review, []any{comment(2, "somebody", commentMarker)}, act{"issues.createComment", ""}},
		{"somebody gone", review, []any{object{"id": 2, "user": nil, "body": commentMarker}}, act{"issues.createComment", ""}},
		{"no marker", "Hello", nil, act{"failed", "marker"}},
		{"nothing", "", nil, act{"failed", "marker"}},
		{"control characters", review + "\x1b[2J", nil, act{"failed", "control"}},
		{"binary", commentMarker + "\xff\xfe", nil, act{"failed", "UTF-8"}},
		{"longest", commentMarker + strings.Repeat("x", 65536-len(commentMarker)), nil, act{"issues.createComment", ""}},
		{"too long", commentMarker + strings.Repeat("x", 65537-len(commentMarker)), nil, act{"failed", "longer"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "comment.md")
			if err := os.WriteFile(file, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if test.comments == nil {
				test.comments = []any{}
			}
			acts := runScript(t, "write", nil, object{"issues.listComments": test.comments}, "FILE="+file, "NUMBER=7")
			last := acts[len(acts)-1]
			if last.name != test.want.name || !strings.Contains(last.args, strings.ReplaceAll(test.want.args, "\n", `\n`)) {
				t.Errorf("it ends with %v, want %v", last, test.want)
			}
		})
	}
}

// TestCommentLink checks that the script does not follow a link in the artefact.
func TestCommentLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "secret", commentMarker)
	if err := os.Symlink("secret", filepath.Join(dir, "comment.md")); err != nil {
		t.Fatal(err)
	}
	acts := runScript(t, "write", nil, nil, "FILE="+filepath.Join(dir, "comment.md"), "NUMBER=7")
	if len(acts) != 1 || acts[0].name != "failed" {
		t.Errorf("it did %v", acts)
	}
}
