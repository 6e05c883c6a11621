package csvfile

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// text makes a cell of a text. One that a spreadsheet would run gets an
// apostrophe, which spreadsheets take for "this is text".
func text[S ~string](s S) string {
	return spelling.QuoteFormula(string(s))
}

// list makes a cell of several texts.
func list(texts []string) string { return text(strings.Join(texts, "; ")) }

// boolIf makes a cell of what may not be known; then it is empty.
func boolIf(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// date makes a cell of a date; empty for none.
func date(d register.Date) string { return d.String() }

// numberIf makes a cell of a number, which may be negative; empty unless ok.
func numberIf(f float64, ok bool) string {
	if !ok {
		return ""
	}
	return register.FormatNumber(f)
}

// instant makes a cell of a point in time; empty for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// interval writes days as ISO 8601 does, with nothing after the slash while the
// end is open.
func interval(from, to register.Date) string { return fmt.Sprintf("%s/%s", from, to) }
