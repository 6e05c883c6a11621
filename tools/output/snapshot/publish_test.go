package snapshot_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

// publish builds records and puts them at target.
func publish(ctx context.Context, target string, reg *register.Register) error {
	build, err := snapshot.Prepare(target)
	if err != nil {
		return err
	}
	defer build.Discard()
	if _, err := snapshot.Write(ctx, build.Dir, reg, buildDay, nil); err != nil {
		return err
	}
	return build.Publish()
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return strings.Join(names, " ")
}

// versionOf returns the version of the snapshot at dir.
func versionOf(t *testing.T, dir string) string {
	t.Helper()
	s, err := snapshot.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s.Register.Version.ID
}

func TestPublish(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	target := filepath.Join(parent, "public")
	for _, version := range []string{"first", "second", "third"} {
		if err := publish(t.Context(), target, newRegister(t, sampleRecords(), register.Version{ID: version})); err != nil {
			t.Fatal(err)
		}
		if got := versionOf(t, target); got != version {
			t.Errorf("the published version is %q, want %q", got, version)
		}
		if got := names(t, parent); got != "public" {
			t.Errorf("the folder holds %s", got)
		}
	}
	info, err := os.Stat(target)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o500 != 0o500 {
		t.Errorf("the build has the mode %v", info.Mode())
	}
}

func TestPublishIntoAnEmptyFolder(t *testing.T) {
	t.Parallel()
	target := t.TempDir()
	if err := publish(t.Context(), target, newRegister(t, sampleRecords(), buildVersion)); err != nil {
		t.Fatal(err)
	}
	versionOf(t, target)
}

func TestPublishRefusesAnUnfinishedBuild(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	target := filepath.Join(parent, "public")
	if err := publish(t.Context(), target, newRegister(t, sampleRecords(), buildVersion)); err != nil {
		t.Fatal(err)
	}
	build, err := snapshot.Prepare(target)
	if err != nil {
		t.Fatal(err)
	}
	if err := build.Publish(); err == nil || !strings.Contains(err.Error(), "not a finished build") {
		t.Errorf("the error is %v", err)
	}
	if got := versionOf(t, target); got != buildVersion.ID {
		t.Errorf("the published version is %q", got)
	}
	if err := build.Discard(); err != nil {
		t.Error(err)
	}
	if got := names(t, parent); got != "public" {
		t.Errorf("the folder holds %s", got)
	}
}

func TestPublishLooksAgainAtTheTarget(t *testing.T) {
	t.Parallel()
	target := filepath.Join(t.TempDir(), "public")
	build, err := snapshot.Prepare(target)
	if err != nil {
		t.Fatal(err)
	}
	defer build.Discard()
	if _, err := snapshot.Write(t.Context(), build.Dir, newRegister(t, sampleRecords(), buildVersion), buildDay, nil); err != nil {
		t.Fatal(err)
	}
	precious := filepath.Join(target, "thesis.txt")
	if err := os.Mkdir(target, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(precious, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := build.Publish(); err == nil || !strings.Contains(err.Error(), "would be lost") {
		t.Errorf("the error is %v", err)
	}
	if _, err := os.Stat(precious); err != nil {
		t.Error(err)
	}
}

func TestPrepareRefuses(t *testing.T) {
	t.Parallel()
	good := filepath.Join(t.TempDir(), "public")
	if err := publish(t.Context(), good, newRegister(t, sampleRecords(), buildVersion)); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		place func(parent string) (target string, err error)
		want  string
	}{
		{"a folder with other files", func(parent string) (string, error) {
			return parent, os.WriteFile(filepath.Join(parent, "thesis.txt"), nil, 0o644)
		}, "would be lost"},
		{"a folder with a downloaded manifest", func(parent string) (string, error) {
			if err := os.Mkdir(filepath.Join(parent, "downloads"), 0o755); err != nil {
				return "", err
			}
			manifest, err := os.ReadFile(filepath.Join(good, "downloads", "manifest.json"))
			if err != nil {
				return "", err
			}
			return parent, os.WriteFile(filepath.Join(parent, "downloads", "manifest.json"), manifest, 0o644)
		}, "would be lost"},
		{"a file", func(parent string) (string, error) {
			target := filepath.Join(parent, "public")
			return target, os.WriteFile(target, nil, 0o644)
		}, "is not a folder"},
		{"a link to a build", func(parent string) (string, error) {
			target := filepath.Join(parent, "public")
			return target, os.Symlink(good, target)
		}, "is a symbolic link"},
		{"a folder in no folder", func(parent string) (string, error) {
			return filepath.Join(parent, "none", "public"), nil
		}, "must exist and be writable"},
		{"the folder that we are in", func(string) (string, error) { return here, nil }, "the folder that you are in"},
		{"the root", func(string) (string, error) { return filepath.VolumeName(here) + string(filepath.Separator), nil }, "the folder that you are in"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			target, err := test.place(parent)
			if err != nil {
				t.Skip(err)
			}
			before := names(t, parent)
			_, err = snapshot.Prepare(target)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), target) {
				t.Errorf("the error is %v\nwant it to say %q and the target", err, test.want)
			}
			if after := names(t, parent); after != before {
				t.Errorf("the folder held %q, and holds %q", before, after)
			}
		})
	}
}

func TestPrepareReplacesABuildOfANewerVersion(t *testing.T) {
	t.Parallel()
	dir, _ := write(t, sampleRecords())
	edit("manifest.json", `"schema_version": 4`, `"schema_version": 9, "more": []`)(t, filepath.Join(dir, "downloads"))
	build, err := snapshot.Prepare(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := build.Discard(); err != nil {
		t.Error(err)
	}
}

func TestPrepareRemovesLeftovers(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	target := filepath.Join(parent, "public")
	for _, name := range []string{".public.tmp-123/deep", ".public.tmp-456", ".public.tmp-notes", ".other.tmp-123", ".public.tmp-"} {
		if err := os.MkdirAll(filepath.Join(parent, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(parent, ".public.tmp-789"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	underWay, err := snapshot.Prepare(target)
	if err != nil {
		t.Fatal(err)
	}
	defer underWay.Discard()
	second, err := snapshot.Prepare(target)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Discard(); err != nil {
		t.Error(err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("directories cannot be locked here")
	}
	want := []string{".other.tmp-123", ".public.tmp-", filepath.Base(underWay.Dir), ".public.tmp-789", ".public.tmp-notes"}
	for _, name := range want {
		if _, err := os.Stat(filepath.Join(parent, name)); err != nil {
			t.Error(err)
		}
	}
	if got := strings.Fields(names(t, parent)); len(got) != len(want) {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

// TestReadersSeeTheOldOrTheNew reads without a pause while one build after the
// other is put in place.
func TestReadersSeeTheOldOrTheNew(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("directories are not swapped in one step here")
	}
	t.Parallel()
	target := filepath.Join(t.TempDir(), "public")
	registers := make([]*register.Register, 2)
	for i := range registers {
		records := randomRecords(5+i, uint64(i))
		records.Settings.Title = fmt.Sprint(i)
		registers[i] = newRegister(t, records, register.Version{ID: fmt.Sprint(i)})
	}
	if err := publish(t.Context(), target, registers[0]); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		defer close(done)
		for i := range 30 {
			if err := publish(context.Background(), target, registers[(i+1)%2]); err != nil {
				done <- err
				return
			}
		}
	}()
	seen := map[string]int{}
	for path := target; ; path = other(path, target, filepath.Join(target, "downloads")) {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			if seen["0"] == 0 || seen["1"] == 0 {
				t.Errorf("the versions seen are %v: the test did not see a swap", seen)
			}
			return
		default:
		}
		s, err := snapshot.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		version := s.Register.Version.ID
		if want := fmt.Sprint(len(s.Register.Listings) - 5); version != want || s.Register.Settings.Title != want || s.Manifest.Title != want {
			t.Fatalf("mixed: version %s, %d listings, titles %s and %s", version, len(s.Register.Listings), s.Register.Settings.Title, s.Manifest.Title)
		}
		seen[version]++
	}
}

func other(current, a, b string) string {
	if current == a {
		return b
	}
	return a
}
