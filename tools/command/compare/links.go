package compare

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/history"
	"opencec/tools/history/change"
	"opencec/tools/register"
)

// reviewer returns the context for a reviewer of the changes.
func (c *Comparison) reviewer() *change.Reviewer {
	covering := c.states.After.Coverage()
	// The address is that of the base: a pull request must not choose where links lead.
	return &change.Reviewer{
		Address:      c.addresses(blobAddress(c.states.Before.Settings.Repository)),
		Certificates: func(listing string) []*register.Certificate { return covering[listing] },
	}
}

// addresses returns a function that returns the address of a record's file: in the commit of
// the files, if that has exactly this file, or in the base if the file is deleted. It returns nil
// if the address of the repository is unknown.
func (c *Comparison) addresses(blobs string) func(change.Change) string {
	if blobs == "" {
		return nil
	}
	b := c.base
	head, err := history.FolderOf(b.objects, b.head, b.folder)
	return func(ch change.Change) string {
		name := fileOf(ch.Kind, ch.ID)
		commit := b.head
		switch {
		case ch.After == nil:
			commit = b.commit
		case err != nil || !hasFile(head, name, c.folder.Tree.File(name)):
			return "" // it is not committed
		}
		return blobs + commit.Hash.String() + "/" + escapedPath(b.folder+"/"+name)
	}
}

// hasFile reports whether a file of a tree has that content.
func hasFile(tree *object.Tree, name string, content []byte) bool {
	if tree == nil || content == nil {
		return false
	}
	entry, err := tree.FindEntry(name)
	return err == nil && entry.Hash == plumbing.ComputeHash(plumbing.BlobObject, content)
}

// Repositories with known file addresses. Nothing in the addresses is markup.
var (
	onGitHub = regexp.MustCompile(`^https://github\.com/[A-Za-z0-9-]+/[A-Za-z0-9._-]+$`)
	onGitLab = regexp.MustCompile(`^https://gitlab\.com(/[A-Za-z0-9._-]+){2,}$`)
)

// blobAddress returns the start of the addresses of a repository's files, up to the commit, or
// "" if it is unknown.
func blobAddress(repository string) string {
	repository = strings.TrimSuffix(strings.TrimSuffix(repository, "/"), ".git")
	switch {
	case onGitHub.MatchString(repository):
		return repository + "/blob/"
	case onGitLab.MatchString(repository):
		return repository + "/-/blob/"
	}
	return ""
}

// escapedPath escapes a path for an address in Markdown.
func escapedPath(path string) string {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for i, s := range segments {
		segments[i] = strings.ReplaceAll(url.PathEscape(s), "_", "%5F") // it is markup
	}
	return strings.Join(segments, "/")
}
