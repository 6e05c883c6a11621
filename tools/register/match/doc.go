// Package match finds the listing that somebody means by a manufacturer and a model as
// they wrote them, by a model alone, or by an id. New builds the Index of a register, and
// Index.Find looks up items; see the package example.
//
// An Index belongs to one version of the register, is immutable, does no I/O, and is safe
// for concurrent use.
//
// # A match is never a guess
//
// Find looks for a model among those of the given manufacturer, in steps from strict to
// lenient:
//
//	name          the model exactly as recorded
//	spelling      ignoring case, spaces, accents, invisible characters, and variants of
//	              dashes and similar characters (spelling.ModelKey)
//	standard      also ignoring the tag of a standard, such as " (AS4777-2 2020)" or
//	              " (IEC 61215-2021)", on either side; two different tags are two
//	              different approvals
//	punctuation   also ignoring punctuation, except what distinguishes numbers: a plus
//	              sign and a decimal point
//
// No step joins two digits that have something between them, even a space: "AB-1-10" is
// not "AB-11-0", and "X 1 10" is not "X 110".
//
// The first step that finds anything decides. If it finds one product, that is an exact
// match; if it finds several, the item is ambiguous, and up to MaxCandidates of them
// become near misses. A product is a model of a manufacturer. It may have several
// listings, for instance as a battery and as an inverter, or for different software: all
// of them are the match. If the item names a device class, only listings of that class
// count.
//
// A model may be listed both with and without the tag of a standard, as two products.
// Within a step, the product with exactly the given tag (or without a tag, if none is
// given) is the match, and the others are near misses. A model without a tag is ambiguous
// if the register has only several tagged ones.
//
// A model without a manufacturer is looked up among those of all manufacturers. It is an
// exact match if only one manufacturer has it by name, spelling or standard. If several
// have it, the item is ambiguous, even if only one of them spells it exactly so. A match
// by punctuation alone is a near miss.
//
// A model is known by its own name, its aliases and its white labels. A manufacturer is
// known by the names of its record (name, aliases, id, former ids), by the listing's
// brand and, for listings without a brand, by the brands of its other listings. The first
// words of a manufacturer's name are enough (GoodWe for GoodWe Technologies Co Ltd),
// unless another manufacturer has exactly that name; the match then reports the words
// that were left out. Case, spaces and punctuation do not matter in names of
// manufacturers (spelling.Fold).
//
// # Near misses
//
// An item without a match gets the most similar products of all manufacturers, best
// first, each with a score from 0 to 1 and the reason in words. Candidates come from an
// index of trigrams. Their number is bounded, so the time does not grow with the
// register. A manufacturer's name that is longer than the recorded one, as in GoodWe
// Australia, does not match: the near miss reports the additional words. The near misses
// of an exact match are the same model under another standard's tag, because people who
// omit the tag may mean either, and the same model of a manufacturer whose name is longer
// than the given one, because lists know companies by a short and by a long name. A model
// with the letter O instead of a zero, or I or l instead of a one, is the nearest miss,
// and never a match.
//
// # Keys
//
// Keys and KeysAsked give the same results to engines that have no Index, so that the
// API's filter model= finds what a check finds.
package match
