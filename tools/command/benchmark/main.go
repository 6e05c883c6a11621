// Benchmark measures how fast the register is, and how much memory it takes. tools/bench runs it;
// its help describes it.
//
// A checkout is a version of the programs with a register that it generated: the one at hand and,
// with --against, that of another commit. Commands are measured one after the other, servers in
// turns: each round sends the requests of a kind to every server for a while, first to all at full
// load, by wrk, then to the APIs at half of that rate, by a sender of this program (see
// atConstantRate). Requests of a kind differ from each other, so that what is measured is the
// engine and not a cache of answers.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/register"
)

// Commands by which this program starts itself, and the flag by which tools/bench learns of wrong
// use before it installs anything.
const (
	checkOnly        = "check-only"
	serveFileCommand = "serve-file"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := app().RunContext(ctx, os.Args)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		os.Exit(130)
	case errors.As(err, new(usageError)):
		fmt.Fprintf(os.Stderr, "tools/bench: %v; see --help\n", err)
		os.Exit(2)
	default:
		fmt.Fprintf(os.Stderr, "tools/bench: %v\n", err)
		os.Exit(1)
	}
}

// A usageError reports a wrong command line.
type usageError struct{ error }

func app() *cli.App {
	return &cli.App{
		Name:            "tools/bench",
		HideHelpCommand: true,
		HideVersion:     true,
		ExitErrHandler:  func(*cli.Context, error) {}, // main decides
		OnUsageError:    func(_ *cli.Context, err error, _ bool) error { return usageError{err} },
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "sizes", Value: "1000,10000"},
			&cli.StringFlag{Name: "kinds", Value: strings.Join(kindNames(), ",")},
			&cli.StringFlag{Name: "query"},
			&cli.IntFlag{Name: "seconds", Value: 2},
			&cli.IntFlag{Name: "rounds", Value: 3},
			&cli.IntFlag{Name: "connections", Value: 32},
			&cli.IntFlag{Name: "limit", Value: 600},
			&cli.Uint64Flag{Name: "seed", Value: 1},
			&cli.BoolFlag{Name: "no-build"},
			&cli.BoolFlag{Name: "no-memory"},
			&cli.BoolFlag{Name: "database"},
			&cli.StringFlag{Name: "answer-from"},
			&cli.StringFlag{Name: "against"},
			&cli.StringFlag{Name: "reference"},
			&cli.StringFlag{Name: "reference-script"},
			&cli.BoolFlag{Name: "pocketbase"},
			&cli.BoolFlag{Name: checkOnly, Hidden: true},
		},
		Commands: []*cli.Command{
			{Name: serveFileCommand, Hidden: true, Action: func(c *cli.Context) error { return serveFile(c.Context, c.Args().Get(0), c.Args().Get(1)) }},
		},
		Action: run,
	}
}

// A config is what the command line asks for.
type config struct {
	sizes       []int
	kinds       []kind
	duration    time.Duration
	rounds      int
	connections int
	limit       time.Duration
	seed        uint64
	noBuild     bool
	noMemory    bool
	database    bool
	answerFrom  []string // values of OPEN_CEC_API_ANSWER_FROM; "" leaves it alone
	against     string   // a commit, or ""
	reference   reference
	pocketBase  bool
}

var (
	sizesForm = regexp.MustCompile(`^[1-9][0-9]{0,6}(,[1-9][0-9]{0,6})*$`)
	queryForm = regexp.MustCompile(`^[\]\[A-Za-z0-9_.~%&=+,:/@-]*$`)
	wordForm  = regexp.MustCompile(`^[a-z][a-z-]*$`)
)

// configOf reads the command line.
func configOf(c *cli.Context) (config, error) {
	conf := config{
		duration: time.Duration(c.Int("seconds")) * time.Second, rounds: c.Int("rounds"), connections: c.Int("connections"),
		limit: time.Duration(c.Int("limit")) * time.Second, seed: c.Uint64("seed"),
		noBuild: c.Bool("no-build"), noMemory: c.Bool("no-memory"), database: c.Bool("database"), pocketBase: c.Bool("pocketbase"),
		answerFrom: []string{""}, reference: reference{sql: c.String("reference"), script: c.String("reference-script"), seed: c.Uint64("seed")},
	}
	wrong := func(format string, args ...any) (config, error) { return conf, usageError{fmt.Errorf(format, args...)} }
	if c.Args().Present() {
		return wrong("there are no arguments, but %q was given", c.Args().First())
	}
	for _, name := range []string{"seconds", "rounds", "connections", "limit"} {
		if n := c.Int(name); n < 1 || n > 10_000 {
			return wrong("--%s: %d is not from 1 to 10000", name, n)
		}
	}
	if !sizesForm.MatchString(c.String("sizes")) {
		return wrong("--sizes: %q is not a list of whole numbers such as 1000,10000", c.String("sizes"))
	}
	for size := range strings.SplitSeq(c.String("sizes"), ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n > 1_000_000 {
			return wrong("--sizes: %s is more than 1000000", size)
		}
		conf.sizes = append(conf.sizes, n)
	}
	for name := range strings.SplitSeq(c.String("kinds"), ",") {
		i := slices.Index(kindNames(), name)
		if i < 0 {
			return wrong("--kinds: there is no kind %q; there are %s", name, strings.Join(kindNames(), ", "))
		}
		conf.kinds = append(conf.kinds, kinds[i])
	}
	if query := c.String("query"); c.IsSet("query") {
		if c.IsSet("kinds") {
			return wrong("--query does not go with --kinds")
		}
		if !queryForm.MatchString(query) {
			return wrong("--query: %q has characters that an address cannot have", query)
		}
		conf.kinds = []kind{{name: "same", about: "the same request again and again: " + query, path: func(*pathWriter) string { return "/v1/listings?" + query }}}
	}
	if c.IsSet("answer-from") {
		conf.answerFrom = strings.Split(c.String("answer-from"), ",")
		for _, word := range conf.answerFrom {
			if !wordForm.MatchString(word) {
				return wrong("--answer-from: %q is not a list of words such as memory,database", c.String("answer-from"))
			}
		}
	}
	if commit := c.String("against"); c.IsSet("against") {
		out, err := exec.Command("git", "rev-parse", "--verify", "--quiet", "--end-of-options", commit+"^{commit}").Output()
		if err != nil {
			return wrong("--against: %s is no commit", commit)
		}
		conf.against = strings.TrimSpace(string(out))
	}
	return conf, conf.check()
}

// check reports settings that do not go together.
func (c config) check() error {
	for problem, wrong := range map[string]bool{
		"--no-memory without --database leaves nothing to measure":                     c.noMemory && !c.database,
		"--answer-from needs --database":                                               c.answerFrom[0] != "" && !c.database,
		"--reference and --reference-script go together":                               (c.reference.sql == "") != (c.reference.script == ""),
		"--reference needs --database and --against, whose programs load its database": c.reference.sql != "" && (!c.database || c.against == ""),
		"--pocketbase needs --database":                                                c.pocketBase && !c.database,
	} {
		if wrong {
			return usageError{errors.New(problem)}
		}
	}
	for _, file := range []string{c.reference.sql, c.reference.script} {
		if _, err := os.Stat(file); file != "" && err != nil {
			return usageError{err}
		}
	}
	return nil
}

// run measures everything and prints the report.
func run(c *cli.Context) (err error) {
	ctx := c.Context
	conf, err := configOf(c)
	if err != nil || c.Bool(checkOnly) {
		return err
	}
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(conf.parent(), "opencec-bench.")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o711); err != nil { // for nginx, which gives up its rights
		return err
	}
	b := &bench{config: conf, dir: dir, report: &report{}}
	if b.day, err = today(); err != nil {
		return err
	}
	if err := b.addCheckout(ctx, "this", root); err != nil {
		return err
	}
	if conf.against != "" {
		other := filepath.Join(dir, "worktree")
		defer func() {
			err = errors.Join(err, git(context.WithoutCancel(ctx), root, "worktree", "remove", "--force", other))
		}()
		if err := git(ctx, root, "worktree", "add", "--quiet", "--detach", other, conf.against); err != nil {
			return err
		}
		if err := b.addCheckout(ctx, conf.against[:7], other); err != nil {
			return err
		}
	}
	if conf.pocketBase {
		progress("build PocketBase")
		if b.pocketBaseProgram, err = buildPocketBase(ctx, dir); err != nil {
			return err
		}
	}
	before := loadAverage()
	for _, n := range conf.sizes {
		if err := b.measure(ctx, n); err != nil {
			return fmt.Errorf("%d listings: %w", n, err)
		}
	}
	b.report.machine = fmt.Sprintf("%s, load %s at the begin and %s at the end, files in %s", machine(ctx), before, loadAverage(), filepath.Dir(dir))
	b.report.write(os.Stdout, conf)
	return nil
}

// parent returns the folder for the temporary folder: in memory if there is room.
func (c config) parent() string {
	const memory = "/dev/shm"
	perListing := uint64(100 << 10) // nearly all of it for pages of the site
	if c.noBuild && c.against == "" {
		perListing = 40 << 10
	}
	needed := uint64(slices.Max(c.sizes)) * perListing
	if c.against != "" {
		needed *= 2
	}
	var free syscall.Statfs_t
	if syscall.Statfs(memory, &free) != nil || free.Bavail*uint64(free.Bsize) < needed {
		return "" // the system's
	}
	return memory
}

// addCheckout builds the programs of a checkout.
func (b *bench) addCheckout(ctx context.Context, name, root string) error {
	progress("build the programs of %s", name)
	c := &checkout{name: name, root: root, dir: filepath.Join(b.dir, name), limit: b.limit, seed: b.seed, day: b.day.String()}
	c.noPages = b.noBuild && name == "this" // other versions may write other snapshots
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return err
	}
	b.checkouts = append(b.checkouts, c)
	return c.compile(ctx)
}

// today returns the day in the time zone of the generated register.
func today() (register.Date, error) {
	zone, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		return register.Date{}, err
	}
	return register.ParseDate(time.Now().In(zone).Format(time.DateOnly))
}

func git(ctx context.Context, dir string, args ...string) error {
	cmd := command(ctx, "git", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("git %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}
