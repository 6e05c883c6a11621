package website

import (
	"net/url"
	"strings"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A Contribution has the addresses at which people correct a record or add a similar one. Each is
// "" if the repository's host has no such page, or the page is not known.
type Contribution struct {
	Edit   string // the repository's editor with the record's file, which makes a pull request
	Report string // the issue form for corrections, with the record filled in
	Add    string // the editor with a new file of the same manufacturer and series
}

// mainBranch is the target branch of pull requests, as in .github/workflows.
const mainBranch = "main"

// correctionForm is the issue form in .github/ISSUE_TEMPLATE, and formRecord the id of its field for
// the record.
const (
	correctionForm = "correct-record.yml"
	formRecord     = "record"
)

// maxPrefilled is the most bytes of an address with a file's content in it. Servers refuse addresses
// longer than 8 KiB, proxies and mail programs shorter ones.
const maxPrefilled = 2048

// gitHub returns the address of the repository if it is on GitHub.
func (c *Catalogue) gitHub() (string, bool) {
	u, err := url.Parse(c.Repository)
	if err != nil || u.Scheme != "https" || u.Host != "github.com" || strings.Count(u.Path, "/") != 2 {
		return "", false
	}
	return u.Scheme + "://" + u.Host + strings.TrimSuffix(u.EscapedPath(), ".git"), true
}

func (c *Catalogue) contribution(rec register.Record, file string) Contribution {
	repository, ok := c.gitHub()
	if !ok {
		return Contribution{}
	}
	id := rec.RecordMeta().ID
	page := c.BaseURL + register.PagePath(rec.RecordKind(), id)
	form := url.Values{"template": {correctionForm}, "title": {"Correct: " + id}, formRecord: {page}}
	made := Contribution{
		Edit:   repository + "/edit/" + mainBranch + "/" + file,
		Report: repository + "/issues/new?" + form.Encode(),
	}
	if l, ok := rec.(*register.Listing); ok {
		made.Add = newListingHref(repository, l)
	}
	return made
}

// newListingHref returns the address of an editor with a new file for a model of the same series.
// The file has only what the two models share; the check of the pull request says what is missing.
func newListingHref(repository string, l *register.Listing) string {
	other := &register.Listing{
		Meta: register.Meta{ID: l.Manufacturer + "/new-model"}, Manufacturer: l.Manufacturer, Brand: l.Brand, Series: l.Series,
		Model: "MODEL", EntityType: l.EntityType, Deployment: l.Deployment, CertificateType: l.CertificateType,
		DeviceClasses: map[string]register.Attributes{}, Periods: []register.Period{},
	}
	for class := range l.DeviceClasses {
		other.DeviceClasses[class] = register.Attributes{}
	}
	content, err := source.Encode(other)
	if err != nil {
		return "" // such as for a text that YAML cannot hold
	}
	file := url.Values{"filename": {"data/" + source.PathOf(register.Listings, other.ID)}, "value": {string(content)}}
	address := repository + "/new/" + mainBranch + "?" + file.Encode()
	if len(address) > maxPrefilled {
		return ""
	}
	return address
}
