package compare

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/command/datafolder"
	"opencec/tools/history"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A revisionPair builds two revisions from a base and files.
type revisionPair struct {
	base    *base
	files   *source.Tree
	records map[string]register.Record // of the files, by path; without those that cannot be read
	same    map[string]bool            // files that the base has with that content
	before  map[string]bool            // files that the base has
	history *register.History
}

func recordsByFile(tree *source.Tree) map[string]register.Record {
	records := map[string]register.Record{}
	for rec := range tree.Records.All() {
		records[source.PathOf(rec.RecordKind(), rec.RecordMeta().ID)] = rec
	}
	return records
}

// addBefore adds a file of the base to the first revision.
func (p *revisionPair) addBefore(name string, entry object.TreeEntry) error {
	p.before[name] = true
	content := p.files.File(name)
	if content != nil && history.IsContent(entry.Hash, content) {
		p.same[name] = true
		p.add(1, name, p.read(name, content))
		return nil
	}
	if entry.Mode == filemode.Submodule {
		p.add(1, name, fileState{unreadable: "is a submodule"})
		return nil
	}
	content, err := p.base.content(name)
	if errors.Is(err, source.ErrTooLarge) {
		p.add(1, name, fileState{unreadable: err.Error()})
		return nil
	}
	if err != nil {
		return err // git cannot give it, which says nothing about the register
	}
	p.add(1, name, decoded(name, content))
	return nil
}

// addAfter adds the files that differ from the base, and deletions, to the second revision.
func (p *revisionPair) addAfter() {
	unread := p.files.Unread()
	for _, name := range p.files.Files() {
		if !p.same[name] && source.IsRecord(name) {
			p.add(2, name, p.read(name, p.files.File(name)))
		}
		delete(p.before, name)
	}
	for name, reason := range unread {
		if p.files.File(name) == nil && source.IsRecord(name) {
			p.add(2, name, fileState{unreadable: reason})
			delete(p.before, name)
		}
	}
	for name := range p.before {
		p.add(2, name, fileState{})
	}
	slices.SortFunc(p.history.Versions, func(a, b register.RecordVersion) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
}

// A fileState is the content of a file: a record or the settings, or why it cannot be read. The
// zero fileState is a missing file.
type fileState struct {
	record     register.Record
	settings   *register.Settings
	unreadable string
}

// read returns the state of a working file. A file that only breaks a schema can be read.
func (p *revisionPair) read(name string, content []byte) fileState {
	if rec := p.records[name]; rec != nil {
		return fileState{record: rec}
	}
	return decoded(name, content)
}

// decoded reads a file on its own.
func decoded(name string, content []byte) fileState {
	if name == source.SettingsFile {
		document, err := source.ReadSettings(content)
		if err != nil {
			return fileState{unreadable: err.Error()}
		}
		settings, err := document.Settings()
		if err != nil {
			return fileState{unreadable: err.Error()}
		}
		return fileState{settings: settings}
	}
	kind, id, _ := source.RecordOf(name)
	rec, _, err := source.Decode(kind, id, content)
	if err != nil {
		return fileState{unreadable: err.Error()}
	}
	return fileState{record: rec}
}

// add adds a state to a revision.
func (p *revisionPair) add(seq int, name string, s fileState) {
	if name == source.SettingsFile {
		p.history.Settings = append(p.history.Settings, register.SettingsVersion{Seq: seq, Settings: s.settings, Unreadable: s.unreadable})
		return
	}
	kind, id, _ := source.RecordOf(name)
	p.history.Versions = append(p.history.Versions, register.RecordVersion{Seq: seq, Kind: kind, ID: id, Record: s.record, Unreadable: s.unreadable})
}

// revisions returns the base and the files as a history of two revisions.
func (b *base) revisions(ctx context.Context, f *datafolder.Folder) (*register.History, error) {
	day := f.On.Time().Add(12 * time.Hour) // noon is that day in UTC
	p := &revisionPair{
		base: b, files: f.Tree, records: recordsByFile(f.Tree), same: map[string]bool{}, before: map[string]bool{},
		history: &register.History{Revisions: []register.Revision{{Seq: 1, Time: day}, {Seq: 2, Time: day}}},
	}
	if err := b.files(ctx, p.addBefore); err != nil {
		return nil, err
	}
	p.addAfter()
	return p.history, nil
}
