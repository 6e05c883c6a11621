package api

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Limits of a response that is sent in parts.
const (
	// flushSize is the size of a part.
	flushSize = 64 << 10
	// stallTimeout is how long a client may take to read one part. It replaces the
	// timeout for whole responses.
	stallTimeout = 30 * time.Second
	// StreamTimeout is the default maximum duration of a stream.
	StreamTimeout = 10 * time.Minute
)

// Why a running stream is cut off.
var (
	errStreamTooLong  = errors.New("the client has not read all of it in the time that a stream may take")
	errStreamReplaced = errors.New("the register has been replaced twice since it began")
)

// streams are the running streams. Each holds the version of the register with which it
// began, so their number and duration are bounded, and a stream is cut off when its
// version is no longer kept.
type streams struct {
	perKey, total int // 0 for no limit
	timeout       time.Duration
	swaps         atomic.Int64 // number of replaced versions

	mu      sync.Mutex
	running map[*stream]struct{}
	ofKey   map[string]int // number of running streams, by the name of the key
}

func newStreams(perKey, total int, timeout time.Duration) *streams {
	return &streams{perKey: perKey, total: total, timeout: cmp.Or(timeout, StreamTimeout),
		running: map[*stream]struct{}{}, ofKey: map[string]int{}}
}

// add registers a stream, or returns why there may not be another.
func (l *streams) add(s *stream) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.perKey > 0 && l.ofKey[s.key] >= l.perKey:
		return tooManyStreamsOfKey(l.perKey)
	case l.total > 0 && len(l.running) >= l.total:
		return tooManyStreams(fmt.Sprintf("The server has %d long answers under way, as many as it may have.", l.total))
	}
	// A version may have been replaced since the request began. At least one more swap
	// must pass, so that the stream can begin; the next swap cuts it off.
	s.swaps = max(s.swaps, l.swaps.Load()-keptVersions+1)
	l.running[s] = struct{}{}
	l.ofKey[s.key]++
	return nil
}

func (l *streams) remove(s *stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.running[s]; !ok {
		return
	}
	delete(l.running, s)
	if l.ofKey[s.key]--; l.ofKey[s.key] == 0 {
		delete(l.ofKey, s.key)
	}
}

// swapped cuts off the streams whose versions are no longer kept.
func (l *streams) swapped() {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.swaps.Add(1)
	for s := range l.running {
		if now-s.swaps >= keptVersions {
			s.cutOff(errStreamReplaced)
		}
	}
}

func (l *streams) len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.running)
}

func tooManyStreamsOfKey(most int) *Error {
	return tooManyStreams(fmt.Sprintf("The key has %d long answers under way, as many as one key may have.", most))
}

// tooManyStreams returns the error for a stream beyond the limit.
func tooManyStreams(why string) *Error {
	return &Error{Status: http.StatusTooManyRequests, Code: "too-many-streams", Header: map[string]string{"Retry-After": retryAfter},
		Detail: why + " Read one to its end or close its connection, and try again."}
}

// A stream sends a long response in parts, each when the client has read the one before.
// It ends when the client goes away, when its time is over, or when its version is no
// longer kept.
type stream struct {
	ctx      context.Context
	response http.ResponseWriter
	control  *http.ResponseController
	all      *streams
	key      string // name of the key
	swaps    int64  // number of swaps when the request began
	deadline time.Time
	begun    bool  // a part has been sent
	whole    bool  // the next part is the last
	err      error // the first write error

	mu  sync.Mutex
	cut error // why it was cut off; nil if it was not
}

func (s *stream) Write(part []byte) (n int, err error) {
	if s.err = s.mayWrite(); s.err != nil {
		return 0, s.err
	}
	s.begun = true
	if n, s.err = s.response.Write(part); s.err != nil {
		s.err = cmp.Or(s.whyCut(), s.err)
		return n, s.err
	}
	_ = s.control.Flush() // a failure shows at the next part
	return n, nil
}

// mayWrite reports why the next part cannot be sent. A response with only one part is not
// counted as a stream.
func (s *stream) mayWrite() error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if !s.begun && !s.whole {
		if err := s.all.add(s); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.cut == nil && now.After(s.deadline) {
		s.cut = errStreamTooLong
	}
	if s.cut != nil {
		return s.cut
	}
	// A connection's deadline uses the machine's clock; the server sets another one for
	// the next request. In tests there may be no connection.
	until := now.Add(stallTimeout)
	if s.deadline.Before(until) {
		until = s.deadline
	}
	_ = s.control.SetWriteDeadline(until)
	return nil
}

// cutOff ends the stream even while it waits for its client.
func (s *stream) cutOff(why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cut == nil {
		s.cut = why
		_ = s.control.SetWriteDeadline(time.Unix(1, 0)) // in the past
	}
}

// whyCut returns why the stream was cut off; nil if it was not.
func (s *stream) whyCut() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cut == nil && time.Now().After(s.deadline) {
		s.cut = errStreamTooLong
	}
	return s.cut
}

// stream sends what fill writes, or returns why it cannot begin. If it cannot send
// everything, it breaks the connection, so that nobody takes a part for the whole.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, fill func(out *bufio.Writer) error) error {
	info := infoOf(r)
	parts := &stream{ctx: r.Context(), response: w, control: http.NewResponseController(w), all: s.streams,
		key: info.key, swaps: info.swaps, deadline: time.Now().Add(s.streams.timeout)}
	defer s.streams.remove(parts)
	endsWithReset(r, true)
	out := bufio.NewWriterSize(parts, flushSize)
	err := fill(out)
	if err == nil {
		parts.whole = true
		err = out.Flush()
	}
	if err == nil {
		endsWithReset(r, false)
		return nil
	}
	if refusal := new(Error); errors.As(err, &refusal) && !parts.begun {
		endsWithReset(r, false)
		s.metrics.refused.WithLabelValues(refusedStream).Inc()
		return err
	}
	switch cut := parts.whyCut(); {
	case cut != nil:
		s.logFailure(r, slog.LevelWarn, "answer cut off", cut)
		s.metrics.cut.WithLabelValues(cutReason(cut)).Inc()
	case parts.err == nil && r.Context().Err() == nil: // the failure is ours
		s.logFailure(r, slog.LevelError, "answer broken off", err)
	}
	panic(http.ErrAbortHandler)
}

// Why streams are cut off, as a metric label.
const (
	cutTooLong  = "timeout"
	cutReplaced = "replaced"
)

func cutReason(err error) string {
	if errors.Is(err, errStreamTooLong) {
		return cutTooLong
	}
	return cutReplaced
}

// connectionKey is the context key of the connection of a request.
type connectionKey struct{}

func withConnection(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, conn)
}

// endsWithReset makes a connection of HTTP/1.0 end with a reset, or turns that off. In
// HTTP/1.0 the end of the connection is the end of the body, so a normal close of a
// cut-off stream would look complete.
func endsWithReset(r *http.Request, reset bool) {
	if r.ProtoAtLeast(1, 1) {
		return
	}
	conn, ok := r.Context().Value(connectionKey{}).(*net.TCPConn)
	if !ok {
		return
	}
	linger := -1 // the default
	if reset {
		linger = 0
	}
	_ = conn.SetLinger(linger) // fails if it is closed already
}
