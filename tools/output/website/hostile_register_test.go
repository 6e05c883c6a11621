package website

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"opencec/tools/history/journal"
	"opencec/tools/register"
)

// hostileNames are names that would break a page which did not treat them as text.
var hostileNames = []string{hostileScript, hostileImage, hostileTraversal, hostileShortcode, hostileRTL, hostileLong}

// noTexts are the fields with strings that are no texts of people: ids, words of a fixed
// vocabulary, digests. All other strings of a record are texts, those of fields that
// somebody adds too.
var noTexts = []string{
	"ID", "Commit", "FormerIDs", "ReplacedBy", "AtMost", "Devices", "SHA256",
	"CSIPAUSVersion", "Versions", "Type", "Role", "Deployment", "CertificateType", "CertifyingBody", "TestProfiles", "Listings", "BaseURL", "TimeZone",
}

// hostileAddress is in the fields that take an address.
const hostileAddress = "javascript:alert(1)"

var addresses = []string{"URL", "Website", "Source", "Repository"}

// fillTexts gives all texts in a value that are empty the name.
func fillTexts(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fillTexts(v.Elem(), name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fillTexts(v.Index(i), name)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.IsExported() && !slices.Contains(noTexts, field.Name) {
				fillField(v.Field(i), field.Name, name)
			}
		}
	}
}

func fillField(v reflect.Value, field, name string) {
	if slices.Contains(addresses, field) {
		name = hostileAddress
	}
	switch {
	case v.Kind() == reflect.String && v.String() == "":
		v.SetString(name)
	case v.Type() == reflect.TypeFor[[]string]() && v.IsNil():
		v.Set(reflect.ValueOf([]string{name}))
	default:
		fillTexts(v, name)
	}
}

// hostileRecords is a register with a record of every kind for each hostile name, in which
// every text is that name. Their ids end with the number of the name.
func hostileRecords() register.Records {
	all := register.Records{Settings: register.Settings{BaseURL: "https://register.example.org", TimeZone: "Australia/Sydney"}}
	for i, name := range hostileNames {
		addHostile(&all, i, name)
	}
	fillTexts(reflect.ValueOf(&all.Settings), hostileImage)
	return all
}

func addHostile(all *register.Records, i int, name string) {
	// Only what refers to something, and something of all that can be absent.
	key := func(prefix string) string { return fmt.Sprint(prefix, i) }
	manufacturer, lab, class, entity, profile := key("m"), key("b"), key("c"), key("e"), key("p")
	sources := func() []register.Source { return []register.Source{{}} }
	listing := func(model string) *register.Listing {
		return &register.Listing{
			Meta: id(manufacturer + "/" + key(model)), Manufacturer: manufacturer, EntityType: entity, Software: &register.Software{Versions: name}, WhiteLabels: []register.WhiteLabel{{}},
			DeviceClasses: map[string]register.Attributes{class: {"text": register.Text(name), "word": register.Text("W")}},
			Periods:       periods("2026-01-01–2027-01-10"), Suspensions: []register.Suspension{{From: date("2026-02-01"), To: date("2026-03-01")}}, Sources: sources(),
		}
	}
	certificate := func(number string) *register.Certificate {
		return &register.Certificate{
			Meta: id(lab + "/" + key(number)), CertifyingBody: lab, CertificationDate: date("2026-01-15"), Expiry: date("2027-01-20"),
			TestProfiles: []string{profile}, Listings: []string{manufacturer + "/" + key("l")}, Document: &register.Document{}, Sources: sources(),
		}
	}
	delisted, withdrawn, revoked := listing("delisted"), listing("withdrawn"), certificate("revoked")
	delisted.Delisted = &register.Ending{On: date("2026-04-01")}
	withdrawn.Withdrawn = &register.Ending{On: date("2026-04-01")}
	revoked.Revoked = &register.Ending{On: date("2026-05-01")}
	added := register.Records{
		Manufacturers:    []*register.Manufacturer{{Meta: id(manufacturer), Sources: sources()}},
		CertifyingBodies: []*register.CertifyingBody{{Meta: id(lab), Sources: sources()}},
		EntityTypes:      []*register.EntityType{{Meta: id(entity)}},
		DeviceClasses: []*register.DeviceClass{{Meta: id(class), Attributes: []register.Attribute{
			{ID: "text", Type: register.TypeText}, {ID: "word", Type: register.TypeEnum, Values: []register.EnumValue{{ID: "W"}}},
		}}},
		TestProfiles: []*register.TestProfile{{Meta: id(profile), Tests: []register.Test{{ID: key("T-")}}, Sources: sources()}},
		Listings:     []*register.Listing{listing("l"), delisted, withdrawn},
		Certificates: []*register.Certificate{certificate("c"), revoked},
	}
	for rec := range added.All() {
		fillTexts(reflect.ValueOf(rec), name)
	}
	all.Manufacturers = append(all.Manufacturers, added.Manufacturers...)
	all.CertifyingBodies = append(all.CertifyingBodies, added.CertifyingBodies...)
	all.EntityTypes = append(all.EntityTypes, added.EntityTypes...)
	all.DeviceClasses = append(all.DeviceClasses, added.DeviceClasses...)
	all.TestProfiles = append(all.TestProfiles, added.TestProfiles...)
	all.Listings = append(all.Listings, added.Listings...)
	all.Certificates = append(all.Certificates, added.Certificates...)
}

// hostileSite builds the site of hostileRecords, with a history in which the texts change.
func hostileSite(t *testing.T) (string, register.Records) {
	t.Helper()
	records, before := hostileRecords(), hostileRecords()
	for _, l := range before.Listings {
		l.Notes = hostileShortcode + l.Notes
	}
	zone, err := register.LoadZone(records.Settings.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	options := testOptions(newRegister(t, records), "")
	options.Journal = journal.ContentsOf(historyOf(
		state{"2026-01-05T01:00:00Z", hostileScript, before}, state{"2026-03-01T01:00:00Z", hostileLong, records}), zone)
	dir, _ := build(t, options)
	return dir, records
}
