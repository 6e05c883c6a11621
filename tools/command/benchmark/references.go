package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// serveFile answers every request with the content of a file, until ctx ends. It is what a server
// in Go can do that does no work.
func serveFile(ctx context.Context, file, address string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: address, ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(content) // a client that has gone needs no answer
	})}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return server.ListenAndServe()
}

// startBare starts this program as a server of the file.
func startBare(ctx context.Context, dir, file string) (*process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	return start(ctx, dir, "bare", address, "/", nil, program, serveFileCommand, file, address)
}

// nginxConfig answers every request with one file.
const nginxConfig = `
daemon off;
worker_processes auto;
pid {dir}/pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  open_file_cache max=100;
  default_type application/json;
  client_body_temp_path {dir}/body;
  proxy_temp_path {dir}/proxy;
  fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi;
  scgi_temp_path {dir}/scgi;
  server {
    listen {address};
    root {root};
    location / { rewrite ^ /{file} break; }
  }
}
`

// startNginx starts nginx as a server of the file, which must be readable for everybody: as root
// nginx gives up its rights.
func startNginx(ctx context.Context, dir, file string) (*process, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	own := filepath.Join(dir, "nginx")
	if err := os.MkdirAll(own, 0o755); err != nil {
		return nil, err
	}
	config := strings.NewReplacer("{dir}", own, "{address}", address, "{root}", filepath.Dir(file), "{file}", filepath.Base(file)).Replace(nginxConfig)
	name := filepath.Join(own, "nginx.conf")
	if err := os.WriteFile(name, []byte(config), 0o644); err != nil {
		return nil, err
	}
	p, err := start(ctx, dir, "nginx", address, "/", nil, "nginx", "-e", "stderr", "-p", own, "-c", name)
	if err != nil {
		return nil, fmt.Errorf("nginx: %w", err)
	}
	return p, nil
}
