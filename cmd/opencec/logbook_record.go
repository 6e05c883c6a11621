package main

import (
	"slices"
	"strings"

	"opencec/tools/register"
	"opencec/tools/terminal"
)

// A subject is a record that was asked for, under all the ids that it had.
type subject struct {
	kind     register.Kind
	asked    string // the id by which it was asked for
	id       string // the newest
	editions []register.Edition
}

// had reports whether the record had an id.
func (s subject) had(id string) bool {
	return slices.ContainsFunc(s.editions, func(e register.Edition) bool { return e.ID == id })
}

// at returns the edition in force at a revision, and whether there was any. If there
// were records under several of the ids, which became one later, it is that with the
// id that was asked for, and then the newest.
func (s subject) at(seq int) (found register.Edition, ok bool) {
	inForce := map[string]bool{}
	for _, e := range slices.Backward(s.editions) {
		if e.Seq > seq || inForce[e.ID] {
			continue
		}
		inForce[e.ID] = true
		if e.ID == s.asked && !e.Removed() {
			return e, true
		}
		if !ok || found.Removed() && !e.Removed() {
			found, ok = e, true
		}
	}
	return found, ok
}

// find returns the record with an id, which may be a former one, and may have the
// folder of its kind before it: listings/tesla/powerwall-2.
func (b *logbook) find(text string) (subject, error) {
	var found []subject
	for _, k := range register.Kinds() {
		if s, ok := b.subject(k, strings.TrimPrefix(text, k.Folder+"/")); ok {
			found = append(found, s)
		} else if s, ok := b.subject(k, text); ok {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		return subject{}, b.unknownRecord(text)
	case 1:
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, s := range found {
		names[i] = s.kind.Folder + "/" + text
	}
	return subject{}, usagef("%q is the id of several records: write %s", text, strings.Join(names, " or "))
}

func (b *logbook) subject(k register.Kind, id string) (subject, bool) {
	editions := b.Of(k, id)
	if editions == nil {
		if id = b.successor(k, id); id == "" {
			return subject{}, false
		}
		editions = b.Of(k, id)
	}
	s := subject{kind: k, asked: id, editions: editions}
	newest, _ := s.at(len(b.Revisions))
	s.id = newest.ID
	return s, true
}

// successor returns the id of the record that has, among its former ids, one that no
// file in the history had; "" for none.
func (b *logbook) successor(k register.Kind, former string) string {
	records := b.At(len(b.Revisions))
	for rec := range records.All() {
		if rec.RecordKind().Folder == k.Folder && slices.Contains(rec.FormerIDList(), former) {
			return rec.RecordMeta().ID
		}
	}
	return ""
}

// unknownRecord says that there never was such a record, and which may be meant.
func (b *logbook) unknownRecord(text string) error {
	var names []string
	for _, k := range register.Kinds() {
		prefix := ""
		if strings.HasPrefix(text, k.Folder+"/") {
			prefix = k.Folder + "/"
		}
		for _, e := range b.Editions {
			if e.Kind.Folder == k.Folder {
				names = append(names, prefix+e.ID)
			}
		}
	}
	slices.Sort(names)
	return usagef("no revision of %s has a record %.200q%s", b.dir, text, terminal.Escape(didYouMean(text, slices.Compact(names))))
}
