package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// startTimeout, stopTimeout and fetchTimeout are for a server that hangs. stopTimeout is longer
	// than the time that running requests may take to end.
	startTimeout = 5 * time.Minute
	stopTimeout  = 90 * time.Second
	fetchTimeout = 2 * time.Minute
)

// A server is a running opencec-api.
type server struct {
	cmd        *exec.Cmd
	url, admin string
	log        *logFile
	ended      chan struct{}
}

// startServer starts the program with the arguments, and waits until it is ready.
func startServer(ctx context.Context, program, dir string, arguments, environment []string) (*server, error) {
	log, err := os.Create(filepath.Join(dir, "server.log"))
	if err != nil {
		return nil, err
	}
	s := &server{log: &logFile{file: log}, ended: make(chan struct{})}
	s.cmd = exec.Command(program, append(arguments, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--trusted-proxies", "127.0.0.1", "--log-format", "text")...)
	s.cmd.Dir = dir // there is no .env in it
	s.cmd.Env = append(os.Environ(), append(environment, "OPEN_CEC_API_RATE=0")...)
	s.cmd.Stderr = s.log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = s.cmd.Wait() // ProcessState has it
		close(s.ended)
	}()
	if err := s.waitReady(ctx); err != nil {
		_ = s.cmd.Process.Kill()
		return nil, fmt.Errorf("%w; its log:\n%s", err, s.log.last())
	}
	return s, nil
}

var listening = regexp.MustCompile(`msg=listening address=(\S+) admin=(\S+)`)

func (s *server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		if found := s.log.find(listening); found != nil && s.url == "" {
			s.url, s.admin = "http://"+found[1], "http://"+found[2]
		}
		if s.url != "" {
			if _, err := fetch(ctx, s.url+"/readyz"); err == nil {
				return nil
			}
		}
		select {
		case <-s.ended:
			return errors.New("the server has ended")
		case <-ctx.Done():
			return errors.New("the server is not ready")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the server, and returns what is wrong with how it ends.
func (s *server) stop() error {
	select {
	case <-s.ended:
		return fmt.Errorf("the server has ended by itself: %v; its log:\n%s", s.cmd.ProcessState, s.log.last())
	default:
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(stopTimeout):
		_ = s.cmd.Process.Kill()
		<-s.ended
		return fmt.Errorf("the server did not end within %s of SIGTERM; its log:\n%s", stopTimeout, s.log.last())
	}
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("the server ended with %d; its log:\n%s", code, s.log.last())
	}
	return nil
}

// usage is what a server uses at one moment.
type usage struct {
	RSS         int64 `json:"rss_bytes"`
	Peak        int64 `json:"peak_rss_bytes"`
	Heap        int64 `json:"go_heap_bytes"`
	Goroutines  int64 `json:"goroutines"`
	Descriptors int64 `json:"descriptors"`
}

// usage returns what the server uses, from its admin address and the system.
func (s *server) usage(ctx context.Context) (u usage, err error) {
	text, err := fetch(ctx, s.admin+"/metrics")
	if err != nil {
		return u, err
	}
	u.Heap, u.Goroutines = metric(text, "go_memstats_heap_alloc_bytes"), metric(text, "go_goroutines")
	proc := fmt.Sprintf("/proc/%d/", s.cmd.Process.Pid)
	status, err := os.ReadFile(proc + "status")
	if err != nil {
		return u, err
	}
	u.RSS, u.Peak = kilobytes(status, "VmRSS:"), kilobytes(status, "VmHWM:")
	files, err := os.ReadDir(proc + "fd")
	u.Descriptors = int64(len(files))
	return u, err
}

func metric(text []byte, name string) int64 {
	for line := range bytes.Lines(text) {
		if value, ok := strings.CutPrefix(string(line), name+" "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err == nil {
				return int64(n)
			}
		}
	}
	return -1
}

func kilobytes(status []byte, name string) int64 {
	for line := range bytes.Lines(status) {
		if fields := strings.Fields(string(line)); len(fields) == 3 && fields[0] == name {
			n, err := strconv.ParseInt(fields[1], 10, 64)
			if err == nil {
				return n << 10
			}
		}
	}
	return -1
}

// fetch returns the content at an address that needs no key. The status must be 200.
func fetch(ctx context.Context, url string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: status %d", url, res.StatusCode)
	}
	return text, err
}

// A logFile stores a server's log without the lines of requests, and looks for signs of faults.
type logFile struct {
	mu     sync.Mutex
	file   *os.File
	rest   []byte // of a line that has not ended yet
	kept   [][]byte
	faults []string // lines that a sound server does not write
}

// keptLines is how many lines are kept for display.
const keptLines = 15

func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, p...)
	for {
		line, rest, whole := bytes.Cut(l.rest, []byte("\n"))
		if !whole {
			return len(p), nil
		}
		l.line(bytes.Clone(line))
		l.rest = rest
	}
}

func (l *logFile) line(line []byte) {
	if bytes.Contains(line, []byte("msg=request ")) {
		return
	}
	_, _ = fmt.Fprintf(l.file, "%s\n", line) // it is for people who look for a fault
	l.kept = append(l.kept, line)
	if len(l.kept) > keptLines {
		l.kept = slicesTail(l.kept, keptLines)
	}
	text := string(line)
	if strings.Contains(text, "panic") || strings.Contains(text, "fatal error") || strings.Contains(text, `msg="request failed"`) || strings.Contains(text, `msg="answer broken off"`) {
		l.faults = append(l.faults, text)
	}
}

func slicesTail[T any](s []T, n int) []T { return append([]T{}, s[len(s)-n:]...) }

func (l *logFile) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(bytes.Join(l.kept, []byte("\n")))
}

func (l *logFile) find(form *regexp.Regexp) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.kept {
		if found := form.FindStringSubmatch(string(line)); found != nil {
			return found
		}
	}
	return nil
}

// faultLines returns lines that a sound server does not write.
func (l *logFile) faultLines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string{}, l.faults...)
}
