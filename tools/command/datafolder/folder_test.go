package datafolder

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history"
	"opencec/tools/history/historytest"
	"opencec/tools/register"
)

const settings = "title: Test\nbase_url: https://register.example\ntime_zone: Australia/Sydney\nlicence: {name: Test licence, url: https://licence.example}\n"

func newReader(t *testing.T, warnings *[]string) Reader {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	return Reader{
		Now:  func() time.Time { return time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC) },
		Day:  func(string) (register.Date, error) { return register.NewDate(2026, 11, 30), nil },
		Warn: func(message string) { *warnings = append(*warnings, message) },
	}
}

// The version of a register is the commit if the files are exactly those of one, and
// otherwise a digest of them; ReadAt reads the files of the commit, whatever is at hand.
func TestRegister(t *testing.T) {
	r := historytest.New(t)
	r.Write("data/register.yaml", settings)
	r.Write("data/manufacturers/acme.yaml", "name: Acme\n")
	commit := r.Commit("2026-01-01T00:00:00Z", "Begin")
	var warnings []string
	reader := newReader(t, &warnings)

	f, err := reader.Read(t.Context(), r.Path("data"))
	if err != nil {
		t.Fatal(err)
	}
	reg, err := f.Register(t.Context())
	if err != nil {
		t.Fatalf("%v: %v", err, f.Report.Problems)
	}
	if reg.Version.ID != commit || f.IsUncommitted(reg) || f.Commit() != commit || f.IsShallow() {
		t.Errorf("version %s of commit %s, want %s", reg.Version.ID, f.Commit(), commit)
	}

	r.Write("data/manufacturers/acme.yaml", "name: Acme Energy\n")
	if f, err = reader.Read(t.Context(), r.Path("data")); err != nil {
		t.Fatal(err)
	}
	if reg, err = f.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(reg.Version.ID, "files-") || !f.IsUncommitted(reg) {
		t.Errorf("after an edit the version is %s", reg.Version.ID)
	}
	past, err := f.History(t.Context())
	if err != nil || len(past.Revisions) != 2 || past.Revisions[1].Commit != "" {
		t.Errorf("after an edit the history is %v, %v", past.Revisions, err)
	}

	if f, err = reader.ReadAt(t.Context(), r.Path("data"), "main"); err != nil {
		t.Fatal(err)
	}
	if reg, err = f.Register(t.Context()); err != nil || reg.Version.ID != commit || reg.Manufacturers[0].Name != "Acme" {
		t.Errorf("as of main: %v, %v", reg, err)
	}
	if past, err = f.History(t.Context()); err != nil || len(past.Revisions) != 1 {
		t.Errorf("as of main the history is %v, %v", past, err)
	}
	if _, err := reader.ReadAt(t.Context(), r.Path("data"), "mian"); !errors.As(err, new(*history.NameError)) || !strings.Contains(err.Error(), "no commit, tag or branch \"mian\"") {
		t.Errorf("error is %v", err)
	}
	if len(warnings) > 0 {
		t.Errorf("warnings: %q", warnings)
	}
}

func TestRegisterRefusesErrors(t *testing.T) {
	r := historytest.New(t)
	r.Write("data/register.yaml", settings)
	r.Write("data/manufacturers/acme.yaml", "nam: Acme\n")
	var warnings []string
	f, err := newReader(t, &warnings).Read(t.Context(), r.Path("data"))
	if err != nil {
		t.Fatal(err)
	}
	if f.Report.Errors == 0 || !strings.HasSuffix(f.Report.Problems[0].File, "data/manufacturers/acme.yaml") {
		t.Errorf("report is %+v", f.Report)
	}
	if _, err := f.Register(t.Context()); !errors.Is(err, ErrProblems) {
		t.Errorf("error is %v", err)
	}
}

func TestReadHintsAtRegister(t *testing.T) {
	var warnings []string
	_, err := newReader(t, &warnings).Read(t.Context(), t.TempDir()+"/data")
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), OtherFolderHint) {
		t.Errorf("error is %v", err)
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	if got := Path("my/data", "listings/a/b.yaml"); got != "my/data/listings/a/b.yaml" {
		t.Errorf("Path is %s", got)
	}
	if got := []string{DataFlag("data"), DataFlag("other")}; !cmp.Equal(got, []string{"", " --data other"}) {
		t.Errorf("DataFlag is %q", got)
	}
	for _, test := range []struct {
		file   string
		paths  []string
		inside bool
	}{
		{"data/a.yaml", []string{"data"}, true},
		{"data/a.yaml", []string{"data/"}, true},
		{"data/a.yaml", []string{"other", "data/a.yaml"}, true},
		{"database/a.yaml", []string{"data"}, false},
		{"data/a.yaml", nil, false},
	} {
		if got := IsWithinAny(test.file, test.paths); got != test.inside {
			t.Errorf("InAny(%q, %q) = %t", test.file, test.paths, got)
		}
	}
	for file, inside := range map[string]bool{"data/a": true, "data": true, "data/../a": false, "database": false, "/data/a": false} {
		if _, got, err := Within("data", file); got != inside || err != nil {
			t.Errorf("Within(data, %s) = %t, %v", file, got, err)
		}
	}
}

// The time zone is that of the register, and of the one whose settings a new one gets.
func TestTimeZone(t *testing.T) {
	t.Parallel()
	own, other, none := t.TempDir(), t.TempDir(), t.TempDir()
	for dir, text := range map[string]string{own: settings, other: strings.ReplaceAll(settings, "Sydney", "Perth")} {
		if err := os.WriteFile(dir+"/register.yaml", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ dir, vocabulary, want string }{
		{own, other, "Australia/Sydney"}, {none, other, "Australia/Perth"}, {none, none, ""},
	} {
		zone, err := TimeZone(test.dir, test.vocabulary)
		if test.want == "" {
			if err == nil {
				t.Errorf("without settings the zone is %s", zone)
			}
			continue
		}
		if err != nil || zone.String() != test.want {
			t.Errorf("zone is %v, %v, want %s", zone, err, test.want)
		}
	}
}
