// Package match finds the listing that somebody means by a manufacturer and a
// model as they wrote them, or by an id.
//
//	index := match.New(reg)
//	results, err := index.Find(ctx, []match.Item{{Manufacturer: "goodwe", Model: "gw5000 eh"}})
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
//	              seen, and dashes and the like of other kinds (register.ModelKey)
//	standard      as well with or without the tag of a standard, such as
//	              " (AS4777-2 2020)" or " (IEC 61215-2021)", on either side;
//	              two different tags are two different approvals
//	punctuation   as well without punctuation, but for what tells numbers apart: a
//	              plus, a decimal point, and that two digits have something
//	              between them
//
// The first step that finds anything decides. One product found is an exact
// match; several make the item ambiguous, and are given as near misses. A
// product is a manufacturer's model. It may have several listings, as a battery
// and as an inverter for instance, or for different software: all of them are
// the match.
//
// The names of a model are its own, its aliases and its white labels. The names
// of a maker are those of the manufacturer (name, aliases, id, former ids), the
// listing's brand and, for listings without a brand, the brands of the
// manufacturer's others. The first words of a manufacturer's name will do as
// well, GoodWe for GoodWe Technologies Co Ltd, unless another manufacturer has
// just that name. Neither case nor spaces nor punctuation count in names of makers
// (register.Fold).
//
// # Near misses
//
// An item without a match gets the most similar products, best first, whoever
// makes them, each with a score from 0 to 1 and the reason in words. Candidates
// come from an index of the texts' trigrams, and how many are looked at is
// bounded, so that the time does not grow with the register. An exact match has
// as near misses the same model under another standard's tag, since whoever
// leaves the tag out may mean either. A model with the letter O written for a zero, or I
// or l for a one, is the nearest miss, and never a match.
//
// # Keys
//
// Keys and KeysAsked say the same for engines that have no Index: the filter model= of
// the API finds what a check finds.
package match
