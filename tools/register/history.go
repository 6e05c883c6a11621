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

// A History is all that the register ever said, and when. It is plain data:
// revisions are the states that it had, and editions are what each of them made of
// single records. The state at a revision is the newest edition of every record up
// to it. What is not there was not said; a record of which the newest edition cannot
// be read is left out, and Unreadable names it.
//
// Revisions are numbered 1, 2, … from the oldest, and 0 is the time before. Like a
// Register, a History does not change once one of its methods has been called, and
// may then be read from many goroutines.
type History struct {
	Revisions []Revision        // oldest first: number n is at n-1
	Versions  []RecordVersion   // by revision, then in the order of Kinds, then by id
	Settings  []SettingsVersion // by revision
	Unchanged []Commit          // commits after which the register said what it had said before, oldest first

	// Shallow means that there are older commits, and that they could not be had:
	// what the first revision seems to add may have been there for long. Oldest is
	// then the oldest commit that is known.
	Shallow bool
	Oldest  string

	// Abandoned are commits that were published and are not part of this history: it was
	// rewritten, and that was accepted knowingly. They are given in full.
	Abandoned []string

	once  sync.Once
	index historyIndex
}

// A Revision is a state that the register had: a commit of its first-parent history
// that changed its data.
type Revision struct {
	Seq     int       `json:"seq"`
	Commit  string    `json:"commit"` // in hexadecimal; "" for changes that are not committed
	Time    time.Time `json:"time"`   // UTC, never earlier than that of the revision before
	Author  string    `json:"author"` // a name, without an address
	Summary string    `json:"summary"`
}

// An RecordVersion is what a revision made of one record. Its content was changed, which
// need not have changed a field: a comment may be all.
type RecordVersion struct {
	Seq    int
	Kind   Kind
	ID     string
	Record Record // with its Meta as of then; nil when it was removed or cannot be read

	Unreadable string   // why the record could not be read then; "" when it could
	Unknown    []string // paths of fields that it had then and that are not known today
}

// Removed reports whether the record was taken away.
func (e RecordVersion) Removed() bool { return e.Record == nil && e.Unreadable == "" }

// A SettingsVersion is what a revision made of the register's settings.
type SettingsVersion struct {
	Seq      int
	Settings *Settings // nil when they were removed or cannot be read

	Unreadable string
	Unknown    []string
}

// A Commit is a commit of the first-parent history that left the register as the
// revision Seq had made it.
type Commit struct {
	Hash string // in hexadecimal
	Seq  int    // 0 when it is older than the register
}

// Uncommitted reports whether the newest revision is none: changes in the files
// that no commit has.
func (h *History) Uncommitted() bool {
	return len(h.Revisions) > 0 && h.Revisions[len(h.Revisions)-1].Commit == ""
}

// At returns the register as revision seq had it, sorted by kind and id, and empty
// for 0. A seq beyond the newest is the newest. The slices are the caller's; the
// records are shared by all revisions that had them, and must not be changed.
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

// SettingsAt returns the edition of the settings that is in force at revision seq,
// and whether there is one.
func (h *History) SettingsAt(seq int) (SettingsVersion, bool) {
	after := sort.Search(len(h.Settings), func(i int) bool { return h.Settings[i].Seq > seq })
	if after == 0 {
		return SettingsVersion{}, false
	}
	return h.Settings[after-1], true
}

// Unreadable returns the editions in force at revision seq that cannot be read:
// what At leaves out though it was there.
func (h *History) Unreadable(seq int) []RecordVersion {
	var editions []RecordVersion
	for _, t := range h.indexed().timelines {
		if e := h.inForce(t, seq); e != nil && e.Unreadable != "" {
			editions = append(editions, *e)
		}
	}
	return editions
}

// AsOf returns the revision that was in force at the instant t: the newest that is
// not later, and 0 before the first.
func (h *History) AsOf(t time.Time) int {
	return sort.Search(len(h.Revisions), func(i int) bool { return h.Revisions[i].Time.After(t) })
}

// VersionsOf returns the editions of one record, oldest first, under all the ids that it
// had: it may be asked for by its id or by a former one. Two ids are of one record
// when the newest readable edition under one names the other among its former ids,
// and the other was removed at some time; when several name it, the newest counts.
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

// removedFirst puts the removal of the old id before the new one.
func removedFirst(e RecordVersion) int {
	if e.Removed() {
		return 0
	}
	return 1
}

// minPrefix is the shortest prefix of a commit that is looked up, as in git.
const minPrefix = 4

// FindCommit returns the revision that was in force at a commit, given in full or by a
// prefix that no other commit has. The commit may be one that changed nothing, or
// that is older than the register: then it is 0.
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
		return fmt.Errorf("the commit %.80s was published, and the register's history was rewritten without it since: nothing follows on it, so take the whole register anew", prefix)
	}
	text := fmt.Sprintf("there is no commit %.80s in the history of the register; of a branch that was merged, the merge is", prefix)
	if h.Shallow {
		text += fmt.Sprintf("; commits older than %s are not in this clone", h.Oldest)
	}
	return errors.New(text)
}

// A historyIndex is what the methods of a History look things up in.
type historyIndex struct {
	timelines []timeline     // in the order of Kinds, then by id
	positions map[Ref]int    // in timelines
	chains    map[int]*chain // by place, of records that had more than one id
	commits   []Commit       // by hash
}

// A timeline is the editions under one id.
type timeline struct {
	of       Ref
	kind     int   // in Kinds
	versions []int // places in History.Versions, oldest first
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

// A chain is the ids of one record, by their places.
type chain struct{ positions []int }

func (x *historyIndex) chain(place int) *chain {
	if c, ok := x.chains[place]; ok {
		return c
	}
	return &chain{[]int{place}}
}

// link joins the ids of each record to a chain.
func (x *historyIndex) link(editions []RecordVersion) {
	x.chains = map[int]*chain{}
	for former, now := range x.successors(editions) {
		x.join(former, now.position)
	}
}

// join makes one chain of two. The shorter one is moved, so that a record with very
// many ids is soon done.
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

// A claim is that of a record to an id that it had.
type claim struct{ position, seq int }

// successors returns, by the place of an id, the record that has another id now.
// When several claim an id, which breaks the register's rules, the newest does.
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

// inForce returns the newest edition of a timeline up to revision seq, or nil.
func (h *History) inForce(t timeline, seq int) *RecordVersion {
	after := sort.Search(len(t.versions), func(i int) bool { return h.Versions[t.versions[i]].Seq > seq })
	if after == 0 {
		return nil
	}
	return &h.Versions[t.versions[after-1]]
}

// commitsOf returns all commits of a history, by hash.
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
