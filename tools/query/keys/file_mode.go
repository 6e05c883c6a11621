package keys

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// othersWrite reports whether everybody may write to what has the mode. Windows has no such
// permissions, and shows others in their place.
func othersWrite(mode fs.FileMode) bool { return runtime.GOOS != "windows" && mode&0o002 != 0 }

// checkOthersCannotWrite refuses a keys file that everybody on the machine can change or
// replace: they could give themselves a key, or take back that one was revoked. A file or
// folder that its group can write to is accepted, since a group is chosen on purpose.
func (f File) checkOthersCannotWrite(info fs.FileInfo) error {
	if mode := info.Mode(); othersWrite(mode) {
		return fmt.Errorf("everybody on this machine can write to %s (mode %04o), and so make keys: look whether all keys in it are yours, and run: chmod o-w %s", f, mode.Perm(), shellWord(string(f)))
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

// checkFolder refuses a folder in which everybody can replace the files of others. They
// cannot in one with the sticky bit, such as /tmp.
func checkFolder(folder string) error {
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	if mode := info.Mode(); othersWrite(mode) && mode&fs.ModeSticky == 0 {
		return fmt.Errorf("everybody on this machine can replace the files in the folder %s (mode %04o), and so make keys: look whether the keys file in it is yours, and run: chmod o-w %s", folder, mode.Perm(), shellWord(folder))
	}
	return nil
}

// shellWord quotes a path so that a shell reads it as one word and not as an option.
func shellWord(path string) string {
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
