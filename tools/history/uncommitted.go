package history

import (
	"iter"
	"maps"
	"slices"
	"time"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// AddUncommitted returns r, which h.Decode gave, with one more revision if the files
// of the data folder differ from those of the newest commit. It has no commit, its
// time is now, or that of the newest commit if that is later, and its records have
// neither times nor a commit. Files are read as those of commits are: what only a
// schema refuses can be read. The original is not changed.
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

// Uncommitted returns the history of a data folder that has none in git: the files at
// hand are its one revision, at the time now.
func Uncommitted(files *source.Tree, now time.Time) *register.History {
	return new(History).AddUncommitted(new(register.History), files, now)
}

// uncommitted returns the files that differ from those of the newest commit. A file
// that cannot be read, now or then, is as it was.
func (h *History) uncommitted(r *register.History, files *source.Tree) []file {
	unread := files.Unread()
	couldNot := map[string]bool{}
	for _, e := range r.Unreadable(len(r.Revisions)) {
		couldNot[source.PathOf(e.Kind, e.ID)] = true
	}
	var changed []file
	for _, name := range slices.Sorted(maps.Keys(h.names(files, unread))) {
		text := files.File(name)
		reason, isUnread := unread[name]
		switch {
		case text != nil && !IsContent(h.blobs[name], text):
			kind, _, _ := source.RecordOf(name)
			read, _ := decode(kind, text)
			changed = append(changed, file{name, read})
		case text == nil && isUnread && !couldNot[name]:
			changed = append(changed, file{name, &content{unreadable: reason}})
		case text == nil && !isUnread:
			changed = append(changed, file{name, nil})
		}
	}
	return changed
}

// names returns the paths of all records and settings, of the newest commit and of
// the folder.
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
