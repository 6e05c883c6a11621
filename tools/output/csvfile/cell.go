package csvfile

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// text returns the cell of a text. A text that a spreadsheet would run as a formula gets an
// apostrophe, which marks it as text.
func text[S ~string](s S) string {
	return spelling.QuoteFormula(string(s))
}

// list returns the cell of several texts.
func list(texts []string) string { return text(strings.Join(texts, "; ")) }

// boolIf returns the cell of a boolean; empty if it is unknown.
func boolIf(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// date returns the cell of a date; empty for the zero Date.
func date(d register.Date) string { return d.String() }

// numberIf returns the cell of a number, which may be negative; empty unless ok.
func numberIf(f float64, ok bool) string {
	if !ok {
		return ""
	}
	return register.FormatNumber(f)
}

// instant returns the cell of a point in time; empty for the zero time.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// interval formats days as ISO 8601 does, with nothing after the slash for an open end.
func interval(from, to register.Date) string { return fmt.Sprintf("%s/%s", from, to) }
