package importer

import (
	"context"
	"fmt"
	"io/fs"

	"opencec/tools/input/importing"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Options are the options of an import.
type Options struct {
	Vocabulary fs.FS              // a data folder to copy settings and vocabulary from, where dir has none
	On         register.Date      // today
	Date       register.Date      // the lists' own date; no date for AssumedDate
	Source     *register.Source   // where the lists are from; added to what is made or changed
	Progress   importing.Progress // may be nil
	Read       []source.Option    // how the folder is read
}

// Import imports lists into the data folder dir, and creates the folder if needed. It
// refuses a folder with errors, because it would make unreadable records a second time.
func Import(ctx context.Context, dir string, lists []*List, opts Options) (*Report, error) {
	if err := checkLists(lists); err != nil {
		return nil, err
	}
	folder, err := importing.OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	if err := folder.AddMissing(opts.Vocabulary, vocabularyOf(lists)...); err != nil {
		return nil, err
	}
	records, err := folder.Read(ctx, opts.On, opts.Read...)
	if err != nil {
		return nil, err
	}
	isAssumed := opts.Date.IsZero()
	if isAssumed {
		opts.Date = AssumedDate(records, lists, opts.On)
	}
	if opts.Date.After(opts.On) {
		return nil, fmt.Errorf("the lists cannot be of %s: today is %s", opts.Date, opts.On)
	}
	plan, err := NewPlan(records, lists, Provenance{opts.Date, opts.Source})
	if err != nil {
		return nil, err
	}
	err = folder.Write(ctx, plan.Drafts, opts.Progress)
	plan.Report.DateAssumed = isAssumed
	plan.Report.Files = folder.Written()
	return &plan.Report, err
}

// vocabularyOf returns the files that a data folder needs for lists: the settings, the entity
// type device and the device classes.
func vocabularyOf(lists []*List) []string {
	names := []string{source.SettingsFile, source.PathOf(register.EntityTypes, register.EntityDevice)}
	for _, l := range lists {
		names = append(names, source.PathOf(register.DeviceClasses, l.Kind.DeviceClass()))
	}
	return names
}
