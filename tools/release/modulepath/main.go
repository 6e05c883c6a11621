// The program modulepath sets the module path of this repository to where it is hosted,
// so that others can install its programs with the go command:
//
//	go run ./tools/release/modulepath example.org/group/register
//	git commit --all --message "Set the module path"
//	git tag v1.0.0 && git push origin main v1.0.0
//
// After that go install PATH/cmd/opencec@v1.0.0, with that path, works everywhere.
//
// It rewrites go.mod, the import paths in all Go files, and every mention of a package of
// the module in other text files, such as linker flags and linter rules. It ignores files
// that git ignores. Running it again changes nothing, unless files that use the module
// path opencec have been merged since; and
//
//	go run ./tools/release/modulepath opencec
//
// reverts it. The exit code is 0 if the module has the path, 1 if it could not be set,
// and 2 for wrong use.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// localPath is the module path of a repository without a host. The go command cannot
// download a module with that name, because it has no domain.
const localPath = "opencec"

// Exit codes.
const (
	exitGood     = 0
	exitProblems = 1
	exitUsage    = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("modulepath", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintf(stderr, "usage: go run ./tools/release/modulepath [-allow-dirty] PATH\n\n"+
			"Sets the module path to PATH, such as example.org/group/register, or back to %s.\n\n", localPath)
		flags.PrintDefaults()
	}
	allowDirty := flags.Bool("allow-dirty", false, "change files also where there are changes that are not committed")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitGood
	} else if err != nil {
		return exitUsage
	}
	if flags.NArg() != 1 {
		fmt.Fprintf(stderr, "modulepath: give one module path; %d arguments were given\n", flags.NArg())
		return exitUsage
	}
	path := flags.Arg(0)
	if err := checkPath(path); err != nil {
		fmt.Fprintf(stderr, "modulepath: %v\n", err)
		return exitUsage
	}
	if err := setPath(path, *allowDirty, stdout); err != nil {
		fmt.Fprintf(stderr, "modulepath: %v\n", err)
		return exitProblems
	}
	return exitGood
}

func checkPath(path string) error {
	if path == localPath {
		return nil
	}
	err := module.CheckPath(path)
	if invalid := (*module.InvalidPathError)(nil); errors.As(err, &invalid) {
		err = invalid.Err
	}
	if err != nil {
		return fmt.Errorf("%.200q is not a module path: %w; write the address of the repository without https://, such as example.org/group/register", path, err)
	}
	return nil
}

// setPath sets the path of the module in the working directory. It writes nothing if
// anything is wrong. It writes go.mod last, so that a second run completes one that was
// interrupted.
func setPath(path string, allowDirty bool, stdout io.Writer) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	goMod := filepath.Join(root, "go.mod")
	text, err := os.ReadFile(goMod)
	if err != nil {
		return err
	}
	mod, err := modfile.Parse(goMod, text, nil)
	if err != nil {
		return err
	}
	if mod.Module == nil {
		return fmt.Errorf("%s: there is no module line", goMod)
	}
	old := mod.Module.Mod.Path
	if err := checkRequirements(mod, path); err != nil {
		return err
	}
	files, err := listFiles(root)
	if err != nil {
		return err
	}
	var rewriters []*rewriter
	for _, from := range slices.Compact([]string{old, localPath}) { // merged files may have the local path
		if from != path {
			rewriters = append(rewriters, newRewriter(from, path, files))
		}
	}
	changed, err := rewriteFiles(root, files, rewriters)
	if err != nil {
		return err
	}
	if old != path {
		if err := mod.AddModuleStmt(path); err != nil {
			return err
		}
		if text, err = mod.Format(); err != nil {
			return err
		}
		changed = append(changed, changedFile{goMod, text})
	}
	if len(changed) == 0 {
		fmt.Fprintf(stdout, "the module path is %s already, in all files\n", path)
		return nil
	}
	if !allowDirty {
		if err := checkClean(root); err != nil {
			return err
		}
	}
	for _, f := range changed {
		if err := f.write(); err != nil {
			return err
		}
	}
	fmt.Fprintf(stdout, "the module path is %s now; %d files changed: look at git diff, run go vet ./..., and commit\n", path, len(changed))
	return nil
}

// checkRequirements refuses a path that would make packages of the module ambiguous with
// those of a required module.
func checkRequirements(mod *modfile.File, path string) error {
	for _, r := range mod.Require {
		if strings.HasPrefix(r.Mod.Path+"/", path+"/") {
			return fmt.Errorf("the module cannot have the path %s, as it requires the module %s", path, r.Mod.Path)
		}
	}
	return nil
}

// moduleRoot returns the root of the module that contains the working directory.
func moduleRoot() (string, error) {
	goMod, err := output("", "go", "env", "GOMOD")
	if err != nil {
		return "", err
	}
	file := strings.TrimSpace(string(goMod))
	if file == "" || file == os.DevNull {
		return "", errors.New("there is no go.mod here: run this in the repository")
	}
	return filepath.Dir(file), nil
}

func checkClean(root string) error {
	status, err := output(root, "git", "status", "--porcelain", "--", ".")
	if err != nil {
		return err
	}
	if len(status) == 0 {
		return nil
	}
	const most = 10
	lines := strings.SplitAfter(strings.TrimSuffix(string(status), "\n"), "\n")
	shown := strings.Join(lines[:min(len(lines), most)], "")
	if len(lines) > most {
		shown += fmt.Sprintf("and %d more", len(lines)-most)
	}
	return fmt.Errorf("there are changes that are not committed; commit them, so that git diff shows only the change of the path, or add -allow-dirty:\n%s", shown)
}

// listFiles returns the files that git tracks or does not ignore, as slash-separated
// paths relative to root.
func listFiles(root string) ([]string, error) {
	list, err := output(root, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(string(list), "\x00"), "\x00"), nil
}

// output runs a command in a folder and returns its standard output.
func output(dir, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, bytes.TrimSpace(stderr.Bytes()))
	}
	return out, nil
}
