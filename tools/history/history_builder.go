package history

import (
	"cmp"
	"slices"
	"time"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A historyBuilder builds a register.History commit by commit.
type historyBuilder struct {
	*register.History
	kinds   map[register.Kind]int // index in register.Kinds
	created map[string]time.Time  // of the existing files, by path
}

// A file is the new content of a file; nil if the revision removed it.
type file struct {
	path    string
	content *content
}

func newHistoryBuilder(h *register.History) *historyBuilder {
	a := &historyBuilder{h, map[register.Kind]int{}, map[string]time.Time{}}
	for i, k := range register.Kinds() {
		a.kinds[k] = i
	}
	return a
}

// add adds a commit: as a revision if it changed the register, otherwise as unchanged.
func (a *historyBuilder) add(r register.Revision, files []file) {
	r.Seq = len(a.Revisions) + 1
	editions, settings := len(a.Versions), len(a.Settings)
	for _, f := range files {
		a.put(r, f)
	}
	if len(a.Versions) == editions && len(a.Settings) == settings {
		a.Unchanged = append(a.Unchanged, register.Commit{Hash: r.Commit, Seq: len(a.Revisions)})
		return
	}
	slices.SortStableFunc(a.Versions[editions:], func(x, y register.RecordVersion) int {
		return cmp.Or(cmp.Compare(a.kinds[x.Kind], a.kinds[y.Kind]), cmp.Compare(x.ID, y.ID))
	})
	a.Revisions = append(a.Revisions, r)
}

func (a *historyBuilder) put(r register.Revision, f file) {
	if f.path == source.SettingsFile {
		a.putSettings(r, f.content)
		return
	}
	if !isRecordFile(f.path) {
		return // no record could ever have that id
	}
	k, id, _ := source.RecordOf(f.path)
	e := register.RecordVersion{Seq: r.Seq, Kind: k, ID: id}
	if f.content == nil {
		delete(a.created, f.path)
		a.Versions = append(a.Versions, e)
		return
	}
	if _, ok := a.created[f.path]; !ok {
		a.created[f.path] = r.Time
	}
	e.Unreadable, e.Unknown = f.content.unreadable, f.content.unknown
	if f.content.record != nil {
		e.Record = f.content.take()
		*e.Record.RecordMeta() = a.meta(r, f.path, id)
	}
	a.Versions = append(a.Versions, e)
}

// meta returns the metadata of a record; zero if it is not committed.
func (a *historyBuilder) meta(r register.Revision, path, id string) register.Meta {
	if r.Commit == "" {
		return register.Meta{ID: id}
	}
	return register.Meta{ID: id, CreatedAt: a.created[path], UpdatedAt: r.Time, Commit: r.Commit}
}

func (a *historyBuilder) putSettings(r register.Revision, c *content) {
	e := register.SettingsVersion{Seq: r.Seq}
	if c != nil {
		e.Settings, e.Unreadable, e.Unknown = c.settings, c.unreadable, c.unknown
	}
	a.Settings = append(a.Settings, e)
}
