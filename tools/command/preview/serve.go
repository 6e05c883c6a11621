package preview

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"opencec/tools/api"
	"opencec/tools/base/buildinfo"
	"opencec/tools/command/watch"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
)

// Options say what Serve serves, and whom it notifies.
type Options struct {
	// Build builds the register into dir, an empty folder, with links to address. Serve calls
	// done, if it is not nil, as soon as it serves the build.
	Build func(ctx context.Context, address, dir string) (done func(), err error)

	Started     func(address, key string) // called once the first build is served
	BuildFailed func(err error)           // called when a later build fails
	WatchFailed func(err error)           // called when a new folder cannot be watched

	Now func() time.Time
	Log *slog.Logger
}

// Serve serves the newest good build, and the API of the same version, until ctx is done. It fails
// if the first build does. It closes the listener, but not the watcher.
func Serve(ctx context.Context, listener net.Listener, watcher *watch.Watcher, o Options) (err error) {
	defer listener.Close() // where api.Serve, which closes it too, is not reached
	work, err := os.MkdirTemp("", "opencec-serve-")
	if err != nil {
		return fmt.Errorf("make a folder for the builds: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	ring, secret, err := developmentKey(o.Now())
	if err != nil {
		return err
	}
	s := &server{
		Options: o, work: work, address: "http://" + hostOf(listener.Addr()),
		api: api.NewServer(api.Options{Keys: ring, Now: o.Now, Log: o.Log, Build: "opencec serve", Program: buildinfo.Read()}),
	}
	if err := s.rebuild(ctx); err != nil {
		return err
	}
	defer s.builds.close()
	o.Started(s.address, secret)
	stop := s.follow(ctx, watcher)
	defer stop()
	return api.Serve(ctx, listener, s.handler(), api.DrainTimeout, o.Log)
}

// A server serves the newest good build, and the API of the same version.
type server struct {
	Options
	work    string // builds are made below it
	address string // at which a browser reaches the site
	builds  builds
	api     *api.Server
}

// follow rebuilds when a file is saved. stop ends that and waits until it has ended.
func (s *server) follow(ctx context.Context, w *watch.Watcher) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.Run(ctx, func() {
			if err := s.rebuild(ctx); err != nil && ctx.Err() == nil {
				s.BuildFailed(err)
			}
		}, s.WatchFailed)
	}()
	return func() {
		cancel()
		<-ended
	}
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

// rebuild builds everything, and serves it if the build succeeds.
func (s *server) rebuild(ctx context.Context) error {
	dir, err := os.MkdirTemp(s.work, "build-")
	if err != nil {
		return fmt.Errorf("make a folder for the build: %w", err)
	}
	done, err := s.Build(ctx, s.address, dir)
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	built, err := snapshot.Open(dir)
	if err != nil {
		return err
	}
	if err := s.builds.swap(dir); err != nil {
		return err
	}
	s.api.Swap(memory.New(built.Register, memory.WithJournal(built.Journal)))
	if done != nil {
		done()
	}
	return nil
}
