package memory

import (
	"bytes"
	"fmt"
	"strconv"
	"sync/atomic"

	"opencec/tools/register"
)

// documents holds the JSON of a table's records, each made when it is first
// asked for.
type documents struct {
	reg     *register.Register
	records []register.Record
	made    []atomic.Pointer[document]
}

// A document is a record's JSON, cut open at the part that depends on the day.
type document struct {
	head, tail []byte
	daily      bool
	newest     atomic.Pointer[dayPart]
}

// A dayPart is the part of a document that depends on the day, for one day.
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
	dst = append(dst, doc.head...)
	if !doc.daily {
		return dst
	}
	part := doc.newest.Load()
	if part.on != on {
		part = &dayPart{on, appendDay(d.reg, nil, d.records[ordinal], on)}
		doc.newest.Store(part)
	}
	dst = append(dst, part.text...)
	return append(dst, doc.tail...)
}

// make encodes a record and finds the part that depends on the day.
func (d *documents) make(rec register.Record, on register.Date) *document {
	text, err := register.EncodeJSON(d.reg.View(rec, on))
	if err != nil {
		panic(fmt.Sprintf("memory: encoding the view of %s %s: %v", rec.RecordKind().Name, rec.RecordMeta().ID, err))
	}
	text = bytes.Clone(text) // the encoder's buffer is larger
	part := appendDay(d.reg, nil, rec, on)
	if len(part) == 0 {
		return &document{head: text}
	}
	// Quotes inside texts are escaped in JSON, and nothing before the part is an
	// object, so that its first appearance is the part itself.
	at := bytes.Index(text, part)
	if at < 0 {
		panic(fmt.Sprintf("memory: the view of %s %s does not hold %s", rec.RecordKind().Name, rec.RecordMeta().ID, part))
	}
	doc := &document{head: text[:at], tail: text[at+len(part):], daily: true}
	doc.newest.Store(&dayPart{on, part})
	return doc
}

// appendDay appends the part of a record's JSON that depends on the day: nothing
// for kinds that do not have one.
func appendDay(reg *register.Register, dst []byte, rec register.Record, on register.Date) []byte {
	switch rec := rec.(type) {
	case *register.Listing:
		dst = append(dst, `"status":"`...)
		dst = append(dst, rec.StatusOn(on)...)
		dst = append(dst, `","certified":`...)
		dst = strconv.AppendBool(dst, reg.CertifiedOn(rec.ID, on))
		dst = append(dst, `,"on":`...)
		dst = appendDate(dst, on)
		dst = append(dst, `,"listed_until":`...)
		return appendDate(dst, rec.ListedUntil(on))
	case *register.Certificate:
		dst = append(dst, `"status":"`...)
		dst = append(dst, rec.StatusOn(on)...)
		dst = append(dst, `","on":`...)
		return appendDate(dst, on)
	}
	return dst
}

func appendDate(dst []byte, d register.Date) []byte {
	if d.IsZero() {
		return append(dst, "null"...)
	}
	dst = append(dst, '"')
	dst, _ = d.AppendText(dst) // never fails
	return append(dst, '"')
}
