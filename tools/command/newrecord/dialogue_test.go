package newrecord

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/input/dialogue"
	"opencec/tools/input/scaffold"
	"opencec/tools/input/source"
	"opencec/tools/register"
	"opencec/tools/testenv/golden"
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
		{"near", register.Listings, []string{"tesla", "", "", "Powerwall-2", "perhaps", "no"}, "", dialogue.ErrStopped},
		{"manufacturer", register.Manufacturers, []string{"", "Sunny\x1b[2J", "Sunny", "", "sunny.example", "https://sunny.example", "", ""}, "sunny", nil},
		{"end", register.Manufacturers, []string{"Sunny"}, "", dialogue.ErrStopped},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tree, err := source.Load(t.Context(), "../../../data")
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			d := &questions{Dialogue: typed(t, test.lines, &out)}
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
	tree, err := source.Load(t.Context(), "../../../data")
	if err != nil {
		t.Fatal(err)
	}
	var out, stdout bytes.Buffer
	form := scaffold.New(tree, "data")
	m := &Builder{Dir: t.TempDir(), On: register.NewDate(2026, 11, 23), Form: form, Stdout: &stdout, Stderr: &out}
	d := typed(t, []string{
		"tesla", "Tesla", "", "Sirius 1", "client", "native", "", "", "", "", "bess", "5", "", "", "", "", "", "", "", "2026-11-23", "", "", "yes", "", "edit",
		"", "-", "", "Sirius 2", "device", "", "", "", "-", "", "2027-11-22", "", "", "", "<", "", "yes",
	}, &out)
	if err := m.Ask(t.Context(), d, form.Sheet(register.Listings), ""); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	written, err := os.ReadFile(filepath.Join(m.Dir, "listings/tesla/sirius-2.yaml"))
	const want = "# yaml-language-server: $schema=../../../schemas/listing.schema.json\n" +
		"manufacturer: tesla\nmodel: Sirius 2\nentity_type: device\nperiods:\n  - {from: 2026-11-23, to: 2027-11-22}\nsample: true\n"
	if err != nil || string(written) != want {
		t.Errorf("written is %q (%v)\n%s", written, err, out.String())
	}
}

// A problem of the record does not lose the answers.
func TestDialogueMendsAnswers(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]error{"no": ErrProblems, "yes": errEdit, "<": dialogue.ErrBack, "": errEdit} {
		d := &questions{Dialogue: typed(t, []string{word}, io.Discard)}
		if err := d.offerEdit(ErrProblems); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", word, err, want)
		}
	}
	d := &questions{Dialogue: typed(t, nil, io.Discard)}
	if err := d.offerEdit(ErrProblems); !errors.Is(err, ErrProblems) {
		t.Errorf("without an answer: got %v", err)
	}
}

// typed returns a dialogue in which a person types lines.
func typed(t *testing.T, lines []string, out io.Writer) *dialogue.Dialogue {
	text := ""
	for _, l := range lines {
		text += l + "\n"
	}
	return dialogue.New(t.Context(), strings.NewReader(text), out, scaffold.MaxAnswer)
}
