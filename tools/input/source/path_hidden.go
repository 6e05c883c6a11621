package source

import (
	"os"
	"path"
	"slices"
	"strings"
)

// leftovers are patterns of dot files that editors, systems and safefile.Write leave beside
// files for a while. Load ignores them unless git tracks them.
var leftovers = []string{
	".DS_Store", "._*", ".localized", ".Spotlight-V100", ".Trashes", ".fseventsd", ".directory", // systems
	".*.sw?", ".*.un~", ".*~", ".#*", ".*.kate-swp", ".~lock.*#", ".goutputstream-*", ".idea", ".vscode", // editors
	".nfs*", ".fuse_hidden*", // open files that were deleted
	".*.tmp-*", // safefile.Write
}

// dotFiles decides which dot files in a data folder are refused. The zero value is for a
// folder of which git tracks nothing.
type dotFiles struct {
	tracked func(name string) bool // whether git has the file, or files of the folder; nil is none
	top     bool                   // the folder is the top of a repository, whose own dot files belong there
}

// hasRepository reports whether a folder is the top of a git checkout.
func hasRepository(root *os.Root) bool {
	_, err := root.Lstat(".git")
	return err == nil
}

// check returns why a dot file or folder does not belong in a data folder, or nil if it is
// ignored.
func (d dotFiles) check(name string) *Problem {
	base := path.Base(name)
	if d.top && base == name {
		return nil
	}
	problem := func(text string) *Problem {
		p := fileProblem("%s", text)
		return &p
	}
	switch strings.ToLower(base) { // some file systems do not tell .GITATTRIBUTES apart
	case ".git":
		return problem("is a git repository of its own, whose records no commit of the register has: remove it, and add the files themselves")
	case ".gitattributes", ".gitignore", ".gitmodules":
		return problem("can change what git checks out, compares or shows, so that not everybody sees the same register: remove it; " +
			"attributes belong in the file .gitattributes at the top of the repository, where they are reviewed as code")
	}
	isLeftover := slices.ContainsFunc(leftovers, func(pattern string) bool {
		matches, _ := path.Match(pattern, base) // the patterns are good
		return matches
	})
	switch {
	case !isLeftover:
		return problem("is hidden: a name that begins with a dot is neither read nor published; remove it, or name it as a record")
	case d.tracked != nil && d.tracked(name):
		return problem("was left by an editor or a system, and is in git: remove it with git rm --cached, and name it in the file .gitignore at the top of the repository")
	}
	return nil
}
