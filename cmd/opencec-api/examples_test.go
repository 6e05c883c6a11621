package main

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"opencec/tools/history"
	"opencec/tools/history/historytest"
	"opencec/tools/history/journal"
	datafolder "opencec/tools/input/source"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/keys"
	"opencec/tools/register"
	"opencec/tools/testenv"
)

// examplesDay is today in the examples of the site's pages.
var examplesDay = register.NewDate(2026, 11, 23)

// A languageOfExamples is one in which the pages have each example.
type languageOfExamples struct {
	fence   string                         // the word after the backticks
	name    string                         // a file's name where the page gives none
	command func(files ...string) []string // runs the last of the files; the others are what it may need
}

var languagesOfExamples = []languageOfExamples{
	{"sh", "example.sh", func(files ...string) []string { return []string{"sh", "-eu", files[len(files)-1]} }},
	{"python", "example.py", func(files ...string) []string { return []string{"python3", files[len(files)-1]} }},
	{"js", "example.mjs", func(files ...string) []string { return []string{"node", files[len(files)-1]} }},
	{"go", "example.go", func(files ...string) []string { return append([]string{"go", "run"}, files...) }},
}

// An example is one program in each language, and what all of them print. Those that
// print nothing are what the ones after them need.
type example struct {
	line   int
	alone  bool              // a command in the page's text, which prints what nobody compares
	files  map[string]string // the names that the page gives, by language
	texts  map[string]string // by language
	prints string
}

var (
	exampleFence  = regexp.MustCompile("^```([a-z]+)(?: {file=\"([a-z]+\\.[a-z]+)\"})?$")
	exampleBounds = map[string]bool{"{{< examples >}}": true, "{{< /examples >}}": false}
)

// readExamples reads the examples of a page, and the commands that stand alone on it,
// each as an example in one language.
func readExamples(path string) ([]example, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var examples []example
	var open, inside bool
	var language string
	for i, line := range strings.Split(strings.TrimSuffix(string(content), "\n"), "\n") {
		begins, bound := exampleBounds[line]
		fence := exampleFence.FindStringSubmatch(line)
		switch {
		case open && line == "```":
			open = false
		case open:
			examples[len(examples)-1].add(language, line)
		case bound:
			inside = begins
			if begins {
				examples = append(examples, newExample(i+1))
			}
		case fence != nil:
			if !inside {
				examples = append(examples, newExample(i+1))
				examples[len(examples)-1].alone = true
			}
			open, language = true, fence[1]
			if fence[2] != "" {
				examples[len(examples)-1].files[language] = fence[2]
			}
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			return nil, fmt.Errorf("%s:%d: %q is none of the fences LANGUAGE and LANGUAGE {file=\"NAME\"}", path, i+1, line)
		}
	}
	if open || inside {
		return nil, fmt.Errorf("%s: the last example has no end", path)
	}
	return examples, nil
}

func newExample(line int) example {
	return example{line: line, files: map[string]string{}, texts: map[string]string{}}
}

func (e *example) add(language, line string) {
	if language == "text" {
		e.prints += line + "\n"
		return
	}
	e.texts[language] += line + "\n"
}

// examplesOf returns the examples of a page of the site.
func examplesOf(t *testing.T, page string) []example {
	t.Helper()
	examples, err := readExamples(filepath.Join("../../site/content", page))
	if err != nil {
		t.Fatal(err)
	}
	return examples
}

// Every example on the page about the API prints, in each of its languages, what the
// page says: asked are this program and the static files, with the register's data.
func TestExamples(t *testing.T) {
	t.Parallel()
	examples := examplesOf(t, "api.md")
	if len(examples) < 10 {
		t.Fatalf("%d examples", len(examples))
	}
	env := examplesEnvironment(t, publishExamples(t))
	for _, l := range languagesOfExamples {
		t.Run(l.fence, func(t *testing.T) {
			t.Parallel()
			testenv.Program(t, l.command("")[0])
			follow(t, l, examples, env)
		})
	}
}

// follow does what a reader does who has chosen a language: saves each program under
// its name, and runs it.
func follow(t *testing.T, l languageOfExamples, examples []example, env []string) {
	folder := t.TempDir()
	var needed []string
	for _, e := range examples {
		text, ok := e.texts[l.fence]
		if e.alone && (!ok || strings.HasPrefix(text, "export ")) {
			continue
		}
		if !ok {
			t.Errorf("line %d: no example in %s", e.line, l.fence)
			continue
		}
		if e.prints == "" && !e.alone {
			needed = append(needed, e.save(t, l, folder))
			continue
		}
		e.check(t, l, folder, env, needed...)
	}
}

// save writes the program in a language into a file, and returns its name.
func (e *example) save(t *testing.T, l languageOfExamples, folder string) string {
	t.Helper()
	name := cmp.Or(e.files[l.fence], l.name)
	if err := os.WriteFile(filepath.Join(folder, name), []byte(e.texts[l.fence]), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// check runs the program in a language, and compares what it prints.
func (e *example) check(t *testing.T, l languageOfExamples, folder string, env []string, needed ...string) {
	t.Helper()
	name := e.save(t, l, folder)
	got, err := runExample(t, folder, env, l.command(append(slices.Clone(needed), name)...))
	if err != nil {
		t.Errorf("line %d: %s: %v\n%s", e.line, name, err, got)
	} else if !e.alone && got != e.prints {
		t.Errorf("line %d: %s prints\n%s\nwant\n%s", e.line, name, got, e.prints)
	}
}

func runExample(t *testing.T, folder string, env, command []string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Dir, cmd.Env = folder, env
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	err := cmd.Run()
	return printed.String(), err
}

// The commands and programs on the page about the downloads, in their order in one
// folder. What is about signatures is run where files are signed.
func TestExamplesOfDownloads(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"curl", "jq", "sha256sum", "shasum", "python3"} {
		testenv.Program(t, tool)
	}
	public := publishExamples(t)
	site := httptest.NewServer(http.FileServer(http.Dir(public)))
	t.Cleanup(site.Close)
	folder := t.TempDir()
	ran := 0
	for _, e := range examplesOf(t, "downloads.md") {
		for _, l := range languagesOfExamples {
			text, ok := e.texts[l.fence]
			if !ok || strings.HasPrefix(text, "opencec verify ") || strings.HasPrefix(text, "grep -F ") {
				continue
			}
			e.texts[l.fence] = strings.ReplaceAll(text, `{{< address "/downloads/" >}}`, site.URL+"/downloads/")
			e.check(t, l, folder, examplesVariables())
			ran++
		}
	}
	if ran < 6 {
		t.Errorf("%d were run", ran)
	}
}

// examplesEnvironment serves what is published as a server with a key and as static
// files, and returns the variables by which programs find them.
func examplesEnvironment(t *testing.T, public string) []string {
	t.Helper()
	testenv.Program(t, "jq")
	_, secret, err := keys.New("examples", now)
	if err != nil {
		t.Fatal(err)
	}
	server := start(t, "--snapshot", public, "--api-key-hash", keys.Hash(secret))
	busy := httptest.NewServer(refuseFirst(t, server.url))
	t.Cleanup(busy.Close)
	site := httptest.NewServer(http.FileServer(http.Dir(public)))
	t.Cleanup(site.Close)
	return append(examplesVariables(), "OPENCEC_SITE="+site.URL, "OPENCEC_API="+busy.URL, "OPENCEC_KEY="+secret)
}

// examplesVariables keep what programs do from depending on who runs the tests.
func examplesVariables() []string {
	return append(os.Environ(), "NO_PROXY=*", "no_proxy=*", "GOFLAGS=", "GOWORK=off", "PYTHONDONTWRITEBYTECODE=1", "LC_ALL=C.UTF-8")
}

// refuseFirst passes requests on to a server, except for the first check of each program's
// language: that is one too many, so that the examples have to wait and ask again.
func refuseFirst(t *testing.T, server string) http.Handler {
	t.Helper()
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	var refused sync.Map
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/check" {
			proxy.ServeHTTP(w, r)
			return
		}
		language, _, _ := strings.Cut(r.UserAgent(), "/")
		if _, again := refused.LoadOrStore(language, true); !again {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		proxy.ServeHTTP(w, r)
	})
}

// publishExamples makes a snapshot of the register's data with a history of two
// commits: after the first, a listing was added and another one suspended.
func publishExamples(t *testing.T) string {
	t.Helper()
	const added, suspended = "data/listings/sonnen/ecolinx.yaml", "data/listings/enphase/iq7plus-72-2-us.yaml"
	r := historytest.New(t)
	copyData := func() {
		if err := os.RemoveAll(r.Path("data")); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(r.Path("data"), os.DirFS("../../data")); err != nil {
			t.Fatal(err)
		}
	}
	copyData()
	text, err := os.ReadFile(r.Path(suspended))
	if err != nil {
		t.Fatal(err)
	}
	before := regexp.MustCompile(`(?m)^suspensions:\n(  .*\n)+`).ReplaceAll(text, nil)
	if bytes.Equal(before, text) {
		t.Fatalf("%s has no suspension", suspended)
	}
	r.Remove(added)
	r.Write(suspended, string(before))
	r.Commit("2026-11-02T00:00:00Z", "Begin")
	copyData()
	r.Commit("2026-11-20T01:00:00Z", "Add ecoLinx, suspend IQ7PLUS-72-2-US")
	return writeSnapshot(t, r.Path("data"))
}

// writeSnapshot writes the snapshot of a data folder in git, and returns its folder.
func writeSnapshot(t *testing.T, data string) string {
	t.Helper()
	tree, err := datafolder.Load(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	read, err := history.Read(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	past, err := read.Decode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reg, err := register.New(tree.Records, register.Version{ID: read.Commit, Commit: read.Commit, Time: read.Time})
	if err != nil {
		t.Fatal(err)
	}
	public := filepath.Join(t.TempDir(), "public")
	if err := os.Mkdir(public, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := snapshot.Write(t.Context(), public, reg, examplesDay, journal.ContentsOf(past, reg.Location())); err != nil {
		t.Fatal(err)
	}
	return public
}

func TestReadExamplesRefuses(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"a fence in a list":         "1. Step\n   ```sh\n   ls\n   ```\n",
		"an unknown attribute":      "```sh {exit=\"1\"}\nls\n```\n",
		"a path":                    "```sh {file=\"../x.sh\"}\nls\n```\n",
		"a block without an end":    "```sh\nls\n",
		"an example without an end": "{{< examples >}}\n```sh\nls\n```\n",
	} {
		path := filepath.Join(t.TempDir(), "page.md")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if examples, err := readExamples(path); err == nil {
			t.Errorf("%s: no error, %v", name, examples)
		}
	}
}
