package website

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A searchBlock is the file of a block: it has what the browser searches, shows and counts of each
// listing. A row is
//
//	[manufacturer, id without it, model, brand, series, entity type, device classes,
//	 deployment, CSIP-AUS version, test profiles, sample, other words, facts]
//
// "deployment" and "CSIP-AUS version" are lists of zero or one element. "test profiles" is an index in
// Profiles. "other words" are texts that the search finds but does not show: other spellings, white
// labels, the software, numbers of certificates.
type searchBlock struct {
	Profiles [][]int `json:"profiles"` // sets of test profiles
	Listings [][]any `json:"listings"`
}

// addBlock adds block n to the index, with the files of its attributes.
func (m *indexBuilder) addBlock(n int, rows []*ListingRow, classes map[string]searchAttributes) (searchBlockHead, error) {
	head := searchBlockHead{Count: len(rows), Manufacturers: m.manufacturerRange(rows), Values: m.blockFacetValues(rows), Attributes: map[string]string{}}
	sign := newTrigramSignature()
	block := searchBlock{[][]int{}, [][]any{}}
	sets := map[string]int{} // of test profiles, positions in block.Profiles
	for _, row := range rows {
		profiles := m.facetPositions(paramTestProfile, row.listing)
		key := fmt.Sprint(profiles)
		if _, known := sets[key]; !known {
			sets[key] = len(block.Profiles)
			block.Profiles = append(block.Profiles, profiles)
		}
		block.Listings = append(block.Listings, m.blockRow(row, sets[key]))
		for _, text := range m.searchTexts(row) {
			sign.add(spelling.Fold(text))
		}
	}
	head.Signature = sign.String()
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		values, some := attributeValuesOf(rows, class, classes[class])
		if !some {
			continue
		}
		address, err := m.addFile(fmt.Sprintf("%d-%s", n, class), values)
		if err != nil {
			return head, err
		}
		head.Attributes[class] = address
	}
	address, err := m.addFile(strconv.Itoa(n), block)
	head.Address = address
	return head, err
}

func (m *indexBuilder) blockRow(row *ListingRow, profiles int) []any {
	l := row.listing
	_, slug, _ := strings.Cut(l.ID, "/")
	sample := 0
	if l.Sample {
		sample = 1
	}
	return []any{
		m.manufacturers[l.Manufacturer], slug, l.Model, row.Brand, l.Series,
		m.vocabularies[paramEntityType].position[l.EntityType], m.facetPositions(paramDeviceClass, l),
		m.facetPositions(paramDeployment, l), m.facetPositions(paramVersion, l), profiles,
		sample, m.otherTexts(l), m.facts(l),
	}
}

// manufacturerRange returns the positions of the first and the last manufacturer of rows.
func (m *indexBuilder) manufacturerRange(rows []*ListingRow) [2]int {
	first, last := len(m.manufacturers), 0
	for _, row := range rows {
		place := m.manufacturers[row.listing.Manufacturer]
		first, last = min(first, place), max(last, place)
	}
	return [2]int{first, last}
}

// facetPositions returns the positions of a listing's values of a facet that does not depend on the
// day.
func (m *indexBuilder) facetPositions(param string, l *register.Listing) []int {
	return m.vocabularies[param].positions(m.facetValuesOf(param, l)...)
}

// blockFacetValues returns the positions of the rows' values of each facet that does not depend on the
// day.
func (m *indexBuilder) blockFacetValues(rows []*ListingRow) map[string][]int {
	values := map[string][]int{}
	for _, param := range []string{paramDeviceClass, paramEntityType, paramTestProfile, paramVersion, paramDeployment} {
		set := map[int]bool{}
		for _, row := range rows {
			for _, value := range m.facetPositions(param, row.listing) {
				set[value] = true
			}
		}
		values[param] = append([]int{}, slices.Sorted(maps.Keys(set))...)
	}
	return values
}

// searchTexts returns the texts in which the search finds a listing. The manufacturer's name and the
// model are one text, so that people may type them as one word.
func (c *Catalogue) searchTexts(row *ListingRow) []string {
	l := row.listing
	manufacturer := c.register.Manufacturer(l.Manufacturer)
	texts := []string{manufacturer.Name + " " + l.Model}
	texts = append(texts, manufacturer.Aliases...)
	texts = append(texts, row.Brand, l.Series)
	texts = append(texts, c.otherTexts(l)...)
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

func (c *Catalogue) otherTexts(l *register.Listing) []string {
	words := append([]string{}, l.Aliases...)
	for _, w := range l.WhiteLabels {
		words = append(words, strings.TrimSpace(w.Brand+" "+w.Model))
	}
	if l.Software != nil {
		words = append(words, l.Software.Name)
	}
	for _, certificate := range c.register.CertificatesOf(l.ID) {
		words = append(words, certificate.Number)
	}
	return words
}
