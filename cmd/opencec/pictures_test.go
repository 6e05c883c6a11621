package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"opencec/site"
	"opencec/tools/output/website/browsertest"
)

// pictures are those that others show: beside a shared link, and on the home screen of a phone. Each is
// drawn by the page with its name in testdata/pictures.
var pictures = map[string]struct{ width, height int }{
	"share": {1200, 630},
	"icon":  {180, 180},
}

const picturesFolder = "../../site/assets/img"

// maxPicture is the most bytes of a picture. Some link previews reject pictures of 300 KB; these are flat
// colours and need far less.
const maxPicture = 60_000

// TestScreenshotsForSharing draws the pictures from the site's own style and logo, like TestScreenshots for
// pages. With OPENCEC_TEST_UPDATE=1 it replaces the stored ones.
func TestScreenshotsForSharing(t *testing.T) {
	browsertest.Need(t)
	folder := folderFor(t, picturesFolder)
	drawings := drawingsOfPictures(t)
	ctx := photographer(t)
	for name, picture := range pictures {
		address := "file://" + filepath.Join(drawings, name+".html")
		takeScreenshot(t, ctx, filepath.Join(folder, name+".png"), address, picture.width, picture.height)
		for _, folder := range []string{folder, picturesFolder} {
			file := filepath.Join(folder, name+".png")
			checkScreenshot(t, file, picture.width, picture.height)
			if info, err := os.Stat(file); err == nil && info.Size() > maxPicture {
				t.Errorf("%s has %d bytes, want at most %d", file, info.Size(), maxPicture)
			}
		}
	}
}

// drawingsOfPictures returns a folder with the pages of testdata/pictures, the site's logo, and its style
// in one file.
func drawingsOfPictures(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/pictures")); err != nil {
		t.Fatal(err)
	}
	sheets, err := fs.Glob(site.Files, "assets/css/*.css")
	if err != nil || len(sheets) == 0 {
		t.Fatalf("no style sheets (%v)", err)
	}
	var style bytes.Buffer
	for _, name := range sheets {
		style.Write(builtIn(t, name))
	}
	for name, content := range map[string][]byte{"site.css": style.Bytes(), "logo.svg": builtIn(t, "assets/img/logo.svg")} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func builtIn(t *testing.T, name string) []byte {
	t.Helper()
	content, err := site.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
