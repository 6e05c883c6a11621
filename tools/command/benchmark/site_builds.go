package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// buildFigures are what builds of the whole site used, one after the other into the same folder.
type buildFigures struct {
	cold      *usage // without a cache or an earlier build
	unchanged *usage
	edited    *usage // after a commit that changes one listing
	nextDay   *usage
}

// buildParts are the figures in the order of the report, with their names.
var buildParts = []struct {
	name string
	of   func(buildFigures) *usage
}{
	{"cold", func(f buildFigures) *usage { return f.cold }},
	{"unchanged", func(f buildFigures) *usage { return f.unchanged }},
	{"one listing changed", func(f buildFigures) *usage { return f.edited }},
	{"next day", func(f buildFigures) *usage { return f.nextDay }},
}

// measureBuilds builds the site of a copy of the register in a git repository of its own.
func (c *checkout) measureBuilds(ctx context.Context) (f buildFigures, err error) {
	repository := filepath.Join(c.dir, "repository")
	defer func() { err = errors.Join(err, os.RemoveAll(repository)) }()
	data := filepath.Join(repository, "data")
	if err := os.CopyFS(data, os.DirFS(c.data())); err != nil {
		return f, err
	}
	if err := c.git(ctx, repository, "init", "-q", "-b", "main"); err != nil {
		return f, err
	}
	day, err := time.Parse(time.DateOnly, c.day)
	if err != nil {
		return f, err
	}
	build := func(on time.Time) (*usage, error) {
		used, _, err := c.run(ctx, "build", "--data", data, "--on", on.Format(time.DateOnly), "--output", filepath.Join(repository, "public"))
		return used, err
	}
	for _, step := range []struct {
		figure *(*usage)
		change func() error
		on     time.Time
	}{
		{&f.cold, func() error { return c.commit(ctx, repository) }, day},
		{&f.unchanged, nil, day},
		{&f.edited, func() error { return errors.Join(editListing(data), c.commit(ctx, repository)) }, day},
		{&f.nextDay, nil, day.AddDate(0, 0, 1)},
	} {
		if step.change != nil {
			if err := step.change(); err != nil {
				return f, err
			}
		}
		if *step.figure, err = build(step.on); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (c *checkout) commit(ctx context.Context, repository string) error {
	if err := c.git(ctx, repository, "add", "data"); err != nil {
		return err
	}
	return c.git(ctx, repository, "-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "-q", "-m", "Change")
}

func (c *checkout) git(ctx context.Context, repository string, args ...string) error {
	cmd := command(ctx, "git", append([]string{"-C", repository}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("git %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// errEdited ends the search for a listing.
var errEdited = errors.New("edited")

// editListing adds a note to the first listing without one.
func editListing(data string) error {
	err := filepath.WalkDir(filepath.Join(data, "listings"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		if err != nil || bytes.Contains(content, []byte("\nnotes:")) {
			return err
		}
		if err := os.WriteFile(name, append(content, "notes: Edited.\n"...), 0o644); err != nil {
			return err
		}
		return errEdited
	})
	if errors.Is(err, errEdited) {
		return nil
	}
	return errors.Join(err, errors.New("every listing has a note: none can be given one"))
}
