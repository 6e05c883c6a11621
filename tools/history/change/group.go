package change

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/base/parallel"
	"opencec/tools/register"
)

// minGroup is the smallest number of records that are described together. Two are as
// short one by one.
const minGroup = 3

// A group is one change, or several changes with the same description.
type group struct {
	changes   []Change
	sentences []Sentence
	table     *table // the differences between new records of a series; nil if there are none
}

func changesOf(groups []group) []Change {
	var all []Change
	for _, g := range groups {
		all = append(all, g.changes...)
	}
	return all
}

// groups gathers changes with the same description: the most severe first, and among
// equals single records before groups, so that a mass change cannot hide them.
func (r Report) groups(changes []Change) []group {
	inOrder := slices.Clone(changes)
	sortByKind(inOrder, CompareIDs)
	var groups []group
	at := map[string]int{}
	for _, m := range r.members(inOrder) {
		i, known := at[m.key]
		if !known {
			at[m.key] = len(groups)
			groups = append(groups, group{})
			i = len(groups) - 1
		}
		groups[i].changes = append(groups[i].changes, m.change)
		groups[i].sentences = m.sentences
		groups[i].table = groups[i].table.with(m.cells)
	}
	groups = r.withoutSmall(groups)
	slices.SortStableFunc(groups, func(a, b group) int {
		return cmp.Or(severity(a.changes[0])-severity(b.changes[0]), size(a)-size(b))
	})
	return groups
}

// size ranks a single record before several.
func size(g group) int { return min(len(g.changes), minGroup) }

// withoutSmall splits the groups that are too small to be described together.
func (r Report) withoutSmall(groups []group) []group {
	var large []group
	for _, g := range groups {
		if len(g.changes) >= minGroup {
			large = append(large, g)
			continue
		}
		for _, c := range g.changes {
			large = append(large, group{changes: []Change{c}, sentences: r.describe(c)})
		}
	}
	return large
}

// describe describes one change, with the reviewer's remarks.
func (r Report) describe(c Change) []Sentence {
	return append(r.describer().Describe(c), r.Reviewer.remarks(c)...)
}

func (r Report) describer() Describer { return Describer{orEmpty(r.Before), orEmpty(r.After)} }

// A member is a change with the key that it shares with its group.
type member struct {
	change    Change
	key       string
	sentences []Sentence
	cells     []cell
}

// members describes the changes side by side, because the first import of a register has thousands.
func (r Report) members(changes []Change) []member {
	all := make([]member, len(changes))
	_ = parallel.Do(context.Background(), len(changes), func(i int) error { // which has no error
		all[i] = r.member(changes[i])
		return nil
	})
	return all
}

func (r Report) member(c Change) member {
	m, isNew := r.newMember(c)
	if !isNew {
		m = member{change: c, sentences: r.describe(c)}
	}
	key := []string{c.Kind.Folder(), strconv.Itoa(severity(c)), m.key}
	for _, s := range m.sentences {
		key = append(key, s.key())
	}
	m.key = strings.Join(key, "\x00")
	return m
}

// key returns the whole sentence, so that differences beyond the quoted length count.
func (s Sentence) key() string {
	var b strings.Builder
	for _, sp := range s {
		b.WriteString(strconv.Itoa(int(sp.role)))
		b.WriteString(strconv.Quote(sp.text))
	}
	return b.String()
}

// subject names the records of a group: 149 listings of acme.
func (g group) subject() Sentence {
	first := g.changes[0]
	s := numberOf(first.Kind, len(g.changes))
	owner, _, _ := strings.Cut(first.ID, "/")
	for _, c := range g.changes {
		if before, _, owned := strings.Cut(c.ID, "/"); !owned || before != owner {
			return s
		}
	}
	return s.add(" of %v", identText(owner))
}

// A table holds the differences of otherwise equal records.
type table struct {
	rows [][]cell // one per record, all with the same labels
}

// A cell is a fact about a record. The label is nil for a fact that needs none; all
// records of a table share it.
type cell struct {
	label, value Sentence
}

func (c cell) fact() Sentence {
	if c.label == nil {
		return c.value
	}
	return slices.Concat(c.label, say(" %v", c.value))
}

func (t *table) with(cells []cell) *table {
	if len(cells) == 0 {
		return t
	}
	if t == nil {
		t = new(table)
	}
	t.rows = append(t.rows, cells)
	return t
}

// divide returns the columns in which all records are equal, and the others.
func (t *table) divide() (shared, differ []int) {
	for i, first := range t.rows[0] {
		same := func(row []cell) bool { return row[i].value.key() == first.value.key() }
		if slices.ContainsFunc(t.rows, func(row []cell) bool { return !same(row) }) {
			differ = append(differ, i)
		} else {
			shared = append(shared, i)
		}
	}
	return shared, differ
}

// newMember returns the member of a new listing: what it shares with others of its
// series, and the facts in which they may differ.
func (r Report) newMember(c Change) (member, bool) {
	l, isListing := c.After.(*register.Listing)
	if !isListing || !c.Is(Added) {
		return member{}, false
	}
	t := &description{Describer: r.describer(), change: c}
	cells := []cell{
		{nil, say("%v", nameText(l.EntityType))},
		{say("model"), say("%v", l.Model)},
		{say("series"), orDash(l.Series)},
		{say("listed"), periodsOf(l)},
	}
	if now := t.newStatus(); len(now) > 0 {
		cells = append(cells, cell{say("now"), now[1:]}) // without the comma and the word "now"
	}
	for _, fields := range byField(contents(l)) {
		if fields[0].at.field == "device_classes" {
			cells = append(cells, t.classCells(fields)...)
			continue
		}
		t.inFull(fields)
	}
	key := []string{l.Manufacturer}
	for _, c := range cells {
		key = append(key, c.label.key())
		if c.label == nil {
			key = append(key, c.value.key())
		}
	}
	return member{c, strings.Join(key, "\x00"), append(t.sentences, r.Reviewer.remarks(c)...), cells}, true
}

// unknown is the text of a cell without a known value.
const unknown = "–"

func orDash(text string) Sentence {
	if text == "" {
		return say(unknown)
	}
	return say("%v", text)
}

// classCells returns the attributes of a new listing.
func (t *description) classCells(group []Field) []cell {
	var cells []cell
	for _, f := range group {
		class := f.at.rest
		attributes, _ := f.After.(register.Attributes)
		known := definition(t.After, class)
		if len(attributes) == 0 {
			cells = append(cells, cell{nil, say("%v", t.className(class))})
		}
		for _, id := range inOrder(known, attributes) {
			a := attributeOf(known, id)
			cells = append(cells, cell{say("%v: %v", t.className(class), nameText(a.Name)), quantity(a, attributes[id])})
		}
	}
	return cells
}
