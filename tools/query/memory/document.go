package memory

import (
	"fmt"
	"sync/atomic"

	"opencec/tools/register"
)

// documents holds the JSON of a table's records, each built on first use.
type documents struct {
	reg     *register.Register
	records []register.Record
	made    []atomic.Pointer[document]
}

// A document is a record's JSON, with the daily part for the most recently used day.
type document struct {
	register.Encoded
	newest atomic.Pointer[dayPart] // nil for kinds without a daily part
}

type dayPart struct {
	on   register.Date
	text []byte
}

func newDocuments(reg *register.Register, records []register.Record) documents {
	return documents{reg: reg, records: records, made: make([]atomic.Pointer[document], len(records))}
}

// append appends the JSON of a record on a day.
func (d *documents) append(dst []byte, ordinal uint32, on register.Date) []byte {
	doc := d.made[ordinal].Load()
	if doc == nil {
		doc = d.make(d.records[ordinal], on)
		d.made[ordinal].Store(doc)
	}
	dst = append(dst, doc.Head...)
	part := doc.newest.Load()
	if part == nil {
		return dst
	}
	if part.on != on {
		part = d.dayPart(d.records[ordinal], on)
		doc.newest.Store(part)
	}
	dst = append(dst, part.text...)
	return append(dst, doc.Tail...)
}

func (d *documents) make(rec register.Record, on register.Date) *document {
	made, err := d.reg.Encode(rec)
	if err != nil {
		panic(fmt.Sprintf("memory: %v", err)) // a view always encodes
	}
	doc := &document{Encoded: made}
	if part := d.dayPart(rec, on); len(part.text) > 0 {
		doc.newest.Store(part)
	}
	return doc
}

func (d *documents) dayPart(rec register.Record, on register.Date) *dayPart {
	return &dayPart{on, d.reg.DayStatus(rec, on).Append(nil, rec.RecordKind())}
}
