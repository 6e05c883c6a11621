package change

import (
	"slices"
	"strings"

	"opencec/tools/register"
)

// A Report shows what changed from one state of the register to another, the most severe
// first, and equal changes of several records together.
type Report struct {
	Before, After *register.Register // nil for none
	On            register.Date      // the day of the statuses
	Changes       []Change

	// Reviewer adds what reviewers of the changes need; nil for other readers.
	Reviewer *Reviewer
}

// NewReport compares two states of the register; see BetweenRegisters.
func NewReport(before, after *register.Register, on register.Date) Report {
	return Report{Before: before, After: after, On: on, Changes: BetweenRegisters(before, after, on)}
}

// A Limit bounds how much of a report is shown. The rest is counted and reported as left
// out. The most severe changes come first, so they are shown.
type Limit struct {
	Changes int // 0 for no limit; a group counts once, and names at most this many records
	Bytes   int // 0 for no limit; the summary, of at most MinBytes, is always shown
}

// MinBytes is the smallest effective limit of bytes.
const MinBytes = 10_000

// CommentLimit is the limit of a comment on a pull request: GitHub accepts 65,536
// characters, other parts of the comment need some of them, and nobody reads more than a
// few screens.
var CommentLimit = Limit{Changes: 200, Bytes: 60_000}

// Text returns the report for a terminal. Texts of records cannot put control characters
// into it.
func (r Report) Text(limit Limit) string { return r.write(plainText, limit) }

// Markdown returns the report for a comment on a pull request. Texts of records cannot
// put markup or links into it; see Sentence.Markdown.
func (r Report) Markdown(limit Limit) string { return r.write(markdown, limit) }

// nothingChanged is the report without changes.
const nothingChanged = "Nothing that the register says changes.\n"

func (r Report) write(f reportFormat, limit Limit) string {
	if len(r.Changes) == 0 {
		return nothingChanged
	}
	head := f.strong(f.sentence(summary(r.Changes))) + ".\n"
	if r.hasStatuses() {
		head += f.sentence(say("Statuses are those of %v.", r.On)) + "\n"
	}
	head += "\n"
	shown, hidden := r.blocks(f, limit, len(head))
	var b strings.Builder
	b.WriteString(head)
	for _, block := range shown {
		b.WriteString(block)
	}
	if len(hidden) > 0 {
		b.WriteString("\n" + f.leftOut(hidden))
	}
	return b.String()
}

func (r Report) hasStatuses() bool {
	return slices.ContainsFunc(r.Changes, func(c Change) bool { return c.Outcome != nil })
}

// leftOut describes what is not shown.
func (f reportFormat) leftOut(hidden []Change) string {
	return f.strong(f.sentence(say("This is not all, but the gravest of it. Left out: %v", summary(hidden)))) + ".\n"
}

// blocks returns the formatted changes that fit next to used bytes, and the changes that
// do not.
func (r Report) blocks(f reportFormat, limit Limit, used int) (shown []string, hidden []Change) {
	told, rewritten := r.splitRewritten()
	groups := r.groups(told)
	all := f.rewritten(rewritten)
	if limit.Changes == 0 || len(groups) <= limit.Changes {
		shown, hidden = r.fit(f, groups, limit, used+len(all))
		if len(hidden) == 0 {
			return append(shown, all), nil
		}
	}
	// The summary of the left-out changes is at most as long as that of all.
	used += len("\n" + f.leftOut(r.Changes))
	most := len(groups)
	if limit.Changes > 0 {
		most = min(most, limit.Changes)
	}
	shown, hidden = r.fit(f, groups[:most], limit, used)
	return shown, slices.Concat(hidden, changesOf(groups[most:]), rewritten)
}

// splitRewritten returns the changes to describe, and those that changed nothing but the
// file.
func (r Report) splitRewritten() (told, rewritten []Change) {
	for _, c := range r.Changes {
		if c.Is(Rewritten) {
			rewritten = append(rewritten, c)
		} else {
			told = append(told, c)
		}
	}
	return told, rewritten
}

// fit formats changes until the limit of bytes is reached.
func (r Report) fit(f reportFormat, groups []group, limit Limit, used int) (shown []string, hidden []Change) {
	for i, g := range groups {
		block := f.block(g, r.Reviewer, limit)
		if used += len(block); limit.Bytes > 0 && used > limit.bytes() {
			return shown, changesOf(groups[i:])
		}
		shown = append(shown, block)
	}
	return shown, nil
}

// bytes is the effective limit of bytes.
func (l Limit) bytes() int { return max(l.Bytes, MinBytes) }

// ofOne is the maximum number of bytes for the sentences of one change: a tenth, so that
// a very large change leaves room for others. 0 means no limit.
func (l Limit) ofOne() int {
	if l.Bytes == 0 {
		return 0
	}
	return l.bytes() / 10
}

// isReached reports whether a group has named enough records after i of them, in so many
// bytes.
func (l Limit) isReached(i, bytes int) bool {
	return l.Changes > 0 && i >= l.Changes || l.Bytes > 0 && bytes > l.ofOne()
}

// rewritten lists, in one line, the records whose contents are the same.
func (f reportFormat) rewritten(changes []Change) string {
	if len(changes) == 0 {
		return ""
	}
	subjects := make([]Sentence, len(changes))
	for i, c := range changes {
		subjects[i] = c.Subject()
	}
	return f.bullet + f.sentence(say("written again, and says the same: %v", nameSome(subjects))) + "\n"
}
