package memory

import (
	"opencec/tools/query"
	"opencec/tools/register"
)

// appendRecord appends the JSON of a record as a query shows it.
func (e *Engine) appendRecord(dst []byte, t *table, ordinal uint32, q *query.Query) []byte {
	if q.Fields == nil && len(q.Include) == 0 {
		return t.documents.append(dst, ordinal, q.On)
	}
	document := func(dst []byte) []byte { return t.documents.append(dst, ordinal, q.On) }
	return q.AppendShown(dst, document, func(dst []byte, what query.Include) []byte {
		return e.appendIncluded(dst, t.records[ordinal].RecordMeta().ID, what, q.On)
	})
}

// appendIncluded appends the records that a listing is given with.
func (e *Engine) appendIncluded(dst []byte, listing string, what query.Include, on register.Date) []byte {
	if what != query.IncludeCertificates {
		panic("memory: nothing is known of the include " + string(what))
	}
	certificates := e.tables[register.Certificates.Folder]
	for i, c := range e.reg.CertificatesOf(listing) {
		if i > 0 {
			dst = append(dst, ',')
		}
		ordinal, _ := certificates.ordinal(c.ID) // the register has every certificate of a listing
		dst = certificates.documents.append(dst, ordinal, on)
	}
	return dst
}
