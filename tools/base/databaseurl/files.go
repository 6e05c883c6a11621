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

// maxFile is the maximum size of a file named in a database URL.
const maxFile = 1 << 20

// fileSettings are the settings of a database URL that name a file to be read, with their
// environment variables.
var fileSettings = map[string]string{
	"passfile": "PGPASSFILE", "servicefile": "PGSERVICEFILE",
	"sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
}

var fileSetting = regexp.MustCompile(`[?&\s](passfile|servicefile|sslrootcert|sslcert|sslkey)=([^&\s]+)`)

// checkFiles refuses files that are not regular or cannot be read in time, for which pgx
// would wait forever. pgx reports other errors itself.
func checkFiles(databaseURL string) error {
	named := map[string]string{} // by setting
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
