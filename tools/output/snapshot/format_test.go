package snapshot_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/output/snapshot"
)

func TestReadForm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, manifest string
		want           snapshot.Format
		fails          string // "" for not
	}{
		{"of this version", `{"schema_version": 4, "made_by": "opencec v1.2.0", "files": []}`, snapshot.Format{SchemaVersion: 4, MadeBy: "opencec v1.2.0"}, ""},
		{"older", `{"schema_version": 1}`, snapshot.Format{SchemaVersion: 1}, ""},
		{"newer, of another shape", `{"schema_version": 900, "made_by": "opencec v9.0.0", "files": {"a": 1}}`, snapshot.Format{SchemaVersion: 900, MadeBy: "opencec v9.0.0"}, ""},
		{"no number", `{"made_by": "opencec"}`, snapshot.Format{}, "it has no schema_version"},
		{"a number that is none", `{"schema_version": -4}`, snapshot.Format{}, "it has no schema_version"},
		{"a text", `{"schema_version": "4"}`, snapshot.Format{}, "is not a manifest"},
		{"not JSON", `schema_version: 4`, snapshot.Format{}, "is not a manifest"},
		{"too large", `{"schema_version": 4}` + strings.Repeat(" ", snapshot.MaxManifestSize), snapshot.Format{}, "this is another file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			downloads := filepath.Join(dir, snapshot.DownloadsFolder)
			if err := os.Mkdir(downloads, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(downloads, snapshot.ManifestName), []byte(test.manifest), 0o644); err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{dir, downloads} {
				got, err := snapshot.ReadFormat(path)
				switch {
				case test.fails == "" && (err != nil || got != test.want):
					t.Errorf("got %+v, %v; want %+v", got, err, test.want)
				case test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
					t.Errorf("the error is %v, want %q in it", err, test.fails)
				}
			}
		})
	}
	if _, err := snapshot.ReadFormat(t.TempDir()); err == nil {
		t.Error("an empty folder was taken for a snapshot")
	}
}
