package review

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/history/change"
	"opencec/tools/register"
)

func fieldAt(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

// checkIdentity checks that an id still means the same thing: a corrected name is similar
// to the old one, or else everything else stays the same.
func (r *reviewer) checkIdentity(c change.Change) {
	if !isCompared(c) {
		return
	}
	switch now := c.After.(type) {
	case *register.Listing:
		was := c.Before.(*register.Listing)
		if alike(was.Model, now.Model) {
			return
		}
		r.changedName(c, "model", was.Model, now.Model, sameClasses(was, now))
	case *register.Certificate:
		was := c.Before.(*register.Certificate)
		if spelling.ModelKey(was.Number) == spelling.ModelKey(now.Number) {
			return
		}
		r.changedName(c, "number", was.Number, now.Number, len(missing(was.Listings, now.Listings)) < len(was.Listings))
	}
}

// changedName reports a changed name: of the same thing, as far as can be seen, or of
// something else.
func (r *reviewer) changedName(c change.Change, field, was, now string, same bool) {
	if same {
		r.addWarning(c, RuleProductChanged, field, "the %s was %q and is %q: make sure that it is the same %s, since its id and its history stay", field, was, now, c.Kind.Name())
		return
	}
	r.addError(c, RuleIDReused, field, "the %s was %q and is %q, and the rest is another as well: an id never changes its meaning. Put the file back as it was, and give the new %s a file of its own", field, was, now, c.Kind.Name())
}

// alike reports whether one of two models seems to be a correction of the other: a fixed
// typo, or an added or removed word.
func alike(a, b string) bool {
	if spelling.ModelKey(a) == spelling.ModelKey(b) || spelling.Nearest(a, []string{b}) != "" {
		return true
	}
	x, y := spelling.Fold(a), spelling.Fold(b)
	return x != "" && y != "" && (strings.Contains(x, y) || strings.Contains(y, x))
}

// sameClasses reports whether two listings have the same device classes with the same
// attributes.
func sameClasses(a, b *register.Listing) bool {
	return maps.EqualFunc(a.DeviceClasses, b.DeviceClasses, func(x, y register.Attributes) bool { return maps.Equal(x, y) })
}

// checkNumber checks that a body's number belongs to one certificate. Two certificates
// with one number are also a problem of the state; this reports it for the new one.
func (r *reviewer) checkNumber(c change.Change) {
	now, ok := c.After.(*register.Certificate)
	if !ok || c.Is(change.Unreadable) {
		return
	}
	owner, taken := r.numbers[numberKey(now)]
	_, renamed := r.renamed.oldID[c.Kind.Ref(c.ID)]
	if !taken || renamed || owner == idBefore(c) || slices.Contains(now.FormerIDs, owner) {
		return
	}
	r.addError(c, RuleNumberReused, "number", "%q is the number of %s, of the same body: fix the number, or add the listings to that certificate", now.Number, owner)
}
