package legacy

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"opencec/tools/input/importing"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Options are the options of an import.
type Options struct {
	// Vocabulary is a data folder to copy settings, entity types, device classes and test
	// profiles from that the folder lacks. It is read only if something is missing.
	Vocabulary string
	Today      func(*time.Location) register.Date // in the register's time zone
	Source     *register.Source                   // where the database can be looked up; added to what is made or changed
	Sample     bool                               // mark what is in the database as made up
	Progress   importing.Progress                 // may be nil
}

// Import imports the database into the data folder dir, and creates the folder if needed. It
// refuses a folder with errors.
func Import(ctx context.Context, dir string, db *Database, opts Options) (*Report, error) {
	folder, err := importing.OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	if err := folder.AddMissing(os.DirFS(opts.Vocabulary), source.SettingsFile); err != nil {
		return nil, err
	}
	records, err := folder.Read(ctx, opts.Today(time.UTC))
	if err != nil {
		return nil, err
	}
	vocabulary := sync.OnceValues(func() (*source.Tree, error) {
		tree, err := source.Load(ctx, opts.Vocabulary)
		if err != nil {
			return nil, fmt.Errorf("the data folder lacks words that the database has, and there is no vocabulary to look them up in: %w", err)
		}
		return tree, nil
	})
	report, drafts, err := plan(db, records, vocabulary, opts)
	if err != nil {
		return nil, err
	}
	return report, folder.Write(ctx, drafts, opts.Progress)
}
