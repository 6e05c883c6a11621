package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
	"opencec/tools/query"
	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/register"
)

// killListings is the number of listings in the register whose build and load are killed. They
// fit on one page of the API.
const killListings = 120

// A killReport is the report on the kills of one command.
type killReport struct {
	Command string         `json:"command"`
	Kills   int            `json:"kills"`
	Old     int            `json:"left_the_old_version"`
	New     int            `json:"left_the_new_version"`
	Faults  map[string]int `json:"faults"`

	faults *faults
}

// A workshop is a register in git in which every commit changes every listing.
type workshop struct {
	config
	dir      string
	key      signature.Key
	keyFile  string
	n        int      // of the newest commit
	commits  []string // by n
	faults   *faults
	rng      *rand.Rand
	longest  time.Duration // of a whole run
	database string        // its URL
}

func newWorkshop(ctx context.Context, c config) (*workshop, error) {
	w := &workshop{config: c, dir: filepath.Join(c.dir, "kills"), rng: rand.New(rand.NewPCG(c.seed, 5)), commits: []string{""}}
	w.faults = newFaults(func(text string) { c.progress("FAULT kills: %s", text) })
	if err := os.MkdirAll(w.dir, 0o755); err != nil {
		return nil, err
	}
	secret, err := signature.NewSecret("soak.example.org")
	if err != nil {
		return nil, err
	}
	w.key, w.keyFile = secret.Key(), filepath.Join(w.dir, "signing.key")
	if err := secret.WriteFile(w.keyFile); err != nil {
		return nil, err
	}
	for _, command := range [][]string{
		{filepath.Join(c.programs, "opencec"), "generate", "--listings", fmt.Sprint(killListings), "--seed", fmt.Sprint(c.seed), "--on", c.today.String(), "--vocabulary", c.data, "--data", w.data()},
		{"git", "init", "--quiet", "--initial-branch=main", w.repository()},
	} {
		if out, err := exec.CommandContext(ctx, command[0], command[1:]...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", strings.Join(command, " "), err, out)
		}
	}
	return w, w.commit(ctx)
}

func (w *workshop) repository() string { return filepath.Join(w.dir, "register") }
func (w *workshop) data() string       { return filepath.Join(w.repository(), "data") }
func (w *workshop) output() string     { return filepath.Join(w.dir, "public") }

var nameLine = regexp.MustCompile(`(?m)^name: .*$`)

// commit renames all manufacturers, so that every listing shows the commit.
func (w *workshop) commit(ctx context.Context) error {
	w.n++
	files, err := filepath.Glob(filepath.Join(w.data(), "manufacturers", "*.yaml"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("name: %s, %s", strings.TrimSuffix(filepath.Base(file), ".yaml"), editionOf(w.n))
		if err := os.WriteFile(file, nameLine.ReplaceAll(text, []byte(name)), 0o644); err != nil {
			return err
		}
	}
	git := func(args ...string) (string, error) {
		cmd := exec.CommandContext(ctx, "git", append([]string{"-C", w.repository(), "-c", "user.name=Soak", "-c", "user.email=soak@example.org", "-c", "commit.gpgsign=false"}, args...)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("git %s: %w\n%s", args[0], err, out)
		}
		return strings.TrimSpace(string(out)), err
	}
	if _, err := git("add", "--all"); err != nil {
		return err
	}
	if _, err := git("commit", "--quiet", "--message", fmt.Sprintf("Version %d", w.n)); err != nil {
		return err
	}
	head, err := git("rev-parse", "HEAD")
	w.commits = append(w.commits, head)
	return err
}

// versionOf returns the number of the commit with an id, or 0.
func (w *workshop) versionOf(id string) int {
	for n, commit := range w.commits {
		if n > 0 && commit == id {
			return n
		}
	}
	return 0
}

// command returns opencec with arguments, such as build.
func (w *workshop) command(args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(w.programs, "opencec"), args...)
	cmd.Dir = w.repository()
	if w.database != "" {
		cmd.Env = append(os.Environ(), "OPEN_CEC_API_DATABASE_URL="+w.database)
	}
	return cmd
}

func (w *workshop) build() *exec.Cmd {
	return w.command("build", "--data", w.data(), "--on", w.today.String(), "--output", w.output(), "--signing-key", w.keyFile)
}

func (w *workshop) load() *exec.Cmd {
	return w.command("load", "--data", w.data(), "--on", w.today.String())
}

// whole runs a command to its end, and notes how long it takes.
func (w *workshop) whole(cmd *exec.Cmd) error {
	begin := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("opencec %s: %w\n%s", cmd.Args[1], err, out)
	}
	w.longest = time.Since(begin)
	return nil
}

// kill starts a command and kills it at a random moment, mostly before its end.
func (w *workshop) kill(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it was killed, or not
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(time.Duration(w.rng.Int64N(int64(w.longest * 11 / 10)))):
		_ = cmd.Process.Kill()
		<-ended
	}
	return nil
}

// tryKills kills a command again and again. state returns the complete version in place.
func (w *workshop) tryKills(ctx context.Context, name string, command func() *exec.Cmd, state func(context.Context) (int, error)) (*killReport, error) {
	r := &killReport{Command: name, faults: w.faults}
	if err := w.whole(command()); err != nil {
		return nil, err
	}
	placed := w.n
	for r.Kills < w.kills && ctx.Err() == nil {
		if err := w.commit(ctx); err != nil {
			return nil, err
		}
		if err := w.kill(command()); err != nil {
			return nil, err
		}
		r.Kills++
		n, err := state(ctx)
		switch {
		case err != nil:
			w.faults.add(tornState, "after kill %d of %s: %v", r.Kills, name, err)
		case n == placed:
			r.Old++
		case n == w.n:
			r.New++
			placed = n
		default:
			w.faults.add(tornState, "after kill %d of %s version %d is in place: neither %d nor %d", r.Kills, name, n, placed, w.n)
		}
	}
	if err := w.whole(command()); err != nil {
		w.faults.add(tornState, "after %d kills %s does not work: %v", r.Kills, name, err)
	} else if n, err := state(ctx); err != nil || n != w.n {
		w.faults.add(tornState, "after %d kills and a whole %s version %d is in place, right is %d: %v", r.Kills, name, n, w.n, err)
	}
	return r, nil
}

// published returns the version of the output, which must be complete.
func (w *workshop) published(ctx context.Context) (int, error) {
	found, err := snapshot.Verify(ctx, w.output(), snapshot.VerifyOptions{Keys: []signature.Key{w.key}})
	if err != nil {
		return 0, err
	}
	if found.Failed() {
		return 0, fmt.Errorf("the folder does not verify: %+v", found.Problems)
	}
	return w.versionOf(found.Manifest.Commit), nil
}

// leftovers reports files beside the output that do not belong to it.
func (w *workshop) leftovers() error {
	files, err := os.ReadDir(filepath.Dir(w.output()))
	if err != nil {
		return err
	}
	for _, file := range files {
		if strings.Contains(file.Name(), "public") && file.Name() != "public" {
			w.faults.add(tornState, "%s is left beside the build", file.Name())
		}
	}
	return nil
}

// inDatabase returns the version in the database. Every listing must be there as in that version.
func (w *workshop) inDatabase(ctx context.Context) (int, error) {
	db, err := postgres.Connect(ctx, w.database, postgres.Options{})
	if err != nil {
		return 0, err
	}
	defer db.Close()
	engine, err := db.Current(ctx)
	if err != nil {
		return 0, err
	}
	version := engine.Register().Version.ID
	n := w.versionOf(version)
	q, problems := engine.Model().Collection(register.Listings).Parse(url.Values{"limit": {"500"}}, query.Scope{Today: w.today, Version: version})
	if len(problems) > 0 {
		return 0, fmt.Errorf("%+v", problems)
	}
	page, err := engine.List(ctx, q)
	if err != nil {
		return 0, err
	}
	text := page.AppendJSON(nil)
	if page.Total != killListings || bytes.Count(text, []byte(editionOf(n))) != killListings {
		return 0, fmt.Errorf("version %d (%s) has %d listings, of which %d are of it; right is %d", n, version, page.Total, bytes.Count(text, []byte(editionOf(n))), killListings)
	}
	return n, nil
}

// tryBuilds kills builds.
func tryBuilds(ctx context.Context, c config) (*killReport, error) {
	w, err := newWorkshop(ctx, c)
	if err != nil {
		return nil, err
	}
	r, err := w.tryKills(ctx, "build", w.build, w.published)
	if err != nil {
		return nil, err
	}
	if err := w.leftovers(); err != nil {
		return nil, err
	}
	r.Faults = w.faults.all()
	return r, nil
}

// tryLoads kills loads.
func tryLoads(ctx context.Context, c config) (r *killReport, err error) {
	c.dir = filepath.Join(c.dir, "loads")
	w, err := newWorkshop(ctx, c)
	if err != nil {
		return nil, err
	}
	err = postgrestest.Outside(ctx, func(tb testing.TB) error {
		w.database = postgrestest.Start(tb, postgrestest.Options{}).URL(database)
		r, err = w.tryKills(ctx, "load", w.load, w.inDatabase)
		return err
	})
	if r != nil {
		r.Faults = w.faults.all()
	}
	return r, err
}

// A diskReport says how the disk was filled, and what happened to the files on it.
type diskReport struct {
	Way    string         `json:"way"`
	Faults map[string]int `json:"faults"`

	faults *faults
}

// tryFullDisk builds and adds a key on a full disk: the commands must fail and leave what is
// there.
func tryFullDisk(ctx context.Context, c config) (*diskReport, error) {
	c.dir = filepath.Join(c.dir, "disk")
	w, err := newWorkshop(ctx, c)
	if err != nil {
		return nil, err
	}
	r := &diskReport{faults: w.faults}
	full := filepath.Join(w.dir, "full")
	if err := os.Mkdir(full, 0o755); err != nil {
		return nil, err
	}
	if err := w.whole(w.build()); err != nil { // to know how large it is
		return nil, err
	}
	size, err := sizeOf(w.output())
	if err != nil {
		return nil, err
	}
	limited := func(cmd *exec.Cmd) *exec.Cmd { return cmd }
	mount := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d", size*3/2), "none", full)
	if out, err := mount.CombinedOutput(); err == nil {
		r.Way = fmt.Sprintf("a file system of %d bytes in memory, of which the build that is there takes %d", size*3/2, size)
		defer func() { _ = exec.Command("umount", full).Run() }()
	} else {
		r.Way = fmt.Sprintf("files of at most 32 KiB (no file system could be mounted: %s)", inOneLine(errors.New(string(out))))
		limited = withSmallFiles
	}
	err = w.fill(ctx, full, limited)
	r.Faults = w.faults.all()
	return r, err
}

// withSmallFiles makes a command run where no file can be larger than 32 KiB.
func withSmallFiles(cmd *exec.Cmd) *exec.Cmd {
	small := exec.Command("sh", append([]string{"-c", `trap '' XFSZ; ulimit -f 64; exec "$@"`, "sh"}, cmd.Args...)...)
	small.Dir, small.Env = cmd.Dir, cmd.Env
	return small
}

func (w *workshop) fill(ctx context.Context, full string, limited func(*exec.Cmd) *exec.Cmd) error {
	opencec := filepath.Join(w.programs, "opencec")
	output, keyFile := filepath.Join(full, "public"), filepath.Join(full, "keys.json")
	build := func() *exec.Cmd {
		return w.command("build", "--data", w.data(), "--on", w.today.String(), "--output", output, "--signing-key", w.keyFile)
	}
	addKey := func(name string) *exec.Cmd {
		return exec.Command(opencec, "keys", "new", "--name", name, "--keys-file", keyFile)
	}
	if err := errors.Join(w.whole(build()), w.whole(addKey("first"))); err != nil {
		return err
	}
	before, err := os.ReadFile(keyFile)
	if err != nil {
		return err
	}
	placed := w.n
	if err := w.commit(ctx); err != nil {
		return err
	}
	if out, err := limited(build()).CombinedOutput(); exitCode(err) != 1 {
		w.faults.add(tornState, "a build on a full disk ends with %v: %s", err, out)
	}
	found, err := snapshot.Verify(ctx, output, snapshot.VerifyOptions{Keys: []signature.Key{w.key}})
	if err != nil || found.Failed() || w.versionOf(found.Manifest.Commit) != placed {
		w.faults.add(tornState, "after a build on a full disk the one before is not whole: %v", err)
	}
	filler := filepath.Join(full, "filler")
	if err := fillUp(filler); err != nil {
		return err
	}
	for i := range 100 { // small files of keys fit for a while
		if limited(addKey(fmt.Sprintf("key-%d", i))).Run() != nil {
			break
		}
		if before, err = os.ReadFile(keyFile); err != nil {
			return err
		}
	}
	after, err := os.ReadFile(keyFile)
	if err != nil || !bytes.Equal(before, after) {
		w.faults.add(tornState, "a key that could not be added on a full disk has changed the keys file: %v", err)
	}
	return os.Remove(filler)
}

// fillUp writes a file until there is no more room, or 64 MiB.
func fillUp(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	part := make([]byte, 4<<10)
	for range 16 << 10 {
		if _, err := f.Write(part); err != nil {
			break
		}
	}
	_ = f.Close() // that it is full is what was wanted
	return nil
}

func exitCode(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

// sizeOf returns the size of a folder in bytes, in blocks of 4 KiB.
func sizeOf(dir string) (size int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size += (info.Size() + 4095) / 4096 * 4096
		}
		return err
	})
	return size, err
}
