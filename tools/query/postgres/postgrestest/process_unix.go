//go:build unix

package postgrestest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
)

const (
	fastShutdown      = syscall.SIGINT  // ends sessions and writes everything
	immediateShutdown = syscall.SIGQUIT // like a crash: all processes end at once
)

// An owner is the user that runs the servers: the current one, or postgres if that is
// root, as whom they refuse to run.
type owner struct {
	credential *syscall.Credential // nil for the current user
}

// command returns a command to run as the owner, outside the terminal's process group,
// whose signals are for the tests.
func (o owner) command(path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: o.credential, Setsid: true}
	return cmd
}

// own gives a file to the owner.
func (o owner) own(path string) error {
	if o.credential == nil {
		return nil
	}
	return os.Chown(path, int(o.credential.Uid), int(o.credential.Gid))
}

func findOwner() (owner, error) {
	if os.Getuid() != 0 {
		return owner{}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return owner{}, fmt.Errorf("a server does not run as root, and there is no user postgres to run it as: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(err, gidErr); err != nil {
		return owner{}, fmt.Errorf("the user postgres: %w", err)
	}
	return owner{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// A home is the directory of the process's servers.
type home struct {
	owner
	dir string
	// alive is never written to. When the process ends, in whatever way, the system
	// closes it, which the watchdog at the other end notices.
	alive *os.File
}

// watchdog is run by sh with the home as $1. The first line in a server's postmaster.pid
// is its process id. A manager, which starts its server again, ends before its server.
const watchdog = `
read -r _
for file in "$1"/*/group; do
	test -f "$file" && kill -s KILL -- "-$(cat "$file")"
done
for file in "$1"/*/data/postmaster.pid; do
	test -f "$file" && kill -QUIT "$(head -n 1 "$file")"
done
for attempt in 1 2 3 4 5 6 7 8 9 10; do # the servers may still be writing
	rm -rf "$1" && exit
	sleep 1
done
`

// openHome creates the home and starts its watchdog, once per process.
var openHome = sync.OnceValues(func() (*home, error) {
	o, err := findOwner()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "opencec-postgres-")
	if err != nil {
		return nil, err
	}
	h := &home{owner: o, dir: dir}
	if err := h.watch(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return h, o.own(dir)
})

func (h *home) watch() error {
	in, alive, err := os.Pipe()
	if err != nil {
		return err
	}
	defer in.Close()
	cmd := exec.Command("/bin/sh", "-c", watchdog, "watchdog", h.dir)
	cmd.Dir = "/"
	cmd.Stdin = in
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // it survives Ctrl-C
	if err := cmd.Start(); err != nil {
		return errors.Join(fmt.Errorf("the watchdog: %w", err), alive.Close())
	}
	h.alive = alive
	return nil
}

// newDir creates a server's directory, which only the owner may enter.
func (h *home) newDir() (string, error) {
	dir := filepath.Join(h.dir, randomHex())
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	return dir, h.own(dir)
}
