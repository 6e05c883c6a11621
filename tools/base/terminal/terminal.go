// Package terminal writes text for people who may read it on a terminal: it escapes
// control characters, indents JSON, and shows the progress of long work.
package terminal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"

	"opencec/tools/base/spelling"
)

// Escape replaces invisible and control characters, including newlines, with \u escapes.
func Escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) && !spelling.IsUnseen(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

// EscapeLines is Escape for each line of a text.
func EscapeLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = Escape(l)
	}
	return strings.Join(lines, "\n")
}

// WriteJSON writes v as indented JSON with the escapes of Escape, which are valid JSON,
// so that programs read the same values.
func WriteJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, EscapeLines(b.String()))
	return err
}

// Indent writes a text before each non-empty line.
func Indent(text, by string) string {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	for i, l := range lines {
		if l != "\n" {
			lines[i] = by + l
		}
	}
	return strings.Join(lines, "") + "\n"
}

// plainWord matches words that a shell takes literally.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9./_][A-Za-z0-9./_-]*$`)

// ShellWord quotes a text for a shell, if necessary.
func ShellWord(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
