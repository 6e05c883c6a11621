package publish

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"opencec/tools/command/datafolder"
	"opencec/tools/register"
	"opencec/tools/testenv"
)

// readOwn reads the register of this repository, without a history.
func readOwn(t *testing.T) (*datafolder.Folder, *register.Register) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS("../../../data")); err != nil {
		t.Fatal(err)
	}
	day := register.NewDate(2026, 11, 23)
	reader := datafolder.Reader{
		Now: time.Now, Day: func(string) (register.Date, error) { return day, nil }, Warn: func(message string) { t.Error(message) },
	}
	f, err := reader.Read(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	reg, err := f.Register(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f, reg
}

// Each file of a publication can be made by itself, with the same bytes, but for the two pages that name the
// digests of the downloads.
func TestFiles(t *testing.T) {
	testenv.SkipIfShort(t, "it builds a site")
	f, reg := readOwn(t)
	p, err := New(t.Context(), f, reg)
	if err != nil {
		t.Fatal(err)
	}
	p.APIAddress = "http://localhost:8080"
	dir := t.TempDir()
	if _, err := p.Write(t.Context(), dir, Parts()...); err != nil {
		t.Fatal(err)
	}
	files := NewFiles(f, reg, "", "http://localhost:8080")
	count := 0
	var differ []string
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		want, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		got, err := files.File(t.Context(), name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !bytes.Equal(got, want) {
			differ = append(differ, name)
		}
		count++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"downloads/index.html", "index.html"}; !slices.Equal(differ, want) || count < 100 {
		t.Errorf("of %d files these have other bytes: %q, want %q", count, differ, want)
	}
	for _, name := range []string{"", ".", "/index.html", "../x", "none.html", "downloads/none.csv", "downloads/manifest.note", "api/v1/none.json", "schemas/none.json", "listings"} {
		if _, err := files.File(t.Context(), name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: error is %v", name, err)
		}
	}
	if j, err := files.Journal(t.Context()); err != nil || j.Newest() != 1 {
		t.Errorf("the journal is %v, %v", j, err)
	}
}

// The parts to publish are all, unless some are asked for; a part that the replaced build had, and this one
// leaves out, is a warning.
func TestWarnLeftOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"index.html", "downloads/register.json"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		only     []Part
		warnings int
	}{{nil, 0}, {Parts(), 0}, {[]Part{Site, Downloads}, 0}, {[]Part{Site}, 1}, {[]Part{JSON}, 2}} {
		warnings := 0
		o := Options{Output: dir, Only: test.only, Warn: func(string) { warnings++ }}
		if o.warnLeftOut(); warnings != test.warnings {
			t.Errorf("only %q: %d warnings, want %d", test.only, warnings, test.warnings)
		}
	}
}
