package query

import (
	"errors"

	"opencec/tools/register"
)

// ErrUnavailable is wrapped by the errors of an engine whose data cannot be
// reached now, and may be later.
var ErrUnavailable = errors.New("the register's data cannot be reached now")

// Rows are records of an answer, in its order, as the query shows them.
type Rows interface {
	Len() int
	ID(i int) string
	// AppendJSON appends the JSON of the record at i.
	AppendJSON(dst []byte, i int) []byte
}

// A Page is a part of a query's answer, in its order.
type Page struct {
	Total  int     // records that the whole answer has
	Next   string  // the cursor of the next page; "" on the last
	Facets []Facet // of the whole answer, as the query has them
	Rows   Rows
}

// AppendJSON appends the page as a JSON array of its records.
func (p Page) AppendJSON(dst []byte) []byte {
	dst = append(dst, '[')
	for i := range p.Rows.Len() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = p.Rows.AppendJSON(dst, i)
	}
	return append(dst, ']')
}

// A Part is some of the records of an answer, in its order, with a register that
// has all that their views are made of.
type Part struct {
	Register *register.Register
	Records  []register.Record
}
