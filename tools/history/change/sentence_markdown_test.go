package change_test

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// hostileTexts are what a text of a record could try to be.
var hostileTexts = []string{
	"", " ", "  x ", "plain", "@everyone", "#12", "GH-12", "acme/register#3", "deadbeef", "0123456789abcdef0123456789abcdef01234567", "1234567",
	"www.example.com", "https://example.com", "me@example.com", "<b>bold</b>", "<!-- ", "<https://example.com>", "&lt;b&gt; &#64;x",
	"![x](https://example.com/x.png)", "[x](javascript:alert(1))", "[x]: https://example.com", "[x][y]", "*x* **x** _x_ __x__ ~~x~~",
	"`", "``", "` `", "`x`", "x`", "`x", "``` x", "```\nfence", "$x$", "$`x`$", ":tada:", "\\", "x\\", "\\`", "- x", "* x", "+ x", "1. x", "1)", "> x", "# x",
	"| a | b |\n|---|---|", "---", "===", "\t code", "\r\n", "\x00", "\x1b[31m", "\u202e", "\u200b", "\u2028", "\xff", "%0A", "::error::x", "[ ] x", "</details>",
	"Battery", "Round-trip efficiency", "kWh", "%", "°C", "-", "--", "-5", "1,000.5", "200–1,000", "a.b", "A1", "12.", "0. 0", "1, 2", "- - -", "x ", "…",
}

// render reads Markdown as GitHub does, links without markup included.
func render(source string) ast.Node {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM))
	return md.Parser().Parse(text.NewReader([]byte(source)))
}

// reading is what a reader sees of a block: what stands in code spans, and the
// rest.
type reading struct {
	code  []string
	plain strings.Builder
	items int
	other []string // nodes that should not be there
}

func read(source string) *reading {
	var r reading
	// The function returns no error, and neither does Walk.
	_ = ast.Walk(render(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Document, *ast.List, *ast.TextBlock, *ast.Paragraph:
		case *ast.Emphasis: // the summary
		case *ast.ListItem:
			r.items++
		case *ast.Text:
			r.plain.Write(n.Segment.Value([]byte(source)))
		case *ast.CodeSpan:
			var b strings.Builder
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				b.Write(c.(*ast.Text).Segment.Value([]byte(source)))
			}
			r.code = append(r.code, b.String())
			return ast.WalkSkipChildren, nil
		default:
			r.other = append(r.other, n.Kind().String())
		}
		return ast.WalkContinue, nil
	})
	return &r
}

// full returns a record of kind k in which every text is what of makes of its path.
func full(k register.Kind, of func(path string) string) register.Record {
	if k == change.Settings {
		var s register.Settings
		fill(reflect.ValueOf(&s).Elem(), "", of)
		return change.OfSettings(s)
	}
	rec := register.NewRecord(k)
	fill(reflect.ValueOf(rec).Elem(), "", of)
	rec.RecordMeta().ID = of("ID")
	return rec
}

// everywhere returns what changes when a text comes into every field of a record of
// kind k, and when such a record is added, removed, or cannot be read.
func everywhere(k register.Kind, value string) []change.Change {
	var changes []change.Change
	add := func(c change.Change, differs bool) {
		if differs {
			changes = append(changes, c.On(today))
		}
	}
	plain, hostile := full(k, itself), full(k, func(string) string { return value })
	if l, ok := hostile.(*register.Listing); ok {
		l.DeviceClasses["bess"] = register.Attributes{"capacity": register.Number(5)}
	}
	add(change.Between(plain, hostile))
	add(change.Between(hostile, plain))
	add(change.Between(nil, hostile))
	add(change.Between(hostile, nil))
	add(change.BecameUnreadable(k, value, hostile, value), true)
	add(change.BecameReadable(hostile, plain), true)
	return changes
}

// namesOnly is a register with a device class in which the names are the text.
func namesOnly(t testing.TB, value string) *register.Register {
	t.Helper()
	class := &register.DeviceClass{Meta: register.Meta{ID: "bess"}, Name: value, Attributes: []register.Attribute{{ID: "capacity", Name: value, Unit: value}}}
	return newRegister(t, &register.Records{Settings: sample().Settings, DeviceClasses: []*register.DeviceClass{class}})
}

// inert fails if a text is read as anything but itself, wherever it stands in a
// record of kind k.
func inert(t *testing.T, k register.Kind, value string) {
	t.Helper()
	vocabulary := namesOnly(t, value)
	shown := printable(value)
	for _, c := range everywhere(k, value) {
		r := change.Report{Before: vocabulary, After: vocabulary, On: today, Changes: []change.Change{c}}
		source := r.Markdown(change.Limit{})
		got := read(source)
		if len(got.other) > 0 {
			t.Errorf("%q becomes %v:\n%s", value, got.other, source)
		}
		if want := bullets(source); got.items != want {
			t.Errorf("%q: %d list items instead of %d:\n%s", value, got.items, want, source)
		}
		if plain := got.plain.String(); strings.ContainsAny(plain, "@#<>&[]*_~`\\|$\n") || strings.Contains(plain, "www.") || strings.Contains(plain, "://") {
			t.Errorf("%q stands outside of code spans: %q", value, plain)
		}
		if shown != "" && len(shown) < 100 && k != change.Settings && !slices.Contains(got.code, shown) {
			t.Errorf("%q is not shown as %q:\n%s", value, shown, source)
		}
		if isControl := func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }; strings.ContainsFunc(r.Text(change.Limit{}), isControl) {
			t.Errorf("%q has control characters as text: %q", value, r.Text(change.Limit{}))
		}
	}
}

// bullets counts the lines that begin an item as the report means it.
func bullets(source string) int {
	n := 0
	for line := range strings.Lines(source) {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "- ") {
			n++
		}
	}
	return n
}

// printable is how a text is shown: what cannot be seen as its escape in Go.
func printable(s string) string {
	quoted := strconv.Quote(strings.ToValidUTF8(s, "\ufffd"))
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(quoted[1 : len(quoted)-1])
}

func allKinds() []register.Kind { return append(register.Kinds(), change.Settings) }

func FuzzMarkdownIsInert(f *testing.F) {
	for _, value := range hostileTexts {
		for kind := range allKinds() {
			f.Add(uint8(kind), value)
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, value string) {
		inert(t, allKinds()[int(kind)%len(allKinds())], value)
	})
}

// The words of the package itself are no markup either.
func TestTellingsAreInert(t *testing.T) {
	t.Parallel()
	for _, test := range tellings {
		source := report(t, test.edit).Markdown(change.Limit{})
		got := read(source)
		got.other = slices.DeleteFunc(got.other, func(kind string) bool { return strings.HasPrefix(kind, "Table") }) // of a series
		if len(got.other) > 0 || got.items != bullets(source) {
			t.Errorf("%s: %v, %d items:\n%s", test.name, got.other, got.items, source)
		}
	}
}

// In the table of a series no text is more than its cell.
func TestTablesAreInert(t *testing.T) {
	t.Parallel()
	for _, value := range hostileTexts {
		source := report(t, func(r *register.Records) {
			addSeries(r, 3)
			for i, l := range r.Listings[len(r.Listings)-3:] {
				l.Model = strings.Repeat("x", i) + value + `\|`
				l.Series = value
			}
		}).Markdown(change.Limit{})
		cells := 0
		for _, kind := range read(source).other {
			if !strings.HasPrefix(kind, "Table") {
				t.Errorf("%q becomes %s:\n%s", value, kind, source)
			}
			if kind == "TableCell" {
				cells++
			}
		}
		if cells != 4*3 {
			t.Errorf("%q: %d cells:\n%s", value, cells, source)
		}
	}
}
