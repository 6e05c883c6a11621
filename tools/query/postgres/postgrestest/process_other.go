//go:build !unix

package postgrestest

import (
	"os"
	"os/exec"
)

var (
	fastShutdown      = os.Interrupt
	immediateShutdown = os.Kill
)

type home struct{}

// openHome fails: no server is started on this system.
func openHome() (*home, error) { return nil, errMissing }

func (*home) command(path string, args ...string) *exec.Cmd { return exec.Command(path, args...) }
func (*home) own(string) error                              { return nil }
func (*home) newDir() (string, error)                       { return "", errMissing }
