package source

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/register"
	"opencec/tools/testenv/hostile"
)

// The cost of checking, formatting and fixing a hostile file grows no faster than its size,
// and its report is bounded. The test measures allocated memory, which is the same in each
// run.
func TestHostileFiles(t *testing.T) { // not parallel: it counts what the whole process allocates
	const size, times = 8 << 10, 4
	v := hostileVocabulary(t)
	for _, kind := range hostile.Files() {
		small, large := kind.Content(size), kind.Content(size*times)
		for _, work := range []struct {
			name string
			do   func(content []byte) (reported int)
		}{
			{"check", func(content []byte) int { return problemBytes(t, kind.Name, v.Check(kind.Path, content)) }},
			{"fmt", func(content []byte) int {
				_, problems := Canonical(kind.Path, content)
				return problemBytes(t, kind.Name, problems)
			}},
			{"fix", func(content []byte) int {
				_, fixes, _ := Fix(kind.Path, content, v)
				reported := 0
				for _, m := range fixes {
					reported += len(m.String())
				}
				return reported
			}},
		} {
			work.do(small) // what is made once
			var reported int
			little := hostile.Allocated(func() { work.do(small) })
			much := hostile.Allocated(func() { reported = work.do(large) })
			// Lists grow by doubling, so that a little more than four times is linear too; work
			// that grows with the square takes sixteen times.
			if limit := (times+2)*little + 256<<10; much > limit {
				t.Errorf("%s, %s: %d KiB for %d times the file, and %d KiB for the file", kind.Name, work.name, much>>10, times, little>>10)
			}
			if reported > maxReportPerFile {
				t.Errorf("%s, %s: %d bytes are reported of a file of %d", kind.Name, work.name, reported, len(large))
			}
		}
	}
}

// maxReportPerFile bounds the report of one file: 100 problems with a long path and a message.
const maxReportPerFile = 100 * 1000

func problemBytes(t *testing.T, kind string, problems []Problem) int {
	t.Helper()
	if len(problems) > register.MaxProblems+1 {
		t.Errorf("%s: %d problems", kind, len(problems))
	}
	reported := 0
	for _, p := range problems {
		reported += len(p.String())
	}
	return reported
}

// A long line is scanned once for all values in it, not once for each.
func TestCommentsOfLongLine(t *testing.T) {
	t.Parallel()
	content := []byte("model: [" + strings.Repeat("é, ", 5000) + "é] # comment\n")
	root, problems := parse(content)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s := newScalars(bytes.Split(content, []byte("\n")), root)
	if s.at.read > len(content) {
		t.Errorf("%d characters were read of %d bytes", s.at.read, len(content))
	}
	if found := findComments(content, root); len(found) != 1 || found[0].column != 8+3*5000+4 {
		t.Errorf("comments %+v", found)
	}
}

// hostileVocabulary returns the vocabulary of a folder for the hostile files.
func hostileVocabulary(tb testing.TB) *Vocabulary {
	tb.Helper()
	tree, err := Load(context.Background(), hostileFolder(tb, nil))
	if err != nil {
		tb.Fatal(err)
	}
	if problems := tree.Check(date("2026-11-23")); len(problems) > 0 {
		tb.Fatal(problems)
	}
	v, err := tree.Vocabulary()
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// hostileFolder writes a folder without a problem, and more files.
func hostileFolder(tb testing.TB, more map[string][]byte) string {
	tb.Helper()
	files := map[string][]byte{
		"register.yaml":                  []byte("title: T\nbase_url: https://r.example\ntime_zone: Australia/Sydney\nlicence: {name: CC BY 4.0}\n"),
		"entity-types/client.yaml":       []byte("name: Client\n"),
		"manufacturers/hostile.yaml":     []byte("name: Hostile\n"),
		"certifying-bodies/hostile.yaml": []byte("name: Hostile\n"),
		"device-classes/inverter.yaml":   []byte("name: Inverter\nattributes:\n  - {id: max_power, name: Power, type: number, unit: kW}\n"),
	}
	for name, content := range more {
		files[name] = content
	}
	dir := tb.TempDir()
	for name, content := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// The rules are bounded too: a folder with each of the hostile files is checked whole.
func TestHostileFolder(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{}
	for i, kind := range hostile.Files() {
		name := strings.TrimSuffix(kind.Path, extension) + fmt.Sprintf("-%d", i) + extension
		if strings.Contains(kind.Path, "/") && !strings.HasPrefix(kind.Path, "entity-types") {
			files[name] = kind.Content(8 << 10)
		}
	}
	tree, err := Load(context.Background(), hostileFolder(t, files))
	if err != nil {
		t.Fatal(err)
	}
	ofFile := map[string]int{}
	for _, p := range tree.Check(today(t)) {
		if ofFile[p.File]++; ofFile[p.File] > 2*(register.MaxProblems+1) {
			t.Fatalf("more problems of %s than are reported", p.File)
		}
	}
	if len(ofFile) < 80 {
		t.Errorf("only %d files have problems", len(ofFile))
	}
}

// Of very many files with mistakes, the first are listed and all are counted.
func TestManyWrongFiles(t *testing.T) {
	t.Parallel()
	const n = maxTreeProblems/2 + 500 // with two problems each
	files := map[string][]byte{}
	for i := range n {
		files[fmt.Sprintf("manufacturers/m-%05d.yaml", i)] = []byte("name: [a]\nwebsite: 1\n")
	}
	tree, err := Load(context.Background(), hostileFolder(t, files))
	if err != nil {
		t.Fatal(err)
	}
	problems := tree.Check(today(t))
	if len(problems) != maxTreeProblems+500 {
		t.Errorf("%d problems are kept", len(problems))
	}
	report := NewReport(problems, 0, 0)
	if report.Errors != 2*n {
		t.Errorf("%d errors, not %d", report.Errors, 2*n)
	}
	var text, asJSON bytes.Buffer
	if err := report.Write(&text, FormatText); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	want := fmt.Sprintf("and %d more errors in %d other files", 2*n-MaxReported, n-MaxReported/2)
	if len(lines) != MaxReported+2 || lines[MaxReported] != want {
		t.Errorf("%d lines, and behind the problems %q, not %q", len(lines), lines[len(lines)-2], want)
	}
	if err := report.Write(&asJSON, FormatJSON); err != nil {
		t.Fatal(err)
	}
	var read Report
	if err := json.Unmarshal(asJSON.Bytes(), &read); err != nil {
		t.Fatal(err)
	}
	if o := read.Omitted; len(read.Problems) != MaxReported || read.Errors != 2*n || o == nil || o.Errors != 2*n-MaxReported || o.FileCount != n-MaxReported/2 || len(o.Files) != MaxReported {
		t.Errorf("as JSON: %d problems, %d errors, omitted %+v", len(read.Problems), read.Errors, o)
	}
	for name := range files {
		if !tree.isUnread(name) {
			t.Fatalf("%s was read", name)
		}
	}
}

// BenchmarkHostileFiles checks, formats and fixes a hostile file of each kind in several
// sizes. MB/s shows what grows faster than the file.
func BenchmarkHostileFiles(b *testing.B) {
	v := hostileVocabulary(b)
	for _, kind := range hostile.Files() {
		for _, size := range []int{64 << 10, 256 << 10, MaxFileSize} {
			content := kind.Content(size)
			run := func(name string, do func()) {
				b.Run(fmt.Sprintf("%s/%s/%dKiB", strings.ReplaceAll(kind.Name, " ", "_"), name, size>>10), func(b *testing.B) {
					b.SetBytes(int64(len(content)))
					b.ReportAllocs()
					for b.Loop() {
						do()
					}
				})
			}
			run("check", func() { v.Check(kind.Path, content) })
			run("fmt", func() { Canonical(kind.Path, content) })
			run("fix", func() { Fix(kind.Path, content, v) })
		}
	}
}
