package newrecord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"opencec/tools/base/spelling"
	"opencec/tools/command/datafolder"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A recordFile is a new record with the content of its file.
type recordFile struct {
	record  register.Record
	content []byte
}

// check checks new records together with the register, reports the problems, and returns the
// files to write.
func (m *Builder) check(ctx context.Context, recs ...register.Record) ([]recordFile, error) {
	problems, err := m.problems(ctx, recs)
	if err != nil {
		return nil, err
	}
	for _, p := range problems {
		fmt.Fprintln(m.Stderr, problemLine(m.Dir, p))
	}
	if hasErrors(problems) {
		fmt.Fprintln(m.Stderr, "nothing was written")
		return nil, ErrProblems
	}
	return m.encode(recs...)
}

// anywayHint says how to make a record despite the problem.
const anywayHint = ", or make it all the same with --anyway"

// problems returns the problems of new records by the rules. If there are none, it returns those
// whose model is another spelling of an existing one, unless the user wants them anyway.
func (m *Builder) problems(ctx context.Context, recs []register.Record) ([]register.Problem, error) {
	problems, err := m.Form.Check(recs, m.On)
	if err != nil || m.Anyway || hasErrors(problems) {
		return problems, err
	}
	respelled, err := m.Form.Respelled(ctx, recs)
	for i := range respelled {
		respelled[i].Message += anywayHint
	}
	return append(problems, respelled...), err
}

func hasErrors(problems []register.Problem) bool {
	return slices.ContainsFunc(problems, func(p register.Problem) bool { return p.Severity == register.Error })
}

// encode returns the files of records.
func (m *Builder) encode(recs ...register.Record) ([]recordFile, error) {
	drafts := make([]recordFile, len(recs))
	for i, rec := range recs {
		content, err := source.Encode(rec)
		if err != nil {
			return nil, err
		}
		if len(content) > source.MaxFileSize {
			return nil, fmt.Errorf("%s: %w", m.pathOf(rec), source.ErrTooLarge)
		}
		drafts[i] = recordFile{rec, content}
	}
	return drafts, nil
}

// problemLine formats a problem of a record that has no lines yet.
func problemLine(dir string, p register.Problem) string {
	text := dir + "/" + source.PathOf(p.Kind, p.ID) + ": "
	if p.Severity == register.Warning {
		text += "warning: "
	}
	if p.Field != "" {
		text += p.Field + ": "
	}
	text += p.Message
	if p.Suggestion != "" {
		text += fmt.Sprintf(" (did you mean %s?)", p.Suggestion)
	}
	return spelling.Printable(text)
}

// A madeRecord is a new record as JSON.
type madeRecord struct {
	Path   string          `json:"path"`
	Record register.Record `json:"record"`
	File   string          `json:"file"` // the content
}

// print writes the records as JSON, or their files one after the other.
func (m *Builder) print(drafts []recordFile) error {
	if m.JSON {
		made := make([]madeRecord, len(drafts))
		for i, d := range drafts {
			made[i] = madeRecord{m.pathOf(d.record), d.record, string(d.content)}
		}
		enc := json.NewEncoder(m.Stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{"records": made})
	}
	for i, d := range drafts {
		if len(drafts) > 1 {
			if i > 0 {
				fmt.Fprintln(m.Stdout)
			}
			fmt.Fprintf(m.Stdout, "# %s\n", m.pathOf(d.record))
		}
		if _, err := m.Stdout.Write(d.content); err != nil {
			return fmt.Errorf("print the file: %w", err)
		}
	}
	return nil
}

// write writes all files or, if one cannot be written, none. It prints their paths.
func (m *Builder) write(ctx context.Context, drafts []recordFile) error {
	root, err := os.OpenRoot(m.Dir)
	if err != nil {
		return fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close()
	for i, d := range drafts {
		name := source.PathOf(d.record.RecordKind(), d.record.RecordMeta().ID)
		err := ctx.Err()
		if err == nil {
			err = writeNew(root, name, d.content)
		}
		if err != nil {
			return errors.Join(m.explainUnwritten(d.record, err), removeFiles(root, drafts[:i]))
		}
	}
	for _, d := range drafts {
		fmt.Fprintln(m.Stdout, m.pathOf(d.record))
	}
	m.printNextSteps(drafts)
	return nil
}

// explainUnwritten adds to the error of writing a file what to do if the folder is not writable.
func (m *Builder) explainUnwritten(rec register.Record, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%s cannot be written, since its folder allows no new files to you; nothing was written. "+
			"Change that, or print the file with --dry-run and save it elsewhere (%w)", m.pathOf(rec), err)
	}
	return err
}

// writeNew writes a file that must not exist. It may have been created since the folder was read,
// or be a file that the register ignores.
func writeNew(root *os.Root, name string, content []byte) error {
	if _, err := root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fmt.Errorf("%s is there already", name)
		}
		return err
	}
	return source.WriteFile(root, name, content)
}

func removeFiles(root *os.Root, written []recordFile) error {
	var errs []error
	for _, d := range written {
		errs = append(errs, root.Remove(source.PathOf(d.record.RecordKind(), d.record.RecordMeta().ID)))
	}
	return errors.Join(errs...)
}

// printNextSteps lists the next steps. The commit includes the whole data folder, because it may
// have other new files, such as that of the manufacturer.
func (m *Builder) printNextSteps(drafts []recordFile) {
	what := drafts[0].record.RecordMeta().ID
	switch last := drafts[len(drafts)-1].record; {
	case last.RecordKind() == register.Certificates && len(drafts) > 1:
		what += " and " + last.RecordMeta().ID
	case len(drafts) > 1:
		what = fmt.Sprintf("%d listings", len(drafts))
	}
	fmt.Fprintf(m.Stderr, "\nNext: look at it, check the register, commit, and open a pull request:\n"+
		"   opencec validate%s\n   git add %s\n   git commit -m \"Add %s\"\n   git push --set-upstream origin HEAD\n", datafolder.DataFlag(m.Dir), m.Dir, what)
}
