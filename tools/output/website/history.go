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

// Limits of a history on a page. All of it is in the file changes.ndjson.
const (
	revisionsShown  = 5   // of a record; older ones are folded
	revisionsOnPage = 100 // of a record, folded or not
	shortCommit     = 10  // digits of a commit that a reader sees
)

// A History is what happened to a record, the newest revision first.
type History struct {
	Recent  []RevisionRow
	Older   []RevisionRow // folded
	More    string        // how many revisions are not on the page; "" for none
	Shallow bool          // there may have been more before the first
}

// A RevisionRow is a revision of the register with changes that it made.
type RevisionRow struct {
	Anchor     string // id of its heading
	Day        Day    // in the register's time zone
	Clock      string // "14:05"
	Instant    string // RFC 3339
	Summary    string
	Commit     string // as it is shown; "" for changes that are not committed
	CommitHref string // "" where the repository is not known
	Changes    []ChangeRow
	More       string // how many changes are not on the page; "" for none
}

// A ChangeRow is a change of one record, or the same change of several.
type ChangeRow struct {
	Kind    string // "Certificate", or "3 certificates"; "" where the page is of the record
	Records []Link // without an address where there is no page of it
	More    string // how many further records are not named; "" for none
	Said    []Saying
	Version string // address of the record's file as the revision has it; "" for none or several
}

// A Saying is a sentence about a change. What changes the past is what somebody may
// have relied on.
type Saying struct {
	Text string
	Past bool
}

// A past finds the lines of a chronicle by the records that they concern.
type past struct {
	*journal.Contents
	zone    *time.Location
	same    map[register.Ref]register.Ref // ids that are one record's lead to one of them
	members map[register.Ref][]string     // the ids of records that have more than one, sorted
	lines   map[register.Ref][]int        // places in Lines, by the record
}

func newPast(chronicle *journal.Contents, zone *time.Location) *past {
	p := &past{chronicle, zone, map[register.Ref]register.Ref{}, map[register.Ref][]string{}, map[register.Ref][]int{}}
	for _, l := range p.Lines {
		p.link(l)
	}
	for key := range p.same {
		root := p.root(key)
		p.members[root] = append(p.members[root], key.ID)
	}
	for _, ids := range p.members {
		slices.Sort(ids)
	}
	for i, l := range p.Lines {
		if !isNews(l) {
			continue
		}
		for _, key := range p.concerned(l) {
			p.lines[key] = append(p.lines[key], i)
		}
	}
	return p
}

// isNews reports whether there is something to tell of a line: a file can be written
// again and say the same.
func isNews(l change.Line) bool { return !l.Is(change.Rewritten) }

// firstDay returns the day since which the register said something, and no date when
// it is not known to have.
func (p *past) firstDay() register.Date {
	for _, r := range p.Revisions {
		if r.Publishable {
			return p.day(r.Revision)
		}
	}
	return register.Date{}
}

// link joins the ids that a line says are one record's, by the rule of package journal.
func (p *past) link(l change.Line) {
	entry := journal.EntryOf(l, 0)
	for _, id := range append(entry.Former, entry.MovedTo) {
		if id == "" || id == l.ID {
			continue
		}
		a, b := p.root(l.Kind.Ref(id)), p.root(l.Kind.Ref(l.ID))
		p.same[a], p.same[b] = b, b
	}
}

// root returns the id that stands for all ids of a record.
func (p *past) root(key register.Ref) register.Ref {
	for {
		next, ok := p.same[key]
		if !ok || next == key {
			return key
		}
		key = next
	}
}

// concerned returns the records that a line is about.
func (p *past) concerned(l change.Line) []register.Ref {
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

// day returns the register's day on which a revision came into force.
func (p *past) day(r register.Revision) register.Date { return register.DateIn(r.Time, p.zone) }

// History returns what happened to the record of a page, and nil for pages of no
// record and registers without a known history.
func (c *Catalogue) History(key any) *History {
	page := c.Page(key)
	if c.past == nil || page == nil || page.record == nil {
		return nil
	}
	own := c.past.root(register.RefOf(page.record))
	rows, more := c.revisionRows(own)
	if rows == nil {
		return nil
	}
	h := &History{Recent: rows, More: more, Shallow: c.past.Shallow}
	if len(rows) > revisionsShown {
		h.Recent, h.Older = rows[:revisionsShown], rows[revisionsShown:]
	}
	return h
}

// revisionRows returns the revisions of a record, the newest first, and how many
// more there are than the page shows.
func (c *Catalogue) revisionRows(own register.Ref) (rows []RevisionRow, more string) {
	var groups [][]int // lines by revision
	for _, i := range slices.Backward(c.past.lines[own]) {
		last := len(groups) - 1
		if last < 0 || c.past.Lines[groups[last][0]].Seq != c.past.Lines[i].Seq {
			groups = append(groups, nil)
			last++
		}
		groups[last] = append(groups[last], i)
	}
	if rest := len(groups) - revisionsOnPage; rest > 0 {
		groups, more = groups[:revisionsOnPage], counted(rest, "older revision")
	}
	for _, lines := range groups {
		row := c.revisionRow(c.past.Lines[lines[0]].Revision)
		for _, i := range slices.Backward(lines) {
			row.Changes = append(row.Changes, c.ownChange(c.past.Lines[i], own, len(groups) == 1))
		}
		rows = append(rows, row)
	}
	return rows, more
}

func (c *Catalogue) revisionRow(r register.Revision) RevisionRow {
	row := RevisionRow{
		Anchor: revisionAnchor(r), Day: dayOf(c.past.day(r)), Summary: spelling.Printable(r.Summary),
		Clock: r.Time.In(c.past.zone).Format("15:04"), Instant: r.Time.UTC().Format(time.RFC3339),
		Commit: r.Commit[:min(len(r.Commit), shortCommit)],
	}
	if r.Commit != "" && webAddress(c.Repository) != "" {
		row.CommitHref = c.Repository + "/commit/" + r.Commit
	}
	return row
}

// ownChange tells a change on the page of a record: of the record itself, or of a
// certificate that covers it. Of a record that never changed there is no more to say
// than the page does.
func (c *Catalogue) ownChange(l change.Line, own register.Ref, only bool) ChangeRow {
	if c.past.root(l.Kind.Ref(l.ID)) != own {
		l.Effects = slices.DeleteFunc(slices.Clone(l.Effects), func(e change.Effect) bool {
			return c.past.root(register.Listings.Ref(e.Listing)) != own
		})
		return c.changeRow(l)
	}
	row := ChangeRow{Version: c.versionHref(l)}
	if only && l.Is(change.Added) {
		row.Said = []Saying{{Text: "added"}}
		return row
	}
	row.Said = c.said(l.Change)
	return row
}

// changeRow tells a change with the name of its record.
func (c *Catalogue) changeRow(l change.Line) ChangeRow {
	return ChangeRow{Kind: capitalise(l.Kind.Name()), Records: []Link{c.changedRecord(l)}, Said: c.said(l.Change), Version: c.versionHref(l)}
}

// changedRecord names the record of a line, and leads to its page.
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

// currentID returns the id that a record has now, and id itself where it is gone.
func (c *Catalogue) currentID(k register.Kind, id string) string {
	if c.register.Has(k, id) {
		return id
	}
	now, _ := c.register.CurrentID(k, id)
	return cmp.Or(now, id)
}

func (c *Catalogue) said(ch change.Change) []Saying {
	var list []Saying
	for _, s := range (change.Describer{Before: c.register, After: c.register}).Describe(ch) {
		list = append(list, Saying{Text: s.String()})
	}
	if n := len(list); n > 0 && ch.Outcome.ChangesPast() {
		list[n-1].Past = true // told last: see change.Describer.Describe
	}
	return list
}

// versionHref returns the address of a record's file as a revision has it.
func (c *Catalogue) versionHref(l change.Line) string {
	if l.Commit == "" || l.After == nil || l.Kind == change.Settings || webAddress(c.Repository) == "" {
		return ""
	}
	return c.Repository + "/blob/" + l.Commit + "/data/" + source.PathOf(l.Kind, l.ID)
}
