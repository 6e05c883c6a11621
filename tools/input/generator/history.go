package generator

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"time"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// HistoryOptions describe the history to write. The same options give the same bytes, and so
// the same commits.
type HistoryOptions struct {
	Listings int // how many the newest commit has
	Commits  int // how many there are on the main branch
	Seed     uint64
	On       register.Date // the day of the newest commit
	Folder   string        // the data folder in the repository
}

// MaxCommits is the most commits of a history: far more than a register has in a lifetime, and
// few enough that all their years have four digits.
const MaxCommits = 100_000

// betweenCommits is the time from one commit to the next.
const betweenCommits = 4 * time.Hour

// WriteHistory writes a generated register with a history. The first commit has most of the
// listings; each of the others makes a typical change: mostly a moved date in one file,
// sometimes a new or renamed listing, a merged branch, or a change outside the data. Every
// revision follows the register's rules.
func WriteHistory(s *CommitStream, vocabulary *source.Tree, o HistoryOptions) error {
	records, err := Records(vocabulary.Records, Options{Listings: o.Listings, Seed: o.Seed, On: o.On})
	if err != nil {
		return err
	}
	h := &historyWriter{
		CommitStream: s, options: o, records: records,
		random: rand.New(rand.NewPCG(o.Seed, uint64(o.Commits))),
		time:   o.On.Time().Add(-betweenCommits * time.Duration(o.Commits)),
	}
	if err := h.first(vocabulary); err != nil {
		return err
	}
	for n := 2; n <= o.Commits; n++ {
		if err := h.next(n); err != nil {
			return err
		}
	}
	return nil
}

// A historyWriter writes the history of one register.
type historyWriter struct {
	*CommitStream
	options HistoryOptions
	records register.Records
	random  *rand.Rand
	time    time.Time
	later   []*register.Listing // listings that a later commit adds
	tip     string              // the newest commit of the main branch
}

// lateListings is the number of commits for each one that adds a listing.
const lateListings = 20

// vocabularyFiles are the files and folders that are copied.
var vocabularyFiles = []string{source.SettingsFile, register.EntityTypes.Folder(), register.DeviceClasses.Folder(), register.TestProfiles.Folder()}

// first commits the first state of the register.
func (h *historyWriter) first(vocabulary *source.Tree) error {
	files := map[string][]byte{"README.md": []byte("# A made-up register\n")}
	for _, name := range vocabulary.Files() {
		folder, _, _ := strings.Cut(name, "/")
		if slices.Contains(vocabularyFiles, folder) {
			files[path.Join(h.options.Folder, name)] = vocabulary.File(name)
		}
	}
	h.holdBack()
	for rec := range h.records.All() {
		if slices.Contains(vocabularyFiles, rec.RecordKind().Folder()) {
			continue
		}
		if err := h.put(files, rec); err != nil {
			return err
		}
	}
	h.tip = h.Commit(Commit{Time: h.time, Message: "A register of made-up listings", Files: files})
	return nil
}

// holdBack sets aside listings for later commits. No other record refers to them.
func (h *historyWriter) holdBack() {
	named := map[string]bool{}
	for _, c := range h.records.Certificates {
		for _, id := range c.Listings {
			named[id] = true
		}
	}
	for _, l := range h.records.Listings {
		for _, id := range l.Devices {
			named[id] = true
		}
	}
	wanted := min(h.options.Commits/lateListings, len(h.records.Listings)/10)
	h.records.Listings = slices.DeleteFunc(h.records.Listings, func(l *register.Listing) bool {
		if len(h.later) >= wanted || named[l.ID] {
			return false
		}
		h.later = append(h.later, l)
		return true
	})
}

func (h *historyWriter) put(files map[string][]byte, records ...register.Record) error {
	for _, rec := range records {
		content, err := source.Encode(rec)
		if err != nil {
			return err
		}
		files[h.path(rec)] = content
	}
	return nil
}

func (h *historyWriter) path(rec register.Record) string {
	return path.Join(h.options.Folder, source.PathOf(rec.RecordKind(), rec.RecordMeta().ID))
}

// next writes the n-th commit of the main branch.
func (h *historyWriter) next(n int) error {
	h.time = h.time.Add(betweenCommits)
	files := map[string][]byte{}
	message, err := h.change(n, files)
	if err != nil {
		return err
	}
	c := Commit{Time: h.time, Message: fmt.Sprintf("%s\n\nChange %d of the made-up register.\n", message, n), Files: files}
	if h.random.IntN(100) < 10 { // by a pull request
		side := c
		side.Branch, side.Time, side.From = "side", h.time.Add(-betweenCommits/2), h.tip
		merged := h.Commit(side)
		c.Message, c.From, c.Merge = fmt.Sprintf("Merge change %d", n), h.tip, merged
	}
	h.tip = h.Commit(c)
	return nil
}

// change makes one change to the records, and describes it.
func (h *historyWriter) change(n int, files map[string][]byte) (string, error) {
	switch roll := h.random.IntN(100); {
	case n%lateListings == 0 && len(h.later) > 0:
		l := h.later[0]
		h.later = h.later[1:]
		h.records.Listings = append(h.records.Listings, l)
		return "Add " + l.Model, h.put(files, l)
	case roll < 3:
		files["README.md"] = fmt.Appendf(nil, "# A made-up register\n\nAs of change %d.\n", n)
		return "Fix the README", nil
	case roll < 5:
		return h.rename(n, files)
	case roll < 25 && len(h.records.Certificates) > 0:
		c := h.records.Certificates[h.random.IntN(len(h.records.Certificates))]
		c.Expiry = h.postponed(c.Expiry, c.CertificationDate)
		return "Move the expiry of " + c.Number, h.put(files, c)
	case roll < 35:
		l := h.listing()
		l.Notes = fmt.Sprintf("Looked at in change %d.", n)
		return "Note on " + l.Model, h.put(files, l)
	}
	l := h.listing()
	last := &l.Periods[len(l.Periods)-1]
	last.To = h.postponed(last.To, latestStart(l))
	return "Move the last day of " + l.Model, h.put(files, l)
}

func (h *historyWriter) listing() *register.Listing {
	return h.records.Listings[h.random.IntN(len(h.records.Listings))]
}

// latestStart returns the earliest possible end of a listing: the latest start of its newest
// period, and of its suspensions, which are inside a period.
func latestStart(l *register.Listing) register.Date {
	latest := l.Periods[len(l.Periods)-1].From
	for _, s := range l.Suspensions {
		for _, day := range []register.Date{s.From, s.To} {
			if latest.Before(day) {
				latest = day
			}
		}
	}
	return latest
}

// postponed returns a later end than to, or an end for something open that began on from.
func (h *historyWriter) postponed(to, from register.Date) register.Date {
	if to.IsZero() {
		to = from
	}
	return to.AddDays(1 + h.random.IntN(300))
}

// rename gives a listing another id, and updates the records that refer to it.
func (h *historyWriter) rename(n int, files map[string][]byte) (string, error) {
	l := h.listing()
	old := l.ID
	files[h.path(l)] = nil
	l.FormerIDs = append(l.FormerIDs, old)
	l.ID = fmt.Sprintf("%s/renamed-in-%d", l.Manufacturer, n)
	changed := []register.Record{l}
	for _, c := range h.records.Certificates {
		if i := slices.Index(c.Listings, old); i >= 0 {
			c.Listings[i] = l.ID
			changed = append(changed, c)
		}
	}
	for _, client := range h.records.Listings {
		if i := slices.Index(client.Devices, old); i >= 0 {
			client.Devices[i] = l.ID
			changed = append(changed, client)
		}
	}
	return "Rename " + old, h.put(files, changed...)
}
