package website

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"opencec/tools/input/generator"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

func readJSON[T any](t testing.TB, content []byte) T {
	t.Helper()
	var value T
	if err := json.Unmarshal(content, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestSearchIndex(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	head := readJSON[searchHead](t, []byte(readFile(t, dir, searchIndexName)))
	if len(head.Blocks) != 1 || head.Total != len(testRecords().Listings) {
		t.Fatalf("%d blocks of %d listings, want one of %d", len(head.Blocks), head.Total, len(testRecords().Listings))
	}
	block := readJSON[searchBlock](t, []byte(readFile(t, dir, head.Blocks[0].Address)))
	at := slices.IndexFunc(block.Listings, func(row []any) bool { return row[1] == "powerwall-2" })
	got, err := register.EncodeJSON(block.Listings[at])
	if err != nil {
		t.Fatal(err)
	}
	const want = `[3,"powerwall-2","Powerwall 2","","Powerwall",0,[0,1],[0],[0],1,1,["Powerwall","LAB-0001"],` +
		`[[20230115,20251231,20260305,0],[20250201,20250301],0,0,[20230115,20271231,0],[20230115,20250131,20250302,20251231,20260305,20271231]]]`
	if string(got) != want {
		t.Errorf("row\n%s\nwant\n%s", got, want)
	}
	if got := toJSON(t, head.Facets[paramDeviceClass]); got != `[["bess","Battery energy storage system"],["inverter","Inverter"]]` {
		t.Errorf("device classes %s, want those that listings have", got)
	}
	if got := toJSON(t, head.Blocks[0].Values); got != `{"csip_aus_version":[0],"deployment":[0],"device_class":[0,1],"entity_type":[0,1,2],"test_profile":[0,1,2]}` {
		t.Errorf("values of the block %s", got)
	}
	const attributes = `{"numbers":[["max_power","Maximum power","kW"],["capacity","Nominal capacity","kWh"]],"words":[{"field":"chemistry","name":"Chemistry","values":[["LFP","Lithium iron phosphate"],["NMC","NMC"]]}]}`
	if got := toJSON(t, head.Attributes["bess"]); got != attributes {
		t.Errorf("attributes of batteries\n%s\nwant\n%s", got, attributes)
	}
	const values = `{"places":[4],"values":{"capacity":[13500.5],"chemistry":["LFP"],"max_power":[5]}}`
	if got := strings.TrimSpace(readFile(t, dir, head.Blocks[0].Attributes["bess"])); got != values {
		t.Errorf("values of batteries\n%s\nwant\n%s", got, values)
	}
	if got := readFile(t, dir, head.Blocks[0].Attributes["inverter"]); !strings.Contains(got, `"input_voltage_range.min":[200,null],"max_power":[null,10]`) || !strings.Contains(got, `"grid_tie":["true",null]`) {
		t.Errorf("values of inverters\n%s", got)
	}
}

// A signature has all trigrams that were added, and few others.
func TestSignature(t *testing.T) {
	t.Parallel()
	s := newTrigramSignature()
	s.add("sungrow")
	s.add("sg")
	s.add("電池式")
	bits, err := base64.StdEncoding.DecodeString(s.String())
	if err != nil || len(bits)*8 != signatureBits {
		t.Fatalf("%d bits (%v), want %d", len(bits)*8, err, signatureBits)
	}
	set := 0
	for _, b := range bits {
		for ; b != 0; b &= b - 1 {
			set++
		}
	}
	if set != 6 { // sun ung ngr gro row, and one of three ideographs
		t.Errorf("%d bits are set, want 6", set)
	}
}

// An index without listings is an index.
func TestSearchIndexOfNothing(t *testing.T) {
	t.Parallel()
	c, err := newCatalogue(Options{Register: newRegister(t, vocabulary()), On: day})
	if err != nil {
		t.Fatal(err)
	}
	if head := readJSON[searchHead](t, c.searchIndex[0].content); head.Total != 0 || len(head.Blocks) != 0 || len(c.searchIndex) != 1 {
		t.Errorf("%d listings in %d blocks and %d files", head.Total, len(head.Blocks), len(c.searchIndex))
	}
}

// synthetic returns a generated register of n listings with the vocabulary of the
// register that the project comes with.
func synthetic(t testing.TB, n int) *register.Register {
	t.Helper()
	tree, err := sharedVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	records, err := generator.Records(tree.Records, generator.Options{Listings: n, Seed: 1, On: day})
	if err != nil {
		t.Fatal(err)
	}
	return newRegister(t, records)
}

var sharedVocabulary = sync.OnceValues(func() (*source.Tree, error) {
	return source.Load(context.Background(), filepath.Join("..", "..", "..", "data"))
})

func searchFilesOf(t testing.TB, r *register.Register, blockListings int) []searchFile {
	t.Helper()
	c, err := newCatalogue(Options{Register: r, On: day, searchBlock: blockListings})
	if err != nil {
		t.Fatal(err)
	}
	return c.searchIndex
}

func gzipped(t testing.TB, content []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// What a search loads of a register of 10,000 listings is at most 600 KB, as servers
// send it.
func TestSearchIndexIsSmall(t *testing.T) {
	t.Parallel()
	const most = 600_000
	files := searchFilesOf(t, synthetic(t, searchBlockListings), 0)
	sizes := map[string]int{}
	total := 0
	for _, f := range files {
		sizes[f.name] = gzipped(t, f.content)
		total += sizes[f.name]
	}
	block := readJSON[searchHead](t, files[0].content).Blocks[0].Address
	if len(sizes) < 3 || sizes[strings.TrimPrefix(block, "/")] == 0 {
		t.Fatalf("files %v, want a head, a block and attributes", slices.Sorted(maps.Keys(sizes)))
	}
	if total > most {
		t.Errorf("the index has %d bytes compressed, more than %d: %v", total, most, sizes)
	}
}

// searchSite returns the folder of a site of few pages, with the search index of
// another register.
func searchSite(t testing.TB, r *register.Register, blockListings int) string {
	t.Helper()
	return siteWithIndex(t, searchFilesOf(t, r, blockListings))
}

// siteWithIndex returns the folder of the tests' site with that search index.
func siteWithIndex(t testing.TB, index []searchFile) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(testSite(t))); err != nil {
		t.Fatal(err)
	}
	if err := writeSearchIndex(index, replaceIn(dir)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// replaceIn returns a function that writes files into a site that may have them.
func replaceIn(dir string) saveFunc {
	return func(name string, content []byte) error {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		return os.WriteFile(file, content, 0o644)
	}
}
