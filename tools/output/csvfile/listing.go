package csvfile

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"opencec/tools/register"
)

var listingColumns = []column[register.ListingView]{
	{"id", "id", func(l register.ListingView) string { return text(l.ID) }},
	{"manufacturer", "manufacturer", func(l register.ListingView) string { return text(l.Manufacturer) }},
	{"manufacturer_id", "manufacturer_id", func(l register.ListingView) string { return text(l.ManufacturerID) }},
	{"brand", "brand", func(l register.ListingView) string { return text(l.Brand) }},
	{"series", "series", func(l register.ListingView) string { return text(l.Series) }},
	{"model", "model", func(l register.ListingView) string { return text(l.Model) }},
	{"aliases", "aliases", func(l register.ListingView) string { return list(l.Aliases) }},
	{"white_labels", "white_labels", func(l register.ListingView) string { return list(whiteLabels(l)) }},
	{"entity_type", "entity_type", func(l register.ListingView) string { return text(l.EntityType) }},
	{"deployment", "deployment", func(l register.ListingView) string { return text(l.Deployment) }},
	{"certificate_type", "certificate_type", func(l register.ListingView) string { return text(l.CertificateType) }},
	{"csip_aus_version", "csip_aus_version", func(l register.ListingView) string { return text(l.CSIPAUSVersion) }},
	{"software", "software", func(l register.ListingView) string { return text(software(l).Name) }},
	{"software_versions", "software", func(l register.ListingView) string { return text(software(l).Versions) }},
	{"hardware", "hardware", func(l register.ListingView) string { return text(l.Hardware) }},
	{"jurisdictions", "jurisdictions", func(l register.ListingView) string { return list(l.Jurisdictions) }},
	{"device_classes", "device_classes", func(l register.ListingView) string { return list(slices.Sorted(maps.Keys(l.DeviceClasses))) }},
	{"on", "on", func(l register.ListingView) string { return date(l.On) }},
	{"status", "status", func(l register.ListingView) string { return text(l.Status) }},
	{"certified", "certified", func(l register.ListingView) string { return strconv.FormatBool(l.Certified) }},
	{"listed_until", "listed_until", func(l register.ListingView) string { return date(l.ListedUntil) }},
	{"periods", "periods", func(l register.ListingView) string { return list(periods(l)) }},
	{"suspensions", "suspensions", func(l register.ListingView) string { return list(suspensions(l)) }},
	{"delisted_on", "delisted", func(l register.ListingView) string { return date(ending(l.Delisted).On) }},
	{"delisted_reason", "delisted", func(l register.ListingView) string { return text(ending(l.Delisted).Reason) }},
	{"withdrawn_on", "withdrawn", func(l register.ListingView) string { return date(ending(l.Withdrawn).On) }},
	{"withdrawn_reason", "withdrawn", func(l register.ListingView) string { return text(ending(l.Withdrawn).Reason) }},
	{"not_in_list", "not_in_list", absent(func(a register.Absence) string { return a.List })},
	{"not_in_list_since", "not_in_list", absent(func(a register.Absence) string { return a.Since.String() })},
	{"not_in_list_last_seen", "not_in_list", absent(func(a register.Absence) string { return a.LastSeen.String() })},
	{"certificates", "certificates", func(l register.ListingView) string { return list(l.Certificates) }},
	{"test_profiles", "test_profiles", func(l register.ListingView) string { return list(l.TestProfiles) }},
	{"devices", "devices", func(l register.ListingView) string { return list(l.Devices) }},
	{"clients", "clients", func(l register.ListingView) string { return list(l.Clients) }},
	{"notes", "notes", func(l register.ListingView) string { return text(l.Notes) }},
	{"sources", "sources", func(l register.ListingView) string { return list(sources(l.Sources)) }},
	{"sample", "sample", func(l register.ListingView) string { return strconv.FormatBool(l.Sample) }},
	{"former_ids", "former_ids", func(l register.ListingView) string { return list(l.FormerIDs) }},
	{"created_at", "created_at", func(l register.ListingView) string { return instant(time.Time(l.CreatedAt)) }},
	{"updated_at", "updated_at", func(l register.ListingView) string { return instant(time.Time(l.UpdatedAt)) }},
	{"commit", "commit", func(l register.ListingView) string { return text(l.Commit) }},
	{"page", "links", func(l register.ListingView) string { return text(l.Links.HTML) }},
}

// The cells of what a view has in several parts, or may not have.

func periods(l register.ListingView) []string {
	texts := make([]string, len(l.Periods))
	for i, p := range l.Periods {
		texts[i] = interval(p.From, p.To)
	}
	return texts
}

func suspensions(l register.ListingView) []string {
	texts := make([]string, len(l.Suspensions))
	for i, s := range l.Suspensions {
		texts[i] = interval(s.From, s.To)
	}
	return texts
}

// absent makes cells of the absences from lists that hold on the day.
func absent(part func(register.Absence) string) func(register.ListingView) string {
	return func(l register.ListingView) string {
		var parts []string
		for _, v := range l.NotInList {
			if a := register.Absence(v); a.HoldsOn(l.On) {
				parts = append(parts, part(a))
			}
		}
		return list(parts)
	}
}

func whiteLabels(l register.ListingView) []string {
	texts := make([]string, len(l.WhiteLabels))
	for i, w := range l.WhiteLabels {
		texts[i] = strings.TrimSpace(w.Brand + " " + string(w.Model))
	}
	return texts
}

func software(l register.ListingView) register.SoftwareView {
	if l.Software == nil {
		return register.SoftwareView{}
	}
	return *l.Software
}
