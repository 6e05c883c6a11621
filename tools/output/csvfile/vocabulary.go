package csvfile

import (
	"strconv"
	"time"

	"opencec/tools/register"
)

// partyColumns are those of manufacturers and of certifying bodies.
var partyColumns = []column[register.PartyView]{
	{"id", "id", func(p register.PartyView) string { return text(p.ID) }},
	{"name", "name", func(p register.PartyView) string { return text(p.Name) }},
	{"aliases", "aliases", func(p register.PartyView) string { return list(p.Aliases) }},
	{"description", "description", func(p register.PartyView) string { return text(p.Description) }},
	{"website", "website", func(p register.PartyView) string { return text(p.Website) }},
	{"listings", "listings", func(p register.PartyView) string { return strconv.Itoa(p.Listings) }},
	{"certificates", "certificates", func(p register.PartyView) string { return strconv.Itoa(p.Certificates) }},
	{"sources", "sources", func(p register.PartyView) string { return list(sources(p.Sources)) }},
	{"former_ids", "former_ids", func(p register.PartyView) string { return list(p.FormerIDs) }},
	{"created_at", "created_at", func(p register.PartyView) string { return instant(time.Time(p.CreatedAt)) }},
	{"updated_at", "updated_at", func(p register.PartyView) string { return instant(time.Time(p.UpdatedAt)) }},
	{"commit", "commit", func(p register.PartyView) string { return text(p.Commit) }},
	{"page", "links", func(p register.PartyView) string { return text(p.Links.HTML) }},
}

var entityTypeColumns = []column[register.EntityTypeView]{
	{"id", "id", func(e register.EntityTypeView) string { return text(e.ID) }},
	{"name", "name", func(e register.EntityTypeView) string { return text(e.Name) }},
	{"description", "description", func(e register.EntityTypeView) string { return text(e.Description) }},
	{"former_ids", "former_ids", func(e register.EntityTypeView) string { return list(e.FormerIDs) }},
	{"page", "links", func(e register.EntityTypeView) string { return text(e.Links.HTML) }},
}

var deviceClassColumns = []column[register.DeviceClassView]{
	{"id", "id", func(d register.DeviceClassView) string { return text(d.ID) }},
	{"name", "name", func(d register.DeviceClassView) string { return text(d.Name) }},
	{"short_name", "short_name", func(d register.DeviceClassView) string { return text(d.ShortName) }},
	{"description", "description", func(d register.DeviceClassView) string { return text(d.Description) }},
	{"requires_inverter", "requires_inverter", func(d register.DeviceClassView) string { return boolIf(d.RequiresInverter) }},
	{"attributes", "attributes", func(d register.DeviceClassView) string {
		ids := make([]string, len(d.Attributes))
		for i, a := range d.Attributes {
			ids[i] = a.ID
		}
		return list(ids)
	}},
	{"former_ids", "former_ids", func(d register.DeviceClassView) string { return list(d.FormerIDs) }},
	{"page", "links", func(d register.DeviceClassView) string { return text(d.Links.HTML) }},
}

var testProfileColumns = []column[register.TestProfileView]{
	{"id", "id", func(p register.TestProfileView) string { return text(p.ID) }},
	{"name", "name", func(p register.TestProfileView) string { return text(p.Name) }},
	{"title", "title", func(p register.TestProfileView) string { return text(p.Title) }},
	{"description", "description", func(p register.TestProfileView) string { return text(p.Description) }},
	{"group", "group", func(p register.TestProfileView) string { return text(p.Group) }},
	{"standard", "standard", func(p register.TestProfileView) string { return text(p.Standard) }},
	{"optional", "optional", func(p register.TestProfileView) string { return strconv.FormatBool(p.Optional) }},
	{"witnessed", "witnessed", func(p register.TestProfileView) string { return strconv.FormatBool(p.Witnessed) }},
	{"versions", "versions", func(p register.TestProfileView) string { return list(p.Versions) }},
	{"retired", "retired", func(p register.TestProfileView) string { return date(p.Retired) }},
	{"replaced_by", "replaced_by", func(p register.TestProfileView) string { return list(p.ReplacedBy) }},
	{"tests", "tests", func(p register.TestProfileView) string {
		ids := make([]string, len(p.Tests))
		for i, t := range p.Tests {
			ids[i] = t.ID
		}
		return list(ids)
	}},
	{"sources", "sources", func(p register.TestProfileView) string { return list(sources(p.Sources)) }},
	{"former_ids", "former_ids", func(p register.TestProfileView) string { return list(p.FormerIDs) }},
	{"page", "links", func(p register.TestProfileView) string { return text(p.Links.HTML) }},
}

var listColumns = []column[register.ListView]{
	{"id", "id", func(l register.ListView) string { return text(l.ID) }},
	{"name", "name", func(l register.ListView) string { return text(l.Name) }},
	{"description", "description", func(l register.ListView) string { return text(l.Description) }},
	{"device_class", "device_class", func(l register.ListView) string { return text(l.DeviceClass) }},
	{"website", "website", func(l register.ListView) string { return text(l.Website) }},
	{"date", "date", func(l register.ListView) string { return date(l.Date) }},
	{"first_date", "first_date", func(l register.ListView) string { return date(l.FirstDate) }},
	{"rows", "rows", func(l register.ListView) string { return strconv.Itoa(l.Rows) }},
	{"sha256", "sha256", func(l register.ListView) string { return text(l.SHA256) }},
	{"sources", "sources", func(l register.ListView) string { return list(sources(l.Sources)) }},
	{"former_ids", "former_ids", func(l register.ListView) string { return list(l.FormerIDs) }},
	{"created_at", "created_at", func(l register.ListView) string { return instant(time.Time(l.CreatedAt)) }},
	{"updated_at", "updated_at", func(l register.ListView) string { return instant(time.Time(l.UpdatedAt)) }},
	{"commit", "commit", func(l register.ListView) string { return text(l.Commit) }},
	{"page", "links", func(l register.ListView) string { return text(l.Links.HTML) }},
}
