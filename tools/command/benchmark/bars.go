package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// A bar is a figure that the project holds itself to.
type bar struct {
	listings int
	server   string
	about    string
	value    float64
	atMost   bool // value must be at most want, else at least
	want     float64
}

func (b bar) holds() bool {
	if b.atMost {
		return b.value <= b.want
	}
	return b.value >= b.want
}

// writeBars writes all bars for which the run has figures.
func (r *report) writeBars(w io.Writer) {
	var lines []string
	for _, b := range r.bars() {
		sign := "≥"
		if b.atMost {
			sign = "≤"
		}
		lines = append(lines, fmt.Sprintf("%d\t%s\t%s\t%.2f\t%s %g\t%s", b.listings, b.server, b.about, b.value, sign, b.want, yesNo(b.holds())))
	}
	table(w, "Bars", "listings\tserver\twhat\tis\twanted\tholds", lines)
}

// bars returns the bars of this checkout's servers, and of its loads.
func (r *report) bars() []bar {
	var bars []bar
	for _, s := range r.starts {
		if !isThis(s.server) {
			continue
		}
		if s.engine == memoryEngine {
			bars = append(bars, r.memoryBars(s)...)
		} else {
			bars = append(bars, r.databaseBars(s)...)
		}
		bars = append(bars, r.growthBars(s)...)
	}
	for _, l := range r.loads {
		if l.checkout == "this" {
			bars = append(bars, loadBars(l)...)
		}
	}
	for _, c := range r.commands {
		if c.checkout == "this" && c.builds.cold != nil {
			bars = append(bars, r.buildBars(c)...)
		}
	}
	return bars
}

// buildBars are the bars of opencec build. The first is in relation to other programs.
func (r *report) buildBars(c commandRow) []bar {
	var bars []bar
	for _, other := range r.commands {
		if other.listings == c.listings && other.checkout != c.checkout && other.builds.cold != nil {
			bars = append(bars, bar{c.listings, "opencec build", "cold ÷ that of " + other.checkout, c.builds.cold.seconds / other.builds.cold.seconds, true, 0.6})
		}
	}
	switch c.listings {
	case 10_000:
		for i, want := range []float64{1.5, 2, 4} {
			part := buildParts[i+1]
			bars = append(bars, bar{c.listings, "opencec build", part.name + ", s", part.of(c.builds).seconds, true, want})
		}
	case 100_000:
		bars = append(bars, bar{c.listings, "opencec build", "cold, MB", float64(c.builds.cold.memory), true, 1500})
	}
	return bars
}

// isThis reports whether a server is of the checkout at hand.
func isThis(server string) bool {
	return server == "opencec-api" || strings.HasPrefix(server, "opencec-api, ")
}

// rate returns the requests per second of a server, and whether they were measured.
func (r *report) rate(like startRow, kind string, gzip bool, server string) (float64, bool) {
	q := r.find(like.listings, like.engine, kind, gzip, server)
	if q == nil {
		return 0, false
	}
	return q.full.rate, true
}

func (r *report) find(listings int, on engine, kind string, gzip bool, server string) *requestRow {
	i := slices.IndexFunc(r.requests, func(q requestRow) bool {
		return q.listings == listings && q.engine == on && q.kind == kind && q.gzip == gzip && q.server == server
	})
	if i < 0 {
		return nil
	}
	return &r.requests[i]
}

// ratio returns a bar for the rate of a kind in relation to that of another kind or server, or
// nothing if one of them was not measured.
func (r *report) ratio(s startRow, gzip bool, kind, otherKind, otherServer string, want float64) []bar {
	a, ok := r.rate(s, kind, gzip, s.server)
	b, there := r.rate(s, otherKind, gzip, otherServer)
	if !ok || !there {
		return nil
	}
	about := fmt.Sprintf("%s: %s%s ÷ %s", s.engine, kind, ifGzip(gzip), otherServer)
	if otherServer == s.server {
		about = fmt.Sprintf("%s: %s%s ÷ %s", s.engine, kind, ifGzip(gzip), otherKind)
	}
	return []bar{{s.listings, s.server, about, a / b, false, want}}
}

func (r *report) memoryBars(s startRow) []bar {
	const (
		bareShare  = 0.4
		dayShare   = 0.8
		latency    = 5 // ms
		largeSize  = 100_000
		middleSize = 10_000
	)
	var bars []bar
	for _, gzip := range []bool{false, true} {
		bars = append(bars, r.ratio(s, gzip, "day", "page", s.server, dayShare)...)
		for _, k := range kinds {
			if k.isPage {
				bars = append(bars, r.ratio(s, gzip, k.name, k.name, bareServer, bareShare)...)
			}
		}
		for _, k := range kinds {
			if q := r.find(s.listings, s.engine, k.name, gzip, s.server); q != nil && q.half != nil {
				bars = append(bars, bar{s.listings, s.server, fmt.Sprintf("memory: %s%s, p99 ms at half load", k.name, ifGzip(gzip)), q.half.p99, true, latency})
			}
		}
	}
	switch s.listings {
	case middleSize:
		bars = append(bars, bar{s.listings, s.server, "memory: ready, s", s.seconds(), true, 0.3}, bar{s.listings, s.server, "memory: ready, MB", s.memory(), true, 150})
	case largeSize:
		bars = append(bars, bar{s.listings, s.server, "memory: ready, s", s.seconds(), true, 1}, bar{s.listings, s.server, "memory: peak under load, MB", float64(s.peak), true, 600})
	}
	return bars
}

func (r *report) databaseBars(s startRow) []bar {
	var bars []bar
	for _, other := range r.starts {
		if other.engine != databaseEngine || other.listings != s.listings || isThis(other.server) {
			continue
		}
		for _, k := range []struct {
			name string
			want float64
		}{{"page", 6}, {"day", 6}, {"id", 3}, {"check", 3}} {
			bars = append(bars, r.ratio(s, false, k.name, k.name, other.server, k.want)...)
		}
	}
	bars = append(bars, r.ratio(s, false, "page", "page", referenceServer, 0.8)...)
	bars = append(bars, r.ratio(s, false, "day", "day", referenceServer, 0.8)...)
	bars = append(bars, r.ratio(s, false, "page", "page", pocketBaseServer, 1)...)
	if q := r.find(s.listings, s.engine, "facets", false, s.server); q != nil && q.half != nil {
		bars = append(bars, bar{s.listings, s.server, "Postgres: facets, p99 ms at half load", q.half.p99, true, 300})
	}
	return bars
}

// growthBars compares 100,000 listings with 10,000.
func (r *report) growthBars(s startRow) []bar {
	const small, large = 10_000, 100_000
	if s.listings != large {
		return nil
	}
	var bars []bar
	if a, b := r.find(small, s.engine, "selective", false, s.server), r.find(large, s.engine, "selective", false, s.server); a != nil && b != nil {
		bars = append(bars, bar{large, s.server, fmt.Sprintf("%s: cost of selective ÷ that at 10000", s.engine), a.full.rate / b.full.rate, true, 2})
	}
	if a, b := r.find(small, s.engine, "page", false, s.server), r.find(large, s.engine, "page", false, s.server); s.engine == databaseEngine && a != nil && b != nil {
		bars = append(bars, bar{large, s.server, "Postgres: page, p50 ÷ that at 10000", b.full.p50 / a.full.p50, true, 3})
	}
	return bars
}

func loadBars(l loadRow) []bar {
	names := []string{"first", "unchanged", "one record"}
	var bars []bar
	for i, of := range loadParts {
		want := map[int][]float64{10_000: {3, 1, 1}, 100_000: {35}}[l.listings]
		if i < len(want) {
			bars = append(bars, bar{l.listings, "opencec load", names[i] + ", s", l.seconds(of), true, want[i]})
		}
	}
	return bars
}
