package change

import (
	"slices"
	"strings"

	"opencec/tools/register"
)

// A Report is what changed from one state of the register to another, to be shown.
type Report struct {
	Before, After *register.Register // nil for none
	On            register.Date      // the day of the statuses
	Changes       []Change
}

// NewReport compares two states of the register: see Registers.
func NewReport(before, after *register.Register, on register.Date) Report {
	return Report{before, after, on, Registers(before, after, on)}
}

// A Limit is how much of a report is shown. What is beyond it is counted, and said
// to be left out. The gravest changes are shown then: what is gone, what ended or
// was suspended, and what changes the past come first.
type Limit struct {
	Changes int // 0 for no limit
	Bytes   int // 0 for no limit; the summary, of at most MinBytes, is always shown
}

// MinBytes is the smallest limit of bytes that is kept to.
const MinBytes = 10_000

// CommentLimit is the limit of a comment on a pull request: GitHub takes 65,536
// characters, of which some are left to others, and nobody reads more than a few
// screens.
var CommentLimit = Limit{Changes: 200, Bytes: 60_000}

// A form is how a report is written.
type form struct {
	sentence func(Sentence) string
	strong   func(string) string
	bullet   string // before each change
	indent   string // before each sentence of a change that has several
}

var (
	plainText = form{Sentence.String, func(s string) string { return s }, "", "  "}
	markdown  = form{Sentence.Markdown, func(s string) string { return "**" + s + "**" }, "- ", "  - "}
)

// Text returns the report for a terminal. Nothing in it comes from a record as a
// control character.
func (r Report) Text(limit Limit) string { return r.write(plainText, limit) }

// Markdown returns the report for a comment on a pull request. Nothing in a record
// becomes markup or a link in it: see Sentence.Markdown.
func (r Report) Markdown(limit Limit) string { return r.write(markdown, limit) }

// nothingChanged is the whole of a report without changes.
const nothingChanged = "Nothing that the register says changes.\n"

func (r Report) write(f form, limit Limit) string {
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
	return slices.ContainsFunc(r.Changes, func(c Change) bool { return c.Standing != nil })
}

// leftOut says what is not shown.
func (f form) leftOut(hidden []Change) string {
	return f.strong(f.sentence(say("This is not all, but the gravest of it. Left out: %v", summary(hidden)))) + ".\n"
}

// blocks returns the changes as they are written, as many as fit beside what is
// used already, and the changes that do not.
func (r Report) blocks(f form, limit Limit, used int) (shown []string, hidden []Change) {
	told, rewritten := r.told()
	all := f.rewritten(rewritten)
	if limit.Changes == 0 || len(told) <= limit.Changes {
		shown, hidden = r.fit(f, told, limit, used+len(all))
		if len(hidden) == 0 {
			return append(shown, all), nil
		}
	}
	// The summary of what is left out is at most as long as that of all.
	used += len("\n" + f.leftOut(r.Changes))
	gravest := slices.Clone(told)
	slices.SortStableFunc(gravest, func(a, b Change) int { return gravity(a) - gravity(b) })
	most := len(gravest)
	if limit.Changes > 0 {
		most = min(most, limit.Changes)
	}
	shown, hidden = r.fit(f, gravest[:most], limit, used)
	return shown, slices.Concat(hidden, gravest[most:], rewritten)
}

// told returns the changes that are told one by one, and those of which there is
// nothing to tell.
func (r Report) told() (told, rewritten []Change) {
	for _, c := range r.Changes {
		if c.Is(Rewritten) {
			rewritten = append(rewritten, c)
		} else {
			told = append(told, c)
		}
	}
	return told, rewritten
}

// fit writes changes until the limit of bytes is reached.
func (r Report) fit(f form, changes []Change, limit Limit, used int) (shown []string, hidden []Change) {
	words := Words{orEmpty(r.Before), orEmpty(r.After)}
	for i, c := range changes {
		block := f.block(c.Subject(), words.Tell(c), limit.ofOne())
		if used += len(block); limit.Bytes > 0 && used > limit.bytes() {
			return shown, changes[i:]
		}
		shown = append(shown, block)
	}
	return shown, nil
}

// bytes is the limit of bytes that is kept to.
func (l Limit) bytes() int { return max(l.Bytes, MinBytes) }

// ofOne is how many bytes the sentences of one change may have: a tenth, so that a
// record in which very much changes leaves room for others. 0 is no limit.
func (l Limit) ofOne() int {
	if l.Bytes == 0 {
		return 0
	}
	return l.bytes() / 10
}

// block writes one change: in one line if there is one thing to tell. Sentences that
// do not fit into the limit of bytes are counted.
func (f form) block(subject Sentence, told []Sentence, limit int) string {
	var sentences []string
	size, left := 0, 0
	for _, s := range told {
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
	head := f.bullet + f.sentence(subject) + ":"
	if len(sentences) == 1 {
		return head + " " + sentences[0] + "\n"
	}
	return head + "\n" + f.indent + strings.Join(sentences, "\n"+f.indent) + "\n"
}

// rewritten names the records that say the same, in one line.
func (f form) rewritten(changes []Change) string {
	if len(changes) == 0 {
		return ""
	}
	subjects := make([]Sentence, len(changes))
	for i, c := range changes {
		subjects[i] = c.Subject()
	}
	return f.bullet + f.sentence(say("written again, and says the same: %v", nameSome(subjects))) + "\n"
}

// gravity orders changes by how much somebody may come to harm by them: 0 for the
// most.
func gravity(c Change) int {
	switch {
	case slices.ContainsFunc(c.What, func(w What) bool { return w == Removed || w == Merged || w == Unreadable }):
		return 0
	case c.Standing != nil && len(c.Standing.Past) > 0:
		return 1
	case slices.ContainsFunc(c.What, func(w What) bool { return grave[w] }):
		return 2
	}
	return 3
}

// grave are the words for what ends or stops a record, or undoes its end.
var grave = wordSet{
	PeriodRemoved: true, Suspended: true, SuspensionRemoved: true,
	Delisted: true, DelistingReversed: true, Withdrawn: true, WithdrawalReversed: true,
	CertificateRemoved: true, CertificateRevoked: true, RevocationReversed: true,
}
