package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
)

// A report is the report on a run.
type report struct {
	Machine string          `json:"machine"`
	Seed    uint64          `json:"seed"`
	Engines []*engineReport `json:"engines"`
	Kills   []*killReport   `json:"kills"`
	Disk    *diskReport     `json:"full_disk,omitempty"`
	Without []string        `json:"without,omitempty"` // what was left out knowingly
	Faults  map[string]int  `json:"faults"`            // of all
	Details []string        `json:"details,omitempty"`

	faults *faults // of the run itself: what could not be tried
}

// sum adds up all faults.
func (r *report) sum() {
	all := []*faults{r.faults}
	for _, e := range r.Engines {
		all = append(all, e.faults)
	}
	for _, k := range r.Kills {
		all = append(all, k.faults)
	}
	if r.Disk != nil {
		all = append(all, r.Disk.faults)
	}
	r.Faults = map[string]int{}
	for _, f := range all {
		for kind, n := range f.all() {
			r.Faults[kind] += n
		}
		for _, kind := range faultKinds {
			for _, text := range f.shown[kind] {
				r.Details = append(r.Details, kind+": "+text)
			}
		}
	}
}

// failed reports whether there are faults.
func (r *report) failed() bool {
	for _, n := range r.Faults {
		if n > 0 {
			return true
		}
	}
	return false
}

func (r *report) writeJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

func (r *report) writeText(w io.Writer) {
	p := func(format string, args ...any) { fmt.Fprintf(w, format, args...) } // to a terminal or a pipe
	p("%s, seed %d\n", r.Machine, r.Seed)
	for _, e := range r.Engines {
		e.writeText(p)
	}
	for _, k := range r.Kills {
		p("\n%d kills of %s: the old version was left %d times, the new one %d times, anything else %d times\n", k.Kills, k.Command, k.Old, k.New, k.Faults[tornState])
	}
	if r.Disk != nil {
		p("\nfull disk: %s\n", r.Disk.Way)
	}
	for _, what := range r.Without {
		p("\nleft out, as was wanted: %s\n", what)
	}
	p("\n%-28s %8s\n", "faults", "number")
	for _, kind := range faultKinds {
		p("%-28s %8d\n", kind, r.Faults[kind])
	}
	for _, text := range r.Details {
		p("\n%s\n", text)
	}
}

const mebibyte = 1 << 20

func (e *engineReport) writeText(p func(string, ...any)) {
	p("\n%s: %d requests in %.0f s, %.0f a second, at a rate of %.0f (%.0f are answered at most)\n", e.Engine, e.Requests, e.Seconds, e.Reached, e.Rate, e.Capacity)
	p("  %8s %8s %8s %8s %8s   ms, from when a request was to be sent\n", "p50", "p90", "p99", "p99.9", "max")
	l := e.Latency
	p("  %8.1f %8.1f %8.1f %8.1f %8.1f\n", l.P50, l.P90, l.P99, l.P999, l.Max)
	p("  %-10s %8s %8s %8s %10s %11s\n", "", "RSS MB", "peak MB", "heap MB", "goroutines", "descriptors")
	for _, at := range []struct {
		name string
		usage
	}{{"at start", e.Start}, {"at end", e.End}} {
		p("  %-10s %8d %8d %8d %10d %11d\n", at.name, at.RSS/mebibyte, at.Peak/mebibyte, at.Heap/mebibyte, at.Goroutines, at.Descriptors)
	}
	p("  versions: %d offered whole, %d seen in place; unavailable (503): %d\n", e.Offered, e.Taken, e.Unavailable)
	p("  answers:")
	for _, name := range slices.Sorted(maps.Keys(e.Answers)) {
		p(" %s × %d;", name, e.Answers[name])
	}
	p("\n  done:")
	for _, name := range slices.Sorted(maps.Keys(e.Done)) {
		p(" %s × %d;", name, e.Done[name])
	}
	p("\n  faults:")
	for _, kind := range faultKinds {
		p(" %s %d;", kind, e.Faults[kind])
	}
	p("\n")
}
