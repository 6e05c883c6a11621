package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

// Limits of one connection. A slower client only delays itself.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 16 << 10
)

// DrainTimeout is the default time that running requests have to finish when the server
// stops: less than the 30 seconds after which supervisors kill.
const DrainTimeout = 20 * time.Second

// Listen listens on an address such as ":8080"; port 0 selects a free port.
func Listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("listening on %s: another program uses that port; stop it or choose another port: %w", address, err)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("listening on %s: ports below 1024 need a permission; choose a higher one: %w", address, err)
	case err != nil:
		return nil, fmt.Errorf("listening on %s: write it as HOST:PORT or :PORT: %w", address, err)
	}
	return listener, nil
}

// Serve answers on the listener until ctx ends, and then waits for running requests for
// at most the drain timeout. It closes the listener.
func Serve(ctx context.Context, listener net.Listener, h http.Handler, drain time.Duration, log *slog.Logger) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ConnContext:       withConnection,

		DisableGeneralOptionsHandler: true, // its answers to OPTIONS * lack the common headers
		ErrorLog:                     slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serving on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	log.Info("stopping; requests under way may end", "on", listener.Addr().String(), "within", drain)
	draining, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := server.Shutdown(draining); err != nil {
		return fmt.Errorf("stopping the server: requests were cut off after %s: %w", drain, err)
	}
	<-ended
	return nil
}
