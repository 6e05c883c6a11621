package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/api"
	"opencec/tools/buildinfo"
	"opencec/tools/journal"
	"opencec/tools/keys"
	"opencec/tools/memory"
	"opencec/tools/snapshot"
)

func serveCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "look at the register while editing it: site and API, rebuilt at each save",
		Description: "Checks and builds the register in a temporary folder and serves it. The API answers\n" +
			"at the same address with the key that is printed. When a file is saved, everything\n" +
			"is built anew; a file with a mistake is reported, and the last good version stays.\n" +
			"This is for looking at a register on one's own machine; opencec-api is the server\n" +
			"for others.\n\n" +
			"   opencec serve --listen localhost:8080",
		Flags: []cli.Flag{
			dataFlag(), onFlag(), siteFlag(),
			&cli.StringFlag{Name: "listen", Value: "localhost:8080", Usage: "the `ADDRESS` to listen on; port 0 takes a free one"},
		},
		Action: func(c *cli.Context) error { return env.serve(c) },
	}
}

// A server is what serve runs: the newest good build, and the API of the same
// version.
type server struct {
	env   *environment
	cli   *cli.Context
	work  string // builds are made below it
	base  string // the address at which a browser reaches the site
	sites sites
	api   *api.Server
	built string // the newest commit of what was built last
}

func (env *environment) serve(c *cli.Context) (err error) {
	if err := noArguments(c); err != nil {
		return err
	}
	listener, err := api.Listen(c.String("listen"))
	if err != nil {
		return err
	}
	defer listener.Close() // for the ways out before api.Serve, which closes it too
	work, err := os.MkdirTemp("", "opencec-serve-")
	if err != nil {
		return fmt.Errorf("make a folder for the builds: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()

	ring, secret, err := developmentKey(env.now())
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(env.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s := &server{env: env, cli: c, work: work, base: "http://" + hostOf(listener.Addr()), api: api.NewServer(api.Options{Keys: ring, Now: env.now, Log: log, Build: "opencec serve", Program: buildinfo.Read()})}
	// Before the first build, so that nothing saved while it runs is missed.
	watch, err := newWatch(foldersOf(c)...)
	if err != nil {
		return hintAtRegister(c.String("data"), err)
	}
	defer func() { err = errors.Join(err, watch.Close()) }()
	if err := s.rebuild(c.Context); err != nil {
		return err
	}
	defer s.sites.close()
	s.announce(secret)

	stop := s.follow(c.Context, watch)
	defer stop()
	return api.Serve(c.Context, listener, s.handler(), api.DrainTimeout, log)
}

// foldersOf returns the folders that are read for the site.
func foldersOf(c *cli.Context) []string {
	folders := []string{c.String("data")}
	if own := c.String("site"); own != "" {
		folders = append(folders, own)
	}
	return folders
}

// follow rebuilds when a file is saved, until stop is called, which waits for the end.
func (s *server) follow(ctx context.Context, w *watch) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.run(ctx, func() { s.tryRebuild(ctx) }, func(err error) { fmt.Fprintln(s.env.stderr, err) })
	}()
	return func() {
		cancel()
		<-ended
	}
}

// developmentKey makes a key that is good for as long as serve runs.
func developmentKey(now time.Time) (*keys.Ring, string, error) {
	key, secret, err := keys.New("development", now)
	if err != nil {
		return nil, "", err
	}
	ring, err := keys.NewRing(key)
	return ring, secret, err
}

// announce prints what a person needs to begin.
func (s *server) announce(secret string) {
	fmt.Fprintf(s.env.stdout, "site     %s/\nAPI      %s/v1\nAPI docs %s/docs\nAPI key  %s\n", s.base, s.base, s.base, secret)
	fmt.Fprintf(s.env.stdout, "try      curl -H 'x-api-key: %s' '%s/v1/listings?status=active&limit=5'\n", secret, s.base)
	fmt.Fprintf(s.env.stderr, "watching %s; stop with Ctrl-C\n", strings.Join(foldersOf(s.cli), " and "))
}

// hostOf writes an address so that a browser on the same machine can open it.
func hostOf(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.IsLoopback() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// rebuild reads, checks and builds everything, and puts it in place when all of
// it is good.
func (s *server) rebuild(ctx context.Context) error {
	start := s.env.now()
	f, err := s.env.readFolder(ctx, s.cli)
	if err != nil {
		return err
	}
	f.tree.Records.Settings.BaseURL = s.base // links lead here, not to where the register is published
	p, err := s.env.publication(ctx, f)
	if err != nil {
		return err
	}
	p.chronicle = journal.ChronicleOf(p.past, p.register.Location())
	p.site, p.apiBase = s.cli.String("site"), s.base
	dir, err := os.MkdirTemp(s.work, "build-")
	if err != nil {
		return fmt.Errorf("make a folder for the build: %w", err)
	}
	if _, err := p.write(ctx, dir); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	built, err := snapshot.Open(dir)
	if err != nil {
		return err
	}
	if err := s.sites.swap(dir); err != nil {
		return err
	}
	s.env.warnLost(p.past, s.built)
	s.built = p.past.NewestCommit()
	s.api.Swap(memory.New(built.Register, memory.WithJournal(built.Journal)))
	fmt.Fprintf(s.env.stderr, "built %s in %s\n", f.report.Summary(), s.env.now().Sub(start).Round(10*time.Millisecond))
	s.env.warnStale(p.register, p.on)
	return nil
}

func (s *server) tryRebuild(ctx context.Context) {
	switch err := s.rebuild(ctx); {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, errProblems):
		fmt.Fprintln(s.env.stderr, "not built: the last good version stays up")
	default:
		fmt.Fprintf(s.env.stderr, "not built: %v; the last good version stays up\n", err)
	}
}

// handler gives requests for the API to it and everything else to the site.
func (s *server) handler() http.Handler {
	answers, files := s.api.Handler(), compressed(&s.sites)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isForAPI(r) {
			answers.ServeHTTP(w, r)
			return
		}
		files.ServeHTTP(w, r)
	})
}

// isForAPI reports whether a request is for the API. The two share three paths: at /, only
// who sends a key means the API; at /listings and /listings/, everybody but a browser, as
// the clients of the register's predecessor expect its answers there, also without a key.
func isForAPI(r *http.Request) bool {
	path := r.URL.Path
	switch path {
	case "/healthz", "/readyz", "/openapi.json", "/openapi.yaml":
		return true
	case "/":
		return sendsKey(r)
	case "/listings", "/listings/":
		return sendsKey(r) || !strings.Contains(strings.Join(r.Header["Accept"], ","), "text/html")
	}
	folder, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return folder == "v1" || folder == "docs" || folder == "admin"
}

func sendsKey(r *http.Request) bool {
	return r.Header.Get("x-api-key") != "" || r.Header.Get("Authorization") != ""
}
