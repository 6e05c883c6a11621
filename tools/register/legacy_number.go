package register

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// The legacy API identifies records by numbers. The number of a record is:
//
//	- N, if the record has the former id original/N because it was imported from the legacy database;
//	- otherwise a number derived from the SHA-256 of its oldest id, so that a renamed record keeps its number.
//
// Derived numbers are larger than any row number, so the two never collide.

// MaxLegacyNumber is the largest number of a listing: the largest integer that JavaScript
// reads exactly.
const MaxLegacyNumber = 1<<53 - 1

// firstDerived is the smallest derived number of a listing.
const firstDerived = 1 << 52

// LegacyNumber returns the listing's id in the legacy API. If several former ids have the
// form original/N, the first one counts; see LegacyNumbers.
func (l *Listing) LegacyNumber() int64 {
	for _, id := range l.FormerIDs {
		if n, ok := rowNumber(id); ok {
			return n
		}
	}
	return derivedNumber(oldestID(l.ID, l.FormerIDs))
}

// LegacyNumbers returns every number by which the legacy API finds the listing, its
// current number first. The other numbers come from its other ids, so that a number
// somebody has noted stays valid when a former id is added.
func (l *Listing) LegacyNumbers() []int64 {
	numbers := []int64{l.LegacyNumber()}
	for _, id := range append([]string{l.ID}, l.FormerIDs...) {
		n, ok := rowNumber(id)
		if !ok {
			n = derivedNumber(id)
		}
		if !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// oldestID returns the first id that the record had. Former ids are in the order in which
// they were added.
func oldestID(id string, former []string) string {
	if len(former) > 0 {
		return former[0]
	}
	return id
}

// rowNumber returns N if id is original/N, where N is the key of a row.
func rowNumber(id string) (n int64, ok bool) {
	key, ok := strings.CutPrefix(id, ImportedFrom)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(key, 10, 64)
	return n, err == nil && 0 < n && n < firstDerived && strconv.FormatInt(n, 10) == key
}

// derivedNumber returns the number of a listing whose oldest id is id: 52 bits of its
// SHA-256.
func derivedNumber(id string) int64 {
	return firstDerived | int64(leadingBits(id, 52))
}

// legacyEntityTypes are the numbers that the legacy database used for entity types, and
// the next one.
var legacyEntityTypes = map[string]int64{"client": 1, "server": 2, "device": 3}

// firstDerivedEntityType is the smallest derived number of an entity type. All of them
// fit into 31 bits, as row numbers do.
const firstDerivedEntityType = 1 << 30

// LegacyNumber returns the entity type's id in the legacy API.
func (e *EntityType) LegacyNumber() int64 {
	id := oldestID(e.ID, e.FormerIDs)
	if n, ok := legacyEntityTypes[id]; ok {
		return n
	}
	return firstDerivedEntityType | int64(leadingBits(id, 30))
}

// leadingBits returns the first n bits of the SHA-256 of id.
func leadingBits(id string, n int) uint64 {
	sum := sha256.Sum256([]byte(id))
	return binary.BigEndian.Uint64(sum[:]) >> (64 - n)
}

// checkLegacyNumbers checks that no two records share a number in the legacy API.
func (c *checker) checkLegacyNumbers() {
	checkNumbers(c, c.Listings)
	checkNumbers(c, c.EntityTypes)
}

func checkNumbers[R interface {
	Record
	LegacyNumber() int64
}](c *checker, records []R) {
	sorted := slices.SortedFunc(slices.Values(records), func(a, b R) int { return cmp.Compare(a.RecordMeta().ID, b.RecordMeta().ID) })
	owners := make(map[int64]R, len(sorted))
	for _, rec := range sorted {
		number := rec.LegacyNumber()
		owner, taken := owners[number]
		if !taken {
			owners[number] = rec
			continue
		}
		if oldestID(rec.RecordMeta().ID, rec.FormerIDList()) == oldestID(owner.RecordMeta().ID, owner.FormerIDList()) {
			continue // both claim the same former id; checkFormerID reports that
		}
		field := ""
		if len(rec.FormerIDList()) > 0 {
			field = "former_ids[0]"
		}
		c.fail(rec, RuleUnique, field, "has the number %d in the original API, at /listings, and so has %s: choose another id for the one of them that is new", number, owner.RecordMeta().ID)
	}
}
