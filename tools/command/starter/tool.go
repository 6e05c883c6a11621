package starter

import (
	"regexp"
	"runtime/debug"

	"opencec/tools/base/buildinfo"
)

// What go install needs: a module path that begins with a host, and a released version.
var (
	hostedModule    = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9._~-]+)+$`)
	releasedVersion = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$`)
)

// tool returns the module and version from which the workflows of a new register can install this
// program, or "" for both if it is not published.
func tool(info buildinfo.Info, path string) (module, version string) {
	if !hostedModule.MatchString(path) || !releasedVersion.MatchString(info.Version) {
		return "", ""
	}
	return path, info.Version
}

// mainModule returns the path of the program's module.
func mainModule() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Path
}
