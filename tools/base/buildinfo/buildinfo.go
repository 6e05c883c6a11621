// Package buildinfo returns the version of a program from what the Go command embeds in
// it, so that nothing has to be passed to the linker.
package buildinfo

import (
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

// Info describes a build. Unknown fields are empty: a program installed with go install
// knows its version but no commit, and one built with -buildvcs=false knows neither.
type Info struct {
	Version string `json:"version"` // of the module, such as v1.2.0; "(devel)" where it is not known
	Commit  string `json:"commit"`  // with "+dirty" where files had changed since
	Time    string `json:"time"`    // of the commit, RFC 3339
	Go      string `json:"go"`      // version of Go
}

// Read returns the Info of the running program.
var Read = sync.OnceValue(func() Info {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Info{Version: unknownVersion, Go: runtime.Version()}
	}
	return of(info)
})

const unknownVersion = "(devel)"

func of(info *debug.BuildInfo) Info {
	i := Info{Version: info.Main.Version, Go: info.GoVersion}
	if i.Version == "" {
		i.Version = unknownVersion
	}
	dirty := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			i.Commit = s.Value
		case s.Key == "vcs.time":
			i.Time = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+dirty"
		}
	}
	if i.Commit != "" {
		i.Commit += dirty
	}
	return i
}

// String returns everything known in one line: "v1.2.0, commit …, 2026-11-30T13:00:06Z,
// go1.26.8".
func (i Info) String() string {
	known := []string{i.Version}
	if i.Commit != "" {
		known = append(known, "commit "+i.Commit)
	}
	for _, s := range []string{i.Time, i.Go} {
		if s != "" {
			known = append(known, s)
		}
	}
	return strings.Join(known, ", ")
}
