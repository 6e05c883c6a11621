package source

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"

	"opencec/tools/base/parallel"
)

// A Rewrite is the new content of a file.
type Rewrite struct {
	Name    string // in the data folder, with forward slashes
	Content []byte
}

// Reformat returns the files of the data folder dir that are not in canonical form, in that
// form, and the problems of those that cannot be read. It looks only at files for which
// wanted returns true. Of the options, only those about dot files apply.
func Reformat(ctx context.Context, dir string, wanted func(name string) bool, options ...Option) ([]Rewrite, []Problem, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close()
	t := &Tree{dir: dir, files: map[string][]byte{}, unread: map[string]string{}}
	names, err := t.list(root, newLoadOptions(root, options).dots)
	if err != nil {
		return nil, nil, fmt.Errorf("list the data folder %s: %w", dir, err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !wanted(name) })
	rewrites, problems := make([]*Rewrite, len(names)), make([][]Problem, len(names))
	err = parallel.Do(ctx, len(names), func(i int) error {
		rewrites[i], problems[i] = formatFile(root, names[i])
		return nil
	})
	var differ []Rewrite
	for _, r := range rewrites {
		if r != nil {
			differ = append(differ, *r)
		}
	}
	unread := slices.DeleteFunc(t.problems, func(p Problem) bool { return !wanted(p.File) })
	return differ, slices.Concat(unread, slices.Concat(problems...)), err
}

func formatFile(root *os.Root, name string) (*Rewrite, []Problem) {
	content, unreadable := readFile(root, name)
	if unreadable != nil {
		unreadable.File = name
		return nil, []Problem{*unreadable}
	}
	want, problems := Canonical(name, content)
	if len(problems) > 0 || bytes.Equal(want, content) {
		return nil, problems
	}
	return &Rewrite{name, want}, nil
}
