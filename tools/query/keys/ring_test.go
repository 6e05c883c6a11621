package keys

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
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
	if _, err := Open(t.Context(), filepath.Join(t.TempDir(), "none.json")); err == nil {
		t.Error("a file that is not there is accepted")
	}
}

// A ring follows its file: added keys work, revoked ones stop working, and a broken or
// missing file changes nothing.
func TestLook(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	first, firstSecret, _ := New("first", now)
	second, secondSecret, _ := New("second", now)
	fixed, fixedSecret, _ := New("fixed", now)
	if err := Add(t.Context(), File(path), first); err != nil {
		t.Fatal(err)
	}
	ring, err := Open(t.Context(), path, fixed)
	if err != nil {
		t.Fatal(err)
	}
	var reports []error
	look := func() {
		report := func(err error) { reports = append(reports, err) }
		ring.look(t.Context(), report)
		ring.look(t.Context(), report) // nothing new
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
	must(Add(t.Context(), File(path), second))
	look()
	holds("added", secondSecret, nil)
	must(Revoke(t.Context(), File(path), "first", now))
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

// A source is a Source with prepared answers.
type source func(ctx context.Context) ([]Key, error)

func (s source) Keys(ctx context.Context) ([]Key, error) { return s(ctx) }

// A source that does not answer is given up, reported once, and asked again. What it
// had to say when the ring's user ends is no fault.
func TestLookTriesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		key, secret, _ := New("first", now)
		hangs := source(func(ctx context.Context) ([]Key, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		answers := source(func(context.Context) ([]Key, error) { return []Key{key}, nil })
		refuses := source(func(context.Context) ([]Key, error) { return []Key{key, key}, nil })
		ring := follow(t, answers)
		var reports []error
		ctx, cancel := context.WithCancel(t.Context())
		for _, ring.source = range []Source{hangs, hangs, refuses, refuses, answers, answers} {
			ring.look(ctx, func(err error) { reports = append(reports, err) })
			if _, err := ring.Verify(secret, now); err != nil {
				t.Errorf("after %d reports: %v", len(reports), err)
			}
		}
		cancel()
		ring.source = hangs
		ring.look(ctx, func(err error) { reports = append(reports, err) })
		if len(reports) != 3 || !errors.Is(reports[0], context.DeadlineExceeded) || reports[1] == nil || reports[2] != nil {
			t.Errorf("reports %q, want that it hangs, that it is wrong, and that it works again", reports)
		}
	})
}

func follow(t *testing.T, s Source) *Ring {
	t.Helper()
	ring, err := Follow(s)
	if err == nil {
		err = ring.Read(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// As long as the source could not be read, a key that is not known may be a good one.
func TestFollowUnread(t *testing.T) {
	t.Parallel()
	fixed, fixedSecret, _ := New("fixed", now)
	key, secret, _ := New("key", now)
	var err error
	ring, ringErr := Follow(source(func(context.Context) ([]Key, error) { return []Key{key}, err }), fixed)
	if ringErr != nil {
		t.Fatal(ringErr)
	}
	expect := func(step, secret string, want error) {
		t.Helper()
		if _, err := ring.Verify(secret, now); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", step, err, want)
		}
	}
	var reports []error
	look := func() { ring.look(t.Context(), func(err error) { reports = append(reports, err) }) }
	err = errors.New("broken")
	if got := ring.Read(t.Context()); !errors.Is(got, err) {
		t.Errorf("read: %v", got)
	}
	look()
	expect("unread", secret, ErrUnread)
	expect("unread, fixed", fixedSecret, nil)
	err = nil
	look()
	expect("read", secret, nil)
	expect("read, fixed", fixedSecret, nil)
	expect("read, unknown", NewSecret(), ErrUnknown)
	if len(reports) != 2 || reports[0] == nil || reports[1] != nil {
		t.Errorf("reports %q, want a failure and that it works again", reports)
	}
}

// A source without keys has been read as well.
func TestFollowEmpty(t *testing.T) {
	t.Parallel()
	ring := follow(t, source(func(context.Context) ([]Key, error) { return nil, nil }))
	if _, err := ring.Verify(NewSecret(), now); !errors.Is(err, ErrUnknown) || ring.Len() != 0 {
		t.Errorf("%d keys, %v", ring.Len(), err)
	}
}

// A key that is given cannot be in the source as well.
func TestFollowTwice(t *testing.T) {
	t.Parallel()
	key, _, _ := New("a", now)
	ring, err := Follow(source(func(context.Context) ([]Key, error) { return []Key{key}, nil }), key)
	if err != nil {
		t.Fatal(err)
	}
	if err := ring.Read(t.Context()); err == nil || !strings.Contains(err.Error(), "two keys have the name a") {
		t.Errorf("error %v", err)
	}
}

func TestWatchTicks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	first, _, _ := New("first", now)
	second, secret, _ := New("second", now)
	if err := Add(t.Context(), File(path), first); err != nil {
		t.Fatal(err)
	}
	ring, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := Add(t.Context(), File(path), second); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	tick, ended := make(chan time.Time), make(chan struct{})
	go func() {
		ring.Watch(ctx, tick, func(error) {})
		close(ended)
	}()
	tick <- now
	tick <- now // taken when the first look has ended
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
