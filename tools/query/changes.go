package query

import "opencec/tools/register"

// Changes is one question about what changed, checked and in canonical form. What it
// asks for are lines of changes.ndjson (see package journal), in their order; all
// conditions hold, and of several words any.
type Changes struct {
	Since         int        // only changes of later revisions
	Record        *RecordRef // only those that concern one record; nil for all
	Kinds         []string   // folders of the kinds of what changed, or "settings"; sorted; nil for all
	What          []string   // words for what happened; sorted; nil for all
	Listings      []string   // ids of listings that they concern, under an id that they had then; sorted; nil for all
	Manufacturers []string   // ids of manufacturers that they concern: of the listings, or themselves; sorted; nil for all

	Limit  int    // 0: all, as formats that have the whole list need
	After  Place  // of the last one of the page before; the zero Place for the first page
	Format Format // JSON or NDJSON
}

// A RecordRef names a record by its kind and any id that it had. What concerns it is
// what changed it under any of its ids, and, of a listing, the certificates that cover
// or covered it.
type RecordRef struct {
	Kind register.Kind
	ID   string
}

// A Place is where a line stands: in which revision, and which one of it, from 1.
type Place struct{ Seq, Number int }

// A ChangePage is a part of the answer to a query for changes.
type ChangePage struct {
	Total int      // how many lines the whole answer has
	Lines [][]byte // the JSON of each, without an end of line
	Next  Place    // of the last one, when there are more; else the zero Place
}
