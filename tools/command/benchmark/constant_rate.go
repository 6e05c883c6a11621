package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// answerTimeout is the most time for an answer.
const answerTimeout = time.Minute

// atConstantRate sends requests at a constant rate: request i is due i/rate seconds after the
// begin, whether or not earlier ones were answered. Its latency counts from when it was due, so
// a server that pauses makes all requests late that were due meanwhile. (wrk would send fewer
// requests while the server pauses, and so miss most of the bad latencies.)
//
// A connection that is free takes the next request. Each round begins half-way between the paths at
// which atFullLoad began, so that a slow server gets none that it has answered before. The
// latencies include how late the system
// wakes the sender, about 0.1 ms.
func atConstantRate(ctx context.Context, l load, rate float64, round, rounds int) (figures, error) {
	total := int64(rate * l.duration.Seconds())
	if total < 1 {
		return figures{}, errors.New("half of the rate is less than one request in the time; make it longer with --seconds")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	first := int64(l.startOf(float64(round)+0.5, rounds) * float64(len(l.paths)))
	var next atomic.Int64
	took := make([]time.Duration, total)
	begin := time.Now().Add(50 * time.Millisecond) // to open the connections
	var group sync.WaitGroup
	for range l.connections {
		group.Go(func() {
			c, err := dial(ctx, l)
			if err != nil {
				cancel(err)
				return
			}
			defer c.Close()
			for i := next.Add(1) - 1; i < total && ctx.Err() == nil; i = next.Add(1) - 1 {
				due := begin.Add(time.Duration(float64(i) / rate * float64(time.Second)))
				time.Sleep(time.Until(due))
				if err := c.get(l.paths[(first+i)%int64(len(l.paths))]); err != nil {
					cancel(err)
					return
				}
				took[i] = time.Since(due)
			}
		})
	}
	group.Wait()
	end := time.Since(begin)
	if ctx.Err() != nil {
		return figures{}, context.Cause(ctx)
	}
	return summary(took, end), nil
}

// summary returns the figures of requests that took these times.
func summary(took []time.Duration, whole time.Duration) figures {
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))]) / float64(time.Millisecond)
	}
	return figures{float64(len(took)) / whole.Seconds(), at(0.5), at(0.99), at(0.999)}
}

// A connection sends requests and reads their answers, one after the other.
type connection struct {
	net.Conn
	reader  *bufio.Reader
	headers string
}

func dial(ctx context.Context, l load) (*connection, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", l.address)
	if err != nil {
		return nil, err
	}
	headers := append([]string{"Host: " + l.address}, l.headers()...)
	return &connection{conn, bufio.NewReaderSize(conn, 64<<10), strings.Join(headers, "\r\n")}, nil
}

// get requests a path. The status must be 200.
func (c *connection) get(path string) error {
	if err := c.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return err
	}
	if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\n"+c.headers+"\r\n\r\n"); err != nil {
		return err
	}
	res, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return fmt.Errorf("GET %s: %w", path, err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return fmt.Errorf("GET %s: %w", path, err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: status %d", path, res.StatusCode)
	}
	return nil
}
