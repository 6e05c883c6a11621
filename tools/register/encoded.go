package register

import (
	"bytes"
	"cmp"
	"fmt"
	"strconv"
)

// An Encoded is the JSON of a record's view without the part that depends on the day,
// which is between Head and Tail and is encoded for each day. Kinds without such a
// part are all Head.
type Encoded struct {
	Head, Tail []byte
}

// A DayStatus is the state of a listing or a certificate on a day.
type DayStatus struct {
	On          Date
	Status      string
	Certified   bool // of listings
	ListedUntil Date // of listings

	// DeviceClasses is the JSON of the device classes with the values of the day, for a
	// listing with an attribute whose value depends on the day; "" for all others.
	DeviceClasses string
}

// Encode returns the JSON of the view of a record of r.
func (r *Register) Encode(rec Record) (Encoded, error) {
	view := r.View(rec, Date{})
	contents := view.contents()
	text, daily := []byte{'{'}, 0
	for _, f := range rec.RecordKind().Fields() {
		if f.daily != nil && f.daily(rec) {
			daily = cmp.Or(daily, len(text)) // Append writes it
			continue
		}
		var err error
		if text, err = f.append(text, f.in(view, contents)); err != nil {
			return Encoded{}, fmt.Errorf("encoding the view of %s %s: %w", rec.RecordKind().Name(), rec.RecordMeta().ID, err)
		}
	}
	text = append(text, '}')
	if daily == 0 {
		return Encoded{Head: bytes.Clone(text)}, nil // text has more room than it needs
	}
	return Encoded{Head: append(bytes.Clone(text[:daily]), ','), Tail: bytes.Clone(text[daily:])}, nil
}

// DayStatus returns the state of a record of r on a day. For kinds that do not depend on the
// day it has only the day.
func (r *Register) DayStatus(rec Record, on Date) DayStatus {
	switch rec := rec.(type) {
	case *Listing:
		return DayStatus{on, string(rec.StatusOn(on)), r.CertifiedOn(rec.ID, on), rec.ListedUntil(on), rec.encodedClassesOn(on)}
	case *Certificate:
		return DayStatus{On: on, Status: string(rec.StatusOn(on))}
	}
	return DayStatus{On: on}
}

// Append appends the part of the JSON of a record of kind k that depends on the day, for
// between Head and Tail of its Encoded. It appends nothing for kinds without such a part.
func (s DayStatus) Append(dst []byte, k Kind) []byte {
	if k != Listings && k != Certificates {
		return dst
	}
	dst = append(dst, `"status":"`...)
	dst = append(dst, s.Status...)
	dst = append(dst, '"')
	if k == Listings {
		dst = append(dst, `,"certified":`...)
		dst = strconv.AppendBool(dst, s.Certified)
	}
	dst = append(dst, `,"on":`...)
	dst = appendDate(dst, s.On)
	if k == Listings {
		dst = append(dst, `,"listed_until":`...)
		dst = appendDate(dst, s.ListedUntil)
	}
	if s.DeviceClasses != "" {
		dst = append(dst, `,"device_classes":`...)
		dst = append(dst, s.DeviceClasses...)
	}
	return dst
}

// encodedClassesOn returns the JSON of the listing's device classes on a day, or "" if they
// are the same on all days.
func (l *Listing) encodedClassesOn(day Date) string {
	if !l.HasPeriodAttributes() {
		return ""
	}
	text, err := appendClasses(nil, l.DeviceClassesOn(day))
	if err != nil {
		panic(fmt.Sprintf("register: attributes of %s: %v", l.ID, err)) // a Value always has a JSON form
	}
	return string(text)
}
