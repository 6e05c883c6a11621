package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"opencec/tools/register"
	"opencec/tools/scaffold"
)

// errNoAnswers ends a dialogue whose answers came to an end: Ctrl-D.
var errNoAnswers = errors.New("stopped: nothing was written")

// A dialogue asks questions and reads the answers, a line each.
type dialogue struct {
	ctx   context.Context
	lines <-chan line
	out   io.Writer
	echo  bool // answers are shown, since no terminal does

	anyway bool // a record like the new one is there, and another is wanted
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
	return &dialogue{ctx: ctx, lines: lines, out: out, echo: !isTerminal(in)}
}

// answer reads a line.
func (d *dialogue) answer() (string, error) {
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
	fmt.Fprintf(d.out, "A new %s. Leave an answer empty where it is not known; Ctrl-D stops and leaves nothing behind.\n", sheet.Kind.Name)
	asked := map[string]bool{}
	for f := next(sheet, asked); f != nil; f = next(sheet, asked) {
		asked[f.Name] = true
		if err := d.ask(sheet, f); err != nil {
			return "", err
		}
		if f.Naming {
			if err := d.near(sheet); err != nil {
				return "", err
			}
		}
	}
	if id != "" {
		return id, sheet.CheckID(id)
	}
	return d.askID(sheet)
}

// next returns the next field to ask for: what fields there are depends on the
// answers.
func next(sheet *scaffold.Sheet, asked map[string]bool) *scaffold.Field {
	for _, f := range sheet.Fields() {
		if !f.Rare && !asked[f.Name] && !sheet.Has(f.Name) {
			return f
		}
	}
	return nil
}

// ask asks for a field until the answer is good, or is left out.
func (d *dialogue) ask(sheet *scaffold.Sheet, f *scaffold.Field) error {
	words := sheet.Words(f)
	standard := f.Default
	if len(words) == 1 && f.Required && !f.List {
		standard = words[0].ID
	}
	d.question(f, words, standard)
	for {
		text, err := d.answer()
		if err != nil {
			return err
		}
		if text == "" {
			text = standard
		}
		switch {
		case text == "" && f.Required:
			d.say("  is required: write a value, or stop with Ctrl-D")
			continue
		case text == "":
			return nil
		}
		before := len(sheet.Taken())
		err = sheet.Set(f.Name, text)
		if err == nil {
			for _, t := range sheet.Taken()[before:] {
				d.say("  " + t.String())
			}
			return nil
		}
		d.say("  " + err.Error())
	}
}

// question says what is meant, and what can be answered.
func (d *dialogue) question(f *scaffold.Field, words []scaffold.Word, standard string) {
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
		fmt.Fprintf(d.out, "  empty for: %s\n", standard)
	}
}

// say writes a message about what was typed, safe for a terminal.
func (d *dialogue) say(text string) { fmt.Fprintln(d.out, register.Printable(text)) }

// near asks whether to go on where a record like it is there.
func (d *dialogue) near(sheet *scaffold.Sheet) error {
	found := sheet.Near()
	if len(found) == 0 {
		return nil
	}
	fmt.Fprintln(d.out)
	for _, n := range found {
		d.say(fmt.Sprintf("%s is there: to extend it, edit %s", n.Text, n.File))
	}
	yes, err := d.yes("Make another one all the same?", false)
	if err == nil && !yes {
		return errNoAnswers
	}
	d.anyway = yes
	return err
}

func (d *dialogue) askID(sheet *scaffold.Sheet) (string, error) {
	proposed := sheet.ProposeID()
	fmt.Fprintf(d.out, "\nid: The place of the file, and the address of the page. It stays when the name changes.\n  empty for: %s\n", proposed)
	for {
		id, err := d.answer()
		if err != nil {
			return "", err
		}
		if id == "" {
			id = proposed
		}
		if err = sheet.CheckID(id); err == nil {
			return id, nil
		}
		d.say("  " + err.Error())
	}
}

// confirm shows the file and asks whether to write it.
func (d *dialogue) confirm(path string, content []byte) (bool, error) {
	fmt.Fprintf(d.out, "\n%s:\n\n", path)
	for text := range strings.Lines(string(content)) {
		fmt.Fprint(d.out, "  ", text)
	}
	yes, err := d.yes("\nWrite it?", true)
	if err == nil && !yes {
		return false, errNoAnswers
	}
	return yes, err
}

func (d *dialogue) yes(question string, standard bool) (bool, error) {
	choices := "[yes]/no"
	if !standard {
		choices = "yes/[no]"
	}
	fmt.Fprintf(d.out, "%s %s\n", question, choices)
	for {
		text, err := d.answer()
		if err != nil {
			return false, err
		}
		switch strings.ToLower(text) {
		case "":
			return standard, nil
		case "yes", "y":
			return true, nil
		case "no", "n":
			return false, nil
		}
		d.say("  answer yes or no")
	}
}
