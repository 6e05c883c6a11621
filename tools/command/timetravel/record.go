package timetravel

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/base/terminal"
	"opencec/tools/history"
	"opencec/tools/register"
)

// A recordHistory is a requested record under all its ids.
type recordHistory struct {
	kind     register.Kind
	asked    string // the id by which it was asked for
	id       string // the newest
	versions []register.RecordVersion
}

// had reports whether the record had an id.
func (r recordHistory) had(id string) bool {
	return slices.ContainsFunc(r.versions, func(e register.RecordVersion) bool { return e.ID == id })
}

// at returns the version in force at a revision, and whether there was any. If several ids were
// records of their own then, which became one later, it prefers the requested id, then the newest.
func (r recordHistory) at(seq int) (found register.RecordVersion, ok bool) {
	inForce := map[string]bool{}
	for _, e := range slices.Backward(r.versions) {
		if e.Seq > seq || inForce[e.ID] {
			continue
		}
		inForce[e.ID] = true
		if e.ID == r.asked && !e.Removed() {
			return e, true
		}
		if !ok || found.Removed() && !e.Removed() {
			found, ok = e, true
		}
	}
	return found, ok
}

// find returns the record with an id, which may be a former one, and may have the folder of its
// kind before it: listings/tesla/powerwall-2.
func (v *View) find(text string) (recordHistory, error) {
	var found []recordHistory
	for _, k := range register.Kinds() {
		if s, ok := v.recordHistory(k, strings.TrimPrefix(text, k.Folder()+"/")); ok {
			found = append(found, s)
		} else if s, ok := v.recordHistory(k, text); ok {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		return recordHistory{}, v.unknownRecord(text)
	case 1:
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, s := range found {
		names[i] = s.kind.Folder() + "/" + text
	}
	return recordHistory{}, nameErrorf("%q is the id of several records: write %s", text, strings.Join(names, " or "))
}

func (v *View) recordHistory(k register.Kind, id string) (recordHistory, bool) {
	versions := v.VersionsOf(k, id)
	if versions == nil {
		if id = v.successor(k, id); id == "" {
			return recordHistory{}, false
		}
		versions = v.VersionsOf(k, id)
	}
	s := recordHistory{kind: k, asked: id, versions: versions}
	newest, _ := s.at(len(v.Revisions))
	s.id = newest.ID
	return s, true
}

// successor returns the id of the record with a former id that no file in the history had, or "".
func (v *View) successor(k register.Kind, former string) string {
	records := v.At(len(v.Revisions))
	for rec := range records.All() {
		if rec.RecordKind() == k && slices.Contains(rec.FormerIDList(), former) {
			return rec.RecordMeta().ID
		}
	}
	return ""
}

// unknownRecord returns the error for an id that no record ever had, with the most similar one.
func (v *View) unknownRecord(text string) error {
	var names []string
	for _, k := range register.Kinds() {
		prefix := ""
		if strings.HasPrefix(text, k.Folder()+"/") {
			prefix = k.Folder() + "/"
		}
		for _, e := range v.Versions {
			if e.Kind == k {
				names = append(names, prefix+e.ID)
			}
		}
	}
	slices.Sort(names)
	return nameErrorf("no revision of %s has a record %.200q%s", v.dir, text, terminal.Escape(spelling.DidYouMean(text, slices.Compact(names))))
}

func nameErrorf(format string, args ...any) error {
	return &history.NameError{Err: fmt.Errorf(format, args...)}
}
