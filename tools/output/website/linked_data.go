package website

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Structured data for search engines, in the vocabulary of schema.org. html/template writes it into
// pages so that no text in it can end the script element.

const schemaContext = "https://schema.org"

// Dataset describes the register and its files.
func (c *Catalogue) Dataset() map[string]any {
	c.readRegister()
	set := map[string]any{
		"@context": schemaContext, "@type": "Dataset",
		"name": c.Title, "description": cmp.Or(c.Description, c.Title), "url": c.BaseURL + "/",
		"license": c.Licence.URL, "isAccessibleForFree": true,
	}
	if c.Licence.URL == "" {
		set["license"] = map[string]any{"@type": "CreativeWork", "name": c.Licence.Name}
	}
	if c.Publisher != "" {
		set["publisher"] = map[string]any{"@type": "Organization", "name": c.Publisher}
	}
	if !c.version.Time.IsZero() {
		set["dateModified"] = c.version.Time.UTC().Format(time.RFC3339)
	}
	var files []map[string]any
	for _, d := range c.downloads {
		files = append(files, c.dataDownload(d))
	}
	if files != nil {
		set["distribution"] = files
	}
	return set
}

func (c *Catalogue) dataDownload(d DownloadRow) map[string]any {
	file := map[string]any{"@type": "DataDownload", "name": d.Name, "contentUrl": c.BaseURL + "/downloads/" + d.Name}
	for property, value := range map[string]string{"description": d.Description, "encodingFormat": d.MediaType, "sha256": d.SHA256} {
		if value != "" {
			file[property] = value
		}
	}
	return file
}

// Breadcrumbs describes the path to a page: the pages above it and itself. It returns nil if there are
// none above it.
func (c *Catalogue) Breadcrumbs(above []Link, title, address string) map[string]any {
	if len(above) == 0 {
		return nil
	}
	origin := strings.TrimSuffix(c.BaseURL+"/", c.Base)
	var steps []map[string]any
	step := func(name, address string) {
		steps = append(steps, map[string]any{"@type": "ListItem", "position": len(steps) + 1, "name": name, "item": address})
	}
	for _, link := range above {
		step(link.Text, origin+link.Href)
	}
	step(title, address)
	return map[string]any{"@context": schemaContext, "@type": "BreadcrumbList", "itemListElement": steps}
}

// Product returns the listing as schema.org's Product.
func (p *ListingPage) Product() map[string]any {
	var categories []string
	for _, class := range p.Classes {
		categories = append(categories, class.Name)
	}
	product := map[string]any{
		"@context": schemaContext, "@type": "Product",
		"name": p.Row.Manufacturer + " " + p.Row.Model, "model": p.Row.Model,
		"manufacturer": map[string]any{"@type": "Organization", "name": p.Row.Manufacturer},
		"category":     join(categories),
		"description":  fmt.Sprintf("On %s: %s", p.On.Text, p.Verdict.Headline),
	}
	if p.Row.Brand != "" {
		product["brand"] = map[string]any{"@type": "Brand", "name": p.Row.Brand}
	}
	var properties []map[string]any
	for _, class := range p.Classes {
		for _, a := range class.Attributes {
			properties = append(properties, map[string]any{"@type": "PropertyValue", "name": a.Label, "value": a.Value})
		}
	}
	if properties != nil {
		product["additionalProperty"] = properties
	}
	return product
}
