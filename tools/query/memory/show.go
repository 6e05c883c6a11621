package memory

import (
	"fmt"

	"opencec/tools/query"
	"opencec/tools/register"
)

// appendRecord appends the JSON of a record as a query shows it, including its history if
// the query asks for it.
func (e *Engine) appendRecord(dst []byte, t *table, ordinal uint32, q *query.Query, past historyJSON) []byte {
	if q.Fields == nil && len(q.Include) == 0 {
		return t.documents.append(dst, ordinal, q.On)
	}
	document := func(dst []byte) []byte { return t.documents.append(dst, ordinal, q.On) }
	return q.AppendShown(dst, document, func(dst []byte, what query.Include) []byte {
		switch what {
		case query.IncludeCertificates:
			return e.appendCertificates(dst, t.records[ordinal].RecordMeta().ID, q.On)
		case query.IncludeVerdict:
			return e.appendVerdict(dst, t.records[ordinal].(*register.Listing), q.On)
		case query.IncludeHistory:
			return append(dst, past...)
		}
		panic("memory: unknown include " + string(what))
	})
}

// appendVerdict appends the verdict on a listing.
func (e *Engine) appendVerdict(dst []byte, l *register.Listing, on register.Date) []byte {
	text, err := register.EncodeJSON(e.reg.Verdict(l, on))
	if err != nil {
		panic(fmt.Sprintf("memory: %v", err)) // a verdict always encodes
	}
	return append(dst, text...)
}

// appendCertificates appends the certificates that cover a listing.
func (e *Engine) appendCertificates(dst []byte, listing string, on register.Date) []byte {
	certificates := e.tables[register.Certificates]
	for i, c := range e.reg.CertificatesOf(listing) {
		if i > 0 {
			dst = append(dst, ',')
		}
		ordinal, _ := certificates.ordinal(c.ID) // the register has every certificate of a listing
		dst = certificates.documents.append(dst, ordinal, on)
	}
	return dst
}
