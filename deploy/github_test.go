package deploy

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

const workflows = "../.github/workflows"

// A workflow of GitHub Actions, as far as what is held here goes. actionlint, in
// tools/test, knows the rest.
type workflow struct {
	Name        string
	On          any
	Permissions any
	Jobs        map[string]job
}

type job struct {
	Outputs     map[string]string
	Permissions map[string]string
	Environment any
	Timeout     int `yaml:"timeout-minutes"`
	Uses        string
	Steps       []step
}

type step struct {
	ID, Name, Uses, Run string
	With, Env           map[string]any
}

// readWorkflow reads a workflow by the name of its file.
func readWorkflow(t *testing.T, name string) workflow {
	t.Helper()
	var w workflow
	if err := yaml.Unmarshal([]byte(readFile(t, filepath.Join(workflows, name))), &w); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return w
}

// step returns the step of an id.
func (w workflow) step(t *testing.T, id string) step {
	t.Helper()
	for _, j := range w.Jobs {
		for _, s := range j.Steps {
			if s.ID == id {
				return s
			}
		}
	}
	t.Fatalf("the workflow %s has no step %s", w.Name, id)
	return step{}
}

// No workflow gives what a pull request sends a right or a place in a program. A right to
// write is of one job, and that job checks nothing out.
func TestWorkflowRules(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(workflows)
	if err != nil || len(files) < 4 {
		t.Fatalf("%d workflows, %v", len(files), err)
	}
	for _, f := range files {
		w := readWorkflow(t, f.Name())
		for _, problem := range w.problems() {
			t.Errorf("%s: %s", f.Name(), problem)
		}
		if w.Name+".yml" != strings.ReplaceAll(f.Name(), "-", " ") {
			t.Errorf("%s: its name is %q", f.Name(), w.Name)
		}
	}
}

// The rules find what they are for.
func TestWorkflowRulesFind(t *testing.T) {
	t.Parallel()
	const pinned = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683"
	good := func() workflow {
		return workflow{On: map[string]any{"push": nil}, Permissions: map[string]any{"contents": "read"}, Jobs: map[string]job{
			"a": {Timeout: 5, Steps: []step{{Uses: pinned, With: map[string]any{"persist-credentials": false}}, {Run: "true"}}},
		}}
	}
	if problems := good().problems(); len(problems) > 0 {
		t.Errorf("the good one: %v", problems)
	}
	for _, test := range []struct {
		want  string
		spoil func(w *workflow, j *job)
	}{
		{"pull_request_target", func(w *workflow, _ *job) { w.On = map[string]any{"pull_request_target": nil} }},
		{"pull_request_target", func(w *workflow, _ *job) { w.On = []any{"push", "pull_request_target"} }},
		{"permissions", func(w *workflow, _ *job) { w.Permissions = nil }},
		{"permissions", func(w *workflow, _ *job) { w.Permissions = "write-all" }},
		{"permissions", func(w *workflow, _ *job) { w.Permissions = map[string]any{"contents": "write"} }},
		{"timeout", func(_ *workflow, j *job) { j.Timeout = 0 }},
		{"digest", func(_ *workflow, j *job) { j.Steps[0].Uses = "actions/checkout@v4" }},
		{"digest", func(_ *workflow, j *job) { j.Steps[0].Uses = pinned[:len(pinned)-1] }},
		{"credentials", func(_ *workflow, j *job) { j.Steps[0].With = nil }},
		{"checks out", func(_ *workflow, j *job) { j.Permissions = map[string]string{"pull-requests": "write"} }},
		{"${{", func(_ *workflow, j *job) { j.Steps[1].Run = "echo ${{ github.head_ref }}" }},
		{"${{", func(_ *workflow, j *job) { j.Steps[1].Run = "echo ${{ steps.a.outputs.b }}" }},
		{"${{", func(_ *workflow, j *job) {
			j.Steps[1].With = map[string]any{"script": "x = '${{ github.event.pull_request.title }}'"}
		}},
	} {
		w := good()
		j := w.Jobs["a"]
		test.spoil(&w, &j)
		w.Jobs["a"] = j
		if problems := w.problems(); len(problems) != 1 || !strings.Contains(problems[0], test.want) {
			t.Errorf("%s: found %q", test.want, problems)
		}
	}
}

// problems returns what breaks a rule, in order.
func (w workflow) problems() []string {
	var found []string
	if strings.Contains(fmt.Sprint(w.On), "pull_request_target") {
		found = append(found, "pull_request_target runs a fork's event with rights to write")
	}
	if !readsOnly(w.Permissions) {
		found = append(found, fmt.Sprintf("the permissions of all its jobs are %v; want contents: read, or none", w.Permissions))
	}
	for name, j := range w.Jobs {
		for _, problem := range j.problems() {
			found = append(found, name+": "+problem)
		}
	}
	slices.Sort(found)
	return found
}

// readsOnly reports whether a workflow's own permissions are there and give no right to
// write.
func readsOnly(permissions any) bool {
	byName, ok := permissions.(map[string]any)
	for _, right := range byName {
		if right != "read" && right != "none" {
			return false
		}
	}
	return ok
}

var pinnedAction = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40}$`)

func (j job) problems() []string {
	if strings.HasPrefix(j.Uses, "./") { // a workflow of this repository, with rules of its own
		return nil
	}
	var found []string
	if j.Timeout == 0 {
		found = append(found, "it has no timeout")
	}
	writes := slices.Contains(slices.Collect(maps.Values(j.Permissions)), "write")
	for _, s := range j.Steps {
		if s.Uses != "" && !pinnedAction.MatchString(s.Uses) {
			found = append(found, s.Uses+" is not pinned by its digest")
		}
		if script := fmt.Sprint(s.Run, s.With["script"]); strings.Contains(script, "${{") {
			found = append(found, "${{ in a script: what it stands for is run; put it into env")
		}
		if !strings.HasPrefix(s.Uses, "actions/checkout@") {
			continue
		}
		if s.With["persist-credentials"] != false {
			found = append(found, "a checkout keeps its credentials where later steps can read them")
		}
		if writes {
			found = append(found, "a job that can write checks out code")
		}
	}
	return found
}

// An action is pinned by one digest everywhere, with its version beside it.
func TestActionVersions(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(workflows, "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range starterWorkflows {
		files = append(files, filepath.Join(workflows, starterWorkflow(name)))
	}
	seen := map[string]string{}
	for _, file := range files {
		for _, use := range regexp.MustCompile(`uses: (\S.*)`).FindAllStringSubmatch(readFile(t, file), -1) {
			action, version, _ := strings.Cut(use[1], "@")
			if strings.HasPrefix(action, "./") {
				continue
			}
			if !regexp.MustCompile(`^[0-9a-f]{40} # v\d+\.\d+\.\d+$`).MatchString(version) {
				t.Errorf("%s: %s: want the version of the digest as a comment", file, use[1])
			}
			if was := seen[action]; was != "" && was != version {
				t.Errorf("%s: %s is %s elsewhere", file, use[1], was)
			}
			seen[action] = version
		}
	}
}
