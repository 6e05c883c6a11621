package buildinfo

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestOf(t *testing.T) {
	t.Parallel()
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	for _, test := range []struct {
		name string
		info debug.BuildInfo
		want Info
		text string
	}{
		{
			"built of a tag",
			debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0"}, Settings: []debug.BuildSetting{
				setting("vcs", "git"), setting("vcs.revision", "0123abc"), setting("vcs.time", "2026-11-30T13:00:06Z"), setting("vcs.modified", "false"),
			}},
			Info{"v1.2.0", "0123abc", "2026-11-30T13:00:06Z", "go1.26.8"},
			"v1.2.0, commit 0123abc, 2026-11-30T13:00:06Z, go1.26.8",
		},
		{
			"built of changed files",
			debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.1-0.20261130130006-0123abc+dirty"}, Settings: []debug.BuildSetting{
				setting("vcs.modified", "true"), setting("vcs.revision", "0123abc"),
			}},
			Info{"v1.2.1-0.20261130130006-0123abc+dirty", "0123abc+dirty", "", "go1.26.8"},
			"v1.2.1-0.20261130130006-0123abc+dirty, commit 0123abc+dirty, go1.26.8",
		},
		{
			"installed as a module",
			debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0"}},
			Info{"v1.2.0", "", "", "go1.26.8"},
			"v1.2.0, go1.26.8",
		},
		{
			"built without version control",
			debug.BuildInfo{GoVersion: "go1.26.8"},
			Info{"(devel)", "", "", "go1.26.8"},
			"(devel), go1.26.8",
		},
	} {
		got := of(&test.info)
		if got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
		if got.String() != test.text {
			t.Errorf("%s: %q, want %q", test.name, got, test.text)
		}
	}
	if got := Read(); got.Go != runtime.Version() || got.Version == "" {
		t.Errorf("of this test: %+v", got)
	}
}
