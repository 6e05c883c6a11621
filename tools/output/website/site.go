package website

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"opencec/tools/base/buildinfo"
	"opencec/tools/base/parallel"
	"opencec/tools/base/safefile"
)

// A Site is the website of a register on a day. Write makes all of it; File makes one file, for a
// preview.
type Site struct {
	options Options
	*Catalogue
	filler *filler
	byFile map[string]*Page // pages of the catalogue by the files that they write
	ready  fileGroups       // what File has made
}

// New prepares the site. It renders nothing yet.
func New(o Options) (*Site, error) {
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("website: %w", err)
	}
	c, err := newCatalogue(o)
	if err != nil {
		return nil, fmt.Errorf("website: %w", err)
	}
	return newSite(c, o), nil
}

func newSite(c *Catalogue, o Options) *Site {
	index := c.Href(searchIndexName) + "?v=" + digest(c.searchIndex[0].content)
	s := &Site{options: o, Catalogue: c, filler: newFiller(c, index), byFile: map[string]*Page{}}
	for _, p := range c.pages {
		for _, address := range append([]string{p.Path}, p.Aliases...) {
			s.byFile[indexFile(address)] = p
		}
	}
	return s
}

// indexFile returns the file of the page at an address.
func indexFile(address string) string { return beside(address, "index.html") }

// frameDigest returns the digest of what all pages share: the program, the files of the project, and
// the frameValues.
func (w *siteWriter) frameDigest() pageDigest {
	d := newDigester(&w.rows)
	d.text(buildinfo.Executable())
	for _, name := range slices.Sorted(maps.Keys(w.project.files)) {
		d.text(name)
		d.text(string(w.project.files[name]))
	}
	d.add(w.frameValues()...)
	return d.sum()
}

// pageDigest returns the digest of everything that a page follows from. It keeps the values for
// rendering.
func (w *siteWriter) pageDigest(p *Page) pageDigest {
	d := newDigester(&w.rows)
	d.w.Write(w.frame[:])
	p.kept = p.data()
	d.add(p.Path, p.Title, p.Description, p.Layout, p.Trail, p.Aliases, p.Alternate, p.kept, w.History(p.Key), w.PageFeeds(p))
	return d.sum()
}

// batchPages is how many pages Hugo renders at once. It bounds memory: pages in Hugo's hands take
// some 50 kB each.
const batchPages = 1000

// Write writes the site to the folder Options.Output, as Build does.
func (s *Site) Write(ctx context.Context) (Result, error) {
	store, err := openPageStore(s.options.Cache)
	w := &siteWriter{Site: s, ctx: ctx, store: store, tree: safefile.NewTree(s.options.Output, s.options.Previous), result: Result{CacheError: err}}
	w.frame = w.frameDigest()
	err = w.writeAll()
	if closeErr := store.close(); closeErr != nil && w.result.CacheError == nil {
		w.result.CacheError = closeErr
	}
	if err != nil {
		return Result{}, fmt.Errorf("website: %w", err)
	}
	return w.result, nil
}

// A siteWriter writes a site.
type siteWriter struct {
	*Site
	ctx     context.Context
	store   *pageStore
	tree    *safefile.Tree
	written sync.Map // names of files
	result  Result

	rows     rowDigests
	frame    pageDigest   // of what all pages share
	toRender []*keyedPage // pages that wait for the next run of Hugo
}

// A keyedPage is a page with its digest.
type keyedPage struct {
	*Page
	key pageDigest
}

func (w *siteWriter) writeAll() error {
	made, err := render(w.ctx, w.Catalogue, run{written: true}, w.saveFilled)
	if err != nil {
		return fmt.Errorf("building the pages: %w", err)
	}
	made.add(w.Catalogue)
	w.result.Pages = len(made.pages)
	if err := made.check(); err != nil {
		return err
	}
	if err := w.writePages(); err != nil {
		return fmt.Errorf("building the pages: %w", err)
	}
	return w.writeOthers(made.pages, w.save, func(name string) bool { _, isMade := w.written.Load(name); return isMade })
}

// add adds the pages of the catalogue.
func (w *hugoOutput) add(c *Catalogue) {
	for _, p := range c.pages {
		w.pages = append(w.pages, p.Path)
		w.redirects = append(w.redirects, p.Aliases...)
	}
}

// writeOthers writes the files that are not pages: feeds, the search index and so on. Pages are the
// addresses of all pages.
func (s *Site) writeOthers(pages []string, save saveFunc, isMade func(name string) bool) error {
	for _, part := range []struct {
		name  string
		write func() error
	}{
		{"the sitemap", func() error { return writeSitemap(s.BaseURL, pages, save) }},
		{"the headers", func() error { return writeHeaders(s.Base, save) }},
		{"the redirects", func() error { return writeRedirects(s.Catalogue, save) }},
		{"the feeds", func() error { return writeFeeds(s.Catalogue, save) }},
		{"the OpenAPI document", func() error { return writeDocument(s.options.API, save) }},
		{"the search index", func() error { return writeSearchIndex(s.searchIndex, save) }},
		{"the site's own files", func() error { return s.project.writeStatic(isMade, save) }},
	} {
		if err := part.write(); err != nil {
			return fmt.Errorf("writing %s: %w", part.name, err)
		}
	}
	return nil
}

func (w *siteWriter) save(name string, content []byte) error {
	w.written.Store(name, true)
	return w.tree.Write(name, content)
}

// saveAsset saves a file that many pages share, once.
func (w *siteWriter) saveAsset(f renderedFile) error {
	if _, done := w.written.LoadOrStore(f.name, true); done {
		return nil
	}
	return w.tree.Write(f.name, f.content)
}

// saveFilled saves a file of Hugo, with texts in place of marks.
func (w *siteWriter) saveFilled(name string, content []byte) error {
	filled, err := w.filler.fill(content)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return w.save(name, filled)
}

// writePages writes the pages of the catalogue: those that the store has, and the others as Hugo
// renders them.
func (w *siteWriter) writePages() error {
	w.beginPages()
	most := cmp.Or(w.options.pageBatch, batchPages)
	for batch := range slices.Chunk(w.pages, most) {
		missing := make([]*keyedPage, len(batch))
		err := parallel.Do(w.ctx, len(batch), func(i int) (err error) {
			missing[i], err = w.writeKept(batch[i])
			return err
		})
		if err != nil {
			return err
		}
		w.toRender = append(w.toRender, slices.DeleteFunc(missing, func(p *keyedPage) bool { return p == nil })...)
		if len(w.toRender) >= most {
			if err := w.renderBatch(); err != nil {
				return err
			}
		}
	}
	return w.renderBatch()
}

// writeKept writes a page that the store has, and returns nil. It returns a page that is not in the
// store.
func (w *siteWriter) writeKept(p *Page) (*keyedPage, error) {
	key := w.pageDigest(p)
	files := w.store.get(key)
	if files == nil || !w.hasAssets(files) {
		return &keyedPage{p, key}, nil
	}
	p.kept = nil
	return nil, w.savePage(files)
}

// savePage saves the files of a page. The assets among them are saved already.
func (w *siteWriter) savePage(files []renderedFile) error {
	for _, f := range files {
		if f.isAsset() {
			continue
		}
		if err := w.saveFilled(f.name, f.content); err != nil {
			return err
		}
	}
	return nil
}

// hasAssets writes the assets that a page names, unless that is done, and reports whether the store has
// them all.
func (w *siteWriter) hasAssets(files []renderedFile) bool {
	for _, f := range files {
		if !f.isAsset() {
			continue
		}
		if _, done := w.written.Load(f.name); done {
			continue
		}
		asset := w.store.get(w.assetKey(f.name))
		if len(asset) != 1 || w.saveAsset(asset[0]) != nil {
			return false
		}
	}
	return true
}

// isAsset reports whether a file is a style, script or picture that pages share. Among the files of a
// page it has no content.
func (f renderedFile) isAsset() bool { return strings.HasPrefix("/"+f.name, versionedFolder) }

func (w *siteWriter) assetKey(name string) pageDigest {
	d := newDigester(&w.rows)
	d.w.Write(w.frame[:])
	d.text(name)
	return d.sum()
}

// renderBatch renders the pages that wait.
func (w *siteWriter) renderBatch() error {
	if len(w.toRender) == 0 {
		return nil
	}
	pages := make([]*Page, len(w.toRender))
	for i, p := range w.toRender {
		pages[i] = p.Page
	}
	made, err := w.renderPages(w.ctx, pages)
	if err != nil {
		return err
	}
	w.result.Rendered += len(pages)
	for _, f := range made.assets {
		w.store.put(w.assetKey(f.name), []renderedFile{f})
		if err := w.saveAsset(f); err != nil {
			return err
		}
	}
	assets := made.assetNames()
	err = parallel.Do(w.ctx, len(w.toRender), func(i int) error {
		p := w.toRender[i]
		p.kept = nil
		if made.keep {
			w.store.put(p.key, slices.Concat(made.files[p.Page], assets))
		}
		return w.savePage(made.files[p.Page])
	})
	w.toRender = w.toRender[:0]
	return err
}

// renderedPages is what a run of Hugo has rendered.
type renderedPages struct {
	files  map[*Page][]renderedFile
	assets []renderedFile
	keep   bool // the pages follow from their digests alone
}

// assetNames returns the assets without their content.
func (r *renderedPages) assetNames() []renderedFile {
	names := make([]renderedFile, len(r.assets))
	for i, f := range r.assets {
		names[i].name = f.name
	}
	return names
}

// renderPages renders pages of the catalogue.
func (s *Site) renderPages(ctx context.Context, pages []*Page) (*renderedPages, error) {
	r := &renderedPages{files: make(map[*Page][]renderedFile, len(pages))}
	for _, p := range pages {
		r.files[p] = nil
	}
	var mu sync.Mutex
	_, err := render(ctx, s.Catalogue, run{pages: pages}, func(name string, content []byte) error {
		f := renderedFile{name, content}
		mu.Lock()
		defer mu.Unlock()
		if f.isAsset() {
			r.assets = append(r.assets, f)
		} else if p, of := s.byFile[name]; of {
			if _, asked := r.files[p]; asked {
				r.files[p] = append(r.files[p], f)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r.keep = !s.hasReadRegister.Load()
	return r, errors.Join(s.sort(r, pages)...)
}

// sort puts the files into an order that does not depend on chance, and returns an error for each page
// that Hugo has not rendered.
func (s *Site) sort(r *renderedPages, pages []*Page) (missing []error) {
	byName := func(a, b renderedFile) int { return strings.Compare(a.name, b.name) }
	slices.SortFunc(r.assets, byName)
	r.assets = slices.CompactFunc(r.assets, func(a, b renderedFile) bool { return a.name == b.name })
	for _, p := range pages {
		files := r.files[p]
		slices.SortFunc(files, byName)
		if !slices.ContainsFunc(files, func(f renderedFile) bool { return f.name == indexFile(p.Path) }) {
			missing = append(missing, fmt.Errorf("the page %s was not written", p.Path))
		}
	}
	return missing
}

// fileGroups are the files that File has made.
type fileGroups struct {
	mu     sync.Mutex
	files  map[string][]byte // with marks filled in
	made   hugoOutput
	groups map[string]bool // that are complete
}

// File returns a file of the site by its path from the root, such as
// "listings/tesla/powerwall-2/index.html". It renders a page at the first call, and keeps it. For a name
// that the site does not have, the error is fs.ErrNotExist.
func (s *Site) File(ctx context.Context, name string) ([]byte, error) {
	s.ready.mu.Lock()
	defer s.ready.mu.Unlock()
	if s.ready.files == nil {
		s.ready.files, s.ready.groups = map[string][]byte{}, map[string]bool{}
	}
	name = path.Clean(name)
	if content, made := s.ready.files[name]; made {
		return content, nil
	}
	for _, make := range []func(ctx context.Context, name string) error{s.makePage, s.makeWritten, s.makeOthers, s.makeAssets} {
		if err := make(ctx, name); err != nil {
			return nil, fmt.Errorf("website: %w", err)
		}
		if content, made := s.ready.files[name]; made {
			return content, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (s *Site) makeFilled(name string, content []byte) error {
	filled, err := s.filler.fill(content)
	s.ready.files[name] = filled
	return err
}

// makePage makes the files of the page of the catalogue that has a file.
func (s *Site) makePage(ctx context.Context, name string) error {
	p, found := s.byFile[name]
	if !found {
		return nil
	}
	return s.makePages(ctx, []*Page{p})
}

func (s *Site) makePages(ctx context.Context, pages []*Page) error {
	made, err := s.renderPages(ctx, pages)
	if err != nil {
		return err
	}
	for _, p := range pages {
		for _, f := range slices.Concat(made.files[p], made.assets) {
			if err := s.makeFilled(f.name, f.content); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeAssets makes one page of each layout, and with them the styles, scripts and pictures of all.
func (s *Site) makeAssets(ctx context.Context, name string) error {
	if !(renderedFile{name: name}).isAsset() {
		return nil
	}
	return s.makeOnce("assets", func() error {
		var pages []*Page
		layouts := map[string]bool{}
		for _, p := range s.pages {
			if !layouts[p.Layout] {
				layouts[p.Layout] = true
				pages = append(pages, p)
			}
		}
		return s.makePages(ctx, pages)
	})
}

// makeWritten makes the pages that people write.
func (s *Site) makeWritten(ctx context.Context, _ string) error {
	return s.makeOnce("written", func() (err error) {
		var mu sync.Mutex
		s.ready.made, err = render(ctx, s.Catalogue, run{written: true}, func(name string, content []byte) error {
			mu.Lock()
			defer mu.Unlock()
			return s.makeFilled(name, content)
		})
		s.ready.made.add(s.Catalogue)
		return errors.Join(err, s.ready.made.check())
	})
}

// makeOthers makes the files that are not pages.
func (s *Site) makeOthers(context.Context, string) error {
	return s.makeOnce("others", func() error {
		var mu sync.Mutex
		save := func(name string, content []byte) error {
			mu.Lock()
			defer mu.Unlock()
			s.ready.files[name] = content
			return nil
		}
		return s.writeOthers(s.ready.made.pages, save, func(name string) bool { _, isMade := s.ready.files[name]; return isMade })
	})
}

func (s *Site) makeOnce(group string, make func() error) error {
	if s.ready.groups[group] {
		return nil
	}
	err := make()
	s.ready.groups[group] = err == nil
	return err
}
