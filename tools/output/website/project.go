package website

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/afero"

	"opencec/site"
	"opencec/tools/base/spelling"
)

// A project is the input of Hugo: the files of package site, and those of the installation's own
// folder, which replace them or add to them.
type project struct {
	files  map[string][]byte // in assets, content and layouts, and hugo.toml, by path
	static map[string][]byte // in static of the own folder: published unchanged
}

// ownFolders are the folders in an installation's own folder. It has no Hugo settings, because they
// would change addresses and the number of pages.
var ownFolders = []string{"assets", "content", "layouts", staticFolder}

const staticFolder = "static"

// buildFolders are folders of the output that only the build may write to.
var buildFolders = []string{"api", "assets", "downloads", "schemas"}

// Limits on an installation's own folder, which is held in memory. They catch mistakes, such as
// naming a home folder.
const (
	maxOwnFiles = 10_000
	maxOwnSize  = 256 << 20 // of all files together, in bytes
)

// readProject returns the built-in project, with the files of the folder own unless own is "".
func readProject(own string) (*project, error) {
	p := &project{files: map[string][]byte{}, static: map[string][]byte{}}
	err := fs.WalkDir(site.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		p.files[name], err = site.Files.ReadFile(name)
		return err
	})
	if err == nil && own != "" {
		err = p.overlay(own)
	}
	if err != nil {
		return nil, err
	}
	if err := p.bundleScripts(); err != nil {
		return nil, fmt.Errorf("the scripts of the site: %w", err)
	}
	return p, nil
}

// OwnFilesDigest returns a digest of the files in an installation's own folder that the site is made
// of. The error is the one that Build would return for the folder.
func OwnFilesDigest(own string) (string, error) {
	p := &project{files: map[string][]byte{}, static: map[string][]byte{}}
	if err := p.overlay(own); err != nil {
		return "", err
	}
	h := sha256.New()
	for _, files := range []map[string][]byte{p.files, p.static} {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			fmt.Fprintf(h, "%q %d\n", name, len(files[name]))
			h.Write(files[name])
		}
		fmt.Fprintln(h)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// overlay adds the files of an installation's own folder to the project, in place of files of the same
// name. It returns an error for each file that does not belong there.
func (p *project) overlay(own string) error {
	root, err := os.OpenRoot(own)
	if err != nil {
		return fmt.Errorf("open the site's own folder: %w", err)
	}
	defer root.Close()
	var wrong []error
	files, size := 0, 0
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		if isIgnored(name) {
			return skip(entry)
		}
		if err := checkOwnFile(name, entry); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", filepath.Join(own, filepath.FromSlash(name)), err))
			return skip(entry)
		}
		if entry.IsDir() {
			return nil
		}
		content, err := readLimited(root, name, maxOwnSize-size)
		if err != nil {
			return err
		}
		if files, size = files+1, size+len(content); files > maxOwnFiles {
			return fmt.Errorf("has more than %d files", maxOwnFiles)
		}
		p.add(name, content)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the site's own folder %s: %w", own, err)
	}
	p.dropBuiltInImages()
	return errors.Join(append(wrong, p.checkImages(own))...)
}

// Images of the logo. Other sites and home screens show those in logoImages.
const logo = "assets/img/logo.svg"

var logoImages = []string{"assets/img/icon.png", "assets/img/share.png"}

// checkImages returns errors for images that are not PNG, since pages declare their type and size.
func (p *project) checkImages(own string) error {
	var wrong []error
	for _, name := range logoImages {
		content, ok := p.files[name]
		if !ok {
			continue
		}
		if _, err := png.DecodeConfig(bytes.NewReader(content)); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: is not a picture in PNG, as its name says: save it as PNG (%w)", filepath.Join(own, filepath.FromSlash(name)), err))
		}
	}
	return errors.Join(wrong...)
}

// dropBuiltInImages removes the images of the built-in logo if the installation has another logo.
// Otherwise shared links would show the wrong one.
func (p *project) dropBuiltInImages() {
	same := func(name string) bool {
		builtIn, err := site.Files.ReadFile(name)
		return err == nil && bytes.Equal(builtIn, p.files[name])
	}
	if same(logo) {
		return
	}
	for _, name := range logoImages {
		if same(name) {
			delete(p.files, name)
		}
	}
}

func (p *project) add(name string, content []byte) {
	if static, ok := strings.CutPrefix(name, staticFolder+"/"); ok {
		p.static[static] = content
		return
	}
	p.files[name] = content
}

func skip(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// isIgnored reports whether a file at the top is about the folder rather than for the site, such as
// .git or README.md. Below static, .well-known is for the site.
func isIgnored(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return strings.HasPrefix(first, ".") || first == "README.md" || first == "LICENSE"
}

// checkOwnFile returns an error if a file or folder does not belong in an installation's own folder.
func checkOwnFile(name string, entry fs.DirEntry) error {
	first, rest, below := strings.Cut(name, "/")
	second, _, _ := strings.Cut(rest, "/")
	switch {
	case entry.Type()&fs.ModeSymlink != 0:
		return errors.New("is a symbolic link: put the file itself here")
	case !entry.IsDir() && !entry.Type().IsRegular():
		return errors.New("is not a regular file")
	case !slices.Contains(ownFolders, first) || !below && !entry.IsDir():
		hint := ""
		if near := spelling.Nearest(first, ownFolders); near != "" && near != first {
			hint = "; did you mean " + near + "?"
		}
		return fmt.Errorf("does not belong here: a site's own files are in the folders %s%s", strings.Join(ownFolders, ", "), hint)
	case first == staticFolder && slices.Contains(buildFolders, second):
		return fmt.Errorf("does not belong here: what is in %s is made by the build alone", second)
	case path.Base(name) == contentAdapter && first == "content":
		return errors.New("would make other pages than those of the register: give it another name")
	case slices.Contains(formerLayoutFolders, name):
		return fmt.Errorf("is a folder by its older name, and replaces nothing: call it layouts/_%s", second)
	case slices.Contains(logoFolders, path.Dir(name)) && strings.TrimSuffix(path.Base(name), path.Ext(name)) == "logo" && !entry.IsDir() && name != logo:
		return fmt.Errorf("is not shown: the logo is %s", logo)
	}
	return nil
}

// logoFolders are where people might put a logo by mistake. Deeper folders are for images of the
// installation's pages, such as logos of its members.
var logoFolders = []string{"assets", path.Dir(logo)}

// formerLayoutFolders are former names of Hugo's folders, which many themes and guides still use.
// Files in them would silently have no effect.
var formerLayoutFolders = []string{"layouts/partials", "layouts/shortcodes"}

// contentAdapter is the file that adds the catalogue's pages to Hugo.
const contentAdapter = "_content.gotmpl"

func readLimited(root *os.Root, name string, most int) ([]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	if err == nil && len(content) > most {
		err = fmt.Errorf("%s: the files together are larger than %d MiB", name, maxOwnSize>>20)
	}
	return content, err
}

// memoryFs returns the project as an in-memory file system for Hugo.
func (p *project) memoryFs() (afero.Fs, error) {
	memory := afero.NewMemMapFs()
	for name, content := range p.files {
		if err := afero.WriteFile(memory, projectDir+"/"+name, content, 0o644); err != nil {
			return nil, err
		}
	}
	return memory, nil
}

// writeStatic writes the files of the folder static. It comes last, and returns an error for each file
// that would replace one of the build, for which isMade reports true.
func (p *project) writeStatic(isMade func(name string) bool, save saveFunc) error {
	var taken []error
	for _, name := range slices.Sorted(maps.Keys(p.static)) {
		if isMade(name) {
			taken = append(taken, fmt.Errorf("%s/%s: the build makes a file of that name; pages are changed by files in content and layouts", staticFolder, name))
			continue
		}
		if err := save(name, p.static[name]); err != nil {
			return err
		}
	}
	return errors.Join(taken...)
}
