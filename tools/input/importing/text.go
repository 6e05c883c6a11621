package importing

import (
	"bufio"
	"fmt"
	"io"

	"opencec/tools/register"
)

// detailLines is how many entries of each section a text report shows.
const detailLines = 20

// A TextReport writes a report for a person. It stores the first error for Flush.
type TextReport struct {
	out *bufio.Writer
	err error
}

// NewTextReport returns a report that writes to w.
func NewTextReport(w io.Writer) *TextReport { return &TextReport{out: bufio.NewWriter(w)} }

// Printf writes a part of the report.
func (t *TextReport) Printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.out, format, args...)
	}
}

// Flush writes what is left and returns the first error.
func (t *TextReport) Flush() error {
	if t.err == nil {
		t.err = t.out.Flush()
	}
	return t.err
}

// Section writes a heading and the first entries, if there are any. It says how many it
// leaves out; the JSON of a report has everything.
func Section[T any](t *TextReport, heading string, entries []T, line func(T) string) {
	if len(entries) == 0 {
		return
	}
	t.Printf("%s (%s):\n", heading, register.FormatCount(len(entries)))
	for i, e := range entries {
		if i == detailLines {
			t.Printf("  … and %s more: --json has all\n", register.FormatCount(len(entries)-i))
			break
		}
		t.Printf("  %s\n", line(e))
	}
	t.Printf("\n")
}
