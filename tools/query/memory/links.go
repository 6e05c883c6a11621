package memory

import "opencec/tools/register"

// links are the listings that each certificate covers, and the certificates of each listing,
// all by ordinals.
type links struct{ covered, covering [][]uint32 }

func newLinks(e *Engine) *links {
	listings := e.tables[register.Listings]
	l := &links{covered: make([][]uint32, len(e.reg.Certificates)), covering: make([][]uint32, len(listings.records))}
	for i, c := range e.reg.Certificates {
		for _, id := range c.Listings {
			ordinal, _ := listings.ordinal(id) // the register contains every id that it refers to
			l.covered[i] = append(l.covered[i], ordinal)
			l.covering[ordinal] = append(l.covering[ordinal], uint32(i))
		}
	}
	return l
}

// restrictLinked keeps in found the listings with a certificate for which all the conditions
// hold.
func (e *Engine) restrictLinked(found set, conditions []condition, on register.Date) {
	certificates := e.tables[register.Certificates]
	matching := certificates.borrow()
	defer certificates.put(matching)
	matching.fill(len(certificates.records))
	certificates.restrict(*matching, conditions, on)
	links := e.links()
	found.keep(func(listing uint32) bool {
		for _, certificate := range links.covering[listing] {
			if matching.has(certificate) {
				return true
			}
		}
		return false
	})
}
