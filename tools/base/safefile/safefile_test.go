//go:build unix

package safefile

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestRead(t *testing.T) {
	t.Chdir(t.TempDir()) // the path of a socket is short
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.WriteFile("file", []byte("1234"), 0o600))
	must(os.Symlink("file", "link"))
	must(os.Symlink("loop", "loop"))
	must(os.Symlink(os.DevNull, "device"))
	must(os.Mkdir("folder", 0o700))
	must(syscall.Mkfifo("pipe", 0o600))
	socket, err := net.Listen("unix", "socket")
	must(err)
	defer socket.Close()

	for _, test := range []struct {
		name  string
		limit int64
		want  string // of the error; "" for none
		is    error
	}{
		{"file", 4, "", nil},
		{"link", 4, "", nil},
		{"file", 3, "read file: file too large: it has more than 3 bytes", ErrTooLarge},
		{"missing", 9, "stat missing: no such file or directory", fs.ErrNotExist},
		{"loop", 9, "stat loop: too many levels of symbolic links", syscall.ELOOP},
		{"folder", 9, "open folder: not a regular file, but a folder", ErrNotRegular},
		{"pipe", 9, "open pipe: not a regular file, but a named pipe", ErrNotRegular},
		{"socket", 9, "open socket: not a regular file, but a socket", ErrNotRegular},
		{"device", 9, "open device: not a regular file, but a device", ErrNotRegular},
	} {
		content, err := Read(test.name, test.limit)
		if test.want == "" {
			if err != nil || string(content) != "1234" {
				t.Errorf("%s: %q, %v", test.name, content, err)
			}
			continue
		}
		if err == nil || err.Error() != test.want || !errors.Is(err, test.is) {
			t.Errorf("%s: error %v, not %q", test.name, err, test.want)
		}
	}
}

// A file that is swapped for a pipe between the look at it and its opening does not block.
func TestOpenSwapped(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
			}
			os.Remove(name)
			os.WriteFile(name, nil, 0o600)
			syscall.Mkfifo(name+".pipe", 0o600)
			os.Rename(name+".pipe", name)
		}
	}()
	for range 2000 {
		f, err := Open(name)
		if err == nil {
			f.Close()
		} else if !errors.Is(err, ErrNotRegular) && !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	}
	close(stop)
	<-done
}
