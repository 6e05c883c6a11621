package importing

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

const settings = "title: T\nbase_url: https://register.example\ntime_zone: UTC\nlicence: {name: None}\n"

func openTestFolder(t *testing.T, dir string) *Folder {
	t.Helper()
	folder, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	return folder
}

func writeTestFile(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readTestFile(t *testing.T, dir, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestFolderBegins(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "data")
	folder := openTestFolder(t, dir)
	vocabulary := fstest.MapFS{"register.yaml": {Data: []byte(settings + "# as it is\n")}, "entity-types/device.yaml": {Data: []byte("name: Device\n")}}
	if err := folder.AddMissing(vocabulary, "register.yaml"); err != nil {
		t.Fatal(err)
	}
	if got := readTestFile(t, dir, "register.yaml"); got != settings+"# as it is\n" {
		t.Errorf("the settings are %s", got)
	}
	writeTestFile(t, dir, "register.yaml", settings)
	if err := folder.AddMissing(vocabulary, "register.yaml", "entity-types/device.yaml"); err != nil {
		t.Fatal(err)
	}
	if got := readTestFile(t, dir, "register.yaml"); got != settings {
		t.Errorf("what was there is now %s", got)
	}
	if diff := cmp.Diff([]string{"entity-types/device.yaml", "register.yaml"}, folder.Written()); diff != "" {
		t.Errorf("files written differ (-want +got):\n%s", diff)
	}
	err := folder.AddMissing(vocabulary, "entity-types/client.yaml")
	if want := "the data folder has no entity-types/client.yaml, and there is none to copy: open entity-types/client.yaml: file does not exist"; errText(err) != want {
		t.Errorf("error is %v, want %s", err, want)
	}
	records, err := folder.Read(context.Background(), register.NewDate(2026, 11, 23))
	if err != nil || len(records.EntityTypes) != 1 || records.Settings.Title != "T" {
		t.Errorf("the folder has %+v, %v", records, err)
	}
}

func TestReadRefusesErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTestFile(t, dir, "register.yaml", settings)
	writeTestFile(t, dir, "manufacturers/acme.yaml", "nam: Acme\n")
	writeTestFile(t, dir, "manufacturers/bolt.yaml", "[\n")
	records, err := openTestFolder(t, dir).Read(context.Background(), register.NewDate(2026, 11, 23))
	if want := "the data folder has 2 errors, fix them first: manufacturers/acme.yaml:"; records != nil || !strings.HasPrefix(errText(err), want) {
		t.Errorf("error is %v, want %s", err, want)
	}
}

// drafts of a manufacturer and a listing that refers to it, the listing first.
func drafts() []Draft {
	return []Draft{
		{Record: &register.Listing{Meta: register.Meta{ID: "acme/x-1"}, Manufacturer: "acme", Model: "X-1", EntityType: "device", Periods: []register.Period{{From: register.NewDate(2026, 1, 1)}}}, IsNew: true},
		{Record: &register.Manufacturer{Meta: register.Meta{ID: "acme"}, Name: "Acme"}, IsNew: true, File: []byte("# from elsewhere\nname: ACME # in capitals\n")},
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	folder := openTestFolder(t, dir)
	fresh := drafts()
	SortDrafts(fresh)
	var progress []int
	if err := folder.Write(context.Background(), fresh, func(done, total int) { progress = append(progress, done, total) }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{1, 2, 2, 2}, progress); diff != "" {
		t.Errorf("progress differs (-want +got):\n%s", diff)
	}
	if got := readTestFile(t, dir, "manufacturers/acme.yaml"); got != "# from elsewhere\nname: Acme # in capitals\n" {
		t.Errorf("the manufacturer is %s", got)
	}
	writeTestFile(t, dir, "manufacturers/acme.yaml", "name: Acme # looked up\n")
	changed := []Draft{{Record: &register.Manufacturer{Meta: register.Meta{ID: "acme"}, Name: "Acme", Aliases: []string{"ACME"}}}}
	if err := folder.Write(context.Background(), changed, nil); err != nil {
		t.Fatal(err)
	}
	if got := readTestFile(t, dir, "manufacturers/acme.yaml"); got != "name: Acme # looked up\naliases: [ACME]\n" {
		t.Errorf("the manufacturer is %s", got)
	}
	if err := folder.Write(context.Background(), nil, nil); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"listings/acme/x-1.yaml", "manufacturers/acme.yaml"}, folder.Written()); diff != "" {
		t.Errorf("files written differ (-want +got):\n%s", diff)
	}
}

func TestWriteErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	folder := openTestFolder(t, dir)
	fresh := drafts()
	SortDrafts(fresh)

	// What a person has put there in the meantime is not written over.
	writeTestFile(t, dir, "listings/acme/x-1.yaml", "mine")
	want := "listings/acme/x-1.yaml is there already, but is not a record that could be read: fix or remove it"
	if err := folder.Write(context.Background(), fresh, nil); errText(err) != want {
		t.Errorf("error is %v, want %s", err, want)
	}
	if _, err := os.Stat(filepath.Join(dir, "manufacturers")); err == nil {
		t.Error("a file was written before all contents were known")
	}

	// A folder that cannot be made stops what comes after the manufacturers.
	if err := os.RemoveAll(filepath.Join(dir, "listings")); err != nil {
		t.Fatal(err)
	}
	err := folder.Write(context.Background(), fresh, func(done, _ int) { writeTestFile(t, dir, "listings", "") })
	if !strings.HasPrefix(errText(err), "write listings/acme/x-1.yaml: ") ||
		!strings.HasSuffix(errText(err), "; 1 file of 2 written, each of them whole: import again to write the rest") {
		t.Errorf("error is %v", err)
	}
	if diff := cmp.Diff([]string{"manufacturers/acme.yaml"}, folder.Written()); diff != "" {
		t.Errorf("files written differ (-want +got):\n%s", diff)
	}

	// What is to be changed must be there.
	fresh[0].IsNew = false
	if err := os.RemoveAll(filepath.Join(dir, "manufacturers")); err != nil {
		t.Fatal(err)
	}
	if err := folder.Write(context.Background(), fresh[:1], nil); !strings.HasPrefix(errText(err), "read manufacturers/acme.yaml: ") {
		t.Errorf("error is %v", err)
	}
}

func TestCheckAliases(t *testing.T) {
	t.Parallel()
	most := make([]string, MaxAliases)
	good := []Draft{
		{Record: &register.Manufacturer{Aliases: most}}, {Record: &register.CertifyingBody{Aliases: most}},
		{Record: &register.Listing{Aliases: most}}, {Record: &register.Certificate{}},
	}
	if err := CheckAliases(good); err != nil {
		t.Error(err)
	}
	more := append(most, "one more")
	bad := []Draft{
		{Record: &register.Manufacturer{Meta: register.Meta{ID: "m"}, Aliases: more}}, {Record: &register.CertifyingBody{Meta: register.Meta{ID: "b"}, Aliases: more}},
		{Record: &register.Listing{Meta: register.Meta{ID: "m/l"}, Aliases: more}},
	}
	text := " would have 101 other spellings, and the most is 100: leave some out of what is imported, or remove aliases from the record"
	want := "manufacturer m" + text + "\ncertifying body b" + text + "\nlisting m/l" + text
	if got := errText(CheckAliases(bad)); got != want {
		t.Errorf("error is %s, want %s", got, want)
	}
}

func TestWithSource(t *testing.T) {
	t.Parallel()
	day := func(d int) register.Date { return register.NewDate(2026, 11, d) }
	held := []register.Source{{URL: "https://a.example", Title: "A", Retrieved: day(2)}, {URL: "https://b.example"}}
	tests := []struct {
		source *register.Source
		want   []register.Source
	}{
		{nil, held},
		{&register.Source{URL: "https://c.example"}, append(held[:2:2], register.Source{URL: "https://c.example"})},
		{&register.Source{URL: "https://a.example", Retrieved: day(3)}, []register.Source{{URL: "https://a.example", Title: "A", Retrieved: day(3)}, held[1]}},
		{&register.Source{URL: "https://a.example", Retrieved: day(1)}, held},
	}
	for _, test := range tests {
		if got := WithSource(held, test.source); !slices.Equal(got, test.want) {
			t.Errorf("with %v: %v, want %v", test.source, got, test.want)
		}
	}
	if held[0].Retrieved != day(2) {
		t.Error("the sources that were given are changed")
	}
}
