package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/command/datafolder"
	"opencec/tools/command/publish"
	"opencec/tools/history"
	"opencec/tools/output/signature"
)

// acceptRewritten is the flag that accepts a history without commits that were published.
const acceptRewritten = history.AcceptFlag

func acceptRewrittenFlag() *cli.BoolFlag {
	return &cli.BoolFlag{Name: acceptRewritten, Usage: "accept that the register's past differs from the published one; the build records it"}
}

func buildCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "build",
		Usage: "make the website, the downloads and the static JSON",
		Description: "Writes the site, api/v1/ and downloads/ into the output folder. The same data and day\n" +
			"give the same bytes. The old output stays in place until the new build is complete; a\n" +
			"folder that is not an earlier build is never changed. Pages that an earlier build has rendered\n" +
			"are cached in the user's cache folder; a build renders those that have changed.\n\n" +
			"   opencec build --output public\n" +
			"   opencec build --output then --at 3f2a1b9c --on 2026-11-01\n\n" +
			"With --at the result is that of a build in a checkout of that commit; the working files\n" +
			"do not matter.\n\n" +
			"The published past must not change: the commit of the replaced build, and those of\n" +
			"--published, must be on the first-parent line of the history. A rebase, an amended commit\n" +
			"and a merge the wrong way round break that. If the replaced build had uncommitted files,\n" +
			"its commit is the newest of its history; a build without git has none. A shallow clone is\n" +
			"refused, because it lacks the past. So is a day before that of the replaced build, as a\n" +
			"wrong clock causes; with --on that is a warning.\n\n" +
			"With --signing-key, or secrets in " + signingVariable + ", the manifest of the downloads is\n" +
			"signed: opencec keys signing makes a key, and opencec verify checks. With --verify-key the\n" +
			"build is prepared for signing by opencec sign, in a place where nothing else runs. Files\n" +
			"that git has, but that differ from their commit, are not signed.\n\n" +
			"--only makes some of the parts and leaves out the files of the others:\n\n" +
			"   downloads  downloads/: JSON, NDJSON and CSV; all that opencec-api needs\n" +
			"   json       api/v1/: a JSON file for each record\n" +
			"   site       pages, feeds, the search and the schemas\n\n" +
			"   opencec build --only downloads --output data-only\n\n" +
			"The output folder then has only those parts, also if it had others before; build puts a\n" +
			"warning about that on stderr. Each file has the same bytes as in a whole build, so parts of one\n" +
			"commit and day fit together at one address. By itself, the site links to downloads and JSON\n" +
			"files that are not there. Every build has downloads/manifest.json, with its signature, and\n" +
			"api/v1/index.json: they say of which commit and day it is, so that the checks of the published\n" +
			"past hold for any parts. For one file on stdout there is opencec export.",
		Flags: []cli.Flag{
			dataFlag(), onFlag(), siteFlag(),
			&cli.StringFlag{Name: "output", Value: "public", Usage: "the `FOLDER` to publish"},
			oneOf(&cli.StringSliceFlag{Name: "only", Usage: "make only `PARTS`, separated by commas: downloads, json, site; may be repeated"}, partNames()),
			&cli.StringSliceFlag{Name: "published", Usage: "refuse a history without `COMMIT`, an earlier published commit, with all 40 digits; may be repeated"},
			acceptRewrittenFlag(),
			atFlag("build from"),
			&cli.StringFlag{Name: "api", Usage: "the `ADDRESS` of the API of this register, such as https://api.example.org, for the pages about it"},
			&cli.StringSliceFlag{Name: signingKey, Usage: "sign with the secret in `FILE`; may be repeated, to replace a key"},
			&cli.StringSliceFlag{Name: verifyKey, Usage: "name on the downloads page the public `KEY` that will sign the build, or a file of keys; may be repeated"},
		},
		Action: func(c *cli.Context) error { return env.build(c) },
	}
}

func (env *environment) build(c *cli.Context) (err error) {
	if err := refuseArguments(c); err != nil {
		return err
	}
	output := c.String("output")
	if err := checkOutputFolder(output, foldersOf(c)); err != nil {
		return err
	}
	if err := checkAPIAddress(c.String("api")); err != nil {
		return err
	}
	only, err := partsToBuild(c)
	if err != nil {
		return err
	}
	secrets, err := signingSecrets(c)
	if err != nil {
		return err
	}
	signers, err := plannedSigners(c, secrets)
	if err != nil {
		return err
	}
	for _, commit := range c.StringSlice("published") {
		if !history.IsHash(commit) {
			return usagef("--published: %.100q is not a commit: give all 40 hexadecimal digits", commit)
		}
	}
	start := env.now()
	f, err := env.readFolder(c.Context, c)
	if err != nil {
		return err
	}
	reg, err := env.register(c.Context, f)
	if err != nil {
		return err
	}
	made, err := publish.Build(c.Context, f, reg, publish.Options{
		Output: output, Only: only, Site: c.String("site"), APIAddress: c.String("api"), Secrets: secrets, Signers: signers,
		Published: c.StringSlice("published"), AcceptRewritten: c.Bool(acceptRewritten), DayIsNamed: c.String("on") != "", Warn: env.warn,
	})
	if err != nil {
		return err
	}
	env.warnStale(reg, f.On)
	env.warnNoCommit(f, reg)
	_, err = fmt.Fprintf(env.stdout, "%s: %s, for %s, version %s%s\n",
		output, builtParts(made, only), f.On, reg.Version.ID, signature.SignedBy(signature.KeysOf(secrets)))
	how := "built"
	if made.Unchanged {
		how = "nothing has changed since the last build: looked at everything"
	}
	fmt.Fprintf(env.stderr, "%s in %s\n", how, env.now().Sub(start).Round(10*time.Millisecond))
	return err
}

func partNames() []string {
	var names []string
	for _, p := range publish.Parts() {
		names = append(names, string(p))
	}
	return names
}

// partsToBuild returns the parts of --only, or all.
func partsToBuild(c *cli.Context) ([]publish.Part, error) {
	if !c.IsSet("only") {
		return publish.Parts(), nil
	}
	var parts []publish.Part
	for _, list := range c.StringSlice("only") {
		for name := range strings.SplitSeq(list, ",") {
			name = strings.TrimSpace(name)
			if !slices.Contains(partNames(), name) {
				return nil, usagef("--only: there is no part %.100q%s; the parts are %s", name, spelling.DidYouMean(name, partNames()), strings.Join(partNames(), ", "))
			}
			parts = append(parts, publish.Part(name))
		}
	}
	return parts, nil
}

// builtParts says how much a build has.
func builtParts(made *publish.Result, parts []publish.Part) string {
	counts := made.Manifest.Counts
	text := fmt.Sprintf("%d listings, %d certificates", counts.Listings, counts.Certificates)
	if slices.Contains(parts, publish.Site) {
		text += fmt.Sprintf(", %d pages", made.Pages)
	}
	if slices.Contains(parts, publish.Downloads) {
		text += fmt.Sprintf(", %d downloads", len(made.Manifest.Files))
	}
	return text
}

// checkAPIAddress refuses an address to which pages cannot link.
func checkAPIAddress(address string) error {
	if address == "" {
		return nil
	}
	if flaw := spelling.AddressFlaw(address); flaw != "" {
		return usagef("--api is not the address of an API, such as https://api.example.org: it %s", flaw)
	}
	if u, err := url.Parse(address); err != nil || u.RawQuery != "" || u.Fragment != "" {
		return usagef("--api %s is not the address of an API, such as https://api.example.org", address)
	}
	return nil
}

// checkOutputFolder refuses an output folder inside a source folder, where it would be read as
// records or pages.
func checkOutputFolder(output string, sources []string) error {
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
