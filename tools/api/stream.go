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

// Bounds on an answer that is sent in parts.
const (
	// flushSize is how much is collected before it is sent.
	flushSize = 64 << 10
	// stallTimeout is how long a client may take to read one part. It takes the
	// place of the time that a whole answer may take.
	stallTimeout = 30 * time.Second
	// StreamTimeout is how long all parts may take, if nothing else is set.
	StreamTimeout = 10 * time.Minute
)

// Why a stream is cut off that its client still reads.
var (
	errStreamTooLong  = errors.New("the client has not read all of it in the time that a stream may take")
	errStreamReplaced = errors.New("the register has been replaced twice since it began")
)

// streams are the long answers that are under way. Each holds the version of the register
// that it began with, so that their number and their time are bounded, and one whose
// version can no longer be asked for is cut off.
type streams struct {
	perKey, total int // 0 for no limit
	timeout       time.Duration
	swaps         atomic.Int64 // how often the version has been replaced

	mu      sync.Mutex
	running map[*stream]struct{}
	ofKey   map[string]int // how many are running, by the name of the key
}

func newStreams(perKey, total int, timeout time.Duration) *streams {
	return &streams{perKey: perKey, total: total, timeout: cmp.Or(timeout, StreamTimeout),
		running: map[*stream]struct{}{}, ofKey: map[string]int{}}
}

// add begins to count a stream, or says why there may not be another.
func (l *streams) add(s *stream) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.perKey > 0 && l.ofKey[s.key] >= l.perKey:
		return tooManyStreamsOfKey(l.perKey)
	case l.total > 0 && len(l.running) >= l.total:
		return tooManyStreams(fmt.Sprintf("The server has %d long answers under way, as many as it may have.", l.total))
	}
	// A swap since the request began counts. When there were more, one goes on counting, so
	// that the stream can be begun, and the next swap cuts it off.
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

// swapped cuts off the streams of versions that are no longer held.
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

// tooManyStreams is the answer to a request for a long answer beside many others.
func tooManyStreams(why string) *Error {
	return &Error{Status: http.StatusTooManyRequests, Code: "too-many-streams", Header: map[string]string{"Retry-After": retryAfter},
		Detail: why + " Read one to its end or close its connection, and try again."}
}

// A stream sends the parts of a long answer, each when the client has read the one
// before. It ends when the client has gone away, when its time is over, and when its
// version is no longer held.
type stream struct {
	ctx      context.Context
	response http.ResponseWriter
	control  *http.ResponseController
	all      *streams
	key      string // its name
	swaps    int64  // how often the version had been replaced when the request began
	deadline time.Time
	begun    bool  // a part has been sent
	whole    bool  // the part that comes is the last
	err      error // the first of sending

	mu  sync.Mutex
	cut error // why it was cut off; nil while it is not
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
	_ = s.control.Flush() // what fails now fails at the next part
	return n, nil
}

// mayWrite reports why the next part cannot be sent. An answer that has only one part is no
// stream, and not counted as one.
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
	// A connection's deadline is of the machine's clock; the server sets another for
	// the next request. Where there is no connection, as in tests, there is none.
	until := now.Add(stallTimeout)
	if s.deadline.Before(until) {
		until = s.deadline
	}
	_ = s.control.SetWriteDeadline(until)
	return nil
}

// cutOff ends the stream, also while it waits for its client.
func (s *stream) cutOff(why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cut == nil {
		s.cut = why
		_ = s.control.SetWriteDeadline(time.Unix(1, 0)) // long ago
	}
}

// whyCut returns why the stream was cut off; nil when it was not.
func (s *stream) whyCut() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cut == nil && time.Now().After(s.deadline) {
		s.cut = errStreamTooLong
	}
	return s.cut
}

// stream sends what fill writes, or returns why it does not begin to. When it cannot be
// sent whole, the connection is broken off, so that nobody takes a part of it for the
// whole.
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

// Why streams are cut off, as the metrics have it.
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

// connectionKey is where Serve puts the connection of a request.
type connectionKey struct{}

func withConnection(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, conn)
}

// endsWithReset has a connection of HTTP/1.0 end with a reset, or no more. There a body
// ends where its connection does, so that the plain end of one that was cut off would look
// like that of the whole.
func endsWithReset(r *http.Request, reset bool) {
	if r.ProtoAtLeast(1, 1) {
		return
	}
	conn, ok := r.Context().Value(connectionKey{}).(*net.TCPConn)
	if !ok {
		return
	}
	linger := -1 // as it is at first
	if reset {
		linger = 0
	}
	_ = conn.SetLinger(linger) // fails if it is closed already
}
