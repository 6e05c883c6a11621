package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"opencec/tools/output/signature"
	"opencec/tools/register"
)

// A config describes a run.
type config struct {
	listings    int
	seed        uint64
	requests    int             // to each engine
	seconds     time.Duration   // of load on each engine, where requests is 0
	rate        float64         // requests a second; 0 for half of the capacity
	capacity    time.Duration   // for how long that is measured
	every       time.Duration   // between two swaps
	bound       time.Duration   // in which what is new has to hold
	unavailable float64         // share of the requests that may be refused with 503 and Retry-After
	timeout     time.Duration   // in which an answer has to come whole
	kills       int             // of build and of load, each
	without     map[string]bool // what is left out knowingly
	programs    string          // the folder of opencec and opencec-api
	data        string          // the data folder with the vocabulary
	dir         string          // for everything that is written
	today       register.Date
	progress    func(format string, args ...any)
}

// wanted returns the names that are not left out.
func (c *config) wanted(prefix string, names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return c.without[prefix+name] })
}

// Limits on how much more a server may use at the end of a trial than at its beginning.
const (
	moreGoroutines  = 60
	moreDescriptors = 40
	moreHeap        = 400 << 20
	settleTimeout   = 90 * time.Second
)

// An engineReport is the report on a trial of one engine.
type engineReport struct {
	Engine   string         `json:"engine"`
	Capacity float64        `json:"capacity_per_second"`
	Rate     float64        `json:"rate_per_second"`
	Requests int            `json:"requests"`
	Seconds  float64        `json:"seconds"`
	Reached  float64        `json:"requests_per_second"`
	Latency  latencyFigures `json:"latency"`
	Start    usage          `json:"at_start"`
	End      usage          `json:"at_end"`
	Offered  int            `json:"versions_offered"`
	Taken    int            `json:"versions_taken_up"`
	// Unavailable counts answers with 503 and Retry-After, when a database was not reached in time.
	Unavailable int            `json:"unavailable"`
	Answers     map[string]int `json:"answers"`
	Done        map[string]int `json:"done"` // swaps, faults put in, hostile clients
	Faults      map[string]int `json:"faults"`

	faults *faults
}

// A trial is one engine under load.
type trial struct {
	config
	cat    *catalogue
	oracle *oracle
	mix    *mix
	faults *faults
	judge  *judge
	server *server
	keys   *keyFile
	dir    string
}

func newTrial(c config, name string, cat *catalogue, o *oracle) (*trial, error) {
	t := &trial{config: c, cat: cat, oracle: o, mix: newMix(cat, c.seed), dir: filepath.Join(c.dir, name)}
	t.faults = newFaults(func(text string) { c.progress("FAULT %s: %s", name, text) })
	if err := os.MkdirAll(t.dir, 0o755); err != nil {
		return nil, err
	}
	var err error
	t.keys, err = newKeyFile(t.dir, c.bound, c.wanted("keys ", keyFaults))
	return t, err
}

// start starts the server and the judge of its answers.
func (t *trial) start(ctx context.Context, arguments, environment []string) error {
	var err error
	arguments = append(arguments, "--keys-file", t.keys.path)
	if t.server, err = startServer(ctx, filepath.Join(t.programs, "opencec-api"), t.dir, arguments, environment); err != nil {
		return err
	}
	t.judge.url = t.server.url
	return nil
}

// A disturbance runs beside the load until ctx ends.
type disturbance func(ctx context.Context) error

// load sends requests while the disturbances run, and reports the results.
func (t *trial) load(ctx context.Context, name string, disturbances ...disturbance) (*engineReport, error) {
	r := &engineReport{Engine: name, faults: t.faults, Done: map[string]int{}}
	t.progress("%s: work out the right answers", name)
	if err := t.oracle.prepare(t.mix); err != nil {
		return nil, err
	}
	disturbed, end := context.WithCancel(ctx)
	defer end()
	var group sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for _, d := range disturbances {
		group.Go(func() {
			if err := d(disturbed); err != nil {
				mu.Lock()
				failed = err
				mu.Unlock()
				t.progress("%s: %v", name, err)
			}
		})
	}
	// Versions are swapped meanwhile, because that reduces the capacity.
	t.progress("%s: measure the capacity for %s", name, t.capacity)
	r.Capacity = capacity(ctx, t.judge, t.mix, t.seed+1, t.capacity)
	r.Rate = max(t.rate, 1)
	if t.rate == 0 {
		r.Rate = max(r.Capacity/2, 1)
	}
	wanted := t.requests
	if wanted == 0 {
		wanted = int(max(r.Rate*t.seconds.Seconds(), 1))
	}
	var err error
	if r.Start, err = t.server.usage(ctx); err != nil {
		return nil, err
	}
	t.progress("%s: %.0f requests a second are answered; send %d at %.0f a second, for about %.0f s", name, r.Capacity, wanted, r.Rate, float64(wanted)/r.Rate)
	crowd := t.crowd()
	if !t.without["hostile"] {
		group.Go(func() { crowd.run(disturbed) })
	}
	var took latencies
	spent := time.Duration(0)
	r.Requests, spent = open(ctx, t.judge, t.mix, t.seed, r.Rate, wanted, &took)
	end()
	group.Wait()
	if failed != nil {
		return nil, failed
	}
	r.Seconds, r.Reached, r.Latency = spent.Seconds(), float64(r.Requests)/spent.Seconds(), took.figures()
	r.Answers = t.judge.kinds.all()
	r.Unavailable = int(t.judge.unavailable.Load())
	if allowed := int(t.unavailable * float64(r.Requests)); r.Unavailable > allowed {
		t.faults.add(unexpectedStatus, "%d requests were answered with 503 and Retry-After; %d may be", r.Unavailable, allowed)
	}
	for _, counts := range []*counts{&crowd.counts, &t.keys.counts} {
		for name, n := range counts.all() {
			r.Done[name] += n
		}
	}
	t.settle(ctx, r)
	return r, nil
}

func (t *trial) crowd() *crowd {
	return &crowd{address: strings.TrimPrefix(t.server.url, "http://"), key: t.keys.hostile, cat: t.cat, faults: t.faults, seed: t.seed, without: t.without}
}

// settle waits until the server has released its resources, and reports those that it has not.
func (t *trial) settle(ctx context.Context, r *engineReport) {
	t.judge.client.CloseIdleConnections()
	http.DefaultClient.CloseIdleConnections()
	var over []string
	for end := time.Now().Add(settleTimeout); ; wait(ctx, 500*time.Millisecond) {
		var err error
		if r.End, err = t.server.usage(ctx); err != nil {
			t.faults.add(serverFault, "the server does not say what it takes: %v", err)
			return
		}
		if over = r.leaks(); len(over) == 0 || time.Now().After(end) {
			break
		}
	}
	for _, what := range over {
		t.faults.add(leak, "%s", what)
	}
}

// leaks describes the resources of which the server uses more than it may.
func (r *engineReport) leaks() []string {
	var over []string
	for _, part := range []struct {
		name             string
		start, end, more int64
	}{
		{"goroutines", r.Start.Goroutines, r.End.Goroutines, moreGoroutines},
		{"descriptors", r.Start.Descriptors, r.End.Descriptors, moreDescriptors},
		{"bytes of Go heap", r.Start.Heap, r.End.Heap, moreHeap},
	} {
		if part.end > part.start+part.more {
			over = append(over, fmt.Sprintf("%d %s at the end, %d at the start: more than %d more", part.end, part.name, part.start, part.more))
		}
	}
	return over
}

// finish stops the server, and completes the report.
func (t *trial) finish(r *engineReport) {
	if err := t.server.stop(); err != nil {
		t.faults.add(serverFault, "%v", err)
	}
	for _, line := range t.server.log.faultLines() {
		t.faults.add(serverFault, "its log says: %s", line)
	}
	r.Faults = t.faults.all()
}

// tryMemory tries the engine that answers from a snapshot.
func tryMemory(ctx context.Context, c config, cat *catalogue, o *oracle) (*engineReport, error) {
	t, err := newTrial(c, "memory", cat, o)
	if err != nil {
		return nil, err
	}
	secret, err := signature.NewSecret("soak.example.org")
	if err != nil {
		return nil, err
	}
	t.judge = newJudge("", t.keys.good, o, t.faults, c.timeout)
	s := &swapper{cat: cat, secret: secret, dir: t.dir, steps: c.wanted("", swapSteps), every: c.every, bound: c.bound, rng: rand.New(rand.NewPCG(c.seed, 3)),
		judge: t.judge, faults: t.faults, served: t.served}
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	if err := t.start(ctx, []string{"--snapshot", s.live(), "--verify-key", secret.Key().String()}, nil); err != nil {
		return nil, err
	}
	r, err := t.load(ctx, "memory", s.run, t.keysDisturbed)
	if err == nil {
		r.Offered, r.Taken = s.newest-firstVersion+1, len(s.taken)
		for name, n := range s.counts.all() {
			r.Done["snapshot "+name] = n
		}
	}
	return t.ended(r, err)
}

// served returns the version that the server says it serves, or 0.
func (t *trial) served(ctx context.Context) int {
	text, err := fetch(ctx, t.judge.url+"/")
	if err != nil {
		return 0
	}
	return versionIn(versionField, text)
}

func (t *trial) keysDisturbed(ctx context.Context) error {
	if t.without["keys"] {
		return nil
	}
	return t.keys.run(ctx, t.judge.url, t.faults)
}

// ended finishes a trial, even a failed one.
func (t *trial) ended(r *engineReport, err error) (*engineReport, error) {
	if err != nil {
		_ = t.server.cmd.Process.Kill()
		return nil, err
	}
	t.finish(r)
	return r, nil
}
