package starter

import (
	"testing"

	"opencec/tools/base/buildinfo"
)

// Only a version that go install can get is written into the workflows' settings.
func TestTool(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		path, version string
		known         bool
	}{
		{"github.com/owner/opencec", "v1.2.0", true},
		{"git.example.org/us/opencec/v2", "v2.0.0-rc.1", true},
		{"github.com/owner/opencec", "v0.0.0-20261130130006-0123456789ab", true},
		{"github.com/owner/opencec", "v1.2.1-0.20261130130006-0123456789ab+dirty", false},
		{"github.com/owner/opencec", "(devel)", false},
		{"opencec", "v1.2.0", false},
		{"opencec/fork", "v1.2.0", false},
		{"", "", false},
	} {
		module, version := tool(buildinfo.Info{Version: test.version}, test.path)
		if known := module == test.path && version == test.version && version != ""; known != test.known || !known && module+version != "" {
			t.Errorf("%s@%s: got %q at %q", test.path, test.version, module, version)
		}
	}
}

func TestMarkdownText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"My register: a first one": "My register: a first one",
		"A <b>&amp; [x](y) `z` *":  "A \\<b\\>\\&amp; \\[x\\](y) \\`z\\` \\*",
	} {
		if got := markdownText(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
