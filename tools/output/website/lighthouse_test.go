package website

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"opencec/tools/output/website/browsertest"
)

// leastScore is what a page must reach in every category of Lighthouse.
const leastScore = 0.95

// categories are what Lighthouse gives a score for.
var categories = []string{"performance", "accessibility", "best-practices", "seo"}

// runLighthouse has Lighthouse look at a page as a phone on a slow network would see it.
// The scores are by category, from 0 to 1.
func runLighthouse(t *testing.T, address string) map[string]float64 {
	t.Helper()
	chromium := browsertest.Need(t)
	report := filepath.Join(t.TempDir(), "report.json")
	cmd := exec.CommandContext(t.Context(), "node", needNPM(t, "lighthouse/cli/index.js"), address, "--quiet",
		"--output=json", "--output-path="+report, "--disable-full-page-screenshot", "--no-enable-error-reporting",
		"--chrome-flags=--headless --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update --disable-sync")
	cmd.Env = append(os.Environ(), "CHROME_PATH="+chromium)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("lighthouse %s: %v\n%s", address, err, out)
	}
	content, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		Categories map[string]struct {
			Score *float64 `json:"score"`
		} `json:"categories"`
	}
	if err := json.Unmarshal(content, &found); err != nil {
		t.Fatal(err)
	}
	scores := map[string]float64{}
	for _, category := range categories {
		score := found.Categories[category].Score
		if score == nil {
			t.Fatalf("%s: Lighthouse has no score for %s", address, category)
		}
		scores[category] = *score
	}
	return scores
}

// attempts is how often a page is looked at when its score for performance is too low.
// Other work on the machine can only take from that score.
const attempts = 5

// bestScores are those of the first look that reaches the score for performance, or of the
// look that came nearest.
func bestScores(t *testing.T, address string) map[string]float64 {
	t.Helper()
	best := runLighthouse(t, address)
	for range attempts - 1 {
		if best["performance"] >= leastScore {
			break
		}
		if scores := runLighthouse(t, address); scores["performance"] > best["performance"] {
			best = scores
		}
	}
	return best
}

// Home, list and a listing reach the score in each category.
//
//	go test ./tools/output/website -run TestLighthouse -v
//
// says what they reach. It runs alone, so that the other tests in the browser take nothing
// from it.
func TestLighthouse(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(testSite(t))))
	t.Cleanup(server.Close)
	for _, path := range []string{"/", "/listings/", "/listings/tesla/powerwall-2/"} {
		scores := bestScores(t, server.URL+path)
		for _, category := range categories {
			t.Logf("%s: %s %.2f", path, category, scores[category])
			if scores[category] < leastScore {
				t.Errorf("%s: %s %.2f, want %.2f", path, category, scores[category], leastScore)
			}
		}
	}
}
