package change

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// A reportFormat is the format of a report: plain text or Markdown.
type reportFormat struct {
	sentence func(Sentence) string
	strong   func(string) string
	bullet   string // before each change
	indent   string // before each sentence of a change with several

	// records names the records of a group, and rows shows their differences. Both count
	// what is beyond the limit.
	records func(g group, v *Reviewer, limit Limit) string
	rows    func(g group, columns []int, v *Reviewer, limit Limit) string
	links   bool // from records to their files
}

var (
	plainText = reportFormat{
		Sentence.String, func(s string) string { return s }, "", "  ",
		recordsAsText, rowsAsText, false,
	}
	markdown = reportFormat{
		Sentence.Markdown, func(s string) string { return "**" + s + "**" }, "- ", "  - ",
		recordsAsMarkdown, rowsAsMarkdown, true,
	}
)

// linked turns a Markdown text into a link, unless the address is empty.
func linked(text, address string) string {
	if address == "" {
		return text
	}
	return "[" + text + "](" + address + ")"
}

// block formats the description of one record or a group: in one line if there is one
// sentence.
func (f reportFormat) block(g group, v *Reviewer, limit Limit) string {
	if len(g.changes) == 1 {
		c := g.changes[0]
		return f.sentences(f.subject(c, v), g.sentences, limit.ofOne())
	}
	subject := f.sentence(g.subject())
	if g.table == nil {
		return f.sentences(subject, g.sentences, limit.ofOne()) + f.records(g, v, limit)
	}
	shared, differ := g.table.divide()
	first := say("added: %v", g.table.facts(shared))
	return f.sentences(subject, append([]Sentence{first}, g.sentences...), limit.ofOne()) + f.rows(g, differ, v, limit)
}

// subject names a record, with a link to its file.
func (f reportFormat) subject(c Change, v *Reviewer) string {
	if !f.links {
		return f.sentence(c.Subject())
	}
	if c.Kind == Settings {
		return linked(f.sentence(c.Subject()), v.address(c))
	}
	return f.sentence(say("%v ", nameText(c.Kind.Name()))) + linked(codeSpan(printable(c.ID)), v.address(c))
}

// facts formats what all records of a table share: Battery: Capacity 5 kWh.
func (t *table) facts(columns []int) Sentence {
	var facts []Sentence
	for _, i := range columns {
		if c := t.rows[0][i]; c.value.String() != unknown {
			facts = append(facts, c.fact())
		}
	}
	return joined(facts, ", ")
}

// sentences formats the sentences about a subject. It counts those beyond the limit of
// bytes.
func (f reportFormat) sentences(subject string, all []Sentence, limit int) string {
	var sentences []string
	size, left := 0, 0
	for _, s := range all {
		text := f.sentence(s)
		if limit > 0 && size+len(text) > limit {
			left++
			continue
		}
		size += len(text)
		sentences = append(sentences, text)
	}
	if left > 0 {
		sentences = append(sentences, f.sentence(say("%v more, too long to be shown here", left)))
	}
	head := f.bullet + subject + ":"
	if len(sentences) == 1 {
		return head + " " + sentences[0] + "\n"
	}
	return head + "\n" + f.indent + strings.Join(sentences, "\n"+f.indent) + "\n"
}

// textWidth is the width of lists of ids on a terminal.
const textWidth = 100

// recordsAsText lists the records with full ids, so that they can be searched for.
func recordsAsText(g group, _ *Reviewer, limit Limit) string {
	var b strings.Builder
	width := 0
	for i, c := range g.changes {
		id := printable(c.ID)
		if limit.isReached(i, b.Len()+len(id)) {
			fmt.Fprintf(&b, ",\n    and %s more", digits(len(g.changes)-i))
			break
		}
		n := utf8.RuneCountInString(id)
		switch {
		case i == 0:
			b.WriteString("    ")
		case width+n > textWidth:
			b.WriteString(",\n    ")
			width = 0
		default:
			b.WriteString(", ")
		}
		b.WriteString(id)
		width += n + len(", ")
	}
	return b.String() + "\n"
}

func rowsAsText(g group, columns []int, _ *Reviewer, limit Limit) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	size := 0
	for i, c := range g.changes {
		line := "    " + printable(c.ID)
		for _, column := range columns {
			one := g.table.rows[i][column]
			line += "\t" + one.fact().String()
		}
		if size += len(line); limit.isReached(i, size) {
			fmt.Fprintf(w, "    and %s more\n", digits(len(g.changes)-i))
			break
		}
		fmt.Fprintln(w, line)
	}
	_ = w.Flush() // a Builder does not fail
	return b.String()
}

// maxOpenRows is the maximum number of table rows that are shown unfolded.
const maxOpenRows = 20

// recordsAsMarkdown lists the records in a folded section, with links if they fit.
func recordsAsMarkdown(g group, v *Reviewer, limit Limit) string {
	names, left := g.names(v, limit)
	if left > 0 {
		names, left = g.names(nil, limit)
	}
	if left > 0 {
		names += " and " + string(digits(left)) + " more"
	}
	return folded(g, "  "+names+"\n")
}

// names returns the ids of a group, and how many are left out.
func (g group) names(v *Reviewer, limit Limit) (names string, left int) {
	var b strings.Builder
	for i, c := range g.changes {
		name := linked(codeSpan(printable(c.ID)), v.address(c))
		if limit.isReached(i, b.Len()+len(name)) {
			return b.String(), len(g.changes) - i
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name)
	}
	return b.String(), 0
}

// folded puts Markdown into a folded section within a bullet.
func folded(g group, text string) string {
	summary := string(digits(len(g.changes))) + " " + g.changes[0].Kind.Plural()
	return "  <details><summary>The " + summary + "</summary>\n\n" + text + "\n  </details>\n"
}

func rowsAsMarkdown(g group, columns []int, v *Reviewer, limit Limit) string {
	rows, left := g.rowsOf(columns, v, limit)
	if left > 0 {
		rows, left = g.rowsOf(columns, nil, limit)
	}
	if left > 0 {
		rows += "\n  and " + string(digits(left)) + " more\n"
	}
	head, rule := "  | id |", "  | --- |"
	for _, i := range columns {
		head += " " + InCell(g.table.rows[0][i].label.Markdown()) + " |"
		rule += " --- |"
	}
	text := head + "\n" + rule + "\n" + rows
	if len(g.changes) > maxOpenRows {
		return folded(g, text)
	}
	return "\n" + text
}

func (g group) rowsOf(columns []int, v *Reviewer, limit Limit) (rows string, left int) {
	var b strings.Builder
	for i, c := range g.changes {
		row := "  | " + InCell(linked(codeSpan(printable(c.ID)), v.address(c))) + " |"
		for _, column := range columns {
			row += " " + InCell(g.table.rows[i][column].value.Markdown()) + " |"
		}
		if limit.isReached(i, b.Len()+len(row)) {
			return b.String(), len(g.changes) - i
		}
		b.WriteString(row + "\n")
	}
	return b.String(), 0
}

// InCell keeps Markdown within one cell of a table, where a bar would end even a code
// span. Renderers disagree on escapes with a backslash, so it writes the bar as its
// character code.
func InCell(text string) string { return strings.ReplaceAll(text, "|", `\u007c`) }
