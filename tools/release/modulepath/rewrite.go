package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A rewriter replaces one module path by another.
type rewriter struct {
	from, to string
	// packages matches the path of a package below the module: the module path and the
	// name of a top folder with Go files. Without the folder, any mention of the program
	// opencec would match the local path.
	packages *regexp.Regexp
	// rules matches the module path in a rule of .golangci.yml about all of its packages.
	rules *regexp.Regexp
}

func newRewriter(from, to string, files []string) *rewriter {
	top := map[string]bool{}
	for _, name := range files {
		if folder, _, below := strings.Cut(name, "/"); below && path.Ext(name) == ".go" {
			top[regexp.QuoteMeta(folder)] = true
		}
	}
	folders := strings.Join(slices.Sorted(maps.Keys(top)), "|")
	return &rewriter{
		from: from, to: to,
		packages: regexp.MustCompile(`(^|[^\w./@$~-])` + regexp.QuoteMeta(from) + `(/(?:` + folders + `))\b`),
		rules:    regexp.MustCompile(`(\bpkg: *["']?)` + regexp.QuoteMeta(from) + `(["',} \r\n])`),
	}
}

// text replaces the paths of packages in any text.
func (r *rewriter) text(content []byte) []byte {
	replacement := []byte("${1}" + strings.ReplaceAll(r.to, "$", "$$") + "${2}")
	// The second pass finds paths that begin where the previous match ended.
	for range 2 {
		content = r.packages.ReplaceAll(content, replacement)
	}
	return r.rules.ReplaceAll(content, replacement)
}

// goFile replaces the paths of packages in a Go file, including that of the root package,
// and formats the changed file.
func (r *rewriter) goFile(name string, content []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, content, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	changed := slices.Clone(content)
	for _, spec := range slices.Backward(file.Imports) {
		if imported, err := strconv.Unquote(spec.Path.Value); err != nil || imported != r.from {
			continue
		}
		start, end := fset.Position(spec.Path.Pos()).Offset, fset.Position(spec.Path.End()).Offset
		changed = slices.Replace(changed, start, end, []byte(strconv.Quote(r.to))...)
	}
	if changed = r.text(changed); bytes.Equal(changed, content) {
		return content, nil
	}
	formatted, err := format.Source(changed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return formatted, nil
}

type changedFile struct {
	path    string
	content []byte
}

// write replaces the content of the file and keeps its mode.
func (f changedFile) write() error { return os.WriteFile(f.path, f.content, 0o666) }

// rewriteFiles returns the changed files, without go.mod, and reports every file that
// cannot be rewritten.
func rewriteFiles(root string, files []string, rewriters []*rewriter) ([]changedFile, error) {
	var changed []changedFile
	var errs []error
	for _, name := range files {
		f := changedFile{path: filepath.Join(root, filepath.FromSlash(name))}
		info, err := os.Lstat(f.path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
			continue // removed from the checkout, or a link
		}
		content, err := os.ReadFile(f.path)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if name == "go.mod" || !utf8.Valid(content) {
			continue
		}
		if f.content, err = rewriteFile(name, content, rewriters); err != nil {
			errs = append(errs, err)
		} else if !bytes.Equal(f.content, content) {
			changed = append(changed, f)
		}
	}
	return changed, errors.Join(errs...)
}

func rewriteFile(name string, content []byte, rewriters []*rewriter) ([]byte, error) {
	// The go command does not compile what is in a folder testdata, which may be broken
	// on purpose.
	compiled := path.Ext(name) == ".go" && !slices.Contains(strings.Split(name, "/"), "testdata")
	for _, r := range rewriters {
		if !bytes.Contains(content, []byte(r.from)) {
			continue
		}
		if !compiled {
			content = r.text(content)
			continue
		}
		var err error
		if content, err = r.goFile(name, content); err != nil {
			return nil, err
		}
	}
	return content, nil
}
