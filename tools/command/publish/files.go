package publish

import (
	"bytes"
	"context"
	"io/fs"
	"path"
	"strings"
	"sync"

	"opencec/schemas"
	"opencec/tools/command/datafolder"
	"opencec/tools/history/journal"
	"opencec/tools/output/snapshot"
	"opencec/tools/output/website"
	"opencec/tools/register"
)

// Files makes single files of a publication, each at the first request, and keeps them. A preview
// shows a page, or one download, long before a build could write everything.
//
// The files are those that Publication.Write writes, with one difference: making the page about
// the downloads does not make the downloads, so it lists them without sizes and digests.
type Files struct {
	folder     *datafolder.Folder
	register   *register.Register
	own        string // the folder of the site's own files, or ""
	apiAddress string

	publication once[*Publication]
	source      once[*snapshot.Source]
	site        once[*website.Site]
	manifest    once[*snapshot.Manifest]

	mu        sync.Mutex
	downloads map[string][]byte // by name
}

// NewFiles returns the files of a folder, whose register is reg. It makes nothing yet.
func NewFiles(f *datafolder.Folder, reg *register.Register, site, apiAddress string) *Files {
	return &Files{folder: f, register: reg, own: site, apiAddress: apiAddress, downloads: map[string][]byte{}}
}

// Prepare does what all pages have in common. File does it if it has not been done.
func (f *Files) Prepare(ctx context.Context) error {
	_, err := f.openSite(ctx)
	return err
}

// File returns the file with a path from the root of the site, such as
// "listings/tesla/powerwall-2/index.html". The error wraps fs.ErrNotExist if there is none.
func (f *Files) File(ctx context.Context, name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, notExist(name)
	}
	folder, base := path.Split(name)
	switch {
	case strings.HasPrefix(name, snapshot.APIFolder+"/"):
		source, err := f.openSource(ctx)
		if err != nil {
			return nil, err
		}
		return source.StaticFile(ctx, name)
	case folder == schemasFolder+"/":
		return f.schema(base)
	case folder == snapshot.DownloadsFolder+"/" && path.Ext(base) != ".html":
		return f.download(ctx, base)
	}
	site, err := f.openSite(ctx)
	if err != nil {
		return nil, err
	}
	return site.File(ctx, name)
}

func notExist(name string) error { return &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist} }

// Journal opens the history as it is published.
func (f *Files) Journal(ctx context.Context) (*journal.Journal, error) {
	changes, err := f.download(ctx, snapshot.ChangesName)
	if err != nil {
		return nil, err
	}
	revisions, err := f.download(ctx, snapshot.RevisionsName)
	if err != nil {
		return nil, err
	}
	return journal.Open(ctx, bytes.NewReader(revisions), bytes.NewReader(changes), int64(len(changes)))
}

// Publication returns the publication, with its history.
func (f *Files) Publication(ctx context.Context) (*Publication, error) {
	return f.publication.get(func() (*Publication, error) {
		p, err := New(ctx, f.folder, f.register)
		if err != nil {
			return nil, err
		}
		p.Site, p.APIAddress = f.own, f.apiAddress
		return p, nil
	})
}

func (f *Files) openSource(ctx context.Context) (*snapshot.Source, error) {
	return f.source.get(func() (*snapshot.Source, error) {
		p, err := f.Publication(ctx)
		if err != nil {
			return nil, err
		}
		return p.Source(), nil
	})
}

func (f *Files) openSite(ctx context.Context) (*website.Site, error) {
	return f.site.get(func() (*website.Site, error) {
		source, err := f.openSource(ctx)
		if err != nil {
			return nil, err
		}
		p, err := f.Publication(ctx)
		if err != nil {
			return nil, err
		}
		published, err := schemas.All(f.register.DeviceClasses)
		if err != nil {
			return nil, err
		}
		options, err := p.siteOptions(source.History, published)
		if err != nil {
			return nil, err
		}
		options.Downloads = downloadsOf(source.PlannedFiles())
		return website.New(options)
	})
}

func (f *Files) schema(name string) ([]byte, error) {
	published, err := schemas.All(f.register.DeviceClasses)
	if err != nil {
		return nil, err
	}
	for _, s := range published {
		if s.Name == name {
			return s.Data, nil
		}
	}
	return nil, notExist(schemasFolder + "/" + name)
}

// download returns a file of downloads/.
func (f *Files) download(ctx context.Context, name string) ([]byte, error) {
	source, err := f.openSource(ctx)
	if err != nil {
		return nil, err
	}
	switch name {
	case snapshot.ManifestName, snapshot.StatementName, snapshot.SumsName:
		manifest, err := f.manifest.get(func() (*snapshot.Manifest, error) { return source.Manifest(ctx) })
		if err != nil {
			return nil, err
		}
		return manifest.DerivedFile(name)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if content, made := f.downloads[name]; made {
		return content, nil
	}
	var b bytes.Buffer
	if _, err := source.WriteDownload(ctx, &b, name); err != nil {
		return nil, err
	}
	f.downloads[name] = b.Bytes()
	return b.Bytes(), nil
}

// once keeps the value of the first call of get that succeeds.
type once[T any] struct {
	mu    sync.Mutex
	made  bool
	value T
}

func (o *once[T]) get(make func() (T, error)) (T, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.made {
		return o.value, nil
	}
	value, err := make()
	if err == nil {
		o.made, o.value = true, value
	}
	return value, err
}
