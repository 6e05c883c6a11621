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

// IDs proposes ids for new records. It never gives an id that a record has or had.
// NewIDs returns an IDs that avoids the ids of records.
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

// Manufacturer takes an id for a manufacturer with that name.
func (b *IDs) Manufacturer(name string) string {
	return b.Take(register.Manufacturers, "", name, Segment(name, "manufacturer"))
}

// standardTag matches the standard that the lists write after nearly all model numbers. An
// id reads better without it.
var standardTag = regexp.MustCompile(`(?i)\s*\((AS(/NZS)?\s*4777|IEC\s*61215)[^()]*\)\s*$`)

// Listing takes an id for a model of a manufacturer: the model without its standard; with
// the class appended if the same model is listed as another class; or with its standard if
// another model has the short id.
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

// Take takes the first free candidate for a record with that name, or else the first
// candidate with a number appended. Each gets the prefix.
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

// Reserve takes exactly that id, and reports whether it was free.
func (b *IDs) Reserve(kind register.Kind, id, name string) bool {
	key := kind.Ref(id)
	if _, taken := b.taken[key]; taken {
		return false
	}
	b.taken[key] = name
	return true
}

// Segment makes a segment of an id from a name. A name in another script and a reserved word
// get word as a prefix. A segment that is too long ends with a digest of the name, so that it
// does not depend on other records.
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

// shorten returns id, cut so that suffix fits, with suffix.
func shorten(id, suffix string) string {
	if most := register.MaxIDSegment - len(suffix); len(id) > most {
		id = strings.TrimRight(id[:most], "-")
	}
	return id + suffix
}

// Digest returns a few characters that distinguish a name from others, for the end of an id.
func Digest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:4])
}
