package memory

import (
	"slices"

	"opencec/tools/register"
)

// links are the listings that each certificate covers, and the certificates of each listing,
// all by ordinals.
type links struct{ covered, covering adjacency }

// An adjacency has a list of ordinals for each ordinal.
type adjacency struct {
	starts   []uint32 // where each list begins; one more than lists
	ordinals []uint32
}

func (a *adjacency) of(ordinal uint32) []uint32 {
	return a.ordinals[a.starts[ordinal]:a.starts[ordinal+1]]
}

func newLinks(e *Engine) *links {
	certificates, listings := e.tables[register.Certificates], e.tables[register.Listings]
	l := &links{}
	l.covered = adjacencyOf(len(certificates.records), func(dst []uint32, i int) []uint32 {
		for _, id := range certificates.records[i].(*register.Certificate).Listings {
			ordinal, _ := listings.ordinal(id) // the register contains every id that it refers to
			dst = append(dst, ordinal)
		}
		return dst
	})
	l.covering = adjacencyOf(len(listings.records), func(dst []uint32, i int) []uint32 {
		for _, c := range e.reg.CertificatesOf(listings.records[i].RecordMeta().ID) {
			ordinal, _ := certificates.ordinal(c.ID)
			dst = append(dst, ordinal)
		}
		return dst
	})
	return l
}

func adjacencyOf(n int, appendTo func(dst []uint32, ordinal int) []uint32) adjacency {
	a := adjacency{starts: make([]uint32, n+1)}
	for i := range n {
		a.ordinals = appendTo(a.ordinals, i)
		a.starts[i+1] = uint32(len(a.ordinals))
	}
	return a
}

// restrictLinked keeps in found the listings with a certificate for which all the conditions
// hold: it looks either at the listings of those certificates, or at the certificates of those
// listings.
func (e *Engine) restrictLinked(t *table, found set, conditions []condition, on register.Date) {
	certificates := e.tables[register.Certificates]
	matching := certificates.borrow()
	defer certificates.put(matching)
	matching.fill(len(certificates.records))
	certificates.restrict(*matching, conditions, on)
	links := e.links()
	if found.count()*len(certificates.records) < matching.count()*len(t.records) {
		found.keep(func(listing uint32) bool {
			return slices.ContainsFunc(links.covering.of(listing), matching.has)
		})
		return
	}
	hits := t.borrow()
	defer t.put(hits)
	matching.each(0, func(certificate uint32) bool {
		hits.addAll(links.covered.of(certificate))
		return true
	})
	found.and(*hits)
}
