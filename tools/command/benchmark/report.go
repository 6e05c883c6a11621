package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
)

// A report is the figures of a run.
type report struct {
	machine  string
	commands []commandRow
	starts   []startRow
	loads    []loadRow
	requests []requestRow
}

type commandRow struct {
	listings int
	checkout string
	commandFigures
}

type startRow struct {
	listings int
	engine   engine
	server   string
	ready    []usage // by round
	peak     int     // MB, after all requests
}

// seconds and memory return medians.
func (r startRow) seconds() float64 {
	return median(r.ready, func(u usage) float64 { return u.seconds })
}
func (r startRow) memory() float64 {
	return median(r.ready, func(u usage) float64 { return float64(u.memory) })
}

type loadRow struct {
	listings int
	checkout string
	rounds   []loadFigures
}

func (r loadRow) seconds(of func(loadFigures) loadFigure) float64 {
	return median(r.rounds, func(f loadFigures) float64 { return of(f).seconds })
}

type requestRow struct {
	listings int
	engine   engine
	kind     string
	gzip     bool
	server   string
	bytes    int // median size of an answer, 0 if it is that of the rows above
	paths    int // number of different requests
	full     figures
	half     *figures
}

// addPeaks stores the most memory that the servers had.
func (r *report) addPeaks(n int, on engine, servers []*apiServer) {
	for _, s := range servers {
		for i, row := range r.starts {
			if row.listings == n && row.engine == on && row.server == s.label {
				r.starts[i].peak = s.peak()
			}
		}
	}
}

// write writes the tables.
func (r *report) write(w io.Writer, conf config) {
	fmt.Fprintf(w, "%s\n", r.machine)
	r.writeCommands(w)
	r.writeLoads(w)
	r.writeStarts(w)
	fmt.Fprintf(w, "\nRequests: %d connections, medians of %d rounds of %v in turns, latencies in ms. Half load: half of the requests per\nsecond, at a constant rate. \"this ÷ it\": requests per second of the first server of the group in relation to these.\n\n",
		conf.connections, conf.rounds, conf.duration)
	for _, k := range conf.kinds {
		fmt.Fprintf(w, "  %-10s %s\n", k.name, k.about)
	}
	r.writeRequests(w)
	r.writeBars(w)
}

// table writes lines of cells, aligned; numbers are right.
func table(w io.Writer, title string, header string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", title)
	var text bytes.Buffer
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, header+"\t")
	for _, line := range lines {
		fmt.Fprintln(t, line+"\t")
	}
	_ = t.Flush() // a buffer takes everything
	_, _ = text.WriteTo(w)
}

func (r *report) writeCommands(w io.Writer) {
	cell := func(u *usage) string {
		if u == nil {
			return "-\t-"
		}
		return fmt.Sprintf("%.2f\t%d", u.seconds, u.memory)
	}
	var lines []string
	for _, c := range r.commands {
		lines = append(lines, fmt.Sprintf("%d\t%s\t%s\t%s", c.listings, c.checkout, cell(c.generate), cell(c.validate)))
	}
	table(w, "Commands", "listings\tprograms\tgenerate s\tMB\tvalidate s\tMB", lines)
	lines = nil
	for _, c := range r.commands {
		if c.builds.cold == nil {
			continue
		}
		line := fmt.Sprintf("%d\t%s", c.listings, c.checkout)
		for _, part := range buildParts {
			line += "\t" + cell(part.of(c.builds))
		}
		lines = append(lines, line)
	}
	header := "listings\tprograms"
	for _, part := range buildParts {
		header += "\t" + part.name + " s\tMB"
	}
	table(w, "opencec build", header, lines)
}

func (r *report) writeLoads(w io.Writer) {
	var lines []string
	for _, l := range r.loads {
		line := fmt.Sprintf("%d\t%s", l.listings, l.checkout)
		for _, of := range loadParts {
			line += fmt.Sprintf("\t%.2f\t%d", l.seconds(of), of(l.rounds[len(l.rounds)-1]).rows)
		}
		lines = append(lines, line)
	}
	table(w, "opencec load, with the rows of tables that it wrote", "listings\tprograms\tfirst s\trows\tunchanged s\trows\tone record s\trows", lines)
}

var loadParts = []func(loadFigures) loadFigure{
	func(f loadFigures) loadFigure { return f.first },
	func(f loadFigures) loadFigure { return f.unchanged },
	func(f loadFigures) loadFigure { return f.oneRecord },
}

func (r *report) writeStarts(w io.Writer) {
	var lines []string
	for _, s := range r.starts {
		lines = append(lines, fmt.Sprintf("%d\t%s\t%s\t%.3f\t%.0f\t%d", s.listings, s.engine, s.server, s.seconds(), s.memory(), s.peak))
	}
	table(w, "Servers: from start to ready, and the most memory under load", "listings\tengine\tserver\tready s\tMB\tpeak MB", lines)
}

func (r *report) writeRequests(w io.Writer) {
	var lines []string
	var first requestRow
	for _, q := range r.requests {
		if q.group() != first.group() {
			first = q
		}
		line := fmt.Sprintf("%d\t%s\t%s\t%s\t%s\t%s\t%s\t%.0f\t%.2f\t%.2f\t%.2f", q.listings, q.engine, q.kind, yesNo(q.gzip), q.server,
			numberOrDash(q.paths), numberOrDash(q.bytes), q.full.rate, q.full.p50, q.full.p99, q.full.p999)
		if q.half != nil {
			line += fmt.Sprintf("\t%.0f\t%.2f\t%.2f", q.half.rate, q.half.p99, q.half.p999)
		} else {
			line += "\t-\t-\t-"
		}
		if q.server == first.server {
			line += "\t"
		} else {
			line += fmt.Sprintf("\t%.2f", first.full.rate/q.full.rate)
		}
		lines = append(lines, line)
	}
	table(w, "Requests", "listings\tengine\tkind\tgzip\tserver\tdifferent\tbytes\treq/s\tp50\tp99\tp99.9\thalf: req/s\tp99\tp99.9\tthis ÷ it", lines)
}

// group returns what the rows of servers that are measured in turns have in common.
func (q requestRow) group() string {
	return fmt.Sprint(q.listings, q.engine, q.kind, q.gzip)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func numberOrDash(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

// machine describes the machine.
func machine(ctx context.Context) string {
	processor := "an unknown processor"
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, ok := strings.CutPrefix(line, "model name"); ok {
				processor = strings.TrimSpace(strings.TrimLeft(name, "\t :"))
				break
			}
		}
	}
	nginx, _ := command(ctx, "nginx", "-v").CombinedOutput() // only for the title
	return fmt.Sprintf("%d cores of %s, %s, %s", runtime.NumCPU(), processor, runtime.Version(), strings.TrimSpace(strings.TrimPrefix(string(nginx), "nginx version: ")))
}

// loadAverage returns the system's load over the last minute.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(text))[0]
}
