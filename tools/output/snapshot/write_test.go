package snapshot_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"opencec/tools/output/snapshot"
	"opencec/tools/register"
	"opencec/tools/testenv/golden"
)

// write makes a build of records in a new directory.
func write(t testing.TB, records register.Records) (dir string, manifest *snapshot.Manifest) {
	t.Helper()
	dir = t.TempDir()
	manifest, err := snapshot.Write(t.Context(), dir, newRegister(t, records, buildVersion), buildDay, nil)
	if err != nil {
		t.Fatal(err)
	}
	return dir, manifest
}

// tree reads all files under dir, sorted by path.
func tree(t testing.TB, dir string) *txtar.Archive {
	t.Helper()
	var files txtar.Archive
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		files.Files = append(files.Files, txtar.File{Name: filepath.ToSlash(name), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return &files
}

func TestWriteGolden(t *testing.T) {
	t.Parallel()
	dir, _ := write(t, sampleRecords())
	got := txtar.Format(tree(t, dir))
	golden.Compare(t, filepath.Join("testdata", "build.txtar"), got)
}

func TestWriteTwiceGivesTheSameBytes(t *testing.T) {
	// Not parallel: it changes GOMAXPROCS.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	alone, _ := write(t, randomRecords(300, 7))
	runtime.GOMAXPROCS(8)
	together, _ := write(t, randomRecords(300, 7))
	a, b := txtar.Format(tree(t, alone)), txtar.Format(tree(t, together))
	if !bytes.Equal(a, b) {
		t.Error("two builds of the same register differ")
	}
}

func TestRecordFilesHoldTheView(t *testing.T) {
	t.Parallel()
	dir, _ := write(t, sampleRecords())
	reg := newRegister(t, sampleRecords(), buildVersion)
	for rec := range reg.All() {
		path := filepath.Join("api", "v1", rec.RecordKind().Folder(), filepath.FromSlash(rec.RecordMeta().ID)+".json")
		got, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Error(err)
			continue
		}
		want, err := register.EncodeJSON(reg.View(rec, buildDay))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want)+"\n" {
			t.Errorf("%s holds\n%s\nthe view is\n%s", path, got, want)
		}
	}
}

func TestManifestDescribesTheFiles(t *testing.T) {
	t.Parallel()
	dir, manifest := write(t, randomRecords(50, 3))
	names := map[string]bool{snapshot.ManifestName: true, snapshot.StatementName: true, snapshot.SumsName: true}
	for _, file := range manifest.Files {
		names[file.Name] = true
		data, err := os.ReadFile(filepath.Join(dir, "downloads", file.Name))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(data)
		if file.Size != int64(len(data)) || file.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: size or digest is not that of the file", file.Name)
		}
		if got := countRows(t, file.Name, data); got != file.Rows {
			t.Errorf("%s has %d rows, the manifest says %d", file.Name, got, file.Rows)
		}
		if file.Description == "" || file.MediaType == "" {
			t.Errorf("%s has no description or media type", file.Name)
		}
	}
	entries, err := os.ReadDir(filepath.Join(dir, "downloads"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !names[entry.Name()] {
			t.Errorf("%s is not in the manifest", entry.Name())
		}
	}
	if manifest.Counts.Listings != 50 || manifest.Counts.Certificates != 50 || manifest.Counts.DeviceClasses != 3 {
		t.Errorf("counts are %+v", manifest.Counts)
	}
}

// countRows counts what the manifest calls rows, from the file alone.
func countRows(t *testing.T, name string, data []byte) int {
	t.Helper()
	switch filepath.Ext(name) {
	case ".csv":
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return len(rows) - 1
	case ".ndjson":
		lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
		for _, line := range lines {
			if !json.Valid([]byte(line)) {
				t.Errorf("%s: not JSON: %s", name, line)
			}
		}
		return len(lines)
	}
	var document map[string]json.RawMessage
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	rows := 0
	for _, value := range document {
		var records []json.RawMessage
		if json.Unmarshal(value, &records) == nil {
			rows += len(records)
		}
	}
	return rows
}

func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	reg := func(change func(*register.Records)) *register.Register {
		records := sampleRecords()
		change(&records)
		return newRegister(t, records, buildVersion)
	}
	same := func(*register.Records) {}
	for _, test := range []struct {
		name    string
		reg     *register.Register
		prepare func(dir string) error
		want    string
	}{
		{"files of another build", reg(same), func(dir string) error {
			_, err := snapshot.Write(context.Background(), dir, reg(same), buildDay, nil)
			return err
		}, "is there already"},
		{"no directory", reg(same), os.Remove, "no such file or directory"},
		{"a former id that leaves the folder", reg(func(r *register.Records) {
			r.Listings[0].FormerIDs = []string{"../../../escape"}
		}), func(string) error { return nil }, "listing acme/box-1: former_ids: "},
		{"a former id that another record has", reg(func(r *register.Records) {
			r.Listings[0].FormerIDs = []string{"plain/unit"}
		}), func(string) error { return nil }, "api/v1/listings/plain/unit.json is there already"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := test.prepare(dir); err != nil {
				t.Fatal(err)
			}
			_, err := snapshot.Write(t.Context(), dir, test.reg, buildDay, nil)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), dir) {
				t.Errorf("got the error %v, want one with %q and the directory", err, test.want)
			}
		})
	}
	t.Run("no day", func(t *testing.T) {
		t.Parallel()
		if _, err := snapshot.Write(t.Context(), t.TempDir(), reg(same), register.Date{}, nil); err == nil {
			t.Error("no error")
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		dir := t.TempDir()
		if _, err := snapshot.Write(ctx, dir, reg(same), buildDay, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got the error %v", err)
		}
		if _, err := os.Stat(filepath.Join(dir, "downloads", snapshot.ManifestName)); err == nil {
			t.Error("a cancelled build has a manifest")
		}
	})
}

func TestWriteLeavesOtherFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	page := filepath.Join(dir, "downloads", "index.html")
	if err := os.MkdirAll(filepath.Dir(page), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte("page"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := snapshot.Write(t.Context(), dir, newRegister(t, sampleRecords(), buildVersion), buildDay, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != "page" {
		t.Errorf("the site's page holds %q, %v", got, err)
	}
}
