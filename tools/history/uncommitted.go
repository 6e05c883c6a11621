package history

import (
	"iter"
	"maps"
	"slices"
	"time"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// AddUncommitted returns r, the result of h.Decode, with one more revision if the files
// of the data folder differ from the newest commit. The revision has no commit; its time
// is now, or that of the newest commit if that is later; its records have neither times
// nor a commit. Files are read like those of commits, without requiring the schema. r
// itself is not changed.
func (h *History) AddUncommitted(r *register.History, files *source.Tree, now time.Time) *register.History {
	changed := h.uncommitted(r, files)
	if len(changed) == 0 {
		return r
	}
	a := newHistoryBuilder(&register.History{
		Revisions: slices.Clip(r.Revisions), Versions: slices.Clip(r.Versions), Settings: slices.Clip(r.Settings),
		Unchanged: r.Unchanged, Shallow: r.Shallow, Oldest: r.Oldest, Abandoned: r.Abandoned,
	})
	now = now.UTC().Truncate(time.Second)
	if now.Before(h.Time) {
		now = h.Time
	}
	a.add(register.Revision{Time: now}, changed)
	return a.History
}

// Uncommitted returns the history of a data folder outside git: its files are the only
// revision, at the time now.
func Uncommitted(files *source.Tree, now time.Time) *register.History {
	return new(History).AddUncommitted(new(register.History), files, now)
}

// uncommitted returns the files that differ from the newest commit. Files that cannot be
// read, now or then, count as unchanged.
func (h *History) uncommitted(r *register.History, files *source.Tree) []file {
	unread := files.Unread()
	couldNot := map[string]bool{}
	for _, e := range r.Unreadable(len(r.Revisions)) {
		couldNot[source.PathOf(e.Kind, e.ID)] = true
	}
	records := recordsByPath(files)
	var changed []file
	for _, name := range slices.Sorted(maps.Keys(h.names(files, unread))) {
		text := files.File(name)
		reason, isUnread := unread[name]
		switch {
		case text != nil && !IsContent(h.blobs[name], text):
			changed = append(changed, file{name, contentInFolder(name, text, records[name])})
		case text == nil && isUnread && !couldNot[name]:
			changed = append(changed, file{name, &content{unreadable: reason}})
		case text == nil && !isUnread:
			changed = append(changed, file{name, nil})
		}
	}
	return changed
}

// recordsByPath returns the records of a data folder by the paths of their files.
func recordsByPath(files *source.Tree) map[string]register.Record {
	records := map[string]register.Record{}
	for rec := range files.Records.All() {
		records[source.PathOf(rec.RecordKind(), rec.RecordMeta().ID)] = rec
	}
	return records
}

// contentInFolder returns the content of a file, of which rec is the record if its schema accepts the
// file. Decoding the file again would give the same record.
func contentInFolder(name string, text []byte, rec register.Record) *content {
	if rec != nil {
		return &content{record: rec, taken: true} // the history gets a copy
	}
	kind, _, _ := source.RecordOf(name)
	read, _ := decode(kind, text)
	return read
}

// names returns the paths of all records and settings in the newest commit and in the
// folder.
func (h *History) names(files *source.Tree, unread map[string]string) map[string]bool {
	names := map[string]bool{}
	for _, files := range []iter.Seq[string]{maps.Keys(h.blobs), slices.Values(files.Files()), maps.Keys(unread)} {
		for name := range files {
			if isRecordFile(name) {
				names[name] = true
			}
		}
	}
	return names
}
