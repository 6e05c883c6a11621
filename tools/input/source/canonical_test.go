package source

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"opencec/tools/register"
	"opencec/tools/testenv/golden"
)

// Each archive of testdata/canonical has a file as somebody wrote it, named by its path in
// the data folder, and the same file in canonical form.
func TestCanonical(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/canonical/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			before := archive.Files[0]
			got, problems := Canonical(before.Name, before.Data)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			archive.Files[1].Data = got
			golden.Compare(t, name, txtar.Format(archive))
			checkCanonical(t, before.Name, before.Data)
		})
	}
}

// Encode writes canonical files, for every record of the register itself and for every
// kind of value.
func TestCanonicalOfEncode(t *testing.T) {
	t.Parallel()
	tree, err := Load(context.Background(), "../../../data")
	if err != nil {
		t.Fatal(err)
	}
	records := append(slices.Collect(tree.Records.All()), fullListing())
	for _, rec := range records {
		name := PathOf(rec.RecordKind(), rec.RecordMeta().ID)
		want, err := Encode(rec)
		if err != nil {
			t.Fatal(err)
		}
		got, problems := Canonical(name, want)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-Encode +Canonical):\n%s", name, diff)
		}
	}
}

// The register's own files are in canonical form.
func TestDataIsCanonical(t *testing.T) {
	t.Parallel()
	differ, problems, err := Reformat(context.Background(), "../../../data", func(string) bool { return true })
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	for _, r := range differ {
		t.Errorf("data/%s does not have the canonical form: run go run ./cmd/opencec fmt", r.Name)
	}
}

func TestCanonicalRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, content, message string }{
		"not YAML":      {"listings/acme/box.yaml", "model: [\n", "not YAML"},
		"a bare tab":    {"listings/acme/box.yaml", "software:\n\tname: X\n", "a tab is used to indent"},
		"too large":     {"listings/acme/box.yaml", strings.Repeat("#", MaxFileSize+1), "is larger than"},
		"not a record":  {"listings/box.txt", "a: 1\n", "is not a file of the register"},
		"two documents": {"manufacturers/acme.yaml", "name: A\n---\nname: B\n", "a second document"},
	} {
		got, problems := Canonical(test.file, []byte(test.content))
		if len(problems) != 1 || !strings.Contains(problems[0].Message, test.message) || problems[0].File != test.file || got != nil {
			t.Errorf("%s: %q, %v; want the problem %q", name, got, problems, test.message)
		}
	}
}

// checkCanonical checks the canonical form of a file: it says the same, has every comment,
// and is its own canonical form.
func checkCanonical(t *testing.T, name string, content []byte) {
	t.Helper()
	once, problems := Canonical(name, content)
	if len(problems) > 0 {
		return
	}
	k, id, _ := RecordOf(name)
	before, _, beforeErr := Decode(k, id, unixLines(content))
	after, _, afterErr := Decode(k, id, once)
	if (beforeErr == nil) != (afterErr == nil) {
		t.Fatalf("decoding: %v before, %v after\n%s\n---\n%s", beforeErr, afterErr, content, once)
	}
	if beforeErr == nil {
		was, _ := register.EncodeJSON(before)
		is, _ := register.EncodeJSON(after)
		if !bytes.Equal(was, is) {
			t.Fatalf("says something else: %s before, %s after", was, is)
		}
	}
	twice, problems := Canonical(name, once)
	if len(problems) > 0 || !bytes.Equal(once, twice) {
		t.Fatalf("not its own canonical form, %v\n%s\n--- once\n%s\n--- twice\n%s", problems, content, once, twice)
	}
	if !bytes.HasSuffix(once, []byte("\n")) || bytes.HasSuffix(once, []byte("\n\n")) || bytes.ContainsRune(once, '\r') {
		t.Fatalf("ends of lines: %q", once)
	}
}

// FuzzCanonical starts with the register's files and with comments in likely places.
func FuzzCanonical(f *testing.F) {
	for _, pattern := range []string{"../../../data/listings/*/*.yaml", "../../../data/device-classes/*.yaml", "testdata/canonical/*.txtar"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatalf("no files %s: %v", pattern, err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if archive := txtar.Parse(content); len(archive.Files) > 0 {
				content = archive.Files[0].Data
			}
			f.Add(content)
		}
	}
	for _, content := range []string{
		"a: [ # 1\n b, # 2\n # 3\n c ] # 4\n# 5\n", "a: # 1\n  - # 2\n    b: c # 3\n    # 4\n  # 5\n",
		"a: | # 1\n  # text\n # 2\nb: 'it''s # text' # 3\n", "a: {} # 1\nb: \"x\\\"# y\" # 2\n", "# 1\n\n# 2\na: b\n\n\n# 3\n\n# 4\n",
		"&a:\nb: \n#1", ": - #", "a: !!str 1 # 1\n",
		"periods:\n- {from: 2025-1-1} # 1\n  # 2\n- from: 2\n  # 3\n  to: 3\n",
	} {
		f.Add([]byte(content))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		checkCanonical(t, "listings/acme/box.yaml", content)
	})
}
