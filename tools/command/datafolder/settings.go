package datafolder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// TimeZone returns the time zone of the register in the data folder dir or, if dir has none, of
// the one in vocabulary, from which a new register gets its settings.
func TimeZone(dir, vocabulary string) (*time.Location, error) {
	for _, dir := range []string{dir, vocabulary} {
		content, err := fs.ReadFile(os.DirFS(dir), source.SettingsFile)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the register's settings: %w", err)
		}
		document, err := source.ReadSettings(content)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, source.SettingsFile), err)
		}
		settings, err := document.Settings()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, source.SettingsFile), err)
		}
		return register.LoadZone(settings.TimeZone)
	}
	return nil, fmt.Errorf("neither %s nor %s has a %s, which says in which time zone a date is", dir, vocabulary, source.SettingsFile)
}
