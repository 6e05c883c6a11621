package keys

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
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
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	look := func() {
		ring.look(logger)
		ring.look(logger) // nothing new
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

	must(os.WriteFile(path, []byte("{broken"), 0o600))
	look()
	holds("file broken", secondSecret, nil)
	must(os.Remove(path))
	look()
	holds("file gone", secondSecret, nil)
	text := log.String()
	for _, want := range []string{"keys file read again", "keys file cannot be used", "keys file cannot be read"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log does not say %q:\n%s", want, text)
		}
	}
	if n := strings.Count(text, "cannot be"); n != 2 {
		t.Errorf("%d failures are logged, want one for each change:\n%s", n, text)
	}
	for _, secret := range []string{firstSecret, secondSecret, fixedSecret} {
		if strings.Contains(text, secret) || strings.Contains(text, Hash(secret)) {
			t.Error("the log has a key")
		}
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
		ring.Watch(ctx, tick, slog.New(slog.DiscardHandler))
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
