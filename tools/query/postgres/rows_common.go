package postgres

import (
	"fmt"
	"reflect"
	"slices"
	"unicode/utf8"

	"opencec/tools/register"
)

// The tables that all kinds of records share.
var commonTables = []*table{
	commonTable("records", (*rowWriter).encoded,
		in("id", func(e encodedView) any { return e.record.RecordMeta().ID }),
		written("digest", func(w *rowWriter, _ encodedView) any { return w.digest }),
		written("record", func(w *rowWriter, e encodedView) any { return w.json(e.record) }),
		in("document_head", func(e encodedView) any { return string(e.Head) }),
		in("document_tail", func(e encodedView) any { return string(e.Tail) }),
		written("words", func(w *rowWriter, e encodedView) any { return w.words(e.record) })),
	commonTable("former_ids", formerIDs,
		in("former_id", func(f formerID) any { return f.former }),
		in("id", func(f formerID) any { return f.id })),
	commonTable("sources", sourceRows,
		in("id", func(s sourceOf) any { return s.id }),
		in(positionColumn, func(s sourceOf) any { return s.position }),
		in("title", func(s sourceOf) any { return optional(s.Title) }),
		in("url", func(s sourceOf) any { return s.URL }),
		in("retrieved", func(s sourceOf) any { return s.Retrieved })),
}

// An encodedView is a record with the JSON of its view.
type encodedView struct {
	record register.Record
	register.Encoded
}

func (w *rowWriter) encoded(rec register.Record) []encodedView {
	document, err := w.reg.Encode(rec)
	if err != nil {
		w.problem("document_head", err.Error())
	}
	return []encodedView{{rec, document}}
}

const (
	// maxWord is the maximum number of characters of a word by which q finds a record; the
	// rest of a longer word is ignored. Postgres accepts words of up to 2046 bytes.
	maxWord = 500
	// maxWords is the maximum number of bytes of all words of a record, which is what a
	// tsvector can hold.
	maxWords = 1<<20 - 1
)

// words returns the words by which q finds a record, sorted and distinct.
func (w *rowWriter) words(rec register.Record) []string {
	values := w.model.Collection(rec.RecordKind()).Search.AppendValues(nil, rec, register.Date{})
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = cutWord(v.Text)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	size := 0
	for _, word := range words {
		size += len(word)
	}
	if size > maxWords {
		w.problem("words", fmt.Sprintf("its names make %d bytes of words to search for, and Postgres holds at most %d: remove spellings that differ only in case or spaces", size, maxWords))
	}
	return words
}

// cutWord returns the first maxWord characters of a word.
func cutWord(word string) string {
	if len(word) <= maxWord || utf8.RuneCountInString(word) <= maxWord {
		return word
	}
	return string([]rune(word)[:maxWord])
}

// A formerID is an id that a record had before.
type formerID struct{ former, id string }

func formerIDs(_ *rowWriter, rec register.Record) (former []formerID) {
	for _, id := range rec.FormerIDList() {
		f := formerID{id, rec.RecordMeta().ID}
		if !slices.Contains(former, f) { // a revision of the past can name it twice
			former = append(former, f)
		}
	}
	return former
}

// A sourceOf is a source of a record, with its position among them.
type sourceOf struct {
	id       string
	position int
	register.Source
}

func sourceRows(_ *rowWriter, rec register.Record) (all []sourceOf) {
	for i, s := range sourcesOf(rec) {
		all = append(all, sourceOf{rec.RecordMeta().ID, i, s})
	}
	return all
}

// sourcesOf returns the sources of a record; kinds without sources have none.
func sourcesOf(rec register.Record) []register.Source {
	f := rec.RecordKind().Field("sources")
	if f == nil {
		return nil
	}
	return register.ValueOf[[]register.Source](f.Of(reflect.ValueOf(rec).Elem()))
}
