package change

import (
	"slices"

	"opencec/tools/register"
)

// A What is a word for something that happened to a record. The words are
// stable: programs act and filter by them.
type What string

// What happened to the record as a whole. Each change has one of these words, and
// one with Renamed or ReadableAgain has Changed as well if fields differ.
const (
	Added         What = "added"
	Removed       What = "removed"
	Merged        What = "merged"
	Renamed       What = "renamed"
	Changed       What = "changed"
	Rewritten     What = "rewritten"
	Unreadable    What = "unreadable"
	ReadableAgain What = "readable-again"
)

// What happened to the days of a listing; ExpiryMoved is of certificates too.
const (
	PeriodAdded        What = "period-added"
	PeriodRemoved      What = "period-removed"
	StartMoved         What = "start-moved"
	ExpiryMoved        What = "expiry-moved"
	Suspended          What = "suspended"
	SuspensionLifted   What = "suspension-lifted"
	SuspensionChanged  What = "suspension-changed"
	SuspensionRemoved  What = "suspension-removed"
	Delisted           What = "delisted"
	DelistingChanged   What = "delisting-changed"
	DelistingReversed  What = "delisting-reversed"
	Withdrawn          What = "withdrawn"
	WithdrawalChanged  What = "withdrawal-changed"
	WithdrawalReversed What = "withdrawal-reversed"
)

// What happened to the rest of a listing.
const (
	AttributesChanged What = "attributes-changed"
	DeviceAdded       What = "device-added"
	DeviceRemoved     What = "device-removed"
	NotInList         What = "not-in-list"
	BackInList        What = "back-in-list"
	AbsenceRemoved    What = "absence-removed"
)

// What happened to an official list that the register follows.
const EditionImported What = "edition-imported"

// What happened to a certificate. CertificateAdded and CertificateRemoved are
// also words for each listing concerned: see Effect.
const (
	CertificateAdded   What = "certificate-added"
	CertificateRemoved What = "certificate-removed"
	CertificateRevoked What = "certificate-revoked"
	RevocationChanged  What = "revocation-changed"
	RevocationReversed What = "revocation-reversed"
	TestProfileAdded   What = "test-profile-added"
	TestProfileRemoved What = "test-profile-removed"
)

// meanings holds every word, in the order in which a change has them.
var meanings = []struct {
	what    What
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

// Whats returns every word, in the order in which a change has them.
func Whats() []What {
	words := make([]What, len(meanings))
	for i, m := range meanings {
		words[i] = m.what
	}
	return words
}

// Meaning returns what the word means, in a sentence without a full stop; "" for
// a word that is none.
func (w What) Meaning() string {
	for _, m := range meanings {
		if m.what == w {
			return m.meaning
		}
	}
	return ""
}

// wordSet collects words, each once.
type wordSet map[What]bool

// sorted returns the words of the set in their order.
func (s wordSet) sorted() []What {
	words := []What{}
	for _, m := range meanings {
		if s[m.what] {
			words = append(words, m.what)
		}
	}
	return words
}

// also adds words to those for what happened.
func (c *Change) also(what ...What) {
	if !slices.ContainsFunc(what, func(w What) bool { return !c.Is(w) }) {
		return
	}
	words := wordSet{}
	for _, w := range slices.Concat(c.What, what) {
		words[w] = true
	}
	c.What = words.sorted()
}

// wordsWhenNew returns the words for what a new record says, besides Added: what it
// says is new with it, so that the words of two changes are not lost when they are
// made one.
func wordsWhenNew(rec register.Record) wordSet {
	switch r := rec.(type) {
	case *register.Listing:
		return wordSet{
			PeriodAdded: len(r.Periods) > 0, Suspended: len(r.Suspensions) > 0, DeviceAdded: len(r.Devices) > 0,
			Delisted: r.Delisted != nil, Withdrawn: r.Withdrawn != nil, NotInList: len(r.NotInList) > 0,
		}
	case *register.Certificate:
		return wordSet{CertificateRevoked: r.Revoked != nil, TestProfileAdded: len(r.TestProfiles) > 0}
	}
	return wordSet{}
}

// wordsOf returns the words for fields in which a record of this folder differs.
func wordsOf(folder string, fields []Field) wordSet {
	words := wordSet{}
	for _, f := range fields {
		if w := wordOf(folder, f); w != "" {
			words[w] = true
		}
	}
	return words
}

// wordOf returns the word for a field that differs; "" where Changed says it all.
func wordOf(folder string, f Field) What {
	switch folder {
	case register.Listings.Folder():
		return listingWord(f)
	case register.Certificates.Folder():
		return certificateWord(f)
	case register.Lists.Folder():
		if f.at.field == "date" {
			return EditionImported
		}
	}
	return ""
}

func listingWord(f Field) What {
	switch f.at.field {
	case "periods":
		return periodWord(f)
	case "suspensions":
		return suspensionWord(f)
	case "delisted":
		return three(f, Delisted, DelistingChanged, DelistingReversed)
	case "withdrawn":
		return three(f, Withdrawn, WithdrawalChanged, WithdrawalReversed)
	case "device_classes":
		return AttributesChanged
	case "devices":
		return three(f, DeviceAdded, "", DeviceRemoved)
	case "not_in_list":
		if f.at.rest == "back" && f.Before == nil {
			return BackInList
		}
		return three(f, NotInList, "", AbsenceRemoved)
	}
	return ""
}

func certificateWord(f Field) What {
	switch f.at.field {
	case "expiry":
		return ExpiryMoved
	case "revoked":
		return three(f, CertificateRevoked, RevocationChanged, RevocationReversed)
	case "test_profiles":
		return three(f, TestProfileAdded, "", TestProfileRemoved)
	}
	return ""
}

func periodWord(f Field) What {
	switch {
	case f.at.rest == "from":
		return StartMoved
	case f.at.rest == "to":
		return ExpiryMoved
	case f.isOfPeriodValues():
		return AttributesChanged
	}
	return three(f, PeriodAdded, "", PeriodRemoved)
}

func suspensionWord(f Field) What {
	if f.at.rest == "to" && f.Before == nil {
		return SuspensionLifted
	}
	return three(f, Suspended, SuspensionChanged, SuspensionRemoved)
}

// three returns the word for something that was added, is there and differs, or
// was removed.
func three(f Field, added, changed, removed What) What {
	switch {
	case f.at.whole() && f.Before == nil:
		return added
	case f.at.whole() && f.After == nil:
		return removed
	}
	return changed
}
