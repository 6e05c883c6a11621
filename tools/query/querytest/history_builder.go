package querytest

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	"opencec/tools/register"
)

// A historyBuilder builds a history, revision by revision, as package history reads one
// from git: each version has its own record, with the metadata of its file.
type historyBuilder struct {
	*register.History
	files map[register.Ref]*recordFile // the existing files
}

// A recordFile is one record's file.
type recordFile struct {
	created    time.Time
	record     register.Record // the last readable state; nil if there is none
	unreadable bool            // it cannot be read at present
}

func newHistoryBuilder() *historyBuilder {
	return &historyBuilder{&register.History{}, map[register.Ref]*recordFile{}}
}

// An edit is what a revision does to a file.
type edit func(s *historyBuilder, r register.Revision)

// commit adds a revision. Without a hash it consists of uncommitted changes.
func (s *historyBuilder) commit(hash, instant, author, summary string, edits ...edit) {
	at, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		panic(err)
	}
	r := register.Revision{Seq: len(s.Revisions) + 1, Commit: hash, Time: at, Author: author, Summary: summary}
	first := len(s.Versions)
	for _, e := range edits {
		e(s, r)
	}
	slices.SortStableFunc(s.Versions[first:], func(a, b register.RecordVersion) int {
		return cmp.Or(cmp.Compare(slices.Index(register.Kinds(), a.Kind), slices.Index(register.Kinds(), b.Kind)), cmp.Compare(a.ID, b.ID))
	})
	s.Revisions = append(s.Revisions, r)
}

// unchanged adds a commit that left the register as it was.
func (s *historyBuilder) unchanged(hash string) {
	s.Unchanged = append(s.Unchanged, register.Commit{Hash: hash, Seq: len(s.Revisions)})
}

// put writes a record's file.
func put(rec register.Record) edit {
	return func(s *historyBuilder, r register.Revision) {
		rec := copied(rec)
		meta := rec.RecordMeta()
		f := s.file(rec.RecordKind(), meta.ID, r)
		f.record, f.unreadable = rec, false
		*meta = register.Meta{ID: meta.ID}
		if r.Commit != "" {
			*meta = register.Meta{ID: meta.ID, CreatedAt: f.created, UpdatedAt: r.Time, Commit: r.Commit}
		}
		s.add(register.RecordVersion{Seq: r.Seq, Kind: rec.RecordKind(), ID: meta.ID, Record: rec})
	}
}

// add adds a version, replacing one of the same file and revision.
func (s *historyBuilder) add(e register.RecordVersion) {
	same := func(o register.RecordVersion) bool { return o.Seq == e.Seq && o.Kind == e.Kind && o.ID == e.ID }
	s.Versions = append(slices.DeleteFunc(s.Versions, same), e)
}

func (s *historyBuilder) addSettings(e register.SettingsVersion) {
	s.Settings = append(slices.DeleteFunc(s.Settings, func(o register.SettingsVersion) bool { return o.Seq == e.Seq }), e)
}

// file returns the file of a record, creating it if necessary.
func (s *historyBuilder) file(k register.Kind, id string, r register.Revision) *recordFile {
	key := k.Ref(id)
	if s.files[key] == nil {
		s.files[key] = &recordFile{created: r.Time}
	}
	return s.files[key]
}

// rewrite rewrites a record's file, starting from its last readable state. alter must
// give the record new lists instead of changing its existing ones.
func rewrite[R register.Record](id string, alter func(rec R)) edit {
	return func(s *historyBuilder, r register.Revision) {
		var kind R
		rec := copied(s.files[kind.RecordKind().Ref(id)].record)
		alter(rec.(R))
		put(rec)(s, r)
	}
}

// rename moves a record's file to another id and adds the former one.
func rename(k register.Kind, id, to string) edit {
	return func(s *historyBuilder, r register.Revision) {
		rec := copied(s.files[k.Ref(id)].record)
		rec.RecordMeta().ID = to
		former := reflect.ValueOf(rec).Elem().FieldByName("FormerIDs")
		former.Set(reflect.ValueOf(append(slices.Clone(rec.FormerIDList()), id)))
		remove(k, id)(s, r)
		put(rec)(s, r)
	}
}

// remove removes a record's file.
func remove(k register.Kind, id string) edit {
	return func(s *historyBuilder, r register.Revision) {
		delete(s.files, k.Ref(id))
		s.add(register.RecordVersion{Seq: r.Seq, Kind: k, ID: id})
	}
}

// makeUnreadable makes a record's file unreadable.
func makeUnreadable(k register.Kind, id, why string) edit {
	return func(s *historyBuilder, r register.Revision) {
		s.file(k, id, r).unreadable = true
		s.add(register.RecordVersion{Seq: r.Seq, Kind: k, ID: id, Unreadable: why})
	}
}

// putSettings writes the settings.
func putSettings(settings register.Settings) edit {
	return func(s *historyBuilder, r register.Revision) {
		s.addSettings(register.SettingsVersion{Seq: r.Seq, Settings: &settings})
	}
}

// makeSettingsUnreadable makes the settings unreadable.
func makeSettingsUnreadable(why string) edit {
	return func(s *historyBuilder, r register.Revision) {
		s.addSettings(register.SettingsVersion{Seq: r.Seq, Unreadable: why})
	}
}

// putAll writes the files of a whole register.
func putAll(records register.Records) edit {
	return func(s *historyBuilder, r register.Revision) {
		putSettings(records.Settings)(s, r)
		for rec := range records.All() {
			put(rec)(s, r)
		}
	}
}

// copied returns a shallow copy of a record.
func copied(rec register.Record) register.Record {
	c := reflect.New(reflect.TypeOf(rec).Elem())
	c.Elem().Set(reflect.ValueOf(rec).Elem())
	return c.Interface().(register.Record)
}
