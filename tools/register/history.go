package register

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

// A History is everything the register ever stated, and when. It is plain data: a
// revision is a state of the register, and a record version is what a revision made of
// one record. The state at a revision consists of the newest version of every record up
// to it. A record whose newest version cannot be read is left out; Unreadable returns it.
//
// Revisions are numbered 1, 2, … from the oldest, and 0 is the time before the first. A
// History must not be changed once one of its methods has been called; it is then safe
// for concurrent use.
type History struct {
	Revisions []Revision        // oldest first: number n is at index n-1
	Versions  []RecordVersion   // by revision, then in the order of Kinds, then by id
	Settings  []SettingsVersion // by revision
	Unchanged []Commit          // commits that left the register as it was, oldest first

	// Shallow means that older commits exist but were not available, so the first
	// revision may seem to add records that are much older. Oldest is then the oldest
	// known commit.
	Shallow bool
	Oldest  string

	// Abandoned are published commits, in full, that are not part of this history: it was
	// rewritten, and that was accepted explicitly.
	Abandoned []string

	once  sync.Once
	index historyIndex
}

// A Revision is a state of the register: a commit of the first-parent history that
// changed its data.
type Revision struct {
	Seq     int       `json:"seq"`
	Commit  string    `json:"commit"` // in hexadecimal; "" for changes that are not committed
	Time    time.Time `json:"time"`   // UTC, never earlier than that of the previous revision
	Author  string    `json:"author"` // a name, without an email address
	Summary string    `json:"summary"`
}

// A RecordVersion is what a revision made of one record. The revision changed the
// record's file, but not necessarily one of its fields: it may have changed only a
// comment.
type RecordVersion struct {
	Seq    int
	Kind   Kind
	ID     string
	Record Record // with the Meta of that revision; nil if it was removed or cannot be read

	Unreadable string   // why the record could not be read; "" if it could
	Unknown    []string // paths of fields in the file that are not known today
}

// Removed reports whether the revision removed the record.
func (e RecordVersion) Removed() bool { return e.Record == nil && e.Unreadable == "" }

// A SettingsVersion is what a revision made of the register's settings.
type SettingsVersion struct {
	Seq      int
	Settings *Settings // nil if they were removed or cannot be read

	Unreadable string
	Unknown    []string
}

// A Commit is a commit of the first-parent history that left the register as revision Seq
// had made it.
type Commit struct {
	Hash string // in hexadecimal
	Seq  int    // 0 if it is older than the register
}

// Uncommitted reports whether the newest revision consists of uncommitted changes.
func (h *History) Uncommitted() bool {
	return len(h.Revisions) > 0 && h.Revisions[len(h.Revisions)-1].Commit == ""
}

// At returns the records of the register at revision seq, sorted by kind and id; none for
// 0. A seq beyond the newest revision stands for the newest. The slices belong to the
// caller; the records are shared between revisions and must not be changed.
func (h *History) At(seq int) Records {
	var records Records
	for _, t := range h.indexed().timelines {
		if e := h.inForce(t, seq); e != nil && e.Record != nil {
			records.Add(e.Record)
		}
	}
	if s, ok := h.SettingsAt(seq); ok && s.Settings != nil {
		records.Settings = *s.Settings
	}
	return records
}

// SettingsAt returns the version of the settings in force at revision seq, if there is
// one.
func (h *History) SettingsAt(seq int) (SettingsVersion, bool) {
	after := sort.Search(len(h.Settings), func(i int) bool { return h.Settings[i].Seq > seq })
	if after == 0 {
		return SettingsVersion{}, false
	}
	return h.Settings[after-1], true
}

// Unreadable returns the record versions in force at revision seq that cannot be read,
// which At leaves out.
func (h *History) Unreadable(seq int) []RecordVersion {
	var editions []RecordVersion
	for _, t := range h.indexed().timelines {
		if e := h.inForce(t, seq); e != nil && e.Unreadable != "" {
			editions = append(editions, *e)
		}
	}
	return editions
}

// AsOf returns the revision in force at the instant t: the newest one that is not later,
// or 0 before the first.
func (h *History) AsOf(t time.Time) int {
	return sort.Search(len(h.Revisions), func(i int) bool { return h.Revisions[i].Time.After(t) })
}

// VersionsOf returns the versions of one record, oldest first, under all the ids that it
// had. The given id may be a former one. Two ids belong to the same record if the newest
// readable version under one lists the other as a former id, and the other was removed at
// some time; if several records claim an id, the newest claim counts.
func (h *History) VersionsOf(k Kind, id string) []RecordVersion {
	index := h.indexed()
	place, ok := index.positions[k.Ref(id)]
	if !ok {
		return nil
	}
	var editions []RecordVersion
	for _, id := range index.chain(place).positions {
		for _, at := range index.timelines[id].versions {
			editions = append(editions, h.Versions[at])
		}
	}
	slices.SortFunc(editions, func(a, b RecordVersion) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(removedFirst(a), removedFirst(b)), cmp.Compare(a.ID, b.ID))
	})
	return editions
}

// removedFirst orders the removal of the old id before the new one.
func removedFirst(e RecordVersion) int {
	if e.Removed() {
		return 0
	}
	return 1
}

// minPrefix is the length of the shortest accepted prefix of a commit, as in git.
const minPrefix = 4

// FindCommit returns the revision in force at a commit, given in full or by a unique
// prefix. The commit may have changed nothing. The result is 0 if it is older than the
// register.
func (h *History) FindCommit(commit string) (int, error) {
	prefix := strings.ToLower(commit)
	if len(prefix) < minPrefix || strings.Trim(prefix, "0123456789abcdef") != "" {
		return 0, fmt.Errorf("%.80q is not a commit: give at least %d of its hexadecimal digits", commit, minPrefix)
	}
	commits := h.indexed().commits
	from := sort.Search(len(commits), func(i int) bool { return commits[i].Hash >= prefix })
	switch {
	case from == len(commits) || !strings.HasPrefix(commits[from].Hash, prefix):
		return 0, h.notFound(prefix)
	case from+1 < len(commits) && strings.HasPrefix(commits[from+1].Hash, prefix):
		return 0, fmt.Errorf("%s could be %s or %s: give more digits of the commit", prefix, commits[from].Hash, commits[from+1].Hash)
	}
	return commits[from].Seq, nil
}

func (h *History) notFound(prefix string) error {
	if slices.ContainsFunc(h.Abandoned, func(commit string) bool { return strings.HasPrefix(commit, prefix) }) {
		return fmt.Errorf("the commit %.80s was published, and the register's history was rewritten without it since: no changes follow on it, so download the whole register again", prefix)
	}
	text := fmt.Sprintf("there is no commit %.80s in the history of the register; of a branch that was merged, the merge is", prefix)
	if h.Shallow {
		text += fmt.Sprintf("; commits older than %s are not in this clone", h.Oldest)
	}
	return errors.New(text)
}

// A historyIndex holds the lookup tables of a History.
type historyIndex struct {
	timelines []timeline     // in the order of Kinds, then by id
	positions map[Ref]int    // indexes in timelines
	chains    map[int]*chain // by index in timelines, for records that had more than one id
	commits   []Commit       // sorted by hash
}

// A timeline is the versions under one id.
type timeline struct {
	of       Ref
	kind     int   // index in Kinds
	versions []int // indexes in History.Versions, oldest first
}

func (h *History) indexed() *historyIndex {
	h.once.Do(func() {
		h.index.addTimelines(h.Versions)
		h.index.link(h.Versions)
		h.index.commits = commitsOf(h)
	})
	return &h.index
}

func (x *historyIndex) addTimelines(editions []RecordVersion) {
	kinds := map[Kind]int{}
	for i, k := range Kinds() {
		kinds[k] = i
	}
	x.positions = map[Ref]int{}
	for at, e := range editions {
		key := e.Kind.Ref(e.ID)
		place, ok := x.positions[key]
		if !ok {
			place = len(x.timelines)
			x.positions[key] = place
			x.timelines = append(x.timelines, timeline{key, kinds[e.Kind], nil})
		}
		x.timelines[place].versions = append(x.timelines[place].versions, at)
	}
	slices.SortFunc(x.timelines, func(a, b timeline) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.of.ID, b.of.ID))
	})
	for place, t := range x.timelines {
		x.positions[t.of] = place
	}
}

// A chain is the ids of one record, as indexes in timelines.
type chain struct{ positions []int }

func (x *historyIndex) chain(place int) *chain {
	if c, ok := x.chains[place]; ok {
		return c
	}
	return &chain{[]int{place}}
}

// link joins the ids of each record into a chain.
func (x *historyIndex) link(editions []RecordVersion) {
	x.chains = map[int]*chain{}
	for former, now := range x.successors(editions) {
		x.join(former, now.position)
	}
}

// join merges two chains. It moves the shorter one, so that a record with very many ids
// stays cheap.
func (x *historyIndex) join(a, b int) {
	into, from := x.chain(a), x.chain(b)
	if into == from {
		return // renamed, and back again
	}
	if len(into.positions) < len(from.positions) {
		into, from = from, into
	}
	into.positions = append(into.positions, from.positions...)
	for _, place := range into.positions[len(into.positions)-len(from.positions):] {
		x.chains[place] = into
	}
	x.chains[into.positions[0]] = into
}

// A claim is a record's claim to a former id.
type claim struct{ position, seq int }

// successors returns, by the timeline of a former id, the record that has another id now.
// If several records claim an id, which breaks the register's rules, the newest claim
// counts.
func (x *historyIndex) successors(editions []RecordVersion) map[int]claim {
	found := map[int]claim{}
	for place, t := range x.timelines {
		newest := newestReadable(editions, t)
		if newest == nil {
			continue
		}
		for _, id := range newest.Record.FormerIDList() {
			former, ok := x.positions[t.of.Kind.Ref(id)]
			if !ok || former == place || !wasRemoved(editions, x.timelines[former]) {
				continue
			}
			if other, claimed := found[former]; !claimed || newest.Seq > other.seq {
				found[former] = claim{place, newest.Seq}
			}
		}
	}
	return found
}

func newestReadable(editions []RecordVersion, t timeline) *RecordVersion {
	for _, at := range slices.Backward(t.versions) {
		if editions[at].Record != nil {
			return &editions[at]
		}
	}
	return nil
}

func wasRemoved(editions []RecordVersion, t timeline) bool {
	return slices.ContainsFunc(t.versions, func(at int) bool { return editions[at].Removed() })
}

// inForce returns the newest version of a timeline up to revision seq, or nil.
func (h *History) inForce(t timeline, seq int) *RecordVersion {
	after := sort.Search(len(t.versions), func(i int) bool { return h.Versions[t.versions[i]].Seq > seq })
	if after == 0 {
		return nil
	}
	return &h.Versions[t.versions[after-1]]
}

// commitsOf returns all commits of a history, sorted by hash.
func commitsOf(h *History) []Commit {
	commits := make([]Commit, 0, len(h.Revisions)+len(h.Unchanged))
	for _, r := range h.Revisions {
		if r.Commit != "" {
			commits = append(commits, Commit{r.Commit, r.Seq})
		}
	}
	commits = append(commits, h.Unchanged...)
	slices.SortFunc(commits, func(a, b Commit) int { return cmp.Compare(a.Hash, b.Hash) })
	return commits
}
