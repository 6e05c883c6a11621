package website

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"opencec/site"
)

// meta returns what a page says under the name of a property, or "".
func meta(root *html.Node, name string) string {
	for n := range root.Descendants() {
		if isElement(n, "meta") && (attribute(n, "property") == name || attribute(n, "name") == name) {
			return attribute(n, "content")
		}
	}
	return ""
}

// checkSharedPicture checks that the image for shared links exists, at an absolute address.
func checkSharedPicture(t *testing.T, dir, address string, root *html.Node, width, height int) {
	t.Helper()
	file, whole := strings.CutPrefix(meta(root, "og:image"), "https://register.example.org/")
	if !whole {
		t.Fatalf("%s: the picture is at %q", address, meta(root, "og:image"))
	}
	picture, err := png.DecodeConfig(strings.NewReader(readFile(t, dir, file)))
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintln(picture.Width, picture.Height, meta(root, "og:image:width"), meta(root, "og:image:height"),
		meta(root, "og:image:alt"), meta(root, "og:image:type"), meta(root, "twitter:card"))
	if want := fmt.Sprintln(width, height, width, height, "Register of the tests", "image/png", "summary_large_image"); got != want {
		t.Errorf("%s: the picture is %swant %s", address, got, want)
	}
}

func TestSharedPicture(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	for address, root := range parsePages(t, dir) {
		if find(root, "main", "id", "main").Data == "" {
			continue // leads on to another page
		}
		checkSharedPicture(t, dir, address, root, 1200, 630)
	}
}

// An installation's own logo is never shown beside pictures of the built-in one.
func TestPicturesOfOwnLogo(t *testing.T) {
	t.Parallel()
	const ownLogo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`
	own := ownPicture(t, 1, 1)
	tests := []struct {
		name  string
		files map[string]string
		has   string
		not   []string
	}{
		{"a logo alone", map[string]string{logo: ownLogo}, logo, logoImages},
		{"a logo and an icon", map[string]string{logo: ownLogo, logoImages[0]: own}, logoImages[0], logoImages[1:]},
		{"a picture alone", map[string]string{logoImages[1]: own}, logoImages[0], nil},
	}
	for _, test := range tests {
		p, err := readProject(folderOf(t, test.files))
		if err != nil {
			t.Fatal(err)
		}
		if p.files[test.has] == nil {
			t.Errorf("%s: there is no %s", test.name, test.has)
		}
		for _, name := range test.not {
			if p.files[name] != nil {
				t.Errorf("%s: there is %s", test.name, name)
			}
		}
	}
	for _, name := range append(logoImages, logo) {
		if _, err := site.Files.ReadFile(name); err != nil {
			t.Error(err)
		}
	}
}

// ownPicture returns a picture of an installation's own.
func ownPicture(t *testing.T, width, height int) string {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return picture.String()
}

func TestOwnSharedPicture(t *testing.T) {
	t.Parallel()
	o := testOptions(newRegister(t, testRecords()), "")
	o.Site = folderOf(t, map[string]string{"assets/img/share.png": ownPicture(t, 600, 315)})
	dir, _ := build(t, o)
	checkSharedPicture(t, dir, "/", parsePages(t, dir)["/"], 600, 315)
}
