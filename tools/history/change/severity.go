package change

import (
	"slices"

	"opencec/tools/register"
)

// severity ranks changes by the harm that they may do, 0 being the worst. First come
// removed records and reused ids, then changes of the past, then endings, then earlier
// ends, then changed facts, then new records.
func severity(c Change) int {
	switch {
	case c.isAny(goneEvents), c.Undeclared:
		return 0
	case !c.Is(Added) && slices.ContainsFunc(c.Fields, namesProduct):
		return 1
	case c.changesPast():
		return 2
	case !c.Is(Added) && c.isAny(severeEvents), c.Is(Added) && c.isAny(endingEvents):
		return 3
	case slices.ContainsFunc(c.Fields, endsEarlier):
		return 4
	case c.Is(Added):
		return 6
	case c.isAny(factEvents):
		return 5
	}
	return 7
}

func (c Change) isAny(words eventSet) bool {
	return slices.ContainsFunc(c.Events, func(w EventType) bool { return words[w] })
}

var (
	// goneEvents mean that a record no longer exists.
	goneEvents = eventSet{Removed: true, Merged: true, Unreadable: true}
	// endingEvents end or stop a record.
	endingEvents = eventSet{Suspended: true, Delisted: true, Withdrawn: true, CertificateRevoked: true}
	// severeEvents are the endingEvents, and those that undo an end.
	severeEvents = eventSet{
		PeriodRemoved: true, Suspended: true, SuspensionRemoved: true, NotInList: true, AbsenceRemoved: true,
		Delisted: true, DelistingReversed: true, Withdrawn: true, WithdrawalReversed: true,
		CertificateRemoved: true, CertificateRevoked: true, RevocationReversed: true,
	}
	// factEvents are changes of facts that people rely on.
	factEvents = eventSet{
		Renamed: true, ReadableAgain: true, PeriodAdded: true, StartMoved: true, ExpiryMoved: true,
		SuspensionLifted: true, SuspensionChanged: true, DelistingChanged: true, WithdrawalChanged: true,
		AttributesChanged: true, DeviceAdded: true, DeviceRemoved: true, BackInList: true,
		CertificateAdded: true, RevocationChanged: true, TestProfileAdded: true, TestProfileRemoved: true,
	}
)

// namesProduct reports whether a field identifies the product or certificate.
func namesProduct(f Field) bool { return f.Path == "model" || f.Path == "number" }

// endsEarlier reports whether a last day was set or moved to an earlier day.
func endsEarlier(f Field) bool {
	isEnd := f.at.field == "expiry" || f.at.field == "periods" && f.at.rest == "to"
	before, _ := f.Before.(register.Date)
	after, _ := f.After.(register.Date)
	return isEnd && !after.IsZero() && (before.IsZero() || after.Before(before))
}
