package main

import (
	"io"
	"strings"
	"testing"
	"time"
)

// A flag counts before its variable, and a variable before the default.
func TestSettings(t *testing.T) {
	t.Setenv("OPEN_CEC_API_RATE", "7")
	t.Setenv("OPEN_CEC_API_STREAMS", "0x10")
	t.Setenv("OPEN_CEC_API_STREAMS_PER_KEY", "") // as docker compose passes on what is not set
	t.Setenv("OPEN_CEC_API_STREAM_TIMEOUT", "")
	t.Setenv("OPEN_CEC_API_KEYS_DATABASE", "")
	t.Setenv("OPEN_CEC_API_ADMIN_PPROF", "1")
	t.Setenv("OPEN_CEC_API_LISTEN", "")
	t.Setenv("OPEN_CEC_API_STATE", "/from/environment")
	s := newSettings()
	if err := s.parse([]string{"--state=/from/flag", "-rate", "9", "--allow-older", "--admin-pprof=false", "--drain-timeout", "1m30s"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		settingState: "/from/flag", settingRate: 9, settingAllowOlder: true, settingAdminPprof: false,
		settingDrainTimeout: 90 * time.Second, settingStreams: 16, settingStreamsPerKey: defaultStreamsPerKey,
		settingStreamTimeout: 10 * time.Minute, settingKeysDatabase: false, settingListen: "",
		settingLogFormat: "text", settingUpdateGrace: 5 * time.Minute,
	} {
		if got := s.get(name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for name, want := range map[string]bool{settingState: true, settingStreams: true, settingListen: true, settingLogFormat: false, settingSnapshot: false} {
		if s.IsSet(name) != want {
			t.Errorf("%s is set: %t, want %t", name, !want, want)
		}
	}
}

func TestCommandLine(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("OPEN_CEC_API_RATE", "many")
	t.Setenv("OPEN_CEC_API_RELOAD", "anything")
	t.Setenv("OPEN_CEC_API_DRAIN_TIMEOUT", "soon")
	for _, test := range []struct {
		args string
		code int
		want []string
	}{
		{"--version", exitGood, []string{"opencec-api version "}},
		{"-v", exitGood, []string{"opencec-api version "}},
		{"--rate 1 -h", exitGood, []string{"USAGE:", "   --rate N ", "(default: 600) [$OPEN_CEC_API_RATE]", "   --version, -v "}},
		{"-help", exitGood, []string{"USAGE:"}},
		{"", exitUsage, []string{`OPEN_CEC_API_RATE: "many": parse error`, `OPEN_CEC_API_DRAIN_TIMEOUT: "soon": parse error`, "hint: opencec-api --help"}},
		{"--snap public", exitUsage, []string{"flag provided but not defined: -snap", "OPEN_CEC_API_RATE"}},
		{"--state", exitUsage, []string{"flag needs an argument: -state"}},
		{"--rate 1 public", exitUsage, []string{`there are no arguments, but "public" was given`}},
		{"--admin-pprof=perhaps", exitUsage, []string{"perhaps", "-admin-pprof"}},
	} {
		var out strings.Builder
		code := run(t.Context(), append([]string{"opencec-api"}, strings.Fields(test.args)...), &out, &out, clock)
		if code != test.code {
			t.Errorf("%s: exit code %d, want %d", test.args, code, test.code)
		}
		for _, want := range test.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %q in\n%s", test.args, want, &out)
			}
		}
	}
	var out strings.Builder
	run(t.Context(), []string{"opencec-api", "--help"}, &out, io.Discard, clock)
	if strings.Contains(out.String(), "many") || strings.Contains(out.String(), "`") {
		t.Errorf("the help has the value of a variable, or marks:\n%s", &out)
	}
}
