package postgres

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"opencec/tools/register"
)

// Tables that all kinds of records share.
var commonTables = []*table{
	commonTable("records", "id digest record document_head document_tail words", (*rowWriter).recordRow),
	commonTable("former_ids", "former_id id", (*rowWriter).formerIDs),
	commonTable("sources", "id position title url retrieved", (*rowWriter).sources),
}

func (w *rowWriter) recordRow(rec register.Record) {
	document, err := w.reg.Encode(rec)
	if err != nil {
		w.problem("document_head", err.Error())
	}
	w.row(rec.RecordKind().Folder(), rec.RecordMeta().ID, w.digest, w.json(rec), string(document.Head), string(document.Tail), w.words(rec))
}

const (
	// maxWord is the most characters of a word by which q finds a record; the rest of
	// a longer one does not count. Postgres takes words of up to 2046 bytes.
	maxWord = 500
	// maxWords is the most bytes of all words of a record, which is the most that a
	// tsvector holds.
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

func (w *rowWriter) formerIDs(rec register.Record) {
	for _, former := range rec.FormerIDList() {
		w.row(rec.RecordKind().Folder(), former, rec.RecordMeta().ID)
	}
}

func (w *rowWriter) sources(rec register.Record) {
	for i, s := range sourcesOf(rec) {
		w.row(rec.RecordKind().Folder(), rec.RecordMeta().ID, i, optional(s.Title), s.URL, s.Retrieved)
	}
}

// sourcesOf returns the sources of a record; kinds that are the register's own words
// have none.
func sourcesOf(rec register.Record) []register.Source {
	switch rec := rec.(type) {
	case *register.Listing:
		return rec.Sources
	case *register.Certificate:
		return rec.Sources
	case *register.Manufacturer:
		return rec.Sources
	case *register.CertifyingBody:
		return rec.Sources
	case *register.TestProfile:
		return rec.Sources
	case *register.List:
		return rec.Sources
	}
	return nil
}
