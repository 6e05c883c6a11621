package postgrestest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"sync"
	"testing"
)

// Outside calls use with a testing.TB for programs that are not tests: what would end the test
// ends use, and is returned as an error. When use returns, what it started with the TB ends.
func Outside(ctx context.Context, use func(t testing.TB) error) error {
	if err := parseTestFlags(); err != nil {
		return err
	}
	t := &outside{ctx: ctx}
	err := Guard(func() error { return use(t) })
	for i := len(t.endings) - 1; i >= 0; i-- {
		err = errors.Join(err, Guard(func() error { t.endings[i](); return nil }))
	}
	return errors.Join(append(t.errs, err)...)
}

// parseTestFlags gives the flags of go test their defaults, which programs do not have: without,
// testing.Short panics.
func parseTestFlags() error {
	if flag.Parsed() {
		return nil
	}
	testing.Init()
	return flag.CommandLine.Parse(nil)
}

// Guard calls f and returns its error, or the one with which f ended the testing.TB of Outside.
func Guard(f func() error) (err error) {
	defer func() {
		switch failure := recover().(type) {
		case nil:
		case fatalError:
			err = failure
		default:
			panic(failure)
		}
	}()
	return f()
}

// outside is the testing.TB of Outside. It has the methods that this package calls.
type outside struct {
	testing.TB
	ctx     context.Context
	mu      sync.Mutex
	endings []func()
	errs    []error
}

// A fatalError is what ended a testing.TB outside a test.
type fatalError struct{ error }

func (t *outside) Helper()                           {}
func (t *outside) Context() context.Context          { return t.ctx }
func (t *outside) Fatal(args ...any)                 { panic(fatalError{errors.New(fmt.Sprint(args...))}) }
func (t *outside) Fatalf(format string, args ...any) { panic(fatalError{fmt.Errorf(format, args...)}) }
func (t *outside) Skip(args ...any)                  { t.Fatal(args...) }

func (t *outside) Errorf(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.errs = append(t.errs, fmt.Errorf(format, args...))
}

func (t *outside) Cleanup(end func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.endings = append(t.endings, end)
}
