package keys

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A keys file that everybody can change or replace is refused for reading and writing.
// The error contains the command that fixes it.
func TestOthersCannotWrite(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file, folder os.FileMode
		want         string // of the error, with DIR for the folder; "" for none
	}{
		"private":                {0o600, 0o700, ""},
		"readable":               {0o644, 0o755, ""},
		"of a group":             {0o660, 0o770, ""},
		"file":                   {0o666, 0o700, "everybody on this machine can write to DIR/keys.json (mode 0666), and so make keys: look whether all keys in it are yours, and run: chmod o-w DIR/keys.json"},
		"file only written":      {0o602, 0o700, "chmod o-w DIR/keys.json"},
		"folder":                 {0o600, 0o777, "everybody on this machine can replace the files in the folder DIR (mode 0777), and so make keys: look whether the keys file in it is yours, and run: chmod o-w DIR"},
		"folder with sticky bit": {0o600, 0o777 | os.ModeSticky, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, elsewhere := t.TempDir(), t.TempDir()
			path, link := filepath.Join(dir, "keys.json"), filepath.Join(elsewhere, "link.json")
			key, _, _ := New("portal", now)
			other, _, _ := New("other", now)
			if err := errors.Join(Add(t.Context(), File(path), key), os.Chmod(path, test.file), os.Chmod(dir, test.folder), os.Symlink(path, link)); err != nil {
				t.Fatal(err)
			}
			_, readErr := File(path).Keys(t.Context())
			_, linkErr := File(link).Keys(t.Context())
			addErr := Add(t.Context(), File(path), other)
			for what, err := range map[string]error{"read": readErr, "add": addErr} {
				want := strings.ReplaceAll(test.want, "DIR", dir)
				if (err == nil) != (want == "") || err != nil && !strings.HasSuffix(err.Error(), want) {
					t.Errorf("%s: %v, want %s", what, err, want)
				}
			}
			if (linkErr == nil) != (test.want == "") {
				t.Errorf("through a link: %v", linkErr)
			}
		})
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	key, _, _ := New("portal", now)
	if err := Add(t.Context(), File(filepath.Join(dir, "keys.json")), key); err == nil || !strings.HasSuffix(err.Error(), "chmod o-w "+dir) {
		t.Errorf("a new file: %v", err)
	}
}

func TestShellPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"keys.json": "keys.json", "/etc/opencec/keys_1-a.json": "/etc/opencec/keys_1-a.json",
		"my keys.json": "'my keys.json'", "it's": `'it'\''s'`, "$(reboot)": "'$(reboot)'", "-rf": "./-rf",
	} {
		if got := shellPath(path); got != want {
			t.Errorf("%q became %s, want %s", path, got, want)
		}
	}
}

// A keys file that is replaced by something that cannot be read is reported, nothing
// waits for it, and the next good file is taken up at once.
func TestLookAtWhatIsNoFile(t *testing.T) {
	t.Parallel()
	for name, replace := range map[string]func(path string) error{
		"named pipe": func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"folder":     func(path string) error { return os.Mkdir(path, 0o700) },
		"device":     func(path string) error { return os.Symlink("/dev/zero", path) },
		"terminal":   func(path string) error { return os.Symlink("/dev/ptmx", path) },
		"loop":       func(path string) error { return os.Symlink(path, path) },
		"huge":       func(path string) error { return errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, 1<<40)) },
		"world-written": func(path string) error {
			return errors.Join(os.WriteFile(path, []byte("{}"), 0o600), os.Chmod(path, 0o666))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "keys.json")
			key, secret, _ := New("portal", now)
			if err := Add(t.Context(), File(path), key); err != nil {
				t.Fatal(err)
			}
			ring, err := Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			var reports []error
			report := func(err error) { reports = append(reports, err) }
			if err := errors.Join(os.Remove(path), replace(path)); err != nil {
				t.Fatal(err)
			}
			ring.look(t.Context(), report)
			if _, err := ring.Verify(secret, now); err != nil || len(reports) != 1 || reports[0] == nil {
				t.Fatalf("the key: %v; reports %v", err, reports)
			}
			revoked := key
			revoked.Revoked = now
			if err := errors.Join(os.Remove(path), write(path, []Key{revoked})); err != nil {
				t.Fatal(err)
			}
			ring.look(t.Context(), report)
			if _, err := ring.Verify(secret, now); !errors.Is(err, ErrRevoked) || len(reports) != 2 || reports[1] != nil {
				t.Errorf("the key: %v; reports %v", err, reports)
			}
		})
	}
}
