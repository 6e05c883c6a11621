package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/golden"
	"opencec/tools/register"
	"opencec/tools/scaffold"
	"opencec/tools/source"
)

// The goldens have each question, each answer and each message, and so read as
// documentation.
func TestDialogues(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		kind  register.Kind
		lines []string
		id    string
		err   error
	}{
		{"listing", register.Listings, []string{
			"tesl", "", "Tesla", "", "Powerwall", "Powerwall 4", "cleint", "client", "nativ", "native", "", "1.2", "", "",
			"bess", "5000 W", "5", "13,5", "13.5 kWh", "14", "", "LiFePO", "LiFePO4", "0.9", "90", "", "", "",
			"2026-02-30", "2026-11-23", "2026-01-01", "", "example.com", "Datasheet https://www.example.com/d.pdf 2026-11-20",
			"", "tesla/powerwall-2", "../x", "",
		}, "tesla/powerwall-4", nil},
		{"back", register.Listings, []string{
			"<", "tesla", "Tes\x1b[D\x1b[Dla", "<", "fronius", "", "", "Sirius 1", "client", "gateway", "<", "<", "device",
			"", "", "", "", "2026-11-23", "", "", "yes", "<", "no", "",
		}, "fronius/sirius-1", nil},
		{"near", register.Listings, []string{"tesla", "", "", "Powerwall-2", "perhaps", "no"}, "", errNoAnswers},
		{"manufacturer", register.Manufacturers, []string{"", "Sunny\x1b[2J", "Sunny", "", "sunny.example", "https://sunny.example", "", ""}, "sunny", nil},
		{"end", register.Manufacturers, []string{"Sunny"}, "", errNoAnswers},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tree, err := source.Load(t.Context(), "../../data")
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			d := &dialogue{ctx: t.Context(), lines: typed(test.lines), out: &out, echo: true}
			id, err := d.fillIn(scaffold.New(tree, "data").Sheet(test.kind), "")
			if id != test.id || !errors.Is(err, test.err) {
				t.Errorf("the dialogue ends with %q, %v", id, err)
			}
			golden.Compare(t, filepath.Join("testdata", "dialogue", test.name+".txt"), out.Bytes())
		})
	}
}

// Who reads the file and wants something else goes through the answers once more, with
// each of them as what an empty answer means. What is no question any more is forgotten.
func TestDialogueEditsAnswers(t *testing.T) {
	t.Parallel()
	tree, err := source.Load(t.Context(), "../../data")
	if err != nil {
		t.Fatal(err)
	}
	var out, stdout bytes.Buffer
	form := scaffold.New(tree, "data")
	m := &maker{env: &environment{stdout: &stdout, stderr: &out}, dir: t.TempDir(), on: register.NewDate(2026, 11, 23), form: form}
	d := &dialogue{ctx: t.Context(), out: &out, echo: true, lines: typed([]string{
		"tesla", "Tesla", "", "Sirius 1", "client", "native", "", "", "", "", "bess", "5", "", "", "", "", "", "", "", "2026-11-23", "", "", "yes", "", "edit",
		"", "-", "", "Sirius 2", "device", "", "", "", "-", "", "2027-11-22", "", "", "", "<", "", "yes",
	})}
	if err := m.fromAnswers(t.Context(), d, form.Sheet(register.Listings), ""); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	written, err := os.ReadFile(filepath.Join(m.dir, "listings/tesla/sirius-2.yaml"))
	const want = "# yaml-language-server: $schema=../../../schemas/listing.schema.json\n" +
		"manufacturer: tesla\nmodel: Sirius 2\nentity_type: device\nperiods:\n  - {from: 2026-11-23, to: 2027-11-22}\nsample: true\n"
	if err != nil || string(written) != want {
		t.Errorf("written is %q (%v)\n%s", written, err, out.String())
	}
}

// A problem of the record does not lose the answers.
func TestDialogueMendsAnswers(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]error{"no": errProblems, "yes": errEdit, "<": errBack, "": errEdit} {
		d := &dialogue{ctx: t.Context(), lines: typed([]string{word}), out: io.Discard}
		if err := d.mend(errProblems); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", word, err, want)
		}
	}
	d := &dialogue{ctx: t.Context(), lines: typed(nil), out: io.Discard}
	if err := d.mend(errProblems); !errors.Is(err, errProblems) {
		t.Errorf("without an answer: got %v", err)
	}
}

// typed gives lines one by one.
func typed(lines []string) <-chan line {
	c := make(chan line)
	go func() {
		defer close(c)
		for _, text := range lines {
			c <- line{text: text}
		}
	}()
	return c
}

// Ctrl-C ends a dialogue though nobody types.
func TestDialogueIsStopped(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in, _ := io.Pipe()
	if _, err := newDialogue(ctx, in, io.Discard).answer(); !errors.Is(err, context.Canceled) {
		t.Errorf("the answer is %v", err)
	}
}

func TestLongAnswerIsRefused(t *testing.T) {
	t.Parallel()
	in := strings.NewReader(strings.Repeat("x", 2*scaffold.MaxAnswer))
	if _, err := newDialogue(t.Context(), in, io.Discard).answer(); err == nil {
		t.Error("a line beyond the limit was read")
	}
}
