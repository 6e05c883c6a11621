package terminal

import (
	"fmt"
	"io"
	"os"
	"time"
)

// A Progress shows the progress of long work on a terminal. On anything else, and in the
// first second, it shows nothing.
type Progress struct {
	out   io.Writer
	now   func() time.Time
	step  string
	start time.Time
	last  time.Time // when the line was last drawn
}

// progressEvery is the interval between updates: short enough to look alive.
const progressEvery = 100 * time.Millisecond

// NewProgress returns a progress display on out.
func NewProgress(out io.Writer, now func() time.Time) *Progress {
	return &Progress{out: out, now: now}
}

// Show shows that done of total parts of a step are complete. Each step starts a new
// line.
func (p *Progress) Show(step string, done, total int) {
	now := p.now()
	if p.step != step || p.start.IsZero() {
		p.End()
		p.step, p.start = step, now
	}
	if !IsTerminal(p.out) || now.Sub(p.start) < time.Second || now.Sub(p.last) < progressEvery {
		return
	}
	p.last = now
	fmt.Fprintf(p.out, "\r%s: %d of %d (%d %%)", step, done, total, 100*done/max(total, 1))
}

// Step returns a function that shows the progress of one step, which begins now.
func (p *Progress) Step(step string) func(done, total int) {
	p.step, p.start = step, p.now()
	return func(done, total int) { p.Show(step, done, total) }
}

// End clears the line.
func (p *Progress) End() {
	if !p.last.IsZero() {
		fmt.Fprintf(p.out, "\r%60s\r", "")
	}
	p.last = time.Time{}
}

// IsTerminal reports whether v, a writer or a reader, is a terminal.
func IsTerminal(v any) bool {
	f, ok := v.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
