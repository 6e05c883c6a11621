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

// reviewer returns what a reviewer is shown besides the changes.
func (c *Comparison) reviewer() *change.Reviewer {
	covering := c.states.After.Coverage()
	// The address is that of the base: a pull request does not say where its readers go.
	return &change.Reviewer{
		Address:      c.addresses(blobAddress(c.states.Before.Settings.Repository)),
		Certificates: func(listing string) []*register.Certificate { return covering[listing] },
	}
}

// addresses returns what finds the address of a record's file: in the commit of the
// files, if that has it as it is, or in the base if it is gone. Without an address of the
// repository there is none.
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

// Addresses of repositories whose files have known addresses. Nothing in them is markup.
var (
	onGitHub = regexp.MustCompile(`^https://github\.com/[A-Za-z0-9-]+/[A-Za-z0-9._-]+$`)
	onGitLab = regexp.MustCompile(`^https://gitlab\.com(/[A-Za-z0-9._-]+){2,}$`)
)

// blobAddress returns what the addresses of files begin with, before the commit; "" if
// that is not known of the repository.
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

// escapedPath escapes a path for an address that stands in Markdown.
func escapedPath(path string) string {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for i, s := range segments {
		segments[i] = strings.ReplaceAll(url.PathEscape(s), "_", "%5F") // it is markup
	}
	return strings.Join(segments, "/")
}
