package snapshot_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

func TestOpenGivesBackWhatWasWritten(t *testing.T) {
	t.Parallel()
	cases := map[string]register.Records{
		"sample": sampleRecords(),
		"empty":  {Settings: register.Settings{TimeZone: "Australia/Sydney"}},
		"large":  randomRecords(1_000, 99), // several chunks
	}
	for seed := range uint64(20) {
		cases[string(rune('a'+seed))] = randomRecords(int(seed)*3, seed)
	}
	for name, records := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, manifest := write(t, records)
			got, err := snapshot.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(records, got.Register.Records, sameRecords); diff != "" {
				t.Errorf("records differ (-written +read):\n%s", diff)
			}
			if diff := cmp.Diff(manifest, got.Manifest, sameRecords); diff != "" {
				t.Errorf("manifests differ (-written +read):\n%s", diff)
			}
			if got.Register.Version != buildVersion {
				t.Errorf("version is %+v", got.Register.Version)
			}
		})
	}
}

// openArchived opens the build in an archive, which it unpacks to dir.
func openArchived(t *testing.T, dir, name string) *snapshot.Snapshot {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files, err := txtar.FS(archive)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, files); err != nil {
		t.Fatal(err)
	}
	s, err := snapshot.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A build of the version before official lists can be read, because programs are upgraded before builds.
func TestOpenVersionBeforeLists(t *testing.T) {
	t.Parallel()
	s := openArchived(t, t.TempDir(), "testdata/version-2.txtar")
	if len(s.Register.Lists) != 0 || s.Manifest.Lists != nil || len(s.Register.Listings) != 3 || s.Register.Listing("plain/unit") == nil {
		t.Errorf("lists %v and %v, counts %+v", s.Register.Lists, s.Manifest.Lists, s.Register.Counts())
	}
}

// A build of the version before serials can be read.
func TestOpenVersionBeforeSerials(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openArchived(t, dir, "testdata/version-3.txtar")
	if m := s.Manifest; m.Serial != 0 || m.MaxCopyAge != 0 || m.TimeZone != "" || m.On != buildDay {
		t.Errorf("the manifest is %+v", m)
	}
	found, err := snapshot.Verify(t.Context(), dir, snapshot.VerifyOptions{IgnoreMissing: true})
	if err != nil || found.Failed() {
		t.Errorf("%+v, %v", found, err)
	}
}

// TestRegisterIsOneDocument reads register.json as anyone would, without knowing
// of its lines.
func TestRegisterIsOneDocument(t *testing.T) {
	t.Parallel()
	want := randomRecords(300, 5)
	dir, _ := write(t, want)
	data, err := os.ReadFile(filepath.Join(dir, "downloads", "register.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		SchemaVersion int           `json:"schema_version"`
		On            register.Date `json:"on"`
		register.Version
		register.Records
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got.Records, sameRecords); diff != "" {
		t.Errorf("records differ (-written +read):\n%s", diff)
	}
	if got.SchemaVersion != snapshot.SchemaVersion || got.On != buildDay || got.Version != buildVersion {
		t.Errorf("the head is %d, %s, %+v", got.SchemaVersion, got.On, got.Version)
	}
}

func TestOpenFindsTheFolder(t *testing.T) {
	t.Parallel()
	dir, _ := write(t, sampleRecords())
	link := filepath.Join(t.TempDir(), "current")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for _, path := range []string{dir, filepath.Join(dir, "downloads"), link} {
		s, err := snapshot.Open(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if seen, err := snapshot.ReadFingerprint(path); err != nil || seen.Digest != s.Digest {
			t.Errorf("%s: Look gives %+v, %v; Open gave %q", path, seen, err, s.Digest)
		}
	}
}

func TestDigestTellsBuildsApart(t *testing.T) {
	t.Parallel()
	one, _ := write(t, sampleRecords())
	same, _ := write(t, sampleRecords())
	changed := sampleRecords()
	changed.Listings[0].Notes = "changed"
	other, _ := write(t, changed)
	digest := func(dir string) string {
		d, err := snapshot.ReadFingerprint(dir)
		if err != nil {
			t.Fatal(err)
		}
		return d.Digest
	}
	if digest(one) != digest(same) {
		t.Error("the same build has two digests")
	}
	if digest(one) == digest(other) {
		t.Error("two builds have one digest")
	}
}

// A broken is a way to damage a good downloads folder.
type broken struct {
	name   string
	damage func(t *testing.T, folder string)
	want   []string // what the error says
}

// edit replaces a text in a file of the folder, which must be there.
func edit(name, old, new string) func(*testing.T, string) {
	return func(t *testing.T, folder string) {
		path := filepath.Join(folder, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(data, []byte(old)) {
			t.Fatalf("%s has no %q", name, old)
		}
		if err := os.WriteFile(path, bytes.Replace(data, []byte(old), []byte(new), 1), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// forge edits register.json and makes the manifest agree with it, as a program
// would that writes snapshots in the wrong form.
func forge(old, new string) func(*testing.T, string) {
	return func(t *testing.T, folder string) {
		edit("register.json", old, new)(t, folder)
		data, err := os.ReadFile(filepath.Join(folder, "register.json"))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, "manifest.json")
		encoded, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var manifest snapshot.Manifest
		if err := json.Unmarshal(encoded, &manifest); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(data)
		entry := manifest.File("register.json")
		entry.Size, entry.SHA256 = int64(len(data)), hex.EncodeToString(sum[:])
		if encoded, err = json.Marshal(manifest); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, encoded, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func truncate(name string, size int64) func(*testing.T, string) {
	return func(t *testing.T, folder string) {
		if err := os.Truncate(filepath.Join(folder, name), size); err != nil {
			t.Fatal(err)
		}
	}
}

func remove(name string) func(*testing.T, string) {
	return func(t *testing.T, folder string) {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// linkOut puts a good copy of the file outside the folder and a link in its
// place.
func linkOut(name string) func(*testing.T, string) {
	return func(t *testing.T, folder string) {
		outside := filepath.Join(t.TempDir(), name)
		if err := os.Rename(filepath.Join(folder, name), outside); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(outside, filepath.Join(folder, name)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
}

func directory(name string) func(*testing.T, string) {
	return func(t *testing.T, folder string) {
		remove(name)(t, folder)
		if err := os.Mkdir(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []broken{
		{"register cut short", truncate("register.json", 100), []string{"register.json has 100 bytes", "manifest.json says", "copy all files"}},
		{"register grown", truncate("register.json", 1<<20), []string{"register.json has 1048576 bytes", "manifest.json says"}},
		{"register altered", edit("register.json", "Box 1", "Box 2"), []string{"register.json has the SHA-256", "was altered", "copy all files"}},
		{"register gone", remove("register.json"), []string{"register.json", "no such file", "copy all files"}},
		{"register huge", truncate("register.json", snapshot.MaxRegisterSize+1), []string{"register.json has 1073741825 bytes, more than the 1073741824"}},
		{"register a folder", directory("register.json"), []string{"register.json"}},
		{"register a link out", linkOut("register.json"), []string{"register.json", "escapes"}},
		{"manifest gone", remove("manifest.json"), []string{"manifest.json", "opencec build"}},
		{"manifest empty", truncate("manifest.json", 0), []string{"manifest.json: not a manifest"}},
		{"manifest cut short", truncate("manifest.json", 200), []string{"manifest.json: not a manifest"}},
		{"manifest huge", truncate("manifest.json", snapshot.MaxManifestSize+1), []string{"manifest.json has 1048577 bytes", "at most 1048576"}},
		{"manifest a folder", directory("manifest.json"), []string{"manifest.json"}},
		{"manifest a link out", linkOut("manifest.json"), []string{"manifest.json", "escapes"}},
		{"manifest of something else", edit("manifest.json", `"schema_version": 4`, `"name": "app"`), []string{"manifest.json", "no schema_version"}},
		{"manifest newer", edit("manifest.json", `"schema_version": 4`, `"schema_version": 5, "more": true`),
			[]string{"manifest.json: made by a newer opencec: schema version 5, this one reads up to 4; upgrade"}},
		{"manifest with an unknown field", edit("manifest.json", `"title"`, `"tilte"`), []string{"manifest.json", `unknown field "tilte"`}},
		{"manifest twice", edit("manifest.json", "\n}\n", "\n}\n{}\n"), []string{"manifest.json"}},
		{"manifest without the register", edit("manifest.json", `"register.json"`, `"other.json"`), []string{"manifest.json does not list register.json"}},
		{"manifest of another version", edit("manifest.json", `"version": "0`, `"version": "1`), []string{"register.json: it has the version", "build the snapshot again"}},
		{"manifest of another day", edit("manifest.json", `"on": "2026-11-23"`, `"on": "2026-11-24"`), []string{"register.json: it was made for 2026-11-23", "2026-11-24"}},
		{"manifest with another date of a list", edit("manifest.json", `"date": "2026-10-30"`, `"date": "2026-10-31"`), []string{"register.json: the official lists that it has differ from those that manifest.json names"}},
		{"manifest with another count", edit("manifest.json", `"listings": 3`, `"listings": 4`), []string{"register.json: it holds {Listings:3"}},

		{"a record with an unknown field", forge(`"brand":"Acme"`, `"brnad":"Acme"`), []string{"register.json: line 27: listings", `unknown field "brnad"`}},
		{"a record that is not JSON", forge(`"brand":"Acme"`, `"brand":Acme`), []string{"register.json: line 27: listings"}},
		{"a date that is none", forge(`"from":"2023-01-15"`, `"from":"2023-02-30"`), []string{"register.json: line 27: listings", "February 2023 has 28 days"}},
		{"a record of another type", forge(`"model":"Box 1"`, `"model":7`), []string{"register.json: line 27: listings"}},
		{"an unknown field in the head", forge(`"settings":{`, `"settnigs":{`), []string{"register.json: line 1", `unknown field "settnigs"`}},
		{"a head of another schema", forge(`{"schema_version":4`, `{"schema_version":7`), []string{"register.json: it has the schema version 7"}},
		{"a section missing", forge("\"listings\":[\n", "\"lists\":[\n"), []string{"register.json: line 26", `expected "listings":[`}},
		{"a record missing its comma", forge("},\n{\"id\":\"plain/unit\"", "}\n{\"id\":\"plain/unit\""), []string{"register.json: line 28", "expected a record a line"}},
		{"a record over two lines", forge(`,"brand":"Acme"`, ",\n\"brand\":\"Acme\""), []string{"register.json: line 27", "expected a record a line"}},
		{"null in a record's line", forge("},\n{\"id\":\"plain/unit\"", "},null,\n{\"id\":\"plain/unit\""), []string{"register.json: line 28: listings: null in the place of a record"}},
		{"two records on a line", forge("},\n{\"id\":\"plain/unit\"", "},{\"id\":\"plain/more\"},\n{\"id\":\"plain/unit\""), []string{"register.json: line 28: listings: 2 record(s) on 1 line(s)"}},
		{"an array ended early", forge("},\n{\"id\":\"plain/unit\"", "}],[{},\n{\"id\":\"plain/unit\""), []string{"register.json: line 28: listings: there is more"}},
		{"text after the end", forge("]\n}\n", "]\n}\n\n"), []string{"register.json", "end of the file"}},
		{"no line end at the end", forge("]\n}\n", "]\n}"), []string{"register.json", "end of the file"}},
		{"a reference to nothing", forge(`"manufacturer":"acme"`, `"manufacturer":"acne"`), []string{"register.json", `no manufacturer "acne"`}},
		{"an id that leaves its folder", forge(`{"id":"plain/unit"`, `{"id":"../plain/unit"`), []string{"register.json", `"../plain/unit"`}},
		{"one id twice", forge(`{"id":"plain/unit"`, `{"id":"plain/gone"`), []string{"register.json", `"plain/gone"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir, _ := write(t, sampleRecords())
			test.damage(t, filepath.Join(dir, "downloads"))
			_, err := snapshot.Open(dir)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range append(test.want, dir) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error is\n\t%v\nwant it to say %q", err, want)
				}
			}
		})
	}
}

func TestOpenRefusesPaths(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	file := filepath.Join(empty, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"an empty folder": empty,
		"no folder":       filepath.Join(empty, "none"),
		"a file":          file,
	} {
		for _, read := range []func() error{
			func() error { _, err := snapshot.Open(path); return err },
			func() error { _, err := snapshot.ReadFingerprint(path); return err },
		} {
			if err := read(); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "opencec build") {
				t.Errorf("%s: the error is %v", name, err)
			}
		}
	}
}
