package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// workers is the number of concurrent requests while the capacity is measured.
	workers = 16

	// maxUnderWay is the most concurrent requests at a fixed rate: more than a server that keeps
	// up ever has. Further requests wait, and their waiting counts.
	maxUnderWay = 2000

	// walkEvery is the number of requests for each walk through all pages.
	walkEvery = 2000
)

// capacity sends requests one after the other on several connections, and returns the number of
// answers per second.
func capacity(ctx context.Context, j *judge, m *mix, seed uint64, d time.Duration) float64 {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var sent, answered atomic.Int64
	begin := time.Now()
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for ctx.Err() == nil {
				i := uint64(sent.Add(1))
				r := m.choose(seed, i)
				j.try(context.WithoutCancel(ctx), r, wayOf(r, i))
				answered.Add(1)
			}
		})
	}
	group.Wait()
	return float64(answered.Load()) / time.Since(begin).Seconds()
}

// latencies are the durations of requests, from when they were due.
type latencies struct {
	mu   sync.Mutex
	took []uint32 // in microseconds
}

func (l *latencies) add(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took = append(l.took, uint32(min(d.Microseconds(), 1<<32-1)))
}

// latencyFigures summarises latencies, in milliseconds.
type latencyFigures struct {
	P50  float64 `json:"p50_ms"`
	P90  float64 `json:"p90_ms"`
	P99  float64 `json:"p99_ms"`
	P999 float64 `json:"p999_ms"`
	Max  float64 `json:"max_ms"`
}

func (l *latencies) figures() latencyFigures {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.Sort(l.took)
	at := func(share float64) float64 {
		if len(l.took) == 0 {
			return 0
		}
		return float64(l.took[int(share*float64(len(l.took)-1))]) / 1000
	}
	return latencyFigures{at(.5), at(.9), at(.99), at(.999), at(1)}
}

// open sends requests at a rate, each when it is due, whether or not earlier ones were answered,
// until as many as wanted were sent. It returns the number of requests and the time taken.
func open(ctx context.Context, j *judge, m *mix, seed uint64, rate float64, wanted int, l *latencies) (int, time.Duration) {
	begin := time.Now()
	places := make(chan struct{}, maxUnderWay)
	var group sync.WaitGroup
	sent := 0
	for sent < wanted && ctx.Err() == nil {
		due := begin.Add(time.Duration(float64(sent) / rate * float64(time.Second)))
		if wait := time.Until(due); wait > 0 {
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				continue
			}
		}
		places <- struct{}{}
		sent++
		i := uint64(sent)
		group.Go(func() {
			defer func() { <-places }()
			if i%walkEvery == 1 { // also in a short run
				j.walk(context.WithoutCancel(ctx))
				return
			}
			r := m.choose(seed, i)
			j.try(context.WithoutCancel(ctx), r, wayOf(r, i))
			l.add(time.Since(due))
		})
	}
	group.Wait()
	return sent, time.Since(begin)
}
