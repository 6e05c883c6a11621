package databaseurl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"opencec/tools/base/safefile"
)

// maxFile is the most bytes of a file that a database URL names.
const maxFile = 1 << 20

// fileSettings are the settings of a database URL that name a file, which is read to
// connect, with the variable of the environment for each.
var fileSettings = map[string]string{
	"passfile": "PGPASSFILE", "servicefile": "PGSERVICEFILE",
	"sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
}

var fileSetting = regexp.MustCompile(`[?&\s](passfile|servicefile|sslrootcert|sslcert|sslkey)=([^&\s]+)`)

// checkFiles refuses what is no regular file, or cannot be read in time: the library
// would wait for it for ever. Other errors are the library's to report.
func checkFiles(databaseURL string) error {
	named := map[string]string{} // by the setting
	for setting, variable := range fileSettings {
		named[setting] = os.Getenv(variable)
	}
	for _, found := range fileSetting.FindAllStringSubmatch(" "+databaseURL, -1) {
		named[found[1]] = found[2]
		if name, err := url.QueryUnescape(found[2]); err == nil && strings.Contains(databaseURL, "://") {
			named[found[1]] = name
		}
	}
	var errs []error
	for _, setting := range slices.Sorted(maps.Keys(named)) {
		name := named[setting]
		if name == "" || setting == "sslrootcert" && name == "system" {
			continue
		}
		_, err := safefile.ReadWithin(context.Background(), name, maxFile)
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			errs = append(errs, fmt.Errorf("the database URL's %s or %s: %w", setting, fileSettings[setting], err))
		}
	}
	return errors.Join(errs...)
}
