package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"opencec/tools/register"
	"opencec/tools/scaffold"
	"opencec/tools/terminal"
)

var (
	// errNoAnswers ends a dialogue whose answers came to an end: Ctrl-D.
	errNoAnswers = errors.New("stopped: nothing was written")
	// errBack is the answer "<": to the question before.
	errBack = errors.New("one question back")
	// errEdit is the wish to go through all answers again.
	errEdit = errors.New("edit the answers")
)

// A dialogue asks questions and reads the answers, a line each.
type dialogue struct {
	ctx   context.Context
	lines <-chan line
	out   io.Writer
	echo  bool // answers are shown, since no terminal does

	anyway   bool              // a record like the new one is there, and another is wanted
	asked    []string          // the fields that have had their turn, in its order
	given    map[string]string // what was answered, also before the dialogue went back
	proposed string            // the id that was last proposed
	id       string            // the one that was then chosen
}

// A line is what was typed, or why nothing was.
type line struct {
	text string
	err  error
}

// newDialogue asks on out and reads from in. Reading goes on beside, so that Ctrl-C
// ends the dialogue though nothing is typed.
func newDialogue(ctx context.Context, in io.Reader, out io.Writer) *dialogue {
	lines := make(chan line)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, scaffold.MaxAnswer+2)
		send := func(l line) bool {
			select {
			case lines <- l:
				return true
			case <-ctx.Done():
				return false
			}
		}
		for scanner.Scan() {
			if !send(line{text: scanner.Text()}) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			send(line{err: fmt.Errorf("read the answer: %w", err)})
		}
	}()
	return &dialogue{ctx: ctx, lines: lines, out: out, echo: !terminal.IsTerminal(in)}
}

// escape begins what a terminal sends for the arrow keys.
const escape = "\x1b"

// answer reads an answer, in a line.
func (d *dialogue) answer() (string, error) {
	for {
		text, err := d.read()
		switch {
		case err != nil:
			return "", err
		case text == "<":
			return "", errBack
		case !strings.Contains(text, escape):
			return text, nil
		}
		d.say("  has an arrow key or another one without a letter in it: type the answer again")
	}
}

// read reads a line.
func (d *dialogue) read() (string, error) {
	fmt.Fprint(d.out, "> ")
	select {
	case <-d.ctx.Done():
		return "", d.ctx.Err()
	case l, more := <-d.lines:
		if !more {
			fmt.Fprintln(d.out)
			return "", errNoAnswers
		}
		text := strings.TrimSpace(l.text)
		if d.echo {
			d.say(text)
		}
		return text, l.err
	}
}

// fillIn asks for what the sheet lacks, and for the id unless it was given.
func (d *dialogue) fillIn(sheet *scaffold.Sheet, id string) (string, error) {
	if d.given == nil {
		d.given = map[string]string{}
		fmt.Fprintf(d.out, "A new %s. Leave an answer empty where it is not known; < goes back to the question before; Ctrl-D stops and leaves nothing behind.\n", sheet.Kind.Name)
		if err := d.near(sheet); err != nil {
			return "", err
		}
	}
	for {
		f := d.next(sheet)
		if f == nil {
			d.forget(sheet)
			if id != "" {
				return id, sheet.CheckID(id)
			}
			chosen, err := d.askID(sheet)
			if !errors.Is(err, errBack) {
				return chosen, err
			}
			d.back(1)
			continue
		}
		if err := d.askAbout(sheet, f); err != nil {
			return "", err
		}
	}
}

// askAbout asks for a field, and whether the record is meant to be another than one
// that is there.
func (d *dialogue) askAbout(sheet *scaffold.Sheet, f *scaffold.Field) error {
	d.asked = append(d.asked, f.Name)
	err := d.ask(sheet, f)
	if errors.Is(err, errBack) {
		d.back(2)
		return nil
	}
	if err == nil && f.Naming {
		err = d.near(sheet)
	}
	if errors.Is(err, errBack) {
		d.back(1)
		return nil
	}
	return err
}

// back takes the turns of the last fields back, so that they are asked for again.
func (d *dialogue) back(turns int) {
	if turns > len(d.asked) {
		d.say("  there is no question before this one")
	}
	d.asked = d.asked[:max(0, len(d.asked)-turns)]
}

// next returns the next field to ask for: what fields there are depends on the
// answers.
func (d *dialogue) next(sheet *scaffold.Sheet) *scaffold.Field {
	for _, f := range sheet.Fields() {
		_, again := d.given[f.Name]
		if !f.Rare && !slices.Contains(d.asked, f.Name) && (again || !sheet.Has(f.Name)) {
			return f
		}
	}
	return nil
}

// forget takes back the answers to questions that are none any more, since another one
// was answered otherwise.
func (d *dialogue) forget(sheet *scaffold.Sheet) {
	fields := sheet.Fields()
	for name := range d.given {
		if !slices.ContainsFunc(fields, func(f *scaffold.Field) bool { return f.Name == name }) {
			sheet.Unset(name)
		}
	}
}

// ask asks for a field until the answer is good, or is left out.
func (d *dialogue) ask(sheet *scaffold.Sheet, f *scaffold.Field) error {
	words := sheet.Words(f)
	earlier := d.given[f.Name]
	removable := earlier != "" && !f.Required && f.Default == ""
	standard := cmp.Or(earlier, f.Default)
	if len(words) == 1 && f.Required && !f.List {
		standard = words[0].ID
	}
	d.question(f, words, standard, removable)
	for {
		text, err := d.answer()
		if err != nil {
			return err
		}
		switch text = cmp.Or(text, standard); {
		case text == "" && f.Required:
			d.say("  is required: write a value, or stop with Ctrl-D")
			continue
		case text == "", text == none && removable:
			sheet.Unset(f.Name)
			d.given[f.Name] = ""
			return nil
		}
		if err = sheet.Set(f.Name, text); err != nil {
			d.say("  " + err.Error())
			continue
		}
		d.given[f.Name] = text
		d.tellTaken(sheet, f)
		return nil
	}
}

// tellTaken says how the answer to a field was taken.
func (d *dialogue) tellTaken(sheet *scaffold.Sheet, f *scaffold.Field) {
	for _, t := range sheet.Taken() {
		if t.Field == f.Name {
			d.say("  " + t.String())
		}
	}
}

// none is the answer that takes one away that was given before.
const none = "-"

// question says what is meant, and what can be answered.
func (d *dialogue) question(f *scaffold.Field, words []scaffold.Word, standard string, removable bool) {
	title := strings.NewReplacer("_", " ", ".", " ").Replace(f.Name)
	if f.Unit != "" {
		title += " (" + f.Unit + ")"
	}
	if f.Required {
		title += " (required)"
	}
	fmt.Fprintf(d.out, "\n%s: %s\n", title, f.Help)
	switch {
	case len(words) > 0:
		fmt.Fprintf(d.out, "  one of: %s\n", scaffold.List(words))
	case f.Example != "":
		fmt.Fprintf(d.out, "  for example: %s\n", f.Example)
	}
	if f.List {
		fmt.Fprintf(d.out, "  several are separated by %q\n", f.Separator)
	}
	if standard != "" {
		d.say("  empty for: " + standard)
	}
	if removable {
		d.say("  " + none + " for none")
	}
}

// say writes a message about what was typed, safe for a terminal.
func (d *dialogue) say(text string) { fmt.Fprintln(d.out, register.Printable(text)) }

// near asks whether to go on where a record like it is there.
func (d *dialogue) near(sheet *scaffold.Sheet) error {
	found := sheet.Near()
	d.anyway = len(found) > 0
	if len(found) == 0 {
		return nil
	}
	fmt.Fprintln(d.out)
	for _, n := range found {
		d.say(fmt.Sprintf("%s is there: to extend it, edit %s", n.Text, n.File))
	}
	word, err := d.pick("Make another one all the same?", "yes/[no]")
	if errors.Is(err, errBack) && len(d.asked) == 0 {
		d.back(1)
		return d.near(sheet)
	}
	if err == nil && word == "no" {
		return errNoAnswers
	}
	return err
}

// askID asks for the id until it is a good one.
func (d *dialogue) askID(sheet *scaffold.Sheet) (string, error) {
	standard := sheet.ProposeID()
	if d.proposed != standard {
		d.proposed, d.id = standard, standard
	}
	fmt.Fprintf(d.out, "\nid: The place of the file, and the address of the page. It stays when the name changes.\n  empty for: %s\n", d.id)
	for {
		id, err := d.answer()
		if err != nil {
			return "", err
		}
		id = cmp.Or(id, d.id)
		if err = sheet.CheckID(id); err == nil {
			d.id = id
			return id, nil
		}
		d.say("  " + err.Error())
	}
}

// confirm shows the file and asks whether to write it. It returns nil for yes.
func (d *dialogue) confirm(path string, content []byte) error {
	fmt.Fprintf(d.out, "\n%s:\n\n", path)
	for text := range strings.Lines(string(content)) {
		fmt.Fprint(d.out, "  ", text)
	}
	word, err := d.pick("\nWrite it?", "[yes]/no/edit")
	switch {
	case err != nil:
		return err
	case word == "edit":
		return errEdit
	case word == "no":
		return errNoAnswers
	}
	return nil
}

// mend asks whether to mend the answers, of which a problem was told. Without an answer
// the problem stands.
func (d *dialogue) mend(problem error) error {
	word, err := d.pick("\nEdit the answers?", "[yes]/no")
	switch {
	case errors.Is(err, errNoAnswers), err == nil && word == "no":
		return problem
	case err != nil:
		return err
	}
	return errEdit
}

// pick asks a question that is answered with a word, or its first letter. Among the
// choices, "yes/[no]", an empty answer is the one in brackets.
func (d *dialogue) pick(question, choices string) (string, error) {
	fmt.Fprintf(d.out, "%s %s\n", question, choices)
	words := strings.Split(strings.NewReplacer("[", "", "]", "").Replace(choices), "/")
	for {
		text, err := d.answer()
		if err != nil {
			return "", err
		}
		if text == "" {
			_, after, _ := strings.Cut(choices, "[")
			text, _, _ = strings.Cut(after, "]")
		}
		for _, word := range words {
			if strings.EqualFold(text, word) || strings.EqualFold(text, word[:1]) {
				return word, nil
			}
		}
		d.say("  answer " + strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1])
	}
}
