package querytest

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	"opencec/tools/register"
)

// A historyBuilder writes a history down, revision by revision, as package history reads one
// from git: each edition has a record of its own, with what is known of its file.
type historyBuilder struct {
	*register.History
	files map[register.Ref]*recordFile // those that are there
}

// A recordFile is one record's file.
type recordFile struct {
	created    time.Time
	record     register.Record // as it last could be read; nil if it never could
	unreadable bool            // it cannot be read now
}

func newHistoryBuilder() *historyBuilder {
	return &historyBuilder{&register.History{}, map[register.Ref]*recordFile{}}
}

// An edit is what a revision does to a file.
type edit func(s *historyBuilder, r register.Revision)

// commit writes a revision. Without a hash it is one of uncommitted changes.
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

// unchanged writes a commit down that left the register as it was.
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

// add adds an edition: in place of that which the revision has of the file already.
func (s *historyBuilder) add(e register.RecordVersion) {
	same := func(o register.RecordVersion) bool { return o.Seq == e.Seq && o.Kind == e.Kind && o.ID == e.ID }
	s.Versions = append(slices.DeleteFunc(s.Versions, same), e)
}

func (s *historyBuilder) addSettings(e register.SettingsVersion) {
	s.Settings = append(slices.DeleteFunc(s.Settings, func(o register.SettingsVersion) bool { return o.Seq == e.Seq }), e)
}

// file returns the file of a record, which is made if it is not there.
func (s *historyBuilder) file(k register.Kind, id string, r register.Revision) *recordFile {
	key := k.Ref(id)
	if s.files[key] == nil {
		s.files[key] = &recordFile{created: r.Time}
	}
	return s.files[key]
}

// rewrite writes a record's file anew, as it last could be read but for what alter does,
// which must give the record new lists and not change those that it has.
func rewrite[R register.Record](id string, alter func(rec R)) edit {
	return func(s *historyBuilder, r register.Revision) {
		var kind R
		rec := copied(s.files[kind.RecordKind().Ref(id)].record)
		alter(rec.(R))
		put(rec)(s, r)
	}
}

// rename moves a record's file to another id, which keeps the former one.
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

// remove takes a record's file away.
func remove(k register.Kind, id string) edit {
	return func(s *historyBuilder, r register.Revision) {
		delete(s.files, k.Ref(id))
		s.add(register.RecordVersion{Seq: r.Seq, Kind: k, ID: id})
	}
}

// makeUnreadable leaves a record's file so that it cannot be read.
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

// makeSettingsUnreadable leaves the settings so that they cannot be read.
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

// copied returns another record that shares its lists.
func copied(rec register.Record) register.Record {
	c := reflect.New(reflect.TypeOf(rec).Elem())
	c.Elem().Set(reflect.ValueOf(rec).Elem())
	return c.Interface().(register.Record)
}
