// Package publish makes what a register publishes: the website, the static JSON, the downloads and
// the schemas, in one folder.
//
//	made, err := publish.Build(ctx, folder, reg, publish.Options{Output: "public", Warn: warn})
//
// Build protects what was published: it refuses a history that lacks the commit of the build that
// it replaces, an earlier day, and the incomplete past of a shallow clone. Publication writes
// without such checks, for previews.
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
	if err := o.continueHistory(ctx, f, p.History); err != nil {
		return nil, err
	}
	p.Site, p.APIAddress, p.Secrets, p.Signers = o.Site, o.APIAddress, o.Secrets, o.Signers
	target, err := snapshot.Prepare(o.Output)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, target.Discard()) }()
	p.previous = o.Output
	if p.cache, err = f.PagesCache(o.Output); err != nil {
		o.Warn(fmt.Sprintf("the rendered pages are not cached: %v", err))
	}
	if made, err = p.Write(ctx, target.Dir); err != nil {
		return nil, err
	}
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
	Pages    int
}

// Write writes the publication into the empty folder dir.
func (p *Publication) Write(ctx context.Context, dir string) (*Result, error) {
	contents := journal.ContentsOf(p.History, p.Register.Location())
	manifest, err := snapshot.Write(ctx, dir, p.Register, p.On, contents)
	if err != nil {
		return nil, err
	}
	files := slices.Clone(manifest.Files)
	if len(p.Secrets) > 0 {
		note, err := snapshot.Sign(dir, p.Secrets...)
		if err != nil {
			return nil, err
		}
		files = append(files, *note)
	}
	if len(p.Signers) > 0 {
		files = append(files, *snapshot.NoteFile(p.Signers...))
	}
	pages, err := p.writeSchemas(dir)
	if err != nil {
		return nil, err
	}
	document := api.Describe(p.Register)
	options := website.Options{Register: p.Register, On: p.On, Journal: contents, Site: p.Site, Output: dir, Previous: p.previous, Cache: p.cache, Schemas: pages, API: &document, APIAddress: p.APIAddress, MadeBy: manifest.MadeBy}
	for _, f := range files {
		options.Downloads = append(options.Downloads, website.Download{
			Name: f.Name, Description: f.Description, Size: f.Size, Rows: f.Rows, SHA256: f.SHA256, MediaType: f.MediaType,
		})
	}
	site, err := website.Build(ctx, options)
	if err != nil {
		return nil, err
	}
	return &Result{manifest, site.Pages}, nil
}

// schemasFolder is the folder of the published schemas, under the names by which they refer to
// each other.
const schemasFolder = "schemas"

func (p *Publication) writeSchemas(dir string) ([]website.Schema, error) {
	files, err := schemas.All(p.Register.DeviceClasses)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, schemasFolder), 0o755); err != nil {
		return nil, err
	}
	var published []website.Schema
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, schemasFolder, f.Name), f.Data, 0o644); err != nil {
			return nil, fmt.Errorf("publish the schema %s: %w", f.Name, err)
		}
		var about struct{ Title string }
		if err := json.Unmarshal(f.Data, &about); err != nil {
			return nil, fmt.Errorf("read the schema %s: %w", f.Name, err)
		}
		published = append(published, website.Schema{Name: f.Name, Description: about.Title})
	}
	return published, nil
}
