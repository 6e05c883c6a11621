package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"opencec/tools/base/buildinfo"
	"opencec/tools/base/safefile"
	"opencec/tools/command/datafolder"
	"opencec/tools/output/website"
)

// A lastBuild describes the last build into an output folder, in the folder of its cached pages. A
// build of the same inputs has nothing to do if nobody has touched the files since.
type lastBuild struct {
	Inputs string `json:"inputs"` // digest
	Files  string `json:"files"`  // digest of the names, sizes and times of the files in the output folder
	Pages  int    `json:"pages"`
}

const lastBuildName = "last_build.json"

// maxLastBuild bounds the size of the file, in bytes.
const maxLastBuild = 1 << 16

// lastBuild returns the last build and the digest of the inputs of this one. The digest is "" if the
// inputs are not known for certain: files that are not committed get the time of the build.
func (p *Publication) lastBuild(f *datafolder.Folder, o Options) (last lastBuild, inputs string, err error) {
	version := p.Register.Version
	if p.cache == "" || version.Commit == "" || f.IsUncommitted(p.Register) || p.History.Uncommitted() {
		return last, "", nil
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q %s %q %q %q\n", buildinfo.Executable(), p.On, version.ID, version.Commit, f.Tree.Digest())
	fmt.Fprintf(h, "%q %q %t %q %d %d\n", o.parts(), o.APIAddress, p.History.Shallow, p.History.Oldest, len(p.History.Revisions), len(p.History.Versions))
	fmt.Fprintf(h, "%q\n", p.History.Abandoned)
	for _, s := range o.Secrets {
		fmt.Fprintf(h, "secret %s\n", s.Key())
	}
	for _, k := range o.Signers {
		fmt.Fprintf(h, "signer %s\n", k)
	}
	if o.Site != "" {
		own, err := website.OwnFilesDigest(o.Site)
		if err != nil {
			return last, "", err
		}
		fmt.Fprintf(h, "site %s\n", own)
	}
	file, err := safefile.Read(filepath.Join(p.cache, lastBuildName), maxLastBuild)
	if err == nil && json.Unmarshal(file, &last) != nil {
		last = lastBuild{} // a damaged file counts as missing
	}
	return last, hex.EncodeToString(h.Sum(nil)), nil
}

// is reports whether the output folder has what a build of the inputs makes.
func (l lastBuild) is(inputs, output string) bool {
	if inputs == "" || l.Inputs != inputs {
		return false
	}
	files, err := filesDigest(output)
	return err == nil && files != "" && files == l.Files
}

// saveLastBuild describes the output folder for the next build.
func (p *Publication) saveLastBuild(inputs, output string, pages int) error {
	if inputs == "" {
		return nil
	}
	files, err := filesDigest(output)
	if err != nil {
		return err
	}
	text, err := json.Marshal(lastBuild{inputs, files, pages})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(p.cache, 0o700); err != nil {
		return err
	}
	return safefile.Write(filepath.Join(p.cache, lastBuildName), text, 0o600)
}

// filesDigest returns a digest of what changes whenever somebody writes, replaces, adds or removes a
// file in a folder, or "" on systems without such a thing.
func filesDigest(folder string) (string, error) {
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	known := true
	err = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			fmt.Fprintf(h, "%q\n", name)
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		stamp := stampOf(info)
		known = known && stamp != ""
		fmt.Fprintf(h, "%q %d %s %s\n", name, info.Size(), info.Mode(), stamp)
		return nil
	})
	if err != nil || !known {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
