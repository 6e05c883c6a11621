package keys

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

var now = time.Date(2026, 11, 23, 3, 15, 0, 123, time.UTC)

const (
	hashA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	hashB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

func day(t testing.TB, s string) register.Date {
	t.Helper()
	d, err := register.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAddAndRevoke(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	store := File(path)
	portal, secret, err := New("portal", now)
	if err != nil {
		t.Fatal(err)
	}
	portal.Expires, portal.Rate = day(t, "2027-11-30"), 600
	old := Key{Name: "old", Hash: hashA, Created: now.Add(-time.Hour)}
	for _, k := range []Key{portal, old} {
		if err := Add(t.Context(), store, k); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []time.Time{now.Add(time.Hour), now.Add(2 * time.Hour)} { // the second time changes nothing
		if err := Revoke(t.Context(), store, "old", at); err != nil {
			t.Fatal(err)
		}
	}
	got, err := store.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []Key{
		{Name: "portal", Hash: Hash(secret), Created: now.Truncate(time.Second), Expires: day(t, "2027-11-30"), Rate: 600},
		{Name: "old", Hash: hashA, Created: now.Add(-time.Hour), Revoked: now.Add(time.Hour).Truncate(time.Second)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), secret) {
		t.Error("the secret is in the file")
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

// A failed change leaves the file as it was, and no temporary file.
func TestRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "keys.json")
	store := File(path)
	add := func(k Key) error { return Add(t.Context(), store, k) }
	if err := add(Key{Name: "portal", Hash: hashA}); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		do   func() error
		want string
	}{
		"name twice":     {func() error { return add(Key{Name: "portal", Hash: hashB}) }, "two keys have the name portal"},
		"hash twice":     {func() error { return add(Key{Name: "other", Hash: hashA}) }, "has the hash of another"},
		"bad name":       {func() error { return add(Key{Name: "a b", Hash: hashB}) }, "may have letters"},
		"secret as name": {func() error { return add(Key{Name: Prefix + "x", Hash: hashB}) }, "names are written to logs"},
		"no hash":        {func() error { return add(Key{Name: "other"}) }, "is not a SHA-256"},
		"negative rate":  {func() error { return add(Key{Name: "other", Hash: hashB, Rate: -1}) }, "rate"},
		"unknown name":   {func() error { return Revoke(t.Context(), store, "portl", now) }, "did you mean portal?"},
	} {
		if err := test.do(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
		after, err := os.ReadFile(path)
		if err != nil || string(after) != string(before) {
			t.Errorf("%s: the file changed (%v)", name, err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 { // the keys, and the lock
		t.Errorf("left behind: %v %v", files, err)
	}
}

// Concurrently added keys are all stored.
func TestAddConcurrently(t *testing.T) {
	t.Parallel()
	store := File(filepath.Join(t.TempDir(), "keys.json"))
	var workers sync.WaitGroup
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		workers.Go(func() {
			if err := Add(t.Context(), store, Key{Name: name, Hash: strings.Repeat(name, 64)}); err != nil {
				t.Error(err)
			}
		})
	}
	workers.Wait()
	if keys, err := store.Keys(t.Context()); err != nil || len(keys) != 6 {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	entry := `{"name": "a", "hash": "` + hashA + `"}`
	if _, err := Parse([]byte(`{"keys": [` + entry + `]}`)); err != nil {
		t.Fatalf("the valid one: %v", err)
	}
	for name, test := range map[string]struct{ text, want string }{
		"empty":          {"", "EOF"},
		"not JSON":       {"<html>", "not a keys file"},
		"cut":            {`{"keys": [` + entry, "not a keys file"},
		"two documents":  {`{"keys": []} {}`, "more after the end"},
		"unknown field":  {`{"keys": [{"name": "a", "secret": "x"}]}`, `unknown field "secret"`},
		"list":           {`[]`, "not a keys file"},
		"name twice":     {`{"keys": [` + entry + `,` + entry + `]}`, "two keys have the name a"},
		"upper-case":     {`{"keys": [{"name": "a", "hash": "` + strings.ToUpper(hashA) + `"}]}`, "lower-case"},
		"easy":           {`{"keys": [{"name": "a", "hash": "` + Hash("changeme") + `"}]}`, `the hash of the key a is that of "changeme", which anybody can guess`},
		"easy, by echo":  {`{"keys": [{"name": "a", "hash": "` + Hash("secret\n") + `"}]}`, `that of "secret" and a line break`},
		"of nothing":     {`{"keys": [{"name": "a", "hash": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}`, `that of ""`},
		"bad expiry":     {`{"keys": [{"name": "a", "hash": "` + hashA + `", "expires": "2027-02-30"}]}`, "February 2027 has 28 days"},
		"too large":      {strings.Repeat(" ", MaxFileSize+1), "larger than"},
		"too many keys":  {`{"keys": [` + strings.Repeat(`{},`, MaxKeys) + `{}]}`, "more than 1000"},
		"all the errors": {`{"keys": [{"name": "a b"}, {"name": "c", "hash": "x"}]}`, "key c is not a SHA-256"},
	} {
		if _, err := Parse([]byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFileMissing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "none.json")
	if _, err := File(path).Keys(t.Context()); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v", err)
	}
}

// What is read can be written and read again.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"keys": [{"name": "a", "hash": "` + hashA + `", "created": "2026-11-23T03:15:00Z", "expires": "2027-11-30", "rate": 600}]}`))
	f.Add([]byte(`{"keys": [{"name": "a-1.b", "hash": "` + hashB + `", "revoked": "2026-11-23T03:15:00+11:00"}]}`))
	f.Add([]byte(`{"keys": null}`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		first, err := Parse(text)
		if err != nil {
			return
		}
		path := filepath.Join(dir, "keys.json")
		if err := write(path, first); err != nil {
			t.Fatal(err)
		}
		again, err := File(path).Keys(t.Context())
		if err != nil {
			t.Fatalf("%q cannot be read again: %v", text, err)
		}
		if len(first) != len(again) {
			t.Fatalf("%d keys became %d", len(first), len(again))
		}
		for i := range first {
			if a, b := first[i], again[i]; !a.Equal(b) {
				t.Fatalf("%+v became %+v", a, b)
			}
		}
	})
}
