package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"opencec/tools/command/datafolder"
	"opencec/tools/input/source"
)

// fix fixes what has only one right fix in the files of a folder, or only in those under paths,
// and reports each fix on stderr. It returns the number of fixes. The folder was read before, and
// must be read again.
func (env *environment) fix(c *cli.Context, f *datafolder.Folder, paths []string) (fixed int, err error) {
	wanted := func(name string) bool {
		return len(paths) == 0 || datafolder.IsWithinAny(datafolder.Path(f.Dir, name), paths)
	}
	files, fixes, err := f.Tree.Fix(c.Context, wanted)
	if err != nil {
		return 0, fmt.Errorf("fix the files: %w", err)
	}
	if err := datafolder.WriteFiles(c.Context, f.Dir, files); err != nil {
		return 0, err
	}
	listed := 0
	for i, m := range fixes {
		fixed += m.Count()
		if i < source.MaxReported {
			m.File = datafolder.Path(f.Dir, m.File)
			fmt.Fprintln(env.stderr, "fixed:", m)
			listed += m.Count()
		}
	}
	if fixed > listed {
		fmt.Fprintf(env.stderr, "fixed: and %d more in other files\n", fixed-listed)
	}
	return fixed, nil
}
