//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"opencec/tools/output/snapshot"
)

// inTime fails the test when what must not wait does.
func inTime(t *testing.T, what string, do func()) {
	t.Helper()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		do()
	}()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatalf("%s: it waits", what)
	}
}

// A pipe in the place of the folder is reported, and a good folder in its place is served.
func TestFollowPipe(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	publish(t, r.dir, "one")
	r.load()
	if err := errors.Join(os.RemoveAll(r.dir), syscall.Mkfifo(r.dir, 0o600)); err != nil {
		t.Fatal(err)
	}
	inTime(t, "look", func() { r.poll(1) })
	r.hasMetric("a pipe", `opencec_reload_failing{source="snapshot"} 1`)
	if err := os.Remove(r.dir); err != nil {
		t.Fatal(err)
	}
	publish(t, r.dir, "two")
	r.poll(1)
	r.serves("a folder again", "two")
}

// Pipes in the state folder keep the server neither from starting nor from ending.
func TestStatePipes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, markName), 0o600); err != nil {
		t.Fatal(err)
	}
	inTime(t, "open", func() {
		if _, err := openState(dir); err == nil {
			t.Error("a pipe in the place of the mark is no error")
		}
	})
	r := newTrial(t)
	state := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(state, copyName), 0o600); err != nil {
		t.Fatal(err)
	}
	publish(t, r.dir, "one")
	r.keepIn(state)
	inTime(t, "load", r.load)
	if mark, err := readMark(state); err != nil || mark.Newest.Version != "one" {
		t.Errorf("the mark is %+v, error %v", mark, err)
	}
}

// Verify does not wait for a pipe in the place of the folder.
func TestVerifyPipe(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	inTime(t, "verify", func() {
		if _, err := snapshot.Verify(t.Context(), path, snapshot.VerifyOptions{}); err == nil {
			t.Error("no error")
		}
	})
}
