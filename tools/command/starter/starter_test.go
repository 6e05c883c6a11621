package starter_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/data"
	"opencec/tools/command/starter"
	"opencec/tools/input/source"
	"opencec/tools/register"
	"opencec/tools/testenv"
)

var settings = register.Settings{
	Title: "My register", Description: "What it is.", BaseURL: "https://register.example.org", TimeZone: "Australia/Perth",
	Licence: register.Licence{Name: "Open", URL: "https://example.org/open"},
}

// write writes a new register into a folder.
func write(t *testing.T, settings register.Settings) (dir string) {
	t.Helper()
	kit, err := starter.New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	files, err := kit.Files(settings)
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "a folder", "of its own")
	if err := starter.Write(dir, files); err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t *testing.T, name ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(name...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// The embedded vocabulary equals that of this repository's register, file by file, and is a register by
// itself: nothing in it refers to a record that it lacks.
func TestVocabulary(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, data.Vocabulary); err != nil {
		t.Fatal(err)
	}
	tree, err := source.Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	on, err := register.ParseDate("2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range tree.Check(on) {
		t.Error(p)
	}
	want := []string{source.SettingsFile}
	for _, k := range []register.Kind{register.DeviceClasses, register.EntityTypes, register.TestProfiles} {
		files, err := fs.Glob(os.DirFS("../../../data"), k.Folder()+"/*.yaml")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", k.Folder(), len(files), err)
		}
		want = append(want, files...)
	}
	if got := len(tree.Files()); got != len(want) {
		t.Errorf("%d files, want %d", got, len(want))
	}
	for _, name := range want {
		if string(tree.File(name)) != read(t, "../../../data", name) {
			t.Errorf("%s differs", name)
		}
	}
}

// A new register is valid, has what is needed to edit it, and has the given settings.
func TestFiles(t *testing.T) {
	t.Parallel()
	dir := write(t, settings)
	tree, err := source.Load(t.Context(), filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range tree.Check(register.Date{}) {
		t.Error(p)
	}
	got := tree.Records.Settings
	if len(got.Notices) == 0 || !strings.Contains(got.Notices[0], "Open register of CSIP-AUS listings") {
		t.Errorf("the notices are %q", got.Notices)
	}
	got.Notices = nil
	if diff := cmp.Diff(settings, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	readme := read(t, dir, "README.md")
	for _, want := range []string{"# My register\n\nWhat it is.\n\n", "    opencec serve\n", "    opencec new listing\n", "[Open](https://example.org/open)."} {
		if !strings.Contains(readme, want) {
			t.Errorf("README.md does not have %q:\n%s", want, readme)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "hooks/pre-commit")); err != nil || info.Mode().Perm()&0o111 == 0 {
		t.Errorf("the hook is %v, %v; git runs only what may be run", info.Mode(), err)
	}
}

// Editors find the schema of every kind of record.
func TestEditorsKnowAllSchemas(t *testing.T) {
	t.Parallel()
	var settings struct {
		Schemas map[string]string `json:"yaml.schemas"`
	}
	if err := json.Unmarshal([]byte(read(t, "files/vscode/settings.json")), &settings); err != nil {
		t.Fatal(err)
	}
	for _, k := range register.Kinds() {
		want := "data/" + k.Folder() + strings.Repeat("/*", k.Depth()) + ".yaml"
		if got := settings.Schemas["./schemas/"+k.Schema()]; got != want {
			t.Errorf("%s: the files with the schema %s are %q, want %q", k, k.Schema(), got, want)
		}
	}
}

// This repository and a new register have the same settings for git and editors. The hook differs only in
// its path and the origin of the tool.
func TestSharedFiles(t *testing.T) {
	t.Parallel()
	dir := write(t, settings)
	for _, name := range []string{".gitattributes", ".editorconfig", ".vscode/settings.json"} {
		if diff := cmp.Diff(read(t, "../../..", name), read(t, dir, name)); diff != "" {
			t.Errorf("%s differs: copy it to tools/command/starter/files (-want +got):\n%s", name, diff)
		}
	}
	hook := strings.NewReplacer(
		"#   go build -o bin/ ./cmd/opencec\n", "",
		"core.hooksPath deploy/hooks", "core.hooksPath hooks",
		"build it with: go build -o bin/ ./cmd/opencec", "put it in the PATH or in bin/, or name it in the variable OPENCEC",
	).Replace(read(t, "../../../deploy/hooks/pre-commit"))
	if diff := cmp.Diff(hook, read(t, dir, "hooks/pre-commit")); diff != "" {
		t.Errorf("hooks/pre-commit differs (-want +got):\n%s", diff)
	}
	for _, name := range []string{"hooks/pre-commit", "README.md", "CONTRIBUTING.md"} {
		if text := read(t, dir, name); strings.Contains(text, "deploy/") || strings.Contains(text, "cmd/opencec") {
			t.Errorf("%s speaks of what a new register does not have", name)
		}
	}
}

// Build results and secrets are ignored by git.
func TestIgnored(t *testing.T) {
	t.Parallel()
	dir := write(t, settings)
	git := testenv.Program(t, "git")
	if out, err := exec.CommandContext(t.Context(), git, "init", "--quiet", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, want := range map[string]bool{
		"public/index.html": true, "public.123/index.html": true, "keys.json": true, "keys.json.lock": true, "signing.key": true, ".env": true,
		"bin/opencec": true, "data/listings/.a.yaml.swp": true, "data/register.yaml": false, "schemas/listing.schema.json": false,
		"hooks/pre-commit": false, ".github/workflows/check.yml": false, "theme/static/keys.json": false,
	} {
		err := exec.CommandContext(t.Context(), git, "-C", dir, "check-ignore", "--quiet", name).Run()
		if ignored := err == nil; ignored != want {
			t.Errorf("%s: ignored is %t, want %t (%v)", name, ignored, want, err)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	kit, err := starter.New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		spoil func(s *register.Settings)
		path  string // the setting that has problems; "" for none
	}{
		{"good", func(*register.Settings) {}, ""},
		{"no title", func(s *register.Settings) { s.Title = "" }, "title"},
		{"a title of two lines", func(s *register.Settings) { s.Title = "a\nb" }, "title"},
		{"no address", func(s *register.Settings) { s.BaseURL = "register" }, "base_url"},
		{"no such zone", func(s *register.Settings) { s.TimeZone = "Sydney/Australia" }, "time_zone"},
		{"no licence", func(s *register.Settings) { s.Licence.Name = "" }, "licence.name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := settings
			test.spoil(&s)
			problems, err := kit.Check(s)
			if err != nil {
				t.Fatal(err)
			}
			var paths []string
			for _, p := range problems {
				paths = append(paths, p.Path)
			}
			if got := strings.Join(slices.Compact(paths), " "); got != test.path {
				t.Errorf("problems with %q, want %q: %v", got, test.path, problems)
			}
		})
	}
}

// No file is overwritten, and nothing half-written stays.
func TestWrite(t *testing.T) {
	t.Parallel()
	files := []starter.File{{Name: "a/b.txt", Content: []byte("b\n")}, {Name: "a/b.txt/c", Content: []byte("c\n")}}
	dir := filepath.Join(t.TempDir(), "new")
	if err := starter.Write(dir, files); err == nil {
		t.Error("a file within a file was written")
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := starter.Write(dir, files[:1]); err != nil {
		t.Errorf("an empty clone: %v", err)
	}
	if err := starter.Write(dir, files[:1]); err == nil || !strings.Contains(err.Error(), "is not empty: it has a,") {
		t.Errorf("a folder with files: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := starter.Write(file, files[:1]); err == nil {
		t.Error("a file was taken for a folder")
	}
}
