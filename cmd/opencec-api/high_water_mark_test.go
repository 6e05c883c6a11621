package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/history/journal"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// publishOn puts a build of what a history said up to a revision, for a day, in a folder's place.
func publishOn(t *testing.T, dir string, seq int, on string) {
	t.Helper()
	publishHistoryOn(t, dir, querytest.SampleHistory(), seq, on)
}

func publishHistoryOn(t *testing.T, dir string, h *register.History, seq int, on string) {
	t.Helper()
	day, err := register.ParseDate(on)
	if err != nil {
		t.Fatal(err)
	}
	r := h.Revisions[seq-1]
	reg, err := register.New(h.At(seq), register.Version{ID: r.Commit, Commit: r.Commit, Time: r.Time})
	if err != nil {
		t.Fatal(err)
	}
	past := journal.ContentsOf(h, reg.Location())
	past.Revisions = past.Revisions[:seq]
	for i, line := range past.Lines {
		if line.Seq > seq {
			past.Lines = past.Lines[:i]
			break
		}
	}
	build := t.TempDir()
	if _, err := snapshot.Write(context.Background(), build, reg, day, past); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.RemoveAll(dir), os.Rename(build, dir)); err != nil {
		t.Fatal(err)
	}
}

// restart returns a trial of a server that is started anew with the folder and the state
// folder of the one before.
func (r *trial) restart() *trial {
	r.Helper()
	again := newTrial(r.T)
	again.dir, again.f.dir, again.now = r.dir, r.dir, r.now
	if r.f.state != nil {
		if err := r.f.state.lock.Close(); err != nil {
			r.Fatal(err)
		}
		again.keepIn(r.f.state.dir)
	}
	return again
}

// An older snapshot, by its day or its commits, is refused while the server runs and
// after a restart, and said to be older; a newer one is taken up.
func TestOlderIsRefused(t *testing.T) {
	t.Parallel()
	for _, older := range []struct {
		name string
		seq  int
		on   string
		why  string
	}{
		{"an older commit", 8, "2026-11-23", "its serial 202611230000008 is before 202611230000009"},
		{"an older commit, built later", 8, "2026-11-24", "its commit time "},
		{"an older day", 9, "2026-11-22", "its serial 202611220000009 is before 202611230000009"},
		{"an older day of a newer commit", 10, "2025-01-01", "its serial 202501010000010"},
	} {
		t.Run(older.name, func(t *testing.T) {
			t.Parallel()
			r := newTrial(t)
			r.keepIn(filepath.Join(t.TempDir(), "state"))
			publishOn(t, r.dir, 9, "2026-11-23")
			r.load()
			publishOn(t, r.dir, older.seq, older.on)
			r.poll(200)
			r.serves("older", revisionOf(9))
			r.hasNotices("older", "not-updated")
			r.errorsLogged("older", 2)
			if !strings.Contains(r.log.String(), older.why) || !strings.Contains(r.log.String(), "--allow-older") || !strings.Contains(r.get("/v1"), "It is older than what this server has served.") {
				t.Errorf("the log is\n%s", &r.log)
			}
			again := r.restart()
			again.load()
			again.serves("older, restarted", revisionOf(9))
			again.hasNotices("older, restarted", "last-good-copy")
			publishOn(t, r.dir, 10, "2026-11-23")
			again.poll(2)
			again.serves("newer", revisionOf(10))
			again.hasNotices("newer")

			remove(t, filepath.Join(r.f.state.dir, copyName)) // and without the copy nothing is served
			publishOn(t, r.dir, older.seq, older.on)
			last := again.restart()
			if err := last.f.load(t.Context()); !errors.Is(err, snapshot.ErrOlder) {
				t.Errorf("without a copy: %v", err)
			}
		})
	}
}

// Without a state folder the mark holds for as long as the server runs.
func TestOlderIsRefusedWithoutState(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	publish(t, r.dir, "one") // of no commit, for 23 November
	r.load()
	publishOn(t, r.dir, 9, "2026-11-22")
	r.poll(2)
	r.serves("older", "one")
	again := r.restart()
	again.load()
	again.serves("restarted", revisionOf(9))
}

// A step back that is accepted is told for as long as it lasts, also after a restart
// without the flag; then the one that was accepted is the mark.
func TestStepBack(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	r.keepIn(filepath.Join(t.TempDir(), "state"))
	r.f.back = true
	publishOn(t, r.dir, 9, "2026-11-23")
	r.load()
	r.hasNotices("at first")
	publishOn(t, r.dir, 6, "2026-11-23")
	r.poll(1)
	r.serves("back", revisionOf(6))
	r.hasNotices("back", "older-version")
	if body := r.get("/v1"); !strings.Contains(body, `"since":"2026-11-23T01:00:02Z"`) || !strings.Contains(r.log.String(), "which was accepted") {
		t.Errorf("%s\n%s", body, &r.log)
	}
	again := r.restart() // without the flag
	again.load()
	again.serves("restarted", revisionOf(6))
	again.hasNotices("restarted", "older-version")
	publishOn(t, r.dir, 8, "2026-11-23")
	again.poll(1)
	again.serves("a little newer", revisionOf(8))
	again.hasNotices("a little newer", "older-version")
	publishOn(t, r.dir, 6, "2026-11-23")
	again.poll(1)
	again.serves("older than what was accepted", revisionOf(8))
	publishOn(t, r.dir, 9, "2026-11-23")
	again.poll(1)
	again.serves("as new as before", revisionOf(9))
	again.hasNotices("as new as before")

	publishOn(t, r.dir, 6, "2026-11-23")
	third := again.restart() // back at the start
	third.f.back = true
	third.load()
	third.serves("back at the start", revisionOf(6))
	third.hasNotices("back at the start", "older-version")
}

// A rewritten history that says which commits it has abandoned may be shorter than what
// was served.
func TestRewrittenIsNotOlder(t *testing.T) {
	t.Parallel()
	r := newTrial(t)
	r.keepIn(filepath.Join(t.TempDir(), "state"))
	publishOn(t, r.dir, 9, "2026-11-23")
	r.load()
	h := querytest.SampleHistory()
	for i := 5; i < len(h.Revisions); i++ {
		h.Revisions[i].Commit = strings.Repeat("f", 38) + h.Revisions[i].Commit[6:8]
	}
	publishHistoryOn(t, r.dir, h, 8, "2026-11-23")
	r.poll(1)
	r.serves("not said", revisionOf(9))
	h.Abandoned = []string{revisionOf(9)}
	publishHistoryOn(t, r.dir, h, 8, "2026-11-22")
	r.poll(1)
	r.serves("of an earlier day", revisionOf(9))
	publishHistoryOn(t, r.dir, h, 8, "2026-11-23")
	r.poll(1)
	r.serves("said", h.Revisions[7].Commit)
	r.hasNotices("said")
}

// A mark that cannot be read is an error that says what to do.
func TestDamagedMark(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{", "null", "{}", `{"newest": {"on": "2026-13-01"}}`, `{"newest": {"on": "2026-11-23"}} {}`,
		`{"newest": {"on": "2026-11-23"}, "more": 1}`, strings.Repeat(" ", maxMarkSize+1)} {
		dir := t.TempDir()
		writeFile(t, dir, markName, []byte(text))
		if _, err := openState(dir); err == nil || !strings.Contains(err.Error(), markName) || !strings.Contains(err.Error(), "remove it if the register in the folder is the newest one") {
			t.Errorf("%.60q: error %v", text, err)
		}
	}
	dir := t.TempDir()
	writeFile(t, dir, markName, []byte(`{"newest": {"title": "x", "version": "1", "on": "2026-11-23"}}`))
	state, err := openState(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer state.lock.Close()
	if state.mark.Newest.Version != "1" {
		t.Errorf("the mark is %+v", state.mark)
	}
}

// What is written as a mark is read as the same one, and nothing makes reading fail badly.
func FuzzDecodeMark(f *testing.F) {
	f.Add([]byte(`{"newest": {"title": "x", "version": "1", "commit": "c", "on": "2026-11-23", "time": "2026-11-23T00:00:00Z", "serial": 202611230000001}, "stepped_back_from": {"title": "", "version": "", "on": "2026-11-24", "since": "2026-11-23T00:00:00Z"}}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		mark, err := decodeMark(text)
		if err != nil {
			return
		}
		written, err := json.Marshal(mark)
		if err != nil {
			t.Skip() // such as a year that JSON does not write
		}
		again, err := decodeMark(written)
		if err != nil || again.Newest.On != mark.Newest.On || again.Newest.Serial != mark.Newest.Serial || !again.Newest.Time.Equal(mark.Newest.Time) {
			t.Errorf("%+v, %v; want %+v", again, err, mark)
		}
	})
}
