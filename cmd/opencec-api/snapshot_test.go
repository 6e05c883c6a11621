package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"opencec/tools/api"
	"opencec/tools/api/admin"
	"opencec/tools/history/change"
	"opencec/tools/history/journal"
	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/keys"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

var now = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// publish puts a snapshot of a version in a folder's place.
func publish(t *testing.T, dir, version string) {
	t.Helper()
	reg, err := register.New(querytest.Sample().Records, register.Version{ID: version, Time: now})
	if err != nil {
		t.Fatal(err)
	}
	build, err := os.MkdirTemp(filepath.Dir(dir), "build-")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := snapshot.Write(context.Background(), build, reg, querytest.Today, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(build, dir); err != nil {
		t.Fatal(err)
	}
}

// A new snapshot is taken up; a bad one, or none, leaves the old one in place and
// is logged once.
func TestFollow(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "public")
	publish(t, dir, "one")
	ring, err := keys.NewRing()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	server := api.NewServer(api.Options{Keys: ring, Now: clock, Log: slog.New(slog.DiscardHandler)})
	f := snapshotFollower{dir: dir, grace: defaultUpdateGrace, server: server, log: logger, now: clock}
	if err := f.load(context.Background()); err != nil {
		t.Fatal(err)
	}
	look := func(step, version, stale string) {
		t.Helper()
		f.look(context.Background())
		f.look(context.Background()) // nothing new
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if !strings.Contains(w.Body.String(), `"version":"`+version+`"`) {
			t.Errorf("%s: %s", step, w.Body)
		}
		w = httptest.NewRecorder()
		admin.Handler(server, logger, false).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		if want := `opencec_reload_failing{source="snapshot"} ` + stale + "\n"; !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: no %s", step, want)
		}
	}
	look("at first", "one", "0")
	publish(t, dir, "two")
	look("new", "two", "0")
	if err := os.Truncate(filepath.Join(dir, "downloads", "register.json"), 100); err != nil {
		t.Fatal(err)
	}
	look("truncated, manifest as before", "two", "0")
	manifest := filepath.Join(dir, "downloads", "manifest.json")
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(manifest, append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
	look("truncated", "two", "1")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	look("gone", "two", "1")
	publish(t, dir, "three")
	look("fixed", "three", "0")
	if n := strings.Count(log.String(), "level=ERROR"); n != 2 {
		t.Errorf("%d failures are logged, want 2:\n%s", n, &log)
	}
}

func TestFollowEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f := snapshotFollower{}
	f.watch(ctx, nil)
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	f := snapshotFollower{dir: dir, grace: defaultUpdateGrace, server: nil, log: slog.New(slog.DiscardHandler), now: clock}
	if err := f.load(context.Background()); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v", err)
	}
}

// A server with a key only uses snapshots signed by it: one that is signed by another
// key, modified or unsigned leaves the last good one in place.
func TestFollowSigned(t *testing.T) {
	t.Parallel()
	newSecret := func() signature.Secret {
		secret, err := signature.NewSecret("register.example.org")
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	ours, others := newSecret(), newSecret()
	dir := filepath.Join(t.TempDir(), "public")
	ring, err := keys.NewRing()
	if err != nil {
		t.Fatal(err)
	}
	server := api.NewServer(api.Options{Keys: ring, Now: clock, Log: slog.New(slog.DiscardHandler)})
	var log bytes.Buffer
	f := snapshotFollower{dir: dir, grace: defaultUpdateGrace, keys: []signature.Key{ours.Key()}, server: server, log: slog.New(slog.NewTextHandler(&log, nil)), now: clock}
	sign := func(secret signature.Secret) {
		t.Helper()
		if _, err := snapshot.Sign(dir, secret); err != nil {
			t.Fatal(err)
		}
	}
	publish(t, dir, "one")
	if err := f.load(t.Context()); err == nil || !strings.Contains(err.Error(), "is not signed") {
		t.Fatalf("the first, unsigned: %v", err)
	}
	sign(ours)
	if err := f.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name    string
		prepare func()
		version string // that is served then
		log     string
	}{
		{"unsigned", func() { publish(t, dir, "two") }, "one", "is not signed"},
		{"signed later", func() { sign(ours) }, "two", "new version in place"},
		{"by another", func() { publish(t, dir, "three"); sign(others) }, "two", "and not by " + ours.Key().ID()},
		{"by both", func() {
			publish(t, dir, "four")
			if _, err := snapshot.Sign(dir, others, ours); err != nil {
				t.Fatal(err)
			}
		}, "four", "new version in place"},
		{"altered", func() {
			manifest := filepath.Join(dir, "downloads", "manifest.json")
			text, err := os.ReadFile(manifest)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(manifest, append(text, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "four", "the note of another manifest"},
	} {
		log.Reset()
		step.prepare()
		f.look(t.Context())
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if !strings.Contains(w.Body.String(), `"version":"`+step.version+`"`) {
			t.Errorf("%s: %s", step.name, w.Body)
		}
		if !strings.Contains(log.String(), step.log) {
			t.Errorf("%s: the log has no %q:\n%s", step.name, step.log, &log)
		}
	}
}

// publishPast puts a build of what a history said up to a revision in a folder's place.
func publishPast(t *testing.T, dir string, h *register.History, seq int) {
	t.Helper()
	reg, err := register.New(h.At(seq), register.Version{ID: h.Revisions[seq-1].Commit, Commit: h.Revisions[seq-1].Commit, Time: h.Revisions[seq-1].Time})
	if err != nil {
		t.Fatal(err)
	}
	past := journal.ContentsOf(h, reg.Location())
	past.Revisions = past.Revisions[:seq]
	past.Lines = slices.DeleteFunc(past.Lines, func(l change.Line) bool { return l.Seq > seq })
	build := t.TempDir()
	if _, err := snapshot.Write(t.Context(), build, reg, querytest.Today, past); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.RemoveAll(dir), os.Rename(build, dir)); err != nil {
		t.Fatal(err)
	}
}

// A snapshot whose history lacks the served commit leaves the old one in place, and the
// log says what to do; one that declares it abandoned is used.
func TestFollowRewritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "public")
	ring, err := keys.NewRing()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	server := api.NewServer(api.Options{Keys: ring, Now: clock, Log: slog.New(slog.DiscardHandler)})
	f := snapshotFollower{dir: dir, grace: defaultUpdateGrace, server: server, log: slog.New(slog.NewTextHandler(&log, nil)), now: clock}
	commit := querytest.SampleHistory().Revisions[7].Commit
	rewritten := func() *register.History { // as after a rebase
		h := querytest.SampleHistory()
		for i := 5; i < len(h.Revisions); i++ {
			h.Revisions[i].Commit = strings.Repeat("f", 38) + fmt.Sprintf("%02d", i)
		}
		return h
	}
	accepted := rewritten()
	accepted.Abandoned = []string{commit}
	publishPast(t, dir, querytest.SampleHistory(), 8)
	if err := f.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name    string
		history *register.History
		seq     int
		served  string
		log     string
	}{
		{"rewritten", rewritten(), 12, commit, "the history is rewritten: commit abcdef080000 was published"},
		{"older", querytest.SampleHistory(), 6, commit, "--allow-older"},
		{"goes on", querytest.SampleHistory(), 9, querytest.SampleHistory().Revisions[8].Commit, "new version in place"},
		{"accepted, but not of this one", accepted, 12, querytest.SampleHistory().Revisions[8].Commit, "commit 999999999999 was published"},
	} {
		log.Reset()
		publishPast(t, dir, step.history, step.seq)
		f.look(t.Context())
		f.look(t.Context())
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if !strings.Contains(w.Body.String(), `"version":"`+step.served+`"`) {
			t.Errorf("%s: %s", step.name, w.Body)
		}
		if !strings.Contains(log.String(), step.log) || strings.Count(log.String(), "level=ERROR") > 1 {
			t.Errorf("%s: the log is\n%s", step.name, &log)
		}
	}
	accepted.Abandoned = append(accepted.Abandoned, querytest.SampleHistory().Revisions[8].Commit)
	publishPast(t, dir, accepted, 12)
	f.look(t.Context())
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if !strings.Contains(w.Body.String(), `"version":"`+accepted.Revisions[11].Commit+`"`) {
		t.Errorf("accepted: %s", w.Body)
	}
}
