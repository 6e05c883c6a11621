package website

import (
	"cmp"
	"slices"

	"opencec/tools/output/feed"
	"opencec/tools/register"
)

// calendarMonths is how far ahead calendars look. People plan a test a year ahead; later last days
// are likely to be extended.
const calendarMonths = 24

// assignEvents assigns last days to topics: all to the register, and to a manufacturer those of its
// listings and of the certificates that cover them.
func (f *feeds) assignEvents() {
	day := f.on.Time()
	horizon := register.NewDate(day.Year(), day.Month()+calendarMonths, day.Day())
	for _, l := range f.register.Listings {
		if last := l.ListedUntil(f.on); !last.IsZero() && last.Before(horizon) {
			f.assignEvent(f.listingEvent(l, last), l.ID)
		}
	}
	for _, certificate := range f.register.Certificates {
		if last := currentUntil(certificate, f.on); !last.IsZero() && last.Before(horizon) {
			f.assignEvent(f.certificateEvent(certificate, last), certificate.Listings...)
		}
	}
}

// assignEvent assigns an event to the register and to the manufacturers of the listings.
func (f *feeds) assignEvent(e feed.Event, listings ...string) {
	f.whole.events = append(f.whole.events, e)
	for _, id := range listings {
		t := f.topics[register.Manufacturers.Ref(f.register.Listing(id).Manufacturer)]
		if n := len(t.events); n == 0 || t.events[n-1].UID != e.UID {
			t.events = append(t.events, e)
		}
	}
}

func (f *feeds) listingEvent(l *register.Listing, last register.Date) feed.Event {
	return f.eventOf(l, feed.Event{
		Day: last, Summary: f.nameOf(l) + ": last day listed",
		Description: "The listing ends on " + dayOf(last).Text + ", unless it is extended.",
	})
}

func (f *feeds) certificateEvent(certificate *register.Certificate, last register.Date) feed.Event {
	return f.eventOf(certificate, feed.Event{
		Day: last, Summary: f.certificateName(certificate) + ": last day valid",
		Description: "The certificate, which covers " + register.CountOf(len(certificate.Listings), "listing") + ", ends on " + dayOf(last).Text + ", unless it is extended.",
	})
}

// eventOf sets the fields of an event that come from its record. A record has only one last day ahead,
// so its id identifies the event, and the event moves when the day does.
func (f *feeds) eventOf(rec register.Record, e feed.Event) feed.Event {
	k, meta := rec.RecordKind(), rec.RecordMeta()
	e.UID = k.Folder() + "/" + meta.ID + "@" + f.host
	e.URL = f.BaseURL + register.PagePath(k, meta.ID)
	e.Revised = meta.UpdatedAt
	if e.Revised.IsZero() {
		e.Revised = f.versionTime()
	}
	e.Categories = []string{k.Folder()}
	return e
}

// calendar returns the calendar of a topic, sorted by day and UID.
func (f *feeds) calendar(t *feedTopic) feed.Calendar {
	slices.SortFunc(t.events, func(a, b feed.Event) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.UID, b.UID))
	})
	return feed.Calendar{
		Name: t.title("Expires next", f.Title), Product: "-//" + f.Title + "//opencec//EN",
		Description: "Last days of listings and certificates, up to two years ahead.",
		Events:      t.events,
	}
}
