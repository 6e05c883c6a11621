package main

import (
	"flag"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

var update = flag.Bool("update", false, "take the pictures in site/screenshots again")

// screenshots are the pictures of the site that the README shows, by file.
var screenshots = map[string]struct{ path, size string }{
	"home.png":    {"/", "1280,900"},
	"listing.png": {"/listings/tesla/powerwall-2/", "1280,1000"},
}

const screenshotsFolder = "../../site/screenshots"

// TestScreenshots takes the pictures again with -update, of the register's own
// data. Otherwise it holds that what the README shows is there and is a picture.
func TestScreenshots(t *testing.T) {
	if *update {
		takeScreenshots(t)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile(`\]\(site/screenshots/([a-z-]+\.png)\)`).FindAllSubmatch(readme, -1)
	if len(shown) == 0 {
		t.Error("the README shows no picture of the site")
	}
	for _, match := range shown {
		name := string(match[1])
		if _, ok := screenshots[name]; !ok {
			t.Errorf("the README shows %s, which no test takes", name)
		}
	}
	for name := range screenshots {
		f, err := os.Open(filepath.Join(screenshotsFolder, name))
		if err != nil {
			t.Errorf("%v; go test ./cmd/opencec -run Screenshots -update takes it", err)
			continue
		}
		if _, err := png.DecodeConfig(f); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		f.Close()
	}
}

func takeScreenshots(t *testing.T) {
	t.Helper()
	folder, err := filepath.Abs(screenshotsFolder)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	s := serveData(t)
	for name, shot := range screenshots {
		shoot := chromium(t, "--hide-scrollbars", "--virtual-time-budget=3000", "--window-size="+shot.size,
			"--screenshot="+filepath.Join(folder, name), s.base+shot.path)
		if out, err := shoot.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, out)
		}
	}
}

// requireChromium skips a test where there is no browser; where tests must not be
// skipped it fails.
func requireChromium(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err == nil {
		return
	}
	if os.Getenv("OPENCEC_TEST_FORBID_SKIP") != "" {
		t.Fatal("no Chromium found, and tests must not be skipped")
	}
	t.Skip("no Chromium found; install chromium to run the tests of pages in a browser")
}

// chromium returns a command of the browser that opens a page and ends.
func chromium(t *testing.T, args ...string) *exec.Cmd {
	return exec.CommandContext(t.Context(), "chromium", append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir=" + t.TempDir()}, args...)...)
}
