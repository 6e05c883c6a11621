package newrecord

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"opencec/tools/register"
)

// Who may not write is told which file it is about and what to do. Tests may run as
// root, whom no folder keeps out.
func TestUnwritten(t *testing.T) {
	t.Parallel()
	m := &Builder{Dir: "register"}
	rec := &register.Manufacturer{Meta: register.Meta{ID: "sunny"}}
	other := errors.New("no space left")
	for _, test := range []struct {
		err  error
		told bool
	}{
		{fs.ErrPermission, true},
		{&fs.PathError{Op: "openat", Path: "x", Err: syscall.EACCES}, true},
		{fmt.Errorf("write: %w", syscall.EROFS), true},
		{other, false},
	} {
		got := m.explainUnwritten(rec, test.err)
		if !errors.Is(got, test.err) || strings.HasPrefix(got.Error(), "register/manufacturers/sunny.yaml cannot be written, since its folder allows no new files") != test.told {
			t.Errorf("%v: %v", test.err, got)
		}
	}
}
