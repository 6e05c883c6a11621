package website

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/register"
)

// Paths of the search index. searchFolder has the files that the head refers to.
const (
	searchIndexName = "search-index.json"
	searchFolder    = "search/"
)

// searchBlockListings is the most listings of a block of the search index. A register up to that size
// is one block, which a browser loads completely. For larger ones it loads only blocks that may match.
const searchBlockListings = 10_000

// searchHead is the part of the search index that every search loads: the vocabularies, and a summary
// of each block. site/assets/js/search_index.js reads it. The rest is in files that it names:
//
//	search/0-DIGEST.json        a block of consecutive listings, in the order of lists
//	search/0-bess-DIGEST.json   the attributes of its listings of one device class
//
// The names contain a digest of the content, so that parts of two indexes never mix: if the site is
// replaced while a page is open, the page finds that the part is gone, and loads the head again.
//
// Rows refer to vocabularies by position, since each byte occurs ten thousand times. Facets have only
// values of listings, except for statuses, which change with the day.
type searchHead struct {
	Total         int                         `json:"total"`
	Certificates  bool                        `json:"certificates"`  // the register has some
	Manufacturers [][]string                  `json:"manufacturers"` // id, name, other spellings…, in the order of lists
	Facets        map[string][][2]string      `json:"facets"`        // id and name of each value, by parameter
	ShortNames    []string                    `json:"short_names"`   // of the device classes
	Attributes    map[string]searchAttributes `json:"attributes"`    // by id of the device class
	Blocks        []searchBlockHead           `json:"blocks"`
}

// A searchBlockHead summarises a block, so that the browser need not load a block without matches.
type searchBlockHead struct {
	Address       string            `json:"address"`
	Count         int               `json:"count"`
	Manufacturers [2]int            `json:"manufacturers"` // first and last
	Values        map[string][]int  `json:"values"`        // of facets, by parameter
	Signature     string            `json:"signature"`     // see signature
	Attributes    map[string]string `json:"attributes"`    // addresses, by id of the device class
}

// A searchFile is a file of the search index.
type searchFile struct {
	name    string // its path in the output
	content []byte
}

// A searchVocabulary has the values of a facet with their positions.
type searchVocabulary struct {
	values   [][2]string
	position map[string]int
}

func newSearchVocabulary(options []FacetOption) searchVocabulary {
	v := searchVocabulary{[][2]string{}, map[string]int{}}
	for i, option := range options {
		v.values = append(v.values, [2]string{option.ID, option.Name})
		v.position[option.ID] = i
	}
	return v
}

// positions returns the sorted positions of words in the vocabulary.
func (v searchVocabulary) positions(words ...string) []int {
	list := []int{}
	for _, word := range words {
		if i, known := v.position[word]; known {
			list = append(list, i)
		}
	}
	slices.Sort(list)
	return list
}

// A indexBuilder makes the search index of a catalogue.
type indexBuilder struct {
	*Catalogue
	vocabularies  map[string]searchVocabulary // by parameter
	manufacturers map[string]int              // positions of manufacturers
	files         []searchFile
}

// buildSearchIndex returns the files of the search index, the head first. A block has at most
// blockListings listings.
func buildSearchIndex(c *Catalogue, blockListings int) ([]searchFile, error) {
	m := &indexBuilder{Catalogue: c, vocabularies: map[string]searchVocabulary{}, manufacturers: map[string]int{}}
	head := searchHead{
		Total: len(c.sorted), Certificates: c.HasCertificates(), Manufacturers: [][]string{}, Facets: map[string][][2]string{},
		ShortNames: []string{}, Attributes: map[string]searchAttributes{}, Blocks: []searchBlockHead{},
	}
	for i, manufacturer := range c.manufacturersInOrder() {
		m.manufacturers[manufacturer.ID] = i
		head.Manufacturers = append(head.Manufacturers, append([]string{manufacturer.ID, manufacturer.Name}, manufacturer.Aliases...))
	}
	for _, group := range c.facetValues() {
		m.vocabularies[group.Param] = newSearchVocabulary(group.Options)
		head.Facets[group.Param] = m.vocabularies[group.Param].values
	}
	for _, class := range head.Facets[paramDeviceClass] {
		head.ShortNames = append(head.ShortNames, c.classNames[class[0]])
		head.Attributes[class[0]] = c.searchAttributes(class[0])
	}
	for rows := range slices.Chunk(c.sorted, blockListings) {
		block, err := m.addBlock(len(head.Blocks), rows, head.Attributes)
		if err != nil {
			return nil, err
		}
		head.Blocks = append(head.Blocks, block)
	}
	content, err := register.EncodeJSON(head)
	if err != nil {
		return nil, err
	}
	return append([]searchFile{{searchIndexName, content}}, m.files...), nil
}

// manufacturersInOrder returns the manufacturers in the order of lists, so that those of a block are
// consecutive.
func (c *Catalogue) manufacturersInOrder() []*register.Manufacturer {
	list := slices.Clone(c.register.Manufacturers)
	slices.SortStableFunc(list, func(a, b *register.Manufacturer) int {
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return list
}

// addFile adds a file to the index, and returns its address.
func (m *indexBuilder) addFile(name string, content any) (string, error) {
	b, err := register.EncodeJSON(content)
	if err != nil {
		return "", err
	}
	file := searchFile{fmt.Sprintf("%s%s-%s.json", searchFolder, name, digest(b)), b}
	m.files = append(m.files, file)
	return m.Href(file.name), nil
}

func writeSearchIndex(files []searchFile, save saveFunc) error {
	for _, f := range files {
		if err := save(f.name, f.content); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}
