package change

import (
	"slices"

	"opencec/tools/register"
)

// severity orders changes by how much somebody may come to harm by them: 0 for the
// most. First is what is gone, or what an id may not mean any more, then what changes
// the past, then what ends, then what ends earlier, then facts, then what is new.
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
	// goneEvents are the words for what is not there any more.
	goneEvents = eventSet{Removed: true, Merged: true, Unreadable: true}
	// endingEvents are the words for what ends or stops a record.
	endingEvents = eventSet{Suspended: true, Delisted: true, Withdrawn: true, CertificateRevoked: true}
	// severeEvents are those, and the words for what undoes an end.
	severeEvents = eventSet{
		PeriodRemoved: true, Suspended: true, SuspensionRemoved: true, NotInList: true, AbsenceRemoved: true,
		Delisted: true, DelistingReversed: true, Withdrawn: true, WithdrawalReversed: true,
		CertificateRemoved: true, CertificateRevoked: true, RevocationReversed: true,
	}
	// factEvents are the words for changed facts that somebody relies on.
	factEvents = eventSet{
		Renamed: true, ReadableAgain: true, PeriodAdded: true, StartMoved: true, ExpiryMoved: true,
		SuspensionLifted: true, SuspensionChanged: true, DelistingChanged: true, WithdrawalChanged: true,
		AttributesChanged: true, DeviceAdded: true, DeviceRemoved: true, BackInList: true,
		CertificateAdded: true, RevocationChanged: true, TestProfileAdded: true, TestProfileRemoved: true,
	}
)

// namesProduct reports whether a field says of which product or certificate the
// record is.
func namesProduct(f Field) bool { return f.Path == "model" || f.Path == "number" }

// endsEarlier reports whether a field is a last day that was moved to an earlier one,
// or set.
func endsEarlier(f Field) bool {
	isEnd := f.at.field == "expiry" || f.at.field == "periods" && f.at.rest == "to"
	before, _ := f.Before.(register.Date)
	after, _ := f.After.(register.Date)
	return isEnd && !after.IsZero() && (before.IsZero() || after.Before(before))
}
