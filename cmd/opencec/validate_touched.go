package main

import (
	"slices"
	"strings"

	"opencec/tools/change"
	"opencec/tools/register"
	"opencec/tools/source"
)

// touched returns the files of records of which a difference may have changed what is
// said, by their paths on the command line; nil for all of them.
//
// Those are the records that changed; the listings that a changed certificate covers or
// covered; the certificates that cover a changed listing; and what is of a changed
// manufacturer or certifying body. A word of a vocabulary may be in any record.
func (f *folder) touched(d difference) map[string]bool {
	t := touched{f.dir, map[string]bool{}}
	listings := map[string]bool{}
	for _, c := range d.report.Changes {
		switch c.Kind {
		case register.Listings, register.Certificates:
		case register.Manufacturers, register.CertifyingBodies:
			t.addOwned(f.tree, c)
		default:
			return nil
		}
		t.add(c.Kind, c.ID)
		if c.FormerID != "" {
			t.add(c.Kind, c.FormerID)
		}
		for _, id := range c.Listings() {
			listings[id] = true
			t.add(register.Listings, id)
		}
	}
	for _, c := range f.tree.Records.Certificates {
		if slices.ContainsFunc(c.Listings, func(id string) bool { return listings[id] }) {
			t.add(register.Certificates, c.ID)
		}
	}
	for _, p := range d.problems {
		t.files[p.File] = true // which the difference alone shows
	}
	return t.files
}

// A touched is what a difference touches of a folder.
type touched struct {
	dir   string
	files map[string]bool
}

func (t touched) add(k register.Kind, id string) {
	t.files[shownPath(t.dir, source.PathOf(k, id))] = true
}

// addOwned adds the records in the folder of a manufacturer or of a certifying body.
func (t touched) addOwned(tree *source.Tree, c change.Change) {
	owned := register.Listings
	if c.Kind == register.CertifyingBodies {
		owned = register.Certificates
	}
	for _, name := range tree.Files() {
		if strings.HasPrefix(name, owned.Folder()+"/"+c.ID+"/") {
			t.files[shownPath(t.dir, name)] = true
		}
	}
}
