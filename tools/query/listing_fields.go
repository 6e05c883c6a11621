package query

import (
	"maps"
	"slices"

	"opencec/tools/register"
	"opencec/tools/register/match"
)

// Deployments and CertificateTypes are closed by the schema of listings.
var (
	deployments      = []string{"native", "gateway", "cloud", "cloud-gateway"}
	certificateTypes = []string{"device", "aggregator"}
)

func listingFields(reg *register.Register, v vocabularies) []*Field {
	type listing = *register.Listing
	statuses := plainTerms(register.Statuses()...)
	deployment := plainTerms(deployments...)
	certificateType := plainTerms(certificateTypes...)
	manufacturer := word(v.manufacturers, func(l listing, _ register.Date) string { return l.Manufacturer })
	return slices.Concat(metaFields(), []*Field{
		{Name: "id", Type: TypeID, Description: "the listing's id", values: id},
		{Name: "manufacturer", Type: TypeEnum, Vocabulary: v.manufacturers, Named: true, Description: "its manufacturer, by id, name or alias", values: manufacturer},
		{Name: "manufacturer_id", Type: TypeEnum, Vocabulary: v.manufacturers, Description: "its manufacturer, by id", values: manufacturer},
		shared(Field{Name: "brand", Description: "the brand it is sold under"}, single(func(l listing) string { return l.Brand })),
		shared(Field{Name: "series", Description: "the series that the model is of"}, single(func(l listing) string { return l.Series })),
		{Name: "model", Type: TypeText, Description: "the model", values: text(func(l listing) string { return l.Model }), Exact: modelNames},
		{Name: "alias", Type: TypeText, Many: true, Description: "another spelling of the model", values: texts(func(l listing) []string { return l.Aliases })},
		shared(Field{Name: "white_label", Many: true, Description: "another brand that it is sold under"}, whiteLabelBrands),
		{Name: "entity_type", Type: TypeEnum, Vocabulary: v.entityTypes, Description: "what it is: a client, a server, a device", values: word(v.entityTypes, func(l listing, _ register.Date) string { return l.EntityType })},
		{Name: "deployment", Type: TypeEnum, Vocabulary: deployment, Description: "how the client runs", values: word(deployment, func(l listing, _ register.Date) string { return l.Deployment })},
		{Name: "certificate_type", Type: TypeEnum, Vocabulary: certificateType, Description: "the PKI certificate that the client presents", values: word(certificateType, func(l listing, _ register.Date) string { return l.CertificateType })},
		shared(Field{Name: "csip_aus_version", Description: "the version of CSIP-AUS"}, single(func(l listing) string { return l.CSIPAUSVersion })),
		shared(Field{Name: "software", Description: "the name of the client's software"}, single(softwareName)),
		shared(Field{Name: "jurisdiction", Many: true, Description: "a jurisdiction that it is listed for"}, func(l listing) []string { return l.Jurisdictions }),
		{Name: "status", Type: TypeEnum, Vocabulary: statuses, Daily: true, Description: "its status on the day", values: word(statuses, listing.StatusOn)},
		{Name: "certified", Type: TypeBoolean, Daily: true, Description: "whether a certificate that covers it is current on the day", values: boolean(func(l listing, on register.Date) bool { return reg.CertifiedOn(l.ID, on) })},
		{Name: "listed_until", Type: TypeDate, Daily: true, Description: "the last day of the unbroken run of active days; none when it is not active or has no end", values: date(listing.ListedUntil)},
		{Name: "period.from", Type: TypeDate, Many: true, Description: "the first day of a period", values: dates(periodStarts)},
		{Name: "period.to", Type: TypeDate, Many: true, Description: "the last day of a period", values: dates(periodEnds)},
		{Name: "delisted.on", Type: TypeDate, Description: "the day of its delisting", values: date(func(l listing, _ register.Date) register.Date { return endingDate(l.Delisted) })},
		{Name: "withdrawn.on", Type: TypeDate, Description: "the day of its withdrawal", values: date(func(l listing, _ register.Date) register.Date { return endingDate(l.Withdrawn) })},
		{Name: "not_in_list", Type: TypeEnum, Vocabulary: v.lists, Many: true, Daily: true, varies: hasAbsences, Description: "an official list that the register follows and that does not have it on the day", values: absentFrom(v.lists)},
		{Name: "not_in_list.since", Type: TypeDate, Many: true, Daily: true, varies: hasAbsences, Description: "the date of the first edition without it, of a list that does not have it on the day", values: absentSince},
		{Name: "device_class", Type: TypeEnum, Vocabulary: v.deviceClasses, Many: true, Description: "a device class that it is of, or speaks for", values: words(v.deviceClasses, classesOf)},
		{Name: "device_class.requires_inverter", Type: TypeBoolean, Many: true, Description: "of a device class that it is of: whether its products need an inverter that is listed", values: func(dst []Value, rec register.Record, on register.Date) []Value {
			for _, class := range classesOf(rec.(*register.Listing)) {
				dst = requiresInverter(dst, reg.DeviceClass(class), on)
			}
			return dst
		}},
		{Name: "test_profile", Type: TypeEnum, Vocabulary: v.testProfiles, Many: true, Description: "a test profile that a certificate covering it names", values: words(v.testProfiles, func(l listing) []string { return reg.TestProfilesOf(l.ID) })},
		{Name: "certificate", Type: TypeID, Many: true, Description: "a certificate that covers it, by id", values: ids(func(l listing) []string { return idsOf(reg.CertificatesOf(l.ID)) })},
		{Name: "device", Type: TypeID, Many: true, Description: "a device that the client speaks for, by id", values: ids(func(l listing) []string { return l.Devices })},
		{Name: "client", Type: TypeID, Many: true, Description: "a client that speaks for the device, by id", values: ids(func(l listing) []string { return idsOf(reg.ClientsOf(l.ID)) })},
		{Name: "sample", Type: TypeBoolean, Description: "whether its facts are made up", values: boolean(func(l listing, _ register.Date) bool { return l.Sample })},
	})
}

// modelNames is by what a model is found that is asked for as a whole: its own name, its
// aliases and its models under white labels, in every spelling that package match takes
// for the same.
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

func hasAbsences(rec register.Record) bool { return len(rec.(*register.Listing).NotInList) > 0 }

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

func whiteLabelBrands(l *register.Listing) []string {
	var brands []string
	for _, w := range l.WhiteLabels {
		brands = append(brands, w.Brand)
	}
	return brands
}

func periodStarts(l *register.Listing) []register.Date {
	var days []register.Date
	for _, p := range l.Periods {
		days = append(days, p.From)
	}
	return days
}

func periodEnds(l *register.Listing) []register.Date {
	var days []register.Date
	for _, p := range l.Periods {
		days = append(days, p.To)
	}
	return days
}

// listingWords finds a listing by the names of its manufacturer, its own, and
// the numbers of the certificates that cover it.
func listingWords(reg *register.Register) valuesFunc {
	makers := make(map[string][]Value, len(reg.Manufacturers))
	for _, m := range reg.Manufacturers {
		makers[m.ID] = manufacturerWords(nil, m, register.Date{})
	}
	return func(dst []Value, rec register.Record, _ register.Date) []Value {
		l := rec.(*register.Listing)
		dst = append(dst, makers[l.Manufacturer]...)
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
