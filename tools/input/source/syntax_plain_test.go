package source

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// What parsePlain reads, the YAML library reads as the same nodes.
func checkPlain(t *testing.T, data []byte) (isPlain bool) {
	t.Helper()
	plain := parsePlain(data)
	if plain == nil {
		return false
	}
	if p := checkText(data); p != nil {
		t.Fatalf("%q is read, but has a problem: %s", data, p)
	}
	got, gotProblems := checkNodes(plain)
	want, wantProblems := parseWithComments(data)
	if diff := cmp.Diff(wantProblems, gotProblems); diff != "" {
		t.Fatalf("%q has other problems (-library +plain):\n%s", data, diff)
	}
	if len(wantProblems) == 0 && describe(got) != describe(want) {
		t.Fatalf("%q is read as\n%s\nand by the library as\n%s", data, describe(got), describe(want))
	}
	return true
}

// describe writes all of a node but its comments.
func describe(n *yaml.Node) string {
	var b strings.Builder
	var write func(n *yaml.Node, indent string)
	write = func(n *yaml.Node, indent string) {
		fmt.Fprintf(&b, "%s%d:%d kind %d style %d tag %s anchor %q alias %t: %q\n", indent, n.Line, n.Column, n.Kind, n.Style, n.Tag, n.Anchor, n.Alias != nil, n.Value)
		for _, c := range n.Content {
			write(c, indent+"  ")
		}
	}
	write(n, "")
	return b.String()
}

func TestParsePlain(t *testing.T) {
	t.Parallel()
	for text, plain := range map[string]bool{
		"name: Acme\n": true,
		"name: Acme":   true,
		"# a comment\n\nname: Acme\n  # another\n":    true,
		"a: {from: 2026-01-02, to: \"x, y\"}\n":       true,
		"a: [b, 'c d', {e: f}, []]\n":                 true,
		"a:\n  - b: 1\n    c: -2.5\n  - d: true\n":    true,
		"a:\n  - b\n  - https://example.org/#x\nc: d": true,
		"a: one\n  two\n":                             false, // a text over two lines
		"a: \"one\\n\"\n":                             false,
		"a: 'it''s'\n":                                false,
		"a: |\n  text\n":                              false,
		"a: b # comment\n":                            false,
		"a: b: c\n":                                   false,
		"a: &b c\n":                                   false,
		"a: *b\n":                                     false,
		"a: !t b\n":                                   false,
		"a:\n- b\n":                                   false,
		"a:\n":                                        false,
		"a: é\n":                                      false,
		"a: b\r\n":                                    false,
		"a: \tb\n":                                    false,
		"---\na: b\n":                                 false,
		"a: b\n---\n":                                 false,
		"a: b\n c: d\n":                               false,
		"- a\n":                                       false,
		"a: 0x10\n":                                   false,
		"a: 1_000\n":                                  false,
		"a: 1e5\n":                                    false,
		"a: 010\n":                                    false,
		"a: -0\n":                                     false,
		"a: no\n":                                     true,
		"a: 10:30\n":                                  false,
		"a: 2026-01-02T00:00:00Z\n":                   false,
		"a: 2026-1-2\n":                               false,
		"yes: b\n":                                    true,
		"null: b\n":                                   false,
		"<<<<<<< HEAD\na: b\n":                        false,
		"":                                            false,
	} {
		if got := checkPlain(t, []byte(text)); got != plain {
			t.Errorf("%q is plain: %t, want %t", text, got, plain)
		}
	}
}

// Most listings are plain, which are most files of a register. Vocabularies have long texts.
func TestListingsArePlain(t *testing.T) {
	t.Parallel()
	files, plain := 0, 0
	err := filepath.WalkDir("../../../data/listings", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != extension {
			return err
		}
		content, err := os.ReadFile(path)
		files++
		if checkPlain(t, content) {
			plain++
		}
		return err
	})
	if err != nil || files == 0 || 2*plain < files {
		t.Errorf("%d of %d listings are plain; %v", plain, files, err)
	}
}

// pieces are what random YAML consists of: what a plainFile reads, and what is similar to it.
var pieces = strings.Split("a|b|key|model_1|x-y|: |: |: |:|- |- |-|\n|\n|\n|\n  |\n  |\n    |\n      |\n- |  | |{|}|[|]|, |,|{from: 2026-01-02}|[a, b]|"+
	"\"|'|\"q\"|'q'|\\|#| # c|\n# c|true|True|null|~|no|0|-1|007|-0|-0.0|1.5|1.50|1e3|0x1f|0b1|0o7|1_0|.5|5.|+1|2026-01-02|2026-02-30|2026-1-2|2026-01-02 10:00:00|"+
	"12:30|https://e.org/x|10kW|5T|5g|1d|?|? |!|!t |&a |*a|*|>|\\||%|@|`|<<|<<: |---|...|é|\t|\r\n", "|")

func randomYAML(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("a: ")
	for range 1 + r.IntN(14) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

func TestParsePlainRandom(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	plain := 0
	for range 30_000 {
		if checkPlain(t, []byte(randomYAML(r))) {
			plain++
		}
	}
	if plain < 500 {
		t.Errorf("only %d random files are plain, which is too few to learn from", plain)
	}
}

// A valid file with some bytes changed is mostly almost plain.
func TestParsePlainDamaged(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	valid := []byte(fmt.Sprintf("# hint\nmanufacturer: acme\nmodel: ZZT-430T\naliases:\n  - \"A: b\"\n  - c, d\ndevice_classes:\n  bess: {capacity: 13.5, on: %s}\n  evse:\n    a: -5\nperiods:\n  - {from: 2024-06-18, to: 2027-06-17}\n  - from: 2028-01-01\n    to: 2029-01-01\nsample: true\n", "false"))
	plain := 0
	for range 10_000 {
		damaged := append([]byte(nil), valid...)
		for range 1 + r.IntN(3) {
			switch at := r.IntN(len(damaged)); r.IntN(4) {
			case 0:
				damaged = append(damaged[:at], damaged[at+1:]...)
			case 1:
				damaged[at] = damaged[r.IntN(len(damaged))]
			default:
				piece := pieces[r.IntN(len(pieces))]
				damaged = append(damaged[:at], append([]byte(piece), damaged[at:]...)...)
			}
		}
		if checkPlain(t, damaged) {
			plain++
		}
	}
	if plain < 500 {
		t.Errorf("only %d damaged files are plain, which is too few to learn from", plain)
	}
}

func FuzzParsePlain(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		f.Add([]byte(randomYAML(r)))
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkPlain(t, data) })
}
