package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A checkout is a version of the programs with what it made of the register.
type checkout struct {
	name  string // in the report
	root  string // of the files
	dir   string // where everything is written
	limit time.Duration

	listings int
	seed     uint64
	day      string
	noPages  bool // build no site

	key      string
	commands commandFigures
	loads    []loadFigures // by round
}

// commandFigures are what the commands used, which are nil if they did not run.
type commandFigures struct {
	generate, validate *usage
	builds             buildFigures
}

func (c *checkout) program(name string) string { return filepath.Join(c.dir, "bin", name) }
func (c *checkout) data() string               { return filepath.Join(c.dir, "data") }
func (c *checkout) public() string             { return filepath.Join(c.dir, "public") }
func (c *checkout) keys() string               { return filepath.Join(c.dir, "keys.json") }

// compile builds the programs.
func (c *checkout) compile(ctx context.Context) error {
	cmd := command(ctx, "go", "build", "-trimpath", "-o", filepath.Join(c.dir, "bin")+"/", "./cmd/opencec", "./cmd/opencec-api")
	cmd.Dir, cmd.Env = c.root, append(os.Environ(), "CGO_ENABLED=0", "GOTMPDIR="+c.dir) // go leaves its files when it is stopped
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the programs of %s: %w\n%s", c.name, err, out)
	}
	return nil
}

// run runs opencec, with a cache that belongs to the checkout.
func (c *checkout) run(ctx context.Context, args ...string) (*usage, []byte, error) {
	return c.measure(ctx, append([]string{c.program("opencec")}, args...)...)
}

func (c *checkout) measure(ctx context.Context, args ...string) (*usage, []byte, error) {
	used, out, err := measure(ctx, filepath.Join(c.dir, "time"), c.limit, c.root, []string{"XDG_CACHE_HOME=" + filepath.Join(c.dir, "cache")}, args...)
	return &used, out, err
}

// reset removes the register of the last size.
func (c *checkout) reset() error {
	c.commands, c.loads = commandFigures{}, nil
	for _, name := range []string{c.data(), c.public(), c.keys(), filepath.Join(c.dir, "cache")} {
		if err := os.RemoveAll(name); err != nil {
			return err
		}
	}
	return nil
}

// makeRegister generates and validates the register, and makes a key.
func (c *checkout) makeRegister(ctx context.Context) (err error) {
	if c.commands.generate, _, err = c.run(ctx, "generate", "--listings", fmt.Sprint(c.listings), "--seed", fmt.Sprint(c.seed), "--on", c.day, "--data", c.data()); err != nil {
		return err
	}
	if c.commands.validate, _, err = c.run(ctx, "validate", "--data", c.data(), "--on", c.day); err != nil {
		return err
	}
	out, err := command(ctx, c.program("opencec"), "keys", "new", "--name", "bench", "--keys-file", c.keys()).Output()
	c.key = strings.TrimSpace(string(out))
	return err
}

// publish builds the downloads, and with programs that cannot do so alone, everything.
func (c *checkout) publish(ctx context.Context) error {
	args := []string{"build", "--data", c.data(), "--on", c.day, "--output", c.public()}
	help, err := command(ctx, c.program("opencec"), "build", "--help").Output()
	if err != nil {
		return fmt.Errorf("%s: opencec build --help: %w", c.name, err)
	}
	if bytes.Contains(help, []byte("--only ")) {
		args = append(args, "--only", "downloads")
	}
	_, _, err = c.run(ctx, args...)
	return err
}

// startAPI starts the server on a snapshot or a database. source is the flag with its value, env
// more settings.
func (c *checkout) startAPI(ctx context.Context, source []string, env ...string) (*process, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	args := append([]string{c.program("opencec-api")}, source...)
	_, port, _ := strings.Cut(address, ":")
	return start(ctx, c.dir, "api-"+port, address, "/readyz", append(env, "OPEN_CEC_API_RATE=0"), append(args, "--keys-file", c.keys(), "--listen", address)...)
}

// readListings returns all listings of a server, in the order of their ids.
func readListings(ctx context.Context, l load) ([]*listing, error) {
	body, err := fetch(ctx, "http://"+l.address+"/v1/listings?format=ndjson&sort=id", l.headers())
	if err != nil {
		return nil, err
	}
	var listings []*listing
	lines := bufio.NewScanner(bytes.NewReader(body))
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		one := &listing{}
		if err := json.Unmarshal(lines.Bytes(), one); err != nil {
			return nil, fmt.Errorf("a listing of the server: %w", err)
		}
		one.document = lines.Text()
		listings = append(listings, one)
	}
	if len(listings) == 0 {
		return nil, fmt.Errorf("the server has no listings: %.200s", body)
	}
	return listings, lines.Err()
}
