package upgrade

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"opencec/tools/command/datafolder"
	"opencec/tools/register"
)

// Files in an older form are found and rewritten; then there is nothing to do.
func TestData(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS("../../../data")); err != nil {
		t.Fatal(err)
	}
	reader := datafolder.Reader{
		Now:  time.Now,
		Day:  func(string) (register.Date, error) { return register.NewDate(2026, 11, 30), nil },
		Warn: func(message string) { t.Errorf("warning: %s", message) },
	}
	check := func(name string, want State, message string) []Component {
		t.Helper()
		components, err := Data(t.Context(), reader, dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(components) != 1 || components[0].State != want || !strings.Contains(components[0].Message, message) {
			t.Errorf("%s: %+v, want %s with %q", name, components, want, message)
		}
		if AllUpToDate(components) != (want == UpToDate) {
			t.Errorf("%s: all up to date is wrong", name)
		}
		return components
	}
	edit := func(old, new string) {
		t.Helper()
		file := filepath.Join(dir, "listings/tesla/powerwall-2.yaml")
		text, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(text, []byte(old)) {
			t.Fatalf("%s has no %q: %v", file, old, err)
		}
		if err := os.WriteFile(file, bytes.Replace(text, []byte(old), []byte(new), 1), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check("as it is", UpToDate, "listings")
	edit("model: Powerwall 2", "model: Powerwall 2\nxyzzy: 1")
	check("an unknown field", Newer, "1 word that this version does not know")
	edit("\nxyzzy: 1", "")
	edit("entity_type: client", "entity_type: Client")
	components := check("another spelling", Older, "1 file in an older form, such as "+datafolder.Path(dir, "listings/tesla/powerwall-2.yaml"))
	written, err := WriteFiles(t.Context(), components)
	if err != nil || len(written) != 1 {
		t.Fatalf("written are %q, %v", written, err)
	}
	check("written", UpToDate, "listings")
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	none := filepath.Join(t.TempDir(), "none")
	keys := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(keys, []byte("?"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []Component{Snapshot(none), Keys(t.Context(), keys)} {
		if c.State != Unreadable || c.Do == "" || c.Message == "" {
			t.Errorf("%+v", c)
		}
	}
}

func TestWriteText(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := WriteText(&b, []Component{
		{Name: "data", Where: "data", State: UpToDate, Message: "1 listing"},
		{Name: "keys", Where: "keys\x1b.json", State: Unreadable, Message: "gone", Do: "name another"},
	})
	const want = "data data: up to date: 1 listing\nkeys keys\\x1b.json: cannot be examined: gone\n   name another\n"
	if err != nil || b.String() != want {
		t.Errorf("%v, got\n%swant\n%s", err, b.String(), want)
	}
}
