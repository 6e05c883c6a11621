package memory

import (
	"fmt"
	"sync/atomic"
	"unique"

	"opencec/tools/register"
)

// documents holds the JSON of a table's records, each built on first use.
type documents struct {
	reg     *register.Register
	records []register.Record
	made    []atomic.Pointer[document]
	layouts layouts
}

// A document is a record's JSON for all days. The part of it that depends on the day is the same
// for a run of days, except that it has the day itself.
type document struct {
	layout *layout
	values string     // those for the holes of the layout, each after its length
	states []dayState // in order of days, the first from the beginning; nil for kinds without such a part
}

// A dayState is the state of a record from a day on. Few states differ, so records share them.
type dayState struct {
	from  register.Date
	state unique.Handle[register.DayStatus]
}

func newDocuments(reg *register.Register, records []register.Record) *documents {
	return &documents{reg: reg, records: records, made: make([]atomic.Pointer[document], len(records))}
}

// append appends the JSON of a record on a day.
func (d *documents) append(dst []byte, ordinal uint32, on register.Date) []byte {
	rec, doc := d.records[ordinal], d.of(ordinal)
	values := doc.values
	for i, h := range doc.layout.holes {
		dst = append(dst, doc.layout.texts[i]...)
		switch h {
		case idHole:
			dst = append(dst, rec.RecordMeta().ID...)
		case dayHole:
			dst = doc.stateOn(on).Append(dst, rec.RecordKind())
		default:
			var value string
			value, values = cutValue(values)
			dst = append(dst, value...)
		}
	}
	return append(dst, doc.layout.texts[len(doc.layout.holes)]...)
}

// cutValue cuts off the first value; see document.
func cutValue(values string) (value, rest string) {
	var length uint64
	for i := 0; ; i++ {
		length |= uint64(values[i]&0x7f) << (7 * i)
		if values[i] < 0x80 {
			values = values[i+1:]
			return values[:length], values[length:]
		}
	}
}

// of returns the document of a record.
func (d *documents) of(ordinal uint32) *document {
	doc := d.made[ordinal].Load()
	if doc == nil {
		doc = d.make(d.records[ordinal])
		d.made[ordinal].Store(doc)
	}
	return doc
}

func (d *documents) make(rec register.Record) *document {
	encoded, err := d.reg.Encode(rec)
	if err != nil {
		panic(fmt.Sprintf("memory: %v", err)) // a view always encodes
	}
	doc := &document{}
	p := packer{id: rec.RecordMeta().ID, layout: make([]byte, 0, 1<<10), values: make([]byte, 0, 1<<10)}
	p.object(string(encoded.Head))
	if len(encoded.Tail) > 0 {
		p.hole(dayHole)
		p.object(string(encoded.Tail))
		intervals := d.reg.StatusIntervals(rec)
		doc.states = make([]dayState, len(intervals))
		for i, interval := range intervals {
			doc.states[i] = dayState{interval.From, unique.Make(interval.State)}
		}
	}
	doc.layout, doc.values = d.layouts.of(p.layout), string(p.values)
	return doc
}

// stateOn returns the record's state on a day.
func (doc *document) stateOn(on register.Date) register.DayStatus {
	i := len(doc.states) - 1
	for doc.states[i].from.After(on) {
		i--
	}
	state := doc.states[i].state.Value()
	state.On = on
	return state
}
