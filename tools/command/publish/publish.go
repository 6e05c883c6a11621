// Package publish makes what a register publishes: the website, the static JSON, the downloads and
// the schemas, in one folder.
//
//	made, err := publish.Build(ctx, folder, reg, publish.Options{Output: "public", Warn: warn})
//
// Build protects what was published: it refuses a history that lacks the commit of the build that
// it replaces, an earlier day, and the incomplete past of a shallow clone. Publication writes
// without such checks, and Files makes single files for previews. A build may have only some Parts.
package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"opencec/schemas"
	"opencec/tools/api"
	"opencec/tools/command/datafolder"
	"opencec/tools/history/journal"
	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
	"opencec/tools/output/website"
	"opencec/tools/register"
)

// Options say what Build publishes, and what was published before.
type Options struct {
	Output     string // the folder to publish
	Only       []Part // the parts to publish; nil for all
	Site       string // the folder of the site's own files, or ""
	APIAddress string // the address of the API; "" if it is not known
	Secrets    []signature.Secret
	Signers    []signature.Key // keys of which at least one will sign it later

	Published       []string // more commits that were published
	AcceptRewritten bool     // accept a history that lacks some of them
	DayIsNamed      bool     // a person named the day, and it is not that of a clock
	Warn            func(message string)
}

// Build publishes the register of a folder. The old output stays until everything is made.
func Build(ctx context.Context, f *datafolder.Folder, reg *register.Register, o Options) (made *Result, err error) {
	p, err := New(ctx, f, reg)
	if err != nil {
		return nil, err
	}
	if !o.AcceptRewritten {
		if err := CheckFullHistory(f); err != nil {
			return nil, err
		}
	}
	if len(o.Secrets)+len(o.Signers) > 0 && f.IsUncommitted(reg) {
		return nil, fmt.Errorf("the files are not those of commit %.12s, so the signed build would have no commit; --at HEAD uses the files of the commit", f.Commit())
	}
	before, err := o.continueHistory(ctx, f, p.History)
	if err != nil {
		return nil, err
	}
	p.Site, p.APIAddress, p.Secrets, p.Signers = o.Site, o.APIAddress, o.Secrets, o.Signers
	p.previous = o.Output
	if p.cache, err = f.PagesCache(o.Output); err != nil {
		o.Warn(fmt.Sprintf("the rendered pages are not cached: %v", err))
	}
	last, inputs, err := p.lastBuild(f, o)
	if err != nil {
		return nil, err
	}
	if before.Manifest != nil && last.is(inputs, o.Output) {
		return &Result{Manifest: before.Manifest, Pages: last.Pages, Unchanged: true}, nil
	}
	if made, err = p.replace(ctx, o); err != nil {
		return made, err
	}
	if made.cacheError == nil {
		made.cacheError = p.saveLastBuild(inputs, o.Output, made.Pages)
	}
	if made.cacheError != nil {
		o.Warn(fmt.Sprintf("the next build cannot use what this one has made: %v", made.cacheError))
	}
	return made, nil
}

// replace makes the publication beside the output folder, and moves it into place.
func (p *Publication) replace(ctx context.Context, o Options) (made *Result, err error) {
	target, err := snapshot.Prepare(o.Output)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, target.Discard()) }()
	if made, err = p.Write(ctx, target.Dir, o.parts()...); err != nil {
		return nil, err
	}
	o.warnLeftOut()
	return made, target.Publish()
}

// A Publication is everything that a register publishes on a day.
type Publication struct {
	Register   *register.Register
	History    *register.History
	On         register.Date
	Site       string // as in Options
	APIAddress string
	Secrets    []signature.Secret
	Signers    []signature.Key

	previous string // the folder that the publication replaces, or ""
	cache    string // the folder with the pages that earlier builds have rendered, or ""
}

// New returns the publication of a folder, whose register is reg.
func New(ctx context.Context, f *datafolder.Folder, reg *register.Register) (*Publication, error) {
	past, err := f.History(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	return &Publication{Register: reg, History: past, On: f.On}, nil
}

// A Result is what a publication wrote.
type Result struct {
	Manifest *snapshot.Manifest
	Pages    int // 0 without the site

	// Unchanged reports whether the output folder had all of it already, so that Build wrote nothing.
	Unchanged bool

	cacheError error // why the rendered pages are not cached
}

// Write writes parts of the publication into the empty folder dir. Each file has the same bytes as
// if all parts were written.
func (p *Publication) Write(ctx context.Context, dir string, parts ...Part) (*Result, error) {
	source := p.Source()
	manifest, err := source.Write(ctx, dir, snapshot.Parts{Downloads: slices.Contains(parts, Downloads), JSON: slices.Contains(parts, JSON)})
	if err != nil {
		return nil, err
	}
	note, err := p.sign(dir)
	if err != nil || !slices.Contains(parts, Site) {
		return &Result{Manifest: manifest}, err
	}
	site, err := p.writeSite(ctx, dir, source.History, append(slices.Clone(manifest.Files), note...))
	return &Result{Manifest: manifest, Pages: site.Pages, cacheError: site.CacheError}, err
}

// Source returns what the downloads and the static JSON are made of.
func (p *Publication) Source() *snapshot.Source {
	return &snapshot.Source{Register: p.Register, On: p.On, History: journal.ContentsOf(p.History, p.Register.Location()), Previous: p.previous}
}

// sign signs the manifest in dir with the secrets. It returns the entries of the signed note, or of
// one that a signer will add.
func (p *Publication) sign(dir string) ([]snapshot.File, error) {
	var notes []snapshot.File
	if len(p.Secrets) > 0 {
		note, err := snapshot.Sign(dir, p.Secrets...)
		if err != nil {
			return nil, err
		}
		notes = append(notes, *note)
	}
	if len(p.Signers) > 0 {
		notes = append(notes, *snapshot.NoteFile(p.Signers...))
	}
	return notes, nil
}

// writeSite writes the pages and the schemas, and returns the number of pages. The files are those
// that the page about the downloads lists.
func (p *Publication) writeSite(ctx context.Context, dir string, history *journal.Contents, files []snapshot.File) (website.Result, error) {
	published, err := schemas.All(p.Register.DeviceClasses)
	if err != nil {
		return website.Result{}, err
	}
	if err := writeSchemas(dir, published); err != nil {
		return website.Result{}, err
	}
	options, err := p.siteOptions(history, published)
	if err != nil {
		return website.Result{}, err
	}
	options.Output, options.Downloads = dir, downloadsOf(files)
	options.Previous, options.Cache = p.previous, p.cache
	return website.Build(ctx, options)
}

// siteOptions returns the options of the website, without output and downloads.
func (p *Publication) siteOptions(history *journal.Contents, published []schemas.File) (website.Options, error) {
	document := api.Describe(p.Register)
	o := website.Options{Register: p.Register, On: p.On, Journal: history, Site: p.Site, API: &document, APIAddress: p.APIAddress, MadeBy: snapshot.MadeBy()}
	for _, f := range published {
		var about struct{ Title string }
		if err := json.Unmarshal(f.Data, &about); err != nil {
			return o, fmt.Errorf("read the schema %s: %w", f.Name, err)
		}
		o.Schemas = append(o.Schemas, website.Schema{Name: f.Name, Description: about.Title})
	}
	return o, nil
}

func downloadsOf(files []snapshot.File) []website.Download {
	downloads := make([]website.Download, len(files))
	for i, f := range files {
		downloads[i] = website.Download{Name: f.Name, Description: f.Description, Size: f.Size, Rows: f.Rows, SHA256: f.SHA256, MediaType: f.MediaType}
	}
	return downloads
}

// schemasFolder is the folder of the published schemas, under the names by which they refer to
// each other.
const schemasFolder = "schemas"

func writeSchemas(dir string, published []schemas.File) error {
	if err := os.MkdirAll(filepath.Join(dir, schemasFolder), 0o755); err != nil {
		return err
	}
	for _, f := range published {
		if err := os.WriteFile(filepath.Join(dir, schemasFolder, f.Name), f.Data, 0o644); err != nil {
			return fmt.Errorf("publish the schema %s: %w", f.Name, err)
		}
	}
	return nil
}
