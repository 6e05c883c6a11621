package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/schemas"
	"opencec/tools/api"
	"opencec/tools/datafolder"
	"opencec/tools/journal"
	"opencec/tools/register"
	"opencec/tools/signature"
	"opencec/tools/snapshot"
	"opencec/tools/website"
)

func buildCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "build",
		Usage: "make the website, the downloads and the static JSON",
		Description: "Writes the site, api/v1/ and downloads/ into the output folder. The same data and\n" +
			"day give the same bytes. What was there stays in place until the new build is\n" +
			"whole; a folder that is not an earlier build is never touched.\n\n" +
			"   opencec build --output public\n" +
			"   opencec build --output then --at 3f2a1b9c --on 2026-11-01\n\n" +
			"With --at it is what a build of a checkout of that commit is; the files at hand do\n" +
			"not count.\n\n" +
			"What the register said does not change: the commit of the build that is replaced, and\n" +
			"those of --published, must be on the first-parent line of the history, which a rebase,\n" +
			"an amended commit and a merge the wrong way round lose. Of a build of files that no\n" +
			"commit had it is the newest commit of its history; of one without git nothing is known.\n" +
			"A shallow clone, which does not know the past, is refused. So is a day before that of\n" +
			"the build that is replaced, as a wrong clock makes it; with --on it is a warning.\n\n" +
			"With --signing-key, or secrets in " + signingVariable + ", the manifest of the downloads is\n" +
			"signed: opencec keys signing makes a key, and opencec verify checks. With --verify-key it\n" +
			"is built to be signed afterwards, by opencec sign, where nothing else runs. Files in git\n" +
			"that differ from their commit are not signed.",
		Flags: []cli.Flag{
			dataFlag(), onFlag(), siteFlag(),
			&cli.StringFlag{Name: "output", Value: "public", Usage: "the `FOLDER` to publish"},
			&cli.StringSliceFlag{Name: "published", Usage: "refuse a history without `COMMIT`, which was published before, all 40 digits; again for another one"},
			acceptRewrittenFlag(),
			atFlag("build from"),
			&cli.StringFlag{Name: "api", Usage: "the `ADDRESS` of the API of this register, such as https://api.example.org, for the pages about it"},
			&cli.StringSliceFlag{Name: signingKey, Usage: "sign with the secret in `FILE`; again for another one, while a key is replaced"},
			&cli.StringSliceFlag{Name: verifyKey, Usage: "name on the downloads page the public `KEY` that will sign the build, or a file of keys; again for another one"},
		},
		Action: func(c *cli.Context) error { return env.build(c) },
	}
}

func (env *environment) build(c *cli.Context) (err error) {
	if err := noArguments(c); err != nil {
		return err
	}
	output := c.String("output")
	if err := apart(output, foldersOf(c)); err != nil {
		return err
	}
	if err := checkAPIAddress(c.String("api")); err != nil {
		return err
	}
	secrets, err := signingSecrets(c)
	if err != nil {
		return err
	}
	signers, err := laterKeys(c, secrets)
	if err != nil {
		return err
	}
	start := env.now()
	f, err := env.readFolder(c.Context, c)
	if err != nil {
		return err
	}
	p, err := env.publication(c.Context, f)
	if err != nil {
		return err
	}
	if err := env.wholeHistory(c, f); err != nil {
		return err
	}
	if len(secrets)+len(signers) > 0 && f.MissesCommit(p.register) {
		return fmt.Errorf("the files are not those of commit %.12s, so that what is signed would be of no commit; --at HEAD takes the files of the commit", f.Commit())
	}
	commits, abandoned, err := env.publishedBefore(c, output, f.On)
	if err != nil {
		return err
	}
	if err := env.goOn(c, f, p.past, commits, abandoned); err != nil {
		return err
	}
	p.chronicle = journal.ChronicleOf(p.past, p.register.Location())
	p.site, p.secrets, p.signers, p.apiBase = c.String("site"), secrets, signers, c.String("api")
	target, err := snapshot.Prepare(output)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Discard()) }()
	made, err := p.write(c.Context, target.Dir)
	if err != nil {
		return err
	}
	if err := target.Publish(); err != nil {
		return err
	}
	env.warnStale(p.register, p.on)
	env.warnNoCommit(f, p.register)
	_, err = fmt.Fprintf(env.stdout, "%s: %d listings, %d certificates, %d pages, %d downloads, for %s, version %s%s\n",
		output, made.manifest.Counts.Listings, made.manifest.Counts.Certificates, made.pages, len(made.manifest.Files), p.on, p.register.Version.ID, signedBy(keysOf(p.secrets)))
	fmt.Fprintf(env.stderr, "built in %s\n", env.now().Sub(start).Round(10*time.Millisecond))
	return err
}

// checkAPIAddress refuses what pages could not lead to.
func checkAPIAddress(address string) error {
	if address == "" {
		return nil
	}
	if flaw := register.AddressFlaw(address); flaw != "" {
		return usagef("--api is not the address of an API, such as https://api.example.org: it %s", flaw)
	}
	if u, err := url.Parse(address); err != nil || u.RawQuery != "" || u.Fragment != "" {
		return usagef("--api %s is not the address of an API, such as https://api.example.org", address)
	}
	return nil
}

// apart refuses an output inside one of the folders that are read, where it would be
// taken for records or for pages.
func apart(output string, sources []string) error {
	for _, source := range sources {
		_, inside, err := datafolder.Within(source, output)
		if err != nil {
			return err
		}
		if inside {
			return usagef("--output %s is in the folder %s, which the site is made of: choose one outside", output, source)
		}
	}
	return nil
}

// A publication is everything that is published of a register on a day.
type publication struct {
	register  *register.Register
	past      *register.History
	chronicle *journal.Chronicle
	on        register.Date
	site      string             // the folder of the site's own files; "" is none
	apiBase   string             // the address of the API; "" is none that is known
	secrets   []signature.Secret // that sign it; it can do without
	signers   []signature.Key    // of which one or more will sign it later
}

// publication returns what is published of a folder without errors.
func (env *environment) publication(ctx context.Context, f *datafolder.Folder) (publication, error) {
	reg, err := env.register(ctx, f)
	if err != nil {
		return publication{}, err
	}
	past, err := f.History(ctx)
	if err != nil {
		return publication{}, fmt.Errorf("read the history: %w", err)
	}
	return publication{register: reg, past: past, on: f.On}, nil
}

// made is what a publication wrote.
type made struct {
	manifest *snapshot.Manifest
	pages    int
}

// write fills the empty folder dir.
func (p publication) write(ctx context.Context, dir string) (made, error) {
	manifest, err := snapshot.Write(ctx, dir, p.register, p.on, p.chronicle)
	if err != nil {
		return made{}, err
	}
	files := manifest.Files
	if len(p.secrets) > 0 {
		note, err := snapshot.Sign(dir, p.secrets...)
		if err != nil {
			return made{}, err
		}
		files = append(slices.Clone(files), *note)
	}
	if len(p.signers) > 0 {
		files = append(slices.Clone(files), *snapshot.NoteFile(p.signers...))
	}
	pages, err := p.writeSchemas(dir)
	if err != nil {
		return made{}, err
	}
	document := api.Describe(p.register)
	options := website.Options{Register: p.register, On: p.on, Chronicle: p.chronicle, Site: p.site, Output: dir, Schemas: pages, API: &document, APIAddress: p.apiBase, MadeBy: manifest.MadeBy}
	for _, f := range files {
		options.Downloads = append(options.Downloads, website.Download{
			Name: f.Name, Description: f.Description, Size: f.Size, Rows: f.Rows, SHA256: f.SHA256, MediaType: f.MediaType,
		})
	}
	site, err := website.Build(ctx, options)
	if err != nil {
		return made{}, err
	}
	return made{manifest, site.Pages}, nil
}

// schemasFolder is where the schemas are published, under the names by which they
// refer to each other.
const schemasFolder = "schemas"

func (p publication) writeSchemas(dir string) ([]website.Schema, error) {
	files, err := schemas.All(p.register.DeviceClasses)
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
