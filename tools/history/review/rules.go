package review

import "opencec/tools/input/source"

// Rules returns the rules for differences.
func Rules() []source.Rule {
	return []source.Rule{
		{Name: RuleDeleted, Meaning: "A record is gone", Help: "Put the file back, and end the record: a listing is withdrawn or delisted, a certificate revoked. A duplicate's id goes into the former_ids of the record that stays."},
		{Name: RuleRenamed, Meaning: "A record has another id and does not say which it had", Help: "Add the id that it had to its former_ids, so that links to it lead to the new one."},
		{Name: RuleIDReused, Meaning: "An id means something else than before", Help: "An id never changes its meaning: put back what it meant, and choose another id for what is new."},
		{Name: RuleFormerIDRemoved, Meaning: "An id that led to a record leads nowhere", Help: "Keep former_ids: links to them must go on working."},
		{Name: RuleNumberReused, Meaning: "A certificate has the number of another one of its body", Help: "Compare the number with the certificate. If it is the same one, add the listings to the record that is there."},
		{Name: RuleMerged, Meaning: "A record is gone, and another one took over its id", Help: "Make sure that both were the same thing, and that the record that stays has the facts of both."},
		{Name: RuleProductChanged, Meaning: "A model or number is another under the same id", Help: "Make sure that it is the same product or certificate under its right name, and not another one."},
		{Name: RulePastRewritten, Meaning: "Days that are past have another status or other values", Help: "Somebody may have relied on what the register said of those days. Make sure that the source says so."},
		{Name: RuleExpiryMovedLate, Meaning: "A certificate's expiry moved after it had passed", Help: "Make sure that the certificate was renewed without a gap. If there was a gap, record a new certificate."},
		{Name: RuleEndUndone, Meaning: "A suspension, delisting, withdrawal or revocation was taken back", Help: "It is right only if it should never have been recorded. A suspension that was lifted is given its last day."},
		{Name: RuleSampleChanged, Meaning: "Made-up facts became real ones, or the reverse", Help: "Make sure of every fact in the record, and that a source is given."},
		{Name: RuleListedBefore, Meaning: "A new listing holds for days that are past", Help: "It is right if it was listed then. Make sure that the source says so: whoever asked about those days was told that it was not."},
		{Name: RuleMassChange, Meaning: "Very many records change or end at once", Help: "Make sure that all of them are meant, as after an import. Split what belongs to several reasons."},
		{Name: RuleHistoryRewritten, Meaning: "A commit of the main branch came in from the side", Help: "What the register said is the first-parent line of the main branch. Rebase onto the main branch, or merge into it, and do not push a merge of it."},
	}
}
