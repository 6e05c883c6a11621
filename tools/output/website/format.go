package website

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"opencec/tools/register"
)

// Spaces that do not break a line.
const (
	narrowSpace = "\u202f" // between a number and its unit
)

// A Day is a date for machines and for people. Both fields are "" for the zero date.
type Day struct {
	ISO  string // "2026-03-05"
	Text string // "5 March 2026"
}

func dayOf(d register.Date) Day {
	if d.IsZero() {
		return Day{}
	}
	return Day{d.String(), register.DateInWords(d)}
}

// withUnit appends a unit to a number: "13.5 kWh" with a narrow space, "95%" without one, as is
// usual in Australian English.
func withUnit(number, unit string) string {
	switch unit {
	case "":
		return number
	case "%":
		return number + "%"
	}
	return number + narrowSpace + unit
}

// formatSize writes the size of a file: "1.2 MB".
func formatSize(bytes int64) string {
	const step = 1000
	if bytes < step {
		return withUnit(strconv.FormatInt(bytes, 10), "bytes")
	}
	value, units := float64(bytes)/step, []string{"kB", "MB", "GB", "TB"}
	for value >= step && len(units) > 1 {
		value, units = value/step, units[1:]
	}
	return withUnit(register.GroupDigits(strconv.FormatFloat(value, 'f', 1, 64)), units[0])
}

// paragraphs splits a text at empty lines.
func paragraphs(text string) []string {
	var list []string
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

// firstLine returns the first paragraph of a text, on one line.
func firstLine(text string) string {
	for _, p := range paragraphs(text) {
		return strings.Join(strings.Fields(p), " ")
	}
	return ""
}

func capitalise(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// webAddress returns address if it is an absolute http or https URL, and "" otherwise, such as for
// the scheme javascript.
func webAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	return address
}

// digest returns a short digest of content, for its address.
func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:6])
}

// formatRange writes the limits of an attribute: "0–100", "at least 0".
func formatRange(a register.Attribute) string {
	number := func(f *float64) string { return register.GroupDigits(register.FormatNumber(*f)) }
	switch {
	case a.Minimum != nil && a.Maximum != nil:
		return number(a.Minimum) + "–" + number(a.Maximum)
	case a.Minimum != nil:
		return "at least " + number(a.Minimum)
	case a.Maximum != nil:
		return "at most " + number(a.Maximum)
	}
	return ""
}

// formatValue writes the value of an attribute with its unit.
func formatValue(a register.Attribute, v register.Value) string {
	if low, high, ok := v.Range(); ok {
		return withUnit(register.GroupDigits(register.FormatNumber(low))+"–"+register.GroupDigits(register.FormatNumber(high)), a.Unit)
	}
	if n, ok := v.Number(); ok {
		return withUnit(register.GroupDigits(register.FormatNumber(n)), a.Unit)
	}
	if text, ok := v.Text(); ok {
		for _, e := range a.Values {
			if e.ID == text {
				return e.Label()
			}
		}
		return text
	}
	return capitalise(v.String())
}

// join joins words: "a", "a and b", "a, b and c".
func join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return fmt.Sprintf("%s and %s", strings.Join(words[:last], ", "), words[last])
}
