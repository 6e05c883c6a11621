// Package review finds what is wrong with a change of the register, and what a reviewer
// must see: problems that only the difference of two states shows. For instance, a
// register from which a record was deleted is flawless in itself.
//
//	files ──source──▶ Records ──Check──▶ problems of a state
//	two states ──change──▶ Changes ──review──▶ problems of their difference
//
// It does no I/O and never reads the clock. The rules are
//
//	deleted            error    a record was removed
//	renamed            error    a record has a new id and does not declare the former one
//	id-reused          error    an id, current or former, means something else than before
//	former-id-removed  error    an id that redirected to a record no longer does
//	number-reused      error    a certificate has the number of another one
//	merged             warning  a record was removed, and another one took over its id
//	product-changed    warning  a model or number changed under the same id
//	past-rewritten     warning  past days have another status or other values
//	expiry-moved-late  warning  a certificate's expiry moved after it had passed
//	end-undone         warning  a suspension, delisting, withdrawal or revocation was reversed
//	sample-changed     warning  invented facts became real ones, or the reverse
//	listed-before      warning  a new listing was listed on past days
//	mass-change        warning  very many records change, or end
//	history-rewritten  error    a merge took in the main branch from the side; reported by the
//	                            caller, which knows git
//
// A deletion and an addition of the same product are a rename. Two listings are the same
// product if they have the same manufacturer and model, the same model under the same
// certificate, or are the only listings of one certificate; two certificates are the same
// if they have the same number and body; other records, if they have the same name.
//
// A Comment presents the result on a pull request: as one text, and as Suggestions for
// the lines that it shows, which reviewers accept with a click.
//
// Unreadable records are skipped, since package source reports them.
package review
