package snapshot_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

func newSecret(t testing.TB, name string) signature.Secret {
	t.Helper()
	secret, err := signature.NewSecret(name)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// writeSigned makes a build of the sample that is signed, and returns its downloads
// folder.
func writeSigned(t testing.TB, secrets ...signature.Secret) (folder string, manifest *snapshot.Manifest) {
	t.Helper()
	dir, manifest := write(t, sampleRecords())
	if _, err := snapshot.Sign(dir, secrets...); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "downloads"), manifest
}

// verify returns what Verify finds, with a line for each problem.
func verify(t testing.TB, path string, o snapshot.VerifyOptions) (v *snapshot.Verification, problems string) {
	t.Helper()
	v, err := snapshot.Verify(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range v.Problems {
		problems += fmt.Sprintf("%s %s: %s\n", p.Severity, p.File, p.Message)
	}
	return v, problems
}

func TestVerifyGood(t *testing.T) {
	t.Parallel()
	old, now := newSecret(t, "register.example"), newSecret(t, "register.example")
	folder, manifest := writeSigned(t, old, now)
	var size int64
	for _, f := range manifest.Files {
		size += f.Size
	}
	for name, test := range map[string]struct {
		path string
		keys []signature.Key
	}{
		"the folder":       {folder, []signature.Key{now.Key()}},
		"the folder above": {filepath.Dir(folder), []signature.Key{old.Key()}},
		"two keys":         {folder, []signature.Key{old.Key(), now.Key()}},
		"no key":           {folder, nil},
	} {
		v, problems := verify(t, test.path, snapshot.VerifyOptions{Keys: test.keys})
		if problems != "" || v.Failed() || v.Files != len(manifest.Files) || v.Bytes != size || v.Manifest.ID != buildVersion.ID {
			t.Errorf("%s: %+v\n%s", name, v, problems)
		}
		if len(v.SignedBy) != len(test.keys) {
			t.Errorf("%s: signed by %v, want %v", name, v.SignedBy, test.keys)
		}
	}
}

// The note is a function of the manifest and the secret, and what it is of stands in
// it.
func TestSign(t *testing.T) {
	t.Parallel()
	secret, other := newSecret(t, "register.example"), newSecret(t, "other")
	dir, _ := write(t, sampleRecords())
	folder := filepath.Join(dir, "downloads")
	file, err := snapshot.Sign(dir, secret, other)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := writeSigned(t, secret, other)
	note := read(t, folder, "manifest.note")
	if !bytes.Equal(note, read(t, again, "manifest.note")) {
		t.Error("the same build has two notes")
	}
	manifest := read(t, folder, "manifest.json")
	text, _, _ := strings.Cut(string(note), "\n\n")
	want := "opencec snapshot v1\ntitle: Sample register\nversion: " + buildVersion.ID + "\ncommit: " + buildVersion.Commit +
		"\non: 2026-11-23\nserial: 202611230000000\nmanifest.json: " + fmt.Sprint(len(manifest)) + " bytes, SHA-256 " + sha256Of(manifest)
	if text != want {
		t.Errorf("it says\n%s\nwant\n%s", text, want)
	}
	if file.Name != "manifest.note" || file.Size != int64(len(note)) || file.SHA256 != sha256Of(note) || file.Rows != -1 ||
		!strings.Contains(file.Description, secret.Key().String()+" and "+other.Key().String()) {
		t.Errorf("of the note it says %+v", file)
	}
	if _, err := snapshot.Sign(dir, secret); !errors.Is(err, fs.ErrExist) {
		t.Errorf("signed twice: %v", err)
	}
	if _, err := snapshot.Sign(t.TempDir(), secret); err == nil {
		t.Error("an empty folder is signed")
	}
}

func sha256Of(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func read(t testing.TB, folder, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Verify finds a changed byte anywhere in any file, and reports nothing else.
func TestVerifyFindsAChangedByte(t *testing.T) {
	t.Parallel()
	secret := newSecret(t, "register.example")
	_, manifest := writeSigned(t, secret)
	names := []string{"manifest.json", "manifest.note", "SHA256SUMS"}
	for _, f := range manifest.Files {
		names = append(names, f.Name)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder, _ := writeSigned(t, secret)
			good := read(t, folder, name)
			for _, at := range []int{0, len(good) / 2, len(good) - 1} {
				bad := bytes.Clone(good)
				bad[at] ^= 1
				if err := os.WriteFile(filepath.Join(folder, name), bad, 0o644); err != nil {
					t.Fatal(err)
				}
				v, problems := verify(t, folder, snapshot.VerifyOptions{Keys: []signature.Key{secret.Key()}})
				about := name
				if name == "manifest.json" {
					about = "manifest.note" // which is of another then
				}
				if !v.Failed() || !strings.Contains(problems, "error "+about+": ") {
					t.Errorf("byte %d: found\n%s", at, problems)
				}
				if name != "manifest.json" && strings.Count(problems, "\n") != 1 {
					t.Errorf("byte %d: found more\n%s", at, problems)
				}
			}
		})
	}
}

// inManifest edits the manifest, and signs it again with a secret: not even a signer can make Verify read
// another folder.
func inManifest(secret signature.Secret, change func(m *snapshot.Manifest)) func(*testing.T, string) {
	return func(t *testing.T, folder string) {
		var m snapshot.Manifest
		if err := json.Unmarshal(read(t, folder, "manifest.json"), &m); err != nil {
			t.Fatal(err)
		}
		change(&m)
		encoded, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		about := string(read(t, folder, "manifest.txt"))
		about = about[:strings.Index(about, "manifest.json: ")] + fmt.Sprintf("manifest.json: %d bytes, SHA-256 %s\n", len(encoded), sha256Of(encoded))
		if err := errors.Join(os.WriteFile(filepath.Join(folder, "manifest.json"), encoded, 0o644),
			os.WriteFile(filepath.Join(folder, "manifest.txt"), []byte(about), 0o644), os.Remove(filepath.Join(folder, "manifest.note"))); err != nil {
			t.Fatal(err)
		}
		if _, err := snapshot.Sign(filepath.Dir(folder), secret); err != nil {
			t.Fatal(err)
		}
	}
}

// inNote edits the text about the manifest, and signs it: a signer has no parser to notice that.
func inNote(secret signature.Secret, old, new string) func(*testing.T, string) {
	return func(t *testing.T, folder string) {
		edit("manifest.txt", old, new)(t, folder)
		remove("manifest.note")(t, folder)
		if _, err := snapshot.Sign(filepath.Dir(folder), secret); err != nil {
			t.Fatal(err)
		}
	}
}

// A snapshot of the past has no text beside its manifest, and a later release may write
// more lines.
func TestVerifyOtherTexts(t *testing.T) {
	t.Parallel()
	secret := newSecret(t, "register.example")
	for name, change := range map[string]func(*testing.T, string){
		"none": remove("manifest.txt"), "more": inNote(secret, "on: 2026", "later: 1\non: 2026"),
	} {
		folder, _ := writeSigned(t, secret)
		change(t, folder)
		if v, problems := verify(t, folder, snapshot.VerifyOptions{Keys: []signature.Key{secret.Key()}}); v.Failed() {
			t.Errorf("%s: found\n%s", name, problems)
		}
	}
}

// A snapshot is of the commit that was asked for, or it is an error.
func TestVerifyCommit(t *testing.T) {
	t.Parallel()
	folder, manifest := writeSigned(t, newSecret(t, "register.example"))
	other := strings.Repeat("0", 40)
	for want, problem := range map[string]string{
		"": "", manifest.Commit: "", other: "error manifest.json: manifest.json is of commit \"" + manifest.Commit + "\", and " + other + " was asked for\n",
	} {
		if _, problems := verify(t, folder, snapshot.VerifyOptions{Commit: want}); problems != problem {
			t.Errorf("%s: found\n%s", want, problems)
		}
	}
}

func TestVerifyFinds(t *testing.T) {
	t.Parallel()
	secret, other := newSecret(t, "register.example"), newSecret(t, "register.example")
	rename := func(name string) func(*testing.T, string) {
		return inManifest(secret, func(m *snapshot.Manifest) { m.Files[0].Name = name })
	}
	signAnew := func(with signature.Secret) func(*testing.T, string) {
		return func(t *testing.T, folder string) {
			remove("manifest.note")(t, folder)
			if _, err := snapshot.Sign(filepath.Dir(folder), with); err != nil {
				t.Fatal(err)
			}
		}
	}
	notOf := func(text string) func(*testing.T, string) {
		return func(t *testing.T, folder string) {
			signed, err := signature.Sign(text, secret)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, "manifest.note"), signed, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	file := func(name string) func(*testing.T, string) {
		return func(t *testing.T, folder string) {
			if err := os.WriteFile(filepath.Join(folder, name), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	const outside = "which is no name of a file in this folder"
	for _, test := range []broken{
		{"unsigned", remove("manifest.note"), []string{"error manifest.note: ", "the snapshot is not signed, or its note was not copied"}},
		{"signed by another", signAnew(other), []string{"error manifest.note: manifest.note: signed by " + other.Key().ID() + ", and not by " + secret.Key().ID()}},
		{"note altered", edit("manifest.note", "on: 2026", "on: 2027"), []string{"error manifest.note: ", "altered after it was signed"}},
		{"note of another manifest", edit("manifest.json", "Sample register", "Simple register"), []string{"error manifest.note: manifest.note is the note of another manifest"}},
		{"note about something else", notOf("opencec key v1\n" + "x\n"), []string{`error manifest.note: manifest.note is a signed text about something else: it begins with "opencec key v1"`}},
		{"note of nothing", notOf("opencec snapshot v1\n"), []string{"error manifest.note: manifest.note is the note of another manifest"}},
		{"note that names another commit", inNote(secret, "commit: ", "commit: 0"), []string{`error manifest.note: manifest.note does not agree with manifest.json: it has no line "commit: `}},
		{"note of another day", inNote(secret, "on: 2026", "on: 2027"), []string{`error manifest.note: manifest.note does not agree with manifest.json: it has no line "on: 2026-11-23"`}},
		{"text altered", edit("manifest.txt", "on: 2026", "on: 2027"), []string{`error manifest.txt: manifest.txt does not agree with manifest.json: it has no line "on: 2026-11-23"`}},
		{"text of another manifest", edit("manifest.txt", "SHA-256 ", "SHA-256 0"), []string{`error manifest.txt: manifest.txt does not agree`}},
		{"text huge", truncate("manifest.txt", 1<<40), []string{"error manifest.txt: manifest.txt has 1099511627776 bytes"}},
		{"text a link", linkOut("manifest.txt"), []string{"error manifest.txt: manifest.txt is not a regular file"}},
		{"the text's name", rename("manifest.txt"), []string{`"manifest.txt", ` + outside}},
		{"note huge", truncate("manifest.note", signature.MaxNoteSize+1), []string{"error manifest.note: manifest.note has 65537 bytes, a note at most 65536"}},
		{"note a folder", directory("manifest.note"), []string{"error manifest.note: ", "not a regular file"}},
		{"note a link out", linkOut("manifest.note"), []string{"error manifest.note: ", "escapes"}},

		{"a file gone", remove("listings.csv"), []string{"error listings.csv: ", "no such file", "copy all files"}},
		{"a file cut short", truncate("listings.csv", 1), []string{"error listings.csv: listings.csv has 1 bytes, and manifest.json says"}},
		{"a file grown", truncate("listings.csv", 1<<40), []string{"error listings.csv: listings.csv has 1099511627776 bytes, and manifest.json says"}},
		{"a file a folder", directory("listings.csv"), []string{"error listings.csv: listings.csv is not a regular file"}},
		{"a file a link", linkOut("listings.csv"), []string{"error listings.csv: listings.csv is not a regular file"}},
		{"digests of another build", edit("SHA256SUMS", "listings.csv", "listings.CSV"), []string{"error SHA256SUMS: SHA256SUMS does not have the digests of manifest.json: ", `  listings.CSV" is in it`}},
		{"digests cut short", truncate("SHA256SUMS", 66), []string{"error SHA256SUMS: SHA256SUMS has 66 bytes, and with the digests of manifest.json it would have"}},
		{"digests huge", truncate("SHA256SUMS", 1<<40), []string{"error SHA256SUMS: SHA256SUMS has 1099511627776 bytes"}},
		{"digests a folder", directory("SHA256SUMS"), []string{"error SHA256SUMS: SHA256SUMS is not a regular file"}},
		{"digests a link", linkOut("SHA256SUMS"), []string{"error SHA256SUMS: SHA256SUMS is not a regular file"}},
		{"several", func(t *testing.T, folder string) {
			remove("listings.csv")(t, folder)
			truncate("register.json", 1)(t, folder)
			remove("manifest.note")(t, folder)
			file("more")(t, folder)
		}, []string{"error listings.csv: ", "\nerror manifest.note: ", "\nwarning more: ", "\nerror register.json: "}},

		{"manifest huge", truncate("manifest.json", snapshot.MaxManifestSize+1), []string{"error manifest.json: manifest.json has 1048577 bytes"}},
		{"manifest no JSON", truncate("manifest.json", 100), []string{"error manifest.json: manifest.json: not a manifest", "error manifest.note: "}},
		{"manifest newer", edit("manifest.json", `"schema_version": 4`, `"schema_version": 5`), []string{"error manifest.json: manifest.json: made by a newer opencec"}},
		{"a name above", rename("../listings.csv"), []string{`"../listings.csv", ` + outside}},
		{"an absolute name", rename("/etc/passwd"), []string{`"/etc/passwd", ` + outside}},
		{"a name on Windows", rename(`..\listings.csv`), []string{outside}},
		{"a drive on Windows", rename(`C:listings.csv`), []string{outside}},
		{"a hidden name", rename(".listings.csv"), []string{outside}},
		{"a name in a folder", rename("a/listings.csv"), []string{outside}},
		{"no name", rename(""), []string{`lists "", ` + outside}},
		{"a long name", rename(strings.Repeat("a", 101)), []string{outside}},
		{"a name of two lines", rename("a\nerror: b"), []string{`"a\nerror: b", ` + outside}},
		{"a name with a terminal's command", rename("\x1b[2J"), []string{`"\x1b[2J", ` + outside}},
		{"the manifest's name", rename("manifest.json"), []string{`"manifest.json", ` + outside}},
		{"the digests' name", rename("SHA256SUMS"), []string{`"SHA256SUMS", ` + outside}},
		{"a name twice", rename("listings.ndjson"), []string{`error listings.ndjson: manifest.json lists "listings.ndjson" twice`}},
		{"a size below nothing", inManifest(secret, func(m *snapshot.Manifest) { m.Files[0].Size = -1 }), []string{"error listings.csv: listings.csv has", "manifest.json says -1"}},
		{"many files", inManifest(secret, func(m *snapshot.Manifest) { m.Files = make([]snapshot.File, 1001) }), []string{"error manifest.json: manifest.json lists 1001 files, a manifest at most 1000"}},
		{"no files", inManifest(secret, func(m *snapshot.Manifest) { m.Files = nil }), []string{"error manifest.json: no file that manifest.json lists is here"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			folder, _ := writeSigned(t, secret)
			test.damage(t, folder)
			v, problems := verify(t, folder, snapshot.VerifyOptions{Keys: []signature.Key{secret.Key()}})
			if !v.Failed() {
				t.Error("it is good")
			}
			for _, want := range test.want {
				if !strings.Contains(problems, want) {
					t.Errorf("found\n%swant %q", problems, want)
				}
			}
		})
	}
}

// Verify warns of files that were not published, except for the site's page in the folder.
func TestVerifyWarns(t *testing.T) {
	t.Parallel()
	secret := newSecret(t, "register.example")
	folder, _ := writeSigned(t, secret)
	if err := errors.Join(os.Mkdir(filepath.Join(folder, "a folder"), 0o755), os.WriteFile(filepath.Join(folder, "x\x1b"), nil, 0o644), os.WriteFile(filepath.Join(folder, "index.html"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	v, problems := verify(t, folder, snapshot.VerifyOptions{Keys: []signature.Key{secret.Key()}})
	want := "warning a folder: \"a folder\" is not in manifest.json: it was not published with it\n" +
		"warning x\x1b: \"x\\x1b\" is not in manifest.json: it was not published with it\n"
	if v.Failed() || problems != want || v.Problems[0].Severity != register.Warning {
		t.Errorf("found\n%swant\n%s", problems, want)
	}
}

// Snapshots had no SHA256SUMS in the past, and who has opencec needs none.
func TestVerifyWithoutSums(t *testing.T) {
	t.Parallel()
	secret := newSecret(t, "register.example")
	folder, _ := writeSigned(t, secret)
	remove("SHA256SUMS")(t, folder)
	if v, problems := verify(t, folder, snapshot.VerifyOptions{Keys: []signature.Key{secret.Key()}}); v.Failed() || problems != "" {
		t.Errorf("found\n%s", problems)
	}
}

func TestVerifyIgnoresMissing(t *testing.T) {
	t.Parallel()
	secret := newSecret(t, "register.example")
	folder, manifest := writeSigned(t, secret)
	o := snapshot.VerifyOptions{Keys: []signature.Key{secret.Key()}, IgnoreMissing: true}
	for i, f := range manifest.Files {
		if err := os.Remove(filepath.Join(folder, f.Name)); err != nil {
			t.Fatal(err)
		}
		left := len(manifest.Files) - i - 1
		if v, problems := verify(t, folder, o); v.Failed() != (left == 0) || v.Files != left {
			t.Errorf("with %d files left: %d are good, and\n%s", left, v.Files, problems)
		}
	}
}

func TestVerifyRefusesPaths(t *testing.T) {
	t.Parallel()
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none")} {
		if _, err := snapshot.Verify(t.Context(), path, snapshot.VerifyOptions{}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	folder, _ := writeSigned(t, newSecret(t, "register.example"))
	if _, err := snapshot.Verify(ctx, folder, snapshot.VerifyOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("when it is stopped: %v", err)
	}
}

// With keys Open accepts what one of them has signed. A fingerprint changes when a snapshot is signed
// later.
func TestOpenSigned(t *testing.T) {
	t.Parallel()
	secret, other := newSecret(t, "register.example"), newSecret(t, "other")
	dir, _ := write(t, sampleRecords())
	if _, err := snapshot.Open(dir, secret.Key()); err == nil || !strings.Contains(err.Error(), "is not signed") {
		t.Errorf("unsigned: %v", err)
	}
	before, err := snapshot.ReadFingerprint(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := snapshot.Sign(dir, secret); err != nil {
		t.Fatal(err)
	}
	s, err := snapshot.Open(dir, other.Key(), secret.Key())
	if err != nil {
		t.Fatal(err)
	}
	if seen, err := snapshot.ReadFingerprint(dir); err != nil || seen.Digest != s.Digest || seen.Digest == before.Digest || seen.Equal(before) {
		t.Errorf("Look gives %+v, %v; Open gave %s, and unsigned it was %+v", seen, err, s.Digest, before)
	}
	if _, err := snapshot.Open(dir, other.Key()); err == nil || !strings.Contains(err.Error(), "signed by register.example+") {
		t.Errorf("by another: %v", err)
	}
	edit("manifest.json", "Sample register", "Simple register")(t, filepath.Join(dir, "downloads"))
	if _, err := snapshot.Open(dir, secret.Key()); err == nil || !strings.Contains(err.Error(), "the note of another manifest") {
		t.Errorf("altered: %v", err)
	}
}

// Whatever a manifest says, Verify reads nothing outside its folder, and accepts only files in it.
func FuzzVerify(f *testing.F) {
	folder, _ := writeSigned(f, newSecret(f, "register.example"))
	f.Add(read(f, folder, "manifest.json"), read(f, folder, "manifest.note"))
	f.Add([]byte(`{"schema_version":3,"files":[{"name":"../manifest.json"},{"name":"a"},{"name":"a"}]}`), []byte("a\n\n— b AAAAAAAA\n"))
	f.Add([]byte(`{"schema_version":3,"files":[{"name":"a","size":1,"sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}]}`), []byte{})
	key := newSecret(f, "register.example").Key()
	f.Fuzz(func(t *testing.T, encoded, note []byte) {
		dir := t.TempDir()
		for name, data := range map[string][]byte{"manifest.json": encoded, "manifest.note": note, "a": []byte("a")} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		v, err := snapshot.Verify(t.Context(), dir, snapshot.VerifyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if v.Files > 1 || v.Bytes != int64(v.Files) || !v.Failed() && v.Files != 1 {
			t.Errorf("%d files with %d bytes are good, and there is one of one\n%v", v.Files, v.Bytes, v.Problems)
		}
		if v, err = snapshot.Verify(t.Context(), dir, snapshot.VerifyOptions{Keys: []signature.Key{key}}); err != nil || !v.Failed() || v.SignedBy != nil {
			t.Errorf("nobody has signed it: %+v, %v", v, err)
		}
		for _, p := range v.Problems {
			if p.Message == "" || len(p.Message) > 1000 && len(encoded) < 1000 {
				t.Errorf("a problem says %q", p.Message)
			}
		}
	})
}
