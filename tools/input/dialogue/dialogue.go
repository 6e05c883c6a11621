// Package dialogue asks a person questions and reads the answers, one per line.
//
//	d := dialogue.New(ctx, os.Stdin, os.Stderr, 1000)
//	fmt.Fprintln(d.Out, "What is its name?")
//	name, err := d.Answer()
//	…
//	word, err := d.Pick("Write it?", "[yes]/no")
//
// The answer "<" returns ErrBack: the person wants to answer the previous question again.
package dialogue

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/base/terminal"
)

var (
	// ErrStopped reports that the input ended, as by Ctrl-D.
	ErrStopped = errors.New("stopped: nothing was written")
	// ErrBack reports the answer "<", which goes back to the previous question.
	ErrBack = errors.New("one question back")
)

// A Dialogue asks questions and reads the answers.
type Dialogue struct {
	Out io.Writer // of the questions

	ctx   context.Context
	lines <-chan line
	echo  bool // answers are shown, since no terminal does
}

// A line is a line of input, or the error of reading it.
type line struct {
	text string
	err  error
}

// New returns a Dialogue that asks on out and reads lines of at most maxLine bytes from in. It
// reads in the background, so that Ctrl-C ends the dialogue even if nothing is typed.
func New(ctx context.Context, in io.Reader, out io.Writer, maxLine int) *Dialogue {
	lines := make(chan line)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, maxLine+2)
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
	return &Dialogue{Out: out, ctx: ctx, lines: lines, echo: !terminal.IsTerminal(in)}
}

// escape begins the codes that a terminal sends for arrow keys.
const escape = "\x1b"

// Answer reads an answer.
func (d *Dialogue) Answer() (string, error) {
	for {
		text, err := d.read()
		switch {
		case err != nil:
			return "", err
		case text == "<":
			return "", ErrBack
		case !strings.Contains(text, escape):
			return text, nil
		}
		d.Say("  has an arrow key or another one without a letter in it: type the answer again")
	}
}

// read reads a line.
func (d *Dialogue) read() (string, error) {
	fmt.Fprint(d.Out, "> ")
	select {
	case <-d.ctx.Done():
		return "", d.ctx.Err()
	case l, more := <-d.lines:
		if !more {
			fmt.Fprintln(d.Out)
			return "", ErrStopped
		}
		text := strings.TrimSpace(l.text)
		if d.echo {
			d.Say(text)
		}
		return text, l.err
	}
}

// Say writes a message about an answer, safe for a terminal.
func (d *Dialogue) Say(text string) { fmt.Fprintln(d.Out, spelling.Printable(text)) }

// Pick asks a question whose answer is one of the choices, "yes/[no]", or its first letter. An
// empty answer selects the one in brackets.
func (d *Dialogue) Pick(question, choices string) (string, error) {
	fmt.Fprintf(d.Out, "%s %s\n", question, choices)
	words := strings.Split(strings.NewReplacer("[", "", "]", "").Replace(choices), "/")
	for {
		text, err := d.Answer()
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
		d.Say("  answer " + strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1])
	}
}

// IsInteractive reports whether somebody can answer: in is a terminal and not the null device,
// which resembles a terminal.
func IsInteractive(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok || !terminal.IsTerminal(f) {
		return false
	}
	info, err := f.Stat()
	null, nullErr := os.Stat(os.DevNull)
	return err == nil && nullErr == nil && !os.SameFile(info, null)
}
