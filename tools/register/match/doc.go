// Package match finds the listing that somebody means by a manufacturer and a
// model as they wrote them, by a model alone, or by an id. New makes the Index of a
// register, and Index.Find looks for items: see the package example.
//
// An Index belongs to one version of the register, never changes, does no I/O,
// and may be used from many goroutines.
//
// # A match is never a guess
//
// A model is looked for among those of the maker who was named, in steps from
// strict to lenient:
//
//	name          the model exactly as recorded
//	spelling      without regard to case, spaces, accents, characters that cannot be
//	              seen, and dashes and the like of other kinds (spelling.ModelKey)
//	standard      as well with or without the tag of a standard, such as
//	              " (AS4777-2 2020)" or " (IEC 61215-2021)", on either side;
//	              two different tags are two different approvals
//	punctuation   as well without punctuation, but for what tells numbers apart: a
//	              plus, and a decimal point
//
// In no step do two digits with anything between them run together, be it a space:
// "AB-1-10" is not "AB-11-0", nor "X 1 10" "X 110".
//
// The first step that finds anything decides. One product found is an exact
// match; several make the item ambiguous, and are given as near misses, all of them up
// to MaxCandidates. A product is a manufacturer's model. It may have several listings,
// as a battery and as an inverter for instance, or for different software: all of them
// are the match. Where the item names a device class, only listings of that class are
// looked at.
//
// The same model may be listed with the tag of a standard and without, as two
// products. Within a step, the one with just the wanted tag, or without one where none is
// wanted, is the match, and the others are near misses. A model without a tag of which
// only several tagged ones are listed is ambiguous.
//
// A model alone is looked for among those of all makers. It is an exact match where
// only one manufacturer has it, by name, spelling or standard; where several
// have it, the item is ambiguous, even if only one of them spells it exactly so. By
// punctuation it is a near miss.
//
// The names of a model are its own, its aliases and its white labels. The names
// of a maker are those of the manufacturer (name, aliases, id, former ids), the
// listing's brand and, for listings without a brand, the brands of the
// manufacturer's others. The first words of a manufacturer's name will do as
// well, GoodWe for GoodWe Technologies Co Ltd, unless another manufacturer has
// just that name; the words of the name that were left out are given with the match.
// Neither case nor spaces nor punctuation count in names of makers (spelling.Fold).
//
// # NearMiss misses
//
// An item without a match gets the most similar products, best first, whoever
// makes them, each with a score from 0 to 1 and the reason in words. Candidates
// come from an index of the texts' trigrams, and how many are looked at is
// bounded, so that the time does not grow with the register. A maker's name that goes
// on after the recorded one, as in GoodWe Australia, makes no match: the near miss has
// the words that are not in the recorded name. An exact match has as near misses the
// same model under another standard's tag, since whoever leaves the tag out may mean
// either, and the same model of a manufacturer whose name goes on after the given one,
// since lists have companies by a short and by a long name. A model with the letter O
// written for a zero, or I or l for a one, is the nearest miss, and never a match.
//
// # Keys
//
// Keys and KeysAsked say the same for engines that have no Index: the filter model= of
// the API finds what a check finds.
package match
