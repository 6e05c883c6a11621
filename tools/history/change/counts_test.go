package change

import (
	"testing"

	"opencec/tools/register"
)

// What is always shown of a report, its summary at the head and at the end, fits
// into MinBytes, whatever there is to sum up.
func TestSummaryIsBounded(t *testing.T) {
	t.Parallel()
	further := map[register.Kind][]EventType{
		register.Listings: {PeriodAdded, PeriodRemoved, StartMoved, ExpiryMoved, Suspended, SuspensionLifted, SuspensionChanged, SuspensionRemoved,
			Delisted, DelistingChanged, DelistingReversed, Withdrawn, WithdrawalChanged, WithdrawalReversed, AttributesChanged, DeviceAdded, DeviceRemoved},
		register.Certificates: {ExpiryMoved, CertificateAdded, CertificateRemoved, CertificateRevoked, RevocationChanged, RevocationReversed,
			TestProfileAdded, TestProfileRemoved},
	}
	var changes []Change
	for _, k := range kinds() {
		for _, whole := range []EventType{Added, Removed, Merged, Renamed, Changed, Rewritten, Unreadable, ReadableAgain} {
			c := Change{Kind: k, Events: []EventType{whole}, Outcome: &Outcome{}}
			if whole == Renamed || whole == Changed || whole == ReadableAgain {
				c.Events = append(c.Events, further[k]...)
			}
			changes = append(changes, c)
		}
	}
	changes[0].Effects = []Effect{{Listing: "a", Certified: &Certified{After: true}}, {Listing: "b", Certified: &Certified{Before: true}}}
	const longer = len("1,000,000") - len("1")
	parts := 0
	for _, s := range summary(changes) {
		if s.role == name {
			parts++
		}
	}
	if most := 2 * (len(summary(changes).Markdown()) + longer*parts + 200); most > MinBytes {
		t.Errorf("the summaries may have %d bytes, more than %d", most, MinBytes)
	}
}

func TestEveryWordHasAMeaning(t *testing.T) {
	t.Parallel()
	seen := map[EventType]bool{}
	for _, w := range EventTypes() {
		if w.Meaning() == "" || seen[w] {
			t.Errorf("%q: meaning %q", w, w.Meaning())
		}
		seen[w] = true
	}
	if EventType("no-word").Meaning() != "" {
		t.Error("a word that is none has a meaning")
	}
	for w := range eventsWhenNew(&register.Listing{}) {
		if !seen[w] {
			t.Errorf("%q is not among the words", w)
		}
	}
}
