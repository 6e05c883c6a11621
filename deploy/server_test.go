package deploy

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A server is a process that goes on until the test ends, or it is stopped.
type server struct {
	t     *testing.T
	name  string
	log   *syncBuffer
	ended chan struct{} // closed when it has
	stop  func()
}

// start starts a server.
func (m *machine) start(p process) *server {
	m.t.Helper()
	cmd := m.command(context.Background(), p)
	s := &server{t: m.t, name: p.name, log: &syncBuffer{}, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = s.log, s.log
	if err := cmd.Start(); err != nil {
		m.t.Fatalf("%s: %v", p.name, err)
	}
	var failed error
	go func() {
		failed = cmd.Wait()
		close(s.ended)
	}()
	s.stop = sync.OnceFunc(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // fails when it has ended, which is then seen below
		<-s.ended
		if failed != nil {
			m.t.Errorf("%s: %v\n%s", p.name, failed, s.log)
		}
	})
	m.t.Cleanup(s.stop)
	return s
}

// wait waits until something holds. The bound is for what hangs.
func (s *server) wait(what string, holds func() bool) {
	s.t.Helper()
	bound := time.After(2 * time.Minute)
	for !holds() {
		select {
		case <-s.ended:
			s.t.Fatalf("%s has ended before %s", s.name, what)
		case <-bound:
			s.t.Fatalf("%s: waited in vain until %s\n%s", s.name, what, s.log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// An apiServer is opencec-api, at addresses of this machine.
type apiServer struct {
	*server
	address, admin string
}

// startAPI starts opencec-api and waits until it is ready.
func (m *machine) startAPI(p process) *apiServer {
	m.t.Helper()
	const free = "127.0.0.1:0"
	p.env, p.args = maps.Clone(p.env), slices.Clone(p.args)
	p.env["OPEN_CEC_API_LISTEN"], p.env["OPEN_CEC_API_ADMIN_LISTEN"] = free, free
	for i, arg := range p.args {
		if arg == "--listen" || arg == "--admin-listen" {
			p.args[i+1] = free
		}
	}
	s := &apiServer{server: m.start(p)}
	listening := regexp.MustCompile(`address"?[=:]"?([0-9.:]+)"?[ ,]"?admin"?[=:]"?([0-9.:]+)`) // as text, or JSON
	s.wait("it listens", func() bool {
		found := listening.FindStringSubmatch(s.log.String())
		if found != nil {
			s.address, s.admin = found[1], found[2]
		}
		return found != nil
	})
	s.wait("it is ready", func() bool { return ask(m.t, "http://"+s.admin+"/readyz", "").status == http.StatusOK })
	if strings.Contains(s.log.String(), "that is no setting") {
		m.t.Errorf("%s: %s", p.name, s.log)
	}
	return s
}

// ask asks the API with a key, if it is not empty.
func (s *apiServer) ask(path, key string) answer { return ask(s.t, "http://"+s.address+path, key) }

// A syncBuffer is written by a process and read by the test.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
