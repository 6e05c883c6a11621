package main

import (
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// screenshots are the pictures of the main pages that site/screenshots has, by file.
var screenshots = map[string]struct {
	path          string
	width, height int
}{
	"home.png":          {"/", 1280, 900},
	"listings.png":      {"/listings/", 1280, 900},
	"listing.png":       {"/listings/tesla/powerwall-2/", 1280, 1000},
	"listing-phone.png": {"/listings/tesla/powerwall-2/", 390, 844},
}

const screenshotsFolder = "../../site/screenshots"

// TestScreenshots takes the pictures of the register's own data, to see that they can be
// taken. With OPENCEC_TEST_UPDATE=1 they replace those that are kept. What is kept is not
// compared with them, as letters look different on every machine.
func TestScreenshots(t *testing.T) {
	requireChromium(t)
	folder := t.TempDir()
	if os.Getenv("OPENCEC_TEST_UPDATE") != "" {
		folder = screenshotsFolder
	}
	s := serveData(t)
	for name, shot := range screenshots {
		takeScreenshot(t, filepath.Join(folder, name), s.base+shot.path, shot.width, shot.height)
		for _, folder := range []string{folder, screenshotsFolder} {
			checkScreenshot(t, filepath.Join(folder, name), shot.width, shot.height)
		}
	}
}

// What the README shows is taken by the test.
func TestScreenshotsOfREADME(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile(`\]\(site/screenshots/([^)]+)\)`).FindAllSubmatch(readme, -1)
	if len(shown) == 0 {
		t.Error("the README shows no picture of the site")
	}
	for _, match := range shown {
		if _, ok := screenshots[string(match[1])]; !ok {
			t.Errorf("the README shows %s, which no test takes", match[1])
		}
	}
}

func takeScreenshot(t *testing.T, file, address string, width, height int) {
	t.Helper()
	file, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	shoot := chromium(t, "--hide-scrollbars", "--virtual-time-budget=3000", fmt.Sprintf("--window-size=%d,%d", width, height),
		"--screenshot="+file, address)
	if out, err := shoot.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", address, err, out)
	}
}

func checkScreenshot(t *testing.T, file string, width, height int) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Errorf("%v; OPENCEC_TEST_UPDATE=1 go test ./cmd/opencec -run Screenshots takes it", err)
		return
	}
	defer f.Close()
	got, err := png.DecodeConfig(f)
	if err != nil {
		t.Errorf("%s: %v", file, err)
	} else if got.Width != width || got.Height != height {
		t.Errorf("%s is %d by %d pixels, want %d by %d", file, got.Width, got.Height, width, height)
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
