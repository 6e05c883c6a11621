// Soaktest tries the servers of the register for a long time under load, faults and attacks, and
// reports what went wrong. tools/soak runs it; its help describes it, and deploy/soak.md has
// details and the figures of a long run.
//
// A catalogue makes versions of a generated register that differ in every answer. A server is
// started on them, and versions are swapped while requests are sent: a swapper swaps them in a
// folder, a cluster in Postgres. A judge compares each answer with that of an oracle, which looks
// at the plain records of the version. Versions are numbered, and the number is in every name, so
// that an answer mixed from two versions is detected.
//
// The oracle uses no engine. It takes the form of a record (register.Register.View) and what holds
// on a day from package register, whose own tests check these.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/register"
)

// errFaults is the error of a run that found faults, which the report describes.
var errFaults = errors.New("faults were found")

// parts are the parts of a run, which can be left out.
var parts = []string{"memory", "postgres", "keys", "hostile", "kills", "disk"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := app().RunContext(ctx, os.Args)
	switch {
	case err == nil:
	case errors.Is(err, errFaults):
		os.Exit(1)
	case errors.As(err, new(usageError)):
		fmt.Fprintf(os.Stderr, "tools/soak: %v; see --help\n", err)
		os.Exit(2)
	default:
		fmt.Fprintf(os.Stderr, "tools/soak: %v\n", err)
		os.Exit(1)
	}
}

// A usageError reports a wrong command line.
type usageError struct{ error }

func app() *cli.App {
	return &cli.App{
		Name:            "tools/soak",
		HideHelpCommand: true,
		HideVersion:     true,
		ExitErrHandler:  func(*cli.Context, error) {}, // main decides
		OnUsageError:    func(_ *cli.Context, err error, _ bool) error { return usageError{err} },
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "listings", Value: 1000},
			&cli.Uint64Flag{Name: "seed", Value: 1},
			&cli.IntFlag{Name: "requests"},
			&cli.DurationFlag{Name: "time", Value: time.Minute},
			&cli.Float64Flag{Name: "rate"},
			&cli.DurationFlag{Name: "capacity-time", Value: 10 * time.Second},
			&cli.DurationFlag{Name: "swap-every", Value: time.Second},
			&cli.DurationFlag{Name: "within", Value: 15 * time.Second},
			&cli.DurationFlag{Name: "timeout", Value: 30 * time.Second},
			&cli.Float64Flag{Name: "unavailable", Value: 0.01},
			&cli.IntFlag{Name: "kills", Value: 20},
			&cli.StringFlag{Name: "without"},
			&cli.BoolFlag{Name: "json"},
			&cli.StringFlag{Name: "keep"},
		},
		Action: run,
	}
}

func run(c *cli.Context) (err error) {
	conf, err := configOf(c)
	if err != nil {
		return err
	}
	if conf.dir == "" {
		if conf.dir, err = os.MkdirTemp("", "opencec-soak-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(conf.dir)) }()
	} else if err := os.MkdirAll(conf.dir, 0o755); err != nil {
		return err
	}
	conf.progress("build the programs")
	if conf.programs, err = buildPrograms(c.Context, conf.dir); err != nil {
		return err
	}
	r, err := soak(c.Context, conf)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		err = r.writeJSON(os.Stdout)
	} else {
		r.writeText(os.Stdout)
	}
	if err == nil && r.failed() {
		err = errFaults
	}
	return err
}

// configOf reads the command line.
func configOf(c *cli.Context) (config, error) {
	conf := config{
		listings: c.Int("listings"), seed: c.Uint64("seed"), requests: c.Int("requests"), seconds: c.Duration("time"),
		rate: c.Float64("rate"), capacity: c.Duration("capacity-time"), every: c.Duration("swap-every"), bound: c.Duration("within"), timeout: c.Duration("timeout"),
		kills: c.Int("kills"), unavailable: c.Float64("unavailable"), without: map[string]bool{}, data: "data", dir: c.String("keep"),
		progress: func(format string, args ...any) {
			fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
		},
	}
	if c.Args().Present() {
		return conf, usageError{fmt.Errorf("there are no arguments, but %q was given", c.Args().First())}
	}
	for name, wrong := range map[string]bool{
		"--listings: from 100 to 100000":         conf.listings < 100 || conf.listings > 100_000,
		"--requests: from 0 to 100000000":        conf.requests < 0 || conf.requests > 100_000_000,
		"--time: from 1s to 24h":                 conf.seconds < time.Second || conf.seconds > 24*time.Hour,
		"--capacity-time: from 1s to 10m":        conf.capacity < time.Second || conf.capacity > 10*time.Minute,
		"--swap-every: from 100ms to 1h":         conf.every < 100*time.Millisecond || conf.every > time.Hour,
		"--within: from 5s to 10m":               conf.bound < 5*time.Second || conf.bound > 10*time.Minute,
		"--timeout: from 1s to 10m":              conf.timeout < time.Second || conf.timeout > 10*time.Minute,
		"--rate: from 0 to 100000":               conf.rate < 0 || conf.rate > 100_000,
		"--kills: from 0 to 10000":               conf.kills < 0 || conf.kills > 10_000,
		"--unavailable: a share, from 0 to 1":    conf.unavailable < 0 || conf.unavailable > 1,
		"--keep: an absolute path, or no --keep": conf.dir != "" && !filepath.IsAbs(conf.dir),
	} {
		if wrong {
			return conf, usageError{errors.New(name)}
		}
	}
	for _, part := range strings.FieldsFunc(c.String("without"), func(r rune) bool { return r == ',' }) {
		if !slices.Contains(parts, part) {
			return conf, usageError{fmt.Errorf("--without: there is no part %q; there are %s", part, strings.Join(parts, ", "))}
		}
		conf.without[part] = true
	}
	today, err := register.ParseDate(time.Now().In(sydney()).Format(time.DateOnly))
	conf.today = today
	return conf, err
}

// sydney returns the time zone of the generated register.
func sydney() *time.Location {
	zone, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		return time.UTC
	}
	return zone
}

// buildPrograms builds the tool and the server into a folder.
func buildPrograms(ctx context.Context, dir string) (string, error) {
	programs := filepath.Join(dir, "bin")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", programs+string(filepath.Separator), "./cmd/opencec", "./cmd/opencec-api")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return programs, nil
}

// soak runs all parts that are not left out.
func soak(ctx context.Context, c config) (*report, error) {
	r := &report{Machine: machine(), Seed: c.seed, faults: newFaults(func(text string) { c.progress("FAULT %s", text) })}
	for _, part := range parts {
		if c.without[part] {
			r.Without = append(r.Without, part)
		}
	}
	data, err := filepath.Abs(c.data)
	if err != nil {
		return nil, err
	}
	c.data = data
	cat, err := newCatalogue(ctx, c.data, c.listings, c.seed, c.today)
	if err != nil {
		return nil, err
	}
	oracle := newOracle(cat)
	hasPostgres := true
	if err := postgresThere(); err != nil && !c.without["postgres"] {
		hasPostgres = false
		r.faults.add(notTried, "Postgres: %v", err)
	}
	if !c.without["memory"] {
		e, err := tryMemory(ctx, c, cat, oracle)
		if err != nil {
			return nil, fmt.Errorf("memory: %w", err)
		}
		r.Engines = append(r.Engines, e)
	}
	if !c.without["postgres"] && hasPostgres {
		e, err := tryPostgres(ctx, c, cat, oracle)
		if err != nil {
			return nil, fmt.Errorf("postgres: %w", err)
		}
		r.Engines = append(r.Engines, e)
	}
	if err := tryCommands(ctx, c, r, hasPostgres); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		r.faults.add(notTried, "the run was stopped before its end")
	}
	r.sum()
	return r, nil
}

// tryCommands kills build and load, and fills the disk.
func tryCommands(ctx context.Context, c config, r *report, hasPostgres bool) error {
	if !c.without["kills"] {
		c.progress("kill build %d times", c.kills)
		k, err := tryBuilds(ctx, c)
		if err != nil {
			return fmt.Errorf("kills of build: %w", err)
		}
		r.Kills = append(r.Kills, k)
	}
	if !c.without["kills"] && !c.without["postgres"] && hasPostgres {
		c.progress("kill load %d times", c.kills)
		k, err := tryLoads(ctx, c)
		if err != nil {
			return fmt.Errorf("kills of load: %w", err)
		}
		r.Kills = append(r.Kills, k)
	}
	if !c.without["disk"] {
		c.progress("fill the disk")
		d, err := tryFullDisk(ctx, c)
		if err != nil {
			return fmt.Errorf("full disk: %w", err)
		}
		r.Disk = d
	}
	return nil
}

// machine describes the machine.
func machine() string {
	return fmt.Sprintf("%d cores, %s %s/%s", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
