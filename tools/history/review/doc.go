// Package review says what is wrong with a change of the register, or has to be seen
// by the person who takes it in: what no state of the register shows by itself, and
// only the difference of two does. A deletion leaves a register without a fault.
//
//	files ──source──▶ Records ──Check──▶ problems of a state
//	two states ──change──▶ Changes ──review──▶ problems of their difference
//
// It opens nothing and asks for no time. The rules are
//
//	deleted            error    a record is gone
//	renamed            error    a record has another id, and does not say which it had
//	id-reused          error    an id, or a former one, means something else than before
//	former-id-removed  error    an id that led to a record leads nowhere
//	number-reused      error    a certificate has the number of another one
//	merged             warning  a record is gone, and another one took over its id
//	product-changed    warning  a model or number is another under the same id
//	past-rewritten     warning  days that are past have another status or other values
//	expiry-moved-late  warning  a certificate's expiry moved after it had passed
//	end-undone         warning  a suspension, delisting, withdrawal or revocation was taken back
//	sample-changed     warning  made-up facts became real ones, or the reverse
//	listed-before      warning  a new listing holds for days that are past
//	mass-change        warning  very many records change, or end
//	history-rewritten  error    a merge took in the main branch from the side; who knows git tells it
//
// A deletion and an addition of the same product are a renaming: the same
// manufacturer and model, the same model under the same certificate, or the only two
// listings of one certificate; of certificates the same number of the same body; of
// others the same name.
//
// A Comment is what is told of it on a pull request: as one text, and as Suggestions on
// the lines that it shows, which a click takes.
//
// Records that cannot be read are passed over; their own problem is said elsewhere.
package review
