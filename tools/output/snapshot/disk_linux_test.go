package snapshot_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Some tests need a process of their own, with less than this one may do. They
// start the test binary again with the name of a scene in this variable.
const sceneVariable = "SNAPSHOT_TEST_SCENE"

// nobody is the user id of the user without rights.
const nobody = 65534

var scenes = map[string]func(target string) error{
	"full disk": func(target string) error {
		// The system ends writing at this size of a file with a signal, and when
		// that is ignored with an error.
		signal.Ignore(syscall.SIGXFSZ)
		limit := unix.Rlimit{Cur: 2_000, Max: 2_000}
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
			return err
		}
		return publishSample(target)
	},
	"not writable": func(target string) error {
		if os.Geteuid() == 0 {
			if err := syscall.Setuid(nobody); err != nil {
				return err
			}
		}
		return publishSample(target)
	},
}

func TestMain(m *testing.M) {
	if scene, ok := scenes[os.Getenv(sceneVariable)]; ok {
		if err := scene(os.Args[1]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// play runs a scene in a process of its own and returns what it printed.
func play(t *testing.T, scene, target string) (printed string, failed bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, target)
	cmd.Env = append(os.Environ(), sceneVariable+"="+scene)
	out, err := cmd.CombinedOutput()
	if err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return string(out), err != nil
}

func TestAFullDiskLeavesTheOldBuild(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	target := filepath.Join(parent, "public")
	if err := publish(t.Context(), target, newRegister(t, sampleRecords(), buildVersion)); err != nil {
		t.Fatal(err)
	}
	printed, failed := play(t, "full disk", target)
	if !failed || !strings.Contains(printed, "write a snapshot into") || !strings.Contains(printed, "file too large") {
		t.Errorf("it failed: %v, and printed %s", failed, printed)
	}
	if got := versionOf(t, target); got != buildVersion.ID {
		t.Errorf("the published version is %q", got)
	}
	if got := names(t, parent); got != "public" {
		t.Errorf("the folder holds %s", got)
	}
}

func TestAFolderThatIsNotWritable(t *testing.T) {
	t.Parallel()
	parent, err := os.MkdirTemp("", "snapshot") // every user can enter it, unlike t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(parent) })
	if err := os.Chmod(parent, 0o555); err != nil {
		t.Fatal(err)
	}
	printed, failed := play(t, "not writable", filepath.Join(parent, "public"))
	if !failed || !strings.Contains(printed, "permission denied") || !strings.Contains(printed, parent+" must exist and be writable") {
		t.Errorf("it failed: %v, and printed %s", failed, printed)
	}
}

func publishSample(target string) error {
	reg, err := newSample()
	if err != nil {
		return err
	}
	return publish(context.Background(), target, reg)
}
