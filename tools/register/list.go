package register

// A List is an official list of approved products that the register follows, such as
// the regulator's list of inverters. An import records which edition of it was read, so
// that readers know how old the facts are. Its history is the history of the imports.
type List struct {
	Meta
	Name        string   `json:"name" filter:"name"`                   // "Approved inverters"
	Description string   `json:"description,omitempty"`                // whose it is, in a sentence
	DeviceClass string   `json:"device_class" refers:"device-classes"` // id of the class of the products on it
	Website     string   `json:"website,omitempty" filter:"website"`   // where the official list is
	Date        Date     `json:"date"`                                 // the list's own date: of the newest edition that was imported
	FirstDate   Date     `json:"first_date"`                           // the date of the oldest edition that was imported
	Rows        int      `json:"rows"`                                 // rows of the newest edition
	SHA256      string   `json:"sha256,omitempty"`                     // digest of its file, in hexadecimal
	Sources     []Source `json:"sources,omitempty"`
	FormerIDs   []string `json:"former_ids,omitempty"`
}

// An Absence says that a list which the register follows did not have a listing, though
// nothing says why: it may have been suspended, delisted, renamed or forgotten. It does
// not change the listing's status.
type Absence struct {
	List     string `json:"list" refers:"lists"` // id
	LastSeen Date   `json:"last_seen,omitzero"`  // the date of the last edition that had it; zero when that is not known
	Since    Date   `json:"since"`               // the date of the first edition without it
	Back     Date   `json:"back,omitzero"`       // the date of the first edition that has it again; zero while none has
}

// HoldsOn reports whether the list lacked the listing on day.
func (a Absence) HoldsOn(day Date) bool {
	return !day.Before(a.Since) && (a.Back.IsZero() || day.Before(a.Back))
}

// AbsenceOn returns the absence from a list that holds on day, the newest where there
// are several, and whether there is one.
func (l *Listing) AbsenceOn(day Date) (absence Absence, ok bool) {
	for _, a := range l.NotInList {
		if a.HoldsOn(day) && (!ok || a.Since.After(absence.Since)) {
			absence, ok = a, true
		}
	}
	return absence, ok
}

// AbsencesOn returns the absences from lists that hold on day.
func (l *Listing) AbsencesOn(day Date) []Absence {
	var holding []Absence
	for _, a := range l.NotInList {
		if a.HoldsOn(day) {
			holding = append(holding, a)
		}
	}
	return holding
}

// ListsOf returns the lists that have products such as l: those of its device classes,
// by id. Only devices come from lists.
func (r *Records) ListsOf(l *Listing) []*List {
	if l.EntityType != EntityDevice {
		return nil
	}
	var lists []*List
	for _, list := range r.Lists {
		if _, ok := l.DeviceClasses[list.DeviceClass]; ok {
			lists = append(lists, list)
		}
	}
	return lists
}

// NewestList returns the list with the newest edition, which is the age of the
// register's data, or nil where the register follows no list.
func (r *Records) NewestList() *List {
	var newest *List
	for _, list := range r.Lists {
		if newest == nil || list.Date.After(newest.Date) {
			newest = list
		}
	}
	return newest
}

// DataDateOf returns the date of the facts about a listing: that of the list which it
// comes from, the older one where it comes from several. It is no date for a listing
// that comes from no list.
func (r *Records) DataDateOf(l *Listing) Date {
	if oldest := r.oldestListOf(l); oldest != nil {
		return oldest.Date
	}
	return Date{}
}

// oldestListOf returns the list with the oldest edition of those that a listing comes
// from, or nil where it comes from none.
func (r *Records) oldestListOf(l *Listing) *List {
	var oldest *List
	for _, list := range r.ListsOf(l) {
		if oldest == nil || list.Date.Before(oldest.Date) {
			oldest = list
		}
	}
	return oldest
}

// IsStale reports whether facts of the date are too old on day, by the register's own
// declaration.
func (s *Settings) IsStale(date, day Date) bool {
	return s.StaleAfter > 0 && !date.IsZero() && date.DaysUntil(day) > s.StaleAfter
}
