package starter

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/input/dialogue"
	"opencec/tools/register"
)

// Ask asks for settings, each until the answer is valid.
func (k *Kit) Ask(d *dialogue.Dialogue, asked []Setting, settings *register.Settings) error {
	fmt.Fprintln(d.Out, "A new register. Leave an answer empty where it is not known; < goes back to the question before; Ctrl-D stops and leaves nothing behind.")
	for i := 0; i < len(asked); {
		err := k.askFor(d, asked[i], settings)
		switch {
		case errors.Is(err, dialogue.ErrBack):
			i = max(0, i-1)
		case err != nil:
			return err
		default:
			i++
		}
	}
	return nil
}

func (k *Kit) askFor(d *dialogue.Dialogue, s Setting, settings *register.Settings) error {
	name := strings.ReplaceAll(s.Name, "-", " ")
	fmt.Fprintf(d.Out, "\n%s: %s\n", name, strings.ReplaceAll(s.Usage, "`", ""))
	if s.example != "" {
		d.Say("  for example: " + s.example)
	}
	if s.Default != "" {
		d.Say("  empty for: " + s.Default)
	}
	for {
		text, err := d.Answer()
		if err != nil {
			return err
		}
		s.set(settings, cmp.Or(text, s.Default))
		problems, err := k.Check(*settings)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(problems, s.IsAbout)
		if at < 0 {
			return nil
		}
		if text == "" {
			d.Say("  " + name + " is needed")
			continue
		}
		problem := problems[at]
		problem.Path = name
		d.Say("  " + problem.Detail())
	}
}
