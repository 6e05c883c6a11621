package source

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"opencec/tools/base/parallel"
	"opencec/tools/register"
)

// Check returns all problems of the folder on the day on, in files and between them,
// sorted by file and line.
func (t *Tree) Check(on register.Date) []Problem {
	problems := slices.Clone(t.problems)
	t.resolveSuggestedIDs(problems)
	unread := func(k register.Kind, id string) bool { return t.isUnread(PathOf(k, id)) }
	broken := t.Records.Check(on, unread)
	if t.hasUnread(register.Certificates) { // what a listing lacks may be one of those
		broken = slices.DeleteFunc(broken, func(p register.Problem) bool { return p.Rule == register.RuleUncertified })
	}
	problems = append(problems, t.locateProblems(broken)...)
	if p, wrong := t.checkSettings(); wrong {
		problems = append(problems, p)
	}
	sortProblems(problems)
	return problems
}

// locateProblems finds the lines of broken rules. It parses each file once for all its
// problems, because ten thousand files can have a warning each.
func (t *Tree) locateProblems(broken []register.Problem) []Problem {
	byFile := func(a, b register.Problem) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	}
	slices.SortStableFunc(broken, byFile)
	type part struct{ from, to int }
	var files []part
	for i := range broken {
		if i == 0 || byFile(broken[i-1], broken[i]) != 0 {
			files = append(files, part{i, i})
		}
		files[len(files)-1].to++
	}
	placed := make([]Problem, len(broken))
	// Do fails only when its context ends, and this one does not.
	_ = parallel.Do(context.Background(), len(files), func(i int) error {
		own := broken[files[i].from:files[i].to]
		copy(placed[files[i].from:], locateInFile(t.files[PathOf(own[0].Kind, own[0].ID)], own))
		return nil
	})
	return placed
}

// resolveSuggestedIDs replaces the names that problems suggest as ids by the ids of the
// records with these names. It removes suggestions that no record matches.
func (t *Tree) resolveSuggestedIDs(problems []Problem) {
	var known map[register.Kind]wordIndex
	for i, p := range problems {
		k, _, _ := RecordOf(p.File)
		if p.Rule != ruleSchema || p.Suggestion == "" {
			continue
		}
		to, refers := k.Refers()[p.Path]
		if !refers {
			continue
		}
		if known == nil {
			known = t.idIndex()
		}
		problems[i].Suggestion, problems[i].Certain = known[to].find(p.Suggestion)
	}
}

// idIndex returns the spellings that name records of vocabularies, by kind.
func (t *Tree) idIndex() map[register.Kind]wordIndex {
	v := &Vocabulary{ids: map[register.Kind]wordIndex{}, enumValues: map[string]wordIndex{}}
	for rec := range t.Records.All() {
		v.addRecord(rec)
	}
	return v.ids
}

// checkSettings checks the settings for what their schema cannot express.
func (t *Tree) checkSettings() (Problem, bool) {
	if t.isUnread(SettingsFile) {
		return Problem{}, false
	}
	_, err := register.LoadZone(t.Records.Settings.TimeZone)
	if err == nil {
		return Problem{}, false
	}
	const field = "time_zone"
	p := Problem{File: SettingsFile, Line: 1, Column: 1, Severity: register.Error, Rule: ruleSettings, Path: field, Message: err.Error()}
	if root, problems := parse(t.files[SettingsFile]); len(problems) == 0 {
		at := locate(root, []string{field})
		p.Line, p.Column = at.Line, at.Column
	}
	return p, true
}

// hasUnread reports whether a record of kind k could not be read.
func (t *Tree) hasUnread(k register.Kind) bool {
	for name := range t.unread {
		if strings.HasPrefix(name, k.Folder()+"/") {
			return true
		}
	}
	return false
}

// Counts returns the number of listings and certificates, readable or not.
func (t *Tree) Counts() (listings, certificates int) {
	listings, certificates = len(t.Records.Listings), len(t.Records.Certificates)
	for name := range t.unread {
		switch k, _, _ := RecordOf(name); k {
		case register.Listings:
			listings++
		case register.Certificates:
			certificates++
		}
	}
	return listings, certificates
}

// Files returns the paths of all files that were read, sorted.
func (t *Tree) Files() []string { return slices.Sorted(maps.Keys(t.files)) }

// File returns the content of a file as it was read, or nil.
func (t *Tree) File(name string) []byte { return t.files[name] }

// Digest returns a hexadecimal SHA-256 over the names and contents of all files. It is
// equal only for equal data.
func (t *Tree) Digest() string {
	h := sha256.New()
	for _, name := range t.Files() {
		content := sha256.Sum256(t.files[name])
		h.Write([]byte(name))
		h.Write([]byte{0})
		h.Write(content[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Unread returns, by path, why files could not be read as records.
func (t *Tree) Unread() map[string]string { return t.unread }
