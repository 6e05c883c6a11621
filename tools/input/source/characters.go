package source

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// ruleCharacters is the rule that applies spelling.TextFlaw and spelling.NameFlaw to
// files. It is for data to publish; old revisions that break it can still be read.
const ruleCharacters = "characters"

// nameFields are, by kind, the fields with the names by which people find a record and
// tell it apart from others.
var nameFields = map[register.Kind][]string{
	register.Manufacturers:    {"name", "aliases"},
	register.CertifyingBodies: {"name", "aliases"},
	register.Listings:         {"brand", "series", "model", "aliases", "white_labels.brand", "white_labels.model", "software.name"},
	register.Certificates:     {"number"},
}

// freeText are the fields of free text and addressFields those of web addresses, in any
// kind of record. All other texts that are not names are titles.
var (
	freeText      = []string{"description", "notes", "reason", "hardware", "notices"}
	addressFields = []string{"url", "website", "source", "base_url", "repository"}
)

// A characterChecker checks the characters in the texts of one file.
type characterChecker struct {
	names        []string // its fields with names
	mixedScripts bool     // its names are meant to mix scripts
}

func newCharacterChecker(name string, root *yaml.Node) characterChecker {
	kind, _, _ := RecordOf(name)
	meant := valueOf(root, "mixed_scripts")
	return characterChecker{nameFields[kind], meant != nil && meant.Value == "true"}
}

// flaw returns what is wrong with the characters of the text at a path, or nil.
func (c characterChecker) flaw(path []string, text string) *spelling.Flaw {
	switch {
	case c.isName(path):
		return spelling.NameFlaw(text, c.mixedScripts)
	case c.mixedScripts || isFreeTextOrAddress(path):
		return spelling.TextFlaw(text)
	}
	return spelling.TitleFlaw(text)
}

// isFreeTextOrAddress reports whether the text at a path is free text or an address.
// Comments have no path and count as free text.
func isFreeTextOrAddress(path []string) bool {
	path = slices.DeleteFunc(slices.Clone(path), isIndex)
	if len(path) == 0 {
		return true
	}
	field := path[len(path)-1]
	return slices.Contains(freeText, field) || slices.Contains(addressFields, field)
}

func (c characterChecker) isName(path []string) bool {
	if len(path) == 0 || !slices.ContainsFunc(c.names, func(name string) bool { return strings.HasPrefix(name, path[0]) }) {
		return false
	}
	field := strings.Join(slices.DeleteFunc(slices.Clone(path), isIndex), ".")
	return slices.Contains(c.names, field)
}

// checkCharacters returns the problems with the characters of a file's texts and comments.
func checkCharacters(name string, content []byte, root *yaml.Node) []Problem {
	if isASCII(content) && !bytes.ContainsRune(content, '\\') { // behind which a character can be written as its number
		return nil
	}
	var problems boundedProblems
	add := func(line, column int, path []string, flaw *spelling.Flaw) {
		problems.add(Problem{
			Line: line, Column: column, Severity: register.Error, Rule: ruleCharacters,
			Path: displayPath(path), Message: flaw.Message, Suggestion: flaw.Fixed, Certain: true,
		})
	}
	c := newCharacterChecker(name, root)
	eachText(root, nil, func(n *yaml.Node, path []string) {
		if flaw := c.flaw(path, n.Value); flaw != nil {
			add(n.Line, n.Column, path, flaw)
		}
	})
	for _, c := range findComments(content, root) {
		if flaw := spelling.TextFlaw(c.text); flaw != nil {
			add(c.line, c.column, nil, &spelling.Flaw{Message: "the comment " + flaw.Message})
		}
	}
	return problems.all()
}

func isASCII(content []byte) bool {
	return !slices.ContainsFunc(content, func(b byte) bool { return b >= utf8.RuneSelf })
}

// fixed returns text with every flaw fixed that has only one right fix.
func (c characterChecker) fixed(path []string, text string) string {
	for {
		flaw := c.flaw(path, text)
		if flaw == nil || flaw.Fixed == "" {
			return text
		}
		text = flaw.Fixed
	}
}

// fixComments removes invisible characters from comments.
func (f *fixer) fixComments() {
	changed := false
	for i, c := range f.comments {
		if text := (characterChecker{}).fixed(nil, c.text); text != c.text {
			f.note(c.line, nil, "a comment with characters that cannot be seen", "without them")
			f.comments[i].text = text
			changed = true
		}
	}
	if changed {
		fixCommentsOf(f.root)
	}
}

// fixCommentsOf fixes the comments of a node and of the nodes in it.
func fixCommentsOf(n *yaml.Node) {
	for _, comment := range []*string{&n.HeadComment, &n.LineComment, &n.FootComment} {
		*comment = (characterChecker{}).fixed(nil, *comment)
	}
	for _, inner := range n.Content {
		fixCommentsOf(inner)
	}
}

// checkLines finds the characters that end a line in YAML but in no common editor. The
// text that they seem to be part of ends there.
func checkLines(content []byte) []Problem {
	if isASCII(content) {
		return nil
	}
	var problems boundedProblems
	for i, line := range bytes.Split(content, []byte("\n")) {
		if at := bytes.IndexAny(line, "\u0085\u2028\u2029"); at >= 0 {
			r, _ := utf8.DecodeRune(line[at:])
			problems.add(Problem{
				Line: i + 1, Column: utf8.RuneCount(line[:at]) + 1, Severity: register.Error, Rule: ruleCharacters,
				Message: fmt.Sprintf("%U stands here, which cannot be seen and ends the line for YAML: remove it", r),
			})
		}
	}
	return problems.all()
}
