package change

import (
	"slices"

	"opencec/tools/register"
)

// An EventType is a kind of event that happened to a record. The values are stable:
// programs act on them and filter by them.
type EventType string

// Events of the record as a whole. Each change has exactly one of these; one with Renamed
// or ReadableAgain has Changed as well if fields differ.
const (
	Added         EventType = "added"
	Removed       EventType = "removed"
	Merged        EventType = "merged"
	Renamed       EventType = "renamed"
	Changed       EventType = "changed"
	Rewritten     EventType = "rewritten"
	Unreadable    EventType = "unreadable"
	ReadableAgain EventType = "readable-again"
)

// Events that concern the days of a listing; ExpiryMoved also applies to certificates.
const (
	PeriodAdded        EventType = "period-added"
	PeriodRemoved      EventType = "period-removed"
	StartMoved         EventType = "start-moved"
	ExpiryMoved        EventType = "expiry-moved"
	Suspended          EventType = "suspended"
	SuspensionLifted   EventType = "suspension-lifted"
	SuspensionChanged  EventType = "suspension-changed"
	SuspensionRemoved  EventType = "suspension-removed"
	Delisted           EventType = "delisted"
	DelistingChanged   EventType = "delisting-changed"
	DelistingReversed  EventType = "delisting-reversed"
	Withdrawn          EventType = "withdrawn"
	WithdrawalChanged  EventType = "withdrawal-changed"
	WithdrawalReversed EventType = "withdrawal-reversed"
)

// Other events of a listing.
const (
	AttributesChanged EventType = "attributes-changed"
	DeviceAdded       EventType = "device-added"
	DeviceRemoved     EventType = "device-removed"
	NotInList         EventType = "not-in-list"
	BackInList        EventType = "back-in-list"
	AbsenceRemoved    EventType = "absence-removed"
)

// Events of an official list that the register follows.
const EditionImported EventType = "edition-imported"

// Events of a certificate. CertificateAdded and CertificateRemoved are also events of
// each listing concerned; see Effect.
const (
	CertificateAdded   EventType = "certificate-added"
	CertificateRemoved EventType = "certificate-removed"
	CertificateRevoked EventType = "certificate-revoked"
	RevocationChanged  EventType = "revocation-changed"
	RevocationReversed EventType = "revocation-reversed"
	TestProfileAdded   EventType = "test-profile-added"
	TestProfileRemoved EventType = "test-profile-removed"
)

// meanings holds all event types, in the order in which a change lists them.
var meanings = []struct {
	what    EventType
	meaning string
}{
	{Added, "the record is new"},
	{Removed, "the record is gone"},
	{Merged, "the record is gone, and moved_to is the record that now has its id among its former ids"},
	{Renamed, "the record has a new id, and former_id is the one before"},
	{Changed, "one field or more differs"},
	{Rewritten, "the record's file was written again, and says the same"},
	{Unreadable, "the record's file cannot be read in this revision, so that the register is without it"},
	{ReadableAgain, "the record's file can be read again; fields are compared with when it last could"},
	{PeriodAdded, "a period was added"},
	{PeriodRemoved, "a period was removed"},
	{StartMoved, "the first day of a period was moved"},
	{ExpiryMoved, "the last day of a period, or of a certificate, was moved, set or taken away"},
	{Suspended, "a suspension was added"},
	{SuspensionLifted, "a suspension without an end was given its last day"},
	{SuspensionChanged, "the days, reason or source of a suspension differ otherwise"},
	{SuspensionRemoved, "a suspension was removed"},
	{Delisted, "the listing ended for a breach"},
	{DelistingChanged, "the day, reason or source of the delisting differs"},
	{DelistingReversed, "the listing is no longer delisted"},
	{Withdrawn, "the listing was ended by the applicant"},
	{WithdrawalChanged, "the day, reason or source of the withdrawal differs"},
	{WithdrawalReversed, "the listing is no longer withdrawn"},
	{AttributesChanged, "the listing's device classes or their attributes differ, or those of a period"},
	{DeviceAdded, "the client speaks for a device that it did not speak for before"},
	{DeviceRemoved, "the client no longer speaks for a device"},
	{NotInList, "an official list no longer has the listing; the reason is not known"},
	{BackInList, "an official list that did not have the listing has it again"},
	{AbsenceRemoved, "that an official list did not have the listing is no longer recorded"},
	{EditionImported, "another edition of the official list was imported"},
	{CertificateAdded, "a certificate covers a listing that it did not cover before"},
	{CertificateRemoved, "a certificate no longer covers a listing"},
	{CertificateRevoked, "the certificate was revoked"},
	{RevocationChanged, "the day, reason or source of the revocation differs"},
	{RevocationReversed, "the certificate is no longer revoked"},
	{TestProfileAdded, "a test profile was added to the certificate"},
	{TestProfileRemoved, "a test profile was removed from the certificate"},
}

// EventTypes returns all event types, in the order in which a change lists them.
func EventTypes() []EventType {
	words := make([]EventType, len(meanings))
	for i, m := range meanings {
		words[i] = m.what
	}
	return words
}

// Meaning returns the meaning of the event type, as a sentence without a full stop; ""
// for an unknown one.
func (w EventType) Meaning() string {
	for _, m := range meanings {
		if m.what == w {
			return m.meaning
		}
	}
	return ""
}

// An eventSet is a set of event types.
type eventSet map[EventType]bool

// sorted returns the event types of the set in their order.
func (s eventSet) sorted() []EventType {
	words := []EventType{}
	for _, m := range meanings {
		if s[m.what] {
			words = append(words, m.what)
		}
	}
	return words
}

// addEvents adds events to the change.
func (c *Change) addEvents(what ...EventType) {
	if !slices.ContainsFunc(what, func(w EventType) bool { return !c.Is(w) }) {
		return
	}
	words := eventSet{}
	for _, w := range slices.Concat(c.Events, what) {
		words[w] = true
	}
	c.Events = words.sorted()
}

// eventsWhenNew returns the events implied by a new record's contents, besides Added.
// They keep the events when two changes are merged into one.
func eventsWhenNew(rec register.Record) eventSet {
	switch r := rec.(type) {
	case *register.Listing:
		return eventSet{
			PeriodAdded: len(r.Periods) > 0, Suspended: len(r.Suspensions) > 0, DeviceAdded: len(r.Devices) > 0,
			Delisted: r.Delisted != nil, Withdrawn: r.Withdrawn != nil, NotInList: len(r.NotInList) > 0,
		}
	case *register.Certificate:
		return eventSet{CertificateRevoked: r.Revoked != nil, TestProfileAdded: len(r.TestProfiles) > 0}
	}
	return eventSet{}
}

// eventsOf returns the events of changed fields, for a record in this folder.
func eventsOf(folder string, fields []Field) eventSet {
	words := eventSet{}
	for _, f := range fields {
		if w := eventOf(folder, f); w != "" {
			words[w] = true
		}
	}
	return words
}

// eventOf returns the event of a changed field; "" if Changed says everything.
func eventOf(folder string, f Field) EventType {
	switch folder {
	case register.Listings.Folder():
		return listingEvent(f)
	case register.Certificates.Folder():
		return certificateEvent(f)
	case register.Lists.Folder():
		if f.at.field == "date" {
			return EditionImported
		}
	}
	return ""
}

func listingEvent(f Field) EventType {
	switch f.at.field {
	case "periods":
		return periodEvent(f)
	case "suspensions":
		return suspensionEvent(f)
	case "delisted":
		return addedChangedRemoved(f, Delisted, DelistingChanged, DelistingReversed)
	case "withdrawn":
		return addedChangedRemoved(f, Withdrawn, WithdrawalChanged, WithdrawalReversed)
	case "device_classes":
		return AttributesChanged
	case "devices":
		return addedChangedRemoved(f, DeviceAdded, "", DeviceRemoved)
	case "not_in_list":
		if f.at.rest == "back" && f.Before == nil {
			return BackInList
		}
		return addedChangedRemoved(f, NotInList, "", AbsenceRemoved)
	}
	return ""
}

func certificateEvent(f Field) EventType {
	switch f.at.field {
	case "expiry":
		return ExpiryMoved
	case "revoked":
		return addedChangedRemoved(f, CertificateRevoked, RevocationChanged, RevocationReversed)
	case "test_profiles":
		return addedChangedRemoved(f, TestProfileAdded, "", TestProfileRemoved)
	}
	return ""
}

func periodEvent(f Field) EventType {
	switch {
	case f.at.rest == "from":
		return StartMoved
	case f.at.rest == "to":
		return ExpiryMoved
	case f.isOfPeriodValues():
		return AttributesChanged
	}
	return addedChangedRemoved(f, PeriodAdded, "", PeriodRemoved)
}

func suspensionEvent(f Field) EventType {
	if f.at.rest == "to" && f.Before == nil {
		return SuspensionLifted
	}
	return addedChangedRemoved(f, Suspended, SuspensionChanged, SuspensionRemoved)
}

// addedChangedRemoved returns the event for a field that was added, changed or removed.
func addedChangedRemoved(f Field, added, changed, removed EventType) EventType {
	switch {
	case f.at.whole() && f.Before == nil:
		return added
	case f.at.whole() && f.After == nil:
		return removed
	}
	return changed
}
