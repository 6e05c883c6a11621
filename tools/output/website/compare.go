package website

import (
	"encoding/json"
	"fmt"
	"net/url"

	"opencec/schemas"
	"opencec/tools/register"
)

// comparePath is the page that compares listings side by side. Its query names them:
// ?listing=tesla/powerwall-2&listing=tesla/powerwall-3.
const comparePath = "/compare/"

// maxCompared is the most listings that are compared: their columns fit a desktop screen.
// site/assets/js/compare_selection.js has the same number.
const maxCompared = 4

// A ComparePage has what the page needs besides the static JSON of the compared listings.
type ComparePage struct {
	Vocabulary string // a compareVocabulary as JSON
}

// A compareVocabulary has the names for ids in records, and the device classes in order.
type compareVocabulary struct {
	Certified    bool                   `json:"certified"` // the register has certificates
	Titles       map[string]string      `json:"titles"`    // of the fields of a listing
	Types        map[string]string      `json:"types"`
	Deployments  map[string]string      `json:"deployments"`
	Certificates map[string]string      `json:"certificates"` // kinds of PKI certificate
	Profiles     map[string]compareLink `json:"profiles"`
	Classes      []compareClass         `json:"classes"`
}

type compareLink struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Href  string `json:"href"`
}

type compareClass struct {
	ID         string             `json:"id"`
	Name       string             `json:"name"`
	Href       string             `json:"href"`
	Attributes []compareAttribute `json:"attributes"`
}

type compareAttribute struct {
	ID    string            `json:"id"`
	Name  string            `json:"name"`
	Unit  string            `json:"unit,omitempty"`
	Words map[string]string `json:"words,omitempty"` // of an enum, by id
}

func (c *Catalogue) addCompare() error {
	vocabulary, err := json.Marshal(c.compareVocabulary())
	if err != nil {
		return fmt.Errorf("the vocabulary of the page that compares: %w", err)
	}
	c.addPage(&Page{
		Path: comparePath, Title: "Compare listings", Layout: layoutCompare, Trail: c.trail(c.overview(register.Listings)),
		Description: "Up to four listings side by side: status, certificates, test profiles and attributes.",
		data:        func() any { return ComparePage{string(vocabulary)} },
	})
	return nil
}

func (c *Catalogue) compareVocabulary() compareVocabulary {
	v := compareVocabulary{
		Certified: c.HasCertificates(), Titles: map[string]string{}, Types: map[string]string{}, Deployments: map[string]string{}, Certificates: map[string]string{},
		Profiles: map[string]compareLink{}, Classes: []compareClass{},
	}
	for _, p := range schemas.Embedded().ByName[register.Listings.Schema()].Properties {
		v.Titles[p.Name] = p.Title
	}
	for _, e := range c.register.EntityTypes {
		v.Types[e.ID] = e.Name
	}
	for deployment := range deploymentMeaning {
		v.Deployments[deployment] = deploymentName(deployment)
	}
	for kind := range certificateTypeMeaning {
		v.Certificates[kind] = capitalise(kind)
	}
	for _, p := range c.register.TestProfiles {
		v.Profiles[p.ID] = compareLink{p.Name, p.Title, c.recordHref(register.TestProfiles, p.ID)}
	}
	for _, d := range c.register.DeviceClasses {
		class := compareClass{d.ID, d.Name, c.recordHref(register.DeviceClasses, d.ID), []compareAttribute{}}
		for _, a := range d.Attributes {
			class.Attributes = append(class.Attributes, compareAttribute{a.ID, a.Name, a.Unit, enumLabels(a)})
		}
		v.Classes = append(v.Classes, class)
	}
	return v
}

func enumLabels(a register.Attribute) map[string]string {
	if len(a.Values) == 0 {
		return nil
	}
	labels := make(map[string]string, len(a.Values))
	for _, v := range a.Values {
		labels[v.ID] = v.Label()
	}
	return labels
}

// compareSeries returns a link to the comparison of a listing with the first others of its series,
// or the zero Link if it is the only one.
func (c *Catalogue) compareSeries(listing *ListingRow, others []*ListingRow) Link {
	if len(others) == 0 {
		return Link{}
	}
	shown := others[:min(len(others), maxCompared-1)]
	ids := []string{listing.ID}
	for _, row := range shown {
		ids = append(ids, row.ID)
	}
	text := fmt.Sprintf("Compare it with the first %d of them", len(shown))
	switch {
	case len(others) == 1:
		text = "Compare the two"
	case len(shown) == len(others):
		text = fmt.Sprintf("Compare all %d", len(shown)+1)
	}
	return Link{text, c.compareHref(ids...)}
}

// compareHref returns the address of the comparison of listings.
func (c *Catalogue) compareHref(ids ...string) string {
	return c.Href(comparePath) + "?" + url.Values{"listing": ids}.Encode()
}
