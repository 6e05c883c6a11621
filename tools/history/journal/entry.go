package journal

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// An Entry is what is known of a line without reading it: what it is picked by. It
// follows from the line's text alone, so that whoever has the text, whoever wrote it
// and a database have the same.
type Entry struct {
	Seq      int           // of the revision
	Number   int           // which line of the revision it is, from 1
	Kind     register.Kind // or change.Settings
	ID       string
	FormerID string   // the id before, of a renamed record
	Former   []string // ids that the record had before: FormerID, and those that it names itself; sorted
	MovedTo  string   // the id of the record that it became part of, or ""
	Events   []string // in the order of change.Whats

	Listings      []string // ids of the listings that it concerns, sorted
	Manufacturers []string // ids of the manufacturers that it concerns, sorted
	Gone          bool     // there is no record after it
	Unreadable    bool     // … since its file cannot be read
}

// EntryOf returns the entry of a line, of which it is the number-th in its revision.
//
// A listing's line concerns the listing, under its id since; that of a certificate
// the listings that it covers since, and those that it covered and no longer does.
// Of each of them it concerns the manufacturer, and a manufacturer's line itself,
// under both ids if it was renamed.
func EntryOf(l change.Line, number int) Entry {
	f := lineFacts{
		Seq: l.Seq, Kind: l.Kind, ID: l.ID, FormerID: l.FormerID, MovedTo: l.MovedTo,
		Events: make([]string, len(l.Events)), Unreadable: l.Unreadable,
	}
	for i, w := range l.Events {
		f.Events[i] = string(w)
	}
	for _, e := range l.Effects {
		f.Effects = append(f.Effects, effect{e.Listing})
	}
	if l.After != nil {
		f.Record = &recordFacts{FormerIDs: l.After.FormerIDList()}
	}
	if c, ok := l.After.(*register.Certificate); ok {
		f.Record.Listings = c.Listings
	}
	return f.entry(number)
}

// lineFacts are what an entry is made of: a part of a line, by the names that it has in
// JSON. Most of a line is left unread when a journal is opened.
type lineFacts struct {
	Seq        int           `json:"seq"`
	Commit     string        `json:"commit"`
	Kind       register.Kind `json:"kind"`
	ID         string        `json:"id"`
	FormerID   string        `json:"former_id"`
	MovedTo    string        `json:"moved_to"`
	Events     []string      `json:"what"`
	Effects    []effect      `json:"effects"`
	Unreadable string        `json:"unreadable"`
	Record     *recordFacts  `json:"record"`
}

type effect struct {
	Listing string `json:"id"`
}

type recordFacts struct {
	FormerIDs []string `json:"former_ids"`
	Listings  []string `json:"listings"` // of certificates
}

// entry makes the entry.
func (f *lineFacts) entry(number int) Entry {
	e := Entry{
		Seq: f.Seq, Number: number, Kind: f.Kind, ID: f.ID, FormerID: f.FormerID, MovedTo: f.MovedTo, Events: f.Events,
		Former: f.former(), Listings: f.listings(), Gone: f.Record == nil, Unreadable: f.Unreadable != "",
	}
	e.Manufacturers = manufacturersOf(e)
	return e
}

// former returns the ids that the record had before.
func (f *lineFacts) former() []string {
	var ids []string
	if f.FormerID != "" {
		ids = append(ids, f.FormerID)
	}
	if f.Record != nil {
		ids = append(ids, f.Record.FormerIDs...)
	}
	return sorted(ids)
}

// listings returns the listings that the line concerns. What a certificate no longer
// covers is among its effects.
func (f *lineFacts) listings() []string {
	switch f.Kind {
	case register.Listings:
		return []string{f.ID}
	case register.Certificates:
		var ids []string
		if f.Record != nil {
			ids = append(ids, f.Record.Listings...)
		}
		for _, e := range f.Effects {
			ids = append(ids, e.Listing)
		}
		return sorted(ids)
	}
	return nil
}

// check reports what cannot be a line.
func (f *lineFacts) check() error {
	if _, ok := change.KindOf(f.Kind.Folder()); !ok {
		return fmt.Errorf("%.40q is not a kind of record", f.Kind)
	}
	if len(f.Events) == 0 {
		return errors.New("what is empty: a change has at least one word for what happened")
	}
	ids := slices.DeleteFunc([]string{f.FormerID, f.MovedTo}, func(id string) bool { return id == "" })
	if f.Kind == change.Settings {
		if f.ID != "" || len(ids) > 0 {
			return errors.New("the settings have no id")
		}
		return nil
	}
	for _, id := range append(ids, f.ID) {
		if err := register.CheckID(f.Kind, id); err != nil {
			return err
		}
	}
	return nil
}

func manufacturersOf(e Entry) []string {
	var ids []string
	for _, listing := range e.Listings {
		manufacturer, _, _ := strings.Cut(listing, "/")
		ids = append(ids, manufacturer)
	}
	if e.Kind == register.Manufacturers {
		ids = append(ids, e.ID)
		if e.FormerID != "" {
			ids = append(ids, e.FormerID)
		}
	}
	return sorted(ids)
}

// sorted sorts ids, each once.
func sorted(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}
