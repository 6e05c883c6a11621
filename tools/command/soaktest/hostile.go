package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"opencec/tools/query/keys"
)

const (
	// slowLimit is the longest time that a client sending a byte now and then may keep a
	// connection. It is longer than the server waits for headers and bodies.
	slowLimit = 60 * time.Second

	// answerTimeout is how long hostile clients wait for answers.
	answerTimeout = 30 * time.Second

	// maxSlowStreams is how many streams are read slowly at once.
	maxSlowStreams = 6
)

// A crowd is the hostile clients of a server.
type crowd struct {
	address string // host and port
	key     string // a good one, of their own
	cat     *catalogue
	faults  *faults
	seed    uint64
	without map[string]bool
	counts  counts
}

func (c *crowd) run(ctx context.Context) {
	var group sync.WaitGroup
	for i, act := range []func(context.Context, *rand.Rand){
		c.slowHeader, c.slowHeader, c.slowBody, c.slowBody, c.halfRequest, c.brokenAnswer, c.twoLengths, c.hugeHeader,
		c.wrongKey, c.pipeline, c.flood, c.garbage,
	} {
		group.Go(func() {
			rng := rand.New(rand.NewPCG(c.seed, uint64(i)))
			for ctx.Err() == nil {
				act(ctx, rng)
				wait(ctx, 200*time.Millisecond)
			}
		})
	}
	for i := range maxSlowStreams {
		group.Go(func() {
			rng := rand.New(rand.NewPCG(c.seed, 1000+uint64(i)))
			for ctx.Err() == nil {
				c.slowStream(ctx, rng)
			}
		})
	}
	group.Wait()
}

// dial connects, until ctx ends.
func (c *crowd) dial(ctx context.Context) (net.Conn, func(), error) {
	conn, err := net.DialTimeout("tcp", c.address, 10*time.Second)
	if err != nil {
		if ctx.Err() == nil {
			c.faults.add(serverFault, "no connection is taken: %v", err)
			wait(ctx, time.Second)
		}
		return nil, nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	return conn, func() { stop(); _ = conn.Close() }, nil
}

// trickle sends bytes one by one until the server closes the connection.
func (c *crowd) trickle(ctx context.Context, name, head, each string) {
	conn, done, err := c.dial(ctx)
	if err != nil {
		return
	}
	defer done()
	c.counts.add(name)
	_, _ = io.WriteString(conn, head)
	closed := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, conn)
		close(closed)
	}()
	begin := time.Now()
	for {
		select {
		case <-closed:
			return
		case <-ctx.Done():
			return
		case <-time.After(500 * time.Millisecond):
		}
		if time.Since(begin) > slowLimit {
			c.faults.add(serverFault, "a %s has kept its connection for %s", name, slowLimit)
			return
		}
		_, _ = io.WriteString(conn, each) // fails when it is closed, which ends the reading too
	}
}

func (c *crowd) slowHeader(ctx context.Context, _ *rand.Rand) {
	c.trickle(ctx, "slow header", "GET /v1 HTTP/1.1\r\nHost: soak\r\nX-Slow: ", "a")
}

func (c *crowd) slowBody(ctx context.Context, _ *rand.Rand) {
	c.trickle(ctx, "slow body", "POST /v1/check HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nX-Api-Key: "+c.key+"\r\nContent-Length: 100000\r\n\r\n[", " ")
}

// slowStream reads a long answer very slowly.
func (c *crowd) slowStream(ctx context.Context, rng *rand.Rand) {
	conn, done, err := c.dial(ctx)
	if err != nil {
		return
	}
	defer done()
	c.counts.add("slow reader of a stream")
	_, _ = io.WriteString(conn, "GET /v1/listings?format=ndjson HTTP/1.1\r\nHost: soak\r\nX-Api-Key: "+c.key+"\r\n\r\n")
	part := make([]byte, 2<<10)
	for end := time.Now().Add(time.Duration(20+rng.IntN(60)) * time.Second); time.Now().Before(end) && ctx.Err() == nil; wait(ctx, 500*time.Millisecond) {
		if _, err := conn.Read(part); err != nil {
			return
		}
	}
}

// once sends a text on a connection of its own, and returns the answer until the connection ends
// or the deadline passes.
func (c *crowd) once(ctx context.Context, name, text string) (answer string, sent bool) {
	conn, done, err := c.dial(ctx)
	if err != nil {
		return "", false
	}
	defer done()
	c.counts.add(name)
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		return "", true
	}
	all, _ := io.ReadAll(io.LimitReader(conn, 1<<20))
	return string(all), true
}

func (c *crowd) halfRequest(ctx context.Context, rng *rand.Rand) {
	conn, done, err := c.dial(ctx)
	if err != nil {
		return
	}
	defer done()
	c.counts.add("half request")
	whole := "GET /v1/listings?limit=5 HTTP/1.1\r\nHost: soak\r\nX-Api-Key: " + c.key + "\r\n\r\n"
	_, _ = io.WriteString(conn, whole[:rng.IntN(len(whole))])
}

// brokenAnswer disconnects in the middle of an answer.
func (c *crowd) brokenAnswer(ctx context.Context, rng *rand.Rand) {
	conn, done, err := c.dial(ctx)
	if err != nil {
		return
	}
	defer done()
	c.counts.add("broken connection")
	_, _ = io.WriteString(conn, "GET /v1/listings?limit=500 HTTP/1.1\r\nHost: soak\r\nX-Api-Key: "+c.key+"\r\n\r\n")
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	_, _ = io.CopyN(io.Discard, conn, int64(rng.IntN(10_000)))
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // as a reset
	}
}

// twoLengths sends a request whose end is ambiguous.
func (c *crowd) twoLengths(ctx context.Context, _ *rand.Rand) {
	if c.without["two lengths"] {
		return
	}
	text := "POST /v1/check HTTP/1.1\r\nHost: soak\r\nX-Api-Key: " + c.key + "\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" +
		"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: soak\r\nX-Second: yes\r\n\r\n"
	answer, sent := c.once(ctx, "two lengths", text)
	if sent && ctx.Err() == nil && strings.Count(answer, "HTTP/1.1 ") > 1 {
		c.faults.add(serverFault, "after a request with Content-Length and Transfer-Encoding the connection was kept: %.200q", answer)
	}
}

func (c *crowd) hugeHeader(ctx context.Context, _ *rand.Rand) {
	answer, sent := c.once(ctx, "huge header", "GET /healthz HTTP/1.1\r\nHost: soak\r\nX-Huge: "+strings.Repeat("a", 200<<10)+"\r\nConnection: close\r\n\r\n")
	if sent && strings.HasPrefix(answer, "HTTP/1.1 2") {
		c.faults.add(serverFault, "a header of 200 KB is taken")
	}
}

func (c *crowd) garbage(ctx context.Context, rng *rand.Rand) {
	text := make([]byte, 1+rng.IntN(400))
	for i := range text {
		text[i] = byte(rng.IntN(256))
	}
	answer, sent := c.once(ctx, "garbage", string(text)+"\r\n\r\n")
	if sent && strings.HasPrefix(answer, "HTTP/1.1 2") {
		c.faults.add(serverFault, "garbage is answered with %.100q", answer)
	}
}

// wrongKey sends a wrong key, each time from another address.
func (c *crowd) wrongKey(ctx context.Context, rng *rand.Rand) {
	c.counts.add("wrong key")
	client := fmt.Sprintf("10.%d.%d.%d", rng.IntN(256), rng.IntN(256), rng.IntN(256))
	status, err := statusOf(ctx, "http://"+c.address+"/v1", keys.NewSecret(), client)
	if err != nil {
		if ctx.Err() == nil {
			c.faults.add(serverFault, "a wrong key is not answered: %v", err)
		}
		return
	}
	if status != http.StatusUnauthorized && status != http.StatusTooManyRequests {
		c.faults.add(keyFault, "a wrong key is answered with %d", status)
	}
}

// pipeline sends requests without waiting for their answers, which must come in order.
func (c *crowd) pipeline(ctx context.Context, rng *rand.Rand) {
	conn, done, err := c.dial(ctx)
	if err != nil {
		return
	}
	defer done()
	c.counts.add("pipeline")
	var text strings.Builder
	var ids []string
	for range 10 {
		id := pick(rng, c.cat.base.Listings).ID
		ids = append(ids, id)
		fmt.Fprintf(&text, "GET /v1/listings/%s HTTP/1.1\r\nHost: soak\r\nX-Api-Key: %s\r\n\r\n", id, c.key)
	}
	_ = conn.SetDeadline(time.Now().Add(answerTimeout))
	if _, err := io.WriteString(conn, text.String()); err != nil {
		return
	}
	in := bufio.NewReader(conn)
	for i, id := range ids {
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			c.brokenPipeline(ctx, i, err)
			return
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil {
			c.brokenPipeline(ctx, i, err)
			return
		}
		if res.StatusCode == http.StatusServiceUnavailable {
			return
		}
		if res.StatusCode != http.StatusOK || !strings.HasPrefix(string(body), `{"id":"`+id+`"`) {
			c.faults.add(wrongAnswer, "answer %d of a pipeline is %d %.80s, right is %s", i, res.StatusCode, body, id)
			return
		}
	}
}

func (c *crowd) brokenPipeline(ctx context.Context, i int, err error) {
	if ctx.Err() == nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		c.faults.add(requestFailed, "answer %d of a pipeline: %v", i, err)
	}
}

// flood sends many distinct queries.
func (c *crowd) flood(ctx context.Context, rng *rand.Rand) {
	for range 5 {
		c.counts.add("distinct query")
		target := fmt.Sprintf("/v1/listings?limit=1&on=%s&q=%x", c.cat.on.AddDays(-rng.IntN(2000)), rng.Uint32())
		status, err := statusOf(ctx, "http://"+c.address+target, c.key, "")
		if ctx.Err() == nil && (err != nil || status != http.StatusOK && status != http.StatusServiceUnavailable) {
			c.faults.add(unexpectedStatus, "%s: status %d, %v", target, status, err)
		}
	}
}
