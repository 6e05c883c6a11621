// The program licences prints the licences of all modules that are compiled into
// programs, which must be passed on with the programs:
//
//	go run ./tools/release/licences ./cmd/opencec ./cmd/opencec-api
//
// It takes the texts from the modules themselves: from the folder of each package that is
// compiled in for Linux, macOS or Windows, and from its parents up to the module's root.
// A module without any text is an error. A text shared by several modules is written
// once.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) }

// run returns 0 on success, 1 for a missing licence, and 2 for wrong use.
func run(ctx context.Context, packages []string, stdout, stderr io.Writer) int {
	if len(packages) == 0 || strings.HasPrefix(packages[0], "-") {
		fmt.Fprintln(stderr, "usage: licences PACKAGE…")
		return 2
	}
	texts, err := collect(ctx, packages)
	if err == nil {
		err = write(stdout, texts)
	}
	if err != nil {
		fmt.Fprintf(stderr, "licences: %v\n", err)
		return 1
	}
	return 0
}

// A text is the text of a licence, or of a notice that belongs to it.
type text struct {
	content string
	of      []string // modules, and their files with the text
}

// systems are the operating systems of releases.
var systems = []string{"linux", "darwin", "windows"}

// A goPackage is the output of go list for a package.
type goPackage struct {
	Dir, ImportPath string
	Standard        bool
	Module          *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// collect returns the texts for the packages and all their dependencies, in the order of
// the modules.
func collect(ctx context.Context, packages []string) ([]text, error) {
	goLicence, err := goLicence(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]string{} // paths of texts, by what they belong to
	without := map[string]bool{}
	for _, system := range systems {
		all, err := list(ctx, system, packages)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			if p.Standard || p.Module == nil || p.Module.Main {
				continue
			}
			module := p.Module.Path + " " + p.Module.Version
			files, err := licenceFiles(p.Dir, p.Module.Dir)
			if err != nil {
				return nil, err
			}
			without[module] = without[module] || len(files) == 0
			for _, file := range files {
				name, err := filepath.Rel(p.Module.Dir, file)
				if err != nil {
					return nil, err
				}
				found[module+", "+filepath.ToSlash(name)] = file
			}
		}
	}
	var errs []error
	for _, module := range slices.Sorted(maps.Keys(without)) {
		if without[module] {
			errs = append(errs, fmt.Errorf("%s has no file with its licence", module))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	found["Go and its standard library, LICENSE"] = goLicence
	return group(found)
}

// group reads the files and merges those with the same text.
func group(found map[string]string) ([]text, error) {
	var texts []text
	at := map[string]int{}
	for _, of := range slices.Sorted(maps.Keys(found)) {
		content, err := os.ReadFile(found[of])
		if err != nil {
			return nil, err
		}
		trimmed := strings.TrimSpace(strings.ReplaceAll(string(content), "\r\n", "\n"))
		i, ok := at[trimmed]
		if !ok {
			i = len(texts)
			at[trimmed] = i
			texts = append(texts, text{content: trimmed})
		}
		texts[i].of = append(texts[i].of, of)
	}
	return texts, nil
}

// list returns the packages and all their dependencies on a system.
func list(ctx context.Context, system string, packages []string) ([]goPackage, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", "-deps", "-json=Dir,ImportPath,Standard,Module", "--"}, packages...)...)
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list for %s: %w\n%s", system, err, &stderr)
	}
	var all []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("go list for %s: %w", system, err)
		}
		all = append(all, p)
	}
}

// goLicence returns the path of Go's own licence. Some distributions keep it outside Go's
// sources.
func goLicence(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT: %w", err)
	}
	root := strings.TrimSpace(string(out))
	for _, name := range []string{filepath.Join(root, "LICENSE"), filepath.Join(root, "..", "LICENSE")} {
		if _, err := os.Stat(name); err == nil {
			return name, nil
		}
	}
	return "", fmt.Errorf("the licence of Go is not in %s", root)
}

var licenceName = regexp.MustCompile(`(?i)^((un)?licen[cs]e|copying|notice)([._-].*)?$`)

// licenceFiles returns the licence and notice files in a folder and its parents, up to
// the root of its module.
func licenceFiles(folder, module string) ([]string, error) {
	var files []string
	for {
		entries, err := os.ReadDir(folder)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.Type().IsRegular() && licenceName.MatchString(e.Name()) && filepath.Ext(e.Name()) != ".go" {
				files = append(files, filepath.Join(folder, e.Name()))
			}
		}
		if folder == module {
			return files, nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			return nil, fmt.Errorf("%s is not in the folder of its module, %s", folder, module)
		}
		folder = above
	}
}

func write(w io.Writer, texts []text) error {
	var b strings.Builder
	b.WriteString("The programs are made of Go modules by others, under the licences below.\n" +
		"The source of each is what go mod download MODULE@VERSION gets.\n")
	rule := strings.Repeat("-", 80)
	for _, t := range texts {
		fmt.Fprintf(&b, "\n%s\n%s\n%s\n\n%s\n", rule, strings.Join(t.of, "\n"), rule, t.content)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
