package website

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"opencec/tools/register"
)

// vocabularyOfSchemaOrg has the types that pages may use with their properties, those of
// the types above them included; see https://schema.org/docs/schemas.html. An offer, a
// price and a rating are none of a register.
var vocabularyOfSchemaOrg = map[string][]string{
	"Brand":          {"name"},
	"BreadcrumbList": {"itemListElement"},
	"CreativeWork":   {"name", "url"},
	"DataDownload":   {"contentUrl", "description", "encodingFormat", "name", "sha256"},
	"Dataset":        {"dateModified", "description", "distribution", "isAccessibleForFree", "license", "name", "publisher", "url"},
	"ListItem":       {"item", "name", "position"},
	"Organization":   {"name"},
	"Product":        {"additionalProperty", "brand", "category", "description", "manufacturer", "model", "name", "url"},
	"PropertyValue":  {"name", "unitText", "value"},
}

// checkVocabulary reports types and properties that schema.org does not have.
func checkVocabulary(t *testing.T, where string, value any) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			checkVocabulary(t, where, item)
		}
	case map[string]any:
		kind, _ := v["@type"].(string)
		known, ok := vocabularyOfSchemaOrg[kind]
		if !ok {
			t.Errorf("%s: the type %q", where, kind)
		}
		for property, inner := range v {
			if !strings.HasPrefix(property, "@") && !slices.Contains(known, property) {
				t.Errorf("%s: %s has the property %q", where, kind, property)
			}
			checkVocabulary(t, where+" "+property, inner)
		}
	}
}

// linkedData returns the structured data of a page by type.
func linkedData(t *testing.T, root *html.Node) map[string]map[string]any {
	t.Helper()
	found := map[string]map[string]any{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "script" || attribute(n, "type") != "application/ld+json" {
			continue
		}
		var data map[string]any
		if err := json.Unmarshal([]byte(n.FirstChild.Data), &data); err != nil {
			t.Fatalf("%v: %s", err, n.FirstChild.Data)
		}
		if data["@context"] != schemaContext {
			t.Errorf("the context is %v", data["@context"])
		}
		found[fmt.Sprint(data["@type"])] = data
	}
	return found
}

// Every page has structured data, and hostile texts remain texts in it.
func TestLinkedData(t *testing.T) {
	t.Parallel()
	pages := parsePages(t, testSite(t))
	for address, root := range pages {
		data := linkedData(t, root)
		for _, one := range data {
			checkVocabulary(t, address, one)
		}
		if trail := find(root, "nav", "class", "trail"); (trail.Data != "") != (data["BreadcrumbList"] != nil) {
			t.Errorf("%s has a trail or breadcrumbs, and not both", address)
		}
	}
	if name := linkedData(t, pages["/listings/hostile/one/"])["Product"]["name"]; name != hostileScript+" "+hostileImage {
		t.Errorf("the hostile product is called %q", name)
	}
	for _, address := range []string{"/", "/downloads/"} {
		set := linkedData(t, pages[address])["Dataset"]
		files, _ := set["distribution"].([]any)
		if len(files) == 0 || files[0].(map[string]any)["contentUrl"] != "https://register.example.org/downloads/listings.csv" {
			t.Errorf("%s: the files are %v", address, files)
		}
	}
	want := []any{
		map[string]any{"@type": "ListItem", "position": 1.0, "name": "Home", "item": "https://register.example.org/"},
		map[string]any{"@type": "ListItem", "position": 2.0, "name": "Listings", "item": "https://register.example.org/listings/"},
		map[string]any{"@type": "ListItem", "position": 3.0, "name": "Tesla", "item": "https://register.example.org/manufacturers/tesla/"},
		map[string]any{"@type": "ListItem", "position": 4.0, "name": "Tesla Powerwall 2", "item": "https://register.example.org/listings/tesla/powerwall-2/"},
	}
	if diff := cmp.Diff(any(want), linkedData(t, pages["/listings/tesla/powerwall-2/"])["BreadcrumbList"]["itemListElement"]); diff != "" {
		t.Errorf("breadcrumbs, -want +got:\n%s", diff)
	}
}

// What a register has not is left out, and a path in its address is in each address once.
func TestLinkedDataOfABareRegister(t *testing.T) {
	t.Parallel()
	c := &Catalogue{Title: "R", BaseURL: "https://example.org/register", Base: "/register/", Licence: register.Licence{Name: "CC0"}}
	want := map[string]any{
		"@context": schemaContext, "@type": "Dataset", "name": "R", "description": "R", "url": "https://example.org/register/",
		"license": map[string]any{"@type": "CreativeWork", "name": "CC0"}, "isAccessibleForFree": true,
	}
	if diff := cmp.Diff(want, c.Dataset()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	c.version.Time = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	if got := c.Dataset()["dateModified"]; got != "2026-11-23T09:00:00Z" {
		t.Errorf("modified %v", got)
	}
	steps := c.Breadcrumbs([]Link{{"Home", "/register/"}}, "A", "https://example.org/register/a/")["itemListElement"].([]map[string]any)
	if steps[0]["item"] != "https://example.org/register/" || steps[1]["item"] != "https://example.org/register/a/" {
		t.Errorf("breadcrumbs %v", steps)
	}
	if c.Breadcrumbs(nil, "Home", "https://example.org/register/") != nil {
		t.Error("the first page has breadcrumbs")
	}
}
