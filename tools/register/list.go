package register

// A List is an official list of approved products that the register follows, such as the
// regulator's list of inverters. An import records which edition of the list it read, so
// that readers know how old the facts are.
type List struct {
	Meta
	Name        string   `json:"name" filter:"name"`                   // "Approved inverters"
	Description string   `json:"description,omitempty"`                // who publishes it, in a sentence
	DeviceClass string   `json:"device_class" refers:"device-classes"` // id of the device class of its products
	Website     string   `json:"website,omitempty" filter:"website"`   // the official list itself
	Date        Date     `json:"date"`                                 // the list's own date, of the newest imported edition
	FirstDate   Date     `json:"first_date"`                           // the date of the oldest imported edition
	Rows        int      `json:"rows"`                                 // number of rows in the newest edition
	SHA256      string   `json:"sha256,omitempty"`                     // digest of that edition's file, in hexadecimal
	Sources     []Source `json:"sources,omitempty"`
	FormerIDs   []string `json:"former_ids,omitempty"`
}

// listFields are the fields of a list's view, in the order in which it has them.
var listFields = []*Field{
	own("id"),
	own("name"),
	own("description"),
	own("device_class"),
	own("website"),
	own("date"),
	own("first_date"),
	own("rows"),
	own("sha256"),
	own("sources"),
	own("former_ids"),
	own("created_at"),
	own("updated_at"),
	own("commit"),
	links,
}

// An Absence records that an official list did not have a listing, for an unknown reason:
// the product may have been suspended, delisted, renamed or forgotten. It does not change
// the listing's status.
type Absence struct {
	List     string `json:"list" refers:"lists"` // id of the list
	LastSeen Date   `json:"last_seen,omitzero"`  // date of the last edition that had the listing; zero if unknown
	Since    Date   `json:"since"`               // date of the first edition without it
	Back     Date   `json:"back,omitzero"`       // date of the first edition that has it again; zero if none has
}

// HoldsOn reports whether the listing was absent from the list on day.
func (a Absence) HoldsOn(day Date) bool {
	return !day.Before(a.Since) && (a.Back.IsZero() || day.Before(a.Back))
}

// AbsenceOn returns the newest absence of the listing that holds on day, if there is one.
func (l *Listing) AbsenceOn(day Date) (absence Absence, ok bool) {
	for _, a := range l.NotInList {
		if a.HoldsOn(day) && (!ok || a.Since.After(absence.Since)) {
			absence, ok = a, true
		}
	}
	return absence, ok
}

// AbsencesOn returns the absences of the listing that hold on day.
func (l *Listing) AbsencesOn(day Date) []Absence {
	var holding []Absence
	for _, a := range l.NotInList {
		if a.HoldsOn(day) {
			holding = append(holding, a)
		}
	}
	return holding
}

// ListsOf returns the lists that cover products like l, that is, those of its device
// classes, by id. Only devices come from lists.
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

// NewestList returns the list with the newest edition, or nil if the register follows no
// list. Its date is the age of the register's data.
func (r *Records) NewestList() *List {
	var newest *List
	for _, list := range r.Lists {
		if newest == nil || list.Date.After(newest.Date) {
			newest = list
		}
	}
	return newest
}

// DataDateOf returns the date of the facts about a listing: the date of the list that it
// comes from, or the oldest one if it comes from several. The result is zero for a
// listing that comes from no list.
func (r *Records) DataDateOf(l *Listing) Date {
	if oldest := r.oldestListOf(l); oldest != nil {
		return oldest.Date
	}
	return Date{}
}

// oldestListOf returns, of the lists that a listing comes from, the one with the oldest
// edition; nil if it comes from no list.
func (r *Records) oldestListOf(l *Listing) *List {
	var oldest *List
	for _, list := range r.ListsOf(l) {
		if oldest == nil || list.Date.Before(oldest.Date) {
			oldest = list
		}
	}
	return oldest
}

// IsStale reports whether facts from date are too old on day, by the register's own
// limit.
func (s *Settings) IsStale(date, day Date) bool {
	return s.StaleAfter > 0 && !date.IsZero() && date.DaysUntil(day) > s.StaleAfter
}
