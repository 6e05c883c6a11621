package datafolder

import (
	"context"
	"fmt"
	"path"

	"opencec/tools/history"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// CountFixable returns how many of the errors Fix would fix.
func (f *Folder) CountFixable(ctx context.Context, problems []source.Problem) (int, error) {
	files := map[string]bool{}
	for _, p := range problems {
		files[p.File] = true
	}
	_, fixes, err := f.Tree.Fix(ctx, func(name string) bool { return files[Path(f.Dir, name)] })
	if err != nil {
		return 0, fmt.Errorf("look for what can be fixed: %w", err)
	}
	type position struct {
		file string
		line int
		path string
	}
	fixed := map[position]bool{}
	for _, m := range fixes {
		fixed[position{Path(f.Dir, m.File), m.Line, m.Path}] = true
	}
	count := 0
	for _, p := range problems {
		if p.Severity == register.Error && fixed[position{p.File, p.Line, p.Path}] {
			count++
		}
	}
	return count, nil
}

// AddEdits adds to problems the edits that fix them.
func (f *Folder) AddEdits(problems []source.Problem) {
	source.AddEdits(problems, func(file string) []byte {
		return f.Tree.File(f.fileName(file))
	})
}

// NameFromTop names the files of problems from the top of the repository, for programs that do
// not know the command line, and adds the edits that fix the problems.
func (f *Folder) NameFromTop(problems []source.Problem, omitted *source.Omitted) {
	f.AddEdits(problems)
	top, folder, err := history.FindCheckout(f.Dir)
	if err != nil || top == "" {
		return // the files are in none
	}
	for i, p := range problems {
		name := f.fileName(p.File)
		problems[i].File = path.Join(folder, name)
		if f.Tree.File(name) == nil {
			problems[i].Edit = nil // a deleted file has no lines to edit
		}
	}
	if omitted != nil {
		for i, file := range omitted.Files {
			omitted.Files[i].File = path.Join(folder, f.fileName(file.File))
		}
	}
}

// Files returns the paths of the files that were read.
func (f *Folder) Files() []string {
	names := f.Tree.Files()
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = Path(f.Dir, name)
	}
	return shown
}

// ProblemFiles returns the paths of the files with problems, including unreadable ones.
func (f *Folder) ProblemFiles() []string {
	files := make([]string, len(f.Report.Problems))
	for i, p := range f.Report.Problems {
		files[i] = p.File
	}
	return files
}
