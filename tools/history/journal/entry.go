package journal

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// An Entry is the data by which a line is selected without parsing the line. It depends
// only on the line's text, so that files and databases always agree.
type Entry struct {
	Seq      int           // number of the revision
	Number   int           // number of the line within its revision, from 1
	Kind     register.Kind // or change.Settings
	ID       string
	FormerID string   // the previous id, if the record was renamed
	Former   []string // previous ids of the record: FormerID, and those in the record's former_ids; sorted
	MovedTo  string   // the id of the record into which it was merged, or ""
	Events   []string // in the order of change.EventTypes

	Listings      []string // ids of the listings that the line concerns, sorted
	Manufacturers []string // ids of the manufacturers that the line concerns, sorted
	Gone          bool     // the record does not exist after the change
	Unreadable    bool     // … because its file cannot be read
}

// EntryOf returns the entry of a line, which is the number-th of its revision.
//
// The line of a listing concerns that listing, under its id after the change. The line of
// a certificate concerns the listings that it covers after the change, and those that it
// no longer covers. A line also concerns the manufacturers of these listings; the line of
// a manufacturer concerns that manufacturer, under both ids if it was renamed.
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

// lineFacts are the parts of a line's JSON from which its entry is derived. Opening a
// journal parses only these.
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

// entry returns the entry.
func (f *lineFacts) entry(number int) Entry {
	e := Entry{
		Seq: f.Seq, Number: number, Kind: f.Kind, ID: f.ID, FormerID: f.FormerID, MovedTo: f.MovedTo, Events: f.Events,
		Former: f.former(), Listings: f.listings(), Gone: f.Record == nil, Unreadable: f.Unreadable != "",
	}
	e.Manufacturers = manufacturersOf(e)
	return e
}

// former returns the previous ids of the record.
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

// listings returns the listings that the line concerns. Those that a certificate no
// longer covers are among its effects.
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

// check reports what makes the line invalid.
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

// sorted returns the distinct ids, sorted.
func sorted(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}
