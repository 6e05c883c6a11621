package review

import (
	"fmt"
	"slices"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// Names of rules. They are stable: people search and count by them.
const (
	RuleDeleted         = "deleted"
	RuleRenamed         = "renamed"
	RuleIDReused        = "id-reused"
	RuleFormerIDRemoved = "former-id-removed"
	RuleNumberReused    = "number-reused"
	RuleMerged          = "merged"
	RuleProductChanged  = "product-changed"
	RulePastRewritten   = "past-rewritten"
	RuleExpiryMovedLate = "expiry-moved-late"
	RuleEndUndone       = "end-undone"
	RuleSampleChanged   = "sample-changed"
	RuleMassChange      = "mass-change"
	RuleListedBefore    = "listed-before"

	// RuleHistoryRewritten concerns commits rather than records, so Problems does not
	// check it.
	RuleHistoryRewritten = "history-rewritten"
)

// A Difference is the difference between two states of the register.
type Difference struct {
	Before, After register.Records
	Changes       []change.Change // with the statuses of the day On
	On            register.Date
}

// A Problem is something wrong with a difference, at a record.
type Problem struct {
	register.Problem

	Gone bool   // the record exists only in the state before
	Line string // the line of YAML that fixes it, if there is one
}

// A reviewer collects the problems of a difference.
type reviewer struct {
	Difference
	index
	renamed  renames
	problems []Problem
}

// Problems returns what is wrong with a difference and what a reviewer must see, by
// record in the order of the changes, and finally what concerns all of them.
func Problems(d Difference) []Problem {
	r := &reviewer{Difference: d, index: newIndex(d.Before, d.After)}
	r.renamed = r.findRenames()
	for _, c := range d.Changes {
		r.checkDeletedAdded(c)
		r.checkFormerIDs(c)
		r.checkIdentity(c)
		r.checkNumber(c)
		r.warn(c)
	}
	r.checkMass()
	return r.problems
}

// add adds a problem of a change at a field and returns it, so that the caller can add a
// line.
func (r *reviewer) add(c change.Change, severity register.Severity, rule, field, format string, args ...any) *Problem {
	r.problems = append(r.problems, Problem{
		Problem: register.Problem{
			Kind: c.Kind, ID: c.ID, Field: field,
			Severity: severity, Rule: rule, Message: fmt.Sprintf(format, args...),
		},
		Gone: c.After == nil,
	})
	return &r.problems[len(r.problems)-1]
}

func (r *reviewer) addError(c change.Change, rule, field, format string, args ...any) *Problem {
	return r.add(c, register.Error, rule, field, format, args...)
}

func (r *reviewer) addWarning(c change.Change, rule, field, format string, args ...any) {
	r.add(c, register.Warning, rule, field, format, args...)
}

// isCompared reports whether a change has both states of the record.
func isCompared(c change.Change) bool {
	return c.Before != nil && c.After != nil && c.Kind != change.Settings && !c.Is(change.Unreadable)
}

// idBefore returns the id of the changed record before the change.
func idBefore(c change.Change) string {
	if c.FormerID != "" {
		return c.FormerID
	}
	return c.ID
}

// missing returns the entries of a list that another one lacks.
func missing(list, from []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(from, s) })
}
