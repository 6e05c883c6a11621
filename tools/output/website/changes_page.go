package website

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// Limits of a page of recent changes. The file changes.ndjson has older ones.
const (
	maxRevisionsShown = 50 // revisions on a page
	maxChangesShown   = 20 // changes of a revision, after grouping equal ones: an imported list has thousands
	maxRecordsNamed   = 30 // records in a group of equal changes: a few lines of text
)

const changesPath = "/changes/"

// A ChangesPage has the recent changes, the newest first.
type ChangesPage struct {
	Kinds     []KindLink
	Days      []ChangesDay
	Revisions int    // how many a page shows
	More      string // how many older revisions there are; "" for none
	Download  string // address of all changes; "" where the site has no such file
	Shallow   bool
	Abandoned []string // commits that were published and are not part of the history
}

// A KindLink leads to the changes of one kind of record, or to all.
type KindLink struct {
	Name    string
	Href    string
	Count   string // of changes
	Current bool
}

// A ChangesDay is the revisions of one day, the newest first.
type ChangesDay struct {
	Day       Day
	Revisions []RevisionRow
}

// HasChanges reports whether the site has a page of recent changes.
func (c *Catalogue) HasChanges() bool { return c.journal != nil }

// addChanges adds the pages of recent changes: one of all kinds, and one for each
// kind that ever changed.
func (c *Catalogue) addChanges() {
	if c.journal == nil {
		return
	}
	var all []int
	byKind := map[register.Kind][]int{}
	for i, l := range c.journal.Lines {
		if !saysSomething(l) {
			continue
		}
		all = append(all, i)
		byKind[l.Kind] = append(byKind[l.Kind], i)
	}
	c.addChangesPage("", "Recent changes", all, len(all), byKind)
	for _, k := range changedKinds() {
		if lines := byKind[k]; len(lines) > 0 {
			c.addChangesPage(k.Folder(), "Recent changes: "+kindPlural(k), lines, len(all), byKind)
		}
	}
}

// changedKinds returns the kinds of records that change, those that people ask for most first.
func changedKinds() []register.Kind {
	return []register.Kind{
		register.Listings, register.Certificates, register.Manufacturers, register.CertifyingBodies,
		register.DeviceClasses, register.EntityTypes, register.TestProfiles, change.Settings,
	}
}

func kindPlural(k register.Kind) string {
	if k == change.Settings {
		return "settings"
	}
	return strings.ToLower(kindHeading(k))
}

// changesPathOf returns the path of the page with the changes of a kind; "" stands for all kinds.
func changesPathOf(folder string) string {
	if folder == "" {
		return changesPath
	}
	return changesPath + folder + "/"
}

func (c *Catalogue) addChangesPage(folder, title string, lines []int, all int, byKind map[register.Kind][]int) {
	page := &Page{
		Path: changesPathOf(folder), Title: title, Layout: layoutChanges, Trail: c.trail(),
		Description: fmt.Sprintf("%s of the register, the newest first: what was added, extended, suspended or ended, and when.", title),
		data: func() any {
			page := c.changesPage(lines)
			page.Kinds = c.kindLinks(folder, all, byKind)
			return page
		},
	}
	if folder != "" {
		page.Trail = c.trail(Link{"Recent changes", c.Href(changesPath)})
	}
	c.addPage(page)
}

func (c *Catalogue) kindLinks(current string, all int, byKind map[register.Kind][]int) []KindLink {
	links := []KindLink{{"All", c.Href(changesPath), register.FormatCount(all), current == ""}}
	for _, k := range changedKinds() {
		if n := len(byKind[k]); n > 0 {
			links = append(links, KindLink{capitalise(kindPlural(k)), c.Href(changesPathOf(k.Folder())), register.FormatCount(n), current == k.Folder()})
		}
	}
	return links
}

// changesPage describes the newest of the changes at the given indices of the journal's lines.
func (c *Catalogue) changesPage(lines []int) ChangesPage {
	page := ChangesPage{Revisions: maxRevisionsShown, Shallow: c.journal.Shallow, Abandoned: c.journal.Abandoned}
	if slices.ContainsFunc(c.downloads, func(d DownloadRow) bool { return d.Name == changesFile }) {
		page.Download = c.Href("downloads/" + changesFile)
	}
	groups := c.byRevision(lines)
	if older := len(groups) - maxRevisionsShown; older > 0 {
		groups, page.More = groups[:maxRevisionsShown], register.CountOf(older, "older revision")
	}
	for _, group := range groups {
		row := c.revisionRow(c.journal.Lines[group[0]].Revision)
		row.UnderDay = true
		c.pastChangesFirst(group)
		row.Changes, row.More = c.changeRows(group)
		if n := len(page.Days); n == 0 || page.Days[n-1].Day != row.Day {
			page.Days = append(page.Days, ChangesDay{Day: row.Day})
		}
		today := &page.Days[len(page.Days)-1]
		today.Revisions = append(today.Revisions, row)
	}
	return page
}

// changeRows describes the changes of a revision up to the limit of a page, and returns how many more
// there are.
func (c *Catalogue) changeRows(lines []int) (rows []ChangeRow, more string) {
	groups := c.groupEqualChanges(lines)
	left := len(lines)
	for _, group := range groups[:min(len(groups), maxChangesShown)] {
		rows = append(rows, c.groupRow(group))
		left -= len(group)
	}
	if left > 0 {
		more = register.CountOf(left, "more change")
	}
	return rows, more
}

// groupEqualChanges groups lines with the same description, in the order of their first lines. Each
// new record is a group of its own.
func (c *Catalogue) groupEqualChanges(lines []int) [][]int {
	var groups [][]int
	at := map[string]int{} // places in groups
	for k, i := range lines {
		l := c.journal.Lines[i]
		if l.Is(change.Added) {
			groups = append(groups, lines[k:k+1])
			continue
		}
		key := l.Kind.Folder()
		for _, s := range c.changeSentences(l.Change) {
			key += "\n" + s.Text // which is one line
		}
		if place, known := at[key]; known {
			groups[place] = append(groups[place], i)
			continue
		}
		at[key] = len(groups)
		groups = append(groups, []int{i})
	}
	return groups
}

// groupRow describes a group of equal changes once, with the names of their records.
func (c *Catalogue) groupRow(lines []int) ChangeRow {
	row := c.changeRow(c.journal.Lines[lines[0]])
	if len(lines) == 1 {
		return row
	}
	row.Kind, row.Version = register.FormatCount(len(lines))+" "+kindPlural(c.journal.Lines[lines[0]].Kind), ""
	for _, i := range lines[1:min(len(lines), maxRecordsNamed)] {
		row.Records = append(row.Records, c.changedRecord(c.journal.Lines[i]))
	}
	if rest := len(lines) - maxRecordsNamed; rest > 0 {
		row.More = register.FormatCount(rest)
	}
	return row
}

// pastChangesFirst moves lines that change the past to the front, so that the limit of a page does
// not hide them.
func (c *Catalogue) pastChangesFirst(lines []int) {
	slices.SortStableFunc(lines, func(a, b int) int { return cmp.Compare(c.changesPast(b), c.changesPast(a)) })
}

// changesPast returns 1 if a line changes the past, 0 otherwise.
func (c *Catalogue) changesPast(i int) int {
	if c.journal.Lines[i].Outcome.ChangesPast() {
		return 1
	}
	return 0
}

// changesFile is the download that has every change.
const changesFile = "changes.ndjson"

// byRevision groups indices of lines by their revisions, the newest revision first.
func (c *Catalogue) byRevision(lines []int) [][]int {
	var groups [][]int
	for at, i := range lines {
		if at == 0 || c.journal.Lines[lines[at-1]].Seq != c.journal.Lines[i].Seq {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], i)
	}
	slices.Reverse(groups)
	return groups
}
