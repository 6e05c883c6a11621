package memory

import (
	"fmt"
	"slices"
	"sync/atomic"
	"unique"

	"opencec/tools/register"
)

// documents holds the JSON of a table's records. It is made for a block of records at a time, on
// first use: records one by one would be a million small objects, which the garbage collector
// marks each time.
type documents struct {
	reg     *register.Register
	records []register.Record
	made    []atomic.Pointer[block]
	layouts layouts
	shared  sharedValues
}

// blockSize is the number of records of a block. The first request for one of them makes all.
const blockSize = 16

// A block has the documents of consecutive records.
type block struct {
	documents [blockSize + 1]document // the last one only ends the one before
	values    string                  // those for the holes of all layouts, each as sharedValues writes it
	states    []dayState              // of all documents
}

// A document is a record's JSON for all days. The part of it that depends on the day is the same
// for a run of days, except that it has the day itself.
type document struct {
	layout *layout
	values uint32 // where its values begin in those of the block
	states uint32 // where its states begin: in order of days, the first from the beginning; none for kinds without such a part
}

// A dayState is the state of a record from a day on. Few states differ, so records share them.
type dayState struct {
	from  register.Date
	state unique.Handle[register.DayStatus]
}

func newDocuments(reg *register.Register, records []register.Record) *documents {
	return &documents{reg: reg, records: records, made: make([]atomic.Pointer[block], (len(records)+blockSize-1)/blockSize)}
}

// append appends the JSON of a record on a day.
func (d *documents) append(dst []byte, ordinal uint32, on register.Date) []byte {
	b, rec := d.block(ordinal/blockSize), d.records[ordinal]
	doc, next := &b.documents[ordinal%blockSize], &b.documents[ordinal%blockSize+1]
	values := b.values[doc.values:]
	shared := d.shared.all()
	for i, h := range doc.layout.holes {
		dst = append(dst, doc.layout.texts[i]...)
		switch h {
		case idHole:
			dst = append(dst, rec.RecordMeta().ID...)
		case dayHole:
			dst = stateOn(b.states[doc.states:next.states], on).Append(dst, rec.RecordKind())
		default:
			var value string
			value, values = cutValue(values, shared)
			dst = append(dst, value...)
		}
	}
	return append(dst, doc.layout.texts[len(doc.layout.holes)]...)
}

// block returns a block of documents.
func (d *documents) block(number uint32) *block {
	b := d.made[number].Load()
	if b == nil {
		first := int(number) * blockSize
		b = d.make(d.records[first:min(first+blockSize, len(d.records))])
		d.made[number].Store(b)
	}
	return b
}

func (d *documents) make(records []register.Record) *block {
	b := &block{}
	var values [][]string // by record
	for i, rec := range records {
		encoded, err := d.reg.Encode(rec)
		if err != nil {
			panic(fmt.Sprintf("memory: %v", err)) // a view always encodes
		}
		p := packer{id: rec.RecordMeta().ID, layout: make([]byte, 0, 1<<10)}
		p.object(string(encoded.Head))
		if len(encoded.Tail) > 0 {
			p.hole(dayHole)
			p.object(string(encoded.Tail))
			for _, interval := range d.reg.StatusIntervals(rec) {
				b.states = append(b.states, dayState{interval.From, unique.Make(interval.State)})
			}
		}
		b.documents[i].layout = d.layouts.of(p.layout)
		b.documents[i+1].states = uint32(len(b.states))
		values = append(values, p.values)
	}
	b.values = d.shared.encode(values, func(record, begin int) { b.documents[record].values = uint32(begin) })
	b.states = slices.Clone(b.states) // without room for more
	return b
}

// stateOn returns the state on a day.
func stateOn(states []dayState, on register.Date) register.DayStatus {
	i := len(states) - 1
	for states[i].from.After(on) {
		i--
	}
	state := states[i].state.Value()
	state.On = on
	return state
}
