package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"opencec/tools/api"
	"opencec/tools/api/admin"
	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/keys"
	"opencec/tools/query/querytest"
)

// A trial is a follower whose clock stands still until the test moves it.
type trial struct {
	*testing.T
	f      *snapshotFollower
	dir    string // that is followed
	log    bytes.Buffer
	now    time.Time
	secret string
}

func newTrial(t *testing.T) *trial {
	t.Helper()
	key, secret, err := keys.New("test", now)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	r := &trial{T: t, dir: filepath.Join(t.TempDir(), "public"), now: now, secret: secret}
	clock := func() time.Time { return r.now }
	r.f = &snapshotFollower{dir: r.dir, grace: defaultUpdateGrace, log: slog.New(slog.NewTextHandler(&r.log, nil)), now: clock,
		server: api.NewServer(api.Options{Keys: ring, Now: clock, Log: slog.New(slog.DiscardHandler)})}
	return r
}

// keepIn gives the follower a state folder.
func (r *trial) keepIn(dir string) {
	r.Helper()
	state, err := openState(dir)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { state.lock.Close() })
	r.f.state = state
}

func (r *trial) load() {
	r.Helper()
	if err := r.f.load(r.Context()); err != nil {
		r.Fatal(err)
	}
}

// poll lets the time of so many polls pass, with a look at the end of each.
func (r *trial) poll(times int) {
	for range times {
		r.now = r.now.Add(pollEvery)
		r.f.look(r.Context())
	}
}

// get returns the body of an answer.
func (r *trial) get(path string) string {
	r.Helper()
	request := httptest.NewRequest("GET", path, nil)
	request.Header.Set("X-Api-Key", r.secret)
	w := httptest.NewRecorder()
	r.f.server.Handler().ServeHTTP(w, request)
	if w.Code != http.StatusOK {
		r.Errorf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// serves checks which version is served.
func (r *trial) serves(step, version string) {
	r.Helper()
	if body := r.get("/v1"); !strings.Contains(body, `"version":"`+version+`"`) {
		r.Errorf("%s: not %s: %s", step, version, body)
	}
}

// hasNotices checks which notices /readyz, /v1 and the metrics have.
func (r *trial) hasNotices(step string, codes ...string) {
	r.Helper()
	for _, path := range []string{"/readyz", "/v1"} {
		var got struct {
			Notices []struct{ Code, Since, Detail string }
		}
		body := r.get(path)
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			r.Fatal(err)
		}
		var have []string
		for _, n := range got.Notices {
			have = append(have, n.Code)
			if n.Since == "" || n.Detail == "" || strings.Contains(n.Detail, "/") {
				r.Errorf("%s: %s: the notice is %+v", step, path, n)
			}
		}
		if strings.Join(have, " ") != strings.Join(codes, " ") {
			r.Errorf("%s: %s has the notices %q, want %q", step, path, have, codes)
		}
	}
	for _, code := range codes {
		r.hasMetric(step, `opencec_notice{code="`+code+`"} 1`)
	}
}

func (r *trial) hasMetric(step, line string) {
	r.Helper()
	w := httptest.NewRecorder()
	admin.Handler(r.f.server, slog.New(slog.DiscardHandler), false).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if !strings.Contains(w.Body.String(), line+"\n") {
		r.Errorf("%s: the metrics have no %s", step, line)
	}
}

func (r *trial) errorsLogged(step string, want int) {
	r.Helper()
	if n := strings.Count(r.log.String(), "level=ERROR"); n != want {
		r.Errorf("%s: %d errors are logged, want %d:\n%s", step, n, want, &r.log)
	}
}

// built returns the files of a build, by name. It has a history and a signature, if one is wanted.
func built(t *testing.T, seq int, secrets ...signature.Secret) map[string][]byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	publishPast(t, dir, querytest.SampleHistory(), seq)
	if len(secrets) > 0 {
		if _, err := snapshot.Sign(dir, secrets...); err != nil {
			t.Fatal(err)
		}
	}
	files := map[string][]byte{}
	entries, err := os.ReadDir(filepath.Join(dir, "downloads"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if files[entry.Name()], err = os.ReadFile(filepath.Join(dir, "downloads", entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func revisionOf(seq int) string { return querytest.SampleHistory().Revisions[seq-1].Commit }

func writeFile(t *testing.T, dir, name string, text []byte) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name), text, 0o644)); err != nil {
		t.Fatal(err)
	}
}

// renameFile writes a file beside and renames it, as rsync does.
func renameFile(t *testing.T, dir, name string, text []byte) {
	t.Helper()
	writeFile(t, dir, ".next", text)
	if err := os.Rename(filepath.Join(dir, ".next"), filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// Whichever file of a new build arrives last, and however it is written, the new version
// is served within two polls after it.
func TestFollowLateFiles(t *testing.T) {
	t.Parallel()
	secret, err := signature.NewSecret("register.example.org")
	if err != nil {
		t.Fatal(err)
	}
	before, after := built(t, 8, secret), built(t, 9, secret)
	late := []string{"manifest.json", "manifest.note", "register.json", "changes.ndjson", "revisions.ndjson"}
	for how, write := range map[string]func(t *testing.T, dir, name string, text []byte){"renamed": renameFile, "in place": writeFile} {
		for _, last := range late {
			for _, state := range []bool{false, true} {
				name := how + " " + last
				if state {
					name += " with state"
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					r := newTrial(t)
					r.f.keys = []signature.Key{secret.Key()}
					if state {
						r.keepIn(filepath.Join(t.TempDir(), "state"))
					}
					for name, text := range before {
						writeFile(t, r.dir, name, text)
					}
					r.load()
					for name, text := range after {
						if name != last {
							write(t, r.dir, name, text)
						}
					}
					r.poll(200) // until the intervals are the longest
					r.serves("before the last file", revisionOf(8))
					r.hasNotices("before the last file", "not-updated")
					r.errorsLogged("before the last file", 2) // the reason, and that it lasts
					half := after[last][:len(after[last])/2]
					if how == "in place" {
						write(t, r.dir, last, half)
						r.poll(5)
						r.serves("half of the last file", revisionOf(8))
					}
					write(t, r.dir, last, after[last])
					r.poll(2)
					r.serves("all files", revisionOf(9))
					r.hasNotices("all files")
					r.hasMetric("all files", `opencec_reload_failing{source="snapshot"} 0`)
				})
			}
		}
	}
}

// A bad snapshot whose files do not change is tried less and less often, and logged once
// for each reason; after the grace there is a notice.
func TestFollowBacksOff(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	publish(t, r.dir, "one")
	r.load()
	publish(t, r.dir, "two")
	file := filepath.Join(r.dir, "downloads", "register.json")
	if err := os.Truncate(file, 100); err != nil {
		t.Fatal(err)
	}
	r.poll(2)
	r.hasNotices("at first")
	r.hasMetric("at first", `opencec_reload_failing{source="snapshot"} 1`)
	r.poll(int(defaultUpdateGrace/pollEvery) - 2)
	r.hasNotices("just before the grace ends")
	r.poll(1)
	r.hasNotices("when it ends", "not-updated")
	if body := r.get("/v1"); !strings.Contains(body, `"since":"2026-11-23T01:00:02Z","detail":"What is published of the register is not what this server answers from`) {
		t.Error(body)
	}
	r.errorsLogged("when it ends", 2)
	r.poll(int(time.Hour / pollEvery))
	r.errorsLogged("an hour later", 2)
	// At 2, 4, 8, 16, 32 and 64 seconds, and then each minute up to 3,844 of 3,902.
	r.hasMetric("an hour later", `opencec_reloads_total{result="failure",source="snapshot"} 69`)
	for size := range int64(20) { // a slow copy is not a new reason each time
		if err := os.Truncate(file, 200+size); err != nil {
			t.Fatal(err)
		}
		r.poll(1)
	}
	r.errorsLogged("a slow copy", 2)
	if err := os.RemoveAll(r.dir); err != nil {
		t.Fatal(err)
	}
	r.poll(5)
	r.errorsLogged("another reason", 3)
	publish(t, r.dir, "three")
	r.poll(1)
	r.serves("fixed", "three")
	r.hasNotices("fixed")
}

// A history that is damaged is found when the snapshot is taken up, not when somebody asks.
func TestFollowDamagedHistory(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	for name, text := range built(t, 8) {
		writeFile(t, r.dir, name, text)
	}
	text := built(t, 8)["revisions.ndjson"]
	writeFile(t, r.dir, "revisions.ndjson", bytes.Replace(text, []byte("2026"), []byte("2025"), 1))
	r.load()
	r.hasMetric("at the start", `opencec_reload_failing{source="snapshot"} 1`)
	writeFile(t, r.dir, "revisions.ndjson", text)
	r.poll(1)
	r.hasMetric("fixed", `opencec_reload_failing{source="snapshot"} 0`)
	r.get("/v1/changes")
}

// With a state folder the server starts from the last good copy when the folder has no
// good one, says so, and goes on following the folder.
func TestStartsFromTheCopy(t *testing.T) {
	t.Parallel()
	good := built(t, 8)
	damage := map[string]func(t *testing.T, dir string){
		"no folder":      func(t *testing.T, dir string) { remove(t, dir) },
		"no register":    func(t *testing.T, dir string) { remove(t, filepath.Join(dir, "register.json")) },
		"half a history": func(t *testing.T, dir string) { writeFile(t, dir, "changes.ndjson", good["changes.ndjson"][:50]) },
		"no manifest":    func(t *testing.T, dir string) { remove(t, filepath.Join(dir, "manifest.json")) },
		"another":        func(t *testing.T, dir string) { writeFile(t, dir, "manifest.json", []byte("{}")) },
	}
	for name, spoil := range damage {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newTrial(t)
			state := filepath.Join(t.TempDir(), "state")
			r.keepIn(state)
			for name, text := range good {
				writeFile(t, r.dir, name, text)
			}
			r.load()
			r.hasNotices("a good start")
			if err := r.f.state.lock.Close(); err != nil {
				t.Fatal(err)
			}

			again := newTrial(t)
			again.f.dir, again.dir = r.dir, r.dir
			again.keepIn(state)
			spoil(t, r.dir)
			again.load()
			again.serves("from the copy", revisionOf(8))
			again.get("/v1/changes")
			again.hasNotices("from the copy", "last-good-copy")
			again.errorsLogged("from the copy", 1)
			again.poll(200)
			again.serves("later", revisionOf(8))
			again.hasNotices("later", "last-good-copy", "not-updated")
			for name, text := range built(t, 9) {
				renameFile(t, r.dir, name, text)
			}
			again.poll(2)
			again.serves("fixed", revisionOf(9))
			again.hasNotices("fixed")
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

// A copy that somebody has altered is not served either.
func TestCopyIsVerified(t *testing.T) {
	t.Parallel()
	secret, err := signature.NewSecret("register.example.org")
	if err != nil {
		t.Fatal(err)
	}
	r := newTrial(t)
	r.f.keys = []signature.Key{secret.Key()}
	r.keepIn(filepath.Join(t.TempDir(), "state"))
	for name, text := range built(t, 8, secret) {
		writeFile(t, r.dir, name, text)
	}
	r.load()
	remove(t, r.dir)
	for name, text := range built(t, 8) { // by somebody without a key
		writeFile(t, r.f.state.copy(), name, text)
	}
	writeFile(t, r.f.state.copy(), "manifest.note", built(t, 9, secret)["manifest.note"])
	if err := r.f.load(t.Context()); err == nil || !strings.Contains(err.Error(), "the note of another manifest") || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("error %v", err)
	}
}

// An unwritable state folder does not keep the server from serving what is new. It is
// reported, and writing is tried again.
func TestStateCannotBeWritten(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	r.keepIn(filepath.Join(t.TempDir(), "state"))
	writeFile(t, r.f.state.dir, copyName, []byte("in the way"))
	publish(t, r.dir, "one")
	r.load()
	r.serves("at first", "one")
	r.hasMetric("at first", `opencec_reload_failing{source="state"} 1`)
	publish(t, r.dir, "two")
	r.poll(100)
	r.serves("new", "two")
	r.errorsLogged("new", 1)
	remove(t, r.f.state.copy())
	r.poll(100)
	r.hasMetric("fixed", `opencec_reload_failing{source="state"} 0`)
	if s, err := snapshot.Open(r.f.state.copy()); err != nil || s.Digest != r.f.served {
		t.Errorf("the copy: %v", err)
	}
}

// What is served from a copy does not change when the folder's files are overwritten.
func TestCopyIsApart(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	r.keepIn(filepath.Join(t.TempDir(), "state"))
	for name, text := range built(t, 8) {
		writeFile(t, r.dir, name, text)
	}
	r.load()
	changes := r.get("/v1/changes?limit=500")
	text := built(t, 8)["changes.ndjson"]
	writeFile(t, r.dir, "changes.ndjson", bytes.ReplaceAll(text, []byte("2026"), []byte("2025")))
	if got := r.get("/v1/changes?limit=499"); strings.Count(got, "2026") != strings.Count(changes, "2026") {
		t.Errorf("the changes are\n%s\nand were\n%s", got, changes)
	}
}

// Two servers do not share a state folder, and a database needs none.
func TestStateSettings(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	publish(t, filepath.Join(dir, "public"), "one")
	key := keys.Hash("x")
	first := start(t, "--snapshot", "public", "--state", "state", "--api-key-hash", key)
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--snapshot", "public", "--state", "state"}, exitFailed, "each server needs a state folder of its own"},
		{[]string{"--snapshot", "public", "--state", "public/downloads/manifest.json"}, exitFailed, "make the state folder"},
		{[]string{"--database-url", "postgres://localhost/x", "--state", "other"}, exitUsage, "--state is for a snapshot"},
		{[]string{"--snapshot", "public", "--update-grace", "25h"}, exitUsage, "--update-grace: 25h0m0s is not between"},
	} {
		var stderr strings.Builder
		args := append([]string{"opencec-api", "--listen", "127.0.0.1:0", "--api-key-hash", key}, test.args...)
		if code := run(t.Context(), args, io.Discard, &stderr, clock); code != test.code || !strings.Contains(stderr.String(), test.want) {
			t.Errorf("%q: %d %s", test.args, code, &stderr)
		}
	}
	if code := first.stop(); code != exitGood {
		t.Errorf("exit code %d", code)
	}
	remove(t, "public")
	again := start(t, "--snapshot", "public", "--state", "state", "--api-key-hash", key)
	if !strings.Contains(again.log.String(), "starts from its copy of the last good one") {
		t.Errorf("the log is\n%s", again.log)
	}
}

// The day of the snapshot that is served is what its age is counted from.
func TestFollowTellsTheAge(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	publishOn(t, r.dir, 8, "2026-11-10")
	r.load()
	if body := r.get("/v1"); !strings.Contains(body, `"copy":{"on":"2026-11-10","serial":202611100000008,"age_days":13,`) {
		t.Error(body)
	}
	publishOn(t, r.dir, 9, "2026-11-23")
	r.poll(1)
	if body := r.get("/v1"); !strings.Contains(body, `"copy":{"on":"2026-11-23","serial":202611230000009,"age_days":0,`) {
		t.Error(body)
	}
}

// A look that does not end, as on a network file system whose server is gone, is
// reported. Once it has ended, the report disappears.
func TestFollowSlowLook(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	publish(t, r.dir, "one")
	r.load()
	synctest.Test(t, func(t *testing.T) {
		release, ended := make(chan struct{}), make(chan struct{})
		go func() {
			r.f.lookOrNotify(func() { <-release })
			close(ended)
		}()
		time.Sleep(defaultUpdateGrace - time.Second)
		synctest.Wait()
		r.hasNotices("within the grace")
		time.Sleep(2 * time.Second)
		synctest.Wait()
		r.hasNotices("after it", "not-updated")
		r.hasMetric("after it", `opencec_reload_failing{source="snapshot"} 1`)
		close(release)
		<-ended
		r.hasNotices("at the end")
		r.hasMetric("at the end", `opencec_reload_failing{source="snapshot"} 0`)
	})
	r.errorsLogged("at the end", 1)
}

// A history whose file is written over is an error, and never another history.
func TestFollowHistoryWrittenOver(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	files := built(t, 9)
	for name, text := range files {
		writeFile(t, r.dir, name, text)
	}
	r.load()
	before := r.get("/v1/changes?since=1")
	writeFile(t, r.dir, "changes.ndjson", bytes.ReplaceAll(files["changes.ndjson"], []byte("tesla"), []byte("teslo")))
	request := httptest.NewRequest("GET", "/v1/changes?since=1", nil)
	request.Header.Set("X-Api-Key", r.secret)
	w := httptest.NewRecorder()
	r.f.server.Handler().ServeHTTP(w, request)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "teslo") {
		t.Errorf("written over: %d %s", w.Code, w.Body)
	}
	writeFile(t, r.dir, "changes.ndjson", files["changes.ndjson"])
	if after := r.get("/v1/changes?since=1"); after != before {
		t.Errorf("as it was: %s, want %s", after, before)
	}
}
