package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// Pages believe that it is the day that is set, and read other days as they are.
func TestSetDay(t *testing.T) {
	t.Parallel()
	Need(t)
	tab, stop, err := Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	if err := SetDay(tab, "2026-11-23"); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	for expression, want := range map[string]string{
		`new Date().toISOString()`:             "2026-11-23T12:00:00.000Z",
		`new Date(Date.now()).toISOString()`:   "2026-11-23T12:00:00.000Z",
		`new Date("2020-02-29").toISOString()`: "2020-02-29T00:00:00.000Z",
	} {
		got, err := chromedp.Run(tab, chromedp.Evaluate[string](expression))
		if err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", expression, got, err, want)
		}
	}
}
