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
	var dir string
	var server, manager int
	if _, err := fmt.Sscan(string(out), &dir, &server, &manager); err != nil {
		t.Fatalf("it said %q", out)
	}
	for deadline := time.Now().Add(stopTimeout); ; time.Sleep(pollEvery) {
		_, err := os.Stat(dir)
		gone, ended, managed := errors.Is(err, os.ErrNotExist), hasEnded(server), hasEnded(manager)
		if gone && ended && managed {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is gone: %v; the server %d has ended: %v; the manager %d has ended: %v", dir, gone, server, ended, manager, managed)
		}
	}
}

// die starts a server and what stands for a manager, prints where, and kills the process.
func die(t *testing.T) {
	s := Start(t, Options{})
	dir, err := s.home.newDir()
	if err != nil {
		t.Fatal(err)
	}
	n := &Node{failover: &Failover{t: t, home: s.home, autoctl: "/bin/sh", dir: dir}, dir: dir}
	n.run("-c", "sleep 1000")
	fmt.Println(s.home.dir, s.cmd.Process.Pid, n.cmd.Process.Pid)
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
