package main

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"opencec/tools/output/website/browsertest"
	"opencec/tools/testenv/golden"
)

// screenshots are the pictures of the main pages in site/screenshots, by file.
var screenshots = map[string]struct {
	path          string
	width, height int
}{
	"home.png":           {"/", 1280, 900},
	"home-phone.png":     {"/", 390, 844},
	"listings.png":       {"/listings/", 1280, 900},
	"listings-phone.png": {"/listings/", 390, 844},
	"listing.png":        {"/listings/tesla/powerwall-2/", 1280, 1000},
	"listing-phone.png":  {"/listings/tesla/powerwall-2/", 390, 844},
	"statistics.png":     {"/statistics/", 1280, 1000},
}

const screenshotsFolder = "../../site/screenshots"

// TestScreenshots checks that pictures of the register's own data can be taken. With OPENCEC_TEST_UPDATE=1 it
// replaces the stored ones. It does not compare them, because letters look different on every machine.
func TestScreenshots(t *testing.T) {
	browsertest.Need(t)
	folder := folderFor(t, screenshotsFolder)
	s := serveData(t)
	ctx := photographer(t)
	for name, shot := range screenshots {
		takeScreenshot(t, ctx, filepath.Join(folder, name), s.base+shot.path, shot.width, shot.height)
		for _, folder := range []string{folder, screenshotsFolder} {
			checkScreenshot(t, filepath.Join(folder, name), shot.width, shot.height)
		}
	}
}

// folderFor returns the folder for a test's pictures: that of the stored ones, if it replaces them.
func folderFor(t *testing.T, kept string) string {
	t.Helper()
	if golden.Updating() {
		return kept
	}
	return t.TempDir()
}

// The test takes the pictures that the README shows.
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

// screenshotDay is today for the pages: the day of the served register, so that the pictures are the same
// on every day.
const screenshotDay = "2026-11-23"

// photographer starts a browser with the site's language on a fixed day, regardless of the machine's. The
// form of a date field depends on the languages that the browser was installed with.
func photographer(t *testing.T) context.Context {
	t.Helper()
	ctx, stop, err := browsertest.Start(t.Context(), chromedp.Flag("lang", "en-AU"), chromedp.Flag("hide-scrollbars", true))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	if _, err := chromedp.Call(ctx, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: "en-AU"}); err != nil {
		t.Fatal(err)
	}
	if err := browsertest.SetDay(ctx, screenshotDay); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func takeScreenshot(t *testing.T, ctx context.Context, file, address string, width, height int) {
	t.Helper()
	size := emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: int64(height), DeviceScaleFactor: 1, Mobile: width < 600}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
		t.Fatal(err)
	}
	touch := emulation.SetTouchEmulationEnabledParams{Enabled: size.Mobile}
	if _, err := chromedp.Call(ctx, emulation.SetTouchEmulationEnabled, touch); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	picture, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	if err := os.WriteFile(file, picture.Data, 0o644); err != nil {
		t.Fatal(err)
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
