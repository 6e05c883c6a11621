package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"opencec/tools/history/historytest"
	"opencec/tools/history/review"
	"opencec/tools/input/source"
	"opencec/tools/register"
	"opencec/tools/testenv/golden"
)

const (
	mistakesFile   = "testdata/mistakes.md"
	mistakesFolder = "testdata/mistakes"
	mistakesDay    = "2026-06-01"
)

// comparedPart is the part of the document with mistakes that only a comparison shows.
const comparedPart = "## Compared with main"

// A mistake is one entry of the document.
type mistake struct {
	title      string
	compared   bool // with the register as it was
	steps      []mistakeStep
	report     string
	reportFrom int // the lines of the document with its report, from 0
	reportTo   int
}

// A mistakeStep says what a file, or lines of it, was or became.
type mistakeStep struct {
	verb  string // Was, Wrote, Instead or Removed
	how   string // in: lines of the file; as: all of it
	file  string
	saved string // the character set, if that is not UTF-8
	text  string
}

// Each mistake of the document is made in a register without errors, and reported as in the document. The
// fix that the message proposes leaves nothing wrong. OPENCEC_TEST_UPDATE writes the reports into the
// document.
func TestMistakes(t *testing.T) {
	text, err := os.ReadFile(mistakesFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	mistakes, err := parseMistakes(lines)
	if err != nil {
		t.Fatalf("%s:%v", mistakesFile, err)
	}
	fixture := readFixture(t)
	report := make([]string, len(mistakes))
	for i, m := range mistakes {
		t.Run(m.title, func(t *testing.T) { report[i] = m.check(t, fixture) })
	}
	if golden.Updating() {
		updateMistakes(t, lines, mistakes, report)
		return
	}
	for i, m := range mistakes {
		if report[i] != m.report {
			t.Errorf("%s\nreported:\n%s\nthe document has:\n%s", m.title, report[i], m.report)
		}
	}
}

// The document has a mistake for every rule that it can show.
func TestMistakesOfEveryRule(t *testing.T) {
	text, err := os.ReadFile(mistakesFile)
	if err != nil {
		t.Fatal(err)
	}
	mistakes, err := parseMistakes(strings.Split(string(text), "\n"))
	if err != nil {
		t.Fatal(err)
	}
	fixture, seen := readFixture(t), map[string]bool{
		register.RuleExpiring: true, // not a mistake
		review.RuleMerged:     true, // not a mistake, only for review
		review.RuleMassChange: true, // takes more than a hundred records

		review.RuleHistoryRewritten: true, // is about commits, and not about files
	}
	for _, m := range mistakes {
		for _, p := range m.problems(t, fixture, "Wrote") {
			seen[p.Rule] = true
		}
	}
	for _, rule := range append(source.Rules(), review.Rules()...) {
		if !seen[rule.Name] {
			t.Errorf("no mistake breaks the rule %s", rule.Name)
		}
	}
}

var (
	stepLine    = regexp.MustCompile("^(Was|Wrote|Instead) (in|as) `([^`]+)`(?:, saved as ([A-Za-z0-9-]+))?:$")
	removedLine = regexp.MustCompile("^Removed `([^`]+)`\\.$")
)

// parseMistakes parses the document. The text before its first part is for people only.
func parseMistakes(lines []string) ([]*mistake, error) {
	var all []*mistake
	var m *mistake
	compared := false
	for i := max(0, slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "## ") })); i < len(lines); i++ {
		line := lines[i]
		title, isTitle := strings.CutPrefix(line, "### ")
		switch step, removed := stepLine.FindStringSubmatch(line), removedLine.FindStringSubmatch(line); {
		case line == "":
		case isTitle:
			m = &mistake{title: title, compared: compared}
			if all = append(all, m); !strings.HasPrefix(title, fmt.Sprintf("%d. ", len(all))) {
				return nil, fmt.Errorf("%d: this is number %d", i+1, len(all))
			}
		case strings.HasPrefix(line, "## "):
			compared = line == comparedPart
		case removed != nil:
			m.steps = append(m.steps, mistakeStep{verb: "Removed", file: removed[1]})
		case step != nil:
			from, to, err := fenced(lines, i+1)
			if err != nil {
				return nil, err
			}
			m.steps = append(m.steps, mistakeStep{step[1], step[2], step[3], step[4], joinLines(lines[from:to])})
			i = to
		case line == "Reported:":
			from, to, err := fenced(lines, i+1)
			if err != nil {
				return nil, err
			}
			m.report, m.reportFrom, m.reportTo = joinLines(lines[from:to]), from, to
			i = to
		default:
			return nil, fmt.Errorf("%d: %q has no meaning here", i+1, line)
		}
	}
	return all, nil
}

// fenced returns the lines of the next code block: after one fence and before another.
func fenced(lines []string, at int) (from, to int, err error) {
	for at < len(lines) && lines[at] == "" {
		at++
	}
	if at == len(lines) || !strings.HasPrefix(lines[at], "```") {
		return 0, 0, fmt.Errorf("%d: a code block is missing", at)
	}
	length := slices.Index(lines[at+1:], "```")
	if length < 0 {
		return 0, 0, fmt.Errorf("%d: the code block has no end", at+1)
	}
	return at + 1, at + 1 + length, nil
}

func joinLines(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

func readFixture(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	folder := os.DirFS(mistakesFolder)
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(folder, name)
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// check returns the report of the mistake, and checks that nothing is wrong once it is fixed.
func (m *mistake) check(t *testing.T, fixture map[string]string) string {
	for _, p := range m.problems(t, fixture, "Instead") {
		t.Errorf("after writing the fix: %s", p)
	}
	var report strings.Builder
	for _, p := range m.problems(t, fixture, "Wrote") {
		fmt.Fprintln(&report, p)
	}
	if report.Len() == 0 {
		t.Error("the mistake is not reported")
	}
	return report.String()
}

// problems returns what validate reports for the fixture after the steps with one verb.
func (m *mistake) problems(t *testing.T, fixture map[string]string, verb string) []source.Problem {
	t.Helper()
	files, err := m.apply(fixture, verb)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	args := []string{"validate", "--json", "--on", mistakesDay}
	if m.compared {
		r := historytest.New(t)
		dir = r.Path("data")
		writeFiles(t, dir, fixture)
		r.Commit("2026-05-01T00:00:00Z", "The register without a fault")
		r.Remove("data")
		args = append(args, "--base", "main")
	}
	writeFiles(t, dir, files)
	c := opencec(t, time.Now(), append(args, "--data", dir)...)
	var report source.Report
	if err := json.Unmarshal([]byte(c.stdout), &report); err != nil {
		t.Fatalf("exit %d: %v\n%s", c.code, err, c.stderr)
	}
	for i := range report.Problems {
		report.Problems[i].File = strings.TrimPrefix(report.Problems[i].File, filepath.ToSlash(dir)+"/")
	}
	return report.Problems
}

func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// apply returns the fixture after the steps with one verb.
func (m *mistake) apply(fixture map[string]string, verb string) (map[string]string, error) {
	files := maps.Clone(fixture)
	for _, s := range m.steps {
		if s.verb == "Removed" {
			delete(files, s.file)
		}
	}
	for _, s := range m.steps {
		if s.verb != verb {
			continue
		}
		text := s.text
		if s.how == "in" {
			was, old := "\n"+files[s.file], "\n"+m.before(s.file)
			if strings.Count(was, old) != 1 {
				return nil, fmt.Errorf("%s has the lines %q %d times", s.file, old, strings.Count(was, old))
			}
			text = strings.TrimPrefix(strings.Replace(was, old, "\n"+s.text, 1), "\n")
		}
		saved, err := saveAs(s.saved, text)
		if err != nil {
			return nil, err
		}
		files[s.file] = saved
	}
	return files, nil
}

// before returns the lines of a file that the mistake is about, as in the fixture. By default they are the
// lines to write.
func (m *mistake) before(file string) string {
	for _, verb := range []string{"Was", "Instead"} {
		for _, s := range m.steps {
			if s.verb == verb && s.file == file {
				return s.text
			}
		}
	}
	return ""
}

func saveAs(charset, text string) (string, error) {
	encodings := map[string]encoding.Encoding{
		"":        encoding.Nop,
		"Latin-1": charmap.ISO8859_1,
		"UTF-16":  unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	}
	return encodings[charset].NewEncoder().String(text)
}

func updateMistakes(t *testing.T, lines []string, mistakes []*mistake, report []string) {
	t.Helper()
	for i, m := range slices.Backward(mistakes) {
		if report[i] == "" {
			continue // it did not come so far
		}
		lines = slices.Replace(lines, m.reportFrom, m.reportTo, strings.Split(strings.TrimSuffix(report[i], "\n"), "\n")...)
	}
	if err := os.WriteFile(mistakesFile, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The changes that Windows editors make to a file are not mistakes, as the document says.
func TestWindowsFilesAreInOrder(t *testing.T) {
	files := readFixture(t)
	for name, content := range files {
		files[name] = "\ufeff" + strings.ReplaceAll(content, "\n", "\r\n")
	}
	dir := filepath.Join(t.TempDir(), "data")
	writeFiles(t, dir, files)
	c := opencec(t, time.Now(), "validate", "--on", mistakesDay, "--data", dir)
	if want := "3 listings, 3 certificates, 0 errors, 0 warnings\n"; c.stdout != want {
		t.Errorf("report %q, want %q; %s", c.stdout, want, c.stderr)
	}
}
