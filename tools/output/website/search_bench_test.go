package website

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// BenchmarkSearch measures, in Chromium, the time from a key press to the list that
// it leads to, for some 40 typed queries, at three sizes of the register; and how
// large the index is that it needs:
//
//	go test ./tools/output/website -run '^$' -bench '^BenchmarkSearch$' -benchtime 1x
//
// first-ms is the first search of a visitor, with the loading and reading of the
// index over the loopback device. longest-ms is the longest that a key press or a click
// of theirs had to wait for the page meanwhile; 0 where that never was more than 50.
func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := synthetic(b, n)
			texts := typedTexts(newSearchOracle(b, r))
			dir := searchSite(b, r, 0)
			for b.Loop() {
				tb := openTab(b, dir)
				tb.setDay("2026-11-23")
				tb.open("/listings/")
				times := eval[[]float64](tb, fmt.Sprintf(keyPresses, toJSON(b, texts)))
				b.ReportMetric(eval[float64](tb, longestTask), "longest-ms")
				b.ReportMetric(times[0], "first-ms")
				slices.Sort(times[1:])
				rest := times[1:]
				b.ReportMetric(rest[len(rest)/2], "median-ms")
				b.ReportMetric(rest[len(rest)*95/100], "p95-ms")
			}
			reportSizes(b, searchFilesOf(b, r, 0))
		})
	}
}

// keyPresses enters each text as one change of the field, and measures until the
// page has been changed by it. Each text differs from the one before.
const keyPresses = `(async () => {
	const field = document.querySelector("#list-search"), results = document.querySelector("[data-results]");
	const times = [];
	for (const text of %s) {
		const start = performance.now();
		field.value = text;
		field.dispatchEvent(new Event("input", { bubbles: true }));
		while (results.hasAttribute("aria-busy")) await new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
		results.getBoundingClientRect(); // laid out
		times.push(performance.now() - start);
		await new Promise((done) => setTimeout(done, 20));
	}
	return times;
})()`

// longestTask is how long the page was busy at most without a pause.
const longestTask = `new Promise((done) => {
	const observer = new PerformanceObserver((list) => done(Math.max(...list.getEntries().map((e) => e.duration))));
	observer.observe({ type: "longtask", buffered: true });
	setTimeout(() => done(0), 500);
})`

// typedTexts is what is in the field after each key press of some words, as typed
// and with a typo.
func typedTexts(o searchOracle) []string {
	rng := rand.New(rand.NewPCG(1, 1))
	texts := []string{"sol"}
	for len(texts) < 41 {
		i := rng.IntN(len(o.ids))
		word := o.texts[i][rng.IntN(len(o.texts[i]))]
		for end := 3; end <= len(word) && end < 8; end++ {
			texts = append(texts, word[:end])
		}
		if len(word) > 8 {
			texts = append(texts, word[:4]+word[5:6]+word[4:5]+word[6:])
		}
	}
	return slices.Compact(texts)
}

func reportSizes(b *testing.B, files []searchFile) {
	var raw, packed, head int
	for i, f := range files {
		raw += len(f.content)
		packed += gzipped(b, f.content)
		if i == 0 {
			head = packed
		}
	}
	b.ReportMetric(float64(raw)/1000, "raw-kB")
	b.ReportMetric(float64(packed)/1000, "gzip-kB")
	b.ReportMetric(float64(head)/1000, "head-gzip-kB")
	b.ReportMetric(float64(len(files)), "files")
}
