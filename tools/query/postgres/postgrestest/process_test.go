//go:build unix

package postgrestest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// doomed is set for the process of TestKilled that is killed.
const doomed = "OPENCEC_TEST_DOOMED"

// A test process that is killed leaves no server and no directory.
func TestKilled(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	if os.Getenv(doomed) != "" {
		die(t)
	}
	if _, err := findBinaries(); err != nil {
		stop(t, err)
	}
	test := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	test.Env = append(os.Environ(), doomed+"=1")
	out, err := test.Output()
	var killed *exec.ExitError
	if !errors.As(err, &killed) || killed.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the process was not killed: %v\n%s", err, out)
	}
	dir, text, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	pid, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("it said %q", out)
	}
	for deadline := time.Now().Add(stopTimeout); ; time.Sleep(pollEvery) {
		_, err := os.Stat(dir)
		gone, ended := errors.Is(err, os.ErrNotExist), hasEnded(pid)
		if gone && ended {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is gone: %v; process %d has ended: %v", dir, gone, pid, ended)
		}
	}
}

// die starts a server, prints where, and kills the process.
func die(t *testing.T) {
	s := Start(t, Options{})
	fmt.Println(s.home.dir, s.cmd.Process.Pid)
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// hasEnded reports whether a process has ended, whether or not its new parent has
// taken note of that.
func hasEnded(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	return err == nil && strings.Contains(string(status), "State:\tZ")
}

// Only the owner can enter the directory of the servers, where every client is trusted.
func TestHomeIsClosed(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	if _, err := findBinaries(); err != nil {
		stop(t, err)
	}
	h, err := openHome()
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("%s has mode %v", h.dir, info.Mode())
	}
}
