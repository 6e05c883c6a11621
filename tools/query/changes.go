package query

import (
	"net/url"
	"strconv"

	"opencec/tools/register"
)

// Changes is one question about what changed, checked and in canonical form. What it
// asks for are lines of changes.ndjson (see package journal), in their order; all
// conditions hold, and of several words any.
type Changes struct {
	Since int // only changes of later revisions

	// Record has any id that the record had; nil for all records. What concerns it is
	// what changed it under any of its ids, and, of a listing, the certificates that
	// cover or covered it.
	Record *register.Ref

	Kinds         []string // folders of the kinds of what changed, or "settings"; sorted; nil for all
	Events        []string // words for what happened; sorted; nil for all
	Listings      []string // ids of listings that they concern, under an id that they had then; sorted; nil for all
	Manufacturers []string // ids of manufacturers that they concern: of the listings, or themselves; sorted; nil for all

	Limit  int          // 0: all, as formats that have the whole list need
	After  ChangeCursor // of the last one of the page before; the zero ChangeCursor for the first page
	Format Format       // JSON or NDJSON

	since, asOf string // points that stand for the same revisions in all later versions; "" where since is 0
}

// A ChangePage is a part of the answer to a query for changes.
type ChangePage struct {
	Total int          // how many lines the whole answer has
	Lines [][]byte     // the JSON of each, without an end of line
	Next  ChangeCursor // of the last one, when there are more; else the zero ChangeCursor
}

// String returns the query in its canonical form, as the query part of an address. It
// names the revisions that it is between so that it asks the same of later versions.
// The record is in the path, and the cursor is not in it.
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
	return v.Encode() // sorted by name; without those that have no value
}
