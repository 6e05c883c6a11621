package snapshot

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"opencec/tools/register"
)

// A column is one column of a CSV file: its name in the first row, and the cell
// of a row. Cells are made by text, list, number and the like, so that no text
// can become a formula.
type column[Row any] struct {
	name string
	cell func(Row) string
}

var listingColumns = []column[register.ListingView]{
	{"id", func(l register.ListingView) string { return text(l.ID) }},
	{"manufacturer", func(l register.ListingView) string { return text(l.Manufacturer) }},
	{"manufacturer_id", func(l register.ListingView) string { return text(l.ManufacturerID) }},
	{"brand", func(l register.ListingView) string { return text(l.Brand) }},
	{"series", func(l register.ListingView) string { return text(l.Series) }},
	{"model", func(l register.ListingView) string { return text(l.Model) }},
	{"aliases", func(l register.ListingView) string { return list(l.Aliases) }},
	{"white_labels", func(l register.ListingView) string { return list(whiteLabels(l)) }},
	{"entity_type", func(l register.ListingView) string { return text(l.EntityType) }},
	{"deployment", func(l register.ListingView) string { return text(l.Deployment) }},
	{"certificate_type", func(l register.ListingView) string { return text(l.CertificateType) }},
	{"csip_aus_version", func(l register.ListingView) string { return text(l.CSIPAUSVersion) }},
	{"software", func(l register.ListingView) string { return text(software(l).Name) }},
	{"software_versions", func(l register.ListingView) string { return text(software(l).Versions) }},
	{"hardware", func(l register.ListingView) string { return text(l.Hardware) }},
	{"jurisdictions", func(l register.ListingView) string { return list(l.Jurisdictions) }},
	{"device_classes", func(l register.ListingView) string { return list(slices.Sorted(maps.Keys(l.DeviceClasses))) }},
	{"on", func(l register.ListingView) string { return date(l.On) }},
	{"status", func(l register.ListingView) string { return text(l.Status) }},
	{"certified", func(l register.ListingView) string { return strconv.FormatBool(l.Certified) }},
	{"listed_until", func(l register.ListingView) string { return date(l.ListedUntil) }},
	{"periods", func(l register.ListingView) string { return list(periods(l)) }},
	{"suspensions", func(l register.ListingView) string { return list(suspensions(l)) }},
	{"delisted_on", func(l register.ListingView) string { return date(ending(l.Delisted).On) }},
	{"delisted_reason", func(l register.ListingView) string { return text(ending(l.Delisted).Reason) }},
	{"withdrawn_on", func(l register.ListingView) string { return date(ending(l.Withdrawn).On) }},
	{"withdrawn_reason", func(l register.ListingView) string { return text(ending(l.Withdrawn).Reason) }},
	{"certificates", func(l register.ListingView) string { return list(l.Certificates) }},
	{"test_profiles", func(l register.ListingView) string { return list(l.TestProfiles) }},
	{"devices", func(l register.ListingView) string { return list(l.Devices) }},
	{"clients", func(l register.ListingView) string { return list(l.Clients) }},
	{"notes", func(l register.ListingView) string { return text(l.Notes) }},
	{"sources", func(l register.ListingView) string { return list(sources(l.Sources)) }},
	{"sample", func(l register.ListingView) string { return strconv.FormatBool(l.Sample) }},
	{"former_ids", func(l register.ListingView) string { return list(l.FormerIDs) }},
	{"created_at", func(l register.ListingView) string { return instant(time.Time(l.CreatedAt)) }},
	{"updated_at", func(l register.ListingView) string { return instant(time.Time(l.UpdatedAt)) }},
	{"commit", func(l register.ListingView) string { return text(l.Commit) }},
	{"page", func(l register.ListingView) string { return text(l.Links.HTML) }},
}

var certificateColumns = []column[register.CertificateView]{
	{"id", func(c register.CertificateView) string { return text(c.ID) }},
	{"number", func(c register.CertificateView) string { return text(c.Number) }},
	{"certifying_body", func(c register.CertificateView) string { return text(c.CertifyingBody) }},
	{"certifying_body_id", func(c register.CertificateView) string { return text(c.CertifyingBodyID) }},
	{"standard", func(c register.CertificateView) string { return text(c.Standard) }},
	{"standard_version", func(c register.CertificateView) string { return text(c.StandardVersion) }},
	{"csip_aus_version", func(c register.CertificateView) string { return text(c.CSIPAUSVersion) }},
	{"on", func(c register.CertificateView) string { return date(c.On) }},
	{"status", func(c register.CertificateView) string { return text(c.Status) }},
	{"certification_date", func(c register.CertificateView) string { return date(c.CertificationDate) }},
	{"witnessed_date", func(c register.CertificateView) string { return date(c.WitnessedDate) }},
	{"expiry", func(c register.CertificateView) string { return date(c.Expiry) }},
	{"revoked_on", func(c register.CertificateView) string { return date(ending(c.Revoked).On) }},
	{"revoked_reason", func(c register.CertificateView) string { return text(ending(c.Revoked).Reason) }},
	{"test_profiles", func(c register.CertificateView) string { return list(c.TestProfiles) }},
	{"tests_passed", func(c register.CertificateView) string { return list(c.TestsPassed) }},
	{"software_versions", func(c register.CertificateView) string { return text(c.SoftwareVersions) }},
	{"listings", func(c register.CertificateView) string { return list(c.Listings) }},
	{"document_url", func(c register.CertificateView) string { return text(document(c).URL) }},
	{"document_sha256", func(c register.CertificateView) string { return text(document(c).SHA256) }},
	{"notes", func(c register.CertificateView) string { return text(c.Notes) }},
	{"sources", func(c register.CertificateView) string { return list(sources(c.Sources)) }},
	{"sample", func(c register.CertificateView) string { return strconv.FormatBool(c.Sample) }},
	{"former_ids", func(c register.CertificateView) string { return list(c.FormerIDs) }},
	{"created_at", func(c register.CertificateView) string { return instant(time.Time(c.CreatedAt)) }},
	{"updated_at", func(c register.CertificateView) string { return instant(time.Time(c.UpdatedAt)) }},
	{"commit", func(c register.CertificateView) string { return text(c.Commit) }},
	{"page", func(c register.CertificateView) string { return text(c.Links.HTML) }},
}

// An attributeRow is one attribute of one class of one listing.
type attributeRow struct {
	listing *register.Listing
	class   string
	id      string
	unit    string
	value   register.Value
}

var attributeColumns = []column[attributeRow]{
	{"listing_id", func(a attributeRow) string { return text(a.listing.ID) }},
	{"device_class", func(a attributeRow) string { return text(a.class) }},
	{"attribute", func(a attributeRow) string { return text(a.id) }},
	{"value", attributeRow.single},
	{"min", func(a attributeRow) string {
		low, _, ok := a.value.Range()
		return numberIf(low, ok)
	}},
	{"max", func(a attributeRow) string {
		_, high, ok := a.value.Range()
		return numberIf(high, ok)
	}},
	{"unit", func(a attributeRow) string { return text(a.unit) }},
	{"sample", func(a attributeRow) string { return strconv.FormatBool(a.listing.Sample) }},
}

// single returns the value as a cell; a range has its own two columns.
func (a attributeRow) single() string {
	if b, ok := a.value.Bool(); ok {
		return strconv.FormatBool(b)
	}
	if n, ok := a.value.Number(); ok {
		return register.FormatNumber(n)
	}
	s, _ := a.value.Text()
	return text(s)
}

func writeListingsCSV(w io.Writer, c *contents) (int, error) {
	t := newTable(w, listingColumns)
	for _, l := range c.register.Listings {
		if err := c.ctx.Err(); err != nil {
			return 0, err
		}
		t.row(c.register.ListingView(l, c.on))
	}
	return t.end()
}

func writeCertificatesCSV(w io.Writer, c *contents) (int, error) {
	t := newTable(w, certificateColumns)
	for _, cert := range c.register.Certificates {
		if err := c.ctx.Err(); err != nil {
			return 0, err
		}
		t.row(c.register.CertificateView(cert, c.on))
	}
	return t.end()
}

// writeAttributesCSV writes classes by id, and their attributes in the order in
// which they are shown.
func writeAttributesCSV(w io.Writer, c *contents) (int, error) {
	t := newTable(w, attributeColumns)
	for _, l := range c.register.Listings {
		if err := c.ctx.Err(); err != nil {
			return 0, err
		}
		for _, class := range slices.Sorted(maps.Keys(l.DeviceClasses)) {
			for _, a := range attributesOf(c.register.DeviceClass(class), l.DeviceClasses[class]) {
				t.row(attributeRow{l, class, a.ID, a.Unit, l.DeviceClasses[class][a.ID]})
			}
		}
	}
	return t.end()
}

// attributesOf returns the attributes that have a value, in the order of the
// class; after them those that the class does not know, so that none is lost.
func attributesOf(class *register.DeviceClass, values register.Attributes) []register.Attribute {
	var attributes []register.Attribute
	unknown := maps.Clone(values)
	for _, a := range class.Attributes {
		if _, ok := values[a.ID]; ok {
			attributes = append(attributes, a)
			delete(unknown, a.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(unknown)) {
		attributes = append(attributes, register.Attribute{ID: id})
	}
	return attributes
}

// A table writes a CSV file.
type table[Row any] struct {
	csv     *csv.Writer
	columns []column[Row]
	cells   []string
	rows    int
}

func newTable[Row any](w io.Writer, columns []column[Row]) *table[Row] {
	t := &table[Row]{csv.NewWriter(w), columns, make([]string, len(columns)), 0}
	for i, c := range columns {
		t.cells[i] = c.name
	}
	t.csv.Write(t.cells) // the csv.Writer keeps its first error: see end
	return t
}

func (t *table[Row]) row(r Row) {
	for i, c := range t.columns {
		t.cells[i] = c.cell(r)
	}
	t.csv.Write(t.cells)
	t.rows++
}

// end returns the number of rows, and the first error of all writing.
func (t *table[Row]) end() (int, error) {
	t.csv.Flush()
	return t.rows, t.csv.Error()
}

// formulaStarts are the characters with which spreadsheets begin a formula, in
// their full-width forms too, or skip before one.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// text makes a cell of a text. One that a spreadsheet would run gets an
// apostrophe, which spreadsheets take for "this is text".
func text[S ~string](s S) string {
	if s != "" && strings.ContainsAny(firstRune(string(s)), formulaStarts) {
		return "'" + string(s)
	}
	return string(s)
}

func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}

// list makes a cell of several texts.
func list(texts []string) string { return text(strings.Join(texts, "; ")) }

// date makes a cell of a date; empty for none.
func date(d register.Date) string { return d.String() }

// numberIf makes a cell of a number, which may be negative; empty unless ok.
func numberIf(f float64, ok bool) string {
	if !ok {
		return ""
	}
	return register.FormatNumber(f)
}

// instant makes a cell of a point in time; empty for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// interval writes days as ISO 8601 does, with nothing after the slash while the
// end is open.
func interval(from, to register.Date) string { return fmt.Sprintf("%s/%s", from, to) }

func periods(l register.ListingView) []string {
	texts := make([]string, len(l.Periods))
	for i, p := range l.Periods {
		texts[i] = interval(p.From, p.To)
	}
	return texts
}

func suspensions(l register.ListingView) []string {
	texts := make([]string, len(l.Suspensions))
	for i, s := range l.Suspensions {
		texts[i] = interval(s.From, s.To)
	}
	return texts
}

func whiteLabels(l register.ListingView) []string {
	texts := make([]string, len(l.WhiteLabels))
	for i, w := range l.WhiteLabels {
		texts[i] = strings.TrimSpace(w.Brand + " " + string(w.Model))
	}
	return texts
}

func sources(views []register.SourceView) []string {
	addresses := make([]string, len(views))
	for i, s := range views {
		addresses[i] = s.URL
	}
	return addresses
}

// The parts of a view that may be absent, as their zero values.

func software(l register.ListingView) register.SoftwareView {
	if l.Software == nil {
		return register.SoftwareView{}
	}
	return *l.Software
}

func ending(e *register.EndingView) register.EndingView {
	if e == nil {
		return register.EndingView{}
	}
	return *e
}

func document(c register.CertificateView) register.DocumentView {
	if c.Document == nil {
		return register.DocumentView{}
	}
	return *c.Document
}
