package querytest

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	"opencec/tools/register"
)

// A scribe writes a history down, revision by revision, as package history reads one
// from git: each edition has a record of its own, with what is known of its file.
type scribe struct {
	*register.History
	files map[register.Ref]*recordFile // those that are there
}

// A recordFile is one record's file.
type recordFile struct {
	created time.Time
	record  register.Record // as it last could be read; nil if it never could
	spoilt  bool            // it cannot be read now
}

func newScribe() *scribe { return &scribe{&register.History{}, map[register.Ref]*recordFile{}} }

// An edit is what a revision does to a file.
type edit func(s *scribe, r register.Revision)

// commit writes a revision. Without a hash it is one of uncommitted changes.
func (s *scribe) commit(hash, instant, author, summary string, edits ...edit) {
	at, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		panic(err)
	}
	r := register.Revision{Seq: len(s.Revisions) + 1, Commit: hash, Time: at, Author: author, Summary: summary}
	first := len(s.Editions)
	for _, e := range edits {
		e(s, r)
	}
	slices.SortStableFunc(s.Editions[first:], func(a, b register.Edition) int {
		return cmp.Or(cmp.Compare(slices.Index(register.Kinds(), a.Kind), slices.Index(register.Kinds(), b.Kind)), cmp.Compare(a.ID, b.ID))
	})
	s.Revisions = append(s.Revisions, r)
}

// unchanged writes a commit down that left the register as it was.
func (s *scribe) unchanged(hash string) {
	s.Unchanged = append(s.Unchanged, register.Commit{Hash: hash, Seq: len(s.Revisions)})
}

// put writes a record's file.
func put(rec register.Record) edit {
	return func(s *scribe, r register.Revision) {
		rec := copied(rec)
		meta := rec.RecordMeta()
		f := s.file(rec.RecordKind(), meta.ID, r)
		f.record, f.spoilt = rec, false
		*meta = register.Meta{ID: meta.ID}
		if r.Commit != "" {
			*meta = register.Meta{ID: meta.ID, CreatedAt: f.created, UpdatedAt: r.Time, Commit: r.Commit}
		}
		s.add(register.Edition{Seq: r.Seq, Kind: rec.RecordKind(), ID: meta.ID, Record: rec})
	}
}

// add adds an edition: in place of that which the revision has of the file already.
func (s *scribe) add(e register.Edition) {
	same := func(o register.Edition) bool { return o.Seq == e.Seq && o.Kind == e.Kind && o.ID == e.ID }
	s.Editions = append(slices.DeleteFunc(s.Editions, same), e)
}

func (s *scribe) addSettings(e register.SettingsEdition) {
	s.Settings = append(slices.DeleteFunc(s.Settings, func(o register.SettingsEdition) bool { return o.Seq == e.Seq }), e)
}

// file returns the file of a record, which is made if it is not there.
func (s *scribe) file(k register.Kind, id string, r register.Revision) *recordFile {
	key := k.Ref(id)
	if s.files[key] == nil {
		s.files[key] = &recordFile{created: r.Time}
	}
	return s.files[key]
}

// rewrite writes a record's file anew, as it last could be read but for what alter does,
// which must give the record new lists and not change those that it has.
func rewrite[R register.Record](id string, alter func(rec R)) edit {
	return func(s *scribe, r register.Revision) {
		var kind R
		rec := copied(s.files[kind.RecordKind().Ref(id)].record)
		alter(rec.(R))
		put(rec)(s, r)
	}
}

// rename moves a record's file to another id, which keeps the former one.
func rename(k register.Kind, id, to string) edit {
	return func(s *scribe, r register.Revision) {
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
	return func(s *scribe, r register.Revision) {
		delete(s.files, k.Ref(id))
		s.add(register.Edition{Seq: r.Seq, Kind: k, ID: id})
	}
}

// spoil leaves a record's file so that it cannot be read.
func spoil(k register.Kind, id, why string) edit {
	return func(s *scribe, r register.Revision) {
		s.file(k, id, r).spoilt = true
		s.add(register.Edition{Seq: r.Seq, Kind: k, ID: id, Unreadable: why})
	}
}

// settle writes the settings.
func settle(settings register.Settings) edit {
	return func(s *scribe, r register.Revision) {
		s.addSettings(register.SettingsEdition{Seq: r.Seq, Settings: &settings})
	}
}

// spoilSettings leaves the settings so that they cannot be read.
func spoilSettings(why string) edit {
	return func(s *scribe, r register.Revision) {
		s.addSettings(register.SettingsEdition{Seq: r.Seq, Unreadable: why})
	}
}

// putAll writes the files of a whole register.
func putAll(records register.Records) edit {
	return func(s *scribe, r register.Revision) {
		settle(records.Settings)(s, r)
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
