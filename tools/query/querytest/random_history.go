package querytest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"opencec/tools/register"
)

// RandomHistory returns a history with that many revisions, always the same for a seed:
// the history of a Random register that grows, changes in every way, and breaks now and
// then. The last revision is publishable. For some seeds it is uncommitted.
func RandomHistory(seed uint64, revisions int) *register.History {
	const listings = 20
	first := Random(seed, listings).Records
	w := &randomHistory{historyBuilder: newHistoryBuilder(), Rand: rand.New(rand.NewPCG(seed, 3)), settings: first.Settings}
	at := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	for seq := 1; seq <= revisions; seq++ {
		edits := w.edits(first, seq, seq == revisions)
		hash := w.hash()
		if seq == revisions && seq > 1 && seed%3 == 2 {
			hash = ""
		}
		w.commit(hash, at.Format(time.RFC3339), pick(w.Rand, authors), fmt.Sprintf("Revision %d <of> \"%d\"", seq, revisions), edits...)
		for hash != "" && w.IntN(4) == 0 {
			w.unchanged(w.hash())
		}
		at = at.Add(time.Duration(w.IntN(40)*w.IntN(24)) * time.Hour) // sometimes in the same second
	}
	return w.History
}

var authors = []string{"Ann", "Ben O'Neil", `Zoë "Q"`, ""}

// A randomHistory makes random edits that keep the register's references valid.
type randomHistory struct {
	*historyBuilder
	*rand.Rand
	settings register.Settings
	fixes    []edit // edits that make the register publishable again
	made     int    // number of created ids
}

func (w *randomHistory) hash() string {
	return fmt.Sprintf("%016x%016x%08x", w.Uint64(), w.Uint64(), w.Uint32())
}

// edits returns the edits of a revision.
func (w *randomHistory) edits(first register.Records, seq int, last bool) []edit {
	var edits []edit
	if seq == 1 {
		edits = append(edits, putAll(first))
	}
	if len(w.fixes) > 0 && (last || w.IntN(2) == 0) {
		edits = append(edits, w.fixes...)
		w.fixes = nil
	}
	for range 1 + w.IntN(3) {
		edits = append(edits, func(s *historyBuilder, r register.Revision) {
			for _, e := range w.story() {
				e(s, r)
			}
		})
	}
	if !last && len(w.fixes) == 0 && w.IntN(5) == 0 {
		edits = append(edits, w.breakSomething)
	}
	return edits
}

// breakSomething makes the register not publishable.
func (w *randomHistory) breakSomething(s *historyBuilder, r register.Revision) {
	switch l := w.some(register.Listings); w.IntN(4) {
	case 0:
		makeSettingsUnreadable("line 1: not a mapping")(s, r)
		w.fixes = append(w.fixes, func(s *historyBuilder, r register.Revision) { putSettings(w.settings)(s, r) })
	case 1:
		missing := w.newListing()
		c := randomCertificate(w.Rand, w.number(), []*register.Listing{missing})
		put(c)(s, r)
		w.fixes = append(w.fixes, put(missing))
	case 2: // a file that was never readable, and is then removed
		id := fmt.Sprintf("maker-0/never-%d", w.number())
		makeUnreadable(register.Listings, id, "line 1: <<<<<<< HEAD")(s, r)
		w.fixes = append(w.fixes, remove(register.Listings, id))
	default:
		makeUnreadable(register.Listings, l, "line 2: a tab")(s, r)
		w.fixes = append(w.fixes, rewrite(l, func(*register.Listing) {}))
	}
}

func (w *randomHistory) number() int {
	w.made++
	return 1000 + w.made
}

// ids returns the ids of the existing files of a kind, including unreadable ones if
// requested.
func (w *randomHistory) ids(k register.Kind, spoilt bool) []string {
	var ids []string
	for key, f := range w.files {
		if key.Kind == k && f.record != nil && (spoilt || !f.unreadable) {
			ids = append(ids, key.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// some returns the id of some record of a kind.
func (w *randomHistory) some(k register.Kind) string { return pick(w.Rand, w.ids(k, false)) }

// story returns edits that belong together.
func (w *randomHistory) story() []edit {
	few := len(w.ids(register.Listings, false)) < 5 || len(w.ids(register.Certificates, false)) < 3
	switch n := w.IntN(13); {
	case few || n == 0:
		return []edit{put(w.newListing()), put(randomCertificate(w.Rand, w.number(), w.listings()))}
	case n < 5:
		return []edit{rewrite(w.some(register.Listings), w.alterListing)}
	case n < 7:
		return []edit{rewrite(w.some(register.Certificates), w.alterCertificate)}
	case n == 7:
		return w.renamed(w.some(register.Listings))
	case n == 8:
		return w.gone(w.some(register.Listings))
	case n == 9:
		return []edit{remove(register.Certificates, w.some(register.Certificates))}
	case n == 10:
		return w.manufacturer(w.some(register.Manufacturers))
	case n == 11:
		return []edit{rewrite(w.some(register.Lists), func(l *register.List) {
			l.Date, l.Rows = l.Date.AddDays(w.IntN(30)), w.IntN(5000)
		})}
	}
	w.settings.Title = fmt.Sprintf("Register %d", w.number())
	return []edit{putSettings(w.settings)}
}

func (w *randomHistory) listings() []*register.Listing {
	var all []*register.Listing
	for _, id := range w.ids(register.Listings, false) {
		all = append(all, w.files[register.Listings.Ref(id)].record.(*register.Listing))
	}
	return all
}

func (w *randomHistory) newListing() *register.Listing {
	l := randomListing(w.Rand, w.number(), 1)
	l.Manufacturer = w.some(register.Manufacturers)
	l.ID = l.Manufacturer + strings.TrimPrefix(l.ID, "maker-0")
	return l
}

func (w *randomHistory) alterListing(l *register.Listing) {
	switch w.IntN(7) {
	case 0:
		l.Periods = slices.Clone(l.Periods)
		last := &l.Periods[len(l.Periods)-1]
		last.To = last.From.AddDays(w.IntN(1500))
	case 1:
		l.Suspensions = []register.Suspension{{From: l.Periods[0].From.AddDays(w.IntN(100)), Reason: `a "quoted" reason`}}
	case 2:
		l.Delisted = &register.Ending{On: randomDay(w.Rand)}
	case 3:
		l.DeviceClasses = maps.Clone(l.DeviceClasses)
		l.DeviceClasses["bess"] = register.Attributes{"capacity": register.Number(float64(w.IntN(100)))}
	case 4:
		l.Periods = slices.Clone(l.Periods)
		randomPeriodValues(w.Rand, l)
	case 5:
		l.NotInList = nil
		randomAbsences(w.Rand, l)
	} // otherwise only a comment changes
}

func (w *randomHistory) alterCertificate(c *register.Certificate) {
	switch w.IntN(4) {
	case 0:
		c.Expiry = c.CertificationDate.AddDays(w.IntN(2000))
	case 1:
		c.Revoked = &register.Ending{On: randomDay(w.Rand)}
	default:
		listing := w.some(register.Listings)
		if !slices.Contains(c.Listings, listing) {
			c.Listings = append(slices.Clone(c.Listings), listing)
		}
	}
}

// renamed gives a listing another id.
func (w *randomHistory) renamed(listing string) []edit {
	manufacturer, _, _ := strings.Cut(listing, "/")
	to := fmt.Sprintf("%s/r-%d", manufacturer, w.number())
	return append(w.referTo(listing, to), rename(register.Listings, listing, to))
}

// gone removes a listing: for good, or because it duplicates another one.
func (w *randomHistory) gone(listing string) []edit {
	heir := w.some(register.Listings)
	if heir == listing || w.IntN(2) == 0 {
		return append(w.referTo(listing, ""), remove(register.Listings, listing))
	}
	return append(w.referTo(listing, heir), remove(register.Listings, listing), rewrite(heir, func(l *register.Listing) {
		l.FormerIDs = append(slices.Clone(l.FormerIDs), listing)
	}))
}

// referTo makes the certificates of a listing cover another one, or none.
func (w *randomHistory) referTo(listing, other string) []edit {
	var edits []edit
	for _, id := range w.ids(register.Certificates, true) {
		c := w.files[register.Certificates.Ref(id)].record.(*register.Certificate)
		at := slices.Index(c.Listings, listing)
		if at < 0 {
			continue
		}
		edits = append(edits, rewrite(id, func(c *register.Certificate) {
			c.Listings = slices.Delete(slices.Clone(c.Listings), at, at+1)
			if other != "" && !slices.Contains(c.Listings, other) {
				c.Listings = append(c.Listings, other)
			}
		}))
	}
	return edits
}

// manufacturer changes the name or the id of a manufacturer, with its listings.
func (w *randomHistory) manufacturer(id string) []edit {
	name := fmt.Sprintf("Maker %d", w.number())
	edits := []edit{rewrite(id, func(m *register.Manufacturer) { m.Name = name })}
	if w.IntN(2) == 0 || len(w.fixes) > 0 { // broken files are fixed under their own id
		return edits
	}
	to := fmt.Sprintf("maker-r%d", w.made)
	edits = append(edits, rename(register.Manufacturers, id, to))
	for _, listing := range w.ids(register.Listings, true) {
		if !strings.HasPrefix(listing, id+"/") {
			continue
		}
		moved := to + strings.TrimPrefix(listing, id)
		edits = append(edits, rewrite(listing, func(l *register.Listing) { l.Manufacturer = to }), rename(register.Listings, listing, moved))
		edits = append(edits, func(s *historyBuilder, r register.Revision) { // one certificate may cover several of them
			for _, e := range w.referTo(listing, moved) {
				e(s, r)
			}
		})
	}
	return edits
}
