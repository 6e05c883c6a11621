package importer

import (
	"index/suffixarray"
	"regexp"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// unreadRows are the unreadable rows of a list, indexed by the products that they may be
// about.
type unreadRows struct {
	isCut bool                // the file was cut short, so that any product may be in what is missing
	named map[productKey]bool // by the names that could be read, and by what these look like

	// Rows without names, folded and with lost letters. There may be as many as listings
	// that search them for their models.
	folded, withLost *suffixarray.Index
}

// unreadRowsOf returns the index of a list's unreadable rows. The planner makes it once,
// because each listing of the register needs it.
func (p *planner) unreadRowsOf(list *List) *unreadRows {
	if rows := p.unread[list.Kind]; rows != nil {
		return rows
	}
	rows := &unreadRows{named: map[productKey]bool{}}
	var folded, asLost []string
	for _, u := range slices.Concat(list.Unreadable, p.refused[list.Kind]) {
		rows.isCut = rows.isCut || u.IsCut
		if u.Manufacturer == "" || u.Model == "" {
			folded, asLost = append(folded, spelling.Fold(u.Raw)), append(asLost, withLost(u.Raw))
			continue
		}
		for _, manufacturer := range []string{u.Manufacturer, spelling.LatinAlike(u.Manufacturer)} {
			rows.named[productKey{manufacturer: p.manufacturerID(manufacturer), model: lookalikeKey(u.Model)}] = true
		}
	}
	rows.folded, rows.withLost = indexOf(folded), indexOf(asLost)
	p.unread[list.Kind] = rows
	return rows
}

// mayBeUnreadable reports whether an unreadable row of the list may be about the listing: it
// has the listing's names, or look-alike letters, or without readable names, the model
// somewhere in the line. If the file was cut short, the row may be among the missing ones.
func (p *planner) mayBeUnreadable(l *register.Listing, list *List) bool {
	rows := p.unreadRowsOf(list)
	return rows.isCut || slices.ContainsFunc(append([]string{l.Model}, l.Aliases...), func(model string) bool {
		return rows.named[productKey{manufacturer: l.Manufacturer, model: lookalikeKey(model)}] || rows.containModel(model)
	})
}

// indexOf returns an index of lines.
func indexOf(lines []string) *suffixarray.Index {
	return suffixarray.New([]byte(strings.Join(lines, "\n")))
}

// containModel reports whether one of the lines has a model, even if its letters that are
// not ASCII were lost.
func (r *unreadRows) containModel(model string) bool {
	return r.folded.Lookup([]byte(spelling.Fold(model)), 1) != nil || r.withLost.Lookup([]byte(withLost(model)), 1) != nil
}

// lost matches letters that may have been lost, or were: U+FFFD stands for one or several.
var lost = regexp.MustCompile(`[^\x00-\x7f]+`)

func withLost(text string) string { return lost.ReplaceAllString(strings.ToLower(text), "\ufffd") }

// lookalikeKey is spelling.ModelKey for names that look the same.
func lookalikeKey(model string) string { return spelling.ModelKey(spelling.LatinAlike(model)) }
