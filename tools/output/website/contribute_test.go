package website

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

func contributionTo(t *testing.T, repository string, rec register.Record) Contribution {
	t.Helper()
	c := &Catalogue{Repository: repository, BaseURL: "https://register.example.org"}
	return c.contribution(rec, "data/"+source.PathOf(rec.RecordKind(), rec.RecordMeta().ID))
}

func TestContribution(t *testing.T) {
	t.Parallel()
	l := &register.Listing{
		Meta: id("tesla/powerwall-2"), Manufacturer: "tesla", Brand: hostileScript, Series: "Power & wall #2", Model: "Powerwall 2", EntityType: "client",
		DeviceClasses: map[string]register.Attributes{"bess": {"capacity": register.Number(13.5)}}, Periods: periods("2026-01-01–"), Sample: true,
	}
	got := contributionTo(t, "https://github.com/example/register", l)
	if want := "https://github.com/example/register/edit/main/data/listings/tesla/powerwall-2.yaml"; got.Edit != want {
		t.Errorf("the file is edited at %s, want %s", got.Edit, want)
	}
	report, err := url.Parse(got.Report)
	if err != nil || report.Path != "/example/register/issues/new" {
		t.Fatalf("a problem is reported at %s (%v)", got.Report, err)
	}
	for key, want := range map[string]string{"template": correctionForm, "record": "https://register.example.org/listings/tesla/powerwall-2/", "title": "Correct: tesla/powerwall-2"} {
		if got := report.Query().Get(key); got != want {
			t.Errorf("the form has %s %q, want %q", key, got, want)
		}
	}
	add, err := url.Parse(got.Add)
	if err != nil || add.Path != "/example/register/new/main" || add.Query().Get("filename") != "data/listings/tesla/new-model.yaml" {
		t.Fatalf("another is added at %s (%v)", got.Add, err)
	}
	content := add.Query().Get("value")
	rec, unknown, err := source.Decode(register.Listings, "tesla/new-model", []byte(content))
	if err != nil || len(unknown) > 0 {
		t.Fatalf("the new file has %v, unknown are %v:\n%s", err, unknown, content)
	}
	other := rec.(*register.Listing)
	if other.Brand != l.Brand || other.Series != l.Series || other.Manufacturer != "tesla" || other.DeviceClasses["bess"] == nil {
		t.Errorf("the new file does not share what the series has in common:\n%s", content)
	}
	if other.Model == l.Model || len(other.Periods) > 0 || len(other.DeviceClasses["bess"]) > 0 || other.Sample {
		t.Errorf("the new file says what only the other listing is:\n%s", content)
	}
}

func TestContributionElsewhere(t *testing.T) {
	t.Parallel()
	l := &register.Listing{Meta: id("a/b"), Manufacturer: "a", Model: "B", EntityType: "device"}
	for _, repository := range []string{
		"", "https://git.example.org/example/register", "https://github.com/", "https://github.com/example", "https://github.com/a/b/c",
		"http://github.com/a/b", "javascript:alert(1)//github.com/a/b", "https://github.com.example.org/a/b", "\x00",
	} {
		if got := contributionTo(t, repository, l); got != (Contribution{}) {
			t.Errorf("for the repository %q the addresses are %+v", repository, got)
		}
	}
	if got := contributionTo(t, "https://github.com/a/b.git", l).Edit; got != "https://github.com/a/b/edit/main/data/listings/a/b.yaml" {
		t.Errorf("with .git the file is edited at %s", got)
	}
	l.Series = strings.Repeat("é", maxPrefilled/6)
	if got := contributionTo(t, "https://github.com/a/b", l); got.Add != "" || got.Edit == "" {
		t.Errorf("with a long series the addresses are %+v", got)
	}
	certificate := &register.Certificate{Meta: id("lab/1"), Number: "1"}
	if got := contributionTo(t, "https://github.com/a/b", certificate); got.Add != "" || !strings.HasSuffix(got.Edit, "/data/certificates/lab/1.yaml") {
		t.Errorf("for a certificate the addresses are %+v", got)
	}
}

// The form that the pages link to exists, with the field that they fill in.
func TestCorrectionForm(t *testing.T) {
	t.Parallel()
	form, err := os.ReadFile(filepath.Join("../../../.github/ISSUE_TEMPLATE", correctionForm))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(form), "id: "+formRecord+"\n") {
		t.Errorf("%s has no field %s", correctionForm, formRecord)
	}
}

// Pages of a register on GitHub lead there, and others to what the register says of itself.
func TestPagesLeadToContribution(t *testing.T) {
	t.Parallel()
	records := testRecords()
	records.Settings.Repository = "https://github.com/example/register"
	dir, _ := build(t, Options{Register: newRegister(t, records)})
	pages := parsePages(t, dir)
	for _, tt := range []struct{ page, text, address string }{
		{"/listings/hostile/one/", "Correct this record", "https://github.com/example/register/edit/main/data/listings/hostile/one.yaml"},
		{"/listings/hostile/one/", "Report a problem with it", "https://github.com/example/register/issues/new?"},
		{"/listings/tesla/powerwall-2/", "Add a model like this", "https://github.com/example/register/new/main?"},
		{"/certificates/lab/1/", "Correct this record", "https://github.com/example/register/edit/main/data/certificates/lab/1.yaml"},
	} {
		link := linkWith(pages[tt.page], tt.text)
		if link == nil || !strings.HasPrefix(attribute(link, "href"), tt.address) {
			t.Errorf("%s has no link %q to %s", tt.page, tt.text, tt.address)
		}
	}
	if content := readFile(t, testSite(t), "/listings/tesla/powerwall-2/index.html"); !strings.Contains(content, "Correct it by pull request") {
		t.Error("where the host is another, the page does not say how to correct it")
	}
}

// linkWith returns the link of that text under n.
func linkWith(n *html.Node, text string) *html.Node {
	if n == nil {
		return nil
	}
	for d := range n.Descendants() {
		if d.Data == "a" && d.FirstChild != nil && d.FirstChild.Data == text {
			return d
		}
	}
	return nil
}
