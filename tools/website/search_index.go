package website

import (
	"maps"
	"slices"
	"strings"

	"opencec/tools/register"
)

const searchIndexName = "search-index.json"

// searchIndex is what the search in the browser loads (site/assets/js/index.js
// reads it): of each listing what is searched, shown and counted, and nothing
// more. Rows are arrays and refer to vocabularies by position, since each byte
// is there ten thousand times.
type searchIndex struct {
	Manufacturers [][]string  `json:"manufacturers"` // id, name, other spellings…
	Classes       [][2]string `json:"classes"`       // id, name, in the order of facets
	ShortNames    []string    `json:"short_names"`   // of the classes
	Types         [][2]string `json:"types"`
	Statuses      [][2]string `json:"statuses"`
	Listings      [][]any     `json:"listings"` // in the order of lists
}

// makeSearchIndex returns the search index as JSON. A row of it is
//
//	[manufacturer, id without it, model, brand, series, type, classes,
//	 sample, other words, facts]
//
// where "other words" are what a listing can be found by but is not shown as:
// other spellings, white labels, numbers of certificates.
func makeSearchIndex(c *Catalogue) ([]byte, error) {
	index := searchIndex{
		Manufacturers: [][]string{}, Classes: [][2]string{}, ShortNames: []string{},
		Types: [][2]string{}, Statuses: [][2]string{}, Listings: [][]any{},
	}
	position := map[string]int{} // of a vocabulary's word, by folder and id
	place := func(rec register.Record, n int) {
		position[rec.RecordKind().Folder+"/"+rec.RecordMeta().ID] = n
	}
	for i, m := range c.register.Manufacturers {
		place(m, i)
		index.Manufacturers = append(index.Manufacturers, append([]string{m.ID, m.Name}, m.Aliases...))
	}
	for i, d := range c.register.DeviceClasses {
		place(d, i)
		index.Classes = append(index.Classes, [2]string{d.ID, d.Name})
		index.ShortNames = append(index.ShortNames, c.classNames[d.ID])
	}
	for i, e := range c.register.EntityTypes {
		place(e, i)
		index.Types = append(index.Types, [2]string{e.ID, e.Name})
	}
	for _, s := range c.Statuses {
		index.Statuses = append(index.Statuses, [2]string{string(s.ID), s.Name})
	}
	for _, row := range c.sorted {
		l := row.listing
		_, slug, _ := strings.Cut(l.ID, "/")
		classes := []int{}
		for _, class := range slices.Sorted(maps.Keys(l.DeviceClasses)) {
			classes = append(classes, position[register.DeviceClasses.Folder+"/"+class])
		}
		index.Listings = append(index.Listings, []any{
			position[register.Manufacturers.Folder+"/"+l.Manufacturer], slug, l.Model, row.Brand, l.Series,
			position[register.EntityTypes.Folder+"/"+l.EntityType], classes,
			sampleFlag(l.Sample), c.otherWords(l), listingFacts(l, c.register.CertificatesOf(l.ID)),
		})
	}
	return register.EncodeJSON(index)
}

func sampleFlag(sample bool) int {
	if sample {
		return 1
	}
	return 0
}

func (c *Catalogue) otherWords(l *register.Listing) []string {
	words := append([]string{}, l.Aliases...)
	for _, w := range l.WhiteLabels {
		words = append(words, strings.TrimSpace(w.Brand+" "+w.Model))
	}
	for _, certificate := range c.register.CertificatesOf(l.ID) {
		words = append(words, certificate.Number)
	}
	return words
}
