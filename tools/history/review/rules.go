package review

import "opencec/tools/input/source"

// Rules returns the rules for differences.
func Rules() []source.Rule {
	return []source.Rule{
		{Name: RuleDeleted, Meaning: "A record was deleted", Help: "Restore the file and end the record instead: withdraw or delist a listing, revoke a certificate. If it is a duplicate, add its id to the former_ids of the record that stays."},
		{Name: RuleRenamed, Meaning: "A record has a new id and does not declare the former one", Help: "Add its former id to former_ids, so that links redirect to the new one."},
		{Name: RuleIDReused, Meaning: "An id means something else than before", Help: "An id must never change its meaning: restore the old record, and choose another id for the new one."},
		{Name: RuleFormerIDRemoved, Meaning: "A former id no longer redirects to its record", Help: "Keep former_ids: links to them must keep working."},
		{Name: RuleNumberReused, Meaning: "A certificate has the number of another one of its body", Help: "Compare the number with the certificate. If it is the same certificate, add the listings to the existing record."},
		{Name: RuleMerged, Meaning: "A record was deleted, and another one took over its id", Help: "Make sure that both were the same thing, and that the record that stays has the facts of both."},
		{Name: RuleProductChanged, Meaning: "A model or number changed under the same id", Help: "Make sure that this corrects the name of the same product or certificate, and is not another one."},
		{Name: RulePastRewritten, Meaning: "Past days have another status or other values", Help: "People may have relied on what the register said about those days. Make sure that the source confirms the change."},
		{Name: RuleExpiryMovedLate, Meaning: "A certificate's expiry moved after it had passed", Help: "Make sure that the certificate was renewed without a gap. If there was a gap, record a new certificate."},
		{Name: RuleEndUndone, Meaning: "A suspension, delisting, withdrawal or revocation was reversed", Help: "Do this only if it should never have been recorded. If a suspension was lifted, set its last day instead."},
		{Name: RuleSampleChanged, Meaning: "Invented facts became real ones, or the reverse", Help: "Check every fact in the record, and make sure that it has a source."},
		{Name: RuleListedBefore, Meaning: "A new listing was already listed on past days", Help: "This is right if it was listed then. Make sure that the source says so: until now the register said that it was not listed on those days."},
		{Name: RuleMassChange, Meaning: "Very many records change or end at once", Help: "Make sure that all of them are intended, as after an import. Make a separate change for each reason."},
		{Name: RuleHistoryRewritten, Meaning: "A commit of the main branch came in from the side", Help: "The register's history is the first-parent line of the main branch. Rebase onto the main branch, or merge into it; do not push a merge of the main branch into another one."},
	}
}
