package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	readyTimeout = 5 * time.Minute
	stopTimeout  = 30 * time.Second
)

// command returns a command that ends with this program, however that ends, and with ctx.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = stopTimeout
	return cmd
}

// A usage is what a command used.
type usage struct {
	seconds float64
	memory  int // peak resident size in MB
}

// measure runs a command and returns its output and what it used. GNU time measures it, because
// the system counts the memory of the program that starts a command to that of the command.
func measure(ctx context.Context, timeFile string, limit time.Duration, dir string, env []string, args ...string) (usage, []byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("it takes longer than %v, the --limit", limit))
	defer cancel()
	cmd := command(ctx, "time", append([]string{"-q", "-f", "%e %M", "-o", timeFile}, args...)...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return usage{}, out, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, lastLines(out, 5))
	}
	text, err := os.ReadFile(timeFile)
	if err != nil {
		return usage{}, out, err
	}
	var seconds float64
	var kilobytes int
	if _, err := fmt.Sscan(string(text), &seconds, &kilobytes); err != nil {
		return usage{}, out, fmt.Errorf("GNU time says %q: %w", text, err)
	}
	return usage{seconds, (kilobytes + 512) / 1024}, out, nil
}

func lastLines(text []byte, n int) string {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// A process is a running server.
type process struct {
	cmd     *exec.Cmd
	address string
	log     string
	ended   chan struct{}
	ready   usage // from the start until it was ready
}

// start starts a server that listens on address, and waits until the path is answered with 200.
// Its log is a file in dir.
func start(ctx context.Context, dir, name, address, path string, env []string, args ...string) (*process, error) {
	logFile, err := os.Create(filepath.Join(dir, name+".log"))
	if err != nil {
		return nil, err
	}
	defer logFile.Close()
	p := &process{cmd: command(context.WithoutCancel(ctx), args[0], args[1:]...), address: address, log: logFile.Name(), ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env = dir, append(os.Environ(), env...) // no .env is in dir
	p.cmd.Stdout, p.cmd.Stderr = logFile, logFile
	begin := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait() // the log has the reason
		close(p.ended)
	}()
	if err := p.waitReady(ctx, "http://"+address+path); err != nil {
		p.stop()
		return nil, fmt.Errorf("%s: %w; its log:\n%s", strings.Join(args, " "), err, p.lastLog())
	}
	p.ready = usage{time.Since(begin).Seconds(), p.peak()}
	return p, nil
}

func (p *process) waitReady(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, readyTimeout, fmt.Errorf("it is not ready after %v", readyTimeout))
	defer cancel()
	for {
		if _, err := fetch(ctx, url, nil); err == nil {
			return nil
		}
		select {
		case <-p.ended:
			return errors.New("it has ended")
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(time.Millisecond):
		}
	}
}

// stop ends the server.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // fails if it has ended already
	select {
	case <-p.ended:
	case <-time.After(stopTimeout):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// peak returns the peak resident size of the server in MB, 0 if it has ended.
func (p *process) peak() int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(text) {
		if fields := strings.Fields(string(line)); len(fields) == 3 && fields[0] == "VmHWM:" {
			kilobytes, _ := strconv.Atoi(fields[1]) // the system writes numbers
			return (kilobytes + 512) / 1024
		}
	}
	return 0
}

func (p *process) lastLog() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return lastLines(text, 15)
}

// freeAddress returns a free port of the loopback.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// client does not ask for gzip, and keeps the bytes of an answer as they are.
var client = &http.Client{Transport: &http.Transport{DisableCompression: true}, Timeout: 10 * time.Minute}

// fetch returns the body at an address; the status must be 200. A header is "name: value".
func fetch(ctx context.Context, url string, headers []string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return send(req, headers)
}

func send(req *http.Request, headers []string) ([]byte, error) {
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: status %d: %.1000s", req.Method, req.URL, res.StatusCode, body)
	}
	return body, err
}

// sampleAnswers is how many answers are looked at before a load.
const sampleAnswers = 101

// sample requests some of the paths and returns the answer whose size is the median.
func (l load) sample(ctx context.Context) ([]byte, error) {
	var answers [][]byte
	for i := range min(sampleAnswers, len(l.paths)) {
		path := l.paths[i*len(l.paths)/min(sampleAnswers, len(l.paths))]
		answer, err := fetch(ctx, "http://"+l.address+path, l.headers())
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	slices.SortFunc(answers, func(a, b []byte) int { return len(a) - len(b) })
	return answers[len(answers)/2], nil
}
