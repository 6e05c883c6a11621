package change_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"opencec/tools/history/change"
	"opencec/tools/register"
	"opencec/tools/testenv/golden"
)

// The reports whose forms are held as golden files.
var goldens = []struct {
	name  string
	limit change.Limit
	edit  func(r *register.Records)
}{
	{"review", change.CommentLimit, func(r *register.Records) {
		listing(r, "acme/box").Periods[1].To = day("2027-12-31")
		listing(r, "acme/plain").Suspensions = []register.Suspension{{From: day("2026-12-01"), Reason: "Firmware fault", Source: "https://acme.example/notice"}}
		addSeries(r, 12)
		l := listing(r, "acme/over")
		l.ID, l.FormerIDs = "acme/done", []string{"acme/over"}
		listing(r, "acme/open").Commit = "0123456789abcdef0123456789abcdef01234567"
	}},
	{"hostile", change.CommentLimit, hostile},
	{"mass", change.Limit{Changes: 6}, func(r *register.Records) {
		addSeries(r, 2000)
		r.Certificates = without(r.Certificates, "lab/3")
		listing(r, "acme/plain").Delisted = &register.Ending{On: day("2026-11-01")}
		certificate(r, "lab/1").Expiry = day("2027-12-31")
	}},
	{"form", change.CommentLimit, func(r *register.Records) {
		r.Settings.Contact = "mail@example.org"
		listing(r, "acme/box").Periods[1].To = day("2027-12-31")
		listing(r, "acme/open").Commit = "0123456789abcdef0123456789abcdef01234567"
		l := listing(r, "acme/over")
		l.ID, l.FormerIDs = "acme/done", []string{"acme/over", "acme/stopped"}
		r.Listings = without(r.Listings, "acme/stopped")
		certificate(r, "lab/3").Listings = []string{"acme/open", "acme/plain"}
		r.Manufacturers[0].Website = ""
		r.Certificates = without(r.Certificates, "lab/2")
	}},
	{"none", change.CommentLimit, func(*register.Records) {}},
}

// addSeries adds a series of n models, and a certificate that covers them.
func addSeries(r *register.Records, n int) {
	c := &register.Certificate{Meta: register.Meta{ID: "lab/series"}, Number: "LAB-S", CertifyingBody: "lab",
		CertificationDate: day("2026-11-01"), Expiry: day("2029-10-31"), TestProfiles: []string{"A", "DER-G"}}
	for i := range n {
		l := &register.Listing{Meta: register.Meta{ID: fmt.Sprintf("sunny/m%04d", i)}, Manufacturer: "sunny", Model: fmt.Sprintf("M%d", i), EntityType: "client",
			DeviceClasses: map[string]register.Attributes{"bess": {"capacity": register.Number(float64(i) + 0.5)}}, Periods: []register.Period{{From: day("2026-11-01")}}}
		r.Listings = append(r.Listings, l)
		c.Listings = append(c.Listings, l.ID)
	}
	r.Certificates = append(r.Certificates, c)
}

// hostile writes into every text what might become something else.
func hostile(r *register.Records) {
	l := listing(r, "acme/box")
	l.Model = "@everyone #12 GH-12 acme/register#3 :tada: \u202e\u200b"
	l.Brand = "<img src=x onerror=alert(1)> <!-- "
	l.Series = "![x](https://evil.example/x.png) [y](javascript:alert(1))"
	l.Notes = "line\n\n# heading\n```\nfence\n| a | b |\n|---|---|\n::error::oops\n%0A"
	l.Hardware = "`` ` ``` ends with `"
	l.Aliases = []string{"www.evil.example", "https://evil.example", "me@evil.example", "0123456789abcdef", "`", " ", "$`x`$", "\x1b[31mred\x1b[0m"}
	l.Software = &register.Software{Name: "**bold** _x_ ~~y~~", Versions: "*"}
	l.WhiteLabels = []register.WhiteLabel{{Brand: "- [ ] task", Model: "1. one"}}
	l.Sources = []register.Source{{URL: "https://evil.example/`x`?a=<b>", Title: "</details>"}}
	listing(r, "acme/plain").Suspensions = []register.Suspension{{From: today, Reason: "&#64;everyone &lt;b&gt; \\@x", Source: "https://evil.example/@everyone"}}
	class := r.DeviceClasses[0]
	class.ShortName = "www.evil.example"
	class.Attributes[1].Name, class.Attributes[1].Unit = "@everyone", "kWh @x"
	l.DeviceClasses["bess"]["capacity"] = register.Number(14)
	l.DeviceClasses["inverter"]["remark"] = register.Text("<b>")
	r.Manufacturers[0].Name = "1. @everyone"
	r.Settings.Title = "<script>alert(1)</script>"
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, test := range goldens {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := report(t, test.edit)
			files := []txtar.File{
				{Name: "report.txt", Data: []byte(r.Text(test.limit))},
				{Name: "report.md", Data: []byte(r.Markdown(test.limit))},
			}
			if test.name == "form" {
				files = append(files, txtar.File{Name: "report.json", Data: indented(t, r)},
					txtar.File{Name: "changes.ndjson", Data: lines(t, revision(7), r.Changes)})
			}
			golden.Compare(t, filepath.Join("testdata", test.name+".txtar"), txtar.Format(&txtar.Archive{Files: files}))
		})
	}
}

// indented writes JSON for people to read.
func indented(t testing.TB, v any) []byte {
	t.Helper()
	text, err := register.EncodeJSON(v)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		t.Fatal(err)
	}
	b.WriteByte('\n')
	return b.Bytes()
}
