package change

import (
	"maps"
	"reflect"
	"slices"

	"opencec/tools/register"
)

// The fields of each kind of record, in the order of the stored form. A test
// holds that none is missing.

// record compares two states of a record of one kind.
func (d *differ) record(before, after register.Record) {
	switch b := before.(type) {
	case *settings:
		d.settings(&b.Settings, &after.(*settings).Settings)
	case *register.EntityType:
		d.entityType(b, after.(*register.EntityType))
	case *register.DeviceClass:
		d.deviceClass(b, after.(*register.DeviceClass))
	case *register.TestProfile:
		d.testProfile(b, after.(*register.TestProfile))
	case *register.Manufacturer:
		d.manufacturer(b, after.(*register.Manufacturer))
	case *register.CertifyingBody:
		// A certifying body has the fields of a manufacturer.
		d.manufacturer((*register.Manufacturer)(b), (*register.Manufacturer)(after.(*register.CertifyingBody)))
	case *register.List:
		d.officialList(b, after.(*register.List))
	case *register.Listing:
		d.listing(b, after.(*register.Listing))
	case *register.Certificate:
		d.certificate(b, after.(*register.Certificate))
	}
}

func (d *differ) settings(before, after *register.Settings) {
	value(d, "title", before.Title, after.Title)
	value(d, "description", before.Description, after.Description)
	value(d, "base_url", before.BaseURL, after.BaseURL)
	value(d, "time_zone", before.TimeZone, after.TimeZone)
	value(d, "publisher", before.Publisher, after.Publisher)
	value(d, "repository", before.Repository, after.Repository)
	value(d, "contact", before.Contact, after.Contact)
	licence := fieldPath{field: "licence"}
	valueAt(d, licence, "name", before.Licence.Name, after.Licence.Name)
	valueAt(d, licence, "spdx", before.Licence.SPDX, after.Licence.SPDX)
	valueAt(d, licence, "url", before.Licence.URL, after.Licence.URL)
	list(d, fieldPath{field: "notices"}, before.Notices, after.Notices, texts)
	value(d, "stale_after", before.StaleAfter, after.StaleAfter)
	value(d, "max_copy_age", before.MaxCopyAge, after.MaxCopyAge)
}

func (d *differ) officialList(before, after *register.List) {
	value(d, "name", before.Name, after.Name)
	value(d, "description", before.Description, after.Description)
	value(d, "device_class", before.DeviceClass, after.DeviceClass)
	value(d, "website", before.Website, after.Website)
	value(d, "date", before.Date, after.Date)
	value(d, "first_date", before.FirstDate, after.FirstDate)
	value(d, "rows", before.Rows, after.Rows)
	value(d, "sha256", before.SHA256, after.SHA256)
	list(d, fieldPath{field: "sources"}, before.Sources, after.Sources, sources)
	list(d, fieldPath{field: "former_ids"}, before.FormerIDs, after.FormerIDs, texts)
}

func (d *differ) entityType(before, after *register.EntityType) {
	value(d, "name", before.Name, after.Name)
	value(d, "description", before.Description, after.Description)
	list(d, fieldPath{field: "former_ids"}, before.FormerIDs, after.FormerIDs, texts)
}

func (d *differ) manufacturer(before, after *register.Manufacturer) {
	value(d, "name", before.Name, after.Name)
	list(d, fieldPath{field: "aliases"}, before.Aliases, after.Aliases, texts)
	value(d, "mixed_scripts", before.MixedScripts, after.MixedScripts)
	value(d, "description", before.Description, after.Description)
	value(d, "website", before.Website, after.Website)
	list(d, fieldPath{field: "sources"}, before.Sources, after.Sources, sources)
	list(d, fieldPath{field: "former_ids"}, before.FormerIDs, after.FormerIDs, texts)
}

func (d *differ) deviceClass(before, after *register.DeviceClass) {
	value(d, "name", before.Name, after.Name)
	value(d, "short_name", before.ShortName, after.ShortName)
	value(d, "description", before.Description, after.Description)
	ifKnown(d, fieldPath{field: "requires_inverter"}, before.RequiresInverter, after.RequiresInverter)
	list(d, fieldPath{field: "attributes"}, before.Attributes, after.Attributes, attributes)
	list(d, fieldPath{field: "former_ids"}, before.FormerIDs, after.FormerIDs, texts)
}

// deeply compares entries that hold lists. Vocabularies are small.
func deeply[T any](a, b T) bool { return reflect.DeepEqual(a, b) }

var attributes = &entries[register.Attribute]{
	equal: deeply[register.Attribute],
	keys:  []key[register.Attribute]{by(func(a register.Attribute) string { return a.ID })},
	inside: func(d *differ, at fieldPath, before, after register.Attribute) {
		valueAt(d, at, "name", before.Name, after.Name)
		valueAt(d, at, "type", before.Type, after.Type)
		valueAt(d, at, "unit", before.Unit, after.Unit)
		ifKnown(d, at.sub("minimum"), before.Minimum, after.Minimum)
		ifKnown(d, at.sub("maximum"), before.Maximum, after.Maximum)
		ifKnown(d, at.sub("usual_maximum"), before.UsualMaximum, after.UsualMaximum)
		list(d, at.sub("values"), before.Values, after.Values, enumValues)
		valueAt(d, at, "at_most", before.AtMost, after.AtMost)
		valueAt(d, at, "description", before.Description, after.Description)
	},
}

var enumValues = &entries[register.EnumValue]{
	equal: deeply[register.EnumValue],
	keys:  []key[register.EnumValue]{by(func(v register.EnumValue) string { return v.ID })},
	inside: func(d *differ, at fieldPath, before, after register.EnumValue) {
		valueAt(d, at, "name", before.Name, after.Name)
		list(d, at.sub("aliases"), before.Aliases, after.Aliases, texts)
		valueAt(d, at, "description", before.Description, after.Description)
		valueAt(d, at, "retired", before.Retired, after.Retired)
	},
}

func (d *differ) testProfile(before, after *register.TestProfile) {
	value(d, "name", before.Name, after.Name)
	value(d, "title", before.Title, after.Title)
	value(d, "description", before.Description, after.Description)
	value(d, "group", before.Group, after.Group)
	value(d, "standard", before.Standard, after.Standard)
	value(d, "optional", before.Optional, after.Optional)
	value(d, "witnessed", before.Witnessed, after.Witnessed)
	list(d, fieldPath{field: "tests"}, before.Tests, after.Tests, tests)
	list(d, fieldPath{field: "versions"}, before.Versions, after.Versions, texts)
	value(d, "retired", before.Retired, after.Retired)
	list(d, fieldPath{field: "replaced_by"}, before.ReplacedBy, after.ReplacedBy, profileRefs)
	list(d, fieldPath{field: "sources"}, before.Sources, after.Sources, sources)
	list(d, fieldPath{field: "former_ids"}, before.FormerIDs, after.FormerIDs, texts)
}

var tests = &entries[register.Test]{
	equal: deeply[register.Test],
	keys:  []key[register.Test]{by(func(t register.Test) string { return t.ID })},
	inside: func(d *differ, at fieldPath, before, after register.Test) {
		valueAt(d, at, "title", before.Title, after.Title)
		valueAt(d, at, "category", before.Category, after.Category)
		valueAt(d, at, "role", before.Role, after.Role)
		list(d, at.sub("versions"), before.Versions, after.Versions, texts)
	},
}

func (d *differ) listing(before, after *register.Listing) {
	value(d, "manufacturer", before.Manufacturer, after.Manufacturer)
	value(d, "brand", before.Brand, after.Brand)
	value(d, "series", before.Series, after.Series)
	value(d, "model", before.Model, after.Model)
	list(d, fieldPath{field: "aliases"}, before.Aliases, after.Aliases, texts)
	list(d, fieldPath{field: "white_labels"}, before.WhiteLabels, after.WhiteLabels, whiteLabels)
	value(d, "mixed_scripts", before.MixedScripts, after.MixedScripts)
	value(d, "entity_type", before.EntityType, after.EntityType)
	value(d, "deployment", before.Deployment, after.Deployment)
	value(d, "certificate_type", before.CertificateType, after.CertificateType)
	value(d, "csip_aus_version", before.CSIPAUSVersion, after.CSIPAUSVersion)
	if both(d, "software", before.Software, after.Software) {
		software := fieldPath{field: "software"}
		valueAt(d, software, "name", before.Software.Name, after.Software.Name)
		valueAt(d, software, "versions", before.Software.Versions, after.Software.Versions)
	}
	value(d, "hardware", before.Hardware, after.Hardware)
	list(d, fieldPath{field: "jurisdictions"}, before.Jurisdictions, after.Jurisdictions, texts)
	d.deviceClasses(fieldPath{field: "device_classes"}, before.DeviceClasses, after.DeviceClasses)
	list(d, fieldPath{field: "periods"}, before.Periods, after.Periods, periods)
	list(d, fieldPath{field: "suspensions"}, before.Suspensions, after.Suspensions, suspensions)
	d.ending("delisted", before.Delisted, after.Delisted)
	d.ending("withdrawn", before.Withdrawn, after.Withdrawn)
	list(d, fieldPath{field: "not_in_list"}, before.NotInList, after.NotInList, absences)
	list(d, fieldPath{field: "devices"}, before.Devices, after.Devices, listingRefs)
	value(d, "notes", before.Notes, after.Notes)
	list(d, fieldPath{field: "sources"}, before.Sources, after.Sources, sources)
	value(d, "sample", before.Sample, after.Sample)
	list(d, fieldPath{field: "former_ids"}, before.FormerIDs, after.FormerIDs, texts)
}

func (d *differ) ending(field string, before, after *register.Ending) {
	if both(d, field, before, after) {
		at := fieldPath{field: field}
		valueAt(d, at, "on", before.On, after.On)
		valueAt(d, at, "reason", before.Reason, after.Reason)
		valueAt(d, at, "source", before.Source, after.Source)
	}
}

// deviceClasses compares classes by id, and their attributes by theirs.
func (d *differ) deviceClasses(at fieldPath, before, after map[string]register.Attributes) {
	if maps.EqualFunc(before, after, maps.Equal[register.Attributes, register.Attributes]) {
		return
	}
	for _, class := range union(before, after) {
		b, was := before[class]
		a, is := after[class]
		switch {
		case !was:
			d.put(at.sub(class), nil, attributesOf(a))
		case !is:
			d.put(at.sub(class), attributesOf(b), nil)
		default:
			for _, attribute := range union(b, a) {
				valueAt(d, at.sub(class), attribute, b[attribute], a[attribute])
			}
		}
	}
}

// periodClasses compares the values of a period by class. The values of a class are one
// difference, since null among them says something: the attribute is not known.
func (d *differ) periodClasses(at fieldPath, before, after map[string]register.Attributes) {
	for _, class := range union(before, after) {
		b, was := before[class]
		a, is := after[class]
		switch {
		case !was:
			d.put(at.sub(class), nil, attributesOf(a))
		case !is:
			d.put(at.sub(class), attributesOf(b), nil)
		case !maps.Equal(b, a):
			d.put(at.sub(class), attributesOf(b), attributesOf(a))
		}
	}
}

// attributesOf gives a class of which nothing is known as {}: null would say that
// the class is absent.
func attributesOf(a register.Attributes) register.Attributes {
	if a == nil {
		return register.Attributes{}
	}
	return a
}

// union returns the keys of both, sorted.
func union[V any](a, b map[string]V) []string {
	keys := slices.Collect(maps.Keys(a))
	for k := range b {
		if _, twice := a[k]; !twice {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

func (d *differ) certificate(before, after *register.Certificate) {
	value(d, "number", before.Number, after.Number)
	value(d, "mixed_scripts", before.MixedScripts, after.MixedScripts)
	value(d, "certifying_body", before.CertifyingBody, after.CertifyingBody)
	value(d, "standard", before.Standard, after.Standard)
	value(d, "standard_version", before.StandardVersion, after.StandardVersion)
	value(d, "csip_aus_version", before.CSIPAUSVersion, after.CSIPAUSVersion)
	value(d, "certification_date", before.CertificationDate, after.CertificationDate)
	value(d, "witnessed_date", before.WitnessedDate, after.WitnessedDate)
	value(d, "expiry", before.Expiry, after.Expiry)
	d.ending("revoked", before.Revoked, after.Revoked)
	list(d, fieldPath{field: "test_profiles"}, before.TestProfiles, after.TestProfiles, profileRefs)
	list(d, fieldPath{field: "tests_passed"}, before.TestsPassed, after.TestsPassed, texts)
	value(d, "software_versions", before.SoftwareVersions, after.SoftwareVersions)
	list(d, fieldPath{field: "listings"}, before.Listings, after.Listings, listingRefs)
	if both(d, "document", before.Document, after.Document) {
		document := fieldPath{field: "document"}
		valueAt(d, document, "url", before.Document.URL, after.Document.URL)
		valueAt(d, document, "sha256", before.Document.SHA256, after.Document.SHA256)
	}
	value(d, "notes", before.Notes, after.Notes)
	list(d, fieldPath{field: "sources"}, before.Sources, after.Sources, sources)
	value(d, "sample", before.Sample, after.Sample)
	list(d, fieldPath{field: "former_ids"}, before.FormerIDs, after.FormerIDs, texts)
}
