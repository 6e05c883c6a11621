package register

import "time"

// Records is a register as plain data, as it was read: in any order and unchecked. New makes
// a Register of it.
type Records struct {
	Settings         Settings          `json:"settings"`
	EntityTypes      []*EntityType     `json:"entity_types"`
	DeviceClasses    []*DeviceClass    `json:"device_classes"`
	TestProfiles     []*TestProfile    `json:"test_profiles"`
	Manufacturers    []*Manufacturer   `json:"manufacturers"`
	CertifyingBodies []*CertifyingBody `json:"certifying_bodies"`
	Listings         []*Listing        `json:"listings"`
	Certificates     []*Certificate    `json:"certificates"`
	Lists            []*List           `json:"lists"`
}

// Settings is the register's own record, register.yaml.
type Settings struct {
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	BaseURL     string   `json:"base_url"`  // the site's address, without a slash at its end
	TimeZone    string   `json:"time_zone"` // IANA name; dates are days there
	Publisher   string   `json:"publisher,omitempty"`
	Repository  string   `json:"repository,omitempty"` // where pull requests go
	Contact     string   `json:"contact,omitempty"`
	Licence     Licence  `json:"licence"`
	Notices     []string `json:"notices,omitempty"` // notices that licences of sources ask to keep

	// StaleAfter is the number of days after which the newest imported list is too old to
	// rely on; 0 means that the register does not say.
	StaleAfter int `json:"stale_after,omitempty"`

	// MaxCopyAge is the number of days for which people may rely on a copy of the register,
	// counted from the day for which it was published; 0 means that the register does not say.
	MaxCopyAge int `json:"max_copy_age,omitempty"`
}

// CopyStale reports whether a copy that was published for one day is too old to rely on on
// another day.
func (s Settings) CopyStale(on, day Date) bool {
	return s.MaxCopyAge > 0 && !on.IsZero() && on.DaysUntil(day) > s.MaxCopyAge
}

// A Licence names the terms under which the data may be used.
type Licence struct {
	Name string `json:"name"`
	SPDX string `json:"spdx,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Meta is what every record has besides its content: its id, and facts from the history of
// the data folder. In files the id is the path and the rest is absent.
type Meta struct {
	ID        string    `json:"id,omitempty" view:",always"`
	CreatedAt time.Time `json:"created_at,omitzero"` // UTC; zero when the data has no history
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	Commit    string    `json:"commit,omitempty"` // the newest commit that changed it
}

// RecordMeta returns the record's own Meta, to read or fill in.
func (m *Meta) RecordMeta() *Meta { return m }

// A Record is any of the register's records, except Settings.
type Record interface {
	RecordMeta() *Meta
	RecordKind() Kind
	// RecordName is the record's name for people.
	RecordName() string
	// FormerIDList returns the ids that the record had before, which redirect to it.
	FormerIDList() []string
}

// A Source says where a fact can be looked up.
type Source struct {
	Title     string `json:"title,omitempty"`
	URL       string `json:"url"`
	Retrieved Date   `json:"retrieved,omitzero"`
}
