package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"opencec/tools/register"
)

// A bench is a run of this program.
type bench struct {
	config
	dir               string
	day               register.Date
	checkouts         []*checkout // this one and, with --against, the other
	pocketBaseProgram string
	report            *report
}

// An engine is what the API answers from.
type engine string

const (
	memoryEngine   engine = "memory"
	databaseEngine engine = "Postgres"
)

// measure measures everything at one size.
func (b *bench) measure(ctx context.Context, n int) error {
	for _, c := range b.checkouts {
		progress("%d listings, %s: generate and validate", n, c.name)
		c.listings = n
		if err := c.reset(); err != nil {
			return err
		}
		if err := c.makeRegister(ctx); err != nil {
			return err
		}
		if c.noPages {
			continue
		}
		progress("%d listings, %s: build the site", n, c.name)
		var err error
		if c.commands.builds, err = c.measureBuilds(ctx); err != nil {
			return fmt.Errorf("build the site with %s: %w", c.name, err)
		}
	}
	if !b.noMemory {
		if err := b.measureMemory(ctx, n); err != nil {
			return fmt.Errorf("memory: %w", err)
		}
	}
	if b.database {
		if err := withDatabase(ctx, func(d *database) error { return b.measureDatabase(ctx, n, d) }); err != nil {
			return fmt.Errorf("postgres: %w", err)
		}
	}
	for _, c := range b.checkouts {
		b.report.commands = append(b.report.commands, commandRow{n, c.name, c.commands})
	}
	return nil
}

// An apiServer is a running opencec-api.
type apiServer struct {
	*process
	label    string
	checkout *checkout
	paths    map[string]pathList // by kind
}

// A pathList is the requests of a kind to a server, also in a file.
type pathList struct {
	paths []string
	file  string
}

// measureMemory measures servers of snapshots.
func (b *bench) measureMemory(ctx context.Context, n int) error {
	for _, c := range b.checkouts {
		progress("%d listings, %s: write the snapshot", n, c.name)
		if err := c.publish(ctx); err != nil {
			return err
		}
	}
	var planned []plannedServer
	for _, c := range b.checkouts {
		planned = append(planned, plannedServer{label: labelOf(c, ""), checkout: c, source: []string{"--snapshot", c.public()}})
	}
	apis, err := b.startServers(ctx, n, memoryEngine, planned)
	defer stopAll(apis)
	if err != nil {
		return err
	}
	for _, k := range b.kinds {
		for _, gzip := range []bool{false, true} {
			if err := b.measureKind(ctx, n, memoryEngine, k, gzip, apis, b.withReferences(ctx, apis[0], k, gzip)); err != nil {
				return fmt.Errorf("%s: %w", k.name, err)
			}
		}
	}
	b.report.addPeaks(n, memoryEngine, apis)
	return nil
}

// measureDatabase measures loads, and servers of databases.
func (b *bench) measureDatabase(ctx context.Context, n int, d *database) error {
	for round := range b.rounds {
		for _, c := range b.checkouts {
			progress("%d listings, %s: load, round %d of %d", n, c.name, round+1, b.rounds)
			if err := d.load(ctx, c); err != nil {
				return err
			}
		}
	}
	var planned []plannedServer
	for i, c := range b.checkouts {
		b.report.loads = append(b.report.loads, loadRow{n, c.name, c.loads})
		if err := d.settle(ctx, databaseOf(c)); err != nil {
			return err
		}
		source := []string{"--database-url", d.server.URL(databaseOf(c))}
		if i > 0 {
			planned = append(planned, plannedServer{label: labelOf(c, ""), checkout: c, source: source})
			continue
		}
		for _, from := range b.answerFrom {
			p := plannedServer{label: labelOf(c, from), checkout: c, source: source}
			if from != "" {
				p.env = []string{"OPEN_CEC_API_ANSWER_FROM=" + from}
			}
			planned = append(planned, p)
		}
	}
	if b.reference.sql != "" {
		progress("%d listings: prepare the reference", n)
		if err := b.reference.prepare(ctx, d, b.checkouts[1]); err != nil {
			return err
		}
	}
	apis, err := b.startServers(ctx, n, databaseEngine, planned)
	defer stopAll(apis)
	if err != nil {
		return err
	}
	var pocket *pocketBase
	if b.pocketBase {
		progress("%d listings: fill PocketBase", n)
		if pocket, err = b.startPocketBase(ctx, apis[0]); err != nil {
			return err
		}
		defer pocket.stop()
	}
	for _, k := range b.kinds {
		others := func() ([]contestant, func(), error) { return b.databaseContestants(k, d, pocket), func() {}, nil }
		if err := b.measureKind(ctx, n, databaseEngine, k, false, apis, others); err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
	}
	b.report.addPeaks(n, databaseEngine, apis)
	return nil
}

// A plannedServer is an opencec-api to start.
type plannedServer struct {
	label    string
	checkout *checkout
	source   []string // of the register: a flag with its value
	env      []string
}

// labelOf returns the name of a server in the report.
func labelOf(c *checkout, answerFrom string) string {
	label := "opencec-api"
	if c.name != "this" {
		label += " " + c.name
	}
	if answerFrom != "" {
		label += ", " + answerFrom
	}
	return label
}

// startServers measures in turns how long the servers need to start, leaves them running, and
// writes the requests for them. It also returns those that run when there is an error.
func (b *bench) startServers(ctx context.Context, n int, on engine, planned []plannedServer) (running []*apiServer, err error) {
	ready := map[string][]usage{}
	for round := range b.rounds {
		for _, p := range planned {
			progress("%d listings, %s: start %s", n, on, p.label)
			server, err := p.checkout.startAPI(ctx, p.source, p.env...)
			if err != nil {
				return running, err
			}
			ready[p.label] = append(ready[p.label], server.ready)
			if round < b.rounds-1 {
				server.stop()
				continue
			}
			running = append(running, &apiServer{process: server, label: p.label, checkout: p.checkout})
		}
	}
	for _, s := range running {
		b.report.starts = append(b.report.starts, startRow{listings: n, engine: on, server: s.label, ready: ready[s.label]})
		if s.paths, err = b.writePaths(ctx, s); err != nil {
			return running, err
		}
	}
	return running, nil
}

func stopAll(servers []*apiServer) {
	for _, s := range servers {
		s.stop()
	}
}

// writePaths writes the requests for a server from what it says of its listings.
func (b *bench) writePaths(ctx context.Context, s *apiServer) (map[string]pathList, error) {
	listings, err := readListings(ctx, load{address: s.address, key: s.checkout.key})
	if err != nil {
		return nil, err
	}
	lists := map[string]pathList{}
	for _, k := range b.kinds {
		list := pathList{k.paths(newPathWriter(listings, b.day, b.seed)), filepath.Join(s.checkout.dir, "paths-"+k.name+".txt")}
		if err := writePaths(list.file, list.paths); err != nil {
			return nil, err
		}
		lists[k.name] = list
	}
	return lists, nil
}

func (b *bench) startPocketBase(ctx context.Context, s *apiServer) (*pocketBase, error) {
	listings, err := readListings(ctx, load{address: s.address, key: s.checkout.key})
	if err != nil {
		return nil, err
	}
	pocket, err := startPocketBase(ctx, b.pocketBaseProgram, s.checkout.dir, listings)
	if err != nil {
		return nil, err
	}
	return pocket, writePaths(b.pocketBaseFile(), pocketBasePaths(newPathWriter(listings, b.day, b.seed)))
}

func (b *bench) pocketBaseFile() string { return filepath.Join(b.dir, "paths-pocketbase.txt") }

// A contestant is a server that is measured in turns with others.
type contestant struct {
	server string // name in the report
	full   func(ctx context.Context, round int) (figures, error)
	half   func(ctx context.Context, rate float64, round int) (figures, error) // nil if it is not measured at half load
}

// http returns a contestant to which the load is sent.
func (b *bench) http(server string, l load, half bool) contestant {
	l.connections, l.duration = b.connections, b.duration
	c := contestant{server: server, full: func(ctx context.Context, round int) (figures, error) {
		return atFullLoad(ctx, b.dir, l, round, b.rounds)
	}}
	if half {
		c.half = func(ctx context.Context, rate float64, round int) (figures, error) {
			return atConstantRate(ctx, l, rate, round, b.rounds)
		}
	}
	return c
}

// loadFor returns the requests of a kind to a server.
func loadFor(s *apiServer, k kind, gzip bool) load {
	list := s.paths[k.name]
	return load{address: s.address, key: s.checkout.key, gzip: gzip, paths: list.paths, pathsFile: list.file}
}

// withReferences returns a function that starts servers of the same size of answers, which get the
// same requests, and a function that stops them.
func (b *bench) withReferences(ctx context.Context, s *apiServer, k kind, gzip bool) func() ([]contestant, func(), error) {
	return func() ([]contestant, func(), error) {
		l := loadFor(s, k, gzip)
		answer, err := l.sample(ctx)
		if err != nil {
			return nil, nil, err
		}
		file := filepath.Join(s.checkout.dir, "answer.json")
		if err := os.WriteFile(file, answer, 0o644); err != nil {
			return nil, nil, err
		}
		bare, err := startBare(ctx, b.dir, file)
		if err != nil {
			return nil, nil, err
		}
		nginx, err := startNginx(ctx, b.dir, file)
		if err != nil {
			bare.stop()
			return nil, nil, err
		}
		toBare, toNginx := l, l
		toBare.address, toNginx.address = bare.address, nginx.address
		return []contestant{b.http(bareServer, toBare, false), b.http(nginxServer, toNginx, false)}, func() { bare.stop(); nginx.stop() }, nil
	}
}

// Names of servers in the report.
const (
	bareServer       = "bare net/http"
	nginxServer      = "nginx"
	referenceServer  = "reference, pgbench"
	pocketBaseServer = "PocketBase"
)

// databaseContestants returns what answers the same questions as the kind.
func (b *bench) databaseContestants(k kind, d *database, pocket *pocketBase) []contestant {
	var others []contestant
	if b.reference.sql != "" && (k.name == "page" || k.name == "day") {
		others = append(others, contestant{server: referenceServer, full: func(ctx context.Context, round int) (figures, error) {
			return b.reference.run(ctx, b.dir, d, b.connections, b.duration, round)
		}})
	}
	if pocket != nil && k.name == "page" {
		others = append(others, b.http(pocketBaseServer, load{address: pocket.address, pathsFile: b.pocketBaseFile()}, false))
	}
	return others
}

// measureKind measures the requests of a kind to the APIs and to others in turns: at full load, and
// then to the APIs at half of the rate.
func (b *bench) measureKind(ctx context.Context, n int, on engine, k kind, gzip bool, apis []*apiServer, others func() ([]contestant, func(), error)) error {
	var contestants []contestant
	rows := map[string]*requestRow{}
	for _, s := range apis {
		l := loadFor(s, k, gzip)
		answer, err := l.sample(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", s.label, err)
		}
		contestants = append(contestants, b.http(s.label, l, true))
		rows[s.label] = &requestRow{bytes: len(answer), paths: len(l.paths)}
	}
	more, stop, err := others()
	if err != nil {
		return err
	}
	defer stop()
	contestants = append(contestants, more...)
	full, half := map[string][]figures{}, map[string][]figures{}
	for round := range b.rounds {
		progress("%d listings, %s: %s%s, full load, round %d of %d", n, on, k.name, ifGzip(gzip), round+1, b.rounds)
		for _, c := range contestants {
			f, err := c.full(ctx, round)
			if err != nil {
				return fmt.Errorf("%s: %w", c.server, err)
			}
			full[c.server] = append(full[c.server], f)
		}
	}
	for round := range b.rounds {
		progress("%d listings, %s: %s%s, half load, round %d of %d", n, on, k.name, ifGzip(gzip), round+1, b.rounds)
		for _, c := range contestants {
			if c.half == nil {
				continue
			}
			f, err := c.half(ctx, medians(full[c.server]).rate/2, round)
			if err != nil {
				return fmt.Errorf("%s: %w", c.server, err)
			}
			half[c.server] = append(half[c.server], f)
		}
	}
	for _, c := range contestants {
		row := requestRow{}
		if known := rows[c.server]; known != nil {
			row = *known
		}
		row.listings, row.engine, row.kind, row.gzip, row.server = n, on, k.name, gzip, c.server
		row.full = medians(full[c.server])
		if c.half != nil {
			f := medians(half[c.server])
			row.half = &f
		}
		b.report.requests = append(b.report.requests, row)
	}
	return nil
}

func ifGzip(gzip bool) string {
	if gzip {
		return " with gzip"
	}
	return ""
}

// medians returns the median of each figure.
func medians(rounds []figures) figures {
	middle := func(of func(figures) float64) float64 { return median(rounds, of) }
	return figures{
		middle(func(f figures) float64 { return f.rate }), middle(func(f figures) float64 { return f.p50 }),
		middle(func(f figures) float64 { return f.p99 }), middle(func(f figures) float64 { return f.p999 }),
	}
}

// median returns the median of what of returns.
func median[T any](all []T, of func(T) float64) float64 {
	var values []float64
	for _, one := range all {
		values = append(values, of(one))
	}
	slices.Sort(values)
	return values[(len(values)-1)/2]
}
