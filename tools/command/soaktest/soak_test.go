package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"opencec/tools/register"
	"opencec/tools/testenv"
)

var soakTime = flag.Duration("soak-time", 8*time.Second, "how long TestSoak sends requests to each engine")

// programs is the folder of opencec and opencec-api, built once for all tests.
var programs string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "opencec-soak-test-")
	if err == nil {
		err = os.Chdir("../../..") // where tools/soak runs too
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	programs = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

var built = sync.OnceValues(func() (string, error) { return buildPrograms(context.Background(), programs) })

// shortConfig is a run whose result does not depend on the speed of the machine.
func shortConfig(t *testing.T) config {
	t.Helper()
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	today, err := register.ParseDate(time.Now().In(sydney()).Format(time.DateOnly))
	if err != nil {
		t.Fatal(err)
	}
	data, err := filepath.Abs("data")
	if err != nil {
		t.Fatal(err)
	}
	return config{
		listings: 120, seed: 1, seconds: *soakTime, rate: 60, capacity: time.Second, every: time.Second, bound: 2 * time.Minute,
		timeout: 5 * time.Minute, kills: 2, unavailable: 1, without: map[string]bool{}, programs: bin, data: data, dir: t.TempDir(), today: today,
		progress: func(format string, args ...any) { t.Logf(format, args...) },
	}
}

// A short run of everything finds no faults. tools/soak is for longer runs.
func TestSoak(t *testing.T) {
	testenv.SkipIfShort(t, "it takes most of a minute")
	c := shortConfig(t)
	if err := postgresThere(); err != nil {
		testenv.Missing(t, err)
	}
	r, err := soak(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	r.writeText(t.Output())
	if r.failed() {
		t.Errorf("faults: %v", r.Faults)
	}
	engines := []string{}
	for _, e := range r.Engines {
		engines = append(engines, e.Engine)
		if e.Requests == 0 || e.Taken < 2 || e.Answers["list 200"] == 0 || e.Done["wrong key"] == 0 {
			t.Errorf("%s: %d requests, %d versions in place, answers %v, done %v: that is no trial", e.Engine, e.Requests, e.Taken, e.Answers, e.Done)
		}
	}
	if want := []string{"memory", "postgres"}; !slices.Equal(engines, want) || len(r.Kills) != 2 || r.Kills[0].Kills != c.kills || r.Disk == nil {
		t.Errorf("engines %v, kills %v, full disk %v", engines, r.Kills, r.Disk)
	}
}
