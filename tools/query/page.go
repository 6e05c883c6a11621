package query

import (
	"errors"

	"opencec/tools/register"
)

// ErrUnavailable is wrapped by the errors of an engine that cannot reach its data at the
// moment.
var ErrUnavailable = errors.New("the register's data cannot be reached now")

// Rows are records of an answer, in its order, as JSON.
type Rows interface {
	Len() int
	ID(i int) string
	// AppendJSON appends the JSON of record i.
	AppendJSON(dst []byte, i int) []byte
}

// A Page is one page of an answer.
type Page struct {
	Total  int     // number of records in the whole answer
	Next   string  // cursor of the next page; "" on the last page
	Facets []Facet // of the whole answer, in the query's order
	Rows   Rows
}

// AppendJSON appends the page's records as a JSON array.
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

// A Part is some consecutive records of an answer, with a register that holds everything
// their views need.
type Part struct {
	Register *register.Register
	Records  []register.Record
}
