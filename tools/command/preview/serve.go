package preview

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"strings"
	"time"

	"opencec/tools/api"
	"opencec/tools/base/buildinfo"
	"opencec/tools/command/watch"
	"opencec/tools/query"
	"opencec/tools/query/keys"
)

// Options say what Serve serves, and whom it notifies.
type Options struct {
	// Load reads and checks the register, for links to address. The error is Mistakes if a person
	// can mend it by saving a file; Load has printed them then.
	Load func(ctx context.Context, address string) (*Version, error)

	Started     func(address, key string)       // called once the register has been read
	Failed      func(err error, isServing bool) // called when a version cannot be served; isServing says whether an earlier one is
	WatchFailed func(err error)                 // called when a new folder cannot be watched

	Now func() time.Time
	Log *slog.Logger
}

// A Version is a register without mistakes.
type Version struct {
	Engine query.Engine // answers the API, at once
	Files  Files        // pages and all other files

	// Prepare does what all pages have in common. Until it is done, pages are those of the version before.
	Prepare func(ctx context.Context) error

	// Served is called once the pages are served.
	Served func()
}

// Files are the files of a site. For a name that it does not have, the error is fs.ErrNotExist.
type Files interface {
	File(ctx context.Context, name string) ([]byte, error)
}

// Mistakes are what a person has to mend in files, one in each line: FILE:LINE:COLUMN: what is wrong.
type Mistakes []string

func (m Mistakes) Error() string { return strings.Join(m, "\n") }

// mistakesOf returns an error as mistakes.
func mistakesOf(err error) Mistakes {
	var m Mistakes
	if errors.As(err, &m) {
		return m
	}
	return strings.Split(err.Error(), "\n")
}

// Serve serves the newest good version until ctx is done. If the files have mistakes at the start, it
// serves a page that lists them, and waits until they are mended; it fails if the register cannot be
// read at all. It closes the listener, but not the watcher.
func Serve(ctx context.Context, listener net.Listener, watcher *watch.Watcher, o Options) error {
	defer listener.Close() // where api.Serve, which closes it too, is not reached
	ring, secret, err := developmentKey(o.Now())
	if err != nil {
		return err
	}
	s := &server{
		Options: o, ctx: ctx, address: "http://" + hostOf(listener.Addr()), pages: newPages(o.Now(), func(err error) { o.Failed(err, true) }),
		api: api.NewServer(api.Options{Keys: ring, Now: o.Now, Log: o.Log, Build: "opencec serve", Program: buildinfo.Read()}),
	}
	version, err := o.Load(ctx, s.address)
	if err != nil && !errors.As(err, new(Mistakes)) {
		return err
	}
	o.Started(s.address, secret)
	// An edit does not cancel the first version: if it is a mistake, there has to be a good version.
	stop := s.follow(watcher, func(context.Context) { s.show(ctx, version, err) })
	defer stop()
	return api.Serve(ctx, listener, s.handler(), api.DrainTimeout, o.Log)
}

// A server serves the newest good version: the API from its engine, and pages from its files.
type server struct {
	Options
	ctx     context.Context // done when the server stops
	address string          // at which a browser reaches the site
	pages   *pages
	api     *api.Server
}

// follow runs first, and then shows a new version whenever a file is saved. It cancels an unfinished
// version that an edit makes out of date. stop ends all of that.
func (s *server) follow(w *watch.Watcher, first func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(s.ctx)
	work := newest{}
	work.start(ctx, first)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		w.Run(ctx, func() {
			work.start(ctx, func(ctx context.Context) {
				version, err := s.Load(ctx, s.address)
				s.show(ctx, version, err)
			})
		}, s.WatchFailed)
	}()
	return func() {
		cancel()
		<-watched
		work.wait()
	}
}

// show serves a version, or what is wrong with it.
func (s *server) show(ctx context.Context, version *Version, err error) {
	if err == nil {
		s.api.Swap(version.Engine)
		err = s.tryPages(ctx, version)
	}
	switch {
	case ctx.Err() != nil: // an edit has made this out of date
	case err != nil:
		s.Failed(err, s.pages.fail(mistakesOf(err)))
	default:
		s.pages.swap(version.Files)
		version.Served()
	}
}

// tryPages makes the pages that browsers show. It returns the first error of a template, so that a
// page that a person looks at gives way only to one that can be shown. Other pages are made when
// they are asked for.
func (s *server) tryPages(ctx context.Context, version *Version) error {
	if err := version.Prepare(ctx); err != nil {
		return err
	}
	for _, name := range s.pages.watched() {
		if _, err := version.Files.File(ctx, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// newest runs the newest of several jobs.
type newest struct {
	cancel context.CancelFunc // of the job before
	ended  chan struct{}      // closed when that has ended
}

// start cancels the job before, and starts another one after it. It does not wait.
func (n *newest) start(ctx context.Context, job func(context.Context)) {
	before := n.ended
	if n.cancel != nil {
		n.cancel()
	}
	ctx, n.cancel = context.WithCancel(ctx)
	ended := make(chan struct{})
	n.ended = ended
	go func() {
		defer close(ended)
		if before != nil {
			<-before
		}
		if ctx.Err() == nil {
			job(ctx)
		}
	}()
}

// wait waits for the newest job.
func (n *newest) wait() {
	<-n.ended
	n.cancel()
}

// developmentKey makes a key that is valid as long as Serve runs.
func developmentKey(now time.Time) (*keys.Ring, string, error) {
	key, secret, err := keys.New("development", now)
	if err != nil {
		return nil, "", err
	}
	ring, err := keys.NewRing(key)
	return ring, secret, err
}

// hostOf returns an address that a browser on the same machine can open.
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
