package website

import (
	"cmp"
	"slices"
	"time"

	"opencec/tools/base/spelling"
	"opencec/tools/history/change"
	"opencec/tools/history/journal"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Limits of the history on a page. The file changes.ndjson has all of it.
const (
	recentRevisions    = 5   // of a record; older ones are collapsed
	maxRevisionsOnPage = 100 // of a record, including collapsed ones
	shortCommitLength  = 10  // digits of a commit on a page
)

// A History has the revisions that changed a record, the newest first.
type History struct {
	Recent  []RevisionRow
	Older   []RevisionRow // collapsed
	More    string        // the number of revisions that are not on the page, in words; "" for none
	Shallow bool          // there may have been more before the first
}

// A RevisionRow is a revision of the register with its changes.
type RevisionRow struct {
	Anchor     string // id of its heading
	Day        Day    // in the register's time zone
	UnderDay   bool   // a heading above it has the day
	Clock      string // "14:05"
	Instant    string // RFC 3339
	Summary    string
	Commit     string // shortened; "" for changes that are not committed
	CommitHref string // "" if the repository is not known
	Changes    []ChangeRow
	More       string // how many changes are not on the page; "" for none
}

// A ChangeRow is a change of one record, or the same change of several.
type ChangeRow struct {
	Kind      string // "Certificate", or "3 certificates"; "" on the page of the record
	Records   []Link // without an address if there is no page
	More      string // how many further records are not named; "" for none
	Sentences []ChangeSentence
	Version   string // address of the record's file at the revision; "" for none or several
}

// A ChangeSentence is a sentence about a change. A change of the past is marked, because somebody may
// have relied on it.
type ChangeSentence struct {
	Text        string
	ChangesPast bool
}

// A journalIndex finds the lines of the journal that concern a record. Ids of one record are joined
// in a union-find forest.
type journalIndex struct {
	*journal.Contents
	zone    *time.Location
	parent  map[register.Ref]register.Ref // leads to the id that represents all ids of a record
	members map[register.Ref][]string     // the sorted ids of records that have more than one
	lines   map[register.Ref][]int        // indices in Lines, by the record
}

func newJournalIndex(chronicle *journal.Contents, zone *time.Location) *journalIndex {
	p := &journalIndex{chronicle, zone, map[register.Ref]register.Ref{}, map[register.Ref][]string{}, map[register.Ref][]int{}}
	for _, l := range p.Lines {
		p.union(l)
	}
	for key := range p.parent {
		root := p.root(key)
		p.members[root] = append(p.members[root], key.ID)
	}
	for _, ids := range p.members {
		slices.Sort(ids)
	}
	for i, l := range p.Lines {
		if !saysSomething(l) {
			continue
		}
		for _, key := range p.recordsOf(l) {
			p.lines[key] = append(p.lines[key], i)
		}
	}
	return p
}

// saysSomething reports whether a line changes the content of a record. A rewritten file can say the
// same as before.
func saysSomething(l change.Line) bool { return !l.Is(change.Rewritten) }

// firstDay returns the day of the first complete revision, or the zero Date.
func (p *journalIndex) firstDay() register.Date {
	for _, r := range p.Revisions {
		if r.Publishable {
			return p.day(r.Revision)
		}
	}
	return register.Date{}
}

// union joins the ids that belong to one record according to a line, by the rule of package journal.
func (p *journalIndex) union(l change.Line) {
	entry := journal.EntryOf(l, 0)
	for _, id := range append(entry.Former, entry.MovedTo) {
		if id == "" || id == l.ID {
			continue
		}
		a, b := p.root(l.Kind.Ref(id)), p.root(l.Kind.Ref(l.ID))
		p.parent[a], p.parent[b] = b, b
	}
}

// root returns the id that represents all ids of a record.
func (p *journalIndex) root(key register.Ref) register.Ref {
	for {
		next, ok := p.parent[key]
		if !ok || next == key {
			return key
		}
		key = next
	}
}

// recordsOf returns the records that a line concerns.
func (p *journalIndex) recordsOf(l change.Line) []register.Ref {
	keys := []register.Ref{p.root(l.Kind.Ref(l.ID))}
	if l.Kind != register.Certificates {
		return keys
	}
	for _, id := range l.Listings() {
		if key := p.root(register.Listings.Ref(id)); !slices.Contains(keys[1:], key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// day returns the day of a revision in the register's time zone.
func (p *journalIndex) day(r register.Revision) register.Date { return register.DateIn(r.Time, p.zone) }

// History returns the history of a page's record, and nil for other pages and registers without a
// history.
func (c *Catalogue) History(key any) *History {
	page := c.Page(key)
	if c.journal == nil || page == nil || page.record == nil {
		return nil
	}
	own := c.journal.root(register.RefOf(page.record))
	rows, more := c.revisionRows(own)
	if rows == nil {
		return nil
	}
	h := &History{Recent: rows, More: more, Shallow: c.journal.Shallow}
	if len(rows) > recentRevisions {
		h.Recent, h.Older = rows[:recentRevisions], rows[recentRevisions:]
	}
	return h
}

// revisionRows returns the revisions of a record, the newest first, and in words how many more there
// are.
func (c *Catalogue) revisionRows(own register.Ref) (rows []RevisionRow, more string) {
	var groups [][]int // lines by revision
	for _, i := range slices.Backward(c.journal.lines[own]) {
		last := len(groups) - 1
		if last < 0 || c.journal.Lines[groups[last][0]].Seq != c.journal.Lines[i].Seq {
			groups = append(groups, nil)
			last++
		}
		groups[last] = append(groups[last], i)
	}
	if rest := len(groups) - maxRevisionsOnPage; rest > 0 {
		groups, more = groups[:maxRevisionsOnPage], register.CountOf(rest, "older revision")
	}
	for _, lines := range groups {
		row := c.revisionRow(c.journal.Lines[lines[0]].Revision)
		for _, i := range slices.Backward(lines) {
			row.Changes = append(row.Changes, c.ownChange(c.journal.Lines[i], own, len(groups) == 1))
		}
		rows = append(rows, row)
	}
	return rows, more
}

func (c *Catalogue) revisionRow(r register.Revision) RevisionRow {
	row := RevisionRow{
		Anchor: revisionAnchor(r), Day: dayOf(c.journal.day(r)), Summary: spelling.Printable(r.Summary),
		Clock: r.Time.In(c.journal.zone).Format("15:04"), Instant: r.Time.UTC().Format(time.RFC3339),
		Commit: r.Commit[:min(len(r.Commit), shortCommitLength)],
	}
	if r.Commit != "" && webAddress(c.Repository) != "" {
		row.CommitHref = c.Repository + "/commit/" + r.Commit
	}
	return row
}

// ownChange describes a change on the page of a record: of the record itself, or of a certificate
// that covers it. For a record that never changed after it was added, it says only "added", because
// the page has everything else.
func (c *Catalogue) ownChange(l change.Line, own register.Ref, only bool) ChangeRow {
	if c.journal.root(l.Kind.Ref(l.ID)) != own {
		l.Effects = slices.DeleteFunc(slices.Clone(l.Effects), func(e change.Effect) bool {
			return c.journal.root(register.Listings.Ref(e.Listing)) != own
		})
		return c.changeRow(l)
	}
	row := ChangeRow{Version: c.versionHref(l)}
	if only && l.Is(change.Added) {
		row.Sentences = []ChangeSentence{{Text: "added"}}
		return row
	}
	row.Sentences = c.changeSentences(l.Change)
	return row
}

// changeRow describes a change with the name of its record.
func (c *Catalogue) changeRow(l change.Line) ChangeRow {
	return ChangeRow{Kind: capitalise(l.Kind.Name()), Records: []Link{c.changedRecord(l)}, Sentences: c.changeSentences(l.Change), Version: c.versionHref(l)}
}

// changedRecord returns the name of a line's record, with a link to its page.
func (c *Catalogue) changedRecord(l change.Line) Link {
	if l.Kind == change.Settings {
		return Link{"of the register", ""}
	}
	id := c.currentID(l.Kind, l.ID)
	rec, ok := c.register.Record(l.Kind, id)
	if !ok {
		return Link{l.ID, ""}
	}
	if listing, ok := rec.(*register.Listing); ok {
		return Link{c.nameOf(listing), c.recordHref(l.Kind, id)}
	}
	return Link{rec.RecordName(), c.recordHref(l.Kind, id)}
}

// currentID returns the current id of a record, or id itself if the record is gone.
func (c *Catalogue) currentID(k register.Kind, id string) string {
	if c.register.Has(k, id) {
		return id
	}
	now, _ := c.register.CurrentID(k, id)
	return cmp.Or(now, id)
}

func (c *Catalogue) changeSentences(ch change.Change) []ChangeSentence {
	var list []ChangeSentence
	for _, s := range (change.Describer{Before: c.register, After: c.register}).Describe(ch) {
		list = append(list, ChangeSentence{Text: s.String()})
	}
	if n := len(list); n > 0 && ch.Outcome.ChangesPast() {
		list[n-1].ChangesPast = true // described last: see change.Describer.Describe
	}
	return list
}

// versionHref returns the address of a record's file at the revision of a line.
func (c *Catalogue) versionHref(l change.Line) string {
	if l.Commit == "" || l.After == nil || l.Kind == change.Settings || webAddress(c.Repository) == "" {
		return ""
	}
	return c.Repository + "/blob/" + l.Commit + "/data/" + source.PathOf(l.Kind, l.ID)
}
