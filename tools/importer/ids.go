package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"opencec/tools/register"
)

// idBook proposes ids for new records. An id that a record has, or had, is never
// given again.
type idBook struct {
	taken map[string]string // kind's folder + "/" + id → name of the record that has it
	next  map[string]int    // the number to try next behind an id
}

func newIDBook(records *register.Records) *idBook {
	b := &idBook{taken: map[string]string{}, next: map[string]int{}}
	for rec := range records.All() {
		kind := rec.RecordKind()
		for _, id := range rec.FormerIDList() {
			b.taken[kind.Folder+"/"+id] = ""
		}
		b.taken[kind.Folder+"/"+rec.RecordMeta().ID] = rec.RecordName()
	}
	return b
}

// manufacturer takes an id for a manufacturer of that name.
func (b *idBook) manufacturer(name string) string {
	return b.take(register.Manufacturers, "", name, "manufacturer", []string{segment(name, "manufacturer")})
}

// standardTag is the standard that the lists write behind a model number. Nearly
// all have it, and an id reads better without.
var standardTag = regexp.MustCompile(`(?i)\s*\((AS(/NZS)?\s*4777|IEC\s*61215)[^()]*\)\s*$`)

// listing takes an id for a model of a manufacturer: the model without its
// standard; with the class behind it, where the same model is listed as another
// class; with its standard, where another model has the short id.
func (b *idBook) listing(manufacturer, model, class string) string {
	short := segment(standardTag.ReplaceAllString(model, ""), "model")
	candidates := []string{short}
	holder := b.taken[register.Listings.Folder+"/"+manufacturer+"/"+short]
	if register.ModelKey(holder) == register.ModelKey(model) {
		candidates = append(candidates, segment(short+" "+class, "model"))
	}
	candidates = append(candidates, segment(model, "model"))
	return b.take(register.Listings, manufacturer+"/", model, "model", candidates)
}

// take takes the first candidate that is free, and if none is, the first with a
// number behind it.
func (b *idBook) take(kind register.Kind, prefix, name, word string, candidates []string) string {
	for _, c := range candidates {
		if b.reserve(kind, prefix+c, name) {
			return prefix + c
		}
	}
	counter := kind.Folder + "/" + prefix + candidates[0]
	for n := max(b.next[counter], 2); ; n++ {
		b.next[counter] = n + 1
		id := prefix + shorten(candidates[0], fmt.Sprintf("-%d", n))
		if b.reserve(kind, id, name) {
			return id
		}
	}
}

func (b *idBook) reserve(kind register.Kind, id, name string) bool {
	key := kind.Folder + "/" + id
	if _, taken := b.taken[key]; taken {
		return false
	}
	b.taken[key] = name
	return true
}

// segment makes a segment of an id out of a name. A name in another script, or a
// reserved word, gets word before it; one that is too long is shortened, and what
// was cut stands in a digest, so that the result does not depend on others.
func segment(name, word string) string {
	// "X-1+" is another model than "X-1", and the sign would be lost.
	slug := register.Slug(strings.ReplaceAll(name, "+", " plus "))
	if slug == "" {
		return word + "-" + digest(name)
	}
	if register.CheckID(register.Manufacturers, slug) == nil {
		return slug
	}
	if len(slug) > register.MaxIDSegment {
		return shorten(slug, "-"+digest(name))
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

func digest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:4])
}
