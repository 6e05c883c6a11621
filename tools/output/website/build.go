package website

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"opencec/tools/base/openapi"
	"opencec/tools/history/journal"
	"opencec/tools/register"
)

// Options describes the site to build.
type Options struct {
	Register  *register.Register
	On        register.Date // the day of the statuses
	Output    string        // an existing folder, without a site in it; Site.Write alone needs it
	Previous  string        // the folder of the site that this one replaces, or ""; equal files are linked
	Cache     string        // the folder in which rendered pages stay for later builds, or ""
	Downloads []Download    // the files of the folder downloads/, in the order to show them
	Schemas   []Schema      // the files of the folder schemas/, likewise

	// Site is a folder of the installation, or "". Files in its folders assets, content and layouts
	// replace those of the built-in site or add to them; its folder static is published unchanged.
	Site string

	// Journal is the register's history; nil for a site without history.
	Journal *journal.Contents

	// API is the OpenAPI document, which Build publishes, and from which it makes the reference.
	// Nil leaves out both.
	API *openapi.Document

	// MadeBy is the version of the program for the foot of each page; "" leaves it out.
	MadeBy string

	// APIAddress is the address of the register's API, without a slash at its end; "" if it is
	// not known.
	APIAddress string

	searchBlock int // listings in a block of the search index; tests make it small
	pageBatch   int // pages that Hugo renders at once; likewise
}

// A Download is a file of the folder downloads/ of the output.
type Download struct {
	Name        string // "listings.csv"
	Description string // in a sentence
	Size        int64  // bytes
	Rows        int    // records in it; negative if that has no meaning
	SHA256      string // in hexadecimal
	MediaType   string // "text/csv"
}

// A Schema is a file of the folder schemas/ of the output.
type Schema struct {
	Name        string // "listing.schema.json"
	Description string
}

// Result says what was built.
type Result struct {
	Pages    int // pages, without redirects
	Rendered int // those of data that Hugo has rendered; the cache had the others

	// CacheError is why the rendered pages were not kept for later builds, or nil.
	CacheError error
}

// Build writes the site to the folder o.Output. If it fails or ctx is done, the files that it has
// written stay: build into a new folder, and move it into place when it is complete.
func Build(ctx context.Context, o Options) (Result, error) {
	if err := o.checkOutput(); err != nil {
		return Result{}, fmt.Errorf("website: %w", err)
	}
	s, err := New(o)
	if err != nil {
		return Result{}, err
	}
	return s.Write(ctx)
}

func (o Options) check() error {
	switch {
	case o.Register == nil:
		return errors.New("no register")
	case o.On.IsZero():
		return errors.New("no day to work out statuses for")
	}
	return nil
}

func (o Options) checkOutput() error {
	info, err := os.Stat(o.Output)
	if err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("output %s is not a folder", o.Output)
	}
	if _, err := os.Stat(filepath.Join(o.Output, "index.html")); err == nil {
		return fmt.Errorf("output folder %s already holds a site; build into a new one", o.Output)
	}
	return nil
}

// hugoOutput has the addresses of the pages that Hugo has written, from the site's root.
type hugoOutput struct {
	pages, redirects []string
	untitled         []string // files of pages without a title
}

// check returns an error for each page without a title, and for each address of two pages or of a
// page and a redirect: a page of the installation has then replaced another.
func (w hugoOutput) check() error {
	var wrong []error
	for _, file := range slices.Sorted(slices.Values(w.untitled)) {
		wrong = append(wrong, fmt.Errorf("%s: has no title: begin it with the lines ---, title: TITLE, ---", file))
	}
	sorted := slices.Sorted(slices.Values(slices.Concat(w.pages, w.redirects)))
	for i, path := range sorted {
		if i > 0 && path == sorted[i-1] {
			wrong = append(wrong, fmt.Errorf("two pages have the address %s: give the one in content another name or alias", path))
		}
	}
	return errors.Join(wrong...)
}
