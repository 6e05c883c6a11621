package verify

import (
	"strings"
	"testing"

	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

// File names cannot control a terminal, and the counts are in the last line.
func TestWriteText(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := WriteText(&b, "public", &snapshot.Verification{
		Files: 2,
		Problems: []snapshot.Problem{
			{Severity: register.Error, Message: "a.csv is another file"},
			{Severity: register.Warning, Message: "\x1b[2J.csv is not in the manifest"},
		},
	})
	const want = "error: a.csv is another file\nwarning: \\x1b[2J.csv is not in the manifest\n" +
		"public: not as it was published: 1 error(s), 1 warning(s), and 2 good file(s)\n"
	if err != nil || b.String() != want {
		t.Errorf("%v, got\n%swant\n%s", err, b.String(), want)
	}
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := WriteJSON(&b, &snapshot.Verification{Manifest: &snapshot.Manifest{}})
	const want = "{\n  \"ok\": true,\n  \"signed_by\": [],\n  \"files\": 0,\n  \"bytes\": 0,\n  \"problems\": []\n}\n"
	if err != nil || b.String() != want {
		t.Errorf("%v, got\n%swant\n%s", err, b.String(), want)
	}
}

// A release without its signed text is an error that names it.
func TestReleaseWithoutNote(t *testing.T) {
	t.Parallel()
	if _, err := Release([]string{t.TempDir() + "/opencec.tar.gz"}, "", nil); err == nil || !strings.Contains(err.Error(), "release") {
		t.Errorf("error is %v", err)
	}
}
