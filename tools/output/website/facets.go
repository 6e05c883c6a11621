package website

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"opencec/schemas"
	"opencec/tools/register"
)

// The names of the facets in addresses, which are the API's parameters. The browser has more
// facets: whether a listing is certified today, and enum attributes.
const (
	paramStatus       = "status"
	paramDeviceClass  = "device_class"
	paramEntityType   = "entity_type"
	paramTestProfile  = "test_profile"
	paramVersion      = "csip_aus_version"
	paramDeployment   = "deployment"
	paramManufacturer = "manufacturer"
)

// Facets are links to listings by their properties.
type Facets []Facet

// A Facet is a property with its values.
type Facet struct {
	Param   string // its name in the address of a search
	Name    string
	Options []FacetOption
	More    int    // number of values that are not in Options
	All     string // address of all values; "" if Options has all of them
}

// A FacetOption is a value of a facet. Without JavaScript it links to a page of the listings that
// have it.
type FacetOption struct {
	ID    string
	Name  string
	Count int
	Href  string
}

// Number returns the count in words.
func (o FacetOption) Number() string { return register.FormatCount(o.Count) }

// facetOptions is the number of values that a page shows of a long facet: the most frequent ones. A
// facet with up to shortFacet values is shown completely.
const (
	facetOptions = 8
	shortFacet   = 10
)

// facets returns the facets of which the listings have at least two values.
func (c *Catalogue) facets() Facets {
	groups := append(c.facetValues(), c.manufacturerFacet())
	var facets Facets
	for _, f := range groups {
		if len(f.Options) > 1 {
			facets = append(facets, f.shortened())
		}
	}
	return facets
}

// shortened returns a long facet with only its most frequent values.
func (f Facet) shortened() Facet {
	if len(f.Options) <= shortFacet {
		f.All = ""
		return f
	}
	options := slices.Clone(f.Options)
	slices.SortStableFunc(options, func(a, b FacetOption) int { return cmp.Compare(b.Count, a.Count) })
	f.Options, f.More = options[:facetOptions], len(options)-facetOptions
	return f
}

// facetValues returns all facets except that of manufacturers, with the values that listings have.
// The facet of statuses has all values, because statuses change with the day.
func (c *Catalogue) facetValues() []Facet {
	status := Facet{Param: paramStatus, Name: "Status", All: c.Href(statusesPath)}
	for _, s := range c.statuses {
		status.Options = append(status.Options, FacetOption{string(s.ID), s.Name, s.Count, s.Href})
	}
	title := fieldTitles(register.Listings)
	return []Facet{
		status,
		c.withUsedOptions(Facet{Param: paramDeviceClass, Name: "Device class", Options: c.classOptions(), All: c.Href(overviewPath(register.DeviceClasses))}),
		c.withUsedOptions(Facet{Param: paramEntityType, Name: title("entity_type"), Options: c.entityOptions(), All: c.Href(overviewPath(register.EntityTypes))}),
		c.withUsedOptions(Facet{Param: paramTestProfile, Name: "Test profile attained", Options: c.profileOptions(), All: c.Href(overviewPath(register.TestProfiles))}),
		c.withUsedOptions(Facet{Param: paramVersion, Name: title("csip_aus_version"), Options: c.versionOptions(), All: c.Href(versionsPath)}),
		c.withUsedOptions(Facet{Param: paramDeployment, Name: title("deployment"), Options: c.deploymentOptions(), All: c.Href(deploymentsPath)}),
	}
}

func (c *Catalogue) manufacturerFacet() Facet {
	f := Facet{Param: paramManufacturer, Name: fieldTitles(register.Listings)("manufacturer"), All: c.Href(overviewPath(register.Manufacturers))}
	for _, m := range c.manufacturersInOrder() {
		f.Options = append(f.Options, FacetOption{ID: m.ID, Name: m.Name, Href: c.recordHref(register.Manufacturers, m.ID)})
	}
	return c.withUsedOptions(f)
}

// withUsedOptions counts the listings with each value, and drops the values of no listing.
func (c *Catalogue) withUsedOptions(f Facet) Facet {
	counts := map[string]int{}
	for _, l := range c.register.Listings {
		for _, word := range c.facetValuesOf(f.Param, l) {
			counts[word]++
		}
	}
	var options []FacetOption
	for _, option := range f.Options {
		if option.Count = counts[option.ID]; option.Count > 0 {
			options = append(options, option)
		}
	}
	f.Options = options
	return f
}

// facetValuesOf returns a listing's values of a facet that does not depend on the day.
func (c *Catalogue) facetValuesOf(param string, l *register.Listing) []string {
	switch param {
	case paramDeviceClass:
		return slices.Sorted(maps.Keys(l.DeviceClasses))
	case paramEntityType:
		return []string{l.EntityType}
	case paramTestProfile:
		return c.register.TestProfilesOf(l.ID)
	case paramVersion:
		return []string{l.CSIPAUSVersion}
	case paramDeployment:
		return []string{l.Deployment}
	case paramManufacturer:
		return []string{l.Manufacturer}
	}
	panic("website: no facet has the parameter " + param)
}

func (c *Catalogue) classOptions() []FacetOption {
	var options []FacetOption
	for _, d := range c.register.DeviceClasses {
		options = append(options, FacetOption{ID: d.ID, Name: d.Name, Href: c.recordHref(register.DeviceClasses, d.ID)})
	}
	return options
}

func (c *Catalogue) entityOptions() []FacetOption {
	var options []FacetOption
	for _, e := range c.register.EntityTypes {
		options = append(options, FacetOption{ID: e.ID, Name: e.Name, Href: c.recordHref(register.EntityTypes, e.ID)})
	}
	return options
}

func (c *Catalogue) profileOptions() []FacetOption {
	var options []FacetOption
	for _, p := range c.register.TestProfiles {
		options = append(options, FacetOption{ID: p.ID, Name: p.Name, Href: c.recordHref(register.TestProfiles, p.ID)})
	}
	return options
}

// versionOptions returns the CSIP-AUS versions of listings, the newest first.
func (c *Catalogue) versionOptions() []FacetOption {
	versions := map[string]bool{}
	for _, l := range c.register.Listings {
		versions[l.CSIPAUSVersion] = true
	}
	delete(versions, "")
	var options []FacetOption
	for _, v := range slices.Backward(slices.Sorted(maps.Keys(versions))) {
		options = append(options, FacetOption{ID: v, Name: v, Href: c.Href(versionPath(v))})
	}
	return options
}

func (c *Catalogue) deploymentOptions() []FacetOption {
	var options []FacetOption
	for _, d := range deployments() {
		options = append(options, FacetOption{ID: d, Name: deploymentName(d), Href: c.Href(deploymentPath(d))})
	}
	return options
}

// deployments are the ways in which a client can run.
func deployments() []string { return schemas.Embedded().Field(register.Listings, "deployment").Enum }

// Addresses of facets whose values are not records.
const (
	deploymentsPath = "/deployments/"
	versionsPath    = "/csip-aus-versions/"
)

func deploymentPath(deployment string) string { return deploymentsPath + deployment + "/" }

// versionPath is the address of a version; "1.3-beta/storage" is one.
func versionPath(version string) string {
	return versionsPath + strings.ReplaceAll(version, "/", "-") + "/"
}

// addFacetPages adds pages for the values of facets that are not records. Without JavaScript they
// lead to the listings.
func (c *Catalogue) addFacetPages() {
	c.addFacet(Facet{Param: paramDeployment, Name: "Deployments", Options: c.deploymentOptions()}, deploymentsPath, deploymentPath,
		"Where the client of a listing runs.", func(o FacetOption) Term {
			return Term{"Deployment: " + strings.ToLower(o.Name), o.Href, deploymentMeaning[o.ID], 0}
		})
	c.addFacet(Facet{Param: paramVersion, Name: "CSIP-AUS versions", Options: c.versionOptions()}, versionsPath, versionPath,
		"The versions of CSIP-AUS that listings speak.", func(o FacetOption) Term {
			return Term{"CSIP-AUS " + o.Name, o.Href, "Listings that speak version " + o.Name + " of CSIP-AUS.", 0}
		})
}

// addFacet adds the pages of a facet's values, and their overview where there are
// some.
func (c *Catalogue) addFacet(f Facet, overview string, path func(id string) string, intro string, term func(FacetOption) Term) {
	terms := Terms{Intro: intro}
	byWord := map[string][]*ListingRow{}
	for _, row := range c.sorted {
		for _, word := range c.facetValuesOf(f.Param, row.listing) {
			byWord[word] = append(byWord[word], row)
		}
	}
	for _, option := range f.Options {
		rows := byWord[option.ID]
		if len(rows) == 0 {
			continue
		}
		t := term(option)
		t.Count = len(rows)
		terms.Terms = append(terms.Terms, t)
		addList(c, &Page{
			Path: path(option.ID), Title: t.Name, Layout: layoutFacet,
			Description: t.Description, Trail: c.trail(Link{f.Name, c.Href(overview)}),
		}, rows, func(list List[*ListingRow]) any { return FacetPage{t, list} })
	}
	if len(terms.Terms) == 0 {
		return
	}
	c.addPage(&Page{
		Path: overview, Title: f.Name, Layout: layoutTerms, Trail: c.trail(), Description: intro,
		data: func() any { return terms },
	})
}

// A FacetPage is a value of a facet with the listings that have it.
type FacetPage struct {
	Term
	List List[*ListingRow]
}
