package match

import (
	"slices"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// unmatched returns the words that only the longer of a manufacturer's given and recorded
// names has, if one is the beginning of the other.
func (x *Index) unmatched(w want, n *name) []string {
	var rest []string
	for _, who := range w.manufacturers {
		switch {
		case x.fitsFullName(who, n):
		case x.fitsPrefix(who, n), x.hasLongerFullName(who, n):
			rest = append(rest, restOfName(x.reg.Manufacturers[x.manufacturer[n.listing]], who.folded)...)
		default:
			rest = append(rest, x.restOfGiven(who, n)...)
		}
	}
	return rest
}

// leastUnmatched returns the shortest list of unmatched words of the names, all of which
// fit.
func (x *Index) leastUnmatched(w want, names []uint32) []string {
	least := x.unmatched(w, &x.names[names[0]])
	for _, n := range names[1:] {
		if rest := x.unmatched(w, &x.names[n]); len(rest) < len(least) {
			least = rest
		}
	}
	return least
}

// restOfName returns the words that follow the prefix in a manufacturer's name or,
// failing that, in an alias.
func restOfName(m *register.Manufacturer, beginning string) []string {
	for _, name := range append([]string{m.Name}, m.Aliases...) {
		folded := ""
		list := splitWords(name)
		for i, word := range list {
			if folded += spelling.Fold(word); folded == beginning {
				return list[i+1:]
			}
		}
	}
	return nil
}

// restOfGiven returns the words of a given name that follow the longest full name of the
// model's manufacturer; nil if it does not begin with one.
func (x *Index) restOfGiven(who *manufacturerQuery, n *name) []string {
	manufacturer := x.manufacturer[n.listing]
	var rest []string
	folded := ""
	list := splitWords(who.given)
	for i, word := range list {
		folded += spelling.Fold(word)
		text := x.manufacturers.number[folded]
		whole := n.label == 0 && slices.Contains(x.manufacturers.names[manufacturer], text)
		if text != 0 && (whole || text == n.label || n.label == 0 && text == x.brand[n.listing]) {
			rest = list[i+1:]
		}
	}
	return rest
}
