package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"opencec/tools/api"
	"opencec/tools/output/snapshot"
)

// The changelog has its form, and names the versions that the code has.
func TestChangelog(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("../../..", path))
	if err != nil {
		t.Fatal(err)
	}
	log, problems := parse(string(text))
	for _, p := range problems {
		t.Errorf("%s:%d: %s", path, p.line, p.text)
	}
	if got, want := log.formats(), (formats{api.Version, strconv.Itoa(snapshot.SchemaVersion), newestMigration(t)}); got != want {
		t.Errorf("the newest version that names them has API %s, snapshot schema %s, database schema %s; the code has %s, %s, %s: say it below [Unreleased]",
			got.api, got.snapshot, got.database, want.api, want.snapshot, want.database)
	}
}

// newestMigration returns the number of the newest migration of the database.
func newestMigration(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("../../query/postgres/migrations/[0-9]*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("migrations: %q, %v", files, err)
	}
	number, _, _ := strings.Cut(filepath.Base(slices.Max(files)), "_")
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(n)
}

const good = `# Changelog

What it is.

## [Unreleased]

## [1.1.0-rc.1] - 2026-12-02

API 1.7.0, snapshot schema 5, database schema 6.

### Fixed

- One thing.
- Another thing, in
  two lines.

## [1.0.0] - 2026-12-01

In words.

API 1.6.0, snapshot schema 4, database schema 4.

### Added

- All of it.

### Security

- None.
`

func TestParse(t *testing.T) {
	t.Parallel()
	log, problems := parse(good)
	if len(problems) > 0 {
		t.Fatalf("the good one: %v", problems)
	}
	if got, want := log.formats(), (formats{"1.7.0", "5", "6"}); got != want {
		t.Errorf("its formats are %v, want %v", got, want)
	}
	for _, test := range []struct{ old, new, want string }{
		{"# Changelog\n", "# Changes\n", `1: the first line is "# Changes"`},
		{"## [Unreleased]\n\n", "", "1: the first version is not ## [Unreleased]"},
		{"What it is.", "- A change.", `3: "- A change." is above the first version`},
		{"[1.0.0] - 2026-12-01", "1.0.0", `17: "## 1.0.0" is not a heading`},
		{"[1.0.0]", "[1.0]", `17: "1.0" is not a version`},
		{"[1.0.0]", "[v1.0.0]", `17: "v1.0.0" is not a version`},
		{"[1.0.0]", "[1.1.0]", "17: v1.1.0 is not older than v1.1.0-rc.1"},
		{"2026-12-01", "1 December", `17: "1 December" is not a date`},
		{"2026-12-01", "2026-12-31", "17: 2026-12-31 is after the date"},
		{"### Security", "### New", `27: "New" is none of Added,`},
		{"### Security", "### Added", "27: the version has Added twice"},
		{"### Security", "#### Security", `27: "#### Security" is neither`},
		{"### Fixed\n", "", "12: a change stands below no heading"},
		{"- One thing.\n- Another thing, in\n  two lines.\n", "", "11: there is no change below Fixed"},
		{"  two lines.", "two lines.", `15: "two lines." is no change`},
		{"- All of it.", "All of it.", `25: "All of it." is no change`},
		{"API 1.6.0, snapshot schema 4, database schema 4.", "API 1.6.0.", "17: the version 1.0.0 does not say: API"},
	} {
		if strings.Count(good, test.old) != 1 {
			t.Fatalf("%q is not there once", test.old)
		}
		_, problems := parse(strings.Replace(good, test.old, test.new, 1))
		if len(problems) == 0 {
			t.Errorf("%s: nothing is found", test.want)
			continue
		}
		found := slices.ContainsFunc(problems, func(p problem) bool { return strings.HasPrefix(fmt.Sprintf("%d: %s", p.line, p.text), test.want) })
		if !found {
			t.Errorf("want %s, found %v", test.want, problems)
		}
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"good.md":  good,
		"moved.md": strings.Replace(good, "## [Unreleased]\n", "## [Unreleased]\n\n### Added\n\n- It is new.\n", 1),
		"wrong.md": strings.Replace(good, "[1.0.0]", "[1.0]", 1),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		file   string
		args   []string
		code   int
		stdout string
		stderr string // a part of it
	}{
		{"good.md", []string{"v1.0.0"}, 0, "In words.\n\nAPI 1.6.0, snapshot schema 4, database schema 4.\n\n### Added\n\n- All of it.\n\n### Security\n\n- None.\n", ""},
		{"good.md", []string{"v1.2.0"}, 1, "", "there is no ## [1.2.0]"},
		{"moved.md", []string{"v1.0.0"}, 1, "", "line 5: Unreleased has changes: move them below ## [1.0.0]"},
		{"moved.md", []string{"Unreleased"}, 0, "### Added\n\n- It is new.\n", ""},
		{"wrong.md", []string{"v1.0.0"}, 1, "", `wrong.md:17: "1.0" is not a version`},
		{"none.md", []string{"v1.0.0"}, 1, "", "none.md"},
		{"good.md", nil, 2, "", "usage: changelog VERSION"},
		{"good.md", []string{"--help"}, 2, "", "usage: changelog VERSION"},
	} {
		var stdout, stderr strings.Builder
		code := run(test.args, filepath.Join(dir, test.file), &stdout, &stderr)
		if code != test.code || stdout.String() != test.stdout || !strings.Contains(stderr.String(), test.stderr) {
			t.Errorf("%s %q: ends with %d\n%s%s", test.file, test.args, code, stdout.String(), stderr.String())
		}
	}
}

// formats returns those of the newest version that names them.
func (c changelog) formats() formats {
	for _, s := range c {
		if s.formats != nil {
			return *s.formats
		}
	}
	return formats{}
}
