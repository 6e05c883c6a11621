package compare

import (
	"slices"
	"strings"

	"opencec/tools/command/datafolder"
	"opencec/tools/history/change"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Affected returns the paths of the files that the difference may affect. nil stands for all
// files.
//
// These are the changed records; the listings that a changed certificate covers or covered; the
// certificates that cover a changed listing; and the records of a changed manufacturer or
// certifying body. A change of a vocabulary may affect any record.
func (c *Comparison) Affected() map[string]bool {
	t := affected{c.folder.Dir, map[string]bool{}}
	listings := map[string]bool{}
	for _, ch := range c.Changes.Changes {
		switch ch.Kind {
		case register.Listings, register.Certificates:
		case register.Manufacturers, register.CertifyingBodies:
			t.addOwned(c.folder.Tree, ch)
		default:
			return nil
		}
		t.add(ch.Kind, ch.ID)
		if ch.FormerID != "" {
			t.add(ch.Kind, ch.FormerID)
		}
		for _, id := range ch.Listings() {
			listings[id] = true
			t.add(register.Listings, id)
		}
	}
	for _, certificate := range c.folder.Tree.Records.Certificates {
		if slices.ContainsFunc(certificate.Listings, func(id string) bool { return listings[id] }) {
			t.add(register.Certificates, certificate.ID)
		}
	}
	for _, p := range c.differenceProblems {
		t.files[p.File] = true
	}
	return t.files
}

// affected collects the files that a difference affects.
type affected struct {
	dir   string
	files map[string]bool
}

func (t affected) add(k register.Kind, id string) {
	t.files[datafolder.Path(t.dir, source.PathOf(k, id))] = true
}

// addOwned adds the records in the folder of a manufacturer or certifying body.
func (t affected) addOwned(tree *source.Tree, c change.Change) {
	owned := register.Listings
	if c.Kind == register.CertifyingBodies {
		owned = register.Certificates
	}
	for _, name := range tree.Files() {
		if strings.HasPrefix(name, owned.Folder()+"/"+c.ID+"/") {
			t.files[datafolder.Path(t.dir, name)] = true
		}
	}
}
