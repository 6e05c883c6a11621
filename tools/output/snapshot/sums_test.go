package snapshot_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/output/snapshot"
	"opencec/tools/testenv"
)

// SHA256SUMS has every file of the folder but itself, the text that is signed and the
// signature.
func TestSumsListTheFolder(t *testing.T) {
	t.Parallel()
	folder, _ := writeSigned(t, newSecret(t, "register.example"))
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	left := string(read(t, folder, snapshot.SumsName))
	for _, entry := range entries {
		name := entry.Name()
		if name == snapshot.SumsName || name == snapshot.StatementName || name == snapshot.NoteName {
			continue
		}
		line := sha256Of(read(t, folder, name)) + "  " + name + "\n"
		if !strings.Contains(left, line) {
			t.Errorf("it has no line %q", line)
		}
		left = strings.Replace(left, line, "", 1)
	}
	if left != "" {
		t.Errorf("it has %q besides", left)
	}
}

// The programs that people have accept it, and find what was altered.
func TestSumsAreReadByOthers(t *testing.T) {
	t.Parallel()
	for _, words := range [][]string{{"sha256sum", "-c", "SHA256SUMS"}, {"shasum", "-a", "256", "-c", "SHA256SUMS"}} {
		t.Run(words[0], func(t *testing.T) {
			t.Parallel()
			testenv.Program(t, words[0])
			dir, _ := write(t, sampleRecords())
			folder := filepath.Join(dir, "downloads")
			check := func() (string, error) {
				cmd := exec.CommandContext(t.Context(), words[0], words[1:]...)
				cmd.Dir = folder
				out, err := cmd.CombinedOutput()
				return string(out), err
			}
			if out, err := check(); err != nil {
				t.Errorf("as it was written: %v\n%s", err, out)
			}
			edit("listings.csv", "id,", "ID,")(t, folder)
			if out, err := check(); err == nil || !strings.Contains(out, "listings.csv: FAILED") {
				t.Errorf("altered: %v\n%s", err, out)
			}
		})
	}
}
