package keys

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"opencec/tools/base/terminal"
)

// othersWrite reports whether the mode lets everybody write. Windows has no such
// permissions and reports others instead.
func othersWrite(mode fs.FileMode) bool { return runtime.GOOS != "windows" && mode&0o002 != 0 }

// checkOthersCannotWrite refuses a keys file that every user of the machine can change or
// replace: they could add a key for themselves, or restore a revoked one. It accepts
// files and folders that a group can write to, since a group is chosen deliberately.
func (f File) checkOthersCannotWrite(info fs.FileInfo) error {
	if mode := info.Mode(); othersWrite(mode) {
		return fmt.Errorf("everybody on this machine can write to %s (mode %04o), and so make keys: look whether all keys in it are yours, and run: chmod o-w %s", f, mode.Perm(), shellPath(string(f)))
	}
	folders := []string{filepath.Dir(string(f))}
	if target, err := filepath.EvalSymlinks(string(f)); err == nil {
		folders = append(folders, filepath.Dir(target)) // of the file itself, if f is a link
	}
	for _, folder := range folders {
		if err := checkFolder(folder); err != nil {
			return err
		}
	}
	return nil
}

// checkFolder refuses a folder in which everybody can replace the files of others. The
// sticky bit, as on /tmp, prevents that.
func checkFolder(folder string) error {
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	if mode := info.Mode(); othersWrite(mode) && mode&fs.ModeSticky == 0 {
		return fmt.Errorf("everybody on this machine can replace the files in the folder %s (mode %04o), and so make keys: look whether the keys file in it is yours, and run: chmod o-w %s", folder, mode.Perm(), shellPath(folder))
	}
	return nil
}

// shellPath quotes a path so that a shell reads it as one word, and a command not as an
// option.
func shellPath(path string) string {
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	return terminal.ShellWord(path)
}
