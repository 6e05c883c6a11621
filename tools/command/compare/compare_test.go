package compare

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/command/datafolder"
	"opencec/tools/history"
	"opencec/tools/history/historytest"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

const (
	settings = "title: Test\nbase_url: https://register.example\ntime_zone: Australia/Sydney\n"
	listing  = "manufacturer: acme\nmodel: One\nentity_type: device\nperiods:\n  - {from: 2026-01-01}\n"
)

// begin makes a register whose branch work has left main, which went on.
func begin(t *testing.T) *historytest.Repository {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	r := historytest.New(t)
	r.Write("data/register.yaml", settings)
	r.Write("data/manufacturers/acme.yaml", "name: Acme\n")
	r.Write("data/manufacturers/other.yaml", "name: Other\n")
	r.Write("data/entity-types/device.yaml", "name: Device\ndescription: A device.\n")
	r.Write("data/listings/acme/one.yaml", listing)
	r.Commit("2026-01-01T00:00:00Z", "Begin")
	r.Git("checkout", "-q", "-b", "work")
	r.Git("checkout", "-q", "main")
	r.Write("data/manufacturers/later.yaml", "name: Later\n")
	r.Commit("2026-01-02T00:00:00Z", "Go on")
	r.Git("checkout", "-q", "work")
	return r
}

func compareFiles(t *testing.T, r *historytest.Repository, o Options) (*Comparison, error) {
	t.Helper()
	reader := datafolder.Reader{
		Now:  time.Now,
		Day:  func(string) (register.Date, error) { return register.NewDate(2026, 11, 30), nil },
		Warn: func(message string) { t.Errorf("warning: %s", message) },
	}
	f, err := reader.Read(t.Context(), r.Path("data"))
	if err != nil {
		t.Fatal(err)
	}
	o.Label, o.Now = "--base", time.Now()
	return Compare(t.Context(), f, o)
}

// What happened on main since the branch left it is no change of the branch. What the
// difference alone shows is reported together with the problems of the files.
func TestCompare(t *testing.T) {
	r := begin(t)
	r.Write("data/manufacturers/acme.yaml", "name: Acme Energy\n")
	r.Remove("data/manufacturers/other.yaml")
	r.Write("data/manufacturers/broken.yaml", "nam: Broken\n")
	c, err := compareFiles(t, r, Options{Base: "main"})
	if err != nil {
		t.Fatal(err)
	}
	var changed []string
	for _, ch := range c.Changes.Changes {
		changed = append(changed, ch.Kind.Folder()+"/"+ch.ID)
	}
	if want := []string{"manufacturers/acme", "manufacturers/broken", "manufacturers/other"}; !cmp.Equal(slices.Sorted(slices.Values(changed)), want) {
		t.Errorf("changed: %q, want %q", changed, want)
	}
	rules := map[string]string{}
	for _, p := range c.Problems.Problems {
		if p.Severity == register.Error {
			rules[strings.TrimPrefix(p.File, r.Dir+"/")] = p.Rule
		}
	}
	if rules["data/manufacturers/other.yaml"] != "deleted" || rules["data/manufacturers/broken.yaml"] == "" {
		t.Errorf("errors: %v", rules)
	}
	if !strings.Contains(c.Base(), "; main is 1 commit further: git rebase main") {
		t.Errorf("base is %s", c.Base())
	}
	if affected := c.Affected(); !affected[r.Path("data/listings/acme/one.yaml")] || affected[r.Path("data/entity-types/device.yaml")] {
		t.Errorf("affected: %v", affected)
	}
	gone := c.Comment().Gone[r.Path("data/manufacturers/other.yaml")]
	if !strings.HasPrefix(gone, "git restore --source=") {
		t.Errorf("the file that is gone is restored by %q", gone)
	}
}

func TestCompareNames(t *testing.T) {
	r := begin(t)
	r.Git("checkout", "-q", "--orphan", "separate")
	r.Commit("2026-01-03T00:00:00Z", "Begin again")
	for base, want := range map[string]string{
		"seperate": "--base: there is no commit, tag or branch \"seperate\" (did you mean separate?)",
		"main:x":   "--base: \"main:x\" does not name a commit in a way that is understood here",
		"main":     "--base: \"main\" and the files have no commit in common",
		"sep\x1b":  "--base: \"sep\\x1b\" does not name a commit",
	} {
		_, err := compareFiles(t, r, Options{Base: base})
		if !errors.As(err, new(*history.NameError)) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: error is %v, want %s", base, err, want)
		}
	}
}

// A merge that takes the base in from the side would rewrite the history; that is an error
// unless it is accepted.
func TestCompareRewritten(t *testing.T) {
	r := begin(t)
	r.Write("data/manufacturers/acme.yaml", "name: Acme Energy\n")
	r.Commit("2026-01-03T00:00:00Z", "Rename")
	r.At("2026-01-04T00:00:00Z", "merge", "-q", "--no-edit", "main")
	for accepted, want := range map[bool]register.Severity{false: register.Error, true: register.Warning} {
		c, err := compareFiles(t, r, Options{Base: "main", AcceptRewritten: accepted})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(c.differenceProblems, func(p source.Problem) bool { return p.Rule == "history-rewritten" })
		if i < 0 || c.differenceProblems[i].Severity != want {
			t.Errorf("accepted %t: %+v", accepted, c.differenceProblems)
		}
	}
}
