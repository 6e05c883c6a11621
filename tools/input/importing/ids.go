package importing

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// IDs proposes ids for new records. An id that a record has, or had, is never given
// again.
type IDs struct {
	taken map[register.Ref]string // the name of the record that has the id
	next  map[register.Ref]int    // the number to try next behind an id
}

// NewIDs returns the ids that records leave free.
func NewIDs(records *register.Records) *IDs {
	b := &IDs{taken: map[register.Ref]string{}, next: map[register.Ref]int{}}
	for rec := range records.All() {
		kind := rec.RecordKind()
		for _, id := range rec.FormerIDList() {
			b.taken[kind.Ref(id)] = ""
		}
		b.taken[register.RefOf(rec)] = rec.RecordName()
	}
	return b
}

// Manufacturer takes an id for a manufacturer of that name.
func (b *IDs) Manufacturer(name string) string {
	return b.Take(register.Manufacturers, "", name, Segment(name, "manufacturer"))
}

// standardTag is the standard that the lists write behind a model number. Nearly
// all have it, and an id reads better without.
var standardTag = regexp.MustCompile(`(?i)\s*\((AS(/NZS)?\s*4777|IEC\s*61215)[^()]*\)\s*$`)

// Listing takes an id for a model of a manufacturer: the model without its
// standard; with the class behind it, where the same model is listed as another
// class; with its standard, where another model has the short id.
func (b *IDs) Listing(manufacturer, model, class string) string {
	short := Segment(standardTag.ReplaceAllString(model, ""), "model")
	candidates := []string{short}
	holder := b.taken[register.Listings.Ref(manufacturer+"/"+short)]
	if spelling.ModelKey(holder) == spelling.ModelKey(model) {
		candidates = append(candidates, Segment(short+" "+class, "model"))
	}
	candidates = append(candidates, Segment(model, "model"))
	return b.Take(register.Listings, manufacturer+"/", model, candidates...)
}

// Take takes the first candidate that is free, and if none is, the first with a
// number behind it, for a record of that name. The prefix stands before each.
func (b *IDs) Take(kind register.Kind, prefix, name string, candidates ...string) string {
	for _, c := range candidates {
		if b.Reserve(kind, prefix+c, name) {
			return prefix + c
		}
	}
	counter := kind.Ref(prefix + candidates[0])
	for n := max(b.next[counter], 2); ; n++ {
		b.next[counter] = n + 1
		id := prefix + shorten(candidates[0], fmt.Sprintf("-%d", n))
		if b.Reserve(kind, id, name) {
			return id
		}
	}
}

// Reserve takes that very id, and reports whether it was free.
func (b *IDs) Reserve(kind register.Kind, id, name string) bool {
	key := kind.Ref(id)
	if _, taken := b.taken[key]; taken {
		return false
	}
	b.taken[key] = name
	return true
}

// Segment makes a segment of an id out of a name. A name in another script, or a
// reserved word, gets word before it; one that is too long is shortened, and what
// was cut stands in a digest, so that the result does not depend on others.
func Segment(name, word string) string {
	// "X-1+" is another model than "X-1", and the sign would be lost.
	slug := spelling.Slug(strings.ReplaceAll(name, "+", " plus "))
	if slug == "" {
		return word + "-" + Digest(name)
	}
	if register.CheckID(register.Manufacturers, slug) == nil {
		return slug
	}
	if len(slug) > register.MaxIDSegment {
		return shorten(slug, "-"+Digest(name))
	}
	return word + "-" + slug
}

// shorten returns id with suffix, cut so that both fit.
func shorten(id, suffix string) string {
	if most := register.MaxIDSegment - len(suffix); len(id) > most {
		id = strings.TrimRight(id[:most], "-")
	}
	return id + suffix
}

// Digest returns a few characters that tell a name from others, for the end of an
// id whose words cannot.
func Digest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:4])
}
