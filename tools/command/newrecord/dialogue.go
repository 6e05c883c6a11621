package newrecord

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/input/dialogue"
	"opencec/tools/input/scaffold"
)

// errEdit reports that the person wants to edit the answers.
var errEdit = errors.New("edit the answers")

// questions ask for the fields of a record.
type questions struct {
	*dialogue.Dialogue

	anyway   bool              // a record like the new one is there, and another is wanted
	asked    []string          // the fields that have had their turn, in its order
	given    map[string]string // what was answered, also before the dialogue went back
	proposed string            // the id that was last proposed
	id       string            // the one that was then chosen
}

// fillIn asks for the fields that the sheet lacks, and for the id unless it is given.
func (d *questions) fillIn(sheet *scaffold.Sheet, id string) (string, error) {
	if d.given == nil {
		d.given = map[string]string{}
		fmt.Fprintf(d.Out, "A new %s. Leave an answer empty where it is not known; < goes back to the question before; Ctrl-D stops and leaves nothing behind.\n", sheet.Kind.Name())
		if err := d.askSimilar(sheet); err != nil {
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
			if !errors.Is(err, dialogue.ErrBack) {
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

// askAbout asks for a field and, if similar records exist, whether the new one is another.
func (d *questions) askAbout(sheet *scaffold.Sheet, f *scaffold.Field) error {
	d.asked = append(d.asked, f.Name)
	err := d.ask(sheet, f)
	if errors.Is(err, dialogue.ErrBack) {
		d.back(2)
		return nil
	}
	if err == nil && f.Naming {
		err = d.askSimilar(sheet)
	}
	if errors.Is(err, dialogue.ErrBack) {
		d.back(1)
		return nil
	}
	return err
}

// back goes back by some questions, so that they are asked again.
func (d *questions) back(turns int) {
	if turns > len(d.asked) {
		d.Say("  there is no question before this one")
	}
	d.asked = d.asked[:max(0, len(d.asked)-turns)]
}

// next returns the next field to ask for, or nil. The fields depend on the answers.
func (d *questions) next(sheet *scaffold.Sheet) *scaffold.Field {
	for _, f := range sheet.Fields() {
		_, again := d.given[f.Name]
		if !f.Rare && !slices.Contains(d.asked, f.Name) && (again || !sheet.Has(f.Name)) {
			return f
		}
	}
	return nil
}

// forget removes the answers to questions that no longer apply, because another answer changed.
func (d *questions) forget(sheet *scaffold.Sheet) {
	fields := sheet.Fields()
	for name := range d.given {
		if !slices.ContainsFunc(fields, func(f *scaffold.Field) bool { return f.Name == name }) {
			sheet.Unset(name)
		}
	}
}

// ask asks for a field until the answer is valid, or empty.
func (d *questions) ask(sheet *scaffold.Sheet, f *scaffold.Field) error {
	words := sheet.Choices(f)
	earlier := d.given[f.Name]
	removable := earlier != "" && !f.Required && f.Default == ""
	standard := cmp.Or(earlier, f.Default)
	if len(words) == 1 && f.Required && !f.List {
		standard = words[0].ID
	}
	d.question(f, words, standard, removable)
	for {
		text, err := d.Answer()
		if err != nil {
			return err
		}
		switch text = cmp.Or(text, standard); {
		case text == "" && f.Required:
			d.Say("  is required: write a value, or stop with Ctrl-D")
			continue
		case text == "", text == none && removable:
			sheet.Unset(f.Name)
			d.given[f.Name] = ""
			return nil
		}
		if err = sheet.Set(f.Name, text); err != nil {
			d.Say("  " + err.Error())
			continue
		}
		d.given[f.Name] = text
		d.reportInterpretation(sheet, f)
		return nil
	}
}

// reportInterpretation shows how the answer to a field was understood.
func (d *questions) reportInterpretation(sheet *scaffold.Sheet, f *scaffold.Field) {
	for _, t := range sheet.Interpretations() {
		if t.Field == f.Name {
			d.Say("  " + t.String())
		}
	}
}

// none is the answer that removes an earlier one.
const none = "-"

// question asks for a field, with the possible answers.
func (d *questions) question(f *scaffold.Field, words []scaffold.Choice, standard string, removable bool) {
	title := strings.NewReplacer("_", " ", ".", " ").Replace(f.Name)
	if f.Unit != "" {
		title += " (" + f.Unit + ")"
	}
	if f.Required {
		title += " (required)"
	}
	fmt.Fprintf(d.Out, "\n%s: %s\n", title, f.Help)
	switch {
	case len(words) > 0:
		fmt.Fprintf(d.Out, "  one of: %s\n", scaffold.ListChoices(words))
	case f.Example != "":
		fmt.Fprintf(d.Out, "  for example: %s\n", f.Example)
	}
	if f.List {
		fmt.Fprintf(d.Out, "  several are separated by %q\n", f.Separator)
	}
	if standard != "" {
		d.Say("  empty for: " + standard)
	}
	if removable {
		d.Say("  " + none + " for none")
	}
}

// askSimilar asks whether to continue if similar records exist.
func (d *questions) askSimilar(sheet *scaffold.Sheet) error {
	found := sheet.Similar()
	d.anyway = len(found) > 0
	if len(found) == 0 {
		return nil
	}
	fmt.Fprintln(d.Out)
	for _, n := range found {
		d.Say(fmt.Sprintf("%s is there: to extend it, edit %s", n.Text, n.File))
	}
	word, err := d.Pick("Make another one all the same?", "yes/[no]")
	if errors.Is(err, dialogue.ErrBack) && len(d.asked) == 0 {
		d.back(1)
		return d.askSimilar(sheet)
	}
	if err == nil && word == "no" {
		return dialogue.ErrStopped
	}
	return err
}

// askID asks for the id until it is valid.
func (d *questions) askID(sheet *scaffold.Sheet) (string, error) {
	standard := sheet.ProposeID()
	if d.proposed != standard {
		d.proposed, d.id = standard, standard
	}
	fmt.Fprintf(d.Out, "\nid: The place of the file, and the address of the page. It stays when the name changes.\n  empty for: %s\n", d.id)
	for {
		id, err := d.Answer()
		if err != nil {
			return "", err
		}
		id = cmp.Or(id, d.id)
		if err = sheet.CheckID(id); err == nil {
			d.id = id
			return id, nil
		}
		d.Say("  " + err.Error())
	}
}

// confirm shows the file and asks whether to write it. It returns nil for yes.
func (d *questions) confirm(path string, content []byte) error {
	fmt.Fprintf(d.Out, "\n%s:\n\n", path)
	for text := range strings.Lines(string(content)) {
		fmt.Fprint(d.Out, "  ", text)
	}
	word, err := d.Pick("\nWrite it?", "[yes]/no/edit")
	switch {
	case err != nil:
		return err
	case word == "edit":
		return errEdit
	case word == "no":
		return dialogue.ErrStopped
	}
	return nil
}

// offerEdit asks whether to edit the answers after a problem. Without an answer it returns the
// problem.
func (d *questions) offerEdit(problem error) error {
	word, err := d.Pick("\nEdit the answers?", "[yes]/no")
	switch {
	case errors.Is(err, dialogue.ErrStopped), err == nil && word == "no":
		return problem
	case err != nil:
		return err
	}
	return errEdit
}
