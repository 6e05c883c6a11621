package snapshot_test

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"opencec/tools/history/journal"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// sampleSource is the sample register with its history, and randomSource one with more records than are
// encoded together.
func sampleSource() *snapshot.Source {
	reg := querytest.Sample()
	return &snapshot.Source{Register: reg, On: querytest.Today, History: journal.ContentsOf(querytest.SampleHistory(), reg.Location())}
}

func randomSource(t *testing.T) *snapshot.Source {
	return &snapshot.Source{Register: newRegister(t, randomRecords(2100, 3), buildVersion), On: buildDay}
}

// writeParts returns the files that a source writes, by name.
func writeParts(t *testing.T, s *snapshot.Source, parts snapshot.Parts) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	if _, err := s.Write(t.Context(), dir, parts); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range tree(t, dir).Files {
		files[f.Name] = f.Data
	}
	return files
}

// single makes one file of a snapshot by itself.
func single(t *testing.T, s *snapshot.Source, manifest *snapshot.Manifest, name string) ([]byte, error) {
	folder, base := path.Split(name)
	if folder != snapshot.DownloadsFolder+"/" {
		return s.StaticFile(t.Context(), name)
	}
	if manifest.File(base) == nil {
		return manifest.DerivedFile(base)
	}
	var b bytes.Buffer
	entry, err := s.WriteDownload(t.Context(), &b, base)
	if want := *manifest.File(base); err == nil && entry != want {
		t.Errorf("the entry of %s is %+v, want %+v", name, entry, want)
	}
	return b.Bytes(), err
}

// Each file of a snapshot can be made by itself, with the same bytes.
func TestSingleFiles(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*snapshot.Source{"sample": sampleSource(), "random": randomSource(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := writeParts(t, s, snapshot.AllParts)
			manifest, err := s.Manifest(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range files {
				got, err := single(t, s, manifest, name)
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("%s by itself: %d other bytes, %v", name, len(got), err)
				}
			}
		})
	}
}

// Names of no file are refused, whatever they look like.
func TestSingleFilesMissing(t *testing.T) {
	t.Parallel()
	s := randomSource(t)
	manifest, err := s.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"", "api/v1", "api/v1/", "api/v1/.json", "api/v1/index", "api/v1/listings", "api/v1/listings/", "api/v1/listings/.json",
		"api/v1/../v1/listings.json", "api/v1/models.json", "api/v1/listings/none/none.json", "api/v1/listings/none/none", "api/v2/listings.json",
		"downloads/", "downloads/none.csv", "downloads/changes.ndjson", "downloads/manifest.note",
	} {
		if got, err := single(t, s, manifest, name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %d bytes, %v", name, len(got), err)
		}
	}
}

// A part has the same bytes as in a build of all parts. Together, the parts are the whole; they share the
// files that say what the build is of.
func TestWriteParts(t *testing.T) {
	t.Parallel()
	s := sampleSource()
	all := writeParts(t, s, snapshot.AllParts)
	shared := []string{"api/v1/index.json", "downloads/manifest.json", "downloads/manifest.txt"}
	none := writeParts(t, s, snapshot.Parts{})
	if got := slices.Sorted(maps.Keys(none)); !slices.Equal(got, shared) {
		t.Errorf("without parts there are %q", got)
	}
	together := map[string][]byte{}
	for folder, parts := range map[string]snapshot.Parts{"downloads/": {Downloads: true}, "api/v1/": {JSON: true}} {
		for name, content := range writeParts(t, s, parts) {
			if !bytes.Equal(content, all[name]) {
				t.Errorf("%s: %s has other bytes than in the whole", folder, name)
			}
			if !strings.HasPrefix(name, folder) && !slices.Contains(shared, name) {
				t.Errorf("%s: %s is not of this part", folder, name)
			}
			together[name] = content
		}
	}
	if got, want := slices.Sorted(maps.Keys(together)), slices.Sorted(maps.Keys(all)); !slices.Equal(got, want) {
		t.Errorf("the parts together have %d files, the whole %d", len(got), len(want))
	}
}

func TestFindDownload(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		short     string
		kind      register.Kind
		want, err string
	}{
		{"listings.csv", "", "listings.csv", ""},
		{"listings.csv", register.Listings, "listings.csv", ""},
		{"csv", register.Listings, "listings.csv", ""},
		{"ndjson", register.Certificates, "certificates.ndjson", ""},
		{"attributes", "", "attributes.csv", ""},
		{"changes", "", "changes.ndjson", ""},
		{"json", "", "register.json", ""},
		{"csv", "", "", `"csv" may be listings.csv, certificates.csv or attributes.csv: write the whole name`},
		{"listings", "", "", `"listings" may be listings.csv or listings.ndjson: write the whole name`},
		{"csv", register.Manufacturers, "", `there is no "csv" of manufacturers`},
		{"listings.csv", register.Certificates, "", `there is no "listings.csv" of certificates`},
		{"json", register.Listings, "", `there is no "json" of listings`},
		{"xlsx", "", "", `there is no "xlsx"; the formats are listings.csv, certificates.csv, attributes.csv, listings.ndjson, certificates.ndjson, register.json, changes.ndjson, revisions.ndjson`},
		{"", "", "", `there is no ""`},
		{".csv", "", "", `there is no ".csv"`},
	} {
		got, err := snapshot.FindDownload(test.short, test.kind)
		if got != test.want || (err == nil) != (test.err == "") || err != nil && !strings.HasPrefix(err.Error(), test.err) {
			t.Errorf("%q of %q: %q, %v", test.short, test.kind, got, err)
		}
	}
}
