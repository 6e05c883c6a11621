package api

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"time"
)

// Bounds on an answer that is sent in parts.
const (
	// flushSize is how much is collected before it is sent.
	flushSize = 64 << 10
	// stallTimeout is how long a client may take to read one part. It takes the
	// place of the time that a whole answer may take.
	stallTimeout = 30 * time.Second
)

// A stream sends the parts of a long answer, each when the client has read the one
// before. It ends when the client has gone away.
type stream struct {
	ctx      context.Context
	response http.ResponseWriter
	control  *http.ResponseController
	err      error // the first of sending
}

func (s *stream) Write(part []byte) (n int, err error) {
	if s.err = s.ctx.Err(); s.err != nil {
		return 0, s.err
	}
	// A connection's deadline is of the machine's clock; the server sets another for
	// the next request. Where there is no connection, as in tests, there is none.
	_ = s.control.SetWriteDeadline(time.Now().Add(stallTimeout))
	if n, s.err = s.response.Write(part); s.err != nil {
		return n, s.err
	}
	_ = s.control.Flush() // what fails now fails at the next part
	return n, nil
}

// stream sends what fill writes. When it cannot be sent whole, the connection is
// broken off, so that nobody takes a part of it for the whole.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, fill func(out *bufio.Writer) error) {
	parts := &stream{ctx: r.Context(), response: w, control: http.NewResponseController(w)}
	out := bufio.NewWriterSize(parts, flushSize)
	err := fill(out)
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		return
	}
	if parts.err == nil && r.Context().Err() == nil { // the failure is ours
		s.logFailure(r, slog.LevelError, "answer broken off", err)
	}
	panic(http.ErrAbortHandler)
}
