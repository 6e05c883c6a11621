package review

import (
	"strings"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// checkDeletedAdded checks that no record is deleted and that a new id is really new.
func (r *reviewer) checkDeletedAdded(c change.Change) {
	switch {
	case c.Is(change.Removed):
		r.checkDeleted(c)
	case c.Is(change.Merged):
		r.addWarning(c, RuleMerged, "", "is gone, and %s took over its id: make sure that both were the same %s", c.MovedTo, c.Kind.Name())
	case c.Is(change.Added):
		r.checkAdded(c)
	}
}

func (r *reviewer) checkDeleted(c change.Change) {
	if r.renamed.gone[c.Kind.Ref(c.ID)] {
		return // already reported with its new id
	}
	message := "is deleted, and nothing ever is: links to it and what was said of the past would be lost. Put the file back"
	var lines []string
	on := r.On.String()
	switch c.Kind {
	case register.Listings:
		message += ", and end it with withdrawn (by the applicant) or delisted (for a breach)"
		// The first line is the default suggestion: most products are removed because
		// nobody sells them any more.
		lines = []string{"withdrawn: {on: " + on + ", reason: why}", "delisted: {on: " + on + ", reason: why}"}
	case register.Certificates:
		message += ", and end it with revoked"
		lines = []string{"revoked: {on: " + on + ", reason: why}"}
	case register.TestProfiles:
		message += ", and end it with retired"
		lines = []string{"retired: " + on}
	}
	if len(lines) > 0 {
		message += ": " + strings.Join(lines, " or ")
	}
	p := r.addError(c, RuleDeleted, "", "%s. If another record is the same %s, give that one this id: former_ids: [%s]", message, c.Kind.Name(), c.ID)
	p.Line = strings.Join(lines[:min(1, len(lines))], "")
}

func (r *reviewer) checkAdded(c change.Change) {
	if owner, used := r.formerBefore[c.Kind.Ref(c.ID)]; used {
		r.addError(c, RuleIDReused, "", "the id %s was that of %s before, and links that have it mean that one: choose another id", c.ID, owner)
	}
	old, renamed := r.renamed.oldID[c.Kind.Ref(c.ID)]
	if !renamed {
		return
	}
	line := formerIDsLine(c.After, old)
	p := r.addError(c, RuleRenamed, "former_ids", "is what was %s, and does not say so, so that links to it would break: add %s", old, line)
	p.Line = line
}

// checkFormerIDs reports former ids that no longer redirect to the same record.
func (r *reviewer) checkFormerIDs(c change.Change) {
	if c.After == nil || c.Kind == change.Settings || c.Is(change.Unreadable) {
		return
	}
	var before []string
	if c.Before != nil {
		before = c.Before.FormerIDList()
	}
	for i, id := range c.After.FormerIDList() {
		owner, led := r.formerBefore[c.Kind.Ref(id)]
		if led && owner != idBefore(c) && r.known[c.Kind.Ref(owner)] {
			r.addError(c, RuleIDReused, fieldAt("former_ids", i), "%s led to %s before, which is there still: an id never changes its meaning", id, owner)
		}
	}
	for _, id := range missing(before, c.After.FormerIDList()) {
		_, leads := r.formerAfter[c.Kind.Ref(id)]
		if leads || r.known[c.Kind.Ref(id)] {
			continue // already reported with its new target
		}
		line := formerIDsLine(c.After, id)
		p := r.addError(c, RuleFormerIDRemoved, "former_ids", "the former id %s is no longer given, so that links to it break: keep it: %s", id, line)
		p.Line = line
	}
}
