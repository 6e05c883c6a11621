package terminal

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Powerwall 2, “5 kW” – ü": "Powerwall 2, “5 kW” – ü",
		"\x1b[31mred":             `\u001b[31mred`,
		"a\u009bb\u202ec\u200bd":  `a\u009bb\u202ec\u200bd`,
		"two\nlines\r":            `two\u000alines\u000d`,
		"\U000e0041":              `\udb40\udc41`,
		"\xff":                    "�",
	} {
		if got := Escape(text); got != want {
			t.Errorf("Escape(%q) = %q, want %q", text, got, want)
		}
	}
	if got, want := EscapeLines("a\x1b\nb\u202e\n"), "a\\u001b\nb\\u202e\n"; got != want {
		t.Errorf("EscapeLines = %q, want %q", got, want)
	}
}

// The escapes of WriteJSON change nothing in the values.
func TestWriteJSON(t *testing.T) {
	t.Parallel()
	const text = "<a> \u009b \u202e \U000e0041 \x7f \n \u2028 ü"
	var b strings.Builder
	if err := WriteJSON(&b, text); err != nil {
		t.Fatal(err)
	}
	if want := `"<a> \u009b \u202e \udb40\udc41 \u007f \n \u2028 ü"` + "\n"; b.String() != want {
		t.Errorf("got %s, want %s", b.String(), want)
	}
	var back string
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil || back != text {
		t.Errorf("read back as %q, %v", back, err)
	}
}

func TestShellWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"data/listings/x.yaml": "data/listings/x.yaml",
		"it's data/x.yaml":     `'it'\''s data/x.yaml'`,
		"-x":                   "'-x'",
		"":                     "''",
	} {
		if got := ShellWord(text); got != want {
			t.Errorf("ShellWord(%q) = %s, want %s", text, got, want)
		}
	}
}
