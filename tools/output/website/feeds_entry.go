package website

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"

	"opencec/tools/base/spelling"
	"opencec/tools/history/change"
	"opencec/tools/output/feed"
	"opencec/tools/register"
)

// Limits of an entry. The page that it links to has everything.
const (
	maxEntryTitle = 250   // characters: a few lines in a reader
	maxEntryText  = 8_000 // bytes of sentences
)

// revisionLimit limits the entry of a whole revision to its most serious changes.
var revisionLimit = change.Limit{Changes: 10, Bytes: change.MinBytes}

// uncommitted stands for the commit in ids of a revision that is not committed.
const uncommitted = "uncommitted"

// entry returns the entry for the line at index i: one change of one record.
func (f *feeds) entry(i int) feed.Entry {
	if e, ok := f.entries[i]; ok {
		return e
	}
	l := f.journal.Lines[i]
	said, left := sentences(f.words().Describe(l.Change))
	title := f.subjectOf(l.Change) + ": " + said[0]
	if more := len(said) - 1 + left; more > 0 {
		title += " (and " + strconv.Itoa(more) + " more)"
	}
	if left > 0 {
		said = append(said, register.CountOf(left, "more change")+", too long to list here")
	}
	e := f.revisionOf(l.Revision)
	e.ID = f.tag("changes/" + revisionName(l.Revision) + "/" + strings.TrimSuffix(l.Kind.Folder()+"/"+l.ID, "/"))
	e.Title, e.URL = shortenTitle(title), f.addressOf(l)
	e.Categories = categoriesOf(l.Change)
	e.HTML = "<ul>" + htmlElements("li", said...) + "</ul>" + htmlElements("p", f.revisionSentence(l.Revision))
	e.Text = strings.Join(said, "\n") + "\n\n" + f.revisionSentence(l.Revision) + "\n"
	f.entries[i] = e
	return e
}

// revisionEntry returns one entry for the many changes of a revision.
func (f *feeds) revisionEntry(t *feedTopic, lines []int) feed.Entry {
	rev := f.journal.Lines[lines[0]].Revision
	report := change.Report{Before: f.register, After: f.register, On: f.journal.day(rev)}
	for _, i := range lines {
		report.Changes = append(report.Changes, f.journal.Lines[i].Change)
	}
	text := report.Text(revisionLimit)
	title, _, _ := strings.Cut(text, "\n") // the summary
	e := f.revisionOf(rev)
	e.ID = f.tag("revisions/" + revisionName(rev) + t.path)
	e.Title, e.URL = shortenTitle(strings.TrimSuffix(title, ".")), f.BaseURL+changesPath+"#"+revisionAnchor(rev)
	e.HTML = htmlElements("p", f.revisionSentence(rev)) + htmlElements("pre", text)
	e.Text = f.revisionSentence(rev) + "\n\n" + text
	return e
}

func (f *feeds) words() change.Describer {
	return change.Describer{Before: f.register, After: f.register}
}

// revisionOf returns an entry with the times of its revision.
func (f *feeds) revisionOf(r register.Revision) feed.Entry {
	return feed.Entry{Published: r.Time, Updated: r.Time}
}

// revisionName returns a permanent name of a revision. Its number is not permanent: an incomplete
// clone counts from another commit.
func revisionName(r register.Revision) string {
	if r.Commit == "" {
		return uncommitted
	}
	return r.Commit
}

// revisionAnchor returns the id of the revision's heading on the page of changes and on pages of
// records.
func revisionAnchor(r register.Revision) string { return "revision-" + strconv.Itoa(r.Seq) }

func (f *feeds) revisionSentence(r register.Revision) string {
	sentence := "Revision " + strconv.Itoa(r.Seq) + " of " + dayOf(f.journal.day(r)).Text
	if r.Commit != "" {
		sentence += ", commit " + r.Commit[:min(len(r.Commit), shortCommitLength)]
	}
	if r.Summary != "" {
		sentence += ": “" + spelling.Printable(r.Summary) + "”"
	}
	return sentence
}

// sentences returns the texts of as many sentences as maxEntryText allows, at least one, and the
// number of sentences left out.
func sentences(all []change.Sentence) (said []string, left int) {
	size := 0
	for i, s := range all {
		text := s.String()
		if size += len(text); i > 0 && size > maxEntryText {
			return said, len(all) - i
		}
		said = append(said, text)
	}
	if len(said) == 0 {
		return []string{"changed"}, 0
	}
	return said, 0
}

// subjectOf returns the name of a change's record for people: Powerwall 2 (Tesla).
func (f *feeds) subjectOf(c change.Change) string {
	rec := c.After
	if rec == nil {
		rec = c.Before
	}
	switch rec := rec.(type) {
	case *register.Listing:
		return f.nameOf(rec)
	case *register.Certificate:
		return f.certificateName(rec)
	}
	if rec == nil || c.Kind == change.Settings {
		return capitalise(c.Subject().String())
	}
	return capitalise(c.Kind.Name()) + " " + spelling.Printable(rec.RecordName())
}

func (c *Catalogue) nameOf(l *register.Listing) string {
	return spelling.Printable(l.Model) + " (" + c.recordNameOf(register.Manufacturers, l.Manufacturer) + ")"
}

func (c *Catalogue) certificateName(cert *register.Certificate) string {
	return "Certificate " + spelling.Printable(cert.Number) + " (" + c.recordNameOf(register.CertifyingBodies, cert.CertifyingBody) + ")"
}

// recordNameOf returns the name of a record, or its id if the record is gone.
func (c *Catalogue) recordNameOf(k register.Kind, id string) string {
	if rec, ok := c.register.Record(k, c.currentID(k, id)); ok {
		return spelling.Printable(rec.RecordName())
	}
	return id
}

// addressOf returns the address of the revision on the page of the line's record, or on the page of
// changes if the record is gone.
func (f *feeds) addressOf(l change.Line) string {
	path := changesPath
	if l.Kind != change.Settings {
		if id := f.currentID(l.Kind, l.ID); f.register.Has(l.Kind, id) {
			path = register.PagePath(l.Kind, id)
		}
	}
	return f.BaseURL + path + "#" + revisionAnchor(l.Revision)
}

// categoriesOf returns the kind of record and the events of a change, so that readers can filter.
func categoriesOf(c change.Change) []string {
	categories := []string{c.Kind.Folder()}
	for _, w := range c.Events {
		categories = append(categories, string(w))
	}
	return categories
}

func shortenTitle(title string) string {
	if utf8.RuneCountInString(title) <= maxEntryTitle {
		return title
	}
	return string([]rune(title)[:maxEntryTitle]) + "…"
}

// htmlElements returns an HTML element for each text.
func htmlElements(name string, texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		b.WriteString("<" + name + ">" + html.EscapeString(text) + "</" + name + ">")
	}
	return b.String()
}
