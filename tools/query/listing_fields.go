package query

import (
	"maps"
	"slices"

	"opencec/schemas"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

func listingFields(reg *register.Register, v vocabularies) []*Field {
	type listing = *register.Listing
	statuses := plainTerms(register.Statuses()...)
	fields := recordFields(register.Listings, v)
	for _, f := range fields {
		if f.Name == "model" {
			f.Exact = modelNames
		}
	}
	return append(fields,
		&Field{Name: "status", Type: TypeEnum, Vocabulary: statuses, Daily: true, changes: statusChanges, Description: "its status on the day", values: word(statuses, listing.StatusOn)},
		&Field{Name: "certified", Type: TypeBoolean, Daily: true, changes: certifiedChanges(reg), Description: "whether a certificate that covers it is current on the day", values: boolean(func(l listing, on register.Date) bool { return reg.CertifiedOn(l.ID, on) })},
		&Field{Name: "listed_until", Type: TypeDate, Daily: true, changes: statusChanges, Description: "the last day of the unbroken run of active days; none when it is not active or has no end", values: date(listing.ListedUntil)},
		&Field{Name: "not_in_list", Type: TypeEnum, Vocabulary: v[register.Lists], Many: true, Daily: true, changes: absenceChanges, Description: "an official list that the register follows and that does not have it on the day", values: absentFrom(v[register.Lists])},
		&Field{Name: "not_in_list.since", Type: TypeDate, Many: true, Daily: true, changes: absenceChanges, Description: "the date of the first edition without it, of a list that does not have it on the day", values: absentSince},
		&Field{Name: "device_class", Type: TypeEnum, Vocabulary: v[register.DeviceClasses], Many: true, Description: "a device class that it is of, or speaks for", values: words(v[register.DeviceClasses], classesOf)},
		&Field{Name: "device_class.requires_inverter", Type: TypeBoolean, Many: true, Description: "of a device class that it is of: " + meaning(schemas.Embedded().Field(register.DeviceClasses, "requires_inverter")), values: func(dst []Value, rec register.Record, _ register.Date) []Value {
			for _, class := range classesOf(rec.(*register.Listing)) {
				if requires := reg.DeviceClass(class).RequiresInverter; requires != nil {
					dst = append(dst, boolValue(*requires))
				}
			}
			return dst
		}},
		&Field{Name: "test_profile", Type: TypeEnum, Vocabulary: v[register.TestProfiles], Many: true, Description: "a test profile that a certificate covering it names", values: words(v[register.TestProfiles], func(l listing) []string { return reg.TestProfilesOf(l.ID) })},
		&Field{Name: "certificate", Type: TypeID, Many: true, Description: "a certificate that covers it, by id", values: ids(func(l listing) []string { return idsOf(reg.CertificatesOf(l.ID)) })},
		&Field{Name: "client", Type: TypeID, Many: true, Description: "a client that speaks for the device, by id", values: ids(func(l listing) []string { return idsOf(reg.ClientsOf(l.ID)) })},
	)
}

// modelNames finds a listing by a whole model name: its own, an alias or that of a white
// label, in every spelling that package match takes for the same.
var modelNames = &Field{Name: "model_names", Type: TypeText, Many: true, asked: match.KeysAsked,
	Description: "the model, in any name and spelling by which a check with GET /v1/check recognises it",
	values: func(dst []Value, rec register.Record, _ register.Date) []Value {
		for _, key := range match.Keys(rec.(*register.Listing)) {
			dst = append(dst, Value{Text: key})
		}
		return dst
	}}

func idsOf[R register.Record](records []R) []string {
	list := make([]string, len(records))
	for i, rec := range records {
		list[i] = rec.RecordMeta().ID
	}
	return list
}

func classesOf(l *register.Listing) []string { return slices.Sorted(maps.Keys(l.DeviceClasses)) }

// statusChanges appends the days on which the record's own dates may change its status, the
// day until which it is listed, or its attributes: each compares the day with such a date.
func statusChanges(dst []register.Date, rec register.Record) []register.Date {
	return append(dst, register.ChangeDays(rec)...)
}

func certifiedChanges(reg *register.Register) changesFunc {
	return func(dst []register.Date, rec register.Record) []register.Date {
		for _, c := range reg.CertificatesOf(rec.RecordMeta().ID) {
			dst = statusChanges(dst, c)
		}
		return dst
	}
}

func absenceChanges(dst []register.Date, rec register.Record) []register.Date {
	for _, a := range rec.(*register.Listing).NotInList {
		for _, day := range []register.Date{a.Since, a.Back} {
			if !day.IsZero() {
				dst = append(dst, day)
			}
		}
	}
	return dst
}

func absentFrom(lists *Vocabulary) valuesFunc {
	return func(dst []Value, rec register.Record, on register.Date) []Value {
		for _, a := range rec.(*register.Listing).AbsencesOn(on) {
			dst = append(dst, lists.value(a.List))
		}
		return dst
	}
}

func absentSince(dst []Value, rec register.Record, on register.Date) []Value {
	for _, a := range rec.(*register.Listing).AbsencesOn(on) {
		dst = append(dst, dateValue(a.Since))
	}
	return dst
}

func softwareName(l *register.Listing) string {
	if l.Software == nil {
		return ""
	}
	return l.Software.Name
}

// listingWords finds a listing by its names, those of its manufacturer, and the numbers of
// the certificates that cover it.
func listingWords(reg *register.Register) valuesFunc {
	manufacturers := make(map[string][]Value, len(reg.Manufacturers))
	for _, m := range reg.Manufacturers {
		manufacturers[m.ID] = manufacturerWords(nil, m, register.Date{})
	}
	return func(dst []Value, rec register.Record, _ register.Date) []Value {
		l := rec.(*register.Listing)
		dst = append(dst, manufacturers[l.Manufacturer]...)
		dst = appendWords(dst, l.Brand)
		dst = appendWords(dst, l.Series)
		dst = appendWords(dst, l.Model)
		for _, a := range l.Aliases {
			dst = appendWords(dst, a)
		}
		for _, w := range l.WhiteLabels {
			dst = appendWords(dst, w.Brand)
			dst = appendWords(dst, w.Model)
		}
		dst = appendWords(dst, softwareName(l))
		for _, c := range reg.CertificatesOf(l.ID) {
			dst = appendWords(dst, c.Number)
		}
		return dst
	}
}
