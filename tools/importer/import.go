package importer

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"opencec/tools/register"
	"opencec/tools/source"
)

// Options of an import.
type Options struct {
	Vocabulary fs.FS            // a data folder to copy settings and vocabulary from, where dir has none
	On         register.Date    // today
	Source     *register.Source // where the lists are from; added to what is made or changed
	Progress   Progress         // may be nil
}

// Import brings lists into the data folder dir, which is made if it is not there.
// A folder with errors is refused: what cannot be read would be made a second
// time.
func Import(ctx context.Context, dir string, lists []*List, opts Options) (*Report, error) {
	if err := checkLists(lists); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close()
	if _, err := AddVocabulary(root, opts.Vocabulary, lists); err != nil {
		return nil, err
	}
	tree, err := source.Load(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := refuseErrors(tree.Check(opts.On)); err != nil {
		return nil, err
	}
	plan, err := NewPlan(&tree.Records, lists, opts.Source)
	if err != nil {
		return nil, err
	}
	return &plan.Report, plan.Write(ctx, root, opts.Progress)
}

// refuseErrors returns an error that names the first of the errors.
func refuseErrors(problems []source.Problem) error {
	var first string
	errors := 0
	for _, p := range problems {
		if p.Severity != register.Error {
			continue
		}
		if errors++; errors == 1 {
			first = p.String()
		}
	}
	if errors == 0 {
		return nil
	}
	return fmt.Errorf("the data folder has %s, mend them first: %s", count(errors, "error"), first)
}
