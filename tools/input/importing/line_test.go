package importing

import (
	"strings"
	"testing"
)

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestLine(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want, wantErr string }{
		{"X-1 (AS4777-2 2020)", "X-1 (AS4777-2 2020)", ""},
		{"  two   spaces\u00a0and a\nbreak ", "two spaces and a break", ""},
		{"Solar\u200b\ufeff°", "Solar°", ""},
		{"a\u202egnp.exe", "agnp.exe", ""},
		{"ACM\u20117000\u2028\uff21", "ACM-7000 A", ""},
		{"X² Mu\u0308ller\u3164", "X² Müller", ""},
		{"ACM-\ufffd9000", "", "has U+FFFD, which stands for a character that was lost: look up which, and write that"},
		{"M\xfcller", "", "is not UTF-8: write it in that encoding"},
		{"a\x00b", "", "has the control character U+0000"},
		{"a\x1b[2J", "", "has the control character U+001B"},
		{strings.Repeat("é", 200), strings.Repeat("é", 200), ""},
		{strings.Repeat("é", 201), "", "has 201 characters, and the most is 200"},
	}
	for _, test := range tests {
		got, err := Line(test.in)
		if got != test.want || errText(err) != test.wantErr {
			t.Errorf("Line(%q) = %q, %q; want %q, %q", test.in, got, errText(err), test.want, test.wantErr)
		}
	}
}

func TestCheckName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Acme": "", "模型": "", "1": "", "": "is empty", "***": `"***" has no letter or digit`} {
		if got := errText(CheckName(name)); got != want {
			t.Errorf("CheckName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"a\x1b[2J\u202eb\xff", "a\uFFFD[2J\uFFFDb\uFFFD"},
		{strings.Repeat("é", 100), strings.Repeat("é", 80) + "…"},
		{"x" + strings.Repeat("é", 100), "x" + strings.Repeat("é", 79) + "…"}, // not within a character
	}
	for _, test := range tests {
		if got := Printable(test.in); got != test.want {
			t.Errorf("Printable(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}
