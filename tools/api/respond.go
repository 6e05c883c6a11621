package api

import (
	"net/http"
	"strconv"
	"sync"

	"opencec/tools/register"
)

// buffers holds buffers for bodies, so that pages need no memory of their own. Large ones
// are rare and are left to the garbage collector.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 64<<10); return &b }}

const maxPooled = 1 << 20

// withBuffer calls use with an empty buffer, and keeps the buffer that use returns for
// later.
func withBuffer(use func(buffer []byte) ([]byte, error)) error {
	b := buffers.Get().(*[]byte)
	used, err := use((*b)[:0])
	if cap(used) <= maxPooled {
		*b = used
		buffers.Put(b)
	}
	return err
}

func respond(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have gone away
}

func respondJSON(w http.ResponseWriter, v any) error {
	body, err := register.EncodeJSON(v)
	if err != nil {
		return err
	}
	respond(w, http.StatusOK, body)
	return nil
}
