package register

// Counts is the number of records of each kind.
type Counts struct {
	Listings         int `json:"listings"`
	Certificates     int `json:"certificates"`
	Manufacturers    int `json:"manufacturers"`
	CertifyingBodies int `json:"certifying_bodies"`
	EntityTypes      int `json:"entity_types"`
	DeviceClasses    int `json:"device_classes"`
	TestProfiles     int `json:"test_profiles"`
	Lists            int `json:"lists"`
}

// Of returns the number of records of kind k.
func (c Counts) Of(k Kind) int {
	facts, ok := factsOf[k]
	if !ok {
		return 0
	}
	return *facts.records.countIn(&c)
}

// Counts returns the number of records of each kind in r.
func (r *Records) Counts() (c Counts) {
	for _, facts := range factsOf {
		*facts.records.countIn(&c) = facts.records.count(r)
	}
	return c
}

// An AboutView describes what is served, as a starting point for programs.
type AboutView struct {
	Title      string            `json:"title"`
	Version    string            `json:"version"`
	Commit     optional          `json:"commit"`
	AsOf       Instant           `json:"as_of"` // the commit's time
	On         Date              `json:"on"`
	TimeZone   string            `json:"time_zone"`
	Licence    Licence           `json:"licence"`
	Counts     Counts            `json:"counts"`
	Data       *NewestData       `json:"data"`         // null if the register follows no official list
	StaleAfter *int              `json:"stale_after"`  // days; null if the register declares none
	MaxCopyAge *int              `json:"max_copy_age"` // days; null if the register declares none
	Links      map[string]string `json:"links"`        // to the lists, by the folder of their kind
}

// NewestData is the newest official list that the register follows, and its age, which is
// the age of the register's data.
type NewestData struct {
	DataAge
	List string `json:"list"` // id
}

// NewestData returns how old the register's data is on a day, or nil if the register follows
// no list.
func (r *Records) NewestData(on Date) *NewestData {
	list := r.NewestList()
	if list == nil {
		return nil
	}
	return &NewestData{*r.DataAgeOfList(list, on), list.ID}
}

// AboutView returns the view of r itself on the day on. The functions return the addresses
// of the view and of the lists, which differ between the API and the static files. counts
// are those of the whole register, because r may be a part of it.
func (r *Register) AboutView(on Date, counts Counts, self string, list func(Kind) string) AboutView {
	v := AboutView{
		Title:    r.Settings.Title,
		Version:  r.Version.ID,
		Commit:   optional(r.Version.Commit),
		AsOf:     Instant(r.Version.Time),
		On:       on,
		TimeZone: r.Settings.TimeZone,
		Licence:  r.Settings.Licence,
		Counts:   counts,
		Data:     r.NewestData(on),
		Links:    map[string]string{"self": self, "html": r.Settings.BaseURL + "/"},
	}
	if r.Settings.StaleAfter > 0 {
		v.StaleAfter = &r.Settings.StaleAfter
	}
	if r.Settings.MaxCopyAge > 0 {
		v.MaxCopyAge = &r.Settings.MaxCopyAge
	}
	for _, k := range Kinds() {
		v.Links[k.Folder()] = list(k)
	}
	return v
}

// ListMeta says which version, day and records a list has. It is beside the data in the API
// and in the static files.
type ListMeta struct {
	Version  string   `json:"version"`
	Commit   optional `json:"commit"`
	AsOf     Instant  `json:"as_of"` // the commit's time
	On       Date     `json:"on"`
	DataDate Date     `json:"data_date"` // of the newest official list that the register follows; null without one
	Total    int      `json:"total"`     // of all pages
}

// ListMeta returns the metadata of a list of total records on the day on.
func (r *Register) ListMeta(on Date, total int) ListMeta {
	meta := ListMeta{Version: r.Version.ID, Commit: optional(r.Version.Commit), AsOf: Instant(r.Version.Time), On: on, Total: total}
	if newest := r.NewestList(); newest != nil {
		meta.DataDate = newest.Date
	}
	return meta
}
