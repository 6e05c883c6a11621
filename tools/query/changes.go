package query

import (
	"net/url"
	"strconv"

	"opencec/tools/register"
)

// Changes is a query for changes, checked and in canonical form. Its answer consists of
// lines of changes.ndjson (see package journal), in their order. All conditions must
// hold; of several values of one condition, any.
type Changes struct {
	Since int // only changes after this revision

	// Record is any id that the record had; nil for all records. The answer has the
	// changes of the record under all its ids and, for a listing, of the certificates
	// that cover or covered it.
	Record *register.Ref

	Kinds         []string // kinds of the changed records, as folders, or "settings"; sorted; nil for all
	Events        []string // event types; sorted; nil for all
	Listings      []string // ids of listings that the changes concern, under an id of that time; sorted; nil for all
	Manufacturers []string // ids of manufacturers that the changes concern, directly or by a listing; sorted; nil for all

	Limit  int          // 0 for all, in formats without pages
	After  ChangeCursor // the last change of the previous page; zero for the first page
	Format Format       // JSON or NDJSON

	since, asOf string // specs of the two revisions that later versions understand; since is "" for revision 0
}

// A ChangePage is one page of the answer to a query for changes.
type ChangePage struct {
	Total int          // number of lines in the whole answer
	Lines [][]byte     // the JSON of each, without a newline
	Next  ChangeCursor // position of the last line if there are more; otherwise zero
}

// String returns the query in canonical form, as the query part of a URL. It names both
// revisions explicitly, so that later versions give the same answer. It contains neither
// the record, which is in the path, nor the cursor.
func (q *Changes) String() string {
	v := url.Values{}
	v[paramKind], v[paramWhat], v[paramListing], v[paramManufacturer] = q.Kinds, q.Events, q.Listings, q.Manufacturers
	if q.since != "" {
		v.Set(paramSince, q.since)
	}
	v.Set(paramAsOf, q.asOf)
	if q.Format != JSON {
		v.Set(paramFormat, string(q.Format))
	}
	if q.Limit != DefaultLimit && q.Limit != 0 {
		v.Set(paramLimit, strconv.Itoa(q.Limit))
	}
	return v.Encode() // sorted by name; omits names without values
}
