package history

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/config"
	format "github.com/go-git/go-git/v5/plumbing/format/config"

	"opencec/tools/base/terminal"
)

// A repoConfig is the configuration of a repository.
type repoConfig struct {
	shared, own *format.Config // own belongs to the worktree; empty if there is none
}

// readRepoConfig reads the configuration. Like git, it reads the worktree's own file only
// if the shared one enables it, as git sparse-checkout does permanently.
func (g *gitFolder) readRepoConfig() (repoConfig, error) {
	f := repoConfig{format.New(), format.New()}
	shared, err := readConfig(filepath.Join(g.shared, "config"))
	if err != nil {
		return f, err
	}
	f.shared = shared
	if strings.EqualFold(f.option("extensions", "worktreeConfig"), "true") {
		f.own, err = readConfig(filepath.Join(g.own, "config.worktree"))
	}
	return f, err
}

func readConfig(name string) (*format.Config, error) {
	text, err := readGitFile(name, maxSettings)
	if errors.Is(err, fs.ErrNotExist) {
		return format.New(), nil
	}
	if err != nil {
		return nil, err
	}
	c, err := config.ReadConfig(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%w: read %s: %w", ErrUnreadable, name, err)
	}
	return c.Raw, nil
}

// option returns the value of a setting, or "". Names ignore case.
func (f repoConfig) option(section, key string) string {
	value := ""
	for _, c := range []*format.Config{f.shared, f.own} {
		for _, s := range c.Sections {
			if !strings.EqualFold(s.Name, section) {
				continue
			}
			for _, o := range s.Options {
				if strings.EqualFold(o.Key, key) {
					value = o.Value
				}
			}
		}
	}
	return value
}

// partialRemote returns the remote of a partial clone; "" otherwise.
func (f repoConfig) partialRemote() string {
	if name := f.option("extensions", "partialClone"); name != "" {
		return name
	}
	for _, c := range []*format.Config{f.shared, f.own} {
		for _, s := range c.Sections {
			if !strings.EqualFold(s.Name, "remote") {
				continue
			}
			for _, sub := range s.Subsections {
				if sub.Option("promisor") != "" || sub.Option("partialclonefilter") != "" {
					return sub.Name
				}
			}
		}
	}
	return ""
}

// Extensions of git (git-config, extensions.*) that do not affect what is read here.
// Partial clones are among them: a missing object is an error anyway.
var knownExtensions = []string{"noop", "noop-v1", "partialclone", "preciousobjects", "relativeworktrees", "worktreeconfig"}

// check refuses a repository in an unsupported format, or in which git itself shows
// another history than the commits. It reports everything at once, with how to fix it.
func (g *gitFolder) check(f repoConfig) error {
	return errors.Join(f.checkExtensions(), f.checkWorktree(g), g.checkRefs(), g.checkGrafts(), g.checkReplaced(f))
}

func (f repoConfig) checkExtensions() error {
	var all []error
	for _, s := range f.shared.Sections {
		if !strings.EqualFold(s.Name, "extensions") {
			continue
		}
		for _, o := range s.Options {
			all = append(all, checkExtension(strings.ToLower(o.Key), strings.ToLower(o.Value)))
		}
	}
	return errors.Join(all...)
}

func checkExtension(name, value string) error {
	switch {
	case slices.Contains(knownExtensions, name), name == "objectformat" && value == "sha1", name == "refstorage" && value == "files":
		return nil
	case name == "objectformat":
		return fmt.Errorf("%w: it names objects by %s, and only SHA-1 is read here; a copy with SHA-1 is made by: git init --object-format=sha1 ../copy && git fast-export --all | git -C ../copy fast-import",
			ErrUnreadable, strings.ToUpper(value))
	case name == "refstorage":
		return fmt.Errorf("%w: it keeps branches as %.40q, and only files are read here; fix it with: git refs migrate --ref-format=files", ErrUnreadable, value)
	}
	return fmt.Errorf("%w: it uses the extension %.40q of git, which is not known here; git clone makes a copy without it", ErrUnreadable, name)
}

// checkWorktree refuses a checkout whose files are elsewhere.
func (f repoConfig) checkWorktree(g *gitFolder) error {
	place := f.option("core", "worktree")
	if place == "" {
		return nil
	}
	if !filepath.IsAbs(place) {
		place = filepath.Join(g.own, place)
	}
	there, err := os.Stat(place)
	here, hereErr := os.Stat(g.top)
	if err == nil && hereErr == nil && os.SameFile(there, here) {
		return nil
	}
	return fmt.Errorf("%w: its setting core.worktree says that its files are in %s, and not in %s; fix it with: git config --unset core.worktree", ErrUnreadable, place, g.top)
}

// checkGrafts refuses grafts, which replace the parents of commits.
func (g *gitFolder) checkGrafts() error {
	name := filepath.Join(g.shared, "info", "grafts")
	text, err := readGitFile(name, maxList)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return fmt.Errorf("%w: %s gives commits other parents than they have, so that git shows another history than the register's; fix it with: rm %s", ErrUnreadable, name, terminal.ShellWord(name))
		}
	}
	return nil
}

// checkReplaced refuses replacements of objects.
func (g *gitFolder) checkReplaced(f repoConfig) error {
	if strings.EqualFold(f.option("core", "useReplaceRefs"), "false") {
		return nil // git ignores them too
	}
	loose, err := hasFile(filepath.Join(g.shared, "refs", "replace"))
	if err != nil {
		return err
	}
	packed, err := readGitFile(filepath.Join(g.shared, "packed-refs"), maxList)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if !loose && !bytes.Contains(packed, []byte(" refs/replace/")) {
		return nil
	}
	return fmt.Errorf("%w: it has refs/replace, by which git shows other objects than the commits have; git replace --list names them; fix it with: git replace --list | xargs git replace --delete", ErrUnreadable)
}

// hasFile reports whether there is a file in or below a folder.
func hasFile(folder string) (found bool, err error) {
	err = filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !entry.IsDir() {
			found = true
			return fs.SkipAll
		}
		return err
	})
	return found, err
}
