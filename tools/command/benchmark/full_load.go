package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

//go:embed wrk.lua
var wrkScript []byte

// figures are those of one round, or medians of rounds.
type figures struct {
	rate           float64 // answers per second
	p50, p99, p999 float64 // latencies in milliseconds
}

// A load describes requests to a server.
type load struct {
	address     string // host and port
	key         string // "" for none
	gzip        bool
	paths       []string
	pathsFile   string // the same, one a line
	connections int
	duration    time.Duration
}

// headers returns the headers of every request.
func (l load) headers() []string {
	var headers []string
	if l.key != "" {
		headers = append(headers, "x-api-key: "+l.key)
	}
	if l.gzip {
		headers = append(headers, "Accept-Encoding: gzip")
	}
	return headers
}

// threads returns how many threads send requests at full load. Each has an equal part of the paths.
func (l load) threads() int { return min(runtime.NumCPU(), 4, l.connections) }

// startOf returns the place in the paths, as a share of them, where the first thread begins in a
// round.
func (l load) startOf(round float64, rounds int) float64 {
	return round / float64(rounds) / float64(l.threads())
}

// atFullLoad sends requests by wrk, as many as the server answers: each connection sends the
// next when it has the answer. Each round begins at another path.
//
// Paths from the script cost wrk about 1 µs each, of 20 µs of processor time for a request: a
// server that does nothing gives as many answers per second as to a single path without a script.
func atFullLoad(ctx context.Context, dir string, l load, round, rounds int) (figures, error) {
	script := filepath.Join(dir, "wrk.lua")
	if err := os.WriteFile(script, wrkScript, 0o600); err != nil {
		return figures{}, err
	}
	args := []string{"-t", strconv.Itoa(l.threads()), "-c", strconv.Itoa(l.connections), "-d", strconv.Itoa(int(l.duration.Seconds())) + "s", "--timeout", "60s", "-s", script}
	for _, h := range l.headers() {
		args = append(args, "-H", h)
	}
	args = append(args, "http://"+l.address, "--", l.pathsFile, fmt.Sprint(l.startOf(float64(round), rounds)), fmt.Sprint(1/float64(l.threads())))
	ctx, cancel := context.WithTimeout(ctx, l.duration+2*time.Minute)
	defer cancel()
	out, err := command(ctx, "wrk", args...).CombinedOutput()
	if err != nil {
		return figures{}, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	return parseWrk(string(out))
}

var wrkResult = regexp.MustCompile(`(?m)^RESULT (\S+) (\S+) (\S+) (\S+) (\d+)$`)

// parseWrk reads the line that wrk.lua prints.
func parseWrk(out string) (figures, error) {
	found := wrkResult.FindStringSubmatch(out)
	if found == nil {
		return figures{}, fmt.Errorf("wrk gave no result:\n%s", out)
	}
	if found[5] != "0" {
		return figures{}, fmt.Errorf("%s requests failed", found[5])
	}
	var n [4]float64
	for i := range n {
		var err error
		if n[i], err = strconv.ParseFloat(found[i+1], 64); err != nil {
			return figures{}, fmt.Errorf("wrk: %w", err)
		}
	}
	if n[0] == 0 {
		return figures{}, errors.New("wrk had no answer in the time")
	}
	return figures{n[0], n[1], n[2], n[3]}, nil
}

// writePaths writes paths into a file, one a line.
func writePaths(name string, paths []string) error {
	return os.WriteFile(name, []byte(strings.Join(paths, "\n")+"\n"), 0o644)
}
