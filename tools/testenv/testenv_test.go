package testenv

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// An ending is a test that remembers how it was ended.
type ending struct {
	testing.TB
	how, said string
}

func (e *ending) Helper() {}

func (e *ending) Skip(args ...any) { e.how, e.said = "skipped", fmt.Sprint(args...) }

func (e *ending) Fatalf(format string, args ...any) {
	e.how, e.said = "failed", fmt.Sprintf(format, args...)
}

func TestProgram(t *testing.T) {
	there := &ending{TB: t}
	if path := Program(there, "there is no such program", "go"); filepath.Base(path) != "go" || there.how != "" {
		t.Errorf("go is at %q, and the test was %q", path, there.how)
	}
}

func TestMissing(t *testing.T) {
	for variable, want := range map[string]string{"": "skipped", "1": "failed"} {
		t.Setenv(forbidSkip, variable)
		program, other := &ending{TB: t}, &ending{TB: t}
		Program(program, "no-such-program", "nor-this")
		Missing(other, errors.New("no server found"))
		if program.how != want || !strings.Contains(program.said, "no-such-program or nor-this is missing") {
			t.Errorf("%s=%q: without the program the test was %q: %q, want %s", forbidSkip, variable, program.how, program.said, want)
		}
		if other.how != want || !strings.Contains(other.said, "no server found") {
			t.Errorf("%s=%q: without the server the test was %q: %q, want %s", forbidSkip, variable, other.how, other.said, want)
		}
	}
}

func TestSkipIfShort(t *testing.T) {
	was := flag.Lookup("test.short").Value.String()
	t.Cleanup(func() { _ = flag.Set("test.short", was) })
	for short, want := range map[string]string{"false": "", "true": "skipped"} {
		if err := flag.Set("test.short", short); err != nil {
			t.Fatal(err)
		}
		slow := &ending{TB: t}
		if SkipIfShort(slow, "it starts a browser"); slow.how != want || want != "" && !strings.Contains(slow.said, "it starts a browser") {
			t.Errorf("with -short=%s the test was %q: %q, want %q", short, slow.how, slow.said, want)
		}
	}
}
