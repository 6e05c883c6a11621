package history

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"opencec/tools/history/historytest"
	"opencec/tools/input/generator"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// asIs compares histories by what they say.
var asIs = cmp.Options{
	cmpopts.EquateComparable(register.Value{}, register.Date{}),
	cmpopts.IgnoreUnexported(register.History{}),
}

// A state is what a commit of the main branch had, by path in the data folder.
type state struct {
	hash  string
	time  time.Time
	files map[string]string
}

var (
	randomNames = []string{source.SettingsFile, acme, "manufacturers/other.yaml", box, "listings/acme/crate.yaml", "listings/other/box.yaml",
		"test-profiles/A.yaml", "test-profiles/a.yaml", "certificates/lab/1.yaml", "listings/not an id.yaml", "notes.txt"}
	randomContents = []string{manufacturerYAML("A"), manufacturerYAML("B"), manufacturerYAML("C") + "aliases: [a, b]\n", listing("Box", ""), listing("Box", "former_ids: [acme/crate]\n"),
		settings, settings + "publisher: P\n", "name: [\n", "name: A\nunknown: 1\n", "name: [A]\n", "model: 1\n"}
)

// randomStates writes a random history, and returns what it was made of: records
// that come, change, break and go, settings that do, branches, other files, clocks
// that are wrong, and a data folder that moves. The last folder is returned.
func randomStates(s *generator.CommitStream, random *rand.Rand) (states []state, folder string) {
	files, tip := map[string]string{}, ""
	folder = "data"
	clock := time.Unix(1_700_000_000, 0).UTC()
	for n := range 40 {
		clock = clock.Add(time.Duration(random.IntN(200)-50) * time.Hour)
		written := map[string][]byte{"README.md": fmt.Append(nil, n)}
		_, movable := files[source.SettingsFile]
		moves := movable && random.IntN(8) == 0
		if moves {
			written[folder] = nil
			folder = fmt.Sprintf("moved/%d", n)
			for name, content := range files {
				written[path.Join(folder, name)] = []byte(content)
			}
		}
		for range random.IntN(4) {
			name := randomNames[random.IntN(len(randomNames))]
			if moves && name == source.SettingsFile {
				continue // they are what a move is known by
			}
			delete(files, name)
			written[path.Join(folder, name)] = nil
			if random.IntN(3) > 0 {
				files[name] = randomContents[random.IntN(len(randomContents))]
				written[path.Join(folder, name)] = []byte(files[name])
			}
		}
		if n == 39 {
			files[acme] = manufacturerYAML("Last")
			written[path.Join(folder, acme)] = []byte(files[acme])
		}
		commit := generator.Commit{Time: clock, Message: fmt.Sprint("commit ", n), Files: written}
		if tip != "" && random.IntN(4) == 0 {
			commit.From = tip
			commit.Merge = s.Commit(generator.Commit{Branch: "side", Time: clock, Message: "side", From: tip,
				Files: map[string][]byte{path.Join(folder, acme): []byte(manufacturerYAML(fmt.Sprint("side ", n)))}})
		}
		tip = s.Commit(commit)
		states = append(states, state{time: clock, files: maps.Clone(files)})
	}
	return states, folder
}

// changed returns the names of records and settings whose content differs from the
// state before: settings first, then in the order of kinds and ids.
func changed(states []state, i int) []string {
	content := func(i int, name string) string {
		if i < 0 {
			return ""
		}
		return states[i].files[name]
	}
	var names []string
	for _, folder := range append([]register.Kind{source.SettingsFile}, register.Kinds()...) {
		var here []string
		for _, name := range randomNames {
			if strings.HasPrefix(name, folder.Folder()) && !strings.Contains(name, " ") && content(i, name) != content(i-1, name) {
				here = append(here, name)
			}
		}
		slices.Sort(here)
		names = append(names, here...)
	}
	return names
}

// expectTimes finds the times of states by trying all ways to put them in order.
func expectTimes(states []state) []time.Time {
	longest := make([]int, len(states)) // series that begins with a state
	for i := len(states) - 1; i >= 0; i-- {
		for j := i + 1; j < len(states); j++ {
			if !states[j].time.Before(states[i].time) {
				longest[i] = max(longest[i], longest[j])
			}
		}
		longest[i]++
	}
	left, last := slices.Max(longest), -1
	next := make([]int, len(states)) // state in order after a state; -1 for none
	isNext := make([]bool, len(states))
	for i := range states {
		if longest[i] == left && (last < 0 || !states[i].time.Before(states[last].time)) {
			isNext[i], last, left = true, i, left-1
		}
	}
	for i, after := len(states)-1, -1; i >= 0; i-- {
		if next[i] = after; isNext[i] {
			after = i
		}
	}
	times := make([]time.Time, len(states))
	for i, s := range states {
		times[i] = s.time
		if n := next[i]; n >= 0 && !isNext[i] && s.time.Sub(states[n].time) > 24*time.Hour {
			times[i] = states[n].time
		}
		if i > 0 && times[i].Before(times[i-1]) {
			times[i] = times[i-1]
		}
	}
	return times
}

// expect replays the states, one after the other, without anything that package
// history has.
func expect(states []state) *register.History {
	h := &register.History{}
	for i, t := range expectTimes(states) {
		states[i].time = t
	}
	for i, s := range states {
		names := changed(states, i)
		if len(names) == 0 {
			h.Unchanged = append(h.Unchanged, register.Commit{Hash: s.hash, Seq: len(h.Revisions)})
			continue
		}
		seq := len(h.Revisions) + 1
		h.Revisions = append(h.Revisions, register.Revision{Seq: seq, Commit: s.hash, Time: states[i].time, Author: "Nobody", Summary: fmt.Sprint("commit ", i)})
		for _, name := range names {
			if name == source.SettingsFile {
				h.Settings = append(h.Settings, expectSettings(seq, s.files[name]))
				continue
			}
			h.Versions = append(h.Versions, expectEdition(states, i, seq, name))
		}
	}
	return h
}

func expectSettings(seq int, content string) register.SettingsVersion {
	e := register.SettingsVersion{Seq: seq}
	if content == "" {
		return e
	}
	d, err := source.ReadSettings([]byte(content))
	if err == nil {
		e.Unknown = d.Unknown
		e.Settings, err = d.Settings()
	}
	if err != nil {
		return register.SettingsVersion{Seq: seq, Unreadable: err.Error()}
	}
	return e
}

func expectEdition(states []state, i, seq int, name string) register.RecordVersion {
	k, id, _ := source.RecordOf(name)
	e := register.RecordVersion{Seq: seq, Kind: k, ID: id}
	content, there := states[i].files[name]
	if !there {
		return e
	}
	rec, unknown, err := source.Decode(k, id, []byte(content))
	if err != nil {
		e.Unreadable = err.Error()
		return e
	}
	known := expectChange(states, i, name)
	*rec.RecordMeta() = register.Meta{ID: id, CreatedAt: known.Created, UpdatedAt: known.Updated, Commit: known.Commit}
	e.Record, e.Unknown = rec, unknown
	return e
}

// expectChange goes back from a state that has the file: to where it was written, and
// on to where it came.
func expectChange(states []state, i int, name string) Change {
	before := func(i int) string {
		if i == 0 {
			return ""
		}
		return states[i-1].files[name]
	}
	updated := i
	for before(updated) == states[i].files[name] {
		updated--
	}
	created := updated
	for before(created) != "" {
		created--
	}
	return Change{states[created].time, states[updated].time, states[updated].hash}
}

// A history read from git is what was put there, commit by commit, however it is
// read: at once, or in parts that are kept and added to, on this branch or another.
func TestRandomHistories(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1))
			r := historytest.New(t)
			var states []state
			var folder string
			r.Import(func(s *generator.CommitStream) error {
				states, folder = randomStates(s, random)
				return nil
			})
			hashes := strings.Split(r.Git("rev-list", "--first-parent", "--reverse", "main"), "\n")
			for i := range states {
				states[i].hash = hashes[i]
			}
			checkHistory(t, r, folder, random, states)
		})
	}
}

func checkHistory(t *testing.T, r *historytest.Repository, folder string, random *rand.Rand, states []state) {
	t.Helper()
	want := expect(states)
	if diff := cmp.Diff(want, decoded(t, r.Path(folder)), asIs); diff != "" {
		t.Fatalf("history (-want +got):\n%s", diff)
	}
	last := len(states) - 1
	h := read(t, r.Path(folder))
	for name, content := range states[last].files {
		want, isRecord := Change{}, source.IsRecord(name)
		if isRecord {
			want = expectChange(states, last, name)
		}
		if got, ok := h.Change(name, []byte(content)); got != want || ok != isRecord {
			t.Errorf("%s: %+v, %v, want %+v", name, got, ok, want)
		}
	}
	cache := CacheIn(t.TempDir())
	for range 6 {
		h, err := Read(context.Background(), r.Path(folder), cache, At(states[random.IntN(len(states))].hash))
		if errors.Is(err, ErrNone) { // the folder was elsewhere then
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Decode(context.Background()); err != nil || h.CacheError != nil {
			t.Fatal(err, h.CacheError)
		}
	}
	if diff := cmp.Diff(want, decoded(t, r.Path(folder), cache), asIs); diff != "" {
		t.Errorf("history read in parts (-want +got):\n%s", diff)
	}
}
