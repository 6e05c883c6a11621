package keys

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	good, goodSecret, err := New("good", now)
	if err != nil {
		t.Fatal(err)
	}
	revoked, revokedSecret, _ := New("revoked", now)
	revoked.Revoked = now
	expiring, expiringSecret, _ := New("expiring", now)
	expiring.Expires = day(t, "2026-11-23")
	plain, err := FromHash("plain", strings.ToUpper(Hash("made elsewhere")))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := NewRing(good, revoked, expiring, plain)
	if err != nil {
		t.Fatal(err)
	}
	sydney, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		secret string
		at     time.Time
		key    string
		err    error
	}{
		"good":                 {goodSecret, now, "good", nil},
		"made elsewhere":       {"made elsewhere", now, "plain", nil},
		"unknown":              {NewSecret(), now, "", ErrUnknown},
		"unknown of old form":  {"nobody's", now, "", ErrUnknown},
		"mistyped":             {goodSecret[:53] + "_", now, "", ErrMistyped},
		"empty":                {"", now, "", ErrUnknown},
		"the hash":             {good.Hash, now, "", ErrUnknown},
		"revoked":              {revokedSecret, now, "", ErrRevoked},
		"last day":             {expiringSecret, time.Date(2026, 11, 23, 23, 59, 59, 0, time.UTC), "expiring", nil},
		"day after":            {expiringSecret, time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), "", ErrExpired},
		"day after, elsewhere": {expiringSecret, time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC).In(sydney), "", ErrExpired},
	} {
		key, err := ring.Verify(test.secret, test.at)
		if key.Name != test.key || !errors.Is(err, test.err) {
			t.Errorf("%s: %q, %v", name, key.Name, err)
		}
		if err != nil && test.secret != "" && strings.Contains(err.Error(), test.secret) {
			t.Errorf("%s: the error shows the key", name)
		}
	}
}

func TestNewRingRefuses(t *testing.T) {
	t.Parallel()
	if _, err := NewRing(Key{Name: "a", Hash: hashA}, Key{Name: "a", Hash: hashB}); err == nil {
		t.Error("a name twice is accepted")
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none.json")); err == nil {
		t.Error("a file that is not there is accepted")
	}
}

// A ring follows its file: what is added counts, what is revoked no longer does,
// and a file that is broken or gone changes nothing.
func TestLook(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	first, firstSecret, _ := New("first", now)
	second, secondSecret, _ := New("second", now)
	fixed, fixedSecret, _ := New("fixed", now)
	if err := Add(path, first); err != nil {
		t.Fatal(err)
	}
	ring, err := Open(path, fixed)
	if err != nil {
		t.Fatal(err)
	}
	var reports []error
	look := func() {
		report := func(err error) { reports = append(reports, err) }
		ring.look(report)
		ring.look(report) // nothing new
	}
	holds := func(step, secret string, want error) {
		t.Helper()
		if _, err := ring.Verify(secret, now); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", step, err, want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	holds("at first", firstSecret, nil)
	holds("not yet added", secondSecret, ErrUnknown)
	must(Add(path, second))
	look()
	holds("added", secondSecret, nil)
	must(Revoke(path, "first", now))
	look()
	holds("revoked", firstSecret, ErrRevoked)
	holds("kept", secondSecret, nil)
	holds("given besides the file", fixedSecret, nil)

	whole, err := os.ReadFile(path)
	must(err)
	info, err := os.Stat(path)
	must(err)
	must(os.WriteFile(path, []byte("{broken"), 0o600))
	look()
	holds("file broken", secondSecret, nil)
	must(os.Remove(path))
	look()
	holds("file gone", secondSecret, nil)
	must(os.WriteFile(path, whole, 0o600))
	must(os.Chtimes(path, info.ModTime(), info.ModTime())) // as it was when it was last good
	look()
	holds("file back", secondSecret, nil)

	want := []string{"", "", "not a keys file", "no such file", ""} // added, revoked, broken, gone, back
	if len(reports) != len(want) {
		t.Fatalf("reports %q, want one for each of %q", reports, want)
	}
	for i, err := range reports {
		text := ""
		if err != nil {
			text = err.Error()
		}
		if (text == "") != (want[i] == "") || !strings.Contains(text, want[i]) {
			t.Errorf("report %d is %q, want %q", i, text, want[i])
		}
		for _, secret := range []string{firstSecret, secondSecret, fixedSecret} {
			if strings.Contains(text, secret) || strings.Contains(text, Hash(secret)) {
				t.Error("a report has a key")
			}
		}
	}
}

// A file that cannot be read for a while is read when it can, though neither its
// time nor its size have changed.
func TestLookTriesAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, elsewhere := filepath.Join(dir, "keys.json"), filepath.Join(dir, "elsewhere.json")
	first, _, _ := New("first", now)
	second, secret, _ := New("second", now)
	for _, err := range []error{Add(path, first), Add(elsewhere, second)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	ring, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	var reports []error
	look := func() { ring.look(func(err error) { reports = append(reports, err) }) }
	// A folder in the file's place can be looked at, but not read.
	for _, err := range []error{os.Remove(path), os.Mkdir(path, 0o700)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	look()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{os.Remove(path), os.Rename(elsewhere, path), os.Chtimes(path, info.ModTime(), info.ModTime())} {
		if err != nil {
			t.Fatal(err)
		}
	}
	look()
	if len(reports) != 2 || reports[0] == nil || reports[1] != nil {
		t.Errorf("reports %q, want a failure and that it is mended", reports)
	}
	if _, err := ring.Verify(secret, now); err != nil {
		t.Errorf("the key of the file that can be read again: %v", err)
	}
}

func TestWatchTicks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	first, _, _ := New("first", now)
	second, secret, _ := New("second", now)
	if err := Add(path, first); err != nil {
		t.Fatal(err)
	}
	ring, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := Add(path, second); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	tick, ended := make(chan time.Time), make(chan struct{})
	go func() {
		ring.Watch(ctx, tick, func(error) {})
		close(ended)
	}()
	tick <- now
	cancel()
	<-ended
	if _, err := ring.Verify(secret, now); err != nil {
		t.Errorf("the key that was added: %v", err)
	}
}

func BenchmarkVerify(b *testing.B) {
	var held []Key
	var secret string
	for _, c := range "abcdefghijklmnopqrst" {
		key, s, err := New(string(c), now)
		if err != nil {
			b.Fatal(err)
		}
		held, secret = append(held, key), s
	}
	ring, err := NewRing(held...)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ring.Verify(secret, now); err != nil {
			b.Fatal(err)
		}
	}
}
