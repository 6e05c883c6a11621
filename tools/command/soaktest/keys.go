package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"opencec/tools/query/keys"
)

// goodKeys is the number of keys that good clients use in turns.
const goodKeys = 8

// A keyFile is the keys file of a server, in which keys are added and revoked.
type keyFile struct {
	path    string
	keys    []keys.Key
	good    []string // secrets that stay good
	hostile string   // the secret of hostile clients, which stays good too
	faults  []string // by which the file is replaced between two good ones
	bound   time.Duration
	counts  counts
}

func newKeyFile(dir string, bound time.Duration, faults []string) (*keyFile, error) {
	f := &keyFile{path: filepath.Join(dir, "keys.json"), bound: bound, faults: faults}
	for i := range goodKeys {
		secret, err := f.add("good-" + strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		f.good = append(f.good, secret)
	}
	var err error
	if f.hostile, err = f.add("hostile"); err != nil {
		return nil, err
	}
	return f, f.write()
}

// add adds a key, and returns its secret. It does not write the file.
func (f *keyFile) add(name string) (string, error) {
	key, secret, err := keys.New(name, time.Now())
	if err != nil {
		return "", err
	}
	f.keys = append(f.keys, key)
	return secret, nil
}

// write replaces the file in one step, whatever is there.
func (f *keyFile) write() error {
	text, err := json.Marshal(map[string]any{"keys": f.keys})
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(f.path+".next", text, 0o600), os.Rename(f.path+".next", f.path))
}

// keyFaults are the ways in which the keys file is broken between two good ones.
var keyFaults = []string{"fifo", "truncated", "gone", "empty", "folder"}

func (f *keyFile) spoil(how string) error {
	f.counts.add("keys file " + how)
	text, err := os.ReadFile(f.path)
	if err != nil {
		return err
	}
	switch how {
	case "truncated":
		text = text[:len(text)/2]
	case "empty":
		text = nil
	default:
		if err := os.Remove(f.path); err != nil {
			return err
		}
	}
	switch how {
	case "gone":
		return nil
	case "fifo":
		return syscall.Mkfifo(f.path, 0o600)
	case "folder":
		return os.Mkdir(f.path, 0o700)
	}
	return errors.Join(os.WriteFile(f.path+".next", text, 0o600), os.Rename(f.path+".next", f.path))
}

// restore replaces the broken file by the good one.
func (f *keyFile) restore() error {
	if info, err := os.Lstat(f.path); err == nil && info.IsDir() {
		if err := os.Remove(f.path); err != nil {
			return err
		}
	}
	return f.write()
}

// run adds keys and revokes them, with a broken file between, until ctx ends. A revoked key must
// be refused within a bound, and from then on.
func (f *keyFile) run(ctx context.Context, url string, faults *faults) error {
	for i := 0; ctx.Err() == nil; i++ {
		secret, err := f.add("passing-" + strconv.Itoa(i))
		if err != nil {
			return err
		}
		if err := f.write(); err != nil {
			return err
		}
		f.counts.add("keys added")
		f.await(ctx, faults, url, secret, http.StatusOK, "a key that was added is not taken")
		how := f.faults[i%len(f.faults)]
		if err := f.spoil(how); err != nil {
			return err
		}
		wait(ctx, 3*time.Second) // the server looks at it
		f.keys[len(f.keys)-1].Revoked = time.Now().UTC().Truncate(time.Second)
		if err := f.restore(); err != nil {
			return err
		}
		f.counts.add("keys revoked")
		f.await(ctx, faults, url, secret, http.StatusUnauthorized, "a key that was revoked is taken, after the file was "+how)
		f.keys = f.keys[:len(f.keys)-1] // few keys stay few
	}
	return f.restore()
}

// await waits until a key is answered with the status.
func (f *keyFile) await(ctx context.Context, faults *faults, url, secret string, want int, otherwise string) {
	got := 0
	for end := time.Now().Add(f.bound); time.Now().Before(end) && ctx.Err() == nil; wait(ctx, 100*time.Millisecond) {
		status, err := statusOf(ctx, url+"/v1", secret, "")
		if err == nil && status == want {
			return
		}
		got = status
	}
	if ctx.Err() == nil {
		faults.add(keyFault, "%s for %s: status %d", otherwise, f.bound, got)
	}
}

// statusOf sends a request with a key, for a client with the given address if there is one.
func statusOf(ctx context.Context, url, secret, client string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("X-Api-Key", secret)
	if client != "" {
		r.Header.Set("X-Forwarded-For", client)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	if err := res.Body.Close(); err != nil {
		return 0, fmt.Errorf("%s: %w", url, err)
	}
	return res.StatusCode, nil
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
